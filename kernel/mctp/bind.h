/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets that listen: which one receives a request from a peer. */
#ifndef MCTP_BIND_H
#define MCTP_BIND_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#define MCTP_BIND_HASH_BITS	7

struct mctp_bind_table {
	struct mutex lock;	/* changes of buckets */
	struct hlist_head buckets[1 << MCTP_BIND_HASH_BITS]; /* RCU */
};

/* The part of a socket that listens. Constant while it is in the table. */
struct mctp_bind {
	struct hlist_node node;
	u32 net;		/* MCTP_NET_ANY only if local and peer are ANY */
	u8 type;
	u8 local;		/* MCTP_ADDR_ANY: every local EID */
	u8 peer;		/* MCTP_ADDR_ANY: every peer */
	bool has_peer;		/* a peer was given, even if it is ANY; set
				 * once, last
				 */
};

void mctp_bind_table_init(struct mctp_bind_table *table);
void mctp_bind_table_done(struct mctp_bind_table *table);

int mctp_bind_add(struct mctp_bind_table *table, struct mctp_bind *bind);
void mctp_bind_remove(struct mctp_bind_table *table, struct mctp_bind *bind);

struct mctp_bind *mctp_bind_lookup(const struct mctp_bind_table *table,
				   u32 net, u8 type, u8 local, u8 peer);

#endif
