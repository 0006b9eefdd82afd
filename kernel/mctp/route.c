// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes, and an index that makes a lookup one array access however many
 * routes there are: per network id, the route in effect for each of the 256
 * EIDs. A local EID is always local; among other routes that cover an EID
 * the newest is in effect.
 */
#include "route.h"

#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/minmax.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "device.h"
#include "wire.h"

/* The index of one network id; exists while it has routes. */
struct route_net {
	struct hlist_node node;
	u32 net;
	unsigned int routes;
	struct rcu_head rcu;
	struct mctp_route __rcu *slots[MCTP_EID_SPACE];
};

static struct hlist_head *bucket_of(const struct mctp_route_table *table,
				    u32 net)
{
	return (struct hlist_head *)
		&table->nets[jhash_1word(net, 0) &
			     (ARRAY_SIZE(table->nets) - 1)];
}

/* Needs rcu_read_lock(), or that nobody else changes the table. */
static struct route_net *net_find(const struct mctp_route_table *table,
				  u32 net)
{
	struct route_net *rn;

	hlist_for_each_entry_rcu(rn, bucket_of(table, net), node, true) {
		if (rn->net == net)
			return rn;
	}
	return NULL;
}

/* Every success needs a net_put(). */
static struct route_net *net_get(struct mctp_route_table *table, u32 net)
{
	struct route_net *rn = net_find(table, net);

	if (!rn) {
		rn = kzalloc_obj(*rn, GFP_KERNEL_ACCOUNT);
		if (!rn)
			return NULL;
		rn->net = net;
		hlist_add_head_rcu(&rn->node, bucket_of(table, net));
	}
	rn->routes++;
	return rn;
}

static void net_put(struct route_net *rn)
{
	if (--rn->routes)
		return;
	hlist_del_rcu(&rn->node);
	kfree_rcu(rn, rcu);
}

static bool covers(const struct mctp_route_spec *spec, u32 net, u8 eid)
{
	return spec->net == net && spec->min <= eid && eid <= spec->max;
}

static struct mctp_route *effective(const struct mctp_route_table *table,
				    u32 net, u8 eid)
{
	struct mctp_route *rt, *best = NULL;

	list_for_each_entry(rt, &table->routes, node) {
		if (!covers(&rt->spec, net, eid))
			continue;
		if (rt->spec.type == RTN_LOCAL)
			return rt;
		if (!best)
			best = rt;
	}
	return best;
}

static void index_update(const struct mctp_route_table *table,
			 struct route_net *rn, u8 min, u8 max)
{
	unsigned int eid;

	for (eid = min; eid <= max; eid++)
		rcu_assign_pointer(rn->slots[eid],
				   effective(table, rn->net, eid));
}

/*
 * Several devices of a network may have the same local EID. Any other route
 * must differ from all there are in its range, except that an EID may become
 * local which so far is routed elsewhere.
 */
static bool collides(const struct mctp_route_spec *old,
		     const struct mctp_route_spec *new)
{
	if (old->net != new->net || old->min != new->min ||
	    old->max != new->max)
		return false;
	if (new->type == RTN_LOCAL)
		return old->type == RTN_LOCAL && old->mdev == new->mdev;
	return true;
}

static int check_spec(const struct mctp_route_table *table,
		      const struct mctp_route_spec *spec)
{
	const struct mctp_route *rt;

	if (!mctp_eid_is_unicast(spec->min) ||
	    !mctp_eid_is_unicast(spec->max) || spec->min > spec->max)
		return -EINVAL;
	if (!spec->mdev && !mctp_eid_is_unicast(spec->gateway))
		return -EINVAL;
	list_for_each_entry(rt, &table->routes, node) {
		if (collides(&rt->spec, spec))
			return -EEXIST;
	}
	if (table->count >= table->limit)
		return -ENOBUFS;
	return 0;
}

static void notify(struct mctp_route_table *table,
		   const struct mctp_route_spec *spec, bool added)
{
	if (table->changed)
		table->changed(table, spec, added);
}

int mctp_route_add(struct mctp_route_table *table,
		   const struct mctp_route_spec *spec)
{
	struct route_net *rn;
	struct mctp_route *rt;
	int rc;

	rc = check_spec(table, spec);
	if (rc)
		return rc;

	rt = kzalloc_obj(*rt, GFP_KERNEL_ACCOUNT);
	if (!rt)
		return -ENOMEM;
	rn = net_get(table, spec->net);
	if (!rn) {
		kfree(rt);
		return -ENOMEM;
	}
	rt->spec = *spec;
	rt->id = ++table->last_id;
	list_add(&rt->node, &table->routes);
	table->count++;
	index_update(table, rn, spec->min, spec->max);
	notify(table, spec, true);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_add);

static void route_remove(struct mctp_route_table *table,
			 struct mctp_route *rt)
{
	struct route_net *rn = net_find(table, rt->spec.net);

