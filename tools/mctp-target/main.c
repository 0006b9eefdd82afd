// SPDX-License-Identifier: Apache-2.0
/*
 * mctp-target: emulated MCTP devices behind i3c-sim. Attaches them, tells
 * that they are, and runs until SIGTERM, SIGINT or the end of their buses.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "lib/log.h"
#include "options.h"
#include "target.h"

struct program {
	sd_event *event;
	struct target **targets;
	size_t count;
	size_t gone;
};

static void on_gone(void *user)
{
	struct program *p = user;

	if (++p->gone == p->count)
		sd_event_exit(p->event, 0);
}

static int signals_watch(sd_event *event)
{
	sigset_t signals;
	int err;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	/* without a handler the signal ends the loop */
	err = sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL);
	if (err < 0)
		return err;
	err = sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
	return err < 0 ? err : 0;
}

static int targets_attach(struct program *p,
			  const struct target_configs *config)
{
	char error[TARGET_ERROR_MAX];

	p->targets = calloc(config->count, sizeof(p->targets[0]));
	if (!p->targets)
		return -ENOMEM;
	p->count = config->count;
	for (size_t i = 0; i < config->count; i++) {
		int err = target_new(p->event, &config->targets[i], on_gone, p,
				     &p->targets[i], error);

		if (err) {
			log_error("%s", error);
			return err;
		}
	}
	return 0;
}

static void ready_tell(int fd, size_t count)
{
	if (fd < 0)
		return;
	if (dprintf(fd, "ready %zu\n", count) < 0)
		log_warning("--ready-fd: %s", strerror(errno));
	close(fd);
}

static int program_run(struct program *p, const struct options *options)
{
	int err;

	err = sd_event_new(&p->event);
	if (err >= 0)
		err = signals_watch(p->event);
	if (err < 0) {
		log_error("event loop: %s", strerror(-err));
		return err;
	}
	err = targets_attach(p, &options->config);
	if (err)
		return err;
	ready_tell(options->ready_fd, p->count);
	err = sd_event_loop(p->event);
	if (err < 0)
		log_error("event loop: %s", strerror(-err));
	return err;
}

static void program_done(struct program *p)
{
	for (size_t i = 0; i < p->count; i++)
		target_free(p->targets[i]);
	free(p->targets);
	sd_event_unref(p->event);
}

int main(int argc, char **argv)
{
	struct program program = { 0 };
	struct options options;
	int status;

	log_set_name("mctp-target");
	status = options_parse(argc, argv, &options);
	if (!status) {
		log_set_level(options.verbose ? LOG_DEBUG : LOG_WARNING);
		status = program_run(&program, &options) < 0 ? EXIT_FAILURE :
							       EXIT_SUCCESS;
		program_done(&program);
	} else {
		status--;
	}
	target_configs_done(&options.config);
	return status;
}
