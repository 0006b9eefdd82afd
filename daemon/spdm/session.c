// SPDX-License-Identifier: Apache-2.0
/*
 * One secure session.
 */
#include "spdm/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/crypto.h"

int spdm_session_new(enum spdm_role role, const struct spdm_agreed *agreed,
		     const struct spdm_vca *vca, struct spdm_session **ret)
{
	_cleanup_(spdm_session_freep) struct spdm_session *s = NULL;
	uint32_t hash = agreed->alg.base_hash;
	int r;

	/* DSP0277: MAC is required, alone or with ENCRYPT. */
	if (!spdm_agreed_has(agreed, SPDM_CAP_MAC) ||
	    !spdm_aead_key_size(agreed->alg.aead))
		return -EOPNOTSUPP;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->role = role;
	s->aead = agreed->alg.aead;
	s->mac_only = !spdm_agreed_has(agreed, SPDM_CAP_ENCRYPT);
	s->keys.version = agreed->version;
	s->keys.base_hash = hash;
	r = spdm_transcript_init(&s->th, hash, vca);
	if (r == 0)
		r = spdm_transcript_init(
			&s->l1l2, hash,
			agreed->version >= SPDM_VERSION_1_2 ? vca : NULL);
	if (r < 0)
		return r;
	*ret = take_ptr(s);
	return 0;
}

struct spdm_session *spdm_session_free(struct spdm_session *s)
{
	if (!s)
		return NULL;
	spdm_transcript_done(&s->th);
	spdm_transcript_done(&s->l1l2);
	spdm_key_schedule_done(&s->keys);
	spdm_session_commit(s);
	for (int i = 0; i < 2; i++)
		spdm_record_key_done(&s->current[i]);
	free(s);
	return NULL;
}

/* Puts the record key of @secret in place for what @sender sends. */
static int set_key(struct spdm_session *s, enum spdm_role sender,
		   const uint8_t *secret)
{
	size_t key_len = spdm_aead_key_size(s->aead);
	struct spdm_record_key *k = &s->current[sender];
	enum spdm_iv_order order = k->iv_order;
	uint8_t key[SPDM_KEY_MAX];
	uint8_t iv[SPDM_IV_LEN];
	int r;

	r = spdm_key_schedule_traffic(&s->keys, secret, key_len, key, iv);
	if (r == 0) {
		spdm_record_key_done(k);
		r = spdm_record_key_init(k, s->aead, key, iv, s->mac_only);
		k->iv_order = order;
	}
	crypto_wipe(key, sizeof(key));
	crypto_wipe(iv, sizeof(iv));
	return r;
}

int spdm_session_handshake(struct spdm_session *s, enum spdm_secret_kind kind,
			   const uint8_t *shared, size_t len)
{
	struct spdm_key_schedule *ks = &s->keys;
	uint8_t th1[SPDM_HASH_MAX];
	int r;

	r = spdm_transcript_digest(&s->th, th1);
	if (r == 0)
		r = spdm_key_schedule_init(ks, ks->version, ks->base_hash, kind,
					   shared, len);
	if (r == 0)
		r = spdm_key_schedule_handshake(ks, th1);
	if (r == 0)
		r = set_key(s, SPDM_REQUESTER, ks->req_handshake);
	if (r == 0)
		r = set_key(s, SPDM_RESPONDER, ks->rsp_handshake);
	if (r == 0)
		s->state = SPDM_SESSION_HANDSHAKE;
	return r;
}

int spdm_session_verify_data(const struct spdm_session *s,
			     enum spdm_role sender, uint8_t *ret)
{
	const uint8_t *key = sender == SPDM_REQUESTER ? s->keys.req_finished :
							s->keys.rsp_finished;
	uint8_t digest[SPDM_HASH_MAX];
	int r;

	r = spdm_transcript_digest(&s->th, digest);
	if (r < 0)
		return r;
	return crypto_hmac(s->keys.base_hash, key, s->keys.hash_size, digest,
			   s->keys.hash_size, ret);
}