	list_del(&rt->node);
	table->count--;
	index_update(table, rn, rt->spec.min, rt->spec.max);
	net_put(rn);
	notify(table, &rt->spec, false);
	kfree_rcu(rt, rcu);
}

/* The route must be the same in everything but MTU and source EID. */
int mctp_route_remove(struct mctp_route_table *table,
		      const struct mctp_route_spec *spec)
{
	struct mctp_route *rt;

	list_for_each_entry(rt, &table->routes, node) {
		const struct mctp_route_spec *own = &rt->spec;

		if (own->type == spec->type && own->net == spec->net &&
		    own->min == spec->min && own->max == spec->max &&
		    own->mdev == spec->mdev &&
		    own->gateway == spec->gateway) {
			route_remove(table, rt);
			return 0;
		}
	}
	return -ENOENT;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_remove);

void mctp_route_remove_dev(struct mctp_route_table *table,
			   const struct mctp_dev *mdev)
{
	struct mctp_route *rt, *next;

	list_for_each_entry_safe(rt, next, &table->routes, node) {
		if (rt->spec.mdev == mdev)
			route_remove(table, rt);
	}
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_remove_dev);

static void route_move(struct mctp_route_table *table, struct mctp_route *rt,
		       struct route_net *from, struct route_net *to)
{
	notify(table, &rt->spec, false);
	rt->spec.net = to->net;
	to->routes++;
	index_update(table, from, rt->spec.min, rt->spec.max);
	index_update(table, to, rt->spec.min, rt->spec.max);
	net_put(from);
	notify(table, &rt->spec, true);
}

/*
 * Routes through @mdev go with it to network @net. Where @net has routes of
 * equal range both stay, and the newest is in effect.
 */
int mctp_route_move_dev(struct mctp_route_table *table,
			const struct mctp_dev *mdev, u32 net)
{
	struct mctp_route *rt, *next;
	struct route_net *to;

	to = net_get(table, net);
	if (!to)
		return -ENOMEM;
	list_for_each_entry_safe(rt, next, &table->routes, node) {
		if (rt->spec.mdev == mdev && rt->spec.net != net)
			route_move(table, rt, net_find(table, rt->spec.net),
				   to);
	}
	net_put(to);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_move_dev);

/* The route in effect, or NULL. Needs rcu_read_lock() or RTNL. */
const struct mctp_route *
mctp_route_find(const struct mctp_route_table *table, u32 net, u8 eid)
{
	const struct route_net *rn = net_find(table, net);

	return rn ? rcu_dereference_check(rn->slots[eid], true) : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_find);

/* A source that is not, or no longer, on the device is as good as none. */
static u8 usable_source(const struct mctp_route *rt, u8 source)
{
	return source && mctp_dev_has_addr(rt->spec.mdev, source) ?
	       source : MCTP_ADDR_NULL;
}

/*
 * Follows gateways to the device that leads to @eid. -EHOSTUNREACH when
 * there is no route or gateways run in a circle. Needs rcu_read_lock(), under
 * which the device in the result stays valid.
 */
int mctp_route_lookup(const struct mctp_route_table *table, u32 net, u8 eid,
		      struct mctp_hop *ret_hop)
{
	const struct route_net *rn = net_find(table, net);
	u8 source = MCTP_ADDR_NULL;
	unsigned int depth;
	u32 mtu = U32_MAX;

	if (!rn)
		return -EHOSTUNREACH;

	for (depth = 0; depth < MCTP_ROUTE_DEPTH; depth++) {
		const struct mctp_route *rt;

		rt = rcu_dereference_check(rn->slots[eid], true);
		if (!rt)
			return -EHOSTUNREACH;
		if (rt->spec.mtu)
			mtu = min(mtu, rt->spec.mtu);
		if (!source)
			source = rt->spec.prefsrc;
		if (rt->spec.mdev) {
			/* a local EID is no way to another one */
			if (rt->spec.type == RTN_LOCAL && depth)
				return -EHOSTUNREACH;
			*ret_hop = (struct mctp_hop) {
				.mdev = rt->spec.mdev,
				.mtu = mtu == U32_MAX ? 0 : mtu,
				.nexthop = eid,
				.saddr = usable_source(rt, source),
				.local = rt->spec.type == RTN_LOCAL,
				.gateway = depth,
			};
			return 0;
		}
		eid = rt->spec.gateway;
	}
	return -EHOSTUNREACH;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_lookup);

void mctp_route_table_init(struct mctp_route_table *table)
{
	size_t i;

	INIT_LIST_HEAD(&table->routes);
	for (i = 0; i < ARRAY_SIZE(table->nets); i++)
		INIT_HLIST_HEAD(&table->nets[i]);
	table->count = 0;
	table->limit = MCTP_ROUTE_LIMIT;
	table->last_id = 0;
	table->changed = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_table_init);

void mctp_route_table_done(struct mctp_route_table *table)
{
	struct mctp_route *rt, *next;

	list_for_each_entry_safe(rt, next, &table->routes, node)
		route_remove(table, rt);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_route_table_done);
