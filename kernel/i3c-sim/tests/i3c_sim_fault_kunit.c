// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules of injected faults: what they apply to, when they hit, what they count,
 * how they share a bus, and that a seed repeats everything.
 */
#include "../fault.h"

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/string.h>

#define PID		0x04cc00000001ULL
#define PID_OTHER	0x04cc00000002ULL

struct fault_fixture {
	struct i3c_sim_faults faults;
	struct i3c_sim_fault_rule rule;
	struct i3c_sim_fault_rule second;
	struct i3c_sim_fault_rule many[I3C_SIM_FAULTS_MAX + 1];
};

static int fault_init(struct kunit *test)
{
	struct fault_fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	i3c_sim_faults_init(&f->faults);
	i3c_sim_fault_rule_init(&f->rule, "rule");
	i3c_sim_fault_rule_init(&f->second, "second");
	test->priv = f;
	return 0;
}

static void rule_start(struct kunit *test, struct i3c_sim_fault_rule *rule,
		       enum i3c_sim_fault_action action, u32 value)
{
	struct fault_fixture *f = test->priv;

	if (list_empty(&rule->node))
		KUNIT_ASSERT_EQ(test, i3c_sim_fault_add(&f->faults, rule), 0);
	rule->action = action;
	rule->value = value;
	KUNIT_ASSERT_EQ(test, i3c_sim_fault_enable(&f->faults, rule), 0);
}

static struct i3c_sim_fault decide_op(struct kunit *test,
				      enum i3c_sim_fault_direction direction,
				      u64 pid, bool chained)
{
	const struct i3c_sim_fault_op op = {
		.direction = direction, .pid = pid, .chained = chained,
	};
	struct fault_fixture *f = test->priv;
	struct i3c_sim_fault fault;
	bool matched;

	matched = i3c_sim_fault_decide(&f->faults, &op, &fault);
	KUNIT_EXPECT_EQ(test, matched, fault.matched > 0);
	return fault;
}

static enum i3c_sim_fault_action decide(struct kunit *test,
					enum i3c_sim_fault_direction direction)
{
	return decide_op(test, direction, PID, false).action;
}

static bool is_hit(struct kunit *test)
{
	return decide(test, I3C_SIM_FAULT_WRITE) != I3C_SIM_FAULT_NONE;
}

static void no_rule_no_fault(struct kunit *test)
{
	struct fault_fixture *f = test->priv;

	KUNIT_EXPECT_FALSE(test, is_hit(test));

	KUNIT_ASSERT_EQ(test, i3c_sim_fault_add(&f->faults, &f->rule), 0);
	f->rule.action = I3C_SIM_FAULT_NACK;
	KUNIT_EXPECT_FALSE(test, is_hit(test));
	KUNIT_EXPECT_EQ(test, f->rule.matched, 0);
}

static void rule_applies_to_its_target_only(struct kunit *test)
{
	struct fault_fixture *f = test->priv;

	f->rule.pid = PID;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);

	KUNIT_EXPECT_EQ(test, decide_op(test, I3C_SIM_FAULT_WRITE, PID_OTHER,
					false).action, I3C_SIM_FAULT_NONE);
	KUNIT_EXPECT_EQ(test, decide_op(test, I3C_SIM_FAULT_CCC, 0,
					false).action, I3C_SIM_FAULT_NONE);
	KUNIT_EXPECT_EQ(test, f->rule.matched, 0);
	KUNIT_EXPECT_EQ(test, decide_op(test, I3C_SIM_FAULT_WRITE, PID,
					false).action, I3C_SIM_FAULT_NACK);
	KUNIT_EXPECT_EQ(test, f->rule.matched, 1);
	KUNIT_EXPECT_EQ(test, f->rule.injected, 1);
}

static void rule_applies_to_its_direction_only(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	enum i3c_sim_fault_direction d;

	f->rule.direction = I3C_SIM_FAULT_READ;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);

	for (d = I3C_SIM_FAULT_WRITE; d < I3C_SIM_FAULT_NUM_DIRECTIONS; d++)
		KUNIT_EXPECT_EQ(test, decide(test, d),
				d == I3C_SIM_FAULT_READ ? I3C_SIM_FAULT_NACK :
							  I3C_SIM_FAULT_NONE);
}

/* What an action of any direction is asked about. */
struct reach_case {
	const char *name;
	enum i3c_sim_fault_action action;
	u32 value;
	bool write, read, ibi, ccc, broadcast, chained;
};

