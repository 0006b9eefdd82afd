// SPDX-License-Identifier: Apache-2.0
/*
 * The requester's steps outside a session: agreement, certificate chain,
 * challenge, measurements.
 */
#include "spdm/requester-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/certificate.h"
#include "spdm/challenge.h"
#include "spdm/crypto.h"
#include "spdm/digests.h"
#include "spdm/negotiate.h"
#include "spdm/signature.h"
#include "spdm/version.h"

/* Time the device may take of ours, were it the one to wait: none is used. */
#define OWN_CT_EXPONENT 0

static int note_vca(struct spdm_requester *r, const uint8_t *msg, size_t len)
{
	struct spdm_vca *vca = &r->transcripts.vca;
	int ret;

	ret = spdm_vca_add(vca, r->request + 1, r->request_len);
	if (ret == 0)
		ret = spdm_vca_add(vca, msg, len);
	return ret;
}

static long build_version(struct spdm_requester *r, uint8_t *buf, size_t size)
{
	(void)r;
	return spdm_get_version_encode(buf, size);
}

static int accept_version(struct spdm_requester *r, const uint8_t *msg,
			  size_t len)
{
	struct spdm_version_list list;
	int ret;

	ret = spdm_version_decode(msg, len, &list);
	if (ret < 0)
		return ret;
	r->agreed.version = spdm_version_select(&list, r->config.version_min,
						r->config.version_max);
	if (!r->agreed.version) {
		uint8_t best = spdm_version_select(&list, 0, 0xff);

		spdm_requester_reason(r,
				      "no common version, the device has "
				      "%u.%u",
				      best >> 4, best & 0xf);
		return -EPROTONOSUPPORT;
	}
	r->dirty = true;
	return note_vca(r, msg, len);
}

static long build_capabilities(struct spdm_requester *r, uint8_t *buf,
			       size_t size)
{
	struct spdm_capabilities *own = &r->agreed.req;

	*own = (struct spdm_capabilities){
		.ct_exponent = OWN_CT_EXPONENT,
		.data_transfer_size = r->config.message_max,
		.max_message_size = r->config.message_max,
	};
	if (r->config.session) {
		own->flags = SPDM_CAP_ENCRYPT | SPDM_CAP_MAC | SPDM_CAP_KEY_EX |
			     SPDM_CAP_HBEAT | SPDM_CAP_KEY_UPD;
		if (r->config.clear_handshake)
			own->flags |= SPDM_CAP_HANDSHAKE_CLEAR;
	}
	return spdm_get_capabilities_encode(buf, size, r->agreed.version, own);
}

static int accept_capabilities(struct spdm_requester *r, const uint8_t *msg,
			       size_t len)
{
	struct spdm_agreed *agreed = &r->agreed;
	const char *wrong;
	int ret;

	ret = spdm_capabilities_decode(msg, len, agreed->version, &agreed->rsp);
	if (ret < 0)
		return ret;
	wrong = spdm_capabilities_check(&agreed->rsp, agreed->version, true);
	if (!wrong && !(agreed->rsp.flags & SPDM_CAP_CERT))
		wrong = "no certificates";
	if (wrong) {
		spdm_requester_reason(r, "the device has %s", wrong);
		return -EPROTO;
	}
	return note_vca(r, msg, len);
}

static long build_algorithms(struct spdm_requester *r, uint8_t *buf,
			     size_t size)
{
	return spdm_negotiate_algorithms_encode(buf, size, r->agreed.version,
						&r->offer);
}

static int accept_algorithms(struct spdm_requester *r, const uint8_t *msg,
			     size_t len)
{
	struct spdm_agreed *agreed = &r->agreed;
	const char *wrong;
	int ret;

	ret = spdm_algorithms_decode(msg, len, agreed->version, &agreed->alg);
	if (ret < 0)
		return ret;
	wrong = spdm_algorithms_check(agreed, &r->offer);
	if (wrong) {
		spdm_requester_reason(r, "%s", wrong);
		return -EPROTO;
	}
	spdm_algorithms_format(&agreed->alg, r->algorithms,
			       sizeof(r->algorithms));
	r->dirty = true;
	ret = note_vca(r, msg, len);
	if (ret == 0)
		ret = spdm_transcripts_start(&r->transcripts, agreed);
	r->transcripts_started = ret == 0;
	return ret;
}

