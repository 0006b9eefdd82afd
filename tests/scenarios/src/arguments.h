/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What scenarios give to programs and get from them as text: numbers, and
 * bytes in hexadecimal. Text that is neither ends the program with status 2.
 */
#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline unsigned long long number(const char *text)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 0);

	if (!*text || *end) {
		fprintf(stderr, "%s: '%s' is no number\n",
			program_invocation_short_name, text);
		exit(2);
	}
	return value;
}

/* How many bytes it is, @max at the most */
static inline size_t hex_parse(const char *text, uint8_t *bytes, size_t max)
{
	unsigned int byte;
	size_t n = 0;

	for (; *text; text += 2) {
		if (n == max || !text[1] || sscanf(text, "%2x", &byte) != 1) {
			fprintf(stderr, "%s: '%s' is not up to %zu bytes\n",
				program_invocation_short_name, text, max - n);
			exit(2);
		}
		bytes[n++] = byte;
	}
	return n;
}

/* A line of them */
static inline void hex_print(const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
}
