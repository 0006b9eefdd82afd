// SPDX-License-Identifier: Apache-2.0
/*
 * GET_DIGESTS and DIGESTS.
 */
#include "spdm/digests.h"

#include <errno.h>
#include <stdbool.h>

#include "spdm/agreed.h"

/* "CertificateInfo": bits 2:0 are the certificate model. */
#define CERT_MODEL_MASK 0x07
#define CERT_MODEL_NONE 0
#define CERT_MODEL_GENERIC 3

long spdm_get_digests_encode(void *buf, size_t size,
			     const struct spdm_agreed *agreed)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_GET_DIGESTS, 0, 0);
	return buf_writer_done(&w);
}

int spdm_get_digests_decode(const void *msg, size_t len,
			    const struct spdm_agreed *agreed)
{
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, agreed->version, SPDM_GET_DIGESTS);
	return buf_reader_done(&r);
}

static bool has_slot(uint8_t mask, unsigned int slot)
{
	return mask >> slot & 1;
}

long spdm_digests_encode(void *buf, size_t size,
			 const struct spdm_agreed *agreed,
			 const struct spdm_digests *m)
{
	uint8_t supported =
		agreed->version >= SPDM_VERSION_1_3 ? m->supported_mask : 0;
	size_t hash_size = spdm_agreed_hash_size(agreed);
	struct buf_writer w;
	unsigned int i;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_DIGESTS, supported,
			m->slot_mask);
	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(m->slot_mask, i))
			buf_put_bytes(&w, m->digest[i], hash_size);
	if (!agreed->multi_key)
		return buf_writer_done(&w);
	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(m->slot_mask, i))
			buf_put_u8(&w, m->key_pair_id[i]);
	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(m->slot_mask, i))
			buf_put_u8(&w, m->certificate_info[i]);
	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(m->slot_mask, i))
			buf_put_le16(&w, m->key_usage[i]);
	return buf_writer_done(&w);
}

static bool is_zero(const uint8_t *p, size_t len)
{
	uint8_t any = 0;

	for (size_t i = 0; i < len; i++)
		any |= p[i];
	return !any;
}

static void get_multi_key(struct buf_reader *r, size_t hash_size,
			  struct spdm_digests *d)
{
	unsigned int i;

	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(d->slot_mask, i))
			d->key_pair_id[i] = buf_get_u8(r);
	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(d->slot_mask, i))
			d->certificate_info[i] = buf_get_u8(r);
	for (i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(d->slot_mask, i))
			d->key_usage[i] = buf_get_le16(r);
	if (r->failed)
		return;

	for (i = 0; i < SPDM_SLOTS; i++) {
		uint8_t model = d->certificate_info[i] & CERT_MODEL_MASK;

		if (!has_slot(d->slot_mask, i))
			continue;
		if (model > CERT_MODEL_GENERIC ||
		    (model == CERT_MODEL_NONE &&
		     !is_zero(d->digest[i], hash_size)))
			buf_reader_fail(r);
	}
	if (has_slot(d->slot_mask, 0) &&
	    ((d->certificate_info[0] & CERT_MODEL_MASK) == CERT_MODEL_GENERIC ||
	     !d->key_usage[0]))
		buf_reader_fail(r);
}

int spdm_digests_decode(const void *msg, size_t len,
			const struct spdm_agreed *agreed,
			struct spdm_digests *ret)
{
	size_t hash_size = spdm_agreed_hash_size(agreed);
	struct spdm_digests d = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_DIGESTS);
	d.slot_mask = h.param2;
	if (agreed->version >= SPDM_VERSION_1_3) {
		d.supported_mask = h.param1;
		if (d.slot_mask & ~d.supported_mask)
			buf_reader_fail(&r);
	}
	for (unsigned int i = 0; i < SPDM_SLOTS; i++)
		if (has_slot(d.slot_mask, i))
			d.digest[i] = buf_get_bytes(&r, hash_size);
	if (agreed->multi_key)
		get_multi_key(&r, hash_size, &d);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = d;
	return 0;
}
