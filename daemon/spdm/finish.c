// SPDX-License-Identifier: Apache-2.0
/*
 * FINISH and FINISH_RSP.
 */
#include "spdm/finish.h"

#include <errno.h>

#include "spdm/agreed.h"

#define SIGNATURE_INCLUDED 0x01

static size_t requester_signature_size(const struct spdm_agreed *agreed)
{
	return spdm_asym_signature_size(agreed->alg.req_base_asym);
}

static void put_opaque(struct buf_writer *w, const struct spdm_agreed *agreed,
		       struct spdm_bytes opaque)
{
	if (agreed->version >= SPDM_VERSION_1_4)
		spdm_bytes_put(w, opaque);
}

static struct spdm_bytes get_opaque(struct buf_reader *r,
				    const struct spdm_agreed *agreed)
{
	if (agreed->version >= SPDM_VERSION_1_4)
		return spdm_bytes_get(r, SPDM_OPAQUE_MAX);
	return (struct spdm_bytes){ 0 };
}

long spdm_finish_encode(void *buf, size_t size,
			const struct spdm_agreed *agreed,
			const struct spdm_finish *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_FINISH,
			m->has_signature ? SIGNATURE_INCLUDED : 0, m->slot);
	put_opaque(&w, agreed, m->opaque);
	if (m->has_signature && !m->signature)
		return buf_writer_done(&w);
	if (m->has_signature)
		buf_put_bytes(&w, m->signature,
			      requester_signature_size(agreed));
	if (m->verify_data)
		buf_put_bytes(&w, m->verify_data,
			      spdm_agreed_hash_size(agreed));
	return buf_writer_done(&w);
}

int spdm_finish_decode(const void *msg, size_t len,
		       const struct spdm_agreed *agreed,
		       struct spdm_finish *ret)
{
	struct spdm_finish m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_FINISH);
	m.has_signature = h.param1 & SIGNATURE_INCLUDED;
	m.slot = h.param2;
	m.opaque = get_opaque(&r, agreed);
	m.signed_len = r.pos;
	if (m.has_signature)
		m.signature =
			buf_get_bytes(&r, requester_signature_size(agreed));
	m.mac_len = r.pos;
	m.verify_data = buf_get_bytes(&r, spdm_agreed_hash_size(agreed));
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

long spdm_finish_rsp_encode(void *buf, size_t size,
			    const struct spdm_agreed *agreed,
			    const struct spdm_finish_rsp *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_FINISH_RSP, 0, 0);
	put_opaque(&w, agreed, m->opaque);
	if (m->verify_data)
		buf_put_bytes(&w, m->verify_data,
			      spdm_agreed_hash_size(agreed));
	return buf_writer_done(&w);
}

int spdm_finish_rsp_decode(const void *msg, size_t len,
			   const struct spdm_agreed *agreed,
			   struct spdm_finish_rsp *ret)
{
	struct spdm_finish_rsp m = { 0 };
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, agreed->version, SPDM_FINISH_RSP);
	m.opaque = get_opaque(&r, agreed);
	m.mac_len = r.pos;
	if (spdm_agreed_clear_handshake(agreed))
		m.verify_data =
			buf_get_bytes(&r, spdm_agreed_hash_size(agreed));
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}
