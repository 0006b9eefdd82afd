// SPDX-License-Identifier: Apache-2.0
/*
 * The responder as a whole: which request is allowed when, errors, records,
 * and requests that come twice because their answer was lost.
 */
#include "spdm-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/cert-chain.h"
#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/error.h"

/* Where a request may come, DSP0274 "SPDM request and response codes". */
enum place {
	OUTSIDE,	/* of sessions only */
	ANYWHERE,	/* but not with handshake keys */
	WITH_HANDSHAKE, /* keys of a session */
	WITH_DATA,	/* keys of a session */
};

static const struct request {
	uint8_t code;
	enum place place;
	enum spdm_responder_state since;
	spdm_handler handler;
} requests[] = {
	{ SPDM_GET_VERSION, OUTSIDE, SPDM_RESPONDER_START,
	  spdm_on_get_version },
	{ SPDM_GET_CAPABILITIES, OUTSIDE, SPDM_RESPONDER_VERSION_KNOWN,
	  spdm_on_get_capabilities },
	{ SPDM_NEGOTIATE_ALGORITHMS, OUTSIDE, SPDM_RESPONDER_CAPABILITIES_KNOWN,
	  spdm_on_negotiate_algorithms },
	{ SPDM_GET_DIGESTS, ANYWHERE, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_get_digests },
	{ SPDM_GET_CERTIFICATE, ANYWHERE, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_get_certificate },
	{ SPDM_CHALLENGE, OUTSIDE, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_challenge },
	{ SPDM_GET_MEASUREMENTS, ANYWHERE, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_get_measurements },
	{ SPDM_KEY_EXCHANGE, OUTSIDE, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_key_exchange },
	{ SPDM_FINISH, WITH_HANDSHAKE, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_finish },
	{ SPDM_HEARTBEAT, WITH_DATA, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_heartbeat },
	{ SPDM_KEY_UPDATE, WITH_DATA, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_key_update },
	{ SPDM_END_SESSION, WITH_DATA, SPDM_RESPONDER_NEGOTIATED,
	  spdm_on_end_session },
};

int spdm_responder_new(const void *key_pem, size_t key_len,
		       const void *chain_pem, size_t chain_len,
		       const struct misbehave *misbehave,
		       struct spdm_responder **ret_responder)
{
	_cleanup_(spdm_responder_freep) struct spdm_responder *r = NULL;
	int err;

	r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	r->misbehave = misbehave;
	err = crypto_key_new_pem(key_pem, key_len, &r->key);
	if (err)
		return -EINVAL;
	err = spdm_cert_chain_build(SPDM_RESPONDER_HASH, chain_pem, chain_len,
				    &r->chain, &r->chain_len);
	if (!err)
		err = crypto_hash_once(SPDM_RESPONDER_HASH, r->chain,
				       r->chain_len, r->chain_hash);
	if (!err)
		err = spdm_measurements_init(r);
	if (err)
		return err;
	*ret_responder = take_ptr(r);
	return 0;
}

struct spdm_responder *spdm_responder_free(struct spdm_responder *r)
{
	if (!r)
		return NULL;
	spdm_responder_reset(r);
	crypto_key_free(r->key);
	free(r->chain);
	crypto_wipe(r, sizeof(*r));
	free(r);
	return NULL;
}

void spdm_responder_reset(struct spdm_responder *r)
{
	for (size_t i = 0; i < SPDM_RESPONDER_SESSIONS_MAX; i++)
		r->sessions[i] = spdm_session_free(r->sessions[i]);
	spdm_transcripts_done(&r->transcripts);
	spdm_vca_reset(&r->transcripts.vca);
	r->agreed = (struct spdm_agreed){ 0 };
	r->state = SPDM_RESPONDER_START;
	r->silent = false;
}

void spdm_responder_session_close(struct spdm_responder *r,
				  struct spdm_session *session)
{
	for (size_t i = 0; i < SPDM_RESPONDER_SESSIONS_MAX; i++)
		if (r->sessions[i] == session)
			r->sessions[i] = NULL;
	spdm_session_free(session);
}

static struct spdm_session *session_find(const struct spdm_responder *r,
					 uint32_t id)
{
	for (size_t i = 0; i < SPDM_RESPONDER_SESSIONS_MAX; i++)
		if (r->sessions[i] && r->sessions[i]->id == id)
			return r->sessions[i];
	return NULL;
}

/* The version of ERROR: 1.0 before there is another. */
static uint8_t version(const struct spdm_responder *r)
{
	return r->agreed.version ? r->agreed.version : SPDM_VERSION_1_0;
}

