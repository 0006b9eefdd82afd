// SPDX-License-Identifier: GPL-2.0-only
/*
 * When targets are polled (poll.c): the budget of a bus, and intervals. Time
 * is a number here.
 */
#include "../poll.h"

#include <kunit/test.h>

#define PERIOD_NS	((u64)MCTP_I3C_POLL_PERIOD_US * NSEC_PER_USEC)
#define SHARE_NS	(PERIOD_NS * MCTP_I3C_POLL_SHARE_PERCENT / 100)
/* The last one that the share has something left for overdraws it. */
#define COST_NS		5100
#define POLLS_OF_SHARE	DIV_ROUND_UP_ULL(SHARE_NS, COST_NS)

struct fixture {
	struct mctp_i3c_poll_budget budget;
	ktime_t now;
};

/* One poll, if the budget has it; else how long to wait. */
static u64 poll(struct fixture *f, u64 used_ns, bool found)
{
	u64 reserved_ns, wait_ns;

	wait_ns = mctp_i3c_poll_budget_take(&f->budget, f->now, &reserved_ns);
	if (!wait_ns)
		mctp_i3c_poll_budget_settle(&f->budget, reserved_ns, used_ns,
					    found);
	return wait_ns;
}

static int poll_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->now = 12345;
	mctp_i3c_poll_budget_init(&f->budget, f->now);
	test->priv = f;
	return 0;
}

/* Polls until there is nothing left; returns their number. */
static unsigned int polls_now(struct fixture *f, u64 used_ns)
{
	unsigned int n = 0;

	while (!poll(f, used_ns, false))
		n++;
	return n;
}

static void after_a_pause_there_is_the_share_of_a_period(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, polls_now(f, COST_NS), POLLS_OF_SHARE);
	f->now += 2 * PERIOD_NS;
	KUNIT_EXPECT_EQ(test, polls_now(f, COST_NS), POLLS_OF_SHARE);
	/* and no more, however long the pause */
	f->now += 1000 * PERIOD_NS;
	KUNIT_EXPECT_EQ(test, polls_now(f, COST_NS), POLLS_OF_SHARE);
}

static void budget_is_there_when_it_was_promised(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 wait_ns;

	polls_now(f, COST_NS);
	wait_ns = poll(f, COST_NS, false);
	KUNIT_ASSERT_GT(test, wait_ns, 1);
	f->now += wait_ns - 1;
	KUNIT_EXPECT_EQ(test, poll(f, COST_NS, false), 1);
	f->now += 1;
	KUNIT_EXPECT_EQ(test, poll(f, COST_NS, false), 0);
}

/* All wait for the same moment, so that they go in the order they came. */
static void all_who_wait_are_promised_the_same_moment(struct kunit *test)
{
	struct fixture *f = test->priv;
	ktime_t then;
	int i;

	polls_now(f, 777);
	f->now += 3;
	then = f->now + poll(f, 777, false);
	for (i = 0; i < 20; i++) {
		f->now += 7;
		KUNIT_EXPECT_EQ(test, f->now + poll(f, 777, false), then);
	}
}

struct share_param {
	const char *desc;
	unsigned int targets;
	unsigned int interval_us;
	u64 cost_ns;
};

static const struct share_param share_params[] = {
	{ "100 targets, 12.5 MHz", 100, 500, 4000 },
	{ "100 targets, as fast as can be set", 100, 100, 4000 },
	{ "8 targets, 1 MHz", 8, 500, 20000 },
	{ "one target on a slow host", 1, 100, 90000 },
};

