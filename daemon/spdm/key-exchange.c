// SPDX-License-Identifier: Apache-2.0
/*
 * KEY_EXCHANGE and KEY_EXCHANGE_RSP.
 */
#include "spdm/key-exchange.h"

#include <errno.h>

#include "spdm/agreed.h"

long spdm_key_exchange_encode(void *buf, size_t size,
			      const struct spdm_agreed *agreed,
			      const struct spdm_key_exchange *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_KEY_EXCHANGE, m->summary_type,
			m->slot);
	buf_put_le16(&w, m->req_session_id);
	buf_put_u8(&w, agreed->version >= SPDM_VERSION_1_2 ? m->policy : 0);
	buf_put_u8(&w, 0);
	buf_put_bytes(&w, m->random, sizeof(m->random));
	buf_put_bytes(&w, m->exchange, spdm_agreed_exchange_size(agreed));
	spdm_bytes_put(&w, m->opaque);
	return buf_writer_done(&w);
}

int spdm_key_exchange_decode(const void *msg, size_t len,
			     const struct spdm_agreed *agreed,
			     struct spdm_key_exchange *ret)
{
	struct spdm_key_exchange m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_KEY_EXCHANGE);
	m.summary_type = h.param1;
	m.slot = h.param2;
	m.req_session_id = buf_get_le16(&r);
	m.policy = buf_get_u8(&r);
	if (agreed->version < SPDM_VERSION_1_2)
		m.policy = 0;
	buf_skip(&r, 1);
	buf_get_copy(&r, m.random, sizeof(m.random));
	m.exchange = buf_get_bytes(&r, spdm_agreed_exchange_size(agreed));
	m.opaque = spdm_bytes_get(&r, SPDM_OPAQUE_MAX);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

long spdm_key_exchange_rsp_encode(void *buf, size_t size,
				  const struct spdm_agreed *agreed,
				  const struct spdm_key_exchange_rsp *m)
{
	size_t hash_size = spdm_agreed_hash_size(agreed);
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_KEY_EXCHANGE_RSP,
			m->heartbeat_s, 0);
	buf_put_le16(&w, m->rsp_session_id);
	buf_put_u8(&w, m->mutual_auth);
	buf_put_u8(&w, m->slot_param);
	buf_put_bytes(&w, m->random, sizeof(m->random));
	buf_put_bytes(&w, m->exchange, spdm_agreed_exchange_size(agreed));
	if (m->summary)
		buf_put_bytes(&w, m->summary, hash_size);
	spdm_bytes_put(&w, m->opaque);
	if (!m->signature)
		return buf_writer_done(&w);
	buf_put_bytes(&w, m->signature, spdm_agreed_signature_size(agreed));
	if (m->verify_data)
		buf_put_bytes(&w, m->verify_data, hash_size);
	return buf_writer_done(&w);
}

int spdm_key_exchange_rsp_decode(const void *msg, size_t len,
				 const struct spdm_agreed *agreed,
				 uint8_t summary_type,
				 struct spdm_key_exchange_rsp *ret)
{
	size_t hash_size = spdm_agreed_hash_size(agreed);
	struct spdm_key_exchange_rsp m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_KEY_EXCHANGE_RSP);
	m.heartbeat_s = h.param1;
	m.rsp_session_id = buf_get_le16(&r);
	m.mutual_auth = buf_get_u8(&r);
	m.slot_param = buf_get_u8(&r);
	buf_get_copy(&r, m.random, sizeof(m.random));
	m.exchange = buf_get_bytes(&r, spdm_agreed_exchange_size(agreed));
	if (spdm_agreed_summary(agreed, summary_type))
		m.summary = buf_get_bytes(&r, hash_size);
	m.opaque = spdm_bytes_get(&r, SPDM_OPAQUE_MAX);
	m.signed_len = r.pos;
	m.signature = buf_get_bytes(&r, spdm_agreed_signature_size(agreed));
	if (!spdm_agreed_clear_handshake(agreed))
		m.verify_data = buf_get_bytes(&r, hash_size);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}
