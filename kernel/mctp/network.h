/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One MCTP network of a namespace: the EID space that devices of equal
 * network id share, with its limits, counters and forwarding switch.
 */
#ifndef MCTP_NETWORK_H
#define MCTP_NETWORK_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "counters.h"
#include "reasm.h"
#include "tag.h"

#define MCTP_NETWORK_HASH_BITS	4

/* Exists while a device is in it; one of id 0 exists all the time. */
struct mctp_network {
	struct hlist_node node;
	u32 id;
	unsigned int devices;		/* under RTNL */
	bool forwarding;		/* written under RTNL */
	struct mctp_reasm_net reasm;
	struct mctp_tag_net tags;
	struct mctp_counters counters;
	struct rcu_head rcu;
};

/* Changed under RTNL, read under RCU. */
struct mctp_network_table {
	struct hlist_head buckets[1 << MCTP_NETWORK_HASH_BITS];
	struct mctp_network none;	/* of packets that belong to none */
	struct mctp_tag_table *tags;
	unsigned int changes;		/* never 0; of networks and devices */
};

int mctp_network_table_init(struct mctp_network_table *table,
			    struct mctp_tag_table *tags);
void mctp_network_table_done(struct mctp_network_table *table);

struct mctp_network *mctp_network_ref(struct mctp_network_table *table,
				      u32 id);
void mctp_network_unref(struct mctp_network_table *table,
			struct mctp_network *network);

struct mctp_network *mctp_network_find(struct mctp_network_table *table,
				       u32 id);
struct mctp_network *mctp_network_next(struct mctp_network_table *table,
				       u64 from);

#endif
