// SPDX-License-Identifier: Apache-2.0
/*
 * KEY_EXCHANGE and FINISH: how a session comes to be.
 */
#include "spdm-internal.h"

#include <errno.h>

#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/finish.h"
#include "spdm/key-exchange.h"
#include "spdm/opaque.h"
#include "spdm/signature.h"

/* "01 00 12" with what is around it, DSP0277 */
#define OPAQUE_SELECTION_MAX 32

/* What KEY_EXCHANGE_RSP points to. */
struct key_exchange {
	struct spdm_session *session;
	struct spdm_key_exchange_rsp response;
	uint8_t exchange[SPDM_EXCHANGE_MAX];
	uint8_t shared[SPDM_EXCHANGE_MAX];
	uint8_t summary[SPDM_HASH_MAX];
	uint8_t opaque[OPAQUE_SELECTION_MAX];
	uint8_t signature[SPDM_SIGNATURE_MAX];
	uint8_t verify_data[SPDM_HASH_MAX];
};

static struct spdm_session **session_slot(struct spdm_responder *r)
{
	for (size_t i = 0; i < SPDM_RESPONDER_SESSIONS_MAX; i++)
		if (!r->sessions[i])
			return &r->sessions[i];
	return NULL;
}

static bool id_is_taken(const struct spdm_responder *r, uint32_t id)
{
	for (size_t i = 0; i < SPDM_RESPONDER_SESSIONS_MAX; i++)
		if (r->sessions[i] && r->sessions[i]->id == id)
			return true;
	return false;
}

static int id_choose(const struct spdm_responder *r, uint16_t req_id,
		     uint16_t *ret_rsp_id)
{
	uint16_t rsp_id;
	int err;

	do {
		err = crypto_random(&rsp_id, sizeof(rsp_id));
		if (err)
			return err;
	} while (id_is_taken(r, spdm_session_id(req_id, rsp_id)));
	*ret_rsp_id = rsp_id;
	return 0;
}

/* 0, an errno, or an SPDM error code above 0. */
static int opaque_choose(struct spdm_responder *r, struct key_exchange *k,
			 const struct spdm_key_exchange *request)
{
	struct spdm_secured_versions offer;
	uint16_t selected;
	long len;

	if (spdm_opaque_offer_decode(request->opaque, r->agreed.version,
				     &offer))
		return SPDM_ERROR_INVALID_REQUEST;
	selected = spdm_secured_version_select(&offer);
	if (!selected)
		return SPDM_ERROR_INVALID_REQUEST;
	len = spdm_opaque_selection_encode(k->opaque, sizeof(k->opaque),
					   r->agreed.version, selected);
	if (len < 0)
		return len;
	k->response.opaque = (struct spdm_bytes){ k->opaque, len };
	return 0;
}

/* The shared secret and our half of the exchange; result as above. */
static int secret_agree(struct spdm_responder *r, struct key_exchange *k,
			const struct spdm_key_exchange *request)
{
	_cleanup_(crypto_dh_freep) struct crypto_dh *dh = NULL;
	int err;

	err = crypto_dh_new(r->agreed.alg.dhe, &dh);
	if (!err)
		err = crypto_dh_exchange(dh, k->exchange);
	if (!err)
		err = crypto_dh_derive(dh, request->exchange, k->shared);
	k->response.exchange = k->exchange;
	/* a point that is not on the curve */
	return err == -EBADMSG ? SPDM_ERROR_INVALID_REQUEST : err;
}

static int summary_add(struct spdm_responder *r, struct key_exchange *k,
		       uint8_t type)
{
	int err;

	if (!spdm_agreed_summary(&r->agreed, type))
		return 0;
	err = spdm_measurements_summary(r, type, k->summary);
	k->response.summary = k->summary;
	return err == -EINVAL ? SPDM_ERROR_INVALID_REQUEST : err;
}

static int response_prepare(struct spdm_responder *r, struct key_exchange *k,
			    const struct spdm_key_exchange *request)
{
	int err;

	if (request->slot != SPDM_RESPONDER_SLOT)
		return SPDM_ERROR_INVALID_REQUEST;
	err = opaque_choose(r, k, request);
	if (!err)
		err = summary_add(r, k, request->summary_type);
	if (!err)
		err = secret_agree(r, k, request);
	if (!err)
		err = id_choose(r, request->req_session_id,
				&k->response.rsp_session_id);
	if (!err)
		err = crypto_random(k->response.random,
				    sizeof(k->response.random));
	return err;
}

static long response_encode(struct spdm_responder *r, struct spdm_exchange *x,
			    struct key_exchange *k)
{
	return spdm_key_exchange_rsp_encode(x->response, x->size, &r->agreed,
					    &k->response);
}

/* DSP0274 "TH" up to the signature, which is made over it. */
static int th_sign(struct spdm_responder *r, struct spdm_exchange *x,
		   struct key_exchange *k)
{
	struct spdm_transcript *th = &k->session->th;
	uint8_t digest[SPDM_HASH_MAX];
	long len = response_encode(r, x, k);
	int err;

