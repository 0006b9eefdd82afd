// SPDX-License-Identifier: GPL-2.0-only
/* Listeners: who conflicts with whom, and who gets a request first. */
#include "../bind.h"

#include <kunit/test.h>
#include <linux/mctp.h>
#include <linux/module.h>
#include <linux/rcupdate.h>

#define ANY	MCTP_ADDR_ANY
#define NET	1
#define TYPE	0x05
#define LOCAL	8
#define PEER	20

static struct mctp_bind *lookup(struct kunit *test, u32 net, u8 type,
				u8 local, u8 peer)
{
	struct mctp_bind *bind;

	rcu_read_lock();
	bind = mctp_bind_lookup(test->priv, net, type, local, peer);
	rcu_read_unlock();
	return bind;
}

/* Least to most specific: each added one takes over from those before. */
static void bind_more_specific_listener_wins(struct kunit *test)
{
	struct mctp_bind binds[] = {
		{ .net = MCTP_NET_ANY, .type = TYPE, .local = ANY,
		  .peer = ANY },
		{ .net = NET, .type = TYPE, .local = ANY, .peer = ANY },
		{ .net = NET, .type = TYPE, .local = LOCAL, .peer = ANY },
		{ .net = NET, .type = TYPE, .local = ANY, .peer = PEER,
		  .has_peer = true },
		{ .net = NET, .type = TYPE, .local = LOCAL, .peer = PEER,
		  .has_peer = true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(binds); i++) {
		KUNIT_EXPECT_EQ(test, mctp_bind_add(test->priv, &binds[i]), 0);
		KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET, TYPE, LOCAL,
						 PEER), &binds[i]);
	}
	while (--i) {
		mctp_bind_remove(test->priv, &binds[i]);
		KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET, TYPE, LOCAL,
						 PEER), &binds[i - 1]);
	}
	mctp_bind_remove(test->priv, &binds[0]);
	KUNIT_EXPECT_NULL(test, lookup(test, NET, TYPE, LOCAL, PEER));
}

static void bind_does_not_hear_what_it_did_not_ask_for(struct kunit *test)
{
	struct mctp_bind bind = {
		.net = NET, .type = TYPE, .local = LOCAL, .peer = PEER,
		.has_peer = true,
	};

	mctp_bind_add(test->priv, &bind);
	KUNIT_EXPECT_NULL(test, lookup(test, NET + 1, TYPE, LOCAL, PEER));
	KUNIT_EXPECT_NULL(test, lookup(test, NET, TYPE + 1, LOCAL, PEER));
	KUNIT_EXPECT_NULL(test, lookup(test, NET, TYPE, LOCAL + 1, PEER));
	KUNIT_EXPECT_NULL(test, lookup(test, NET, TYPE, LOCAL, PEER + 1));
	KUNIT_EXPECT_NULL(test, lookup(test, NET, TYPE, MCTP_ADDR_NULL,
				       PEER));
	mctp_bind_remove(test->priv, &bind);
}

static void bind_null_hears_the_null_eid_only(struct kunit *test)
{
	struct mctp_bind bind = {
		.net = NET, .type = TYPE, .local = MCTP_ADDR_NULL,
		.peer = ANY,
	};

	mctp_bind_add(test->priv, &bind);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET, TYPE, MCTP_ADDR_NULL,
					 PEER), &bind);
	KUNIT_EXPECT_NULL(test, lookup(test, NET, TYPE, LOCAL, PEER));
	mctp_bind_remove(test->priv, &bind);
}

static void bind_any_hears_broadcast(struct kunit *test)
{
	struct mctp_bind bind = {
		.net = NET, .type = TYPE, .local = ANY, .peer = ANY,
	};

	mctp_bind_add(test->priv, &bind);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET, TYPE, ANY, PEER), &bind);
	mctp_bind_remove(test->priv, &bind);
}

struct conflict_case {
	const char *name;
	struct mctp_bind a, b;
	int rc;
};

static const struct conflict_case conflict_cases[] = {
	{ "same local EID",
	  { .net = NET, .type = TYPE, .local = LOCAL, .peer = ANY },
	  { .net = NET, .type = TYPE, .local = LOCAL, .peer = ANY },
	  -EADDRINUSE },
	{ "same peer",
	  { .net = NET, .local = ANY, .peer = PEER, .has_peer = true },
	  { .net = NET, .local = ANY, .peer = PEER, .has_peer = true },
	  -EADDRINUSE },
	{ "any network twice",
	  { .net = MCTP_NET_ANY, .local = ANY, .peer = ANY },
	  { .net = MCTP_NET_ANY, .local = ANY, .peer = ANY },
	  -EADDRINUSE },
	{ "other type",
	  { .net = NET, .type = TYPE, .local = LOCAL, .peer = ANY },
	  { .net = NET, .type = TYPE + 1, .local = LOCAL, .peer = ANY }, 0 },
	{ "other network",
	  { .net = NET, .local = LOCAL, .peer = ANY },
	  { .net = NET + 1, .local = LOCAL, .peer = ANY }, 0 },
	{ "any against a given local EID",
	  { .net = NET, .local = ANY, .peer = ANY },
	  { .net = NET, .local = LOCAL, .peer = ANY }, 0 },
	{ "any against a given network",
	  { .net = MCTP_NET_ANY, .local = ANY, .peer = ANY },
	  { .net = NET, .local = ANY, .peer = ANY }, 0 },
	{ "peer against no peer",
	  { .net = NET, .local = ANY, .peer = PEER, .has_peer = true },
	  { .net = NET, .local = ANY, .peer = ANY }, 0 },
	{ "any peer against no peer",
	  { .net = NET, .local = ANY, .peer = ANY, .has_peer = true },
	  { .net = NET, .local = ANY, .peer = ANY }, 0 },
};

KUNIT_ARRAY_PARAM_DESC(conflict, conflict_cases, name);

static void bind_conflicts_with_its_equal_alone(struct kunit *test)
{
	const struct conflict_case *c = test->param_value;
	struct mctp_bind a = c->a, b = c->b;

	KUNIT_EXPECT_EQ(test, mctp_bind_add(test->priv, &a), 0);
	KUNIT_EXPECT_EQ(test, mctp_bind_add(test->priv, &b), c->rc);
	mctp_bind_remove(test->priv, &a);
	if (c->rc)
		KUNIT_EXPECT_EQ(test, mctp_bind_add(test->priv, &b), 0);
	mctp_bind_remove(test->priv, &b);
}

static int setup(struct kunit *test)
{
	struct mctp_bind_table *table;

	table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, table);
	mctp_bind_table_init(table);
	test->priv = table;
	return 0;
}

static void teardown(struct kunit *test)
{
	/* binds are on the stack of their test, where RCU sees them */
	synchronize_rcu();
	mctp_bind_table_done(test->priv);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(bind_more_specific_listener_wins),
	KUNIT_CASE(bind_does_not_hear_what_it_did_not_ask_for),
	KUNIT_CASE(bind_null_hears_the_null_eid_only),
	KUNIT_CASE(bind_any_hears_broadcast),
	KUNIT_CASE_PARAM(bind_conflicts_with_its_equal_alone,
			 conflict_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_bind",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP listener tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