static const struct reach_case reach_cases[] = {
	{ "nack", I3C_SIM_FAULT_NACK, 0, 1, 1, 1, 1, 1, 1 },
	{ "truncate", I3C_SIM_FAULT_TRUNCATE, 0, 1, 1, 1, 1, 0, 1 },
	{ "flip", I3C_SIM_FAULT_FLIP, 1, 1, 1, 1, 1, 0, 1 },
	{ "drop-ibi", I3C_SIM_FAULT_DROP_IBI, 0, 0, 0, 1, 0, 0, 0 },
	{ "delay", I3C_SIM_FAULT_DELAY, 1, 1, 1, 1, 1, 1, 1 },
	{ "stall", I3C_SIM_FAULT_STALL, 1, 1, 1, 1, 1, 1, 1 },
	{ "length", I3C_SIM_FAULT_LENGTH, 0, 0, 1, 0, 1, 0, 0 },
	{ "arbitration", I3C_SIM_FAULT_ARBITRATION, 0, 1, 1, 1, 1, 1, 0 },
	{ "address", I3C_SIM_FAULT_ADDRESS, 0, 1, 1, 1, 1, 0, 1 },
	{ "unplug", I3C_SIM_FAULT_UNPLUG, 0, 1, 1, 1, 1, 0, 1 },
};

KUNIT_ARRAY_PARAM_DESC(reach, reach_cases, name);

static void action_hits_what_it_can(struct kunit *test)
{
	const struct reach_case *c = test->param_value;
	struct fault_fixture *f = test->priv;
	bool hits;

	rule_start(test, &f->rule, c->action, c->value);

	KUNIT_EXPECT_EQ(test, i3c_sim_fault_action_parse(c->name), c->action);
	KUNIT_EXPECT_EQ(test, decide(test, I3C_SIM_FAULT_WRITE),
			c->write ? c->action : I3C_SIM_FAULT_NONE);
	KUNIT_EXPECT_EQ(test, decide(test, I3C_SIM_FAULT_READ),
			c->read ? c->action : I3C_SIM_FAULT_NONE);
	KUNIT_EXPECT_EQ(test, decide(test, I3C_SIM_FAULT_IBI),
			c->ibi ? c->action : I3C_SIM_FAULT_NONE);
	KUNIT_EXPECT_EQ(test, decide(test, I3C_SIM_FAULT_CCC),
			c->ccc ? c->action : I3C_SIM_FAULT_NONE);
	hits = decide_op(test, I3C_SIM_FAULT_CCC, 0, false).action;
	KUNIT_EXPECT_EQ(test, hits, c->broadcast);
	hits = decide_op(test, I3C_SIM_FAULT_WRITE, PID, true).action;
	KUNIT_EXPECT_EQ(test, hits, c->chained);
	KUNIT_EXPECT_EQ(test, f->rule.matched, f->rule.injected);
}

static void value_comes_with_the_action(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	struct i3c_sim_fault fault;

	rule_start(test, &f->rule, I3C_SIM_FAULT_TRUNCATE, 7);
	fault = decide_op(test, I3C_SIM_FAULT_READ, PID, false);
	KUNIT_EXPECT_EQ(test, fault.action, I3C_SIM_FAULT_TRUNCATE);
	KUNIT_EXPECT_EQ(test, fault.value, 7);
}

/* Which of the first twelve operations are hit. */
struct count_case {
	const char *name;
	u32 skip, every, count;
	u16 hits;
};

static const struct count_case count_cases[] = {
	{ "all", 0, 1, 0, 0x0fff },
	{ "all after the first three", 3, 1, 0, 0x0ff8 },
	{ "each third", 0, 3, 0, 0x0924 },
	{ "each third after the first two", 2, 3, 0, 0x0490 },
	{ "the first", 0, 1, 1, 0x0001 },
	{ "the fifth", 4, 1, 1, 0x0010 },
	{ "each second, three times", 0, 2, 3, 0x002a },
	{ "none of them", 12, 1, 0, 0x0000 },
	{ "each thirteenth", 0, 13, 0, 0x0000 },
	{ "the last number", U32_MAX, U32_MAX, U32_MAX, 0x0000 },
};

KUNIT_ARRAY_PARAM_DESC(count, count_cases, name);