long spdm_refuse(const struct spdm_responder *r, struct spdm_exchange *x,
		 uint8_t code, uint8_t data)
{
	const struct spdm_error error = { .code = code, .data = data };

	return spdm_error_encode(x->response, x->size, version(r), &error);
}

static long refuse_size(const struct spdm_responder *r, struct spdm_exchange *x,
			uint32_t size)
{
	uint8_t extended[4];
	struct buf_writer w;
	const struct spdm_error error = {
		.code = SPDM_ERROR_RESPONSE_TOO_LARGE,
		.extended = { extended, sizeof(extended) },
	};

	buf_writer_init(&w, extended, sizeof(extended));
	buf_put_le32(&w, size);
	return spdm_error_encode(x->response, x->size, version(r), &error);
}

static const struct request *request_find(uint8_t code)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].code == code)
			return &requests[i];
	return NULL;
}

/* DSP0274 "Session": 0, or the error code for a request in a wrong place. */
static uint8_t place_check(const struct request *q,
			   const struct spdm_session *s)
{
	bool handshake = s && s->state == SPDM_SESSION_HANDSHAKE;

	switch (q->place) {
	case OUTSIDE:
		return s ? SPDM_ERROR_UNEXPECTED_REQUEST : 0;
	case ANYWHERE:
		return handshake ? SPDM_ERROR_UNEXPECTED_REQUEST : 0;
	case WITH_HANDSHAKE:
		if (!s)
			return SPDM_ERROR_SESSION_REQUIRED;
		return handshake ? 0 : SPDM_ERROR_UNEXPECTED_REQUEST;
	case WITH_DATA:
		if (!s)
			return SPDM_ERROR_SESSION_REQUIRED;
		return handshake ? SPDM_ERROR_UNEXPECTED_REQUEST : 0;
	}
	return SPDM_ERROR_UNSPECIFIED;
}

/* Tells the transcripts which request has been accepted. */
static int transcripts_tell(struct spdm_responder *r,
			    const struct spdm_exchange *x, uint8_t code)
{
	if (r->state != SPDM_RESPONDER_NEGOTIATED)
		return 0;
	if (x->session)
		return spdm_transcript_request_l1l2(&x->session->l1l2, code);
	return spdm_transcripts_request(&r->transcripts, code);
}

static long request_run(struct spdm_responder *r, struct spdm_exchange *x)
{
	const struct request *q;
	struct spdm_header h;
	uint8_t code;
	long len;

	if (spdm_header_peek(x->request, x->len, &h) < 0)
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	q = request_find(h.code);
	if (!q)
		return spdm_refuse(r, x, SPDM_ERROR_UNSUPPORTED_REQUEST,
				   h.code);
	if (r->state < q->since)
		return spdm_refuse(r, x, SPDM_ERROR_UNEXPECTED_REQUEST, 0);
	/* the first two check the version themselves */
	if (q->since > SPDM_RESPONDER_VERSION_KNOWN &&
	    h.version != r->agreed.version)
		return spdm_refuse(r, x, SPDM_ERROR_VERSION_MISMATCH, 0);
	code = place_check(q, x->session);
	if (code)
		return spdm_refuse(r, x, code, 0);
	len = transcripts_tell(r, x, h.code);
	return len < 0 ? len : q->handler(r, x);
}

/* DSP0274 "L1 and L2 message transcript": an ERROR empties it. */
static void error_tell(struct spdm_responder *r, const struct spdm_exchange *x)
{
	int err = 0;

	if (x->response[1] != SPDM_ERROR ||
	    r->state != SPDM_RESPONDER_NEGOTIATED)
		return;
	err = spdm_transcript_reset(x->session ? &x->session->l1l2 :
						 &r->transcripts.l1l2);
	if (err < 0)
		spdm_responder_reset(r);
}

static size_t exchange_run(struct spdm_responder *r, struct spdm_exchange *x)
{
	uint32_t max = r->agreed.req.data_transfer_size;
	long len;

	len = request_run(r, x);
	if (len < 0)
		len = spdm_refuse(r, x, SPDM_ERROR_UNSPECIFIED, 0);
	else if (max && (size_t)len > max)
		len = refuse_size(r, x, len);
	if (len <= 0)
		return 0;
	error_tell(r, x);
	if (misbehave_has(r->misbehave, MISBEHAVE_SPDM_WRONG_VERSION))
		x->response[0] ^= 0x01;
	return len;
}

