/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory faults/ of a bus in configfs.
 */
#ifndef I3C_SIM_CONFIGFS_FAULT_H
#define I3C_SIM_CONFIGFS_FAULT_H

#include <linux/configfs.h>

struct i3c_sim_bus;

/* Part of whoever holds a reference to the bus. */
struct i3c_sim_faults_group {
	struct config_group group;
	struct i3c_sim_bus *bus;
};

void i3c_sim_faults_group_init(struct i3c_sim_faults_group *faults,
			       struct i3c_sim_bus *bus);

#endif
