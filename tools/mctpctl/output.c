// SPDX-License-Identifier: Apache-2.0
/*
 * Tables, details, lines and JSON from one tree of values.
 */
#include "output.h"

#include <err.h>
#include <string.h>

#include "text.h"

static const char *const role_colors[] = {
	[VALUE_ROLE_PLAIN] = NULL,	[VALUE_ROLE_NAME] = "\033[1m",
	[VALUE_ROLE_GOOD] = "\033[32m", [VALUE_ROLE_WARN] = "\033[33m",
	[VALUE_ROLE_BAD] = "\033[31m",
};

static void newline(FILE *f, int indent)
{
	fputc('\n', f);
	for (int i = 0; i < indent; i++)
		fputc('\t', f);
}

static void json_children(FILE *f, const struct value *v, int indent)
{
	/* an array of scalars, or a negative indent, stays on one line */
	bool lines = indent >= 0 && v->first &&
		     (v->kind == VALUE_OBJECT || v->first->first);
	int inner = lines ? indent + 1 : -1;

	for (const struct value *c = v->first; c; c = c->next) {
		if (c != v->first)
			fputs(lines ? "," : ", ", f);
		if (lines)
			newline(f, inner);
		if (v->kind == VALUE_OBJECT) {
			text_print_json(f, c->key);
			fputs(": ", f);
		}
		output_json(f, c, inner);
	}
	if (lines)
		newline(f, indent);
}

void output_json(FILE *f, const struct value *v, int indent)
{
	switch (v->kind) {
	case VALUE_NULL:
		fputs("null", f);
		break;
	case VALUE_BOOL:
		fputs(v->number ? "true" : "false", f);
		break;
	case VALUE_UINT:
		fprintf(f, "%llu", (unsigned long long)v->number);
		break;
	case VALUE_STRING:
		text_print_json(f, v->string);
		break;
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		fputc(v->kind == VALUE_ARRAY ? '[' : '{', f);
		json_children(f, v, indent);
		fputc(v->kind == VALUE_ARRAY ? ']' : '}', f);
		break;
	}
}

static void print_document(const struct output *out, const struct value *v)
{
	output_json(out->file, v, 0);
	fputc('\n', out->file);
}

static void print_colored(const struct output *out, enum value_role role,
			  const char *text)
{
	const char *color = out->color ? role_colors[role] : NULL;

	if (color)
		fputs(color, out->file);
	text_print(out->file, text);
	if (color)
		fputs("\033[0m", out->file);
}

static size_t cell_width(const struct value *v)
{
	_cleanup_free_ char *text = value_to_text(v);

	return text_width(text);
}

/* The widest cell of the column; *ret_right: it holds numbers only. */
static size_t column_width(const struct output *out, const struct value *rows,
			   const struct output_column *column, bool *ret_right)
{
	size_t width = out->legend ? strlen(column->title) : 0, w;
	bool right = rows->first != NULL;
	const struct value *v;

	for (const struct value *row = rows->first; row; row = row->next) {
		v = value_get(row, column->path);
		w = cell_width(v);
		width = w > width ? w : width;
		if (v && v->kind != VALUE_UINT && v->kind != VALUE_NULL)
			right = false;
	}
	*ret_right = right;
	return width;
}

static void pad(FILE *f, size_t n)
{
	while (n--)
		fputc(' ', f);
}

struct layout {
	const struct output_column *columns;
	size_t n;
	size_t *widths;
	bool *right;
};

static void print_row(const struct output *out, const struct layout *l,
		      const struct value *row)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct value *v = value_get(row, l->columns[i].path);
		_cleanup_free_ char *text = value_to_text(v);
		size_t space = l->widths[i] - text_width(text);

		if (i)
			pad(out->file, 2);
		if (l->right[i])
			pad(out->file, space);
		print_colored(out, v ? v->role : VALUE_ROLE_PLAIN, text);
		if (!l->right[i] && i + 1 < l->n)
			pad(out->file, space);
	}
	fputc('\n', out->file);
}

static void print_titles(const struct output *out, const struct layout *l)
{
	for (size_t i = 0; i < l->n; i++) {
		size_t space = l->widths[i] - strlen(l->columns[i].title);

		if (i)
			pad(out->file, 2);
		if (l->right[i])
			pad(out->file, space);
		print_colored(out, VALUE_ROLE_NAME, l->columns[i].title);
		if (!l->right[i] && i + 1 < l->n)
			pad(out->file, space);
	}
	fputc('\n', out->file);
}

void output_table(const struct output *out, const struct value *rows,
		  const struct output_column *columns, size_t n_columns,
		  const char *noun)
{
	_cleanup_free_ size_t *widths = calloc(n_columns, sizeof(*widths));
	_cleanup_free_ bool *right = calloc(n_columns, sizeof(*right));
	struct layout l = { columns, n_columns, widths, right };

	if (out->json) {
		print_document(out, rows);
		return;
	}
	if (!widths || !right)
		errx(1, "out of memory");
	for (size_t i = 0; i < n_columns; i++)
		widths[i] = column_width(out, rows, &columns[i], &right[i]);
	if (out->legend && rows->count)
		print_titles(out, &l);
	for (const struct value *row = rows->first; row; row = row->next)
		print_row(out, &l, row);
	if (out->legend)
		fprintf(out->file, "%s%zu %s%s\n", rows->count ? "\n" : "",
			rows->count, noun, rows->count == 1 ? "" : "s");
}

static bool has_structure(const struct value *v)
{
	return !v->text && v->first &&
	       (v->kind == VALUE_OBJECT || v->first->first);
}

static size_t key_width(const struct value *object)
{
	size_t width = 0, w;

	for (const struct value *v = object->first; v; v = v->next) {
		w = v->key ? strlen(v->key) : 0;
		if (!v->hidden && !has_structure(v) && w > width)
			width = w;
	}
	return width;
}

static void print_details(const struct output *out, const struct value *object,
			  size_t indent)
{
	size_t width = key_width(object);

	for (const struct value *v = object->first; v; v = v->next) {
		const char *key = v->key ? v->key : "-";
		_cleanup_free_ char *text = NULL;

		if (v->hidden)
			continue;
		pad(out->file, indent);
		if (has_structure(v)) {
			fprintf(out->file, v->key ? "%s:\n" : "%s\n", key);
			print_details(out, v, indent + 4);
			continue;
		}
		text = value_to_text(v);
		if (v->key) {
			pad(out->file, width - strlen(key));
			fprintf(out->file, "%s: ", key);
		}
		print_colored(out, v->role, text);
		fputc('\n', out->file);
	}
}

void output_details(const struct output *out, const struct value *object)
{
	if (out->json)
		print_document(out, object);
	else
		print_details(out, object, 0);
}

void output_block(const struct output *out, const char *title,
		  const struct value *object)
{
	print_colored(out, VALUE_ROLE_NAME, title);
	fputs(":\n", out->file);
	print_details(out, object, 4);
}

void output_line(const struct output *out, const struct value *object)
{
	size_t i = 0;

	if (out->json) {
		output_json(out->file, object, -1);
		fputc('\n', out->file);
		fflush(out->file);
		return;
	}
	for (const struct value *v = object->first; v; v = v->next, i++) {
		_cleanup_free_ char *text = value_to_text(v);

		if (v->hidden)
			continue;
		if (i)
			fputc(' ', out->file);
		if (i >= 2)
			fprintf(out->file, "%s=", v->key);
		print_colored(out, v->role, text);
	}
	fputc('\n', out->file);
	fflush(out->file);
}
