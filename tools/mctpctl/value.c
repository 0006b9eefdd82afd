// SPDX-License-Identifier: Apache-2.0
/*
 * The tree of values that a verb prints.
 */
#include "value.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void *must(void *p)
{
	if (!p)
		errx(1, "out of memory");
	return p;
}

__attribute__((format(printf, 1, 0))) static char *format(const char *fmt,
							  va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		errx(1, "out of memory");
	return s;
}

struct value *value_new(enum value_kind kind)
{
	struct value *v = must(calloc(1, sizeof(*v)));

	v->kind = kind;
	return v;
}

struct value *value_free(struct value *v)
{
	struct value *child, *next;

	if (!v)
		return NULL;
	for (child = v->first; child; child = next) {
		next = child->next;
		value_free(child);
	}
	free(v->key);
	free(v->string);
	free(v->text);
	free(v);
	return NULL;
}

void value_adopt(struct value *parent, const char *key, struct value *v)
{
	if (key)
		v->key = must(strdup(key));
	if (parent->last)
		parent->last->next = v;
	else
		parent->first = v;
	parent->last = v;
	parent->count++;
}

void value_move(struct value *parent, struct value *from)
{
	if (parent->last)
		parent->last->next = from->first;
	else
		parent->first = from->first;
	if (from->last)
		parent->last = from->last;
	parent->count += from->count;
	from->first = NULL;
	from->last = NULL;
	from->count = 0;
}

struct value *value_add(struct value *parent, const char *key,
			enum value_kind kind)
{
	struct value *v = value_new(kind);

	value_adopt(parent, key, v);
	return v;
}

struct value *value_add_string(struct value *parent, const char *key,
			       const char *s)
{
	struct value *v;

	v = value_add(parent, key, s ? VALUE_STRING : VALUE_NULL);
	if (s)
		v->string = must(strdup(s));
	return v;
}

struct value *value_add_format(struct value *parent, const char *key,
			       const char *fmt, ...)
{
	struct value *v = value_add(parent, key, VALUE_STRING);
	va_list ap;

	va_start(ap, fmt);
	v->string = format(fmt, ap);
	va_end(ap);
	return v;
}

struct value *value_add_uint(struct value *parent, const char *key, uint64_t n)
{
	struct value *v = value_add(parent, key, VALUE_UINT);

	v->number = n;
	return v;
}

struct value *value_add_bool(struct value *parent, const char *key, bool b)
{
	struct value *v = value_add(parent, key, VALUE_BOOL);

	v->number = b;
	return v;
}

struct value *value_add_hex(struct value *parent, const char *key,
			    const uint8_t *bytes, size_t len)
{
	struct value *v;

	if (!len)
		return value_add(parent, key, VALUE_NULL);
	v = value_add(parent, key, VALUE_STRING);
	v->string = must(malloc(2 * len + 1));
	for (size_t i = 0; i < len; i++)
		snprintf(v->string + 2 * i, 3, "%02x", bytes[i]);
	return v;
}

struct value *value_set_text(struct value *v, const char *fmt, ...)
{
	va_list ap;

	free(v->text);
	va_start(ap, fmt);
	v->text = format(fmt, ap);
	va_end(ap);
	return v;
}

struct value *value_set_role(struct value *v, enum value_role role)
{
	v->role = role;
	return v;
}

struct value *value_set_hidden(struct value *v, bool hidden)
{
	v->hidden = hidden;
	return v;
}

const struct value *value_get(const struct value *object, const char *path)
{
	while (object && *path) {
		size_t len = strcspn(path, ".");
		const struct value *v;

		for (v = object->first; v; v = v->next)
			if (v->key && !strncmp(v->key, path, len) &&
			    !v->key[len])
				break;
		object = v;
		path += len + (path[len] == '.');
	}
	return object;
}

/* The text forms of the children, joined by commas. */
static char *join(const struct value *v)
{
	char *text = NULL;
	size_t size;
	FILE *f = must(open_memstream(&text, &size));

	for (const struct value *c = v->first; c; c = c->next) {
		_cleanup_free_ char *item = value_to_text(c);

		fprintf(f, "%s%s", c == v->first ? "" : ",", item);
	}
	fclose(f);
	return must(text);
}

char *value_to_text(const struct value *v)
{
	char number[24];

	if (v && v->text)
		return must(strdup(v->text));
	if (!v || v->kind == VALUE_NULL)
		return must(strdup("-"));
	switch (v->kind) {
	case VALUE_NULL:
		break;
	case VALUE_BOOL:
		return must(strdup(v->number ? "yes" : "no"));
	case VALUE_UINT:
		snprintf(number, sizeof(number), "%llu",
			 (unsigned long long)v->number);
		return must(strdup(number));
	case VALUE_STRING:
		return must(strdup(*v->string ? v->string : "-"));
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		if (v->count)
			return join(v);
		break;
	}
	return must(strdup("-"));
}
