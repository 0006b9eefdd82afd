// SPDX-License-Identifier: GPL-2.0-only
/*
 * Neighbour entries of one device: a small hash by EID, one entry per EID.
 * Entries are static: user space adds and removes them.
 */
#include "neigh.h"

#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#define TABLE_SIZE	BIT(MCTP_NEIGH_HASH_BITS)

static struct hlist_head *bucket_of(const struct hlist_head *table, u8 eid)
{
	return (struct hlist_head *)&table[eid % TABLE_SIZE];
}

/* Needs rcu_read_lock() or RTNL. */
const struct mctp_neigh *mctp_neigh_find(const struct hlist_head *table,
					 u8 eid)
{
	const struct mctp_neigh *neigh;

	hlist_for_each_entry_rcu(neigh, bucket_of(table, eid), node,
				 lockdep_rtnl_is_held()) {
		if (neigh->eid == eid)
			return neigh;
	}
	return NULL;
}

int mctp_neigh_add(struct hlist_head *table, u8 eid, const u8 *haddr,
		   u8 halen)
{
	struct mctp_neigh *neigh;

	ASSERT_RTNL();
	if (halen > sizeof(neigh->haddr))
		return -EINVAL;
	if (mctp_neigh_find(table, eid))
		return -EEXIST;

	neigh = kzalloc_obj(*neigh, GFP_KERNEL_ACCOUNT);
	if (!neigh)
		return -ENOMEM;
	neigh->eid = eid;
	memcpy(neigh->haddr, haddr, halen);
	hlist_add_head_rcu(&neigh->node, bucket_of(table, eid));
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_neigh_add);

int mctp_neigh_remove(struct hlist_head *table, u8 eid)
{
	struct mctp_neigh *neigh;

	ASSERT_RTNL();
	neigh = (struct mctp_neigh *)mctp_neigh_find(table, eid);
	if (!neigh)
		return -ENOENT;
	hlist_del_rcu(&neigh->node);
	kfree_rcu(neigh, rcu);
	return 0;
}

void mctp_neigh_table_init(struct hlist_head *table)
{
	size_t i;

	for (i = 0; i < TABLE_SIZE; i++)
		INIT_HLIST_HEAD(&table[i]);
}

void mctp_neigh_table_done(struct hlist_head *table)
{
	struct mctp_neigh *neigh;
	struct hlist_node *next;
	size_t i;

	for (i = 0; i < TABLE_SIZE; i++) {
		hlist_for_each_entry_safe(neigh, next, &table[i], node) {
			hlist_del_rcu(&neigh->node);
			kfree_rcu(neigh, rcu);
		}
	}
}