static long build_digests(struct spdm_requester *r, uint8_t *buf, size_t size)
{
	return spdm_get_digests_encode(buf, size, &r->agreed);
}

static int accept_digests(struct spdm_requester *r, const uint8_t *msg,
			  size_t len)
{
	struct spdm_digests m;
	int ret;

	ret = spdm_digests_decode(msg, len, &r->agreed, &m);
	if (ret < 0)
		return ret;
	if (!m.slot_mask) {
		spdm_requester_reason(r, "no certificate slot is provisioned");
		return -EPROTO;
	}
	r->slot = __builtin_ctz(m.slot_mask);
	memcpy(r->slot_digest, m.digest[r->slot],
	       spdm_agreed_hash_size(&r->agreed));
	return spdm_requester_note(r, &r->transcripts.m1m2, msg, len);
}

static long build_certificate(struct spdm_requester *r, uint8_t *buf,
			      size_t size)
{
	size_t wanted = r->config.message_max - SPDM_CERTIFICATE_HEADER_LEN;
	struct spdm_get_certificate m = {
		.slot = r->slot,
		.offset = r->chain_len,
	};

	if (r->chain_len && wanted > r->chain_total - r->chain_len)
		wanted = r->chain_total - r->chain_len;
	if (wanted > UINT16_MAX)
		wanted = UINT16_MAX;
	r->portion_wanted = wanted;
	m.length = wanted;
	return spdm_get_certificate_encode(buf, size, &r->agreed, &m);
}

static int check_portion(struct spdm_requester *r,
			 const struct spdm_certificate *m)
{
	size_t total = r->chain_len + m->portion.len + m->remainder;

	if (m->slot != r->slot)
		spdm_requester_reason(r, "slot %u instead of %u", m->slot,
				      r->slot);
	else if (!m->portion.len)
		spdm_requester_reason(r, "an empty portion");
	else if (m->portion.len > r->portion_wanted)
		spdm_requester_reason(r, "%zu bytes instead of %zu",
				      m->portion.len, r->portion_wanted);
	else if (r->chain_len && total != r->chain_total)
		spdm_requester_reason(r,
				      "the chain changes from %zu to %zu "
				      "bytes",
				      r->chain_total, total);
	else if (total > SPDM_CERT_CHAIN_MAX)
		spdm_requester_reason(r, "a chain of %zu bytes, more than %d",
				      total, SPDM_CERT_CHAIN_MAX);
	else if (r->portions >= SPDM_PORTIONS_MAX)
		spdm_requester_reason(r, "more than %d portions",
				      SPDM_PORTIONS_MAX);
	else
		return 0;
	return -EPROTO;
}

/* Wrong certificates are a verdict about the device, not about the talk. */
static int refuse_identity(struct spdm_requester *r, const char *reason)
{
	spdm_requester_set_identity(r, SPDM_IDENTITY_FAILED);
	spdm_requester_reason(r, "%s", reason);
	return -EPERM;
}

static int use_chain(struct spdm_requester *r)
{
	char reason[SPDM_CERT_CHAIN_REASON_MAX];
	uint8_t *data = r->chain_data;
	int ret;

	r->chain_data = NULL;
	ret = spdm_cert_chain_new(&r->agreed, data, r->chain_len, &r->chain,
				  reason);
	if (ret < 0)
		return refuse_identity(r, reason);
	r->dirty = true;
	if (memcmp(spdm_cert_chain_hash(r->chain), r->slot_digest,
		   spdm_agreed_hash_size(&r->agreed)) != 0)
		return refuse_identity(r, "the chain is not that of DIGESTS");
	ret = spdm_cert_chain_verify(r->chain, &r->agreed, r->config.trust,
				     r->config.dates, reason);
	return ret < 0 ? refuse_identity(r, reason) : 0;
}

