// SPDX-License-Identifier: GPL-2.0-only
/* Tags: allocation, collisions with wildcards, expiry, ownership, limits. */
#include "../tag.h"

#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/mctp.h>
#include <linux/module.h>

#include "../wire.h"

#define NET	1
#define LOCAL	8
#define PEER	20

struct fixture {
	struct mctp_tag_table table;
	struct mctp_tag_net none, net;
	struct mctp_tag_dev dev;
	struct mctp_counters none_counters, counters, dev_counters;
	struct mctp_tag_owner owner;
	struct mctp_tag_owner other;
};

static int alloc(struct fixture *f, struct mctp_tag_owner *owner, u32 net,
		 u8 local, u8 peer, enum mctp_tag_kind kind,
		 struct mctp_tag_ref *ret_ref)
{
	const struct mctp_tag_spec spec = {
		.key = { .net = net, .local = local, .peer = peer },
		.kind = kind,
	};

	return mctp_tag_alloc(&f->table, owner, &spec, ret_ref);
}

static int alloc_one(struct fixture *f, u8 peer, struct mctp_tag_ref *ret_ref)
{
	return alloc(f, &f->owner, NET, LOCAL, peer, MCTP_TAG_KIND_ONE,
		     ret_ref);
}

static int alloc_by_dev(struct fixture *f, u8 peer,
			struct mctp_tag_ref *ret_ref)
{
	const struct mctp_tag_spec spec = {
		.key = { .net = NET, .local = LOCAL, .peer = peer },
		.kind = MCTP_TAG_KIND_ONE,
		.dev = &f->dev,
	};

	return mctp_tag_alloc(&f->table, &f->owner, &spec, ret_ref);
}

/* The id of the tag a reply would find, 0 if none. */
static u64 found(struct fixture *f, u32 net, u8 local, u8 peer, u8 value)
{
	const struct mctp_tag *tag;
	u64 id;

	rcu_read_lock();
	tag = mctp_tag_find(&f->table, net, local, peer, value);
	id = tag ? tag->id : 0;
	rcu_read_unlock();
	return id;
}

static bool reply(struct fixture *f, u8 peer, u8 value, u64 id)
{
	bool rc;

	rcu_read_lock();
	rc = mctp_tag_reply(&f->table, NET, LOCAL, peer, value, id);
	rcu_read_unlock();
	return rc;
}

static void tag_8_values_per_pair_and_no_ninth(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;
	int i;

	for (i = 0; i < MCTP_TAG_VALUES; i++) {
		KUNIT_ASSERT_EQ(test, alloc_one(f, PEER, &ref), 0);
		KUNIT_EXPECT_EQ(test, ref.value, i);
	}
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &ref), -EBUSY);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->counters,
					     MCTP_STAT_TAGS_EXHAUSTED), 1);
}

static void tag_pairs_do_not_share_values(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER + 1, &ref), 0);
	KUNIT_EXPECT_EQ(test, ref.value, 0);
	KUNIT_EXPECT_EQ(test, alloc(f, &f->owner, NET, LOCAL + 1, PEER,
				    MCTP_TAG_KIND_ONE, &ref), 0);
	KUNIT_EXPECT_EQ(test, ref.value, 0);
	KUNIT_EXPECT_EQ(test, alloc(f, &f->owner, NET + 1, LOCAL, PEER,
				    MCTP_TAG_KIND_ONE, &ref), 0);
	KUNIT_EXPECT_EQ(test, ref.value, 0);
}

struct wildcard_case {
	const char *name;
	u8 local, peer;		/* of a second tag after LOCAL, PEER */
	u8 first_local, first_peer;
	u8 value;
};

static const struct wildcard_case wildcard_cases[] = {
	{ "any peer avoids one peer", LOCAL, MCTP_ADDR_ANY, LOCAL, PEER, 1 },
	{ "one peer avoids any peer", LOCAL, PEER, LOCAL, MCTP_ADDR_ANY, 1 },
	{ "any local avoids one", MCTP_ADDR_ANY, PEER, LOCAL, PEER, 1 },
	{ "one local avoids any", LOCAL, PEER, MCTP_ADDR_ANY, PEER, 1 },
	{ "any and any avoid both", MCTP_ADDR_ANY, MCTP_ADDR_ANY, LOCAL,
	  PEER, 1 },
	{ "any peer, other local", LOCAL + 1, MCTP_ADDR_ANY, LOCAL, PEER, 0 },
	{ "any local, other peer", MCTP_ADDR_ANY, PEER + 1, LOCAL, PEER, 0 },
};

KUNIT_ARRAY_PARAM_DESC(wildcard, wildcard_cases, name);

