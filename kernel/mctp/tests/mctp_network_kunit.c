// SPDX-License-Identifier: GPL-2.0-only
/*
 * Networks: begin and end with their devices, are found and walked in order,
 * start anew with limits and counters of their own; and the counters alone.
 */
#include "../network.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

struct fixture {
	struct mctp_network_table table;
	struct mctp_tag_table tags;
};

static struct mctp_network *join(struct kunit *test, u32 id)
{
	struct fixture *f = test->priv;
	struct mctp_network *network;

	rtnl_lock();
	network = mctp_network_ref(&f->table, id);
	rtnl_unlock();
	KUNIT_ASSERT_NOT_NULL(test, network);
	return network;
}

static void leave(struct fixture *f, struct mctp_network *network)
{
	rtnl_lock();
	mctp_network_unref(&f->table, network);
	rtnl_unlock();
}

static struct mctp_network *find(struct fixture *f, u32 id)
{
	struct mctp_network *network;

	rtnl_lock();
	network = mctp_network_find(&f->table, id);
	rtnl_unlock();
	return network;
}

static struct mctp_network *next(struct fixture *f, u64 from)
{
	struct mctp_network *network;

	rtnl_lock();
	network = mctp_network_next(&f->table, from);
	rtnl_unlock();
	return network;
}

static void network_0_is_always_there(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_PTR_EQ(test, find(f, 0), &f->table.none);
	KUNIT_EXPECT_NULL(test, find(f, 1));
}

static void network_exists_while_a_device_is_in_it(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_network *network = join(test, 7);

	KUNIT_EXPECT_PTR_EQ(test, find(f, 7), network);
	KUNIT_EXPECT_PTR_EQ(test, join(test, 7), network);
	leave(f, network);
	KUNIT_EXPECT_PTR_EQ(test, find(f, 7), network);
	leave(f, network);
	KUNIT_EXPECT_NULL(test, find(f, 7));
}

static void network_begins_with_the_defaults(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_network *network = join(test, 7);

	KUNIT_EXPECT_EQ(test, network->reasm.limit.contexts, 256);
	KUNIT_EXPECT_EQ(test, network->reasm.limit.bytes, SZ_4M);
	KUNIT_EXPECT_EQ(test, network->tags.limit, 8192);
	KUNIT_EXPECT_TRUE(test, network->forwarding);

	network->tags.limit = 3;
	network->forwarding = false;
	mctp_drop_count(&network->counters, MCTP_DROP_SHORT);
	leave(f, network);
	network = join(test, 7);
	KUNIT_EXPECT_EQ(test, network->tags.limit, 8192);
	KUNIT_EXPECT_TRUE(test, network->forwarding);
	KUNIT_EXPECT_EQ(test, mctp_drop_read(&network->counters,
					     MCTP_DROP_SHORT), 0);
	leave(f, network);
}

static void network_walk_goes_up_and_survives_changes(struct kunit *test)
{
	static const u32 ids[] = { 5, U32_MAX, 1, 300, 17, 18 };
	struct mctp_network *networks[ARRAY_SIZE(ids)];
	struct fixture *f = test->priv;
	unsigned int seen = 0;
	u64 from = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ids); i++)
		networks[i] = join(test, ids[i]);
	for (;;) {
		struct mctp_network *network = next(f, from);

		if (!network)
			break;
		KUNIT_EXPECT_GE(test, network->id, from);
		from = (u64)network->id + 1;
		seen++;
		/* one that was told ends: no other is lost or told twice */
		if (network->id == 17)
			leave(f, network);
	}
	KUNIT_EXPECT_EQ(test, seen, ARRAY_SIZE(ids) + 1);
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		if (ids[i] != 17)
			leave(f, networks[i]);
	}
}

static void network_change_shows_in_dumps(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int before = f->table.changes;
	struct mctp_network *network = join(test, 7);

	KUNIT_EXPECT_NE(test, f->table.changes, before);
	f->table.changes = UINT_MAX;
	leave(f, network);
	KUNIT_EXPECT_NE(test, f->table.changes, 0);
}

static void network_tags_follow_it(struct kunit *test)
{
	struct mctp_tag_spec spec = {
		.key = { .net = 7, .local = 8, .peer = 20 },
	};
	struct fixture *f = test->priv;
	struct mctp_tag_owner owner;
	struct mctp_network *network;
	struct mctp_tag_ref ref;

	mctp_tag_owner_init(&owner);
	KUNIT_ASSERT_EQ(test, mctp_tag_alloc(&f->tags, &owner, &spec, &ref),
			0);
	KUNIT_EXPECT_EQ(test, f->table.none.tags.used, 1);
	network = join(test, 7);
	KUNIT_EXPECT_EQ(test, f->table.none.tags.used, 0);
	KUNIT_EXPECT_EQ(test, network->tags.used, 1);
	leave(f, network);
	KUNIT_EXPECT_EQ(test, f->table.none.tags.used, 1);
	mctp_tag_owner_close(&f->tags, &owner);
	KUNIT_EXPECT_EQ(test, f->table.none.tags.used, 0);
}

static void counters_keep_causes_and_statistics_apart(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_counters *counters = &f->table.none.counters;
	int i;

	for (i = MCTP_DROP_NONE + 1; i <= MCTP_DROP_MAX; i++)
		mctp_drop_count(counters, i);
	for (i = MCTP_STAT_UNSPEC + 1; i <= MCTP_STAT_MAX; i++) {
		mctp_stat_count(counters, i);
		mctp_stat_count(counters, i);
	}
	for (i = MCTP_DROP_NONE + 1; i <= MCTP_DROP_MAX; i++)
		KUNIT_EXPECT_EQ(test, mctp_drop_read(counters, i), 1);
	for (i = MCTP_STAT_UNSPEC + 1; i <= MCTP_STAT_MAX; i++)
		KUNIT_EXPECT_EQ(test, mctp_stat_read(counters, i), 2);
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_ASSERT_EQ(test, mctp_network_table_init(&f->table, &f->tags),
			0);
	mctp_tag_table_init(&f->tags, &f->table.none.tags);
	test->priv = f;
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	mctp_tag_table_done(&f->tags);
	mctp_network_table_done(&f->table);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(network_0_is_always_there),
	KUNIT_CASE(network_exists_while_a_device_is_in_it),
	KUNIT_CASE(network_begins_with_the_defaults),
	KUNIT_CASE(network_walk_goes_up_and_survives_changes),
	KUNIT_CASE(network_change_shows_in_dumps),
	KUNIT_CASE(network_tags_follow_it),
	KUNIT_CASE(counters_keep_causes_and_statistics_apart),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_network",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP network tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
