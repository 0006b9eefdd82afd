/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directories of i3c-sim in configfs: buses, and the targets and rules
 * of faults of each. What attributes there are is the module's business.
 */
#pragma once

#include <limits.h>

#include "attrs.h"

/* /sys/kernel/config/i3c-sim; tests have one of their own. */
extern const char *sim_root;

/* A bus, or a target or a rule of one, by its directory. */
struct sim_place {
	char dir[PATH_MAX];
	char what[160]; /* "sim b0 fault deaf" */
	struct attrs_place attrs;
};

/* CLI_OK, or CLI_FAILED after saying that the module is not loaded. */
int sim_check(void);
/* CLI_OK, or CLI_FAILED after saying that there is no such bus, or module. */
int sim_find_bus(const char *bus, struct sim_place *ret_place);
/*
 * The place of a new directory @name of @parent: CLI_FAILED, or CLI_USAGE for
 * a name that cannot be, after saying so. With a @parent of NULL, a bus.
 */
int sim_new_place(const char *parent, const char *kind, const char *bus,
		  const char *name, struct sim_place *ret_place);
/*
 * Makes the directory of @place, sets what @settings say and then @last
 * ("live=1"), unless they have a say in it. Nothing is left when that fails.
 */
int sim_make(const struct sim_place *place, int n, char *const *settings,
	     const char *last);
int sim_remove_dir(const struct sim_place *place);
/* As a tree of values; @counts: targets and faults are counted in text. */
struct value *sim_read_bus(const char *bus, bool counts);
/* The directories @kind of a bus, "faults", each with what it has. */
struct value *sim_read_parts(const char *dir, const char *kind);
