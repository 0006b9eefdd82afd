/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A simulated bus, live or not, with the targets on its wire and its counters.
 */
#ifndef I3C_SIM_BUS_H
#define I3C_SIM_BUS_H

#include <linux/i3c/master.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <uapi/linux/i3c-sim.h>

#include "fault.h"
#include "limits.h"
#include "wire-time.h"

struct fwnode_handle;
struct i3c_sim_controller;
struct i3c_sim_target;
struct platform_device;

#define I3C_SIM_NUM_ADDRS	(I3C_MAX_ADDR + 1)

/* Counters of one bus, each an attribute of the same name in stats/. */
#define I3C_SIM_STATS(X)						\
	X(ccc)		/* common command codes sent */			\
	X(writes)	/* private writes a target took */		\
	X(reads)	/* private reads a target answered */		\
	X(write_bytes)							\
	X(read_bytes)							\
	X(nacks)	/* addresses nobody acknowledged */		\
	X(write_cut)	/* writes longer than the target's MWL */	\
	X(read_cut)	/* packets longer than the read */		\
	X(ibis)		/* in-band interrupts accepted */		\
	X(ibi_nacks)	/* refused: not enabled by the controller */	\
	X(ibi_waits)	/* put off: no slot free */			\
	X(hotjoins)	/* hot-join requests accepted */		\
	X(addresses)	/* dynamic addresses assigned by ENTDAA */	\
	X(no_address)	/* targets that found none free */		\
	X(events_lost)	/* events dropped, the target does not read */	\
	X(fault_matches) /* times a rule applied to an operation */	\
	X(faults)	/* operations that were hit by one */

struct i3c_sim_stats {
#define X(name)	u64 name;
	I3C_SIM_STATS(X)
#undef X
};

/*
 * A bus outlives its directory in configfs for as long as files with targets
 * refer to it.
 */
struct i3c_sim_bus {
	struct kref kref;
	struct list_head node;		/* in the list of buses, its lock */
	char name[I3C_SIM_NAME_MAX];

	struct mutex lock;		/* protects the block below */
	bool mctp_controller;
	struct i3c_sim_limits limits;
	struct platform_device *pdev;	/* set while live */
	struct fwnode_handle *fwnode;
	int probe_err;
	struct list_head builtins;	/* targets inside the kernel */

	struct mutex wire;		/* protects the block below */
	struct i3c_sim_controller *ctrl;/* set while live */
	struct list_head targets;
	struct list_head logs;		/* listeners */
	struct list_head away;		/* pulled by a fault */
	struct i3c_sim_target *target_at[I3C_SIM_NUM_ADDRS];
	unsigned int num_targets;
	struct i3c_sim_stats stats;
	struct i3c_sim_wire_time time;

	struct i3c_sim_faults faults;	/* has its own lock */
};

struct i3c_sim_bus *i3c_sim_bus_new(const char *name);
struct i3c_sim_bus *i3c_sim_bus_find(const char *name);
void i3c_sim_bus_remove(struct i3c_sim_bus *bus);
void i3c_sim_bus_unref(struct i3c_sim_bus *bus);
int i3c_sim_bus_start(struct i3c_sim_bus *bus);
void i3c_sim_bus_stop(struct i3c_sim_bus *bus);
int i3c_sim_bus_id(struct i3c_sim_bus *bus);
int i3c_sim_bus_daa(struct i3c_sim_bus *bus);

#endif