int spdm_session_establish(struct spdm_session *s)
{
	uint8_t th2[SPDM_HASH_MAX];
	int r;

	r = spdm_transcript_digest(&s->th, th2);
	if (r == 0)
		r = spdm_key_schedule_data(&s->keys, th2);
	if (r == 0)
		r = set_key(s, SPDM_REQUESTER, s->keys.req_data);
	if (r == 0)
		r = set_key(s, SPDM_RESPONDER, s->keys.rsp_data);
	if (r < 0)
		return r;
	spdm_key_schedule_forget_handshake(&s->keys);
	s->state = SPDM_SESSION_ESTABLISHED;
	return 0;
}

/* 1 to SPDM_RECORD_PAD_MAX: always some, never a telling amount. */
static int random_pad(size_t *ret)
{
	uint8_t byte;
	int r;

	r = crypto_random(&byte, sizeof(byte));
	if (r == 0)
		*ret = 1 + byte % SPDM_RECORD_PAD_MAX;
	return r;
}

long spdm_session_seal(struct spdm_session *s, const void *data, size_t len,
		       void *out, size_t size)
{
	size_t pad = 0;
	int r;

	if (s->state == SPDM_SESSION_NEW)
		return -ENOTCONN;
	if (!s->mac_only) {
		r = random_pad(&pad);
		if (r < 0)
			return r;
	}
	return spdm_record_seal(&s->current[s->role], s->id, data, len, pad,
				out, size);
}

static enum spdm_role peer(const struct spdm_session *s)
{
	return s->role == SPDM_REQUESTER ? SPDM_RESPONDER : SPDM_REQUESTER;
}

static uint8_t *data_secret(struct spdm_session *s, enum spdm_role sender)
{
	return sender == SPDM_REQUESTER ? s->keys.req_data : s->keys.rsp_data;
}

static void forget_previous(struct spdm_session *s, enum spdm_role sender)
{
	spdm_record_key_done(&s->previous[sender]);
	crypto_wipe(s->previous_secret[sender],
		    sizeof(s->previous_secret[sender]));
	s->has_previous[sender] = false;
}

static void take_back_update(struct spdm_session *s, enum spdm_role sender)
{
	spdm_record_key_done(&s->current[sender]);
	s->current[sender] = s->previous[sender];
	s->previous[sender] = (struct spdm_record_key){ 0 };
	memcpy(data_secret(s, sender), s->previous_secret[sender],
	       SPDM_HASH_MAX);
	forget_previous(s, sender);
}

long spdm_session_open(struct spdm_session *s, const void *record, size_t len,
		       void *out, size_t size)
{
	enum spdm_role from = peer(s);
	long n;

	if (s->state == SPDM_SESSION_NEW)
		return -ENOTCONN;
	n = spdm_record_open(&s->current[from], s->id, record, len, out, size);
	if ((n != -EBADMSG && n != -ESTALE) || !s->has_previous[from])
		return n;
	n = spdm_record_open(&s->previous[from], s->id, record, len, out, size);
	if (n >= 0)
		take_back_update(s, from);
	return n;
}

int spdm_session_update(struct spdm_session *s, enum spdm_role sender)
{
	enum spdm_iv_order order = s->current[sender].iv_order;
	uint8_t *secret = data_secret(s, sender);
	uint8_t old[SPDM_HASH_MAX];
	int r;

	if (s->state != SPDM_SESSION_ESTABLISHED)
		return -ENOTCONN;
	memcpy(old, secret, sizeof(old));
	r = spdm_key_schedule_update(&s->keys, secret);
	if (r == 0) {
		forget_previous(s, sender);
		s->previous[sender] = s->current[sender];
		memcpy(s->previous_secret[sender], old, sizeof(old));
		s->has_previous[sender] = true;
		s->current[sender] =
			(struct spdm_record_key){ .iv_order = order };
		r = set_key(s, sender, secret);
	}
	crypto_wipe(old, sizeof(old));
	return r;
}

void spdm_session_commit(struct spdm_session *s)
{
	forget_previous(s, SPDM_REQUESTER);
	forget_previous(s, SPDM_RESPONDER);
}
