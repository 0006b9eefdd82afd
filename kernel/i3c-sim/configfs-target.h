/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory targets/ of a bus, in which the user makes targets.
 */
#ifndef I3C_SIM_CONFIGFS_TARGET_H
#define I3C_SIM_CONFIGFS_TARGET_H

#include <linux/configfs.h>

struct i3c_sim_bus;

/* A part of the bus's own directory; the bus outlives it. */
struct i3c_sim_targets_group {
	struct config_group group;
	struct i3c_sim_bus *bus;
};

void i3c_sim_targets_group_init(struct i3c_sim_targets_group *targets,
				struct i3c_sim_bus *bus);

#endif