static void tag_wildcards_collide_both_ways(struct kunit *test)
{
	const struct wildcard_case *c = test->param_value;
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	KUNIT_ASSERT_EQ(test, alloc(f, &f->owner, NET, c->first_local,
				    c->first_peer, MCTP_TAG_KIND_ONE, &ref),
			0);
	KUNIT_ASSERT_EQ(test, alloc(f, &f->owner, NET, c->local, c->peer,
				    MCTP_TAG_KIND_ONE, &ref), 0);
	KUNIT_EXPECT_EQ(test, ref.value, c->value);
}

static void tag_any_peer_is_refused_when_peers_hold_all(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;
	int i;

	for (i = 0; i < MCTP_TAG_VALUES; i++)
		alloc_one(f, PEER, &ref);
	KUNIT_EXPECT_EQ(test, alloc_one(f, MCTP_ADDR_ANY, &ref), -EBUSY);
}

static void tag_reply_ends_a_request(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, 0), ref.id);
	KUNIT_EXPECT_TRUE(test, reply(f, PEER, 0, ref.id));
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, 0), 0);
	KUNIT_EXPECT_FALSE(test, reply(f, PEER, 0, ref.id));
	KUNIT_EXPECT_EQ(test, f->table.count, 0);
}

static void tag_reply_from_elsewhere_finds_nothing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER + 1, 0), 0);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL + 1, PEER, 0), 0);
	KUNIT_EXPECT_EQ(test, found(f, NET + 1, LOCAL, PEER, 0), 0);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, 1), 0);
}

static void tag_broadcast_takes_many_replies(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc(f, &f->owner, NET, LOCAL, MCTP_ADDR_ANY, MCTP_TAG_KIND_MANY,
	      &ref);
	KUNIT_EXPECT_TRUE(test, reply(f, PEER, 0, ref.id));
	KUNIT_EXPECT_TRUE(test, reply(f, PEER + 1, 0, ref.id));
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER + 2, 0), ref.id);
}

static void tag_prealloc_survives_replies_and_time(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc(f, &f->owner, NET, MCTP_ADDR_ANY, PEER,
	      MCTP_TAG_KIND_PREALLOC, &ref);
	KUNIT_EXPECT_TRUE(test, reply(f, PEER, 0, ref.id));
	mctp_tag_expire(&f->table, jiffies + 2 * MCTP_TAG_LIFETIME);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, 0), ref.id);
}

static void tag_expires_at_its_time_not_before(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned long start = jiffies;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	mctp_tag_expire(&f->table, start + MCTP_TAG_LIFETIME - 1);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, 0), ref.id);
	mctp_tag_expire(&f->table, jiffies + MCTP_TAG_LIFETIME);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, 0), 0);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->counters,
					     MCTP_STAT_TAGS_EXPIRED), 1);
}

static void tag_timer_runs_by_itself(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	f->table.lifetime = 1;
	alloc_one(f, PEER, &ref);
	schedule_timeout_uninterruptible(10);
	KUNIT_EXPECT_EQ(test, READ_ONCE(f->table.count), 0);
}

static void tag_expires_while_reply_in_flight(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref, next;

	alloc_one(f, PEER, &ref);
	mctp_tag_expire(&f->table, jiffies + MCTP_TAG_LIFETIME);
	alloc_one(f, PEER, &next);
	KUNIT_ASSERT_EQ(test, next.value, ref.value);
	/* the late reply must not be taken for one to the next request */
	KUNIT_EXPECT_FALSE(test, reply(f, PEER, ref.value, ref.id));
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, next.value),
			next.id);
}

static void tag_prealloc_serves_its_owner_only(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc(f, &f->owner, NET, MCTP_ADDR_ANY, PEER,
	      MCTP_TAG_KIND_PREALLOC, &ref);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->owner, NET,
						    PEER, ref.value), 0);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->other, NET,
						    PEER, ref.value), -ENOENT);
	KUNIT_EXPECT_EQ(test, mctp_tag_drop(&f->table, &f->other, NET, PEER,
					    ref.value), -EINVAL);
	KUNIT_EXPECT_EQ(test, mctp_tag_drop(&f->table, &f->owner, NET, PEER,
					    ref.value), 0);
	KUNIT_EXPECT_EQ(test, mctp_tag_drop(&f->table, &f->owner, NET, PEER,
					    ref.value), -EINVAL);
}

static void tag_prealloc_is_for_its_peer_and_net(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc(f, &f->owner, NET, MCTP_ADDR_ANY, PEER,
	      MCTP_TAG_KIND_PREALLOC, &ref);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->owner, NET,
						    PEER + 1, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->owner,
						    NET + 1, PEER, 0),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->owner, NET,
						    PEER, 1), -ENOENT);
	alloc(f, &f->owner, NET, MCTP_ADDR_ANY, MCTP_ADDR_ANY,
	      MCTP_TAG_KIND_PREALLOC, &ref);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->owner, NET,
						    PEER + 1, ref.value), 0);
}

