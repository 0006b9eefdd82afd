/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages being put together from fragments (DSP0236 "Message assembly"),
 * with the limits that keep a hostile device from growing memory.
 */
#ifndef MCTP_REASM_H
#define MCTP_REASM_H

#include <linux/list.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

#include "counters.h"

struct mctp_pkt;
struct mctp_reasm;
struct sk_buff;

#define MCTP_REASM_HASH_BITS	6

/* A message whose next fragment takes longer is given up. */
#define MCTP_REASM_GAP		(6 * HZ)

/* Defaults for a machine with 64 MB: 4 MiB by a network, 1 MiB by a device. */
#define MCTP_REASM_NET_CONTEXTS	256
#define MCTP_REASM_NET_BYTES	SZ_4M
#define MCTP_REASM_DEV_CONTEXTS	64
#define MCTP_REASM_DEV_BYTES	SZ_1M

/* How much is in use, or how much may be. */
struct mctp_reasm_share {
	unsigned int contexts;
	size_t bytes;		/* memory, not payload */
};

struct mctp_reasm_table {
	spinlock_t lock;	/* everything below, all contexts; taken in BH */
	struct hlist_head buckets[1 << MCTP_REASM_HASH_BITS];
	struct mctp_reasm *recent; /* found last, or NULL */
	struct list_head aging;	/* contexts, longest without fragment first */
	struct timer_list timer; /* no later than the head of aging expires */
	struct mctp_reasm_share used;	/* by all networks */
	struct mctp_reasm_share limit;	/* on top of theirs */
	unsigned long gap;	/* jiffies */
};

/* The part of a network that has messages coming in. */
struct mctp_reasm_net {
	struct mctp_reasm_share used;	/* under the table's lock */
	struct mctp_reasm_share limit;	/* likewise */
	u32 id;
	struct mctp_counters *counters;
};

/* The part of a device that has messages coming in. */
struct mctp_reasm_dev {
	struct mctp_reasm_net *net;	/* under the table's lock */
	struct mctp_reasm_share used;	/* likewise */
	struct mctp_reasm_share limit;	/* likewise */
	bool closed;			/* likewise */
	struct mctp_counters *counters;
};

/* The part of a socket that has messages coming in. */
struct mctp_reasm_owner {
	struct list_head contexts;	/* under the table's lock */
	bool closed;			/* likewise */
};

/* A complete message; @skb belongs to whoever got it. */
struct mctp_reasm_message {
	struct sk_buff *skb;		/* NULL while fragments are missing */
	struct mctp_reasm_owner *owner;
	u64 tag_id;
};

void mctp_reasm_table_init(struct mctp_reasm_table *table);
void mctp_reasm_table_done(struct mctp_reasm_table *table);

void mctp_reasm_net_init(struct mctp_reasm_net *net, u32 id,
			 struct mctp_counters *counters);
void mctp_reasm_dev_init(struct mctp_reasm_dev *dev,
			 struct mctp_reasm_net *net,
			 struct mctp_counters *counters);

void mctp_reasm_owner_init(struct mctp_reasm_owner *owner);
void mctp_reasm_owner_close(struct mctp_reasm_table *table,
			    struct mctp_reasm_owner *owner);

unsigned int mctp_reasm_owner_count(struct mctp_reasm_table *table,
				    const struct mctp_reasm_owner *owner);

void mctp_reasm_dev_move(struct mctp_reasm_table *table,
			 struct mctp_reasm_dev *dev,
			 struct mctp_reasm_net *net);
void mctp_reasm_dev_close(struct mctp_reasm_table *table,
			  struct mctp_reasm_dev *dev);

enum mctp_drop mctp_reasm_start(struct mctp_reasm_table *table,
				struct mctp_reasm_dev *dev,
				struct mctp_reasm_owner *owner, u64 tag_id,
				const struct mctp_pkt *pkt,
				const struct sk_buff *skb);
enum mctp_drop mctp_reasm_continue(struct mctp_reasm_table *table,
				   const struct mctp_pkt *pkt,
				   const struct sk_buff *skb,
				   struct mctp_reasm_message *ret_message);
void mctp_reasm_cancel(struct mctp_reasm_table *table,
		       const struct mctp_pkt *pkt, const struct sk_buff *skb);

void mctp_reasm_expire(struct mctp_reasm_table *table, unsigned long now);

#endif
