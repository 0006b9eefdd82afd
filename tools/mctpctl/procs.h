/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which processes have which sockets open, as far as /proc may be read.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/cleanup.h"

#define PROCS_NAME_MAX 64 /* longer than any name in comm */

struct procs_entry {
	uint64_t inode; /* of the socket */
	pid_t pid;
	char program[PROCS_NAME_MAX];
};

/* One entry per process and socket, by process as /proc lists them. */
struct procs {
	struct procs_entry *entries;
	size_t n;
};

/* @root is /proc. Processes that may not be looked into are left out. */
int procs_read(const char *root, struct procs *ret_procs);
void procs_done(struct procs *procs);
#define _cleanup_procs_ _cleanup_(procs_done)
