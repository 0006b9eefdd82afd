/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order in which a bus serves its targets: one flow per target with its
 * queue of packets to write and its count of packets to read, served in turn
 * by one worker. Knows neither I3C nor the network device.
 */
#ifndef MCTP_I3C_SCHED_H
#define MCTP_I3C_SCHED_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "batch.h"

/* Packets of the longest message (64 KiB) if they are of the shortest kind. */
#define MCTP_I3C_MESSAGE_PACKETS	1024
/*
 * Bytes queued for one target beyond which no new message is taken: what the
 * bus can carry in 0.1 s. What has been begun is taken to its end, up to the
 * number of packets below.
 */
#define MCTP_I3C_FLOW_BYTES_MAX		(128 * 1024)
/* Packets queued for one target, and on one bus. */
#define MCTP_I3C_FLOW_PACKETS_MAX	4096
#define MCTP_I3C_SCHED_PACKETS_MAX	8192
/* Interrupts of one target that wait for their read. */
#define MCTP_I3C_FLOW_READS_MAX		32
/*
 * Bytes that a target may move in its turn while others wait: 1.5 ms at
 * 12.5 MHz, and enough for a full batch of the shortest packets.
 */
#define MCTP_I3C_FLOW_QUANTUM		2048

/**
 * enum mctp_i3c_flow_state - where a flow is
 * @MCTP_I3C_FLOW_IDLE: nothing to do; on no list
 * @MCTP_I3C_FLOW_READY: on the ready list
 * @MCTP_I3C_FLOW_WAITING: nothing to do but what is to be tried again later;
 *			    on the waiting list
 * @MCTP_I3C_FLOW_SERVING: the worker has it; on no list
 */
enum mctp_i3c_flow_state {
	MCTP_I3C_FLOW_IDLE,
	MCTP_I3C_FLOW_READY,
	MCTP_I3C_FLOW_WAITING,
	MCTP_I3C_FLOW_SERVING,
};

/* All fields are protected by the lock of the scheduler. */
struct mctp_i3c_flow {
	struct list_head node;
	enum mctp_i3c_flow_state state;
	struct sk_buff_head packets;	/* to write; its own lock is unused */
	unsigned int bytes;		/* of these */
	unsigned int reads;		/* packets the target has for us */
	unsigned int read_turns;	/* reads that go before the next write */
	bool closed;			/* takes no new work */
	int credit;			/* bytes left of its turn; or overdrawn */
	unsigned int window;		/* packets of its next batch, at most */
	unsigned int write_tries;	/* failed tries of the packet in front */
	unsigned int read_tries;	/* failed tries of the next read */
	bool write_waits;		/* writes do, reads need not */
	ktime_t not_before;		/* when what waits may go on */
};

struct mctp_i3c_sched {
	/*
	 * Protects every field below and every flow. Taken from the transmit
	 * path and from interrupt handlers of the I3C core, hence _bh. Never
	 * held over a transfer.
	 */
	spinlock_t lock;
	struct list_head ready;
	struct list_head waiting;
	unsigned int packets;			/* queued in all flows */
	struct mctp_i3c_flow *serving;
	struct mctp_i3c_batch batch;		/* of the worker, no lock */
	wait_queue_head_t work;			/* the worker sleeps here */
	wait_queue_head_t served;		/* whoever closes a flow */
};

/**
 * struct mctp_i3c_job - what the worker does next: writes, or one read
 * @flow: whose
 * @read: read one packet
 * @packets: what to write, in order; the worker takes out what is over
 * @tries: how often the first of these transfers has failed before
 * @over: whether the first of them is over, well or not; for the worker to set
 * @bytes: moved over the bus; likewise
 * @window: packets of the next batch, at most; likewise
 */
struct mctp_i3c_job {
	struct mctp_i3c_flow *flow;
	bool read;
	struct sk_buff_head packets;
	unsigned int tries;
	bool over;
	unsigned int bytes;
	unsigned int window;
};

void mctp_i3c_sched_init(struct mctp_i3c_sched *sched);
void mctp_i3c_flow_init(struct mctp_i3c_flow *flow);

int mctp_i3c_sched_write(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_flow *flow, struct sk_buff *packet,
			 bool first);
int mctp_i3c_sched_read(struct mctp_i3c_sched *sched,
			struct mctp_i3c_flow *flow);

bool mctp_i3c_sched_next(struct mctp_i3c_sched *sched, ktime_t now,
			 struct mctp_i3c_job *ret_job, ktime_t *ret_wake);
void mctp_i3c_sched_done(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_job *job, bool ok);
bool mctp_i3c_sched_again(struct mctp_i3c_sched *sched,
			  struct mctp_i3c_job *job, ktime_t not_before);
bool mctp_i3c_sched_has_ready(struct mctp_i3c_sched *sched);

unsigned int mctp_i3c_sched_close(struct mctp_i3c_sched *sched,
				  struct mctp_i3c_flow *flow);
unsigned int mctp_i3c_sched_purge(struct mctp_i3c_sched *sched);

#endif