static void share_to_desc(const struct share_param *param, char *desc)
{
	strscpy(desc, param->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(share, share_params, share_to_desc);

static void idle_targets_get_the_share_and_no_more(struct kunit *test)
{
	const struct share_param *param = test->param_value;
	const u64 end_ns = 100 * PERIOD_NS;
	struct fixture *f = test->priv;
	u64 *due, used_ns = 0;
	unsigned int i;

	due = kunit_kcalloc(test, param->targets, sizeof(*due), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, due);
	f->now = 0;
	mctp_i3c_poll_budget_init(&f->budget, 0);
	while (f->now < end_ns) {
		unsigned int next = 0;
		u64 wait_ns;

		for (i = 1; i < param->targets; i++)
			if (due[i] < due[next])
				next = i;
		f->now = max_t(u64, f->now, due[next]);
		wait_ns = poll(f, param->cost_ns, false);
		if (wait_ns) {
			due[next] = f->now + wait_ns;
			continue;
		}
		used_ns += param->cost_ns;
		f->now += param->cost_ns;
		due[next] = f->now + param->interval_us * NSEC_PER_USEC;
	}
	/* what was there at the beginning, and the last one overdraws */
	KUNIT_EXPECT_LE(test, used_ns,
			f->now * MCTP_I3C_POLL_SHARE_PERCENT / 100 + SHARE_NS +
			param->cost_ns);
	/* these want more than there is */
	KUNIT_EXPECT_GE(test, used_ns,
			end_ns * MCTP_I3C_POLL_SHARE_PERCENT / 100 * 9 / 10);
}

static void polls_that_find_something_are_free(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 10000; i++)
		KUNIT_ASSERT_EQ(test, poll(f, 100 * COST_NS, true), 0);
	KUNIT_EXPECT_EQ(test, polls_now(f, COST_NS), POLLS_OF_SHARE);
}

static void stuck_bus_does_not_end_polling(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		KUNIT_EXPECT_EQ(test, poll(f, NSEC_PER_SEC, false), 0);
		f->now += NSEC_PER_SEC;
	}
	KUNIT_EXPECT_EQ(test, poll(f, NSEC_PER_SEC, false), 0);
	KUNIT_EXPECT_LE(test, poll(f, COST_NS, false), PERIOD_NS);
}

static void many_polls_at_once_are_bounded_before_they_are_over(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 reserved_ns;
	unsigned int n = 0;

	while (!mctp_i3c_poll_budget_take(&f->budget, f->now, &reserved_ns))
		n++;
	KUNIT_EXPECT_LE(test, (n - 1) * reserved_ns, SHARE_NS);
	KUNIT_EXPECT_GE(test, n * reserved_ns, SHARE_NS);
}

static void expected_cost_follows_what_polls_cost(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		f->now += PERIOD_NS;
		poll(f, 50000, false);
	}
	KUNIT_EXPECT_GE(test, f->budget.cost_ns, 49000);
	KUNIT_EXPECT_LE(test, f->budget.cost_ns, 51000);
}

static void time_that_stands_still_adds_nothing(struct kunit *test)
{
	struct fixture *f = test->priv;

	polls_now(f, COST_NS);
	f->now -= 100;
	KUNIT_EXPECT_GT(test, poll(f, COST_NS, false), 0);
}

static void interval_grows_by_a_quarter_up_to_the_longest(struct kunit *test)
{
	unsigned int us = 0, sum = 0;

	us = mctp_i3c_poll_longer(us, 500, 50000);
	KUNIT_EXPECT_EQ(test, us, 500);
	while (us < 50000) {
		unsigned int longer = mctp_i3c_poll_longer(us, 500, 50000);

		KUNIT_ASSERT_GT(test, longer, us);
		/* never late by more than a quarter of the time waited */
		sum += us;
		KUNIT_EXPECT_LE(test, longer, sum / 4 + 500);
		us = longer;
	}
	KUNIT_EXPECT_EQ(test, us, 50000);
	KUNIT_EXPECT_EQ(test, mctp_i3c_poll_longer(us, 500, 50000), 50000);
	/* limits that were changed meanwhile */
	KUNIT_EXPECT_EQ(test, mctp_i3c_poll_longer(us, 500, 700), 700);
	KUNIT_EXPECT_EQ(test, mctp_i3c_poll_longer(us, 90000, 90000), 90000);
	KUNIT_EXPECT_EQ(test, mctp_i3c_poll_longer(MCTP_I3C_POLL_HIGH_US, 100,
						   MCTP_I3C_POLL_HIGH_US),
			MCTP_I3C_POLL_HIGH_US);
}

static struct kunit_case poll_cases[] = {
	KUNIT_CASE(after_a_pause_there_is_the_share_of_a_period),
	KUNIT_CASE(budget_is_there_when_it_was_promised),
	KUNIT_CASE(all_who_wait_are_promised_the_same_moment),
	KUNIT_CASE_PARAM(idle_targets_get_the_share_and_no_more,
			 share_gen_params),
	KUNIT_CASE(polls_that_find_something_are_free),
	KUNIT_CASE(stuck_bus_does_not_end_polling),
	KUNIT_CASE(many_polls_at_once_are_bounded_before_they_are_over),
	KUNIT_CASE(expected_cost_follows_what_polls_cost),
	KUNIT_CASE(time_that_stands_still_adds_nothing),
	KUNIT_CASE(interval_grows_by_a_quarter_up_to_the_longest),
	{}
};

static struct kunit_suite poll_suite = {
	.name = "mctp_i3c_poll",
	.init = poll_init,
	.test_cases = poll_cases,
};

kunit_test_suite(poll_suite);

MODULE_DESCRIPTION("KUnit tests of the I3C binding's polling");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
