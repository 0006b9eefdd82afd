// SPDX-License-Identifier: GPL-2.0-only
/*
 * To whom tags are charged: each to its network, and one taken for a message
 * that goes by a device to that device as well. Tags outlive both, as long as
 * their sockets do.
 */
#include "tag.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/lockdep.h>
#include <linux/rculist.h>

static struct hlist_head *net_bucket(struct mctp_tag_table *table, u32 id)
{
	return &table->nets[jhash_1word(id, 0) &
			    (ARRAY_SIZE(table->nets) - 1)];
}

static struct mctp_tag_net *net_find(struct mctp_tag_table *table, u32 id)
{
	struct mctp_tag_net *net;

	lockdep_assert_held(&table->lock);

	hlist_for_each_entry(net, net_bucket(table, id), node) {
		if (net->id == id)
			return net;
	}
	return table->none;
}

/* Of a device that is closing nobody asks how many it has. */
bool mctp_tag_charge(struct mctp_tag_table *table, struct mctp_tag *tag)
{
	lockdep_assert_held(&table->lock);

	tag->net = net_find(table, tag->key.net);
	if (tag->dev && tag->dev->closed)
		tag->dev = NULL;
	if (tag->net->used >= tag->net->limit ||
	    (tag->dev && tag->dev->used >= tag->dev->limit))
		return false;
	tag->net->used++;
	if (tag->dev)
		tag->dev->used++;
	return true;
}

void mctp_tag_uncharge(struct mctp_tag *tag)
{
	tag->net->used--;
	if (tag->dev)
		tag->dev->used--;
}

void mctp_tag_stat_count(const struct mctp_tag *tag, enum mctp_stat stat)
{
	mctp_stat_count(tag->net->counters, stat);
	if (tag->dev)
		mctp_stat_count(tag->dev->counters, stat);
}

/* Tags of network @id are charged to @to instead of @from. */
static void net_recharge(struct mctp_tag_table *table, u32 id,
			 struct mctp_tag_net *from, struct mctp_tag_net *to)
{
	struct mctp_tag *tag;
	size_t i;

	lockdep_assert_held(&table->lock);

	for (i = 0; i < ARRAY_SIZE(table->buckets) && from->used; i++) {
		hlist_for_each_entry(tag, &table->buckets[i], node) {
			if (tag->key.net != id || tag->net != from)
				continue;
			tag->net = to;
			from->used--;
			to->used++;
		}
	}
}

void mctp_tag_net_init(struct mctp_tag_net *net, u32 id,
		       struct mctp_counters *counters)
{
	*net = (struct mctp_tag_net) {
		.id = id,
		.limit = MCTP_TAG_NET_LIMIT,
		.counters = counters,
	};
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_net_init);

/* The network begins, and gets the tags that were taken in it before. */
void mctp_tag_net_add(struct mctp_tag_table *table, struct mctp_tag_net *net)
{
	spin_lock_bh(&table->lock);
	hlist_add_head(&net->node, net_bucket(table, net->id));
	net_recharge(table, net->id, table->none, net);
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_net_add);

/* The network ends. Its tags do not: their sockets have them still. */
void mctp_tag_net_remove(struct mctp_tag_table *table,
			 struct mctp_tag_net *net)
{
	spin_lock_bh(&table->lock);
	hlist_del(&net->node);
	net_recharge(table, net->id, net, table->none);
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_net_remove);

void mctp_tag_dev_init(struct mctp_tag_dev *dev,
		       struct mctp_counters *counters)
{
	*dev = (struct mctp_tag_dev) {
		.limit = MCTP_TAG_DEV_LIMIT,
		.counters = counters,
	};
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_dev_init);

/* The device ends. Its tags do not, and no more are charged to it. */
void mctp_tag_dev_close(struct mctp_tag_table *table,
			struct mctp_tag_dev *dev)
{
	struct mctp_tag *tag;
	size_t i;

	spin_lock_bh(&table->lock);
	dev->closed = true;
	for (i = 0; i < ARRAY_SIZE(table->buckets) && dev->used; i++) {
		hlist_for_each_entry(tag, &table->buckets[i], node) {
			if (tag->dev != dev)
				continue;
			tag->dev = NULL;
			dev->used--;
		}
	}
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_dev_close);
