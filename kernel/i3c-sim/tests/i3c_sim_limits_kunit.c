// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limits of a controller, each at the limit and one beyond, asked directly
 * and under the real I3C core.
 */
#include "bus-fixture.h"

#include "../limits.h"

#define DDR_READ	0x80	/* bit 7 of an HDR command */

static struct i3c_sim_limits limits_default(void)
{
	struct i3c_sim_limits limits;

	i3c_sim_limits_init(&limits);
	return limits;
}

static bool allow(const struct i3c_sim_limits *limits, int nxfers, u16 len,
		  bool read)
{
	static struct i3c_xfer xfers[I3C_SIM_BATCH_MAX + 1];
	int i;

	for (i = 0; i < nxfers; i++) {
		xfers[i].len = len;
		xfers[i].rnw = read;
	}
	return i3c_sim_limits_allow(limits, xfers, nxfers, I3C_SDR);
}

static void transfer_has_a_longest_length(struct kunit *test)
{
	struct i3c_sim_limits limits = limits_default();

	KUNIT_EXPECT_TRUE(test, allow(&limits, 1, 4096, false));
	KUNIT_EXPECT_FALSE(test, allow(&limits, 1, 4097, false));
	limits.max_transfer = 256;
	KUNIT_EXPECT_TRUE(test, allow(&limits, 2, 256, false));
	KUNIT_EXPECT_FALSE(test, allow(&limits, 2, 257, false));
	KUNIT_EXPECT_TRUE(test, allow(&limits, 2, 256, true));
	KUNIT_EXPECT_FALSE(test, allow(&limits, 2, 257, true));
}

static void batch_has_a_largest_number(struct kunit *test)
{
	struct i3c_sim_limits limits = limits_default();

	KUNIT_EXPECT_TRUE(test, allow(&limits, I3C_SIM_BATCH_MAX + 1, 1, 0));
	limits.max_batch = 1;
	KUNIT_EXPECT_TRUE(test, allow(&limits, 1, 1, false));
	KUNIT_EXPECT_FALSE(test, allow(&limits, 2, 1, false));
	limits.max_batch = I3C_SIM_BATCH_MAX;
	KUNIT_EXPECT_TRUE(test, allow(&limits, I3C_SIM_BATCH_MAX, 1, false));
	KUNIT_EXPECT_FALSE(test, allow(&limits, I3C_SIM_BATCH_MAX + 1, 1, 0));
}

static void batch_writes_no_more_than_the_fifo_holds(struct kunit *test)
{
	struct i3c_sim_limits limits = limits_default();

	limits.max_batch_bytes = 256;
	KUNIT_EXPECT_TRUE(test, allow(&limits, 4, 64, false));
	KUNIT_EXPECT_FALSE(test, allow(&limits, 5, 64, false));
	KUNIT_EXPECT_FALSE(test, allow(&limits, 1, 257, false));
	/* reads do not go through it */
	KUNIT_EXPECT_TRUE(test, allow(&limits, 5, 64, true));
}

static void ddr_is_refused_unless_offered(struct kunit *test)
{
	struct i3c_sim_limits limits = limits_default();
	struct i3c_xfer xfer = { .len = 64 };

	KUNIT_EXPECT_FALSE(test, i3c_sim_limits_allow(&limits, &xfer, 1,
						      I3C_HDR_DDR));
	limits.hdr_ddr = true;
	KUNIT_EXPECT_TRUE(test, i3c_sim_limits_allow(&limits, &xfer, 1,
						     I3C_HDR_DDR));
	KUNIT_EXPECT_FALSE(test, i3c_sim_limits_allow(&limits, &xfer, 1,
						      I3C_HDR_TSP));

	/* in a command word a read is bit 7, which is not written */
	limits.max_batch_bytes = 32;
	KUNIT_EXPECT_FALSE(test, i3c_sim_limits_allow(&limits, &xfer, 1,
						      I3C_HDR_DDR));
	xfer.rnw = DDR_READ;
	KUNIT_EXPECT_TRUE(test, i3c_sim_limits_allow(&limits, &xfer, 1,
						     I3C_HDR_DDR));
}

/* The limits, which may be changed while the bus is off. */
static struct i3c_sim_limits *stop(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	i3c_sim_bus_stop(f->bus);
	target_pull(f->target);
	f->target = NULL;
	reinit_completion(&seen.probed);
	return &f->bus->limits;
}

/* Live again, with the driver bound. */
static void start(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(f->bus), 0);
	f->target = target_attach(test, PID_BOUND, 0);
	KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&seen.probed,
							  DEADLINE), 0);
	wait_addr(test, f->target, 0);
}

static void length_is_in_the_fields_told(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_xfer xfer;
	unsigned int report;
	u8 buf[16];

	for (report = 0; report <= I3C_SIM_REPORT_BOTH; report++) {
		stop(test)->report = report;
		start(test);
		send(test, f->target, "hello", -1);
		xfer = (struct i3c_xfer){
			.rnw = true, .len = sizeof(buf), .data.in = buf,
		};
		KUNIT_EXPECT_EQ(test, i3c_device_do_xfers(seen.dev, &xfer, 1,
							  I3C_SDR), 0);
		KUNIT_EXPECT_EQ(test, xfer.len,
				report & I3C_SIM_REPORT_LEN ? 5 : 16);
		KUNIT_EXPECT_EQ(test, xfer.actual_len,
				report & I3C_SIM_REPORT_ACTUAL ? 5 : 0);
	}
}

