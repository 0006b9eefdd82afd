/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a packet or a message was dropped, and the counters of it. A packet
 * that goes no further ends in mctp_drop(), nowhere else.
 */
#ifndef MCTP_DROP_H
#define MCTP_DROP_H

#include <linux/atomic.h>
#include <linux/mctp-ext.h>
#include <linux/types.h>

struct sk_buff;

#define MCTP_DROP_COUNT	__MCTP_DROP_MAX

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