static void tag_of_a_request_cannot_be_dropped(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	KUNIT_EXPECT_EQ(test, mctp_tag_drop(&f->table, &f->owner, NET, PEER,
					    ref.value), -EINVAL);
	KUNIT_EXPECT_EQ(test, mctp_tag_use_prealloc(&f->table, &f->owner, NET,
						    PEER, ref.value), -ENOENT);
}

static void tag_is_released_when_nothing_was_sent(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	mctp_tag_release(&f->table, &f->other, ref.id);
	KUNIT_EXPECT_EQ(test, f->table.count, 1);
	mctp_tag_release(&f->table, &f->owner, ref.id);
	KUNIT_EXPECT_EQ(test, f->table.count, 0);
	mctp_tag_release(&f->table, &f->owner, ref.id);
	KUNIT_EXPECT_EQ(test, f->table.count, 0);
}

static void tag_owner_closes_with_all_its_tags(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	alloc_one(f, PEER, &ref);
	alloc(f, &f->owner, NET, MCTP_ADDR_ANY, PEER,
	      MCTP_TAG_KIND_PREALLOC, &ref);
	alloc(f, &f->other, NET, LOCAL, PEER, MCTP_TAG_KIND_ONE, &ref);
	mctp_tag_owner_close(&f->table, &f->owner);
	KUNIT_EXPECT_EQ(test, f->table.count, 1);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, ref.value), ref.id);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &ref), -EINVAL);
}

static void tag_network_has_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;
	int i;

	f->net.limit = 3;
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, alloc_one(f, PEER + i, &ref), 0);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER + 3, &ref), -EBUSY);
	mctp_tag_release(&f->table, &f->owner, ref.id);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER + 3, &ref), 0);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->counters,
					     MCTP_STAT_TAGS_EXHAUSTED), 1);
	/* another network is not concerned */
	KUNIT_EXPECT_EQ(test, alloc(f, &f->owner, NET + 1, LOCAL, PEER,
				    MCTP_TAG_KIND_ONE, &ref), 0);
}

static void tag_device_has_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;
	int i;

	f->dev.limit = 3;
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER + i, &ref), 0);
	KUNIT_EXPECT_EQ(test, f->dev.used, 3);
	KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER + 3, &ref), -EBUSY);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->dev_counters,
					     MCTP_STAT_TAGS_EXHAUSTED), 1);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->counters,
					     MCTP_STAT_TAGS_EXHAUSTED), 1);
	KUNIT_EXPECT_EQ(test, f->net.used, 3);
	/* what goes by another device is not concerned */
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER + 3, &ref), 0);
	mctp_tag_owner_close(&f->table, &f->owner);
	KUNIT_EXPECT_EQ(test, f->dev.used, 0);
}

static void tag_refused_is_charged_to_nobody(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;
	int i;

	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER, &ref), 0);
	KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER, &ref), -EBUSY);
	KUNIT_EXPECT_EQ(test, f->dev.used, 8);
	KUNIT_EXPECT_EQ(test, f->net.used, 8);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->dev_counters,
					     MCTP_STAT_TAGS_EXHAUSTED), 1);
}

static void tag_outlives_its_device(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref, late;

	KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER, &ref), 0);
	mctp_tag_dev_close(&f->table, &f->dev);
	KUNIT_EXPECT_EQ(test, f->dev.used, 0);
	KUNIT_EXPECT_EQ(test, f->net.used, 1);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, ref.value), ref.id);
	/* of a sender that had found the device before */
	KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER, &late), 0);
	KUNIT_EXPECT_EQ(test, f->dev.used, 0);
	mctp_tag_release(&f->table, &f->owner, ref.id);
	mctp_tag_release(&f->table, &f->owner, late.id);
	KUNIT_EXPECT_EQ(test, f->dev.used, 0);
	KUNIT_EXPECT_EQ(test, f->net.used, 0);
}

static void tag_expired_is_counted_where_it_was_charged(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	KUNIT_EXPECT_EQ(test, alloc_by_dev(f, PEER, &ref), 0);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER + 1, &ref), 0);
	mctp_tag_expire(&f->table, jiffies + 2 * MCTP_TAG_LIFETIME);
	KUNIT_EXPECT_EQ(test, f->dev.used, 0);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->dev_counters,
					     MCTP_STAT_TAGS_EXPIRED), 1);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->counters,
					     MCTP_STAT_TAGS_EXPIRED), 2);
}

static void tag_limit_below_usage_takes_none_away(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref first, ref;

	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &first), 0);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &ref), 0);
	f->net.limit = 1;
	KUNIT_EXPECT_EQ(test, f->net.used, 2);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &ref), -EBUSY);
	mctp_tag_release(&f->table, &f->owner, first.id);
	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &ref), -EBUSY);
}