static void rule_hits_those_it_should(struct kunit *test)
{
	const struct count_case *c = test->param_value;
	struct fault_fixture *f = test->priv;
	u16 hits = 0;
	int i;

	f->rule.skip = c->skip;
	f->rule.every = c->every;
	f->rule.count = c->count;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	for (i = 0; i < 12; i++)
		hits |= is_hit(test) << i;

	KUNIT_EXPECT_EQ(test, hits, c->hits);
	KUNIT_EXPECT_EQ(test, f->rule.matched, 12);
	KUNIT_EXPECT_EQ(test, f->rule.injected, hweight16(c->hits));
}

static u64 hits_of_64(struct kunit *test)
{
	u64 hits = 0;
	int i;

	for (i = 0; i < 64; i++)
		hits |= (u64)is_hit(test) << i;
	return hits;
}

static void seed_repeats_what_chance_decides(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	u64 hits;

	f->rule.probability = I3C_SIM_FAULT_PPM / 2;
	i3c_sim_faults_seed(&f->faults, 1);
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	hits = hits_of_64(test);
	KUNIT_EXPECT_NE(test, hits, 0);
	KUNIT_EXPECT_NE(test, hits, U64_MAX);
	KUNIT_EXPECT_NE(test, hits_of_64(test), hits);

	i3c_sim_faults_seed(&f->faults, 1);
	KUNIT_EXPECT_EQ(test, hits_of_64(test), hits);
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	KUNIT_EXPECT_EQ(test, hits_of_64(test), hits);

	i3c_sim_faults_seed(&f->faults, 2);
	KUNIT_EXPECT_NE(test, hits_of_64(test), hits);
	/* the upper half of the seed counts, too */
	i3c_sim_faults_seed(&f->faults, 1ULL << 32 | 1);
	KUNIT_EXPECT_NE(test, hits_of_64(test), hits);
}

static void rules_do_not_disturb_each_others_chance(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	u64 hits;

	f->rule.pid = PID;
	f->rule.probability = I3C_SIM_FAULT_PPM / 2;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	hits = hits_of_64(test);

	f->second.pid = PID_OTHER;
	f->second.probability = I3C_SIM_FAULT_PPM / 2;
	rule_start(test, &f->second, I3C_SIM_FAULT_NACK, 0);
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	decide_op(test, I3C_SIM_FAULT_WRITE, PID_OTHER, false);
	KUNIT_EXPECT_EQ(test, hits_of_64(test), hits);
}

/* The stream is fixed, so that the bounds are either met or not. */
static void probability_is_what_it_says(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	int i;

	f->rule.probability = I3C_SIM_FAULT_PPM / 10;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	for (i = 0; i < 10000; i++)
		is_hit(test);
	KUNIT_EXPECT_GE(test, f->rule.injected, 900);
	KUNIT_EXPECT_LE(test, f->rule.injected, 1100);

	i3c_sim_fault_disable(&f->faults, &f->rule);
	f->rule.probability = 0;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	for (i = 0; i < 10000; i++)
		is_hit(test);
	KUNIT_EXPECT_EQ(test, f->rule.injected, 0);
}

static void first_rule_that_hits_ends_the_search(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	struct i3c_sim_fault fault;

	f->rule.every = 2;
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	rule_start(test, &f->second, I3C_SIM_FAULT_FLIP, 1);

	fault = decide_op(test, I3C_SIM_FAULT_WRITE, PID, false);
	KUNIT_EXPECT_EQ(test, fault.action, I3C_SIM_FAULT_FLIP);
	KUNIT_EXPECT_EQ(test, fault.matched, 2);
	fault = decide_op(test, I3C_SIM_FAULT_WRITE, PID, false);
	KUNIT_EXPECT_EQ(test, fault.action, I3C_SIM_FAULT_NACK);
	KUNIT_EXPECT_EQ(test, fault.matched, 1);
	KUNIT_EXPECT_EQ(test, f->second.matched, 1);
}

static void removed_rule_is_not_asked(struct kunit *test)
{
	struct fault_fixture *f = test->priv;

	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	KUNIT_EXPECT_TRUE(test, is_hit(test));
	i3c_sim_fault_disable(&f->faults, &f->rule);
	KUNIT_EXPECT_FALSE(test, is_hit(test));
	rule_start(test, &f->rule, I3C_SIM_FAULT_NACK, 0);
	KUNIT_EXPECT_EQ(test, f->rule.matched, 0);
	KUNIT_EXPECT_TRUE(test, is_hit(test));
	i3c_sim_fault_remove(&f->faults, &f->rule);
	KUNIT_EXPECT_FALSE(test, is_hit(test));
	KUNIT_EXPECT_EQ(test, f->faults.num_rules, 0);
}

