// SPDX-License-Identifier: Apache-2.0
/*
 * Help and suggestions out of the command table.
 */
#include "help.h"

#include <string.h>

#include "options.h"

#define WORD_MAX 24 /* longer words are near to nothing in the table */

static void print_options(FILE *f, unsigned int verbs)
{
	const struct option_row *o;
	char left[32];

	fputs("\nOptions:\n", f);
	for (o = option_rows; o->name; o++) {
		if (o->verbs && !(o->verbs & verbs))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", o->name,
			 o->arg ? " " : "", o->arg ? o->arg : "");
		fprintf(f, "  %-20s %s\n", left, o->help);
	}
}

static void print_verb(FILE *f, const struct command *c)
{
	char left[128];

	snprintf(left, sizeof(left), "%s%s%s%s%s", c->object,
		 *c->verb ? " " : "", c->verb, *c->args ? " " : "", c->args);
	if (strlen(left) > 34)
		fprintf(f, "  %s\n  %-34s %s\n", left, "", c->help);
	else
		fprintf(f, "  %-34s %s\n", left, c->help);
}

void help_print(FILE *f, const char *object, const char *verb)
{
	const struct command *c;
	unsigned int options = 0;

	fputs(object ? "Usage: mctpctl [OPTIONS] " :
		       "Usage: mctpctl [OPTIONS] [OBJECT [VERB] [ARGS]]\n\n",
	      f);
	if (!object)
		fputs("Without an object: an overview. With an object alone: its list.\n\n",
		      f);
	else
		fprintf(f, "%s %s\n\n", object, verb ? verb : "[VERB] [ARGS]");
	for (c = commands; c->object; c++) {
		if ((object && strcmp(c->object, object)) ||
		    (verb && strcmp(c->verb, verb)))
			continue;
		options |= c->options;
		print_verb(f, c);
	}
	print_options(f, options);
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance; a large number for words out of bounds. */
static size_t distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1], n = strlen(b), diagonal, above;

	if (strlen(a) > WORD_MAX || n > WORD_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			above = row[j];
			row[j] = min3(row[j] + 1, row[j - 1] + 1,
				      diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[n];
}

/* How far @word is from @candidate; the beginning of it counts as one step. */
size_t help_remoteness(const char *word, const char *candidate)
{
	size_t a = strlen(word), b = strlen(candidate);

	if (a && !strncmp(word, candidate, a < b ? a : b))
		return 1;
	return distance(word, candidate);
}

const char *help_nearest_object(const char *word)
{
	const char *best = NULL;
	size_t least = 3, d;

	for (const struct command *c = commands; c->object; c++) {
		d = help_remoteness(word, c->object);
		if (d < least) {
			least = d;
			best = c->object;
		}
	}
	return best;
}

const char *help_nearest_verb(const char *object, const char *word)
{
	const char *best = NULL;
	size_t least = 3, d;

	for (const struct command *c = commands; c->object; c++) {
		if (strcmp(c->object, object) || !*c->verb)
			continue;
		d = help_remoteness(word, c->verb);
		if (d < least) {
			least = d;
			best = c->verb;
		}
	}
	return best;
}
