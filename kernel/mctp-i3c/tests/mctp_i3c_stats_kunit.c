// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of a target and its bus, and the last error of a target (stats.c).
 */
#include "../mctp-i3c.h"

#include <kunit/test.h>

struct fixture {
	struct mctp_i3c_bus bus;
	struct mctp_i3c_target target, other;
};

static int stats_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->target.bus = &f->bus;
	f->other.bus = &f->bus;
	test->priv = f;
	return 0;
}

static s64 of_bus(struct kunit *test, enum mctp_i3c_stat stat)
{
	struct fixture *f = test->priv;

	return atomic64_read(&f->bus.stats[stat]);
}

static void bus_counts_what_its_targets_count(struct kunit *test)
{
	struct fixture *f = test->priv;
	enum mctp_i3c_stat stat;

	for (stat = 0; stat < MCTP_I3C_NUM_STATS; stat++) {
		mctp_i3c_target_count(&f->target, stat);
		mctp_i3c_target_count_n(&f->other, stat, 1000);
		mctp_i3c_count_n(&f->bus, stat, 20);
		KUNIT_EXPECT_EQ(test, 1, atomic64_read(&f->target.stats[stat]));
		KUNIT_EXPECT_EQ(test, 1000,
				atomic64_read(&f->other.stats[stat]));
		KUNIT_EXPECT_EQ(test, 1021, of_bus(test, stat));
	}
}

static void target_without_error_has_none(struct kunit *test)
{
	struct fixture *f = test->priv;
	enum mctp_i3c_stat stat;
	struct timespec64 time;

	mctp_i3c_target_count(&f->target, MCTP_I3C_STAT_TX_PACKETS);
	mctp_i3c_target_count(&f->target, MCTP_I3C_STAT_TX_ARBITRATION);
	mctp_i3c_target_count(&f->target, MCTP_I3C_STAT_TX_QUEUE_FULL);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_target_last_error(&f->target, &stat,
							    &time));
}

static void nothing_counted_is_no_error(struct kunit *test)
{
	struct fixture *f = test->priv;
	enum mctp_i3c_stat stat;
	struct timespec64 time;

	mctp_i3c_target_count_n(&f->target, MCTP_I3C_STAT_TX_FAILED, 0);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_target_last_error(&f->target, &stat,
							    &time));
}

static void every_error_is_the_last_one_of_its_target(struct kunit *test)
{
	struct fixture *f = test->priv;
	enum mctp_i3c_stat stat, last;
	struct timespec64 time;

	for (stat = 0; stat < MCTP_I3C_NUM_STATS; stat++) {
		if (!(MCTP_I3C_STAT_ERRORS & BIT_ULL(stat)))
			continue;
		mctp_i3c_target_count(&f->target, stat);
		mctp_i3c_target_count(&f->target, MCTP_I3C_STAT_RX_PACKETS);
		KUNIT_ASSERT_TRUE(test,
				  mctp_i3c_target_last_error(&f->target, &last,
							     &time));
		KUNIT_EXPECT_EQ(test, stat, last);
	}
	KUNIT_EXPECT_FALSE(test, mctp_i3c_target_last_error(&f->other, &last,
							    &time));
}

static void last_error_has_its_time(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct timespec64 before, time, after;
	enum mctp_i3c_stat stat;

	ktime_get_real_ts64(&before);
	mctp_i3c_target_count(&f->target, MCTP_I3C_STAT_RX_PEC);
	ktime_get_real_ts64(&after);
	/* kept in ms */
	before.tv_nsec -= before.tv_nsec % NSEC_PER_MSEC;

	KUNIT_ASSERT_TRUE(test, mctp_i3c_target_last_error(&f->target, &stat,
							   &time));
	KUNIT_EXPECT_LE(test, timespec64_compare(&before, &time), 0);
	KUNIT_EXPECT_LE(test, timespec64_compare(&time, &after), 0);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(bus_counts_what_its_targets_count),
	KUNIT_CASE(target_without_error_has_none),
	KUNIT_CASE(nothing_counted_is_no_error),
	KUNIT_CASE(every_error_is_the_last_one_of_its_target),
	KUNIT_CASE(last_error_has_its_time),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "mctp_i3c_stats",
	.init = stats_init,
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);

MODULE_DESCRIPTION("KUnit tests of the I3C binding's counters");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
