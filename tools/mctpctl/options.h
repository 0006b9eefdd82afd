/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: options, which may stand anywhere, and words.
 */
#pragma once

#include "cli.h"

#define OPTIONS_WORDS_MAX 24

struct options {
	struct cli cli;
	bool help;
	bool version;
	bool complete; /* the words are a line to complete */
	char *words[OPTIONS_WORDS_MAX];
	int n_words;
};

/* One row per option. @arg is NULL for a switch; @verbs: CLI_OPT_* or 0. */
struct option_row {
	const char *name;
	char letter;
	const char *arg;
	unsigned int verbs;
	const char *help;
};

/* Ended by a row without a name. */
extern const struct option_row option_rows[];

/* CLI_OK, or CLI_USAGE after saying what is wrong. */
int options_parse(int argc, char **argv, struct options *ret_options);
