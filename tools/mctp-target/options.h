/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line.
 */
#pragma once

#include <stdbool.h>

#include "target-config.h"

struct options {
	struct target_configs config;
	int ready_fd; /* -1: none */
	bool verbose;
};

/*
 * 0, or the status to exit with, plus 1: --help and --version printed, an
 * error told on standard error.
 */
int options_parse(int argc, char **argv, struct options *ret_options);
