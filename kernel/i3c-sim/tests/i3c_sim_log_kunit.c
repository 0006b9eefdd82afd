// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of a wire: what a listener is told of transfers, commands and
 * interrupts of a real I3C core, and what it loses when it is slow.
 */
#include "bus-fixture.h"

#include <linux/uio.h>

#include "../log.h"

struct entry {
	struct i3c_sim_log_record hdr;
	u8 data[I3C_SIM_DATA_MAX];
};

static ssize_t log_take(struct i3c_sim_log *log, struct entry *ret_entry,
			size_t room)
{
	struct kvec vec = { .iov_base = ret_entry, .iov_len = room };
	struct iov_iter to;

	iov_iter_kvec(&to, ITER_DEST, &vec, 1, room);
	return i3c_sim_log_read(log, &to);
}

static struct entry *entry_new(struct kunit *test)
{
	struct entry *entry = kunit_kzalloc(test, sizeof(*entry), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, entry);
	return entry;
}

/* A listener that has missed what made the fixture. */
static struct i3c_sim_log *log_new(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_log *log;

	flush_workqueue(f->bus->ctrl->master.wq);
	log = i3c_sim_log_new(f->bus);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, log);
	return log;
}

static void take(struct kunit *test, struct i3c_sim_log *log,
		 struct entry *ret_entry)
{
	KUNIT_ASSERT_GT(test, log_take(log, ret_entry, sizeof(*ret_entry)), 0);
}

static void transfers_are_told_with_their_bytes_and_time(struct kunit *test)
{
	struct i3c_sim_log *log = log_new(test);
	struct bus_fixture *f = test->priv;
	struct entry *e = entry_new(test);
	u64 end;
	u8 buf[8];

	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "hello", 5), 0);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_TRANSFER);
	KUNIT_EXPECT_EQ(test, e->hdr.addr, f->target->dyn_addr);
	KUNIT_EXPECT_EQ(test, e->hdr.flags,
			I3C_SIM_LOG_F_ACK | I3C_SIM_LOG_F_STOP);
	KUNIT_EXPECT_EQ(test, e->hdr.len, 5);
	KUNIT_EXPECT_MEMEQ(test, e->data, "hello", 5);
	KUNIT_EXPECT_EQ(test, e->hdr.duration_ns,
			(1 + 9 * 5 + 1) * 80 + 9 * 240);
	end = e->hdr.time_ns + e->hdr.duration_ns;

	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, sizeof(buf)), -EIO);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.flags,
			I3C_SIM_LOG_F_READ | I3C_SIM_LOG_F_STOP);
	KUNIT_EXPECT_EQ(test, e->hdr.len, 0);
	KUNIT_EXPECT_GE(test, e->hdr.time_ns, end);

	send(test, f->target, "packet", -1);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, sizeof(buf)), 6);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.len, 6);
	KUNIT_EXPECT_MEMEQ(test, e->data, "packet", 6);

	KUNIT_EXPECT_EQ(test, log_take(log, e, sizeof(*e)), -EAGAIN);
	i3c_sim_log_free(log);
}

static void chain_is_told_transfer_by_transfer(struct kunit *test)
{
	struct i3c_sim_log *log = log_new(test);
	struct entry *e = entry_new(test);
	struct i3c_xfer xfers[2] = {
		{ .len = 3, .data.out = "one" },
		{ .len = 3, .data.out = "two" },
	};

	KUNIT_EXPECT_EQ(test, i3c_device_do_xfers(seen.dev, xfers, 2, I3C_SDR),
			0);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.flags, I3C_SIM_LOG_F_ACK);
	KUNIT_EXPECT_EQ(test, e->hdr.duration_ns, (1 + 27) * 80 + 9 * 240);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.flags, I3C_SIM_LOG_F_ACK |
			I3C_SIM_LOG_F_REPEATED | I3C_SIM_LOG_F_STOP);
	KUNIT_EXPECT_MEMEQ(test, e->data, "two", 3);
	KUNIT_EXPECT_EQ(test, e->hdr.duration_ns, (1 + 9 + 27 + 1) * 80);
	i3c_sim_log_free(log);
}

static void interrupt_and_its_command_are_told(struct kunit *test)
{
	struct i3c_sim_log *log = log_new(test);
	struct bus_fixture *f = test->priv;
	struct entry *e = entry_new(test);

	ibi_enable(test, 1);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_CCC);
	KUNIT_EXPECT_EQ(test, e->hdr.code, I3C_CCC_ENEC(false));
	KUNIT_EXPECT_EQ(test, e->hdr.addr, f->target->dyn_addr);
	KUNIT_EXPECT_EQ(test, e->hdr.len, 1);
	KUNIT_EXPECT_EQ(test, e->data[0], I3C_CCC_EVENT_SIR);
	/* header for all, code, header of the target, byte, STOP */
	KUNIT_EXPECT_EQ(test, e->hdr.duration_ns,
			(1 + 9 + 10 + 9 + 1) * 80 + 9 * 240);

	send(test, f->target, "x", 0xae);
	KUNIT_ASSERT_TRUE(test, ibis_arrive(1));
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_IBI);
	KUNIT_EXPECT_EQ(test, e->hdr.flags, I3C_SIM_LOG_F_READ |
			I3C_SIM_LOG_F_ACK | I3C_SIM_LOG_F_STOP);
	KUNIT_EXPECT_EQ(test, e->hdr.len, 1);
	KUNIT_EXPECT_EQ(test, e->data[0], 0xae);
	KUNIT_EXPECT_EQ(test, e->hdr.duration_ns, (2 + 9) * 80 + 9 * 240);
	i3c_sim_log_free(log);
}

