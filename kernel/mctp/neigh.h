/* SPDX-License-Identifier: GPL-2.0-only */
/* Physical addresses of the peers on one device, by EID. */
#ifndef MCTP_NEIGH_H
#define MCTP_NEIGH_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#define MCTP_NEIGH_HASH_BITS	4

/* Changed under RTNL, read under RCU. */
struct mctp_neigh {
	struct hlist_node node;
	struct rcu_head rcu;
	u8 eid;
	u8 haddr[MAX_ADDR_LEN];
};

void mctp_neigh_table_init(struct hlist_head *table);
void mctp_neigh_table_done(struct hlist_head *table);

int mctp_neigh_add(struct hlist_head *table, u8 eid, const u8 *haddr,
		   u8 halen);
int mctp_neigh_remove(struct hlist_head *table, u8 eid);
const struct mctp_neigh *mctp_neigh_find(const struct hlist_head *table,
					 u8 eid);

#endif
