/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of the probe: errnos by name, bytes in hex, sets as ranges. */
#include "probe.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *area, *name;

enum { SLOTS = 32, SLOT_SIZE = 4096 };

static char *slot(void)
{
	static char slots[SLOTS][SLOT_SIZE];
	static unsigned int next;

	return slots[next++ % SLOTS];
}

void report_start(const char *new_area, const char *new_name)
{
	area = new_area;
	name = new_name;
}

void report(const char *of, const char *fmt, ...)
{
	va_list ap;

	printf("%s/%s%s%s: ", area, name, *of ? "/" : "", of);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void report_rc(const char *of, long rc)
{
	report(of, "%s", rc_name(rc));
}

long result(long rc)
{
	return rc < 0 ? -errno : rc;
}

const char *rc_name(long rc)
{
	const char *known = rc < 0 ? strerrorname_np((int)-rc) : NULL;
	char *text = slot();

	if (known)
		return known;
	snprintf(text, SLOT_SIZE, "%ld", rc);
	return text;
}

const char *hex(const void *data, size_t len)
{
	char *text = slot();
	size_t i;

	*text = '\0';
	for (i = 0; i < len && i < SLOT_SIZE / 2 - 1; i++)
		sprintf(text + 2 * i, "%02x", ((const uint8_t *)data)[i]);
	return len ? text : "-";
}

const char *key(const char *fmt, ...)
{
	char *text = slot();
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, SLOT_SIZE, fmt, ap);
	va_end(ap);
	return text;
}

void bail(const char *what)
{
	report("BAIL", "%s: %s", what, strerror(errno));
	fflush(stdout);
	_Exit(1);
}

void text_add(struct text *text, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text->data + text->len, sizeof(text->data) - text->len,
		      fmt, ap);
	va_end(ap);
	if (n < 0 || text->len + n >= sizeof(text->data))
		bail("an answer is too long");
	text->len += n;
}

void text_hex(struct text *text, const void *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		text_add(text, "%02x", ((const uint8_t *)data)[i]);
	if (!len)
		text_add(text, "-");
}

char rc_letter(long rc)
{
	static const struct {
		int error;
		char letter;
	} table[] = {
		{ EINVAL, 'I' }, { EADDRINUSE, 'U' }, { EEXIST, 'X' },
		{ ENOENT, 'N' }, { EBUSY, 'B' }, { EHOSTUNREACH, 'H' },
		{ EMSGSIZE, 'M' }, { EOPNOTSUPP, 'O' },
	};
	size_t i;

	if (rc >= 0)
		return '.';
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (rc == -table[i].error)
			return table[i].letter;
	return '?';
}

void text_ranges(struct text *text, const bool *flags, size_t n)
{
	size_t i, from;

	for (i = 0; i < n; i++) {
		if (!flags[i])
			continue;
		for (from = i; i + 1 < n && flags[i + 1]; i++)
			;
		text_add(text, "%s%zu", text->len ? "," : "", from);
		if (i > from)
			text_add(text, "-%zu", i);
	}
	if (!text->len)
		text_add(text, "none");
}