static void names_of_reports_are_parsed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, i3c_sim_report_parse("none\n"), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_report_parse("len"), I3C_SIM_REPORT_LEN);
	KUNIT_EXPECT_EQ(test, i3c_sim_report_parse("actual_len"),
			I3C_SIM_REPORT_ACTUAL);
	KUNIT_EXPECT_EQ(test, i3c_sim_report_parse("both"),
			I3C_SIM_REPORT_BOTH);
	KUNIT_EXPECT_EQ(test, i3c_sim_report_parse("le"), -EINVAL);
	KUNIT_EXPECT_EQ(test, i3c_sim_report_parse(""), -EINVAL);
}

static void driver_is_told_of_a_transfer_too_long(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 data[17] = { };

	stop(test)->max_transfer = 16;
	start(test);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, 16), 0);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, 17), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, f->bus->stats.writes, 1);
}

static void payload_of_interrupts_is_truncated(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	stop(test)->max_ibi_len = 0;
	start(test);
	ibi_enable(test, 1);
	send(test, f->target, "x", 0xae);
	KUNIT_ASSERT_TRUE(test, ibis_arrive(1));
	KUNIT_EXPECT_EQ(test, seen.log[0].len, 0);
}

/* The figures of i3c_sim_time hold for what a driver does. */
static void transfer_takes_the_time_of_its_bits(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u64 before, data_before;
	u8 data[32] = { };

	flush_workqueue(f->bus->ctrl->master.wq);
	before = i3c_sim_time_busy_ns(&f->bus->time);
	data_before = i3c_sim_time_data_ns(&f->bus->time);
	KUNIT_ASSERT_EQ(test, drv_write(seen.dev, data, 32), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&f->bus->time) - before,
			(1 + 9 * 32 + 1) * 80 + 9 * 240);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_data_ns(&f->bus->time) - data_before,
			8 * 32 * 80);

	/* a NACKed header, and its STOP */
	before = i3c_sim_time_busy_ns(&f->bus->time);
	KUNIT_ASSERT_EQ(test, drv_read(seen.dev, data, 32), -EIO);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&f->bus->time) - before,
			2 * 80 + 9 * 240);
}

static void paced_transfer_takes_real_time(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 data[32] = { };
	u64 began, took;
	int i;

	stop(test)->clock_hz = I3C_SIM_CLOCK_MIN_HZ;
	start(test);
	flush_workqueue(f->bus->ctrl->master.wq);
	i3c_sim_time_pace(&f->bus->time, true, ktime_get_ns());

	/* (1 + 9 + 9 * 32 + 1) bits of 10 us each, ten times */
	began = ktime_get_ns();
	for (i = 0; i < 10; i++)
		KUNIT_ASSERT_EQ(test, drv_write(seen.dev, data, 32), 0);
	took = ktime_get_ns() - began;
	KUNIT_EXPECT_GE(test, took, 10 * 2990000ULL);
	/* the wire has no time that we did not have */
	KUNIT_EXPECT_LE(test, f->bus->time.free_ns, ktime_get_ns());
}

#if COMPAT_I3C_HAS_HDR
static int drv_ddr(bool read, void *buf, u16 len)
{
	struct i3c_xfer xfer = {
		.rnw = read ? DDR_READ : 0, .len = len, .data.in = buf,
	};
	int ret = i3c_device_do_xfers(seen.dev, &xfer, 1, I3C_HDR_DDR);

	return ret ?: xfer.actual_len;
}

static void ddr_transfers_reach_targets_that_take_them(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_event_buf *event;
	u8 buf[32] = { 1, 2, 3, 4 };

	stop(test)->hdr_ddr = true;
	start(test);
	KUNIT_EXPECT_EQ(test, drv_ddr(false, buf, 4), -EIO);

	scoped_guard(mutex, &f->bus->wire)
		f->target->hdr_ddr = true;
	KUNIT_EXPECT_EQ(test, drv_ddr(false, buf, 4), 4);
	event = next_event(f->target);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->hdr.len, 4);
	KUNIT_EXPECT_MEMEQ(test, event->data, buf, 4);
	kfree(event);

	send(test, f->target, "hello", -1);
	KUNIT_EXPECT_EQ(test, drv_ddr(true, buf, sizeof(buf)), 5);
	KUNIT_EXPECT_MEMEQ(test, buf, "hello", 5);
}
#endif

static struct kunit_case limits_cases[] = {
	KUNIT_CASE(transfer_has_a_longest_length),
	KUNIT_CASE(batch_has_a_largest_number),
	KUNIT_CASE(batch_writes_no_more_than_the_fifo_holds),
	KUNIT_CASE(ddr_is_refused_unless_offered),
	KUNIT_CASE(length_is_in_the_fields_told),
	KUNIT_CASE(names_of_reports_are_parsed),
	KUNIT_CASE(driver_is_told_of_a_transfer_too_long),
	KUNIT_CASE(payload_of_interrupts_is_truncated),
	KUNIT_CASE(transfer_takes_the_time_of_its_bits),
	KUNIT_CASE(paced_transfer_takes_real_time),
#if COMPAT_I3C_HAS_HDR
	KUNIT_CASE(ddr_transfers_reach_targets_that_take_them),
#endif
	{ }
};

static struct kunit_suite limits_suite = {
	.name = "i3c_sim_limits",
	.init = bus_init,
	.exit = bus_exit,
	.test_cases = limits_cases,
};

kunit_test_suite(limits_suite);

MODULE_DESCRIPTION("KUnit suite: limits of the simulated controller");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