static int accept_certificate(struct spdm_requester *r, const uint8_t *msg,
			      size_t len)
{
	struct spdm_certificate m;
	uint8_t *data;
	int ret;

	ret = spdm_certificate_decode(msg, len, &r->agreed, &m);
	if (ret == 0)
		ret = check_portion(r, &m);
	if (ret < 0)
		return ret;
	r->portions++;
	r->chain_total = r->chain_len + m.portion.len + m.remainder;
	/* Grows with what has really come, not with what is announced. */
	data = realloc(r->chain_data, r->chain_len + m.portion.len);
	if (!data)
		return -ENOMEM;
	r->chain_data = data;
	memcpy(data + r->chain_len, m.portion.data, m.portion.len);
	r->chain_len += m.portion.len;
	ret = spdm_requester_note(r, &r->transcripts.m1m2, msg, len);
	if (ret < 0)
		return ret;
	return m.remainder ? 1 : use_chain(r);
}

static uint8_t summary_type(const struct spdm_requester *r)
{
	return r->agreed.rsp.flags & SPDM_CAP_MEAS_MASK ? SPDM_SUMMARY_ALL :
							  SPDM_SUMMARY_NONE;
}

static void prove_identity(struct spdm_requester *r)
{
	spdm_requester_set_identity(r, SPDM_IDENTITY_VERIFIED);
	if (r->state == SPDM_STATE_CONNECTING)
		spdm_requester_set_state(r, SPDM_STATE_AUTHENTICATED);
}

static int verify_signature(struct spdm_requester *r,
			    enum spdm_signature_context context,
			    const struct spdm_transcript *t,
			    const uint8_t *signature)
{
	uint8_t digest[SPDM_HASH_MAX];
	int ret;

	ret = spdm_transcript_digest(t, digest);
	if (ret < 0)
		return ret;
	ret = spdm_signature_verify(&r->agreed, spdm_cert_chain_key(r->chain),
				    context, digest, signature);
	if (ret < 0)
		return refuse_identity(r, "the signature does not verify");
	prove_identity(r);
	return 0;
}

static bool challenge_wanted(const struct spdm_requester *r)
{
	return r->agreed.rsp.flags & SPDM_CAP_CHAL;
}

static long build_challenge(struct spdm_requester *r, uint8_t *buf, size_t size)
{
	struct spdm_challenge m = {
		.slot = r->slot,
		.summary_type = summary_type(r),
	};

	if (crypto_random(m.nonce, sizeof(m.nonce)) < 0 ||
	    crypto_random(m.context, sizeof(m.context)) < 0)
		return -EIO;
	r->summary_type = m.summary_type;
	memcpy(r->context, m.context, sizeof(r->context));
	return spdm_challenge_encode(buf, size, &r->agreed, &m);
}

static bool echoes_context(const struct spdm_requester *r,
			   const uint8_t *context)
{
	return r->agreed.version < SPDM_VERSION_1_3 ||
	       memcmp(context, r->context, sizeof(r->context)) == 0;
}

static int accept_challenge(struct spdm_requester *r, const uint8_t *msg,
			    size_t len)
{
	struct spdm_challenge_auth m;
	int ret;

	ret = spdm_challenge_auth_decode(msg, len, &r->agreed, r->summary_type,
					 &m);
	if (ret < 0)
		return ret;
	if (m.slot != r->slot || m.basic_mutual ||
	    !echoes_context(r, m.context)) {
		spdm_requester_reason(r, "the answer is to another challenge");
		return -EPROTO;
	}
	if (memcmp(m.chain_hash, spdm_cert_chain_hash(r->chain),
		   spdm_agreed_hash_size(&r->agreed)) != 0)
		return refuse_identity(r, "the chain is not what was read");
	ret = spdm_requester_note(r, &r->transcripts.m1m2, msg, m.signed_len);
	if (ret == 0)
		ret = verify_signature(r, SPDM_SIGN_CHALLENGE_AUTH,
				       &r->transcripts.m1m2, m.signature);
	if (ret < 0)
		return ret;
	return spdm_transcript_reset(&r->transcripts.m1m2);
}

static bool measurements_wanted(const struct spdm_requester *r)
{
	return (r->agreed.rsp.flags & SPDM_CAP_MEAS_MASK) == SPDM_CAP_MEAS_SIG;
}

long spdm_requester_build_measurements(struct spdm_requester *r, uint8_t *buf,
				       size_t size)
{
	struct spdm_get_measurements m = {
		.sign = true,
		.operation = SPDM_MEASUREMENT_ALL,
		.slot = r->slot,
	};

	if (crypto_random(m.nonce, sizeof(m.nonce)) < 0 ||
	    crypto_random(m.context, sizeof(m.context)) < 0)
		return -EIO;
	memcpy(r->context, m.context, sizeof(r->context));
	r->measure = m;
	return spdm_get_measurements_encode(buf, size, &r->agreed, &m);
}

