/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listeners to a bus: each has a ring of records of what happened on the wire,
 * which it is told by one writer, with bus->wire held, and reads by itself.
 */
#ifndef I3C_SIM_LOG_H
#define I3C_SIM_LOG_H

#include <linux/kfifo.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <uapi/linux/i3c-sim.h>

struct i3c_sim_bus;
struct iov_iter;

struct i3c_sim_log {
	struct i3c_sim_bus *bus;	/* holds a reference */
	struct list_head node;		/* in bus->logs, bus->wire */
	u32 lost;			/* under bus->wire: not told yet */
	bool gone;			/* written under bus->wire */
	struct kfifo ring;		/* one writer, one reader */
	struct mutex reader;		/* held by that one */
	wait_queue_head_t wait;
};

struct i3c_sim_log *i3c_sim_log_new(struct i3c_sim_bus *bus);
void i3c_sim_log_free(struct i3c_sim_log *log);
bool i3c_sim_log_has_news(struct i3c_sim_log *log);
ssize_t i3c_sim_log_read(struct i3c_sim_log *log, struct iov_iter *to);

/* For the writer. */
void i3c_sim_log_begin(struct i3c_sim_bus *bus,
		       struct i3c_sim_log_record *record);
void i3c_sim_log_add(struct i3c_sim_bus *bus,
		     struct i3c_sim_log_record *record, const void *data);
void i3c_sim_log_event(struct i3c_sim_bus *bus, u8 kind);
void i3c_sim_logs_close(struct i3c_sim_bus *bus);

#endif