static void rules_have_a_limit(struct kunit *test)
{
	struct fault_fixture *f = test->priv;
	int i;

	for (i = 0; i < I3C_SIM_FAULTS_MAX; i++) {
		i3c_sim_fault_rule_init(&f->many[i], "many");
		KUNIT_ASSERT_EQ(test,
				i3c_sim_fault_add(&f->faults, &f->many[i]), 0);
	}
	i3c_sim_fault_rule_init(&f->many[i], "too many");
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_add(&f->faults, &f->many[i]),
			-ENOSPC);

	i3c_sim_fault_remove(&f->faults, &f->many[0]);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_add(&f->faults, &f->many[i]), 0);
}

/* At a limit and one beyond it. */
struct valid_case {
	const char *name;
	enum i3c_sim_fault_action action;
	enum i3c_sim_fault_direction direction;
	u32 value;
	int ret;
};

static const struct valid_case valid_cases[] = {
	{ "no action", I3C_SIM_FAULT_NONE, I3C_SIM_FAULT_ANY, 0, -EINVAL },
	{ "drop-ibi of an ibi", I3C_SIM_FAULT_DROP_IBI, I3C_SIM_FAULT_IBI, 0 },
	{ "drop-ibi of a write", I3C_SIM_FAULT_DROP_IBI, I3C_SIM_FAULT_WRITE,
	  0, -EINVAL },
	{ "length of a ccc", I3C_SIM_FAULT_LENGTH, I3C_SIM_FAULT_CCC, 0 },
	{ "length of a write", I3C_SIM_FAULT_LENGTH, I3C_SIM_FAULT_WRITE, 0,
	  -EINVAL },
	{ "length of an ibi", I3C_SIM_FAULT_LENGTH, I3C_SIM_FAULT_IBI, 0,
	  -EINVAL },
	{ "length", I3C_SIM_FAULT_LENGTH, I3C_SIM_FAULT_READ, U16_MAX },
	{ "length + 1", I3C_SIM_FAULT_LENGTH, I3C_SIM_FAULT_READ, U16_MAX + 1,
	  -EINVAL },
	{ "flip 0", I3C_SIM_FAULT_FLIP, I3C_SIM_FAULT_ANY, 0, -EINVAL },
	{ "flip all", I3C_SIM_FAULT_FLIP, I3C_SIM_FAULT_ANY,
	  8 * I3C_SIM_DATA_MAX },
	{ "flip all + 1", I3C_SIM_FAULT_FLIP, I3C_SIM_FAULT_ANY,
	  8 * I3C_SIM_DATA_MAX + 1, -EINVAL },
	{ "truncate", I3C_SIM_FAULT_TRUNCATE, I3C_SIM_FAULT_ANY,
	  I3C_SIM_DATA_MAX },
	{ "truncate + 1", I3C_SIM_FAULT_TRUNCATE, I3C_SIM_FAULT_ANY,
	  I3C_SIM_DATA_MAX + 1, -EINVAL },
	{ "delay 0", I3C_SIM_FAULT_DELAY, I3C_SIM_FAULT_ANY, 0, -EINVAL },
	{ "delay", I3C_SIM_FAULT_DELAY, I3C_SIM_FAULT_ANY,
	  I3C_SIM_FAULT_DELAY_MAX_US },
	{ "delay + 1", I3C_SIM_FAULT_DELAY, I3C_SIM_FAULT_ANY,
	  I3C_SIM_FAULT_DELAY_MAX_US + 1, -EINVAL },
	{ "stall 0", I3C_SIM_FAULT_STALL, I3C_SIM_FAULT_ANY, 0, -EINVAL },
	{ "stall", I3C_SIM_FAULT_STALL, I3C_SIM_FAULT_ANY,
	  I3C_SIM_FAULT_STALL_MAX_MS },
	{ "stall + 1", I3C_SIM_FAULT_STALL, I3C_SIM_FAULT_ANY,
	  I3C_SIM_FAULT_STALL_MAX_MS + 1, -EINVAL },
	{ "address", I3C_SIM_FAULT_ADDRESS, I3C_SIM_FAULT_ANY, 1 },
	{ "address + 1", I3C_SIM_FAULT_ADDRESS, I3C_SIM_FAULT_ANY, 2,
	  -EINVAL },
	{ "unplug", I3C_SIM_FAULT_UNPLUG, I3C_SIM_FAULT_ANY,
	  I3C_SIM_FAULT_UNPLUG_MAX_MS },
	{ "unplug + 1", I3C_SIM_FAULT_UNPLUG, I3C_SIM_FAULT_ANY,
	  I3C_SIM_FAULT_UNPLUG_MAX_MS + 1, -EINVAL },
};

