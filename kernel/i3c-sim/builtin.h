/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A target inside the kernel: what it is, how it behaves, what it counts. The
 * plug stays in while the bus is off: the target is on the wire whenever both
 * hold.
 */
#ifndef I3C_SIM_BUILTIN_H
#define I3C_SIM_BUILTIN_H

#include <linux/list.h>
#include <uapi/linux/i3c-sim.h>

#include "target.h"

struct i3c_sim_bus;

/* DSP0236: packet header; DSP0233: the error code behind the packet */
#define I3C_SIM_MCTP_HDR_LEN	4
#define I3C_SIM_MCTP_PEC_LEN	1

/* Payload of the packets of a source, message type included */
#define I3C_SIM_SOURCE_SIZE_MAX	(I3C_SIM_DATA_MAX - I3C_SIM_MCTP_HDR_LEN - \
				 I3C_SIM_MCTP_PEC_LEN)

/* Counters of one target, each an attribute of the same name in stats/. */
#define I3C_SIM_BUILTIN_STATS(X)					\
	X(packets_in)	/* MCTP packets written to the target */	\
	X(bytes_in)	/* of them, headers included */			\
	X(bad_pec)	/* writes with a wrong PEC */			\
	X(malformed)	/* writes too short to be a packet */		\
	X(refused)	/* writes NACKed for want of room or memory */	\
	X(queued)	/* packets for the controller to fetch */	\
	X(packets_out)	/* of them, fetched */

struct i3c_sim_builtin_stats {
#define X(name)	u64 name;
	I3C_SIM_BUILTIN_STATS(X)
#undef X
};

struct i3c_sim_behaviour {
	const char *name;
	struct i3c_sim_target_ops ops;
};

#define I3C_SIM_MDB_NONE	(-1)

struct i3c_sim_builtin {
	struct list_head node;		/* in bus->builtins, bus->lock */
	struct i3c_sim_bus *bus;	/* holds a reference */

	/* under bus->lock; the target is set while plugged and the bus live */
	bool plugged;
	struct i3c_sim_target *target;

	/* under bus->lock, and constant while plugged */
	struct i3c_sim_attach attach;
	const struct i3c_sim_behaviour *behaviour;
	int mdb;			/* of its interrupts, or none */
	u8 eid;				/* of packets of a source: sender */
	u8 dest_eid;			/* receiver */
	u8 type;			/* message type */
	u16 size;			/* payload, type included */

	/* under bus->wire */
	u64 count;			/* packets a source has yet to queue */
	u32 sequence;			/* of the next one */
	struct i3c_sim_builtin_stats stats;
};

/* builtin.c */
struct i3c_sim_builtin *i3c_sim_builtin_new(struct i3c_sim_bus *bus);
void i3c_sim_builtin_free(struct i3c_sim_builtin *bt);
int i3c_sim_builtin_plug(struct i3c_sim_builtin *bt);
void i3c_sim_builtin_unplug(struct i3c_sim_builtin *bt);
u8 i3c_sim_builtin_addr(struct i3c_sim_builtin *bt);
int i3c_sim_builtins_power_on(struct i3c_sim_bus *bus);
void i3c_sim_builtins_power_off(struct i3c_sim_bus *bus);

/* behaviour.c */
const struct i3c_sim_behaviour *i3c_sim_behaviour_find(const char *name);
void i3c_sim_source_start(struct i3c_sim_builtin *bt, u64 count);

#endif
