// SPDX-License-Identifier: Apache-2.0
/*
 * Safe printing of strings that may come from a device.
 */
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Decodes the character at @s (RFC 3629: shortest form, no surrogates, at
 * most U+10FFFF). Returns its length in bytes, or 0 when it is none.
 */
static size_t decode_utf8(const char *s, uint32_t *ret_c)
{
	static const uint32_t min[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = s[0];
	uint32_t c;
	size_t len;

	if (lead < 0x80) {
		*ret_c = lead;
		return 1;
	}
	len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	c = lead & (0x7f >> len);
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (c < min[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret_c = c;
	return len;
}

/* Controls, and the marks that reorder the text after them on a terminal. */
static bool is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static size_t print(FILE *f, const char *s)
{
	size_t width = 0, len;
	uint32_t c;

	for (; *s; s += len) {
		len = decode_utf8(s, &c);
		if (len && !is_unsafe(c)) {
			if (f)
				fwrite(s, 1, len, f);
			width++;
			continue;
		}
		len = len ? len : 1;
		for (size_t i = 0; i < len; i++, width += 4)
			if (f)
				fprintf(f, "\\x%02x", (unsigned char)s[i]);
	}
	return width;
}

size_t text_print(FILE *f, const char *s)
{
	return print(f, s);
}

size_t text_width(const char *s)
{
	return print(NULL, s);
}

static void print_json_char(FILE *f, const char *s, size_t len, uint32_t c)
{
	static const char short_form[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	const char *p;

	/* each pair is the character and the letter after the backslash */
	for (p = short_form; *p; p += 2)
		if (c == (unsigned char)p[0])
			break;
	if (*p)
		fprintf(f, "\\%c", p[1]);
	else if (is_unsafe(c))
		fprintf(f, "\\u%04x", (unsigned int)c);
	else
		fwrite(s, 1, len, f);
}

void text_print_json(FILE *f, const char *s)
{
	size_t len;
	uint32_t c;

	fputc('"', f);
	for (; *s; s += len) {
		len = decode_utf8(s, &c);
		if (len) {
			print_json_char(f, s, len, c);
		} else {
			fputs("\\ufffd", f);
			len = 1;
		}
	}
	fputc('"', f);
}
