/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of i3c-sim share: the bus, its controller and its targets.
 *
 * Locks, outermost first:
 *   bus->lock (mutex)      live or not, and the attributes fixed while live
 *   core's bus lock        taken by the I3C core around most callbacks
 *   bus->wire (mutex)      one transfer at a time, as on the real wire
 *   target->lock (spin)    the queues of one target
 * The wire is never held over a call into the core that can take the core's
 * bus lock or call back into the controller.
 */
#ifndef I3C_SIM_H
#define I3C_SIM_H

#include <linux/completion.h>
#include <linux/i3c/master.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <uapi/linux/i3c-sim.h>

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
	X(events_lost)	/* events dropped, the target does not read */

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
	struct platform_device *pdev;	/* set while live */
	struct fwnode_handle *fwnode;
	int probe_err;

	struct mutex wire;		/* protects the block below */
	struct i3c_sim_controller *ctrl;/* set while live */
	struct list_head targets;
	struct i3c_sim_target *target_at[I3C_SIM_NUM_ADDRS];
	unsigned int num_targets;
	struct i3c_sim_stats stats;
};

/* The controller of a live bus. */
struct i3c_sim_controller {
	struct i3c_master_controller master;
	struct i3c_sim_bus *bus;
	void (*core_release)(struct device *dev);
	struct completion released;
	struct compat_i3c_hotjoin hotjoin;

	/* all under bus->wire */
	struct list_head devs;
	struct i3c_sim_dev *dev_at[I3C_SIM_NUM_ADDRS];
	bool hotjoin_enabled;
	bool daa_put_off;		/* repeat it when IBIs have drained */
	unsigned int ibi_busy;		/* sum over the devices */
	wait_queue_head_t ibi_idle;
};

/* What the controller keeps for a device the core knows; under bus->wire. */
struct i3c_sim_dev {
	struct list_head node;		/* in ctrl->devs */
	struct i3c_dev_desc *desc;
	u8 addr;
	bool ibi_enabled;
	unsigned int ibi_max_len;
	unsigned int ibi_busy;		/* slots handed to the core */
	struct i3c_generic_ibi_pool *ibi_pool;
};

/* Messages of one direction in order of arrival, at most @max. */
struct i3c_sim_queue {
	struct list_head list;
	unsigned int len;
	unsigned int max;
};

struct i3c_sim_target {
	/* constant */
	struct i3c_sim_bus *bus;
	u64 pid;
	u8 bcr;
	u8 dcr;

	/* under bus->wire: what the controller sets */
	struct list_head node;		/* in bus->targets */
	u8 dyn_addr;
	u8 events_enabled;		/* I3C_CCC_EVENT_* */
	u8 max_ibi;
	u16 mrl;
	u16 mwl;
	bool hotjoin_pending;

	spinlock_t lock;		/* protects the block below */
	bool gone;			/* the bus went away */
	struct i3c_sim_queue events;
	struct i3c_sim_queue packets;
	u32 lost;
	wait_queue_head_t wait;
};

/* bus.c */
struct i3c_sim_bus *i3c_sim_bus_new(const char *name);
struct i3c_sim_bus *i3c_sim_bus_find(const char *name);
void i3c_sim_bus_remove(struct i3c_sim_bus *bus);
void i3c_sim_bus_unref(struct i3c_sim_bus *bus);
int i3c_sim_bus_start(struct i3c_sim_bus *bus);
void i3c_sim_bus_stop(struct i3c_sim_bus *bus);
int i3c_sim_bus_id(struct i3c_sim_bus *bus);
int i3c_sim_bus_daa(struct i3c_sim_bus *bus);

/* configfs.c, chardev.c, controller.c */
int i3c_sim_configfs_init(void);
void i3c_sim_configfs_exit(void);
int i3c_sim_chardev_init(void);
void i3c_sim_chardev_exit(void);
int i3c_sim_controller_init(void);
void i3c_sim_controller_exit(void);

static inline struct i3c_sim_controller *
to_i3c_sim_controller(struct i3c_master_controller *master)
{
	return container_of(master, struct i3c_sim_controller, master);
}