static void tag_without_network_is_charged_to_none(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref;

	f->none.limit = 1;
	KUNIT_EXPECT_EQ(test, alloc(f, &f->owner, NET + 1, LOCAL, PEER,
				    MCTP_TAG_KIND_PREALLOC, &ref), 0);
	KUNIT_EXPECT_EQ(test, f->none.used, 1);
	KUNIT_EXPECT_EQ(test, f->net.used, 0);
	KUNIT_EXPECT_EQ(test, alloc(f, &f->owner, NET + 2, LOCAL, PEER,
				    MCTP_TAG_KIND_PREALLOC, &ref), -EBUSY);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->none_counters,
					     MCTP_STAT_TAGS_EXHAUSTED), 1);
}

static void tag_outlives_its_network(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref ref, foreign;

	KUNIT_EXPECT_EQ(test, alloc_one(f, PEER, &ref), 0);
	KUNIT_EXPECT_EQ(test, alloc(f, &f->owner, NET + 1, LOCAL, PEER,
				    MCTP_TAG_KIND_ONE, &foreign), 0);
	mctp_tag_net_remove(&f->table, &f->net);
	KUNIT_EXPECT_EQ(test, f->net.used, 0);
	KUNIT_EXPECT_EQ(test, f->none.used, 2);
	KUNIT_EXPECT_EQ(test, found(f, NET, LOCAL, PEER, ref.value), ref.id);
	mctp_tag_net_add(&f->table, &f->net);
	KUNIT_EXPECT_EQ(test, f->net.used, 1);
	KUNIT_EXPECT_EQ(test, f->none.used, 1);
	mctp_tag_release(&f->table, &f->owner, ref.id);
	KUNIT_EXPECT_EQ(test, f->net.used, 0);
	mctp_tag_release(&f->table, &f->owner, foreign.id);
	KUNIT_EXPECT_EQ(test, f->none.used, 0);
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->none_counters, 0), 0);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->counters, 0), 0);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->dev_counters, 0), 0);
	mctp_tag_net_init(&f->none, 0, &f->none_counters);
	mctp_tag_net_init(&f->net, NET, &f->counters);
	mctp_tag_dev_init(&f->dev, &f->dev_counters);
	mctp_tag_table_init(&f->table, &f->none);
	mctp_tag_net_add(&f->table, &f->net);
	mctp_tag_owner_init(&f->owner);
	mctp_tag_owner_init(&f->other);
	test->priv = f;
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	mctp_tag_owner_close(&f->table, &f->owner);
	mctp_tag_owner_close(&f->table, &f->other);
	KUNIT_EXPECT_EQ(test, f->table.count, 0);
	KUNIT_EXPECT_EQ(test, f->none.used, 0);
	KUNIT_EXPECT_EQ(test, f->net.used, 0);
	mctp_tag_net_remove(&f->table, &f->net);
	mctp_tag_table_done(&f->table);
	mctp_counters_done(&f->none_counters);
	mctp_counters_done(&f->counters);
	mctp_counters_done(&f->dev_counters);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(tag_8_values_per_pair_and_no_ninth),
	KUNIT_CASE(tag_pairs_do_not_share_values),
	KUNIT_CASE_PARAM(tag_wildcards_collide_both_ways,
			 wildcard_gen_params),
	KUNIT_CASE(tag_any_peer_is_refused_when_peers_hold_all),
	KUNIT_CASE(tag_reply_ends_a_request),
	KUNIT_CASE(tag_reply_from_elsewhere_finds_nothing),
	KUNIT_CASE(tag_broadcast_takes_many_replies),
	KUNIT_CASE(tag_prealloc_survives_replies_and_time),
	KUNIT_CASE(tag_expires_at_its_time_not_before),
	KUNIT_CASE(tag_timer_runs_by_itself),
	KUNIT_CASE(tag_expires_while_reply_in_flight),
	KUNIT_CASE(tag_prealloc_serves_its_owner_only),
	KUNIT_CASE(tag_prealloc_is_for_its_peer_and_net),
	KUNIT_CASE(tag_of_a_request_cannot_be_dropped),
	KUNIT_CASE(tag_is_released_when_nothing_was_sent),
	KUNIT_CASE(tag_owner_closes_with_all_its_tags),
	KUNIT_CASE(tag_network_has_a_limit),
	KUNIT_CASE(tag_device_has_a_limit),
	KUNIT_CASE(tag_refused_is_charged_to_nobody),
	KUNIT_CASE(tag_outlives_its_device),
	KUNIT_CASE(tag_expired_is_counted_where_it_was_charged),
	KUNIT_CASE(tag_limit_below_usage_takes_none_away),
	KUNIT_CASE(tag_without_network_is_charged_to_none),
	KUNIT_CASE(tag_outlives_its_network),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_tag",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP tag tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
