// SPDX-License-Identifier: Apache-2.0
/*
 * GET_VERSION, GET_CAPABILITIES and NEGOTIATE_ALGORITHMS: the connection.
 */
#include "spdm-internal.h"

#include "spdm/capabilities.h"
#include "spdm/crypto-pkey.h"
#include "spdm/negotiate.h"
#include "spdm/version.h"

#define FLAGS                                                                  \
	(SPDM_CAP_CERT | SPDM_CAP_CHAL | SPDM_CAP_MEAS_SIG |                   \
	 SPDM_CAP_ENCRYPT | SPDM_CAP_MAC | SPDM_CAP_KEY_EX | SPDM_CAP_HBEAT |  \
	 SPDM_CAP_KEY_UPD)
/* 2^20 us: a slow device, so that requesters wait for an emulated one. */
#define CT_EXPONENT 20

/* VERSION entries have the version's two digits in their high byte. */
#define VERSION_ENTRY(version) ((uint16_t)((version) << 8))

static long vca_add(struct spdm_responder *r, const struct spdm_exchange *x,
		    long len)
{
	int err;

	if (len < 0)
		return len;
	err = spdm_vca_add(&r->transcripts.vca, x->request, x->len);
	if (!err)
		err = spdm_vca_add(&r->transcripts.vca, x->response, len);
	return err ? err : len;
}

/* What is refused changes nothing. The ERROR has version 1.0, as VERSION. */
static long get_version_refuse(struct spdm_responder *r,
			       struct spdm_exchange *x)
{
	uint8_t code = SPDM_ERROR_INVALID_REQUEST;
	struct spdm_header h;
	long len;

	if (spdm_header_peek(x->request, x->len, &h) == 0 &&
	    h.version != SPDM_VERSION_1_0)
		code = SPDM_ERROR_VERSION_MISMATCH;
	len = spdm_refuse(r, x, code, 0);
	if (len > 0)
		x->response[0] = SPDM_VERSION_1_0;
	return len;
}

long spdm_on_get_version(struct spdm_responder *r, struct spdm_exchange *x)
{
	const struct spdm_version_list list = {
		.count = 1,
		.entries = { VERSION_ENTRY(SPDM_RESPONDER_VERSION) },
	};
	long len;

	if (spdm_get_version_decode(x->request, x->len))
		return get_version_refuse(r, x);
	spdm_responder_reset(r);
	len = vca_add(r, x, spdm_version_encode(x->response, x->size, &list));
	if (len > 0)
		r->state = SPDM_RESPONDER_VERSION_KNOWN;
	return len;
}

long spdm_on_get_capabilities(struct spdm_responder *r, struct spdm_exchange *x)
{
	const struct spdm_capabilities own = {
		.ct_exponent = CT_EXPONENT,
		.flags = FLAGS,
		.data_transfer_size = SPDM_RESPONDER_MESSAGE_MAX,
		.max_message_size = SPDM_RESPONDER_MESSAGE_MAX,
	};
	const uint8_t version = SPDM_RESPONDER_VERSION;
	struct spdm_capabilities peer;
	struct spdm_header h;
	long len;

	/* an identical one has been answered before it came here */
	if (r->state != SPDM_RESPONDER_VERSION_KNOWN)
		return spdm_refuse(r, x, SPDM_ERROR_UNEXPECTED_REQUEST, 0);
	if (spdm_header_peek(x->request, x->len, &h) == 0 &&
	    h.version != version)
		return spdm_refuse(r, x, SPDM_ERROR_VERSION_MISMATCH, 0);
	if (spdm_get_capabilities_decode(x->request, x->len, version, &peer) ||
	    spdm_capabilities_check(&peer, version, false))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	len = vca_add(r, x,
		      spdm_capabilities_encode(x->response, x->size, version,
					       &own));
	if (len < 0)
		return len;
	r->agreed.version = version;
	r->agreed.req = peer;
	r->agreed.rsp = own;
	r->state = SPDM_RESPONDER_CAPABILITIES_KNOWN;
	return len;
}

static struct spdm_algorithms own_algorithms(const struct spdm_responder *r)
{
	return (struct spdm_algorithms){
		.measurement_spec = SPDM_MEAS_SPEC_DMTF,
		.other_params = SPDM_OTHER_OPAQUE_FMT1,
		.tables = 1 << SPDM_ALG_TYPE_DHE | 1 << SPDM_ALG_TYPE_AEAD |
			  1 << SPDM_ALG_TYPE_KEY_SCHEDULE,
		.measurement_hash = SPDM_MEAS_HASH_SHA_384,
		.base_asym = crypto_key_asym(r->key),
		.base_hash = SPDM_RESPONDER_HASH,
		.dhe = SPDM_DHE_SECP384R1,
		.aead = SPDM_AEAD_AES_256_GCM,
		.key_schedule = SPDM_KEY_SCHEDULE_HMAC,
	};
}

long spdm_on_negotiate_algorithms(struct spdm_responder *r,
				  struct spdm_exchange *x)
{
	const struct spdm_algorithms own = own_algorithms(r);
	struct spdm_algorithms offer;
	long len;
	int err;

	if (r->state != SPDM_RESPONDER_CAPABILITIES_KNOWN)
		return spdm_refuse(r, x, SPDM_ERROR_UNEXPECTED_REQUEST, 0);
	if (spdm_negotiate_algorithms_decode(x->request, x->len,
					     r->agreed.version, &offer))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	spdm_algorithms_select(&offer, &own, &r->agreed.alg);
	if (spdm_algorithms_check(&r->agreed, &offer))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	len = vca_add(r, x,
		      spdm_algorithms_encode(x->response, x->size,
					     r->agreed.version,
					     &r->agreed.alg));
	if (len < 0)
		return len;
	err = spdm_transcripts_start(&r->transcripts, &r->agreed);
	if (err)
		return err;
	r->state = SPDM_RESPONDER_NEGOTIATED;
	return len;
}
