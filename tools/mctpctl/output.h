/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renders a tree of values: as JSON, or for people as a table, as indented
 * details or as one line.
 */
#pragma once

#include <stdio.h>

#include "value.h"

struct output {
	FILE *file;
	bool json;
	bool legend;
	bool color;
};

/* A table column: dotted path of the value in each row, and its title. */
struct output_column {
	const char *path;
	const char *title;
};

#define OUTPUT_COLUMNS(a) (sizeof(a) / sizeof((a)[0]))

/* @rows is an array of objects, @noun what a row is (for the footer). */
void output_table(const struct output *out, const struct value *rows,
		  const struct output_column *columns, size_t n_columns,
		  const char *noun);
/* @object as `key: value` lines, nested objects indented. */
void output_details(const struct output *out, const struct value *object);
/* The same with a title above, for one of several; text only. */
void output_block(const struct output *out, const char *title,
		  const struct value *object);
/* @object on one line; text is the values, without keys for the first two. */
void output_line(const struct output *out, const struct value *object);
void output_json(FILE *f, const struct value *v, int indent);
