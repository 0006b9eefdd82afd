// SPDX-License-Identifier: Apache-2.0
/*
 * From a parsed command line to the function of the verb.
 */
#include "dispatch.h"

#include <string.h>

#include "help.h"
#include "verbs.h"

static bool has_object(const char *object)
{
	for (const struct command *c = commands; c->object; c++)
		if (!strcmp(c->object, object))
			return true;
	return false;
}

static const struct command *find_verb(const char *object, const char *verb)
{
	for (const struct command *c = commands; c->object; c++)
		if (!strcmp(c->object, object) && !strcmp(c->verb, verb))
			return c;
	return NULL;
}

/* The verb of an object without verbs is "". */
static bool has_verbs(const char *object)
{
	return !find_verb(object, "");
}

static int unknown_object(const char *object)
{
	const char *near = help_nearest_object(object);

	if (near)
		return cli_usage("unknown object '%s', did you mean '%s'?",
				 object, near);
	return cli_usage("unknown object '%s', mctpctl --help lists them",
			 object);
}

static int unknown_verb(const char *object, const char *verb)
{
	const char *near = help_nearest_verb(object, verb);

	if (near)
		return cli_usage("%s: unknown verb '%s', did you mean '%s'?",
				 object, verb, near);
	return cli_usage("%s: unknown verb '%s', mctpctl %s --help lists them",
			 object, verb, object);
}

static int check_options(const struct command *c, unsigned int given)
{
	const struct option_row *o;

	for (o = option_rows; o->name; o++)
		if (o->verbs & given & ~c->options)
			return cli_usage("%s %s takes no --%s", c->object,
					 c->verb, o->name);
	return CLI_OK;
}

static int run_overview(struct options *o)
{
	static const struct command overview = { .object = "overview",
						 .verb = "" };
	int r = check_options(&overview, o->cli.given);

	return r ? r : overview_run(&o->cli, 0, o->words);
}

static int run(struct options *o, const struct command *c, int argc,
	       char **argv)
{
	int r = check_options(c, o->cli.given);

	if (r)
		return r;
	if (argc < c->min)
		return cli_usage("%s %s: too few arguments, it takes %s",
				 c->object, c->verb, c->args);
	if (argc > c->max)
		return cli_usage("%s %s: unexpected '%s'", c->object, c->verb,
				 argv[c->max]);
	return c->run(&o->cli, argc, argv);
}

int dispatch(struct options *o)
{
	const char *object = o->n_words ? o->words[0] : NULL;
	const char *verb = NULL;
	const struct command *c;
	int used = 1;

	if (object && !has_object(object))
		return unknown_object(object);
	if (object && o->n_words > 1 && has_verbs(object))
		verb = o->words[used++];
	if (verb && !find_verb(object, verb))
		return unknown_verb(object, verb);
	if (o->help) {
		help_print(stdout, object, verb);
		return CLI_OK;
	}
	if (!object)
		return run_overview(o);
	c = find_verb(object, verb ? verb : has_verbs(object) ? "list" : "");
	return run(o, c, o->n_words - used, o->words + used);
}
