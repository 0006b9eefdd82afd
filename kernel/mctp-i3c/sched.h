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

/*
 * Packets queued for one target: two messages of the largest size (64 KiB) in
 * packets of the smallest (64 bytes).
 */
#define MCTP_I3C_FLOW_PACKETS_MAX	2048
/* Packets queued on one bus. */
#define MCTP_I3C_SCHED_PACKETS_MAX	8192
/* Interrupts of one target that wait for their read. */
#define MCTP_I3C_FLOW_READS_MAX		32

/**
 * enum mctp_i3c_flow_state - where a flow is
 * @MCTP_I3C_FLOW_IDLE: nothing to do; on no list
 * @MCTP_I3C_FLOW_READY: on the ready list
 * @MCTP_I3C_FLOW_WAITING: to be tried again later; on the waiting list
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
	unsigned int reads;		/* packets the target has for us */
	bool read_last;			/* reads and writes take turns */
	bool closed;			/* takes no new work */
	unsigned int write_tries;	/* failed tries of the packet in front */
	unsigned int read_tries;	/* failed tries of the next read */
	ktime_t not_before;		/* waiting: when it becomes ready */
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
	wait_queue_head_t work;			/* the worker sleeps here */
	wait_queue_head_t served;		/* whoever closes a flow */
};

/**
 * struct mctp_i3c_job - one transfer to be made
 * @flow: whose
 * @packet: what to write; NULL to read one packet
 * @tries: how often this transfer has failed before
 */
struct mctp_i3c_job {
	struct mctp_i3c_flow *flow;
	struct sk_buff *packet;
	unsigned int tries;
};

void mctp_i3c_sched_init(struct mctp_i3c_sched *sched);
void mctp_i3c_flow_init(struct mctp_i3c_flow *flow);

int mctp_i3c_sched_write(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_flow *flow, struct sk_buff *packet);
int mctp_i3c_sched_read(struct mctp_i3c_sched *sched,
			struct mctp_i3c_flow *flow);

bool mctp_i3c_sched_next(struct mctp_i3c_sched *sched, ktime_t now,
			 struct mctp_i3c_job *ret_job, ktime_t *ret_wake);
void mctp_i3c_sched_done(struct mctp_i3c_sched *sched,
			 const struct mctp_i3c_job *job, bool ok);
bool mctp_i3c_sched_again(struct mctp_i3c_sched *sched,
			  const struct mctp_i3c_job *job, ktime_t not_before);
bool mctp_i3c_sched_has_ready(struct mctp_i3c_sched *sched);

unsigned int mctp_i3c_sched_close(struct mctp_i3c_sched *sched,
				  struct mctp_i3c_flow *flow);
unsigned int mctp_i3c_sched_purge(struct mctp_i3c_sched *sched);

#endif
