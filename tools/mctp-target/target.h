/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An emulated device: its place on the bus, its MCTP stack, its SPDM.
 */
#pragma once

#include <stddef.h>

struct target_config;
struct sd_event;
struct target;

#define TARGET_ERROR_MAX 512

/*
 * Puts the device on its bus. @gone is called when the bus goes away; @config
 * is borrowed. 0, or an error with one line in @error.
 */
int target_new(struct sd_event *event, const struct target_config *config,
	       void (*gone)(void *user), void *user, struct target **ret_target,
	       char *error);
/* Takes it off the bus. */
struct target *target_free(struct target *target);
