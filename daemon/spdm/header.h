/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The four bytes every SPDM message starts with (DSP0274 "SPDM message
 * fields"), and the conventions all codecs of this directory share:
 *
 *   long spdm_x_encode(void *buf, size_t size, [const agreed,] const x *)
 *     writes one message; its length, or -ENOBUFS.
 *   int spdm_x_decode(const void *msg, size_t len, [const agreed,] x *ret)
 *     reads one whole message; 0, or -EBADMSG if the version, the code, a
 *     length or a fixed field is wrong, or bytes follow the message (MCTP has
 *     no padding, DSP0275). Pointers in @ret borrow from @msg.
 *
 * Messages that end in a signature or a MAC are made in turns: with that
 * pointer NULL the encoder stops before it, which yields exactly the bytes
 * to sign; then the caller sets the pointer and encodes again.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

struct spdm_header {
	uint8_t version;
	uint8_t code;
	uint8_t param1;
	uint8_t param2;
};

/* Borrowed bytes. */
struct spdm_bytes {
	const uint8_t *data;
	size_t len;
};

void spdm_header_put(struct buf_writer *w, uint8_t version, uint8_t code,
		     uint8_t param1, uint8_t param2);
/* Fails the reader unless version and code are these. */
struct spdm_header spdm_header_expect(struct buf_reader *r, uint8_t version,
				      uint8_t code);
/* Reads the header only, whatever its values: 0 or -EBADMSG. */
int spdm_header_peek(const void *msg, size_t len,
		     struct spdm_header *ret) _must_check_;

/* A u16 length and that many bytes; the reader fails above @max. */
struct spdm_bytes spdm_bytes_get(struct buf_reader *r, size_t max);
void spdm_bytes_put(struct buf_writer *w, struct spdm_bytes bytes);

/* "GET_DIGESTS" and the like; NULL for an unknown code. */
const char *spdm_code_name(uint8_t code);
