// SPDX-License-Identifier: Apache-2.0
/*
 * The command line: the keys of a device as long options, or a file.
 */
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM "mctp-target"
#define EXIT_USAGE 2
#define EXIT_PLUS(status) ((status) + 1)

enum option_value {
	OPTION_KEY = 1, /* one of the device's */
	OPTION_CONFIG,
	OPTION_READY_FD,
	OPTION_VERSION,
	OPTION_VERBOSE = 'v',
	OPTION_HELP = 'h',
};

static const struct option long_options[] = {
	{ "bus", required_argument, NULL, OPTION_KEY },
	{ "pid", required_argument, NULL, OPTION_KEY },
	{ "dcr", required_argument, NULL, OPTION_KEY },
	{ "bcr", required_argument, NULL, OPTION_KEY },
	{ "mrl", required_argument, NULL, OPTION_KEY },
	{ "mwl", required_argument, NULL, OPTION_KEY },
	{ "mtu", required_argument, NULL, OPTION_KEY },
	{ "uuid", required_argument, NULL, OPTION_KEY },
	{ "eid", required_argument, NULL, OPTION_KEY },
	{ "types", required_argument, NULL, OPTION_KEY },
	{ "echo", no_argument, NULL, OPTION_KEY },
	{ "spdm", no_argument, NULL, OPTION_KEY },
	{ "spdm-key", required_argument, NULL, OPTION_KEY },
	{ "spdm-chain", required_argument, NULL, OPTION_KEY },
	{ "no-hotjoin", no_argument, NULL, OPTION_KEY },
	{ "notify", no_argument, NULL, OPTION_KEY },
	{ "misbehave", required_argument, NULL, OPTION_KEY },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "ready-fd", required_argument, NULL, OPTION_READY_FD },
	{ "verbose", no_argument, NULL, OPTION_VERBOSE },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
	"Usage: " PROGRAM " --bus NAME --pid HEX [OPTION...]\n"
	"       " PROGRAM " --config FILE [OPTION...]\n"
	"Emulates MCTP devices on simulated I3C buses (module i3c-sim) until "
	"it is\nterminated.\n\n"
	"  --bus NAME           the bus, a directory of configfs\n"
	"  --pid HEX            48-bit Provisioned ID\n"
	"  --dcr HEX            device characteristics (cc: MCTP)\n"
	"  --bcr HEX            bus characteristics (06: IBI with data)\n"
	"  --mrl N, --mwl N     longest read and write in bytes (from --mtu)\n"
	"  --mtu N              packet size without PEC (68)\n"
	"  --uuid UUID          endpoint UUID (made from the PID)\n"
	"  --eid N              a static EID\n"
	"  --types LIST         more message types to claim, hexadecimal\n"
	"  --echo               answer messages of type 7e\n"
	"  --spdm               answer SPDM, with\n"
	"  --spdm-key PEM       the private key, and\n"
	"  --spdm-chain PEM     the certificates from root to leaf\n"
	"  --no-hotjoin         wait for the next address assignment\n"
	"  --notify             send Discovery Notify when addressed\n"
	"  --misbehave MODES    do wrong, see below; commas between\n"
	"  --config FILE        devices from a file: a section for each, with "
	"the\n"
	"                       above as keys (echo = yes)\n"
	"  --ready-fd N         write a line when all devices are attached\n"
	"  -v, --verbose        tell what happens\n"
	"  -h, --help, --version\n\n"
	"Misbehaviour:\n";

static int usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static int usage(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, PROGRAM ": ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, " (try --help)\n");
	return EXIT_PLUS(EXIT_USAGE);
}

static int ready_fd_parse(const char *text, int *ret_fd)
{
	char *end;
	long fd = strtol(text, &end, 10);

	if (end == text || *end || fd < 0 || fd > 0xffff ||
	    fcntl(fd, F_GETFD) < 0)
		return usage("--ready-fd %s is no open file", text);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	*ret_fd = fd;
	return 0;
}

static int help_print(void)
{
	fputs(help, stdout);
	misbehave_list();
	return EXIT_PLUS(EXIT_SUCCESS);
}

static int version_print(void)
{
	puts(PROGRAM " " PROJECT_VERSION);
	return EXIT_PLUS(EXIT_SUCCESS);
}

/* What the options before it gave. */
struct parsing {
	struct options *options;
	struct target_config target;
	const char *config;
};

static int option_take(struct parsing *p, int value, const char *name)
{
	char error[TARGET_CONFIG_ERROR_MAX];

	switch (value) {
	case OPTION_KEY:
		if (target_config_set(&p->target, name, optarg, error))
			return usage("--%s", error);
		return 0;
	case OPTION_CONFIG:
		p->config = optarg;
		return 0;
	case OPTION_READY_FD:
		return ready_fd_parse(optarg, &p->options->ready_fd);
	case OPTION_VERBOSE:
		p->options->verbose = true;
		return 0;
	case OPTION_HELP:
		return help_print();
	case OPTION_VERSION:
		return version_print();
	}
	return EXIT_PLUS(EXIT_USAGE);
}

static int config_make(struct parsing *p)
{
	struct target_configs *config = &p->options->config;
	char error[TARGET_CONFIG_ERROR_MAX];

	if (p->config && p->target.seen)
		return usage("--config goes without options of a device");
	if (p->config) {
		if (target_configs_load(config, p->config, error) == 0)
			return 0;
		fprintf(stderr, PROGRAM ": %s\n", error);
		return EXIT_PLUS(EXIT_FAILURE);
	}
	if (target_config_check(&p->target, error))
		return usage("--%s", error);
	if (target_configs_add(config, &p->target)) {
		fprintf(stderr, PROGRAM ": out of memory\n");
		return EXIT_PLUS(EXIT_FAILURE);
	}
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret_options)
{
	struct parsing p = { .options = ret_options };
	int value, index, status;

	*ret_options = (struct options){ .ready_fd = -1 };
	target_config_init(&p.target, "device");
	/* getopt_long() tells unknown options and missing arguments */
	while ((value = getopt_long(argc, argv, "hv", long_options, &index)) !=
	       -1) {
		status = option_take(
			&p, value,
			value == OPTION_KEY ? long_options[index].name : NULL);
		if (status)
			return status;
	}
	if (optind < argc)
		return usage("unexpected argument %s", argv[optind]);
	return config_make(&p);
}
