// SPDX-License-Identifier: Apache-2.0
/*
 * Bounds-checked cursors over bytes.
 */
#include "buf.h"

#include <errno.h>
#include <string.h>

void buf_reader_init(struct buf_reader *r, const void *data, size_t len)
{
	*r = (struct buf_reader){ .data = data, .len = len };
}

const uint8_t *buf_get_bytes(struct buf_reader *r, size_t len)
{
	const uint8_t *p;

	if (r->failed || len > r->len - r->pos) {
		r->failed = true;
		return NULL;
	}
	p = r->data + r->pos;
	r->pos += len;
	return p;
}

static uint64_t get_be(struct buf_reader *r, size_t len)
{
	const uint8_t *p = buf_get_bytes(r, len);
	uint64_t v = 0;

	for (size_t i = 0; p && i < len; i++)
		v = v << 8 | p[i];
	return v;
}

static uint64_t get_le(struct buf_reader *r, size_t len)
{
	const uint8_t *p = buf_get_bytes(r, len);
	uint64_t v = 0;

	for (size_t i = 0; p && i < len; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

uint8_t buf_get_u8(struct buf_reader *r)
{
	return get_be(r, 1);
}

uint16_t buf_get_be16(struct buf_reader *r)
{
	return get_be(r, 2);
}

uint32_t buf_get_be32(struct buf_reader *r)
{
	return get_be(r, 4);
}

uint16_t buf_get_le16(struct buf_reader *r)
{
	return get_le(r, 2);
}

uint32_t buf_get_le24(struct buf_reader *r)
{
	return get_le(r, 3);
}

uint32_t buf_get_le32(struct buf_reader *r)
{
	return get_le(r, 4);
}

uint64_t buf_get_le64(struct buf_reader *r)
{
	return get_le(r, 8);
}

void buf_get_copy(struct buf_reader *r, void *dst, size_t len)
{
	const uint8_t *p = buf_get_bytes(r, len);

	if (p)
		memcpy(dst, p, len);
	else
		memset(dst, 0, len);
}

void buf_skip(struct buf_reader *r, size_t len)
{
	buf_get_bytes(r, len);
}

size_t buf_reader_left(const struct buf_reader *r)
{
	return r->failed ? 0 : r->len - r->pos;
}

void buf_reader_fail(struct buf_reader *r)
{
	r->failed = true;
}

int buf_reader_error(const struct buf_reader *r)
{
	return r->failed ? -EBADMSG : 0;
}

int buf_reader_done(const struct buf_reader *r)
{
	return r->failed || r->pos != r->len ? -EBADMSG : 0;
}

void buf_writer_init(struct buf_writer *w, void *data, size_t size)
{
	*w = (struct buf_writer){ .data = data, .size = size };
}

uint8_t *buf_put_space(struct buf_writer *w, size_t len)
{
	uint8_t *p;

	if (w->failed || len > w->size - w->pos) {
		w->failed = true;
		return NULL;
	}
	p = w->data + w->pos;
	w->pos += len;
	return p;
}

static void put_be(struct buf_writer *w, uint64_t v, size_t len)
{
	uint8_t *p = buf_put_space(w, len);

	for (size_t i = 0; p && i < len; i++)
		p[i] = v >> (8 * (len - 1 - i));
}

static void put_le(struct buf_writer *w, uint64_t v, size_t len)
{
	uint8_t *p = buf_put_space(w, len);

	for (size_t i = 0; p && i < len; i++)
		p[i] = v >> (8 * i);
}

void buf_put_u8(struct buf_writer *w, uint8_t v)
{
	put_be(w, v, 1);
}

void buf_put_be16(struct buf_writer *w, uint16_t v)
{
	put_be(w, v, 2);
}

void buf_put_be32(struct buf_writer *w, uint32_t v)
{
	put_be(w, v, 4);
}

void buf_put_le16(struct buf_writer *w, uint16_t v)
{
	put_le(w, v, 2);
}

void buf_put_le24(struct buf_writer *w, uint32_t v)
{
	put_le(w, v, 3);
}

void buf_put_le32(struct buf_writer *w, uint32_t v)
{
	put_le(w, v, 4);
}

void buf_put_le64(struct buf_writer *w, uint64_t v)
{
	put_le(w, v, 8);
}

void buf_put_bytes(struct buf_writer *w, const void *src, size_t len)
{
	uint8_t *p = buf_put_space(w, len);

	if (p && len)
		memcpy(p, src, len);
}

void buf_put_zero(struct buf_writer *w, size_t len)
{
	uint8_t *p = buf_put_space(w, len);

	if (p)
		memset(p, 0, len);
}

long buf_writer_done(const struct buf_writer *w)
{
	return w->failed ? -ENOBUFS : (long)w->pos;
}
