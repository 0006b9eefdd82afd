// SPDX-License-Identifier: Apache-2.0
/*
 * GET_CERTIFICATE and CERTIFICATE, in the form with 16-bit lengths.
 */
#include "spdm/certificate.h"

#include <errno.h>

#include "spdm/agreed.h"

#define SLOT_MASK 0x0f
#define SIZE_REQUESTED 0x01
#define INFO_MASK 0x07

long spdm_get_certificate_encode(void *buf, size_t size,
				 const struct spdm_agreed *agreed,
				 const struct spdm_get_certificate *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_GET_CERTIFICATE, m->slot,
			m->size_requested ? SIZE_REQUESTED : 0);
	buf_put_le16(&w, m->offset);
	buf_put_le16(&w, m->length);
	return buf_writer_done(&w);
}

int spdm_get_certificate_decode(const void *msg, size_t len,
				const struct spdm_agreed *agreed,
				struct spdm_get_certificate *ret)
{
	struct spdm_get_certificate m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_GET_CERTIFICATE);
	m.slot = h.param1 & SLOT_MASK;
	m.size_requested = agreed->version >= SPDM_VERSION_1_3 &&
			   h.param2 & SIZE_REQUESTED;
	m.offset = buf_get_le16(&r);
	m.length = buf_get_le16(&r);
	if (m.slot >= SPDM_SLOTS)
		buf_reader_fail(&r);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

long spdm_certificate_encode(void *buf, size_t size,
			     const struct spdm_agreed *agreed,
			     const struct spdm_certificate *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_CERTIFICATE, m->slot,
			m->info);
	buf_put_le16(&w, m->portion.len);
	buf_put_le16(&w, m->remainder);
	buf_put_bytes(&w, m->portion.data, m->portion.len);
	return buf_writer_done(&w);
}

int spdm_certificate_decode(const void *msg, size_t len,
			    const struct spdm_agreed *agreed,
			    struct spdm_certificate *ret)
{
	struct spdm_certificate m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_CERTIFICATE);
	m.slot = h.param1 & SLOT_MASK;
	if (agreed->version >= SPDM_VERSION_1_3)
		m.info = h.param2 & INFO_MASK;
	m.portion.len = buf_get_le16(&r);
	m.remainder = buf_get_le16(&r);
	m.portion.data = buf_get_bytes(&r, m.portion.len);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}
