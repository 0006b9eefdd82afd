/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A target, which belongs to the open file or the directory in configfs that
 * made it, and its two queues.
 */
#ifndef I3C_SIM_TARGET_H
#define I3C_SIM_TARGET_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <uapi/linux/i3c-sim.h>

struct i3c_sim_bus;
struct i3c_sim_target;

/* Static addresses, I3C 5.1.2.2.5: those below and above are reserved */
#define I3C_SIM_STATIC_MIN	0x08
#define I3C_SIM_STATIC_MAX	0x77

/* GETSTATUS, I3C 5.1.9.3.15: the pending interrupt, which a target sets */
#define I3C_SIM_STATUS_PENDING	0x000f

/* Messages of one direction in order of arrival, at most @max. */
struct i3c_sim_queue {
	struct list_head list;
	unsigned int len;
	unsigned int max;
};

/**
 * struct i3c_sim_target_ops - who is behind a target
 * @write: takes a private write; -ENXIO for one that the target NACKs
 * @notify: an I3C_SIM_EV_* without data has happened
 *
 * Both are called with bus->wire held and may queue packets; the interrupts of
 * these are tried after the transfer.
 */
struct i3c_sim_target_ops {
	int (*write)(struct i3c_sim_target *target, const u8 *data, u16 len);
	void (*notify)(struct i3c_sim_target *target, u8 type);
};

struct i3c_sim_target {
	/* constant */
	const struct i3c_sim_target_ops *ops;
	void *priv;			/* of the ops */
	struct i3c_sim_bus *bus;
	u64 pid;
	u8 bcr;
	u8 dcr;
	u8 static_addr;
	bool hdr_ddr;
	u16 status;			/* of GETSTATUS, without bits 3:0 */

	/* under bus->wire: what the controller sets */
	struct list_head node;		/* in bus->targets, or away */
	u8 dyn_addr;
	u8 events_enabled;		/* I3C_CCC_EVENT_* */
	u8 max_ibi;
	u16 mrl;
	u16 mwl;
	bool hotjoin_pending;
	bool keep_addr;			/* refuses the next SETNEWDA */
	struct delayed_work back;	/* ends its being away */

	spinlock_t lock;		/* protects the block below */
	bool gone;			/* the bus went away */
	struct i3c_sim_queue events;
	struct i3c_sim_queue packets;
	u32 lost;
	wait_queue_head_t wait;
};

struct i3c_sim_event_buf {
	struct list_head node;
	struct i3c_sim_event hdr;
	u8 data[];
};

struct i3c_sim_packet_buf {
	struct list_head node;
	bool ibi_done;			/* the controller has taken the IBI */
	bool ibi_lost;			/* and told nobody */
	struct i3c_sim_packet hdr;
	u8 data[];
};

/* target.c: a target on the wire */
struct i3c_sim_target *i3c_sim_target_new(const struct i3c_sim_attach *req);
void i3c_sim_target_free(struct i3c_sim_target *target);
int i3c_sim_target_attach(struct i3c_sim_target *target,
			  struct i3c_sim_bus *bus);
void i3c_sim_target_detach(struct i3c_sim_target *target);
int i3c_sim_target_send(struct i3c_sim_target *target,
			struct i3c_sim_packet_buf *packet);
void i3c_sim_target_unplug_all(struct i3c_sim_bus *bus);
struct i3c_sim_target *i3c_sim_target_by_addr(struct i3c_sim_bus *bus, u8 addr);
struct i3c_sim_target *i3c_sim_target_by_static(struct i3c_sim_bus *bus,
						u8 addr);
void i3c_sim_target_set_addr(struct i3c_sim_target *target, u8 addr);

void i3c_sim_target_power_up(struct i3c_sim_target *target);

/* pull.c: what happens to it by a fault */
void i3c_sim_target_forget_addr(struct i3c_sim_target *target, bool keep_new);
void i3c_sim_target_pull(struct i3c_sim_target *target, u32 back_ms);
void i3c_sim_target_back_init(struct i3c_sim_target *target);
void i3c_sim_target_back_cancel(struct i3c_sim_target *target);

/* queue.c: its events and packets */
extern const struct i3c_sim_target_ops i3c_sim_event_ops;

void i3c_sim_queue_init(struct i3c_sim_target *target);
void i3c_sim_queue_done(struct i3c_sim_target *target);
void i3c_sim_event_add(struct i3c_sim_target *target, u8 type);
int i3c_sim_event_add_write(struct i3c_sim_target *target, const u8 *data,
			    u16 len);
struct i3c_sim_event_buf *i3c_sim_event_take(struct i3c_sim_target *target,
					     size_t room);
bool i3c_sim_packet_has_room(struct i3c_sim_target *target);
int i3c_sim_packet_add(struct i3c_sim_target *target,
		       struct i3c_sim_packet_buf *packet);
int i3c_sim_packet_read(struct i3c_sim_target *target, u8 *data, u16 room,
			bool *ret_cut);
struct i3c_sim_packet_buf *i3c_sim_packet_ibi(struct i3c_sim_target *target);
void i3c_sim_packet_ibi_done(struct i3c_sim_target *target,
			     struct i3c_sim_packet_buf *packet);
void i3c_sim_packet_flush(struct i3c_sim_target *target);
bool i3c_sim_packet_waiting(struct i3c_sim_target *target);

#endif
