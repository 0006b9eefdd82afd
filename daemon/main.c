// SPDX-License-Identifier: Apache-2.0
/*
 * mctpd: options, privileges, the loop.
 */
#include <errno.h>
#include <getopt.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "config.h"
#include "dbus/dbus.h"
#include "kmod.h"
#include "lib/log.h"
#include "manager.h"

#define EXIT_USAGE 2

struct options {
	const char *config_path; /* NULL: the default one, if it exists */
	int log_level;
};

static void print_help(void)
{
	printf("usage: mctpd [OPTIONS]\n"
	       "\n"
	       "Bus owner of MCTP links: finds devices, gives them endpoint ids and\n"
	       "publishes them on D-Bus. Runs in the foreground.\n"
	       "\n"
	       "  -c, --config FILE  configuration (default %s)\n"
	       "  -v, --verbose      log more\n"
	       "  -h, --help         this text\n"
	       "      --version      the version\n",
	       CONFIG_PATH_DEFAULT);
}

/* -1 to go on, else what to exit with. */
static int parse_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:vh", longs, NULL)) >= 0) {
		switch (c) {
		case 'c':
			options->config_path = optarg;
			break;
		case 'v':
			options->log_level = LOG_DEBUG;
			break;
		case 'h':
			print_help();
			return EXIT_SUCCESS;
		case 'V':
			printf("mctpd %s\n", PROJECT_VERSION);
			return EXIT_SUCCESS;
		default:
			return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return -1;
	fprintf(stderr, "mctpd: unexpected argument: %s\n", argv[optind]);
	return EXIT_USAGE;
}

static int load_config(const struct options *options, struct config *config)
{
	const char *path = options->config_path;
	char error[512];
	int r;

	config_init(config);
	if (!path) {
		path = CONFIG_PATH_DEFAULT;
		if (access(path, F_OK) < 0 && errno == ENOENT)
			return 0;
	}
	r = config_load(config, path, error, sizeof(error));
	if (r < 0)
		log_error("%s", error);
	return r;
}

static int check_privileges(void)
{
	static const struct {
		unsigned int bit;
		const char *name;
		const char *purpose;
	} needed[] = {
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN", "set addresses and routes" },
		{ CAP_NET_RAW, "CAP_NET_RAW", "send MCTP messages" },
		{ CAP_NET_BIND_SERVICE, "CAP_NET_BIND_SERVICE",
		  "answer MCTP messages" },
	};
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (data[0].effective & 1u << needed[i].bit)
			continue;
		log_error("%s is missing, to %s: run it as root or by its unit",
			  needed[i].name, needed[i].purpose);
		return -EPERM;
	}
	return 0;
}

static int prepare_kernel(void)
{
	char error[256];
	int r = kmod_prepare(error, sizeof(error));

	if (r < 0)
		log_error("%s", error);
	return r;
}

/* SIGTERM and SIGINT end the loop, and nothing in the kernel. */
static int init_event(sd_event **ret_event)
{
	sd_event *event = NULL;
	sigset_t signals;
	int r;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
		return -errno;
	r = sd_event_default(&event);
	if (r >= 0)
		r = sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL);
	if (r >= 0)
		r = sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
	if (r >= 0)
		r = sd_event_set_watchdog(event, true);
	if (r < 0) {
		sd_event_unref(event);
		return r;
	}
	*ret_event = event;
	return 0;
}

static int run(const struct config *config)
{
	struct manager *manager = NULL;
	struct dbus *dbus = NULL;
	sd_event *event = NULL;
	int r;

	r = init_event(&event);
	if (r >= 0)
		r = manager_new(event, config, &manager);
	if (r >= 0)
		r = dbus_new(manager, &dbus);
	if (r >= 0)
		r = manager_start(manager);
	if (r >= 0) {
		sd_notify(0, "READY=1");
		r = sd_event_loop(event);
		sd_notify(0, "STOPPING=1");
	}
	if (r < 0)
		log_error("stopped: %s", strerror(-r));
	dbus_free(dbus);
	manager_free(manager);
	sd_event_unref(event);
	return r;
}

int main(int argc, char **argv)
{
	struct options options = { .log_level = LOG_INFO };
	struct config config;
	int r;

	log_set_name("mctpd");
	r = parse_options(argc, argv, &options);
	if (r >= 0)
		return r;
	log_set_level(options.log_level);
	r = load_config(&options, &config);
	if (r >= 0)
		r = check_privileges();
	if (r >= 0)
		r = prepare_kernel();
	if (r >= 0)
		r = run(&config);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