/* A record that does not open ends its session, after a word about it. */
static size_t plain_answer(struct spdm_responder *r, struct spdm_exchange *x,
			   long opened)
{
	if (opened < 0) {
		x->close = true;
		return spdm_refuse(r, x, SPDM_ERROR_DECRYPT_ERROR, 0);
	}
	if (opened < 1 || r->plain_request[0] != SPDM_MCTP_TYPE)
		return 0;
	x->len = opened - 1;
	return exchange_run(r, x);
}

static size_t record_handle(struct spdm_responder *r, const uint8_t *request,
			    size_t len, uint8_t *response, size_t size)
{
	struct spdm_exchange x = {
		.request = r->plain_request + 1,
		.response = r->plain_response + 1,
		.size = sizeof(r->plain_response) - 1,
	};
	struct spdm_session *s;
	size_t plain_len;
	uint32_t id;
	long n;

	if (spdm_record_session_id(request, len, &id) < 0)
		return 0;
	s = session_find(r, id);
	if (!s)
		return 0;
	x.session = s;
	n = spdm_session_open(s, request, len, r->plain_request,
			      sizeof(r->plain_request));
	/* out of order: late or repeated, nobody waits for an answer */
	if (n == -ESTALE)
		return 0;
	plain_len = plain_answer(r, &x, n);
	n = 0;
	if (plain_len) {
		r->plain_response[0] = SPDM_MCTP_TYPE;
		n = spdm_session_seal(s, r->plain_response, 1 + plain_len,
				      response, size);
	}
	if (n >= 0 && x.establish)
		n = spdm_session_establish(s) < 0 ? -EIO : n;
	if (n < 0 || x.close)
		spdm_responder_session_close(r, s);
	return n < 0 ? 0 : n;
}

/*
 * Requests that may come twice in a row for their own sake, as nothing makes
 * two of them differ.
 */
static bool may_recur(uint8_t type, const uint8_t *request, size_t len)
{
	struct spdm_header h;

	if (type != SPDM_MCTP_TYPE)
		return false;
	if (spdm_header_peek(request, len, &h) < 0)
		return true;
	return h.code == SPDM_GET_VERSION || h.code == SPDM_GET_DIGESTS ||
	       (h.code == SPDM_GET_MEASUREMENTS && !h.param1);
}

static bool is_repeat(const struct spdm_responder *r, uint8_t type,
		      const uint8_t *request, size_t len)
{
	const struct spdm_responder_repeat *p = &r->repeat;

	return p->response_len && p->type == type && p->request_len == len &&
	       !memcmp(p->request, request, len);
}

static void repeat_keep(struct spdm_responder *r, uint8_t type,
			const uint8_t *request, size_t len,
			const uint8_t *response, size_t response_len)
{
	struct spdm_responder_repeat *p = &r->repeat;

	p->response_len = 0;
	if (response_len > sizeof(p->response) || may_recur(type, request, len))
		return;
	p->type = type;
	memcpy(p->request, request, len);
	p->request_len = len;
	memcpy(p->response, response, response_len);
	p->response_len = response_len;
}

static size_t answer(struct spdm_responder *r, uint8_t type,
		     const uint8_t *request, size_t len, uint8_t *response,
		     size_t size)
{
	struct spdm_exchange x = {
		.request = request,
		.len = len,
		.response = response,
		.size = size,
	};

	if (type == SPDM_MCTP_TYPE_SECURED)
		return record_handle(r, request, len, response, size);
	return exchange_run(r, &x);
}

static bool is_get_version(uint8_t type, const uint8_t *request, size_t len)
{
	struct spdm_header h;

	return type == SPDM_MCTP_TYPE &&
	       spdm_header_peek(request, len, &h) == 0 &&
	       h.code == SPDM_GET_VERSION;
}

size_t spdm_responder_handle(struct spdm_responder *r, uint8_t type,
			     const uint8_t *request, size_t len,
			     uint8_t *response, size_t size)
{
	size_t n;

	if (len > SPDM_RESPONDER_MESSAGE_MAX)
		return 0;
	if (r->silent && !is_get_version(type, request, len))
		return 0;
	/*
	 * MCTP does not repeat SPDM messages but requesters do, when an answer
	 * got lost. The same answer then, and the transcripts stay as they are.
	 */
	if (is_repeat(r, type, request, len) &&
	    r->repeat.response_len <= size) {
		memcpy(response, r->repeat.response, r->repeat.response_len);
		return r->repeat.response_len;
	}
	n = answer(r, type, request, len, response, size);
	repeat_keep(r, type, request, len, response, n);
	return n;
}
