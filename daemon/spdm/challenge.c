// SPDX-License-Identifier: Apache-2.0
/*
 * CHALLENGE and CHALLENGE_AUTH.
 */
#include "spdm/challenge.h"

#include <errno.h>

#include "spdm/agreed.h"

#define SLOT_MASK 0x0f
#define BASIC_MUTUAL 0x80

long spdm_challenge_encode(void *buf, size_t size,
			   const struct spdm_agreed *agreed,
			   const struct spdm_challenge *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_CHALLENGE, m->slot,
			m->summary_type);
	buf_put_bytes(&w, m->nonce, sizeof(m->nonce));
	if (spdm_agreed_has_context(agreed))
		buf_put_bytes(&w, m->context, sizeof(m->context));
	return buf_writer_done(&w);
}

int spdm_challenge_decode(const void *msg, size_t len,
			  const struct spdm_agreed *agreed,
			  struct spdm_challenge *ret)
{
	struct spdm_challenge m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_CHALLENGE);
	m.slot = h.param1;
	m.summary_type = h.param2;
	buf_get_copy(&r, m.nonce, sizeof(m.nonce));
	if (spdm_agreed_has_context(agreed))
		buf_get_copy(&r, m.context, sizeof(m.context));
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

long spdm_challenge_auth_encode(void *buf, size_t size,
				const struct spdm_agreed *agreed,
				const struct spdm_challenge_auth *m)
{
	size_t hash_size = spdm_agreed_hash_size(agreed);
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_CHALLENGE_AUTH,
			m->slot | (m->basic_mutual ? BASIC_MUTUAL : 0),
			m->slot_mask);
	buf_put_bytes(&w, m->chain_hash, hash_size);
	buf_put_bytes(&w, m->nonce, sizeof(m->nonce));
	if (m->summary)
		buf_put_bytes(&w, m->summary, hash_size);
	spdm_bytes_put(&w, m->opaque);
	if (spdm_agreed_has_context(agreed))
		buf_put_bytes(&w, m->context, sizeof(m->context));
	if (m->signature)
		buf_put_bytes(&w, m->signature,
			      spdm_agreed_signature_size(agreed));
	return buf_writer_done(&w);
}

int spdm_challenge_auth_decode(const void *msg, size_t len,
			       const struct spdm_agreed *agreed,
			       uint8_t summary_type,
			       struct spdm_challenge_auth *ret)
{
	size_t hash_size = spdm_agreed_hash_size(agreed);
	struct spdm_challenge_auth m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_CHALLENGE_AUTH);
	m.slot = h.param1 & SLOT_MASK;
	m.basic_mutual = h.param1 & BASIC_MUTUAL;
	m.slot_mask = h.param2;
	m.chain_hash = buf_get_bytes(&r, hash_size);
	buf_get_copy(&r, m.nonce, sizeof(m.nonce));
	if (spdm_agreed_summary(agreed, summary_type))
		m.summary = buf_get_bytes(&r, hash_size);
	m.opaque = spdm_bytes_get(&r, SPDM_OPAQUE_MAX);
	if (spdm_agreed_has_context(agreed))
		buf_get_copy(&r, m.context, sizeof(m.context));
	m.signed_len = r.pos;
	m.signature = buf_get_bytes(&r, spdm_agreed_signature_size(agreed));
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}
