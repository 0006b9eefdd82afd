/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a verb has to say, as a tree of JSON values. A verb emits every value
 * once, with its key, its text form where that differs, and a colour role;
 * output.c renders the one tree as a table, as details or as JSON, so the
 * forms cannot disagree. Running out of memory ends the program.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"

enum value_kind {
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_UINT,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT,
};

enum value_role {
	VALUE_ROLE_PLAIN,
	VALUE_ROLE_NAME,
	VALUE_ROLE_GOOD,
	VALUE_ROLE_WARN,
	VALUE_ROLE_BAD,
};

struct value {
	enum value_kind kind;
	enum value_role role;
	bool hidden; /* in JSON only */
	char *key;
	char *string;
	char *text;	     /* NULL: derived from the value */
	uint64_t number;     /* VALUE_UINT, VALUE_BOOL */
	struct value *first; /* VALUE_ARRAY, VALUE_OBJECT */
	struct value *last;
	struct value *next;
	size_t count;
};

struct value *value_new(enum value_kind kind);
/* Frees the tree; accepts NULL. */
struct value *value_free(struct value *v);
DEFINE_CLEANUP(struct value *, value_free);
#define _cleanup_value_ _cleanup_(value_freep)

/* Each adds to an object, or to an array with a @key of NULL. */
struct value *value_add(struct value *parent, const char *key,
			enum value_kind kind);
/* Adds a tree that has no parent; the parent owns it from then on. */
void value_adopt(struct value *parent, const char *key, struct value *v);
/* Moves all that @from has to the end of @parent. */
void value_move(struct value *parent, struct value *from);
/* A string, or null when @s is NULL. */
struct value *value_add_string(struct value *parent, const char *key,
			       const char *s);
struct value *value_add_format(struct value *parent, const char *key,
			       const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct value *value_add_uint(struct value *parent, const char *key, uint64_t n);
struct value *value_add_bool(struct value *parent, const char *key, bool b);
/* Lower-case hexadecimal without separators; null when @len is 0. */
struct value *value_add_hex(struct value *parent, const char *key,
			    const uint8_t *bytes, size_t len);

/* Replaces the text form; JSON does not see it. Returns @v. */
struct value *value_set_text(struct value *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct value *value_set_role(struct value *v, enum value_role role);
/* Details and lines leave the value out. */
struct value *value_set_hidden(struct value *v, bool hidden);

/* Looks up a dotted path of keys; NULL when there is none. */
const struct value *value_get(const struct value *object, const char *path);
/* The text form, allocated: "-" for null and empty, arrays joined by commas. */
char *value_to_text(const struct value *v);
