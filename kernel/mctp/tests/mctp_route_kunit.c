// SPDX-License-Identifier: GPL-2.0-only
/* Routes: ranges, precedence, MTU, gateways, devices that move or leave. */
#include "../route.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

#include "../device.h"
#include "../wire.h"

#define NET	1

struct fixture {
	struct mctp_route_table table;
	struct mctp_dev *a, *b;
};

static int add(struct fixture *f, struct mctp_dev *mdev, u8 min, u8 max,
	       u32 mtu)
{
	struct mctp_route_spec spec = {
		.type = RTN_UNICAST, .min = min, .max = max, .net = NET,
		.mtu = mtu, .mdev = mdev,
	};

	return mctp_route_add(&f->table, &spec);
}

static int add_local(struct fixture *f, struct mctp_dev *mdev, u8 eid)
{
	struct mctp_route_spec spec = {
		.type = RTN_LOCAL, .min = eid, .max = eid, .net = NET,
		.mdev = mdev,
	};

	return mctp_route_add(&f->table, &spec);
}

static int add_gateway(struct fixture *f, u8 eid, u8 gateway, u32 mtu)
{
	struct mctp_route_spec spec = {
		.type = RTN_UNICAST, .min = eid, .max = eid, .net = NET,
		.mtu = mtu, .gateway = gateway,
	};

	return mctp_route_add(&f->table, &spec);
}

static int del(struct fixture *f, struct mctp_dev *mdev, u8 min, u8 max)
{
	struct mctp_route_spec spec = {
		.type = RTN_UNICAST, .min = min, .max = max, .net = NET,
		.mdev = mdev,
	};

	return mctp_route_remove(&f->table, &spec);
}

static struct mctp_hop lookup_net(struct fixture *f, u32 net, u8 eid)
{
	struct mctp_hop hop;
	int rc;

	rcu_read_lock();
	rc = mctp_route_lookup(&f->table, net, eid, &hop);
	rcu_read_unlock();
	return rc ? (struct mctp_hop) {} : hop;
}

static struct mctp_hop lookup(struct fixture *f, u8 eid)
{
	return lookup_net(f, NET, eid);
}

static void route_covers_its_range_and_no_more(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, add(f, f->a, 20, 29, 0), 0);
	KUNIT_EXPECT_NULL(test, lookup(f, 19).mdev);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 20).mdev, f->a);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 29).mdev, f->a);
	KUNIT_EXPECT_NULL(test, lookup(f, 30).mdev);
	KUNIT_EXPECT_NULL(test, lookup_net(f, NET + 1, 20).mdev);
	KUNIT_EXPECT_NULL(test, lookup(f, 0).mdev);
	KUNIT_EXPECT_NULL(test, lookup(f, 255).mdev);
}

static void route_of_every_eid_is_possible(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, add(f, f->a, 8, 254, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 8).mdev, f->a);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 254).mdev, f->a);
}

static void route_refuses_reserved_eids_and_bad_ranges(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, add(f, f->a, 7, 20, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 20, 255, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 21, 20, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 0, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_gateway(f, 20, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_gateway(f, 20, 255, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, f->table.count, 0);
}

static void route_newest_of_overlapping_ranges_wins(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 29, 0);
	add(f, f->b, 25, 35, 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 24).mdev, f->a);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 25).mdev, f->b);
	KUNIT_EXPECT_EQ(test, del(f, f->b, 25, 35), 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 25).mdev, f->a);
	KUNIT_EXPECT_NULL(test, lookup(f, 30).mdev);
}

static void route_identical_range_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 29, 0);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 20, 29, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, add(f, f->b, 20, 29, 100), -EEXIST);
	add_local(f, f->a, 40);
	KUNIT_EXPECT_EQ(test, add(f, f->b, 40, 40, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, add_gateway(f, 40, 20, 0), -EEXIST);
}

static void route_local_eid_is_local_in_any_order(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, add_local(f, f->a, 20), 0);
	KUNIT_EXPECT_EQ(test, add(f, f->b, 18, 22, 0), 0);
	KUNIT_EXPECT_TRUE(test, lookup(f, 20).local);
	KUNIT_EXPECT_FALSE(test, lookup(f, 21).local);
	KUNIT_EXPECT_EQ(test, add_local(f, f->a, 21), 0);
	KUNIT_EXPECT_TRUE(test, lookup(f, 21).local);
}

static void route_devices_share_a_local_eid(struct kunit *test)
{
	struct mctp_route_spec spec = {
		.type = RTN_LOCAL, .min = 20, .max = 20, .net = NET,
	};
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, add_local(f, f->a, 20), 0);
	KUNIT_EXPECT_EQ(test, add_local(f, f->a, 20), -EEXIST);
	KUNIT_EXPECT_EQ(test, add_local(f, f->b, 20), 0);
	spec.mdev = f->a;
	KUNIT_EXPECT_EQ(test, mctp_route_remove(&f->table, &spec), 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 20).mdev, f->b);
	KUNIT_EXPECT_TRUE(test, lookup(f, 20).local);
}

