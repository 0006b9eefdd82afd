/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an injected fault does to an operation on the wire. All of it is called
 * with bus->wire held.
 */
#ifndef I3C_SIM_INJECT_H
#define I3C_SIM_INJECT_H

#include "fault.h"

struct i3c_sim_bus;
struct i3c_sim_target;

int i3c_sim_inject(struct i3c_sim_bus *bus, struct i3c_sim_target *target,
		   enum i3c_sim_fault_direction direction, bool chained,
		   struct i3c_sim_fault *ret_fault);
unsigned int i3c_sim_inject_data(const struct i3c_sim_fault *fault, void *data,
				 unsigned int len);
unsigned int i3c_sim_inject_len(const struct i3c_sim_fault *fault,
				unsigned int len);

#endif
