// SPDX-License-Identifier: Apache-2.0
/*
 * UUIDs, and the control responses that carry nothing else.
 */
#include "uuid.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

void uuid_response_encode(struct buf_writer *w, const struct uuid *uuid)
{
	buf_put_bytes(w, uuid->bytes, UUID_SIZE);
}

int uuid_response_decode(struct buf_reader *r, struct uuid *ret_uuid)
{
	struct uuid uuid;
	int err;

	buf_get_copy(r, uuid.bytes, UUID_SIZE);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_uuid = uuid;
	return 0;
}

static bool dash_follows(size_t byte)
{
	return byte == 3 || byte == 5 || byte == 7 || byte == 9;
}

void uuid_format(const struct uuid *uuid, char text[UUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	char *p = text;

	for (size_t i = 0; i < UUID_SIZE; i++) {
		*p++ = digits[uuid->bytes[i] >> 4];
		*p++ = digits[uuid->bytes[i] & 0x0f];
		if (dash_follows(i))
			*p++ = '-';
	}
	*p = '\0';
}

static int digit_parse(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -EINVAL;
}

int uuid_parse(const char *text, struct uuid *ret_uuid)
{
	struct uuid uuid;

	if (strlen(text) != UUID_TEXT_SIZE - 1)
		return -EINVAL;
	for (size_t i = 0; i < UUID_SIZE; i++) {
		int high = digit_parse(*text++);
		int low = digit_parse(*text++);

		if (high < 0 || low < 0)
			return -EINVAL;
		uuid.bytes[i] = high << 4 | low;
		if (dash_follows(i) && *text++ != '-')
			return -EINVAL;
	}
	*ret_uuid = uuid;
	return 0;
}
