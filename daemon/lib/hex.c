// SPDX-License-Identifier: Apache-2.0
/*
 * Bytes as hexadecimal text and back.
 */
#include "hex.h"

#include <errno.h>

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *hex_format(const uint8_t *bytes, size_t len, char *text, size_t text_size)
{
	static const char digits[] = "0123456789abcdef";

	if (text_size < 1)
		return text;
	text[0] = '\0';
	if (len > (text_size - 1) / 2)
		return text;
	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * len] = '\0';
	return text;
}

long hex_parse(const char *text, uint8_t *bytes, size_t size)
{
	size_t n = 0;

	while (*text) {
		int high = digit_value(text[0]);
		int low = high < 0 ? -1 : digit_value(text[1]);

		if (low < 0 || n == size)
			return -EINVAL;
		bytes[n++] = high << 4 | low;
		text += 2;
	}
	return n;
}
