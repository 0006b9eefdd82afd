// SPDX-License-Identifier: Apache-2.0
/*
 * The command line. getopt_long() is not used because it accepts any unique
 * abbreviation of an option, so that a new option breaks old scripts.
 */
#include "options.h"

#include <string.h>

#include "args.h"

const struct option_row option_rows[] = {
	{ "json", 0, NULL, 0, "print JSON" },
	{ "no-legend", 0, NULL, 0, "no titles and no count" },
	{ "color", 0, "WHEN", 0, "always, never or auto (default)" },
	{ "timeout", 0, "SECONDS", 0, "how long to wait for an answer" },
	{ "net", 0, "N", CLI_OPT_NET, "the network of the EID" },
	{ "size", 0, "BYTES", CLI_OPT_SIZE, "bytes per message (64)" },
	{ "count", 0, "N", CLI_OPT_COUNT, "end after N messages or events" },
	{ "all", 0, NULL, CLI_OPT_ALL, "every link; counters that are zero" },
	{ "output", 'o', "FILE", CLI_OPT_OUTPUT, "write to FILE (or -o)" },
	{ "snaplen", 0, "BYTES", CLI_OPT_SNAPLEN,
	  "keep this much of each packet" },
	{ "pcapng", 0, "FILE", CLI_OPT_PCAPNG, "record to FILE, not to lines" },
	{ "cooked", 0, NULL, CLI_OPT_COOKED, "with headers of Linux (SLL2)" },
	{ "help", 'h', NULL, 0, "help on the object or verb" },
	{ "version", 'V', NULL, 0, "print the version" },
	{ .name = NULL },
};

static const struct option_row *find_long(const char *name, size_t len)
{
	const struct option_row *row;

	for (row = option_rows; row->name; row++)
		if (strlen(row->name) == len && !strncmp(row->name, name, len))
			return row;
	return NULL;
}

static const struct option_row *find_letter(const char *s)
{
	const struct option_row *row;

	for (row = option_rows; row->name; row++)
		if (row->letter && s[0] == row->letter && !s[1])
			return row;
	return NULL;
}

static int set_color(const char *when, struct output *out)
{
	if (!strcmp(when, "always"))
		out->color = true;
	else if (!strcmp(when, "never"))
		out->color = false;
	else if (strcmp(when, "auto"))
		return cli_usage("--color is always, never or auto, not '%s'",
				 when);
	return CLI_OK;
}

static int set_number(const char *value, const char *what, uint64_t min,
		      uint64_t max, uint32_t *field)
{
	uint64_t n;
	int r = args_number(value, what, min, max, &n);

	if (!r)
		*field = n;
	return r;
}

static int apply(const struct option_row *row, const char *value,
		 struct options *o)
{
	o->cli.given |= row->verbs;
	if (!strcmp(row->name, "json"))
		o->cli.out.json = true;
	else if (!strcmp(row->name, "no-legend"))
		o->cli.out.legend = false;
	else if (!strcmp(row->name, "color"))
		return set_color(value, &o->cli.out);
	else if (!strcmp(row->name, "timeout"))
		return args_seconds(value, "--timeout", &o->cli.timeout_us);
	else if (!strcmp(row->name, "net"))
		return args_net(value, &o->cli.net);
	else if (!strcmp(row->name, "size"))
		/* the two bytes of the vendor id; 64 KiB less the type byte */
		return set_number(value, "--size", 2, 65535, &o->cli.size);
	else if (!strcmp(row->name, "count"))
		return set_number(value, "--count", 1, 1000000, &o->cli.count);
	else if (!strcmp(row->name, "output") || !strcmp(row->name, "pcapng"))
		o->cli.file = value;
	else if (!strcmp(row->name, "snaplen"))
		/* the header at least; longer packets do not exist */
		return set_number(value, "--snaplen", 4, 65535,
				  &o->cli.snaplen);
	else if (!strcmp(row->name, "help"))
		o->help = true;
	else if (!strcmp(row->name, "version"))
		o->version = true;
	return CLI_OK;
}

/* @arg starts with a dash; *@next is used up when it is the value. */
static int parse_option(char *arg, char ***next, struct options *o)
{
	const struct option_row *row;
	const char *value = NULL;
	size_t len;

	if (arg[1] == '-') {
		len = strcspn(arg + 2, "=");
		row = find_long(arg + 2, len);
		value = arg[2 + len] ? arg + 3 + len : NULL;
	} else {
		row = find_letter(arg + 1);
	}
	if (!row)
		return cli_usage("unknown option '%s'", arg);
	if (!row->arg && value)
		return cli_usage("--%s takes no value", row->name);
	if (row->arg && !value) {
		if (!**next)
			return cli_usage("--%s needs %s", row->name, row->arg);
		value = *(*next)++;
	}
	return apply(row, value, o);
}

int options_parse(int argc, char **argv, struct options *ret_options)
{
	struct options o = { .cli.out = { .file = stdout, .legend = true } };
	char **next = argv + 1;
	bool literal = false;
	int r;

	o.cli.out.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	if (argc > 1 && !strcmp(argv[1], "--complete")) {
		o.complete = true;
		*ret_options = o;
		return CLI_OK;
	}
	while (*next) {
		char *arg = *next++;

		if (!literal && !strcmp(arg, "--")) {
			literal = true;
		} else if (!literal && arg[0] == '-' && arg[1]) {
			r = parse_option(arg, &next, &o);
			if (r)
				return r;
		} else if (o.n_words == OPTIONS_WORDS_MAX) {
			return cli_usage("too many arguments");
		} else {
			o.words[o.n_words++] = arg;
		}
	}
	*ret_options = o;
	return CLI_OK;
}
