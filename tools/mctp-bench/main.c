// SPDX-License-Identifier: Apache-2.0
/*
 * mctp-bench: how fast the socket family of this kernel is, or MCTP over I3C.
 * Needs root, and a machine of its own: it sets MTU, addresses and routes of
 * the devices it measures with.
 */
#include <fnmatch.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

#define TIME_MS_MAX 60000

static const char usage[] =
	"usage: mctp-bench [OPTION]... [CASE]...\n"
	"\n"
	"Measures AF_MCTP: all cases, or those that match one of the shell\n"
	"patterns CASE. Prints tab-separated lines: case, unit, whether more\n"
	"or less of it is better, value, and the limit of the machine or -.\n"
	"\n"
	"  -t, --time MS      milliseconds per case (300)\n"
	"  -p, --pair A,B     two MCTP devices connected to each other, with\n"
	"                     physical addresses 1 and 2\n"
	"  -b, --bus DIR      measure mctp-i3c instead, with the targets of the\n"
	"                     simulated bus that this directory of configfs is\n"
	"  -l, --list         names of the cases\n"
	"  -h, --help         this text\n"
	"      --version      version\n";

static bool selected(const char *name, char *const *patterns)
{
	if (!*patterns)
		return true;
	for (; *patterns; patterns++) {
		if (fnmatch(*patterns, name, 0) == 0)
			return true;
	}
	return false;
}

static const struct bench_case *cases(const struct bench *bench)
{
	return bench->bus ? bench_bus_cases : bench_socket_cases;
}

static int run(const struct bench *bench, char *const *patterns)
{
	unsigned int count = 0;

	for (const struct bench_case *c = cases(bench); c->name; c++) {
		int rc;

		if (!selected(c->name, patterns))
			continue;
		count++;
		rc = c->run(bench, c);
		if (rc) {
			fprintf(stderr, "mctp-bench: %s: %s\n", c->name,
				strerror(-rc));
			return EXIT_FAILURE;
		}
	}
	if (count)
		return EXIT_SUCCESS;
	fprintf(stderr, "mctp-bench: no case matches, see --list\n");
	return 2;
}

static int list(const struct bench *bench)
{
	for (const struct bench_case *c = cases(bench); c->name; c++)
		puts(c->name);
	return EXIT_SUCCESS;
}

static bool parse_time(const char *text, unsigned int *ret_ms)
{
	char *end;
	unsigned long ms = strtoul(text, &end, 10);

	if (*end || ms == 0 || ms > TIME_MS_MAX)
		return false;
	*ret_ms = ms;
	return true;
}

/* Takes @text apart. */
static bool parse_pair(char *text, const char *ret_names[2])
{
	char *comma = strchr(text, ',');

	if (!comma)
		return false;
	*comma = '\0';
	ret_names[0] = text;
	ret_names[1] = comma + 1;
	return true;
}

static int wrong(const char *option)
{
	fprintf(stderr, "mctp-bench: wrong value for --%s, see --help\n",
		option);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "time", required_argument, NULL, 't' },
		{ "pair", required_argument, NULL, 'p' },
		{ "bus", required_argument, NULL, 'b' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	struct bench bench = { .time_ms = 300 };
	bool only_list = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "t:p:b:lh", options, NULL)) >=
	       0) {
		switch (opt) {
		case 't':
			if (!parse_time(optarg, &bench.time_ms))
				return wrong("time");
			break;
		case 'p':
			if (!parse_pair(optarg, bench.pair))
				return wrong("pair");
			break;
		case 'b':
			bench.bus = optarg;
			break;
		case 'l':
			only_list = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'V':
			puts("mctp-bench " PROJECT_VERSION);
			return EXIT_SUCCESS;
		default:
			return 2;
		}
	}
	return only_list ? list(&bench) : run(&bench, argv + optind);
}
