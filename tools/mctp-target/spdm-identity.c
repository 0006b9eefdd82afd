// SPDX-License-Identifier: Apache-2.0
/*
 * GET_DIGESTS, GET_CERTIFICATE and CHALLENGE: who the device is.
 */
#include "spdm-internal.h"

#include <errno.h>

#include "spdm/certificate.h"
#include "spdm/challenge.h"
#include "spdm/crypto.h"
#include "spdm/digests.h"
#include "spdm/signature.h"

/* Inside sessions nothing of this file belongs to a transcript. */
static int m1m2_add(struct spdm_responder *r, const struct spdm_exchange *x,
		    long len)
{
	int err;

	if (x->session)
		return 0;
	err = spdm_transcript_add(&r->transcripts.m1m2, x->request, x->len);
	if (!err)
		err = spdm_transcript_add(&r->transcripts.m1m2, x->response,
					  len);
	return err;
}

static long answer_with_m1m2(struct spdm_responder *r,
			     const struct spdm_exchange *x, long len)
{
	int err = len < 0 ? (int)len : m1m2_add(r, x, len);

	return err ? err : len;
}

long spdm_on_get_digests(struct spdm_responder *r, struct spdm_exchange *x)
{
	const struct spdm_digests digests = {
		.slot_mask = SPDM_RESPONDER_SLOT_MASK,
		.digest = { [SPDM_RESPONDER_SLOT] = r->chain_hash },
	};

	if (spdm_get_digests_decode(x->request, x->len, &r->agreed))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	return answer_with_m1m2(r, x,
				spdm_digests_encode(x->response, x->size,
						    &r->agreed, &digests));
}

/* As much as was asked for, is there and fits one message. */
static size_t portion_len(const struct spdm_responder *r,
			  const struct spdm_get_certificate *request)
{
	size_t max =
		r->agreed.req.data_transfer_size - SPDM_CERTIFICATE_HEADER_LEN;
	size_t len = r->chain_len - request->offset;

	if (max > SPDM_RESPONDER_MESSAGE_MAX - SPDM_CERTIFICATE_HEADER_LEN - 1)
		max = SPDM_RESPONDER_MESSAGE_MAX - SPDM_CERTIFICATE_HEADER_LEN -
		      1;
	if (len > request->length)
		len = request->length;
	return len < max ? len : max;
}

long spdm_on_get_certificate(struct spdm_responder *r, struct spdm_exchange *x)
{
	struct spdm_get_certificate request;
	struct spdm_certificate response = { .slot = SPDM_RESPONDER_SLOT };
	size_t len;

	if (spdm_get_certificate_decode(x->request, x->len, &r->agreed,
					&request) ||
	    request.slot != SPDM_RESPONDER_SLOT || !request.length ||
	    request.offset >= r->chain_len)
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	len = portion_len(r, &request);
	response.portion =
		(struct spdm_bytes){ r->chain + request.offset, len };
	response.remainder = r->chain_len - request.offset - len;
	return answer_with_m1m2(r, x,
				spdm_certificate_encode(x->response, x->size,
							&r->agreed, &response));
}

int spdm_responder_sign(const struct spdm_responder *r, int context,
			const uint8_t *digest, uint8_t *ret_signature)
{
	int err;

	err = spdm_signature_make(&r->agreed, r->key, context, digest,
				  ret_signature);
	if (!err && misbehave_has(r->misbehave, MISBEHAVE_SPDM_WRONG_SIGNATURE))
		ret_signature[spdm_agreed_signature_size(&r->agreed) - 1] ^=
			0x01;
	return err;
}

/* @auth without a signature; the whole response is written. */
static long challenge_sign(struct spdm_responder *r, struct spdm_exchange *x,
			   struct spdm_challenge_auth *auth)
{
	uint8_t signature[SPDM_SIGNATURE_MAX];
	uint8_t digest[SPDM_HASH_MAX];
	long len;
	int err;

	len = spdm_challenge_auth_encode(x->response, x->size, &r->agreed,
					 auth);
	if (len < 0)
		return len;
	err = m1m2_add(r, x, len);
	if (!err)
		err = spdm_transcript_digest(&r->transcripts.m1m2, digest);
	if (!err)
		err = spdm_responder_sign(r, SPDM_SIGN_CHALLENGE_AUTH, digest,
					  signature);
	/* DSP0274 "M1 and M2 message transcript": a signature ends it */
	if (!err)
		err = spdm_transcript_reset(&r->transcripts.m1m2);
	if (err)
		return err;
	auth->signature = signature;
	len = spdm_challenge_auth_encode(x->response, x->size, &r->agreed,
					 auth);
	auth->signature = NULL;
	return len;
}

long spdm_on_challenge(struct spdm_responder *r, struct spdm_exchange *x)
{
	struct spdm_challenge_auth auth = {
		.slot = SPDM_RESPONDER_SLOT,
		.slot_mask = SPDM_RESPONDER_SLOT_MASK,
		.chain_hash = r->chain_hash,
	};
	uint8_t summary[SPDM_HASH_MAX];
	struct spdm_challenge request;
	int err;

	if (spdm_challenge_decode(x->request, x->len, &r->agreed, &request) ||
	    request.slot != SPDM_RESPONDER_SLOT)
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	if (spdm_agreed_summary(&r->agreed, request.summary_type)) {
		err = spdm_measurements_summary(r, request.summary_type,
						summary);
		if (err == -EINVAL)
			return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
		if (err)
			return err;
		auth.summary = summary;
	}
	err = crypto_random(auth.nonce, sizeof(auth.nonce));
	return err ? err : challenge_sign(r, x, &auth);
}
