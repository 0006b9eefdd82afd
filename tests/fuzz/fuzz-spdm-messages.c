// SPDX-License-Identifier: Apache-2.0
/*
 * Decoders of SPDM messages, both directions: the first byte chooses one, the
 * second the version, the others are the message.
 */
#include "spdm-message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static union message m;

static int decode_vca(uint8_t choice, uint8_t version, const uint8_t *msg,
		      size_t len)
{
	switch (choice) {
	case 0:
		return spdm_get_version_decode(msg, len);
	case 1:
		return spdm_version_decode(msg, len, &m.version);
	case 2:
		return spdm_get_capabilities_decode(msg, len, version,
						    &m.capabilities);
	case 3:
		if (spdm_capabilities_decode(msg, len, version,
					     &m.capabilities) < 0)
			return -1;
		return !!spdm_capabilities_check(&m.capabilities, version,
						 true);
	case 4:
		return spdm_negotiate_algorithms_decode(msg, len, version,
							&m.algorithms);
	case 5:
		return spdm_algorithms_decode(msg, len, version,
					      &m.algorithms);
	case 6:
		return spdm_error_decode(msg, len, &m.error);
	default:
		return spdm_respond_if_ready_decode(msg, len, version,
						    &m.not_ready);
	}
}

static int decode_identity(uint8_t choice, const struct spdm_agreed *a,
			   const uint8_t *msg, size_t len)
{
	struct spdm_get_measurements request = {
		.sign = choice & 1,
		.operation = choice & 2 ? SPDM_MEASUREMENT_ALL : 1,
	};

	switch (choice) {
	case 0:
		return spdm_get_digests_decode(msg, len, a);
	case 1:
		return spdm_digests_decode(msg, len, a, &m.digests);
	case 2:
		return spdm_get_certificate_decode(msg, len, a,
						   &m.get_certificate);
	case 3:
		return spdm_certificate_decode(msg, len, a, &m.certificate);
	case 4:
		return spdm_challenge_decode(msg, len, a, &m.challenge);
	case 5:
		return spdm_challenge_auth_decode(msg, len, a,
						  SPDM_SUMMARY_ALL,
						  &m.challenge_auth);
	case 6:
		return spdm_get_measurements_decode(msg, len, a,
						    &m.get_measurements);
	default:
		return spdm_measurements_decode(msg, len, a, &request,
						&m.measurements);
	}
}

static int decode_session(uint8_t choice, const struct spdm_agreed *a,
			  const uint8_t *msg, size_t len)
{
	switch (choice) {
	case 0:
		return spdm_key_exchange_decode(msg, len, a, &m.key_exchange);
	case 1:
		return spdm_key_exchange_rsp_decode(msg, len, a,
						    SPDM_SUMMARY_ALL,
						    &m.key_exchange_rsp);
	case 2:
		return spdm_finish_decode(msg, len, a, &m.finish);
	case 3:
		return spdm_finish_rsp_decode(msg, len, a, &m.finish_rsp);
	case 4:
		return spdm_heartbeat_ack_decode(msg, len, a->version);
	case 5:
		return spdm_key_update_decode(msg, len, a->version,
					      &m.key_update);
	case 6:
		return spdm_end_session_decode(msg, len, a->version, &m.clear);
	default:
		return spdm_end_session_ack_decode(msg, len, a->version);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spdm_agreed a = {
		.rsp.flags = SPDM_CAP_MEAS_SIG,
		.alg = {
			.base_asym = SPDM_ASYM_ECDSA_P256,
			.base_hash = SPDM_HASH_SHA_256,
			.dhe = SPDM_DHE_SECP256R1,
			.req_base_asym = SPDM_ASYM_ECDSA_P256,
		},
	};
	uint8_t choice;

	if (size < 2)
		return 0;
	choice = data[0] & 7;
	a.version = SPDM_VERSION_1_0 + data[1] % 5;
	a.multi_key = data[1] & 0x80;
	switch (data[0] >> 3 & 3) {
	case 0:
		decode_vca(choice, a.version, data + 2, size - 2);
		break;
	case 1:
		decode_identity(choice, &a, data + 2, size - 2);
		break;
	default:
		decode_session(choice, &a, data + 2, size - 2);
		break;
	}
	return 0;
}
