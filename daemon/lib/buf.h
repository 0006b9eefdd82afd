/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounds-checked cursors over bytes: the only way protocol code reads or
 * writes a message. Errors stick: after the first access out of bounds every
 * read gives 0 or NULL and every write does nothing, so a codec checks once,
 * at its end, with buf_reader_done() or buf_writer_done().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define _must_check_ __attribute__((warn_unused_result))

struct buf_reader {
	const uint8_t *data;
	size_t len;
	size_t pos;
	bool failed;
};

struct buf_writer {
	uint8_t *data;
	size_t size;
	size_t pos;
	bool failed;
};

void buf_reader_init(struct buf_reader *r, const void *data, size_t len);
uint8_t buf_get_u8(struct buf_reader *r);
uint16_t buf_get_be16(struct buf_reader *r);
uint32_t buf_get_be32(struct buf_reader *r);
uint16_t buf_get_le16(struct buf_reader *r);
uint32_t buf_get_le24(struct buf_reader *r);
uint32_t buf_get_le32(struct buf_reader *r);
uint64_t buf_get_le64(struct buf_reader *r);
/* Borrows the next @len bytes; NULL when there are fewer. */
const uint8_t *buf_get_bytes(struct buf_reader *r, size_t len);
/* Copies the next @len bytes; @dst is zeroed when there are fewer. */
void buf_get_copy(struct buf_reader *r, void *dst, size_t len);
void buf_skip(struct buf_reader *r, size_t len);
size_t buf_reader_left(const struct buf_reader *r);
/* For a value that is in bounds but not allowed: marks the reader failed. */
void buf_reader_fail(struct buf_reader *r);
/* 0, or -EBADMSG after a failed access. Trailing bytes are allowed. */
int buf_reader_error(const struct buf_reader *r) _must_check_;
/* 0, or -EBADMSG after a failed access or when bytes are left. */
int buf_reader_done(const struct buf_reader *r) _must_check_;

void buf_writer_init(struct buf_writer *w, void *data, size_t size);
void buf_put_u8(struct buf_writer *w, uint8_t v);
void buf_put_be16(struct buf_writer *w, uint16_t v);
void buf_put_be32(struct buf_writer *w, uint32_t v);
void buf_put_le16(struct buf_writer *w, uint16_t v);
void buf_put_le24(struct buf_writer *w, uint32_t v);
void buf_put_le32(struct buf_writer *w, uint32_t v);
void buf_put_le64(struct buf_writer *w, uint64_t v);
void buf_put_bytes(struct buf_writer *w, const void *src, size_t len);
void buf_put_zero(struct buf_writer *w, size_t len);
/* Reserves @len bytes to be filled by the caller; NULL when they do not fit. */
uint8_t *buf_put_space(struct buf_writer *w, size_t len);
/* The number of bytes written, or -ENOBUFS after a failed write. */
long buf_writer_done(const struct buf_writer *w) _must_check_;
