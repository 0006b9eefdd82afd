/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every codec must do, given one good message: read it and write it
 * back, refuse it cut at each length or with a byte too many, and stay sane
 * with any bit of it flipped.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

#define CODEC_MESSAGE_MAX 256
#define CODEC_STRUCT_MAX 2048
/* What any of the structs may be put into. */
#define CODEC_ALIGNED __attribute__((aligned(__alignof__(max_align_t))))

struct codec {
	size_t size; /* of the struct */
	int (*decode)(struct buf_reader *r, void *ret_value);
	void (*encode)(struct buf_writer *w, const void *value);
	bool shorter_is_valid; /* the message ends with a list of bytes */
};

/* Defines name##_codec from name##_decode() and name##_encode(). */
#define DEFINE_CODEC(name, type, ...)                                          \
	static int name##_decode_any(struct buf_reader *r, void *ret_value)    \
	{                                                                      \
		return name##_decode(r, (type *)ret_value);                    \
	}                                                                      \
	static void name##_encode_any(struct buf_writer *w, const void *value) \
	{                                                                      \
		name##_encode(w, (const type *)value);                         \
	}                                                                      \
	static const struct codec name##_codec = {                             \
		.size = sizeof(type),                                          \
		.decode = name##_decode_any,                                   \
		.encode = name##_encode_any,                                   \
		__VA_ARGS__                                                    \
	}

/*
 * The copy has the message's exact size, so that the sanitizer sees a read
 * past its end.
 */
static inline int codec_decode(const struct codec *codec, const void *data,
			       size_t len, void *ret_value)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct buf_reader r;
	int err;

	assert_non_null(copy);
	memcpy(copy, data, len);
	buf_reader_init(&r, copy, len);
	err = codec->decode(&r, ret_value);
	free(copy);
	return err;
}

static inline void codec_refuses(const struct codec *codec, const void *data,
				 size_t len)
{
	uint8_t value[CODEC_STRUCT_MAX], untouched[CODEC_STRUCT_MAX];

	assert_true(codec->size <= sizeof(value));
	memset(value, 0xa5, sizeof(value));
	memset(untouched, 0xa5, sizeof(untouched));
	assert_int_equal(codec_decode(codec, data, len, value), -EBADMSG);
	assert_memory_equal(value, untouched, sizeof(value));
}

static inline void codec_round_trip(const struct codec *codec, const void *data,
				    size_t len)
{
	uint8_t value[CODEC_STRUCT_MAX] CODEC_ALIGNED;
	uint8_t again[CODEC_MESSAGE_MAX];
	struct buf_writer w;

	assert_int_equal(codec_decode(codec, data, len, value), 0);
	buf_writer_init(&w, again, sizeof(again));
	codec->encode(&w, value);
	assert_int_equal(buf_writer_done(&w), len);
	assert_memory_equal(again, data, len);
	for (size_t size = 0; size < len; size++) {
		buf_writer_init(&w, again, size);
		codec->encode(&w, value);
		assert_int_equal(buf_writer_done(&w), -ENOBUFS);
	}
}

/* Whatever is accepted can be written and is accepted once more. */
static inline void codec_bit_flips(const struct codec *codec, const void *data,
				   size_t len)
{
	uint8_t value[CODEC_STRUCT_MAX] CODEC_ALIGNED;
	uint8_t flipped[CODEC_MESSAGE_MAX], again[CODEC_MESSAGE_MAX];

	for (size_t bit = 0; bit < len * 8; bit++) {
		struct buf_writer w;
		long n;

		memcpy(flipped, data, len);
		flipped[bit / 8] ^= 1 << bit % 8;
		if (codec_decode(codec, flipped, len, value)) {
			codec_refuses(codec, flipped, len);
			continue;
		}
		buf_writer_init(&w, again, sizeof(again));
		codec->encode(&w, value);
		n = buf_writer_done(&w);
		assert_true(n > 0);
		codec_round_trip(codec, again, n);
	}
}

static inline void codec_check(const struct codec *codec, const void *data,
			       size_t len)
{
	uint8_t longer[CODEC_MESSAGE_MAX] = { 0 };

	assert_true(len < sizeof(longer));
	codec_round_trip(codec, data, len);
	codec_bit_flips(codec, data, len);
	if (codec->shorter_is_valid)
		return;
	for (size_t n = 0; n < len; n++)
		codec_refuses(codec, data, n);
	memcpy(longer, data, len);
	codec_refuses(codec, longer, len + 1);
}

#define CODEC_CHECK(codec, ...)                                 \
	do {                                                    \
		static const uint8_t _data[] = { __VA_ARGS__ }; \
		codec_check(codec, _data, sizeof(_data));       \
	} while (0)

#define CODEC_REFUSES(codec, ...)                               \
	do {                                                    \
		static const uint8_t _data[] = { __VA_ARGS__ }; \
		codec_refuses(codec, _data, sizeof(_data));     \
	} while (0)

/* Decodes the bytes into @ret_value. */
#define CODEC_DECODE(codec, ret_value, ...)                                \
	do {                                                               \
		static const uint8_t _data[] = { __VA_ARGS__ };            \
		assert_int_equal(codec_decode(codec, _data, sizeof(_data), \
					      ret_value),                  \
				 0);                                       \
	} while (0)
