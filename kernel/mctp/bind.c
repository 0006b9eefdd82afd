// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of listeners, hashed by what they asked for: type, local EID and
 * peer. A request is looked up by exact values first, then with one or both
 * EIDs widened to ANY.
 */
#include "bind.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/mctp.h>
#include <linux/rculist.h>

static struct hlist_head *bucket_of(const struct mctp_bind_table *table,
				    u8 type, u8 local, u8 peer)
{
	u32 key = type | (u32)local << 8 | (u32)peer << 16;

	return (struct hlist_head *)
		&table->buckets[hash_32(key, MCTP_BIND_HASH_BITS)];
}

static bool is_same(const struct mctp_bind *a, const struct mctp_bind *b)
{
	return a->type == b->type && a->net == b->net &&
	       a->local == b->local && a->peer == b->peer &&
	       a->has_peer == b->has_peer;
}

/* -EADDRINUSE when another socket listens for exactly the same. */
int mctp_bind_add(struct mctp_bind_table *table, struct mctp_bind *bind)
{
	struct hlist_head *bucket;
	struct mctp_bind *other;
	int rc = 0;

	bucket = bucket_of(table, bind->type, bind->local, bind->peer);
	mutex_lock(&table->lock);
	hlist_for_each_entry(other, bucket, node) {
		if (is_same(other, bind)) {
			rc = -EADDRINUSE;
			goto out_unlock;
		}
	}
	hlist_add_head_rcu(&bind->node, bucket);
out_unlock:
	mutex_unlock(&table->lock);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_bind_add);

/* Readers may hold @bind for a grace period more. */
void mctp_bind_remove(struct mctp_bind_table *table, struct mctp_bind *bind)
{
	mutex_lock(&table->lock);
	hlist_del_init_rcu(&bind->node);
	mutex_unlock(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_bind_remove);

static struct mctp_bind *find(const struct mctp_bind_table *table, u32 net,
			      u8 type, u8 local, u8 peer)
{
	struct mctp_bind *bind;

	hlist_for_each_entry_rcu(bind, bucket_of(table, type, local, peer),
				 node) {
		if (bind->net == net && bind->type == type &&
		    bind->local == local && bind->peer == peer)
			return bind;
	}
	return NULL;
}

/*
 * Who receives a request of @type from @peer to @local? A given peer counts
 * more than a given local EID; any network comes last. Needs rcu_read_lock().
 */
struct mctp_bind *mctp_bind_lookup(const struct mctp_bind_table *table,
				   u32 net, u8 type, u8 local, u8 peer)
{
	struct mctp_bind *bind;

	bind = find(table, net, type, local, peer);
	if (!bind)
		bind = find(table, net, type, MCTP_ADDR_ANY, peer);
	if (!bind)
		bind = find(table, net, type, local, MCTP_ADDR_ANY);
	if (!bind)
		bind = find(table, net, type, MCTP_ADDR_ANY, MCTP_ADDR_ANY);
	if (!bind)
		bind = find(table, MCTP_NET_ANY, type, MCTP_ADDR_ANY,
			    MCTP_ADDR_ANY);
	return bind;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_bind_lookup);

void mctp_bind_table_init(struct mctp_bind_table *table)
{
	size_t i;

	mutex_init(&table->lock);
	for (i = 0; i < ARRAY_SIZE(table->buckets); i++)
		INIT_HLIST_HEAD(&table->buckets[i]);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_bind_table_init);

/* All sockets are closed. */
void mctp_bind_table_done(struct mctp_bind_table *table)
{
	mutex_destroy(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_bind_table_done);