static void route_of_another_device_is_not_removed(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 29, 0);
	KUNIT_EXPECT_EQ(test, del(f, f->b, 20, 29), -ENOENT);
	KUNIT_EXPECT_EQ(test, del(f, f->a, 20, 28), -ENOENT);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 20).mdev, f->a);
	KUNIT_EXPECT_EQ(test, del(f, f->a, 20, 29), 0);
	KUNIT_EXPECT_EQ(test, del(f, f->a, 20, 29), -ENOENT);
}

static void route_mtu_is_the_smallest_on_the_way(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 20, 100);
	add(f, f->a, 21, 21, 0);
	add_gateway(f, 30, 20, 0);
	add_gateway(f, 31, 20, 80);
	add_gateway(f, 32, 31, 90);
	add_gateway(f, 33, 21, 0);
	KUNIT_EXPECT_EQ(test, lookup(f, 20).mtu, 100);
	KUNIT_EXPECT_EQ(test, lookup(f, 30).mtu, 100);
	KUNIT_EXPECT_EQ(test, lookup(f, 31).mtu, 80);
	KUNIT_EXPECT_EQ(test, lookup(f, 32).mtu, 80);
	KUNIT_EXPECT_EQ(test, lookup(f, 33).mtu, 0);
}

static void route_gateway_names_the_next_hop(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 29, 0);
	add_gateway(f, 50, 22, 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 50).mdev, f->a);
	KUNIT_EXPECT_EQ(test, lookup(f, 50).nexthop, 22);
	KUNIT_EXPECT_TRUE(test, lookup(f, 50).gateway);
	KUNIT_EXPECT_EQ(test, lookup(f, 22).nexthop, 22);
	KUNIT_EXPECT_FALSE(test, lookup(f, 22).gateway);
}

static void route_gateway_without_route_leads_nowhere(struct kunit *test)
{
	struct fixture *f = test->priv;

	add_gateway(f, 50, 22, 0);
	KUNIT_EXPECT_NULL(test, lookup(f, 50).mdev);
	add_local(f, f->a, 22);
	KUNIT_EXPECT_NULL(test, lookup(f, 50).mdev);
}

static void route_gateways_follow_to_the_limit(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	/* 100 is direct, each further EID is behind the one before */
	add(f, f->a, 100, 100, 0);
	for (i = 1; i <= MCTP_ROUTE_DEPTH; i++)
		add_gateway(f, 100 + i, 100 + i - 1, 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 100 + MCTP_ROUTE_DEPTH - 1).mdev,
			    f->a);
	KUNIT_EXPECT_NULL(test, lookup(f, 100 + MCTP_ROUTE_DEPTH).mdev);
}

static void route_gateways_in_a_circle_end(struct kunit *test)
{
	struct fixture *f = test->priv;

	add_gateway(f, 50, 51, 0);
	add_gateway(f, 51, 50, 0);
	add_gateway(f, 52, 52, 0);
	KUNIT_EXPECT_NULL(test, lookup(f, 50).mdev);
	KUNIT_EXPECT_NULL(test, lookup(f, 52).mdev);
}

static void route_device_leaves_with_its_routes(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 29, 0);
	add_local(f, f->a, 40);
	add(f, f->b, 30, 39, 0);
	mctp_route_remove_dev(&f->table, f->a);
	KUNIT_EXPECT_NULL(test, lookup(f, 20).mdev);
	KUNIT_EXPECT_NULL(test, lookup(f, 40).mdev);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 30).mdev, f->b);
	KUNIT_EXPECT_EQ(test, f->table.count, 1);
}

static void route_device_takes_routes_to_another_net(struct kunit *test)
{
	struct fixture *f = test->priv;

	add(f, f->a, 20, 29, 0);
	add(f, f->b, 25, 25, 0);
	KUNIT_EXPECT_EQ(test, mctp_route_move_dev(&f->table, f->a, 7), 0);
	KUNIT_EXPECT_NULL(test, lookup(f, 20).mdev);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 25).mdev, f->b);
	KUNIT_EXPECT_PTR_EQ(test, lookup_net(f, 7, 25).mdev, f->a);
	KUNIT_EXPECT_EQ(test, mctp_route_move_dev(&f->table, f->a, NET), 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 20).mdev, f->a);
	KUNIT_EXPECT_NULL(test, lookup_net(f, 7, 25).mdev);
}

static void route_table_has_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->table.limit = 2;
	KUNIT_EXPECT_EQ(test, add(f, f->a, 20, 20, 0), 0);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 21, 21, 0), 0);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 22, 22, 0), -ENOBUFS);
	KUNIT_EXPECT_EQ(test, del(f, f->a, 20, 20), 0);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 22, 22, 0), 0);
}

static int add_with_source(struct fixture *f, struct mctp_dev *mdev, u8 eid,
			   u8 gateway, u8 source)
{
	struct mctp_route_spec spec = {
		.type = RTN_UNICAST, .min = eid, .max = eid, .net = NET,
		.mdev = mdev, .gateway = gateway, .prefsrc = source,
	};

	return mctp_route_add(&f->table, &spec);
}