/* daa.c: address assignment and hot-join */
int i3c_sim_daa_run(struct i3c_master_controller *master);
void i3c_sim_hotjoin_raise(struct i3c_sim_controller *ctrl);
int i3c_sim_hotjoin_enable(struct i3c_master_controller *master);
int i3c_sim_hotjoin_disable(struct i3c_master_controller *master);

/* ccc.c: common command codes */
#define I3C_SIM_CCC_MAX	6	/* bytes of the longest answer, GETPID */

int i3c_sim_ccc_get(struct i3c_sim_target *target, u8 id, u8 *ret_data);
int i3c_sim_ccc_set(struct i3c_sim_target *target, u8 id, const u8 *data,
		    unsigned int len);
int i3c_sim_ccc_send(struct i3c_master_controller *master,
		     struct i3c_ccc_cmd *cmd);

/* ibi.c: in-band interrupts, and the devices they are meant for */
int i3c_sim_dev_attach(struct i3c_dev_desc *desc);
int i3c_sim_dev_reattach(struct i3c_dev_desc *desc, u8 old_addr);
void i3c_sim_dev_detach(struct i3c_dev_desc *desc);
int i3c_sim_ibi_request(struct i3c_dev_desc *desc,
			const struct i3c_ibi_setup *req);
void i3c_sim_ibi_free(struct i3c_dev_desc *desc);
int i3c_sim_ibi_enable(struct i3c_dev_desc *desc);
int i3c_sim_ibi_disable(struct i3c_dev_desc *desc);
void i3c_sim_ibi_recycle(struct i3c_dev_desc *desc, struct i3c_ibi_slot *slot);
void i3c_sim_ibi_raise(struct i3c_sim_target *target);
bool i3c_sim_ibi_is_busy(struct i3c_sim_controller *ctrl, u64 pid);
void i3c_sim_ibi_quiesce(struct i3c_sim_controller *ctrl);

/* target.c: a target on the wire */
struct i3c_sim_packet_buf;

struct i3c_sim_target *i3c_sim_target_new(const struct i3c_sim_attach *req);
void i3c_sim_target_free(struct i3c_sim_target *target);
int i3c_sim_target_attach(struct i3c_sim_target *target,
			  struct i3c_sim_bus *bus);
void i3c_sim_target_detach(struct i3c_sim_target *target);
int i3c_sim_target_send(struct i3c_sim_target *target,
			struct i3c_sim_packet_buf *packet);
void i3c_sim_target_unplug_all(struct i3c_sim_bus *bus);
struct i3c_sim_target *i3c_sim_target_by_addr(struct i3c_sim_bus *bus, u8 addr);
void i3c_sim_target_set_addr(struct i3c_sim_target *target, u8 addr);

/* queue.c: its events and packets */
struct i3c_sim_event_buf {
	struct list_head node;
	struct i3c_sim_event hdr;
	u8 data[];
};

struct i3c_sim_packet_buf {
	struct list_head node;
	bool ibi_done;			/* the controller has taken the IBI */
	struct i3c_sim_packet hdr;
	u8 data[];
};

void i3c_sim_queue_init(struct i3c_sim_target *target);
void i3c_sim_queue_done(struct i3c_sim_target *target);
void i3c_sim_event_add(struct i3c_sim_target *target, u8 type);
int i3c_sim_event_add_write(struct i3c_sim_target *target, const u8 *data,
			    u16 len);
struct i3c_sim_event_buf *i3c_sim_event_take(struct i3c_sim_target *target,
					     size_t room);
int i3c_sim_packet_add(struct i3c_sim_target *target,
		       struct i3c_sim_packet_buf *packet);
int i3c_sim_packet_read(struct i3c_sim_target *target, u8 *data, u16 room,
			bool *ret_cut);
struct i3c_sim_packet_buf *i3c_sim_packet_ibi(struct i3c_sim_target *target);
void i3c_sim_packet_ibi_done(struct i3c_sim_target *target,
			     struct i3c_sim_packet_buf *packet);
bool i3c_sim_packet_waiting(struct i3c_sim_target *target);

#endif