KUNIT_ARRAY_PARAM_DESC(valid, valid_cases, name);

static void rule_that_cannot_be_is_refused(struct kunit *test)
{
	const struct valid_case *c = test->param_value;
	struct fault_fixture *f = test->priv;

	f->rule.action = c->action;
	f->rule.direction = c->direction;
	f->rule.value = c->value;
	KUNIT_ASSERT_EQ(test, i3c_sim_fault_add(&f->faults, &f->rule), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_enable(&f->faults, &f->rule),
			c->ret);
	KUNIT_EXPECT_EQ(test, f->rule.enabled, !c->ret);
}

static unsigned int bits_set(const u8 *data, unsigned int len)
{
	unsigned int i, bits = 0;

	for (i = 0; i < len; i++)
		bits += hweight8(data[i]);
	return bits;
}

static void flip_inverts_as_many_bits_as_it_says(struct kunit *test)
{
	static const u32 counts[] = { 1, 2, 7, 8, 63, 64, 65, U32_MAX };
	struct i3c_sim_fault fault = { .action = I3C_SIM_FAULT_FLIP };
	u8 data[8], again[8];
	int i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		fault.value = counts[i];
		fault.random = i;
		memset(data, 0, sizeof(data));
		i3c_sim_fault_flip(&fault, data, sizeof(data));
		KUNIT_EXPECT_EQ(test, bits_set(data, sizeof(data)),
				min(counts[i], 64U));
		memset(again, 0, sizeof(again));
		i3c_sim_fault_flip(&fault, again, sizeof(again));
		KUNIT_EXPECT_MEMEQ(test, data, again, sizeof(data));
	}
	i3c_sim_fault_flip(&fault, data, 0);
}

static void flip_reaches_every_bit(struct kunit *test)
{
	struct i3c_sim_fault fault = {
		.action = I3C_SIM_FAULT_FLIP, .value = 1,
	};
	u8 seen[5] = {}, data[5];
	int i, j;

	for (i = 0; i < 1000; i++) {
		fault.random = i * 2654435761U;
		memset(data, 0, sizeof(data));
		i3c_sim_fault_flip(&fault, data, sizeof(data));
		for (j = 0; j < sizeof(data); j++)
			seen[j] |= data[j];
	}
	KUNIT_EXPECT_EQ(test, bits_set(seen, sizeof(seen)), 40);
}

static void names_are_those_of_user_space(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_action_parse("unplug\n"),
			I3C_SIM_FAULT_UNPLUG);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_action_parse("none"),
			I3C_SIM_FAULT_NONE);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_action_parse("nac"), -EINVAL);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_action_parse(""), -EINVAL);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_direction_parse("ibi\n"),
			I3C_SIM_FAULT_IBI);
	KUNIT_EXPECT_EQ(test, i3c_sim_fault_direction_parse("both"), -EINVAL);
}

static struct kunit_case fault_cases[] = {
	KUNIT_CASE(no_rule_no_fault),
	KUNIT_CASE(rule_applies_to_its_target_only),
	KUNIT_CASE(rule_applies_to_its_direction_only),
	KUNIT_CASE_PARAM(action_hits_what_it_can, reach_gen_params),
	KUNIT_CASE(value_comes_with_the_action),
	KUNIT_CASE_PARAM(rule_hits_those_it_should, count_gen_params),
	KUNIT_CASE(seed_repeats_what_chance_decides),
	KUNIT_CASE(rules_do_not_disturb_each_others_chance),
	KUNIT_CASE(probability_is_what_it_says),
	KUNIT_CASE(first_rule_that_hits_ends_the_search),
	KUNIT_CASE(removed_rule_is_not_asked),
	KUNIT_CASE(rules_have_a_limit),
	KUNIT_CASE_PARAM(rule_that_cannot_be_is_refused, valid_gen_params),
	KUNIT_CASE(flip_inverts_as_many_bits_as_it_says),
	KUNIT_CASE(flip_reaches_every_bit),
	KUNIT_CASE(names_are_those_of_user_space),
	{ }
};

static struct kunit_suite fault_suite = {
	.name = "i3c_sim_fault",
	.init = fault_init,
	.test_cases = fault_cases,
};

kunit_test_suite(fault_suite);

MODULE_DESCRIPTION("KUnit suite: rules of injected faults");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