static void route_source_is_that_of_the_device_while_it_has_it(struct kunit *test)
{
	struct fixture *f = test->priv;

	set_bit(10, f->b->has_addr);
	KUNIT_EXPECT_EQ(test, add_with_source(f, f->a, 20, 0, 10), 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(f, 20).mdev, f->a);
	KUNIT_EXPECT_EQ(test, lookup(f, 20).saddr, 0);
	set_bit(10, f->a->has_addr);
	KUNIT_EXPECT_EQ(test, lookup(f, 20).saddr, 10);
	clear_bit(10, f->a->has_addr);
	KUNIT_EXPECT_EQ(test, lookup(f, 20).saddr, 0);
}

/* The one nearest to the destination counts. */
static void route_source_holds_through_gateways(struct kunit *test)
{
	struct fixture *f = test->priv;

	set_bit(10, f->a->has_addr);
	set_bit(11, f->a->has_addr);
	KUNIT_EXPECT_EQ(test, add_with_source(f, f->a, 20, 0, 10), 0);
	KUNIT_EXPECT_EQ(test, add_with_source(f, NULL, 30, 20, 0), 0);
	KUNIT_EXPECT_EQ(test, add_with_source(f, NULL, 31, 20, 11), 0);
	KUNIT_EXPECT_EQ(test, lookup(f, 30).saddr, 10);
	KUNIT_EXPECT_EQ(test, lookup(f, 31).saddr, 11);
}

/* What the table told last, and how often. */
static struct {
	struct mctp_route_spec spec;
	bool added;
	unsigned int count;
} told;

static void note_change(struct mctp_route_table *table,
			const struct mctp_route_spec *spec, bool added)
{
	told.spec = *spec;
	told.added = added;
	told.count++;
}

static void route_changes_are_told_once(struct kunit *test)
{
	struct fixture *f = test->priv;

	told.count = 0;
	f->table.changed = note_change;
	KUNIT_EXPECT_EQ(test, add(f, f->a, 20, 29, 0), 0);
	KUNIT_EXPECT_EQ(test, told.count, 1);
	KUNIT_EXPECT_TRUE(test, told.added);
	KUNIT_EXPECT_EQ(test, told.spec.max, 29);
	KUNIT_EXPECT_EQ(test, add(f, f->a, 20, 29, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, told.count, 1);
	KUNIT_EXPECT_EQ(test, mctp_route_move_dev(&f->table, f->a, NET + 1),
			0);
	KUNIT_EXPECT_EQ(test, told.count, 3);
	KUNIT_EXPECT_TRUE(test, told.added);
	KUNIT_EXPECT_EQ(test, told.spec.net, NET + 1);
	mctp_route_remove_dev(&f->table, f->a);
	KUNIT_EXPECT_EQ(test, told.count, 4);
	KUNIT_EXPECT_FALSE(test, told.added);
	f->table.changed = NULL;
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	/* the table compares devices and looks into none */
	f->a = kunit_kzalloc(test, sizeof(*f->a), GFP_KERNEL);
	f->b = kunit_kzalloc(test, sizeof(*f->b), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f->a);
	KUNIT_ASSERT_NOT_NULL(test, f->b);
	mctp_route_table_init(&f->table);
	test->priv = f;
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;
	size_t i;

	mctp_route_table_done(&f->table);
	KUNIT_EXPECT_EQ(test, f->table.count, 0);
	for (i = 0; i < ARRAY_SIZE(f->table.nets); i++)
		KUNIT_EXPECT_TRUE(test, hlist_empty(&f->table.nets[i]));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(route_covers_its_range_and_no_more),
	KUNIT_CASE(route_of_every_eid_is_possible),
	KUNIT_CASE(route_refuses_reserved_eids_and_bad_ranges),
	KUNIT_CASE(route_newest_of_overlapping_ranges_wins),
	KUNIT_CASE(route_identical_range_is_refused),
	KUNIT_CASE(route_local_eid_is_local_in_any_order),
	KUNIT_CASE(route_devices_share_a_local_eid),
	KUNIT_CASE(route_of_another_device_is_not_removed),
	KUNIT_CASE(route_mtu_is_the_smallest_on_the_way),
	KUNIT_CASE(route_gateway_names_the_next_hop),
	KUNIT_CASE(route_gateway_without_route_leads_nowhere),
	KUNIT_CASE(route_gateways_follow_to_the_limit),
	KUNIT_CASE(route_gateways_in_a_circle_end),
	KUNIT_CASE(route_device_leaves_with_its_routes),
	KUNIT_CASE(route_device_takes_routes_to_another_net),
	KUNIT_CASE(route_table_has_a_limit),
	KUNIT_CASE(route_source_is_that_of_the_device_while_it_has_it),
	KUNIT_CASE(route_source_holds_through_gateways),
	KUNIT_CASE(route_changes_are_told_once),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_route",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP route tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