static void hotjoin_and_assignment_are_told(struct kunit *test)
{
	const u8 answer[8] = { 0x02, 0x46, 0x45, 0x68, 0, 0, 0x06, 0x11 };
	struct i3c_sim_log *log = log_new(test);
	struct bus_fixture *f = test->priv;
	struct entry *e = entry_new(test);
	struct i3c_sim_target *target;

	target = target_attach(test, PID_OTHER, 0);
	wait_addr(test, target, 0);
	flush_workqueue(f->bus->ctrl->master.wq);

	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_HOTJOIN);
	KUNIT_EXPECT_EQ(test, e->hdr.addr, I3C_HOT_JOIN_ADDR);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_ENTDAA);
	KUNIT_EXPECT_NE(test, e->hdr.addr, 0);
	KUNIT_EXPECT_EQ(test, e->hdr.len, 8);
	KUNIT_EXPECT_MEMEQ(test, e->data, answer, 8);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_CCC);
	i3c_sim_log_free(log);
	target_pull(target);
}

static void bus_is_heard_going_off_and_live(struct kunit *test)
{
	struct i3c_sim_log *log = log_new(test);
	struct bus_fixture *f = test->priv;
	struct entry *e = entry_new(test);

	i3c_sim_bus_stop(f->bus);
	do {
		take(test, log, e);
	} while (e->hdr.kind != I3C_SIM_LOG_OFF);
	KUNIT_EXPECT_EQ(test, log_take(log, e, sizeof(*e)), -EAGAIN);

	KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(f->bus), 0);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.kind, I3C_SIM_LOG_LIVE);
	KUNIT_EXPECT_EQ(test, e->hdr.time_ns, 0);
	i3c_sim_log_free(log);
}

static void record_that_does_not_fit_stays(struct kunit *test)
{
	struct i3c_sim_log *log = log_new(test);
	struct entry *e = entry_new(test);
	size_t size = sizeof(e->hdr) + 5;

	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "hello", 5), 0);
	KUNIT_EXPECT_EQ(test, log_take(log, e, size - 1), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, log_take(log, e, size), size);
	i3c_sim_log_free(log);
}

static void log_add(struct i3c_sim_bus *bus, struct entry *e, u16 len)
{
	guard(mutex)(&bus->wire);
	i3c_sim_log_begin(bus, &e->hdr);
	e->hdr.len = len;
	i3c_sim_log_add(bus, &e->hdr, e->data);
}

/* Long records, and a short one that fills it to the last byte. */
static void slow_listener_loses_counted_records(struct kunit *test)
{
	unsigned int fit = I3C_SIM_LOG_BYTES / sizeof(struct entry);
	unsigned int rest = I3C_SIM_LOG_BYTES % sizeof(struct entry);
	struct i3c_sim_log *log = log_new(test);
	struct bus_fixture *f = test->priv;
	struct entry *e = entry_new(test);
	unsigned int i;

	for (i = 0; i < fit; i++)
		log_add(f->bus, e, I3C_SIM_DATA_MAX);
	log_add(f->bus, e, rest - sizeof(e->hdr) + 1);
	log_add(f->bus, e, rest - sizeof(e->hdr));
	log_add(f->bus, e, 0);

	for (i = 0; i < fit; i++) {
		take(test, log, e);
		KUNIT_ASSERT_EQ(test, e->hdr.lost, 0);
		KUNIT_ASSERT_EQ(test, e->hdr.len, I3C_SIM_DATA_MAX);
	}
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.len, rest - sizeof(e->hdr));
	KUNIT_EXPECT_EQ(test, e->hdr.lost, 1);
	KUNIT_EXPECT_EQ(test, log_take(log, e, sizeof(*e)), -EAGAIN);

	log_add(f->bus, e, 1);
	take(test, log, e);
	KUNIT_EXPECT_EQ(test, e->hdr.lost, 1);
	i3c_sim_log_free(log);
}

static void listeners_are_limited(struct kunit *test)
{
	struct i3c_sim_log *logs[I3C_SIM_LOGS_MAX];
	struct bus_fixture *f = test->priv;
	int i;

	for (i = 0; i < I3C_SIM_LOGS_MAX; i++)
		logs[i] = log_new(test);
	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_log_new(f->bus), ERR_PTR(-ENOSPC));
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "hello", 5), 0);
	for (i = 0; i < I3C_SIM_LOGS_MAX; i++) {
		KUNIT_EXPECT_TRUE(test, i3c_sim_log_has_news(logs[i]));
		i3c_sim_log_free(logs[i]);
	}
}

static struct kunit_case log_cases[] = {
	KUNIT_CASE(transfers_are_told_with_their_bytes_and_time),
	KUNIT_CASE(chain_is_told_transfer_by_transfer),
	KUNIT_CASE(interrupt_and_its_command_are_told),
	KUNIT_CASE(hotjoin_and_assignment_are_told),
	KUNIT_CASE(bus_is_heard_going_off_and_live),
	KUNIT_CASE(record_that_does_not_fit_stays),
	KUNIT_CASE(slow_listener_loses_counted_records),
	KUNIT_CASE(listeners_are_limited),
	{ }
};

static struct kunit_suite log_suite = {
	.name = "i3c_sim_log",
	.init = bus_init,
	.exit = bus_exit,
	.test_cases = log_cases,
};

kunit_test_suite(log_suite);

MODULE_DESCRIPTION("KUnit suite: log of the simulated wire");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