	if (len < 0)
		return len;
	err = spdm_transcript_add(th, r->chain_hash,
				  spdm_agreed_hash_size(&r->agreed));
	if (!err)
		err = spdm_transcript_add(th, x->request, x->len);
	if (!err)
		err = spdm_transcript_add(th, x->response, len);
	if (!err)
		err = spdm_transcript_digest(th, digest);
	if (!err)
		err = spdm_responder_sign(r, SPDM_SIGN_KEY_EXCHANGE_RSP, digest,
					  k->signature);
	k->response.signature = k->signature;
	return err;
}

/* The handshake keys from TH1, and the proof that we have them. */
static int th_confirm(struct spdm_responder *r, struct key_exchange *k)
{
	struct spdm_transcript *th = &k->session->th;
	size_t hash_size = spdm_agreed_hash_size(&r->agreed);
	int err;

	err = spdm_transcript_add(th, k->signature,
				  spdm_agreed_signature_size(&r->agreed));
	if (!err)
		err = spdm_session_handshake(
			k->session, SPDM_SECRET_DHE, k->shared,
			spdm_dhe_secret_size(r->agreed.alg.dhe));
	if (!err)
		err = spdm_session_verify_data(k->session, SPDM_RESPONDER,
					       k->verify_data);
	if (!err)
		err = spdm_transcript_add(th, k->verify_data, hash_size);
	k->response.verify_data = k->verify_data;
	return err;
}

static long session_open(struct spdm_responder *r, struct spdm_exchange *x,
			 struct key_exchange *k,
			 const struct spdm_key_exchange *request)
{
	struct spdm_session **slot = session_slot(r);
	long len;
	int err;

	if (!slot)
		return spdm_refuse(r, x, SPDM_ERROR_SESSION_LIMIT_EXCEEDED, 0);
	err = response_prepare(r, k, request);
	if (err > 0)
		return spdm_refuse(r, x, err, 0);
	if (!err)
		err = spdm_session_new(SPDM_RESPONDER, &r->agreed,
				       &r->transcripts.vca, &k->session);
	if (err)
		return err;
	k->session->id = spdm_session_id(request->req_session_id,
					 k->response.rsp_session_id);
	err = th_sign(r, x, k);
	if (!err)
		err = th_confirm(r, k);
	len = err ? err : response_encode(r, x, k);
	if (len < 0)
		spdm_session_free(k->session);
	else
		*slot = k->session;
	return len;
}

long spdm_on_key_exchange(struct spdm_responder *r, struct spdm_exchange *x)
{
	struct spdm_key_exchange request;
	struct key_exchange k = { 0 };
	long len;

	if (!spdm_agreed_has(&r->agreed, SPDM_CAP_KEY_EX))
		return spdm_refuse(r, x, SPDM_ERROR_UNSUPPORTED_REQUEST,
				   SPDM_KEY_EXCHANGE);
	if (spdm_key_exchange_decode(x->request, x->len, &r->agreed, &request))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	len = session_open(r, x, &k, &request);
	crypto_wipe(&k, sizeof(k));
	if (len > 0 && misbehave_has(r->misbehave,
				     MISBEHAVE_SPDM_SILENT_AFTER_KEY_EXCHANGE))
		r->silent = true;
	return len;
}

/* Adds FINISH to TH; -EBADMSG when the requester has other keys. */
static int finish_check(struct spdm_responder *r, struct spdm_exchange *x,
			const struct spdm_finish *request)
{
	struct spdm_transcript *th = &x->session->th;
	size_t hash_size = spdm_agreed_hash_size(&r->agreed);
	uint8_t verify_data[SPDM_HASH_MAX];
	int err;

	err = spdm_transcript_add(th, x->request, request->mac_len);
	if (!err)
		err = spdm_session_verify_data(x->session, SPDM_REQUESTER,
					       verify_data);
	if (err)
		return err;
	if (!crypto_equal(verify_data, request->verify_data, hash_size))
		return -EBADMSG;
	return spdm_transcript_add(th, request->verify_data, hash_size);
}

long spdm_on_finish(struct spdm_responder *r, struct spdm_exchange *x)
{
	const struct spdm_finish_rsp response = { 0 };
	struct spdm_finish request;
	long len;
	int err;

	/* without mutual authentication the requester has nothing to sign */
	if (spdm_finish_decode(x->request, x->len, &r->agreed, &request) ||
	    request.has_signature)
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	err = finish_check(r, x, &request);
	if (err) {
		x->close = true;
		return err == -EBADMSG ?
			       spdm_refuse(r, x, SPDM_ERROR_DECRYPT_ERROR, 0) :
			       err;
	}
	len = spdm_finish_rsp_encode(x->response, x->size, &r->agreed,
				     &response);
	if (len < 0)
		return len;
	err = spdm_transcript_add(&x->session->th, x->response, len);
	if (err)
		return err;
	/* FINISH_RSP itself goes with the handshake keys */
	x->establish = true;
	return len;
}
