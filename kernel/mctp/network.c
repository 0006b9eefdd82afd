// SPDX-License-Identifier: GPL-2.0-only
/*
 * Networks of a namespace and the table of them. A network begins with the
 * first device that joins it and ends with the last that leaves; whoever
 * finds it under RCU may go on counting for a grace period. Tags are not
 * tied to a device: those of a network that ends are charged to network 0,
 * and come back when it begins anew.
 */
#include "network.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/mctp.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

static struct hlist_head *bucket_of(struct mctp_network_table *table, u32 id)
{
	return &table->buckets[jhash_1word(id, 0) &
			       (ARRAY_SIZE(table->buckets) - 1)];
}

/* Needs rcu_read_lock() or RTNL. NULL when no device is in the network. */
struct mctp_network *mctp_network_find(struct mctp_network_table *table,
				       u32 id)
{
	struct mctp_network *network;

	hlist_for_each_entry_rcu(network, bucket_of(table, id), node,
				 lockdep_rtnl_is_held()) {
		if (network->id == id)
			return network;
	}
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_network_find);

/* Under RTNL. The network of the lowest id that is @from or above. */
struct mctp_network *mctp_network_next(struct mctp_network_table *table,
				       u64 from)
{
	struct mctp_network *network, *best = NULL;
	size_t i;

	ASSERT_RTNL();
	for (i = 0; i < ARRAY_SIZE(table->buckets); i++) {
		hlist_for_each_entry(network, &table->buckets[i], node) {
			if (network->id >= from &&
			    (!best || network->id < best->id))
				best = network;
		}
	}
	return best;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_network_next);

static int network_init(struct mctp_network *network, u32 id)
{
	network->id = id;
	network->devices = 1;
	network->forwarding = true;
	mctp_reasm_net_init(&network->reasm, id, &network->counters);
	mctp_tag_net_init(&network->tags, id, &network->counters);
	return mctp_counters_init(&network->counters, id);
}

static void network_free(struct rcu_head *rcu)
{
	struct mctp_network *network =
		container_of(rcu, struct mctp_network, rcu);

	mctp_counters_done(&network->counters);
	kfree(network);
}

/* By it a dump knows that it was not the same all the time. */
static void count_change(struct mctp_network_table *table)
{
	if (!++table->changes)
		table->changes++;
}

/*
 * Under RTNL. The network a device joins; NULL without memory. Each success
 * needs a mctp_network_unref().
 */
struct mctp_network *mctp_network_ref(struct mctp_network_table *table,
				      u32 id)
{
	struct mctp_network *network = mctp_network_find(table, id);

	ASSERT_RTNL();
	count_change(table);
	if (network) {
		network->devices++;
		return network;
	}
	network = kzalloc_obj(*network, GFP_KERNEL_ACCOUNT);
	if (!network)
		return NULL;
	if (network_init(network, id)) {
		kfree(network);
		return NULL;
	}
	hlist_add_head_rcu(&network->node, bucket_of(table, id));
	mctp_tag_net_add(table->tags, &network->tags);
	return network;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_network_ref);

/* Under RTNL. Nothing of the device is charged to the network any more. */
void mctp_network_unref(struct mctp_network_table *table,
			struct mctp_network *network)
{
	ASSERT_RTNL();
	count_change(table);
	if (--network->devices)
		return;
	hlist_del_rcu(&network->node);
	mctp_tag_net_remove(table->tags, &network->tags);
	WARN_ON_ONCE(network->reasm.used.contexts);
	/* for packets on their way, which count what becomes of them */
	call_rcu(&network->rcu, network_free);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_network_unref);

int mctp_network_table_init(struct mctp_network_table *table,
			    struct mctp_tag_table *tags)
{
	size_t i;
	int rc;

	rc = network_init(&table->none, MCTP_NET_ANY);
	if (rc)
		return rc;
	for (i = 0; i < ARRAY_SIZE(table->buckets); i++)
		INIT_HLIST_HEAD(&table->buckets[i]);
	hlist_add_head(&table->none.node, bucket_of(table, MCTP_NET_ANY));
	table->tags = tags;
	table->changes = 1;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_network_table_init);

/* All devices have left, and nobody looks any more. */
void mctp_network_table_done(struct mctp_network_table *table)
{
	mctp_counters_done(&table->none.counters);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_network_table_done);