static int keep_measurements(struct spdm_requester *r,
			     const struct spdm_measurements *m)
{
	uint8_t *record;

	if (m->record.len > SPDM_REQUESTER_MEASUREMENTS_MAX) {
		spdm_requester_reason(r,
				      "%zu bytes of measurements, more than "
				      "%d",
				      m->record.len,
				      SPDM_REQUESTER_MEASUREMENTS_MAX);
		return -EPROTO;
	}
	record = malloc(m->record.len);
	if (!record)
		return -ENOMEM;
	memcpy(record, m->record.data, m->record.len);
	free(r->record);
	r->record = record;
	r->record_len = m->record.len;
	r->blocks = m->blocks;
	r->dirty = true;
	return 0;
}

int spdm_requester_accept_measurements(struct spdm_requester *r,
				       const uint8_t *msg, size_t len)
{
	struct spdm_transcript *l1l2 = r->session ? &r->session->l1l2 :
						    &r->transcripts.l1l2;
	struct spdm_measurements m;
	int ret;

	ret = spdm_measurements_decode(msg, len, &r->agreed, &r->measure, &m);
	if (ret < 0)
		return ret;
	if (m.slot != r->slot || !echoes_context(r, m.context)) {
		spdm_requester_reason(r, "the answer is to another request");
		return -EPROTO;
	}
	ret = spdm_requester_note(r, l1l2, msg, m.signed_len);
	if (ret == 0)
		ret = verify_signature(r, SPDM_SIGN_MEASUREMENTS, l1l2,
				       m.signature);
	if (ret == 0)
		ret = spdm_transcript_reset(l1l2);
	if (ret == 0)
		ret = keep_measurements(r, &m);
	return ret;
}

const struct spdm_step_ops spdm_connect_steps[SPDM_STEP_COUNT] = {
	[SPDM_STEP_VERSION] = {
		.request = SPDM_GET_VERSION,
		.response = SPDM_VERSION,
		.build = build_version,
		.accept = accept_version,
		.next = SPDM_STEP_CAPABILITIES,
	},
	[SPDM_STEP_CAPABILITIES] = {
		.request = SPDM_GET_CAPABILITIES,
		.response = SPDM_CAPABILITIES,
		.build = build_capabilities,
		.accept = accept_capabilities,
		.next = SPDM_STEP_ALGORITHMS,
	},
	[SPDM_STEP_ALGORITHMS] = {
		.request = SPDM_NEGOTIATE_ALGORITHMS,
		.response = SPDM_ALGORITHMS,
		.build = build_algorithms,
		.accept = accept_algorithms,
		.next = SPDM_STEP_DIGESTS,
	},
	[SPDM_STEP_DIGESTS] = {
		.request = SPDM_GET_DIGESTS,
		.response = SPDM_DIGESTS,
		.crypto = true,
		.build = build_digests,
		.accept = accept_digests,
		.next = SPDM_STEP_CERTIFICATE,
	},
	[SPDM_STEP_CERTIFICATE] = {
		.request = SPDM_GET_CERTIFICATE,
		.response = SPDM_CERTIFICATE,
		.crypto = true,
		.build = build_certificate,
		.accept = accept_certificate,
		.next = SPDM_STEP_CHALLENGE,
	},
	[SPDM_STEP_CHALLENGE] = {
		.request = SPDM_CHALLENGE,
		.response = SPDM_CHALLENGE_AUTH,
		.crypto = true,
		.wanted = challenge_wanted,
		.build = build_challenge,
		.accept = accept_challenge,
		.next = SPDM_STEP_MEASUREMENTS,
	},
	[SPDM_STEP_MEASUREMENTS] = {
		.request = SPDM_GET_MEASUREMENTS,
		.response = SPDM_MEASUREMENTS,
		.crypto = true,
		.wanted = measurements_wanted,
		.build = spdm_requester_build_measurements,
		.accept = spdm_requester_accept_measurements,
		.next = SPDM_STEP_KEY_EXCHANGE,
	},
};
