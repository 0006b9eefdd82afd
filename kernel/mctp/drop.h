/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a packet or a message was dropped, and the counters of it. A packet
 * that goes no further ends in mctp_drop(), nowhere else.
 */
#ifndef MCTP_DROP_H
#define MCTP_DROP_H

#include <linux/atomic.h>
#include <linux/types.h>

struct sk_buff;

enum mctp_drop {
	MCTP_DROP_NONE,
	/* received packets */
	MCTP_DROP_NO_DEVICE,	/* device does not carry MCTP (any more) */
	MCTP_DROP_SHORT,	/* no complete header and payload byte */
	MCTP_DROP_VERSION,
	MCTP_DROP_ADDRESS,	/* reserved EID, or broadcast as source */
	MCTP_DROP_OTHER_HOST,	/* null EID, physical address not ours */
	MCTP_DROP_NO_ROUTE,
	MCTP_DROP_FORWARD_MTU,
	MCTP_DROP_FORWARD_ERROR,
	/* finding the receiver */
	MCTP_DROP_NO_LISTENER,
	MCTP_DROP_NO_TAG,
	MCTP_DROP_TAG_EXPIRED,	/* gone while the reply came in */
	MCTP_DROP_RCVBUF,
	MCTP_DROP_FILTER,
	/* reassembly */
	MCTP_DROP_REASM_STRAY,	/* fragment of a message not begun */
	MCTP_DROP_REASM_SEQUENCE,
	MCTP_DROP_REASM_SIZE,	/* fragments of unequal size */
	MCTP_DROP_REASM_TOO_LONG,
	MCTP_DROP_REASM_CONTEXTS, /* limit of messages at once */
	MCTP_DROP_REASM_BYTES,	/* limit of memory */
	MCTP_DROP_REASM_RESTART, /* sender began another message */
	MCTP_DROP_REASM_TIMEOUT,
	MCTP_DROP_REASM_CLOSED,	/* receiver or device went away */
	MCTP_DROP_NO_MEMORY,
	MCTP_DROP_COUNT
};

struct mctp_counters {
	atomic_long_t drops[MCTP_DROP_COUNT];
};

static inline void mctp_drop_count(struct mctp_counters *counters,
				   enum mctp_drop cause)
{
	atomic_long_inc(&counters->drops[cause]);
}

static inline long mctp_drop_read(const struct mctp_counters *counters,
				  enum mctp_drop cause)
{
	return atomic_long_read(&counters->drops[cause]);
}

int mctp_drop_errno(enum mctp_drop cause);

int mctp_drop(struct mctp_counters *net, struct mctp_counters *dev,
	      struct sk_buff *skb, enum mctp_drop cause);

#endif
