// SPDX-License-Identifier: GPL-2.0-only
/*
 * Targets inside the kernel under the real I3C core: what they answer to
 * packets, how they are plugged in, and their limits.
 */
#include "bus-fixture.h"

#include <linux/i2c.h>
#include <linux/unaligned.h>

#include "../builtin.h"

#define FRAME_MAX	64
#define MRL		64

static struct i3c_sim_bus *fixture_bus(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	return f->bus;
}

static struct i3c_sim_builtin *builtin_new(struct kunit *test,
					   const char *behaviour)
{
	struct i3c_sim_builtin *bt = i3c_sim_builtin_new(fixture_bus(test));

	KUNIT_ASSERT_NOT_NULL(test, bt);
	bt->attach.pid = PID_BOUND;
	bt->behaviour = i3c_sim_behaviour_find(behaviour);
	KUNIT_ASSERT_NOT_NULL(test, bt->behaviour);
	return bt;
}

static void wait_probed(struct kunit *test)
{
	KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&seen.probed,
							  DEADLINE), 0);
}

/* A target that is on the wire and bound to the driver of the fixture. */
static struct i3c_sim_builtin *builtin_start(struct kunit *test,
					     const char *behaviour)
{
	struct i3c_sim_builtin *bt = builtin_new(test, behaviour);

	KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	wait_probed(test);
	return bt;
}

/* Not while the core still talks to it. */
static void builtin_free(struct i3c_sim_builtin *bt)
{
	if (bt->bus->ctrl)
		flush_workqueue(bt->bus->ctrl->master.wq);
	i3c_sim_builtin_free(bt);
}

static u8 pec(u8 addr_byte, u8 *data, size_t len)
{
	return i2c_smbus_pec(i2c_smbus_pec(0, &addr_byte, 1), data, len);
}

/* Write a packet of a header, @text and the PEC, which is spoilt by @flip. */
static int write_packet(struct i3c_sim_builtin *bt, const char *text, u8 flip)
{
	u8 frame[FRAME_MAX] = { 0x01, 12, 8, 0xcb };
	size_t len = 4 + strlen(text);

	memcpy(frame + 4, text, strlen(text));
	frame[len] = flip ^ pec(i3c_sim_builtin_addr(bt) << 1, frame, len);
	return drv_write(seen.dev, frame, len + 1);
}

static void expect_answer(struct kunit *test, struct i3c_sim_builtin *bt,
			  const char *text)
{
	const u8 hdr[] = { 0x01, 8, 12, 0xc3 };
	size_t len = 4 + strlen(text);
	u8 frame[FRAME_MAX];

	KUNIT_ASSERT_EQ(test, drv_read(seen.dev, frame, sizeof(frame)),
			len + 1);
	KUNIT_EXPECT_MEMEQ(test, frame, hdr, 4);
	KUNIT_EXPECT_MEMEQ(test, frame + 4, text, strlen(text));
	KUNIT_EXPECT_EQ(test, frame[len],
			pec(i3c_sim_builtin_addr(bt) << 1 | 1, frame, len));
}

static void echo_swaps_eids_and_inverts_the_tag_owner(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "echo");

	ibi_enable(test, 2);
	KUNIT_EXPECT_EQ(test, write_packet(bt, "hello", 0), 0);
	KUNIT_ASSERT_TRUE(test, ibis_arrive(1));
	KUNIT_EXPECT_EQ(test, seen.log[0].len, 1);
	KUNIT_EXPECT_EQ(test, seen.log[0].data[0], 0xae);
	expect_answer(test, bt, "hello");

	KUNIT_EXPECT_EQ(test, bt->stats.packets_in, 1);
	KUNIT_EXPECT_EQ(test, bt->stats.bytes_in, 9);
	KUNIT_EXPECT_EQ(test, bt->stats.queued, 1);
	KUNIT_EXPECT_EQ(test, bt->stats.packets_out, 1);
	builtin_free(bt);
}

static void damaged_packets_are_taken_and_not_answered(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "echo");
	u8 frame[FRAME_MAX];

	KUNIT_EXPECT_EQ(test, write_packet(bt, "hello", 0x01), 0);
	KUNIT_EXPECT_EQ(test, bt->stats.bad_pec, 1);
	/* one byte short of a header with its PEC */
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "1234", 4), 0);
	KUNIT_EXPECT_EQ(test, bt->stats.malformed, 1);
	KUNIT_EXPECT_EQ(test, bt->stats.packets_in, 0);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, frame, sizeof(frame)), -EIO);

	/* the shortest that is one */
	KUNIT_EXPECT_EQ(test, write_packet(bt, "", 0), 0);
	KUNIT_EXPECT_EQ(test, bt->stats.packets_in, 1);
	expect_answer(test, bt, "");
	builtin_free(bt);
}

static void echo_without_room_nacks_and_goes_on(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "echo");
	int i;

	for (i = 0; i < I3C_SIM_PACKETS_MAX; i++)
		KUNIT_ASSERT_EQ(test, write_packet(bt, "x", 0), 0);
	KUNIT_EXPECT_EQ(test, write_packet(bt, "y", 0), -EIO);
	KUNIT_EXPECT_EQ(test, bt->stats.refused, 1);

	expect_answer(test, bt, "x");
	KUNIT_EXPECT_EQ(test, write_packet(bt, "y", 0), 0);
	for (i = 1; i < I3C_SIM_PACKETS_MAX; i++)
		expect_answer(test, bt, "x");
	expect_answer(test, bt, "y");
	builtin_free(bt);
}

static void target_without_ibi_can_be_polled(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_new(test, "echo");

	bt->attach.bcr = 0;
	KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	wait_probed(test);
	KUNIT_EXPECT_EQ(test, write_packet(bt, "hello", 0), 0);
	expect_answer(test, bt, "hello");
	KUNIT_EXPECT_EQ(test, fixture_bus(test)->stats.ibi_nacks, 0);
	builtin_free(bt);
}

static void mandatory_byte_may_be_missing(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_new(test, "echo");

	bt->mdb = I3C_SIM_MDB_NONE;
	KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	wait_probed(test);
	ibi_enable(test, 2);
	KUNIT_EXPECT_EQ(test, write_packet(bt, "hello", 0), 0);
	KUNIT_ASSERT_TRUE(test, ibis_arrive(1));
	KUNIT_EXPECT_EQ(test, seen.log[0].len, 0);
	builtin_free(bt);
}

static void sink_takes_and_counts(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "sink");
	u8 frame[FRAME_MAX];
	int i;

	for (i = 0; i < 2 * I3C_SIM_PACKETS_MAX; i++)
		KUNIT_ASSERT_EQ(test, write_packet(bt, "12345678", 0), 0);
	KUNIT_EXPECT_EQ(test, bt->stats.packets_in, 2 * I3C_SIM_PACKETS_MAX);
	KUNIT_EXPECT_EQ(test, bt->stats.bytes_in,
			2 * I3C_SIM_PACKETS_MAX * 12);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, frame, sizeof(frame)), -EIO);
	builtin_free(bt);
}

static void source_sends_as_many_as_told_in_order(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_new(test, "source");
	u8 frame[FRAME_MAX];
	u32 i, count = 40;

	bt->size = 7;
	KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	wait_probed(test);
	ibi_enable(test, 2);
	i3c_sim_source_start(bt, count);

	for (i = 0; i < count; i++) {
		KUNIT_ASSERT_TRUE(test, ibis_arrive(i + 1));
		KUNIT_ASSERT_EQ(test, drv_read(seen.dev, frame, MRL),
				4 + 7 + 1);
		KUNIT_EXPECT_EQ(test, frame[0], 1);
		KUNIT_EXPECT_EQ(test, frame[1], 8);
		KUNIT_EXPECT_EQ(test, frame[2], 9);
		KUNIT_EXPECT_EQ(test, frame[3],
				0xc8 | (i & 3) << 4 | (i & 7));
		KUNIT_EXPECT_EQ(test, frame[4], 0x7e);
		KUNIT_EXPECT_EQ(test, get_unaligned_be32(frame + 5), i);
		KUNIT_EXPECT_EQ(test, frame[9], 5);
		KUNIT_EXPECT_EQ(test, frame[11],
				pec(i3c_sim_builtin_addr(bt) << 1 | 1,
				    frame, 11));
	}
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, frame, MRL), -EIO);
	KUNIT_EXPECT_EQ(test, bt->stats.packets_out, count);
	KUNIT_EXPECT_EQ(test, bt->count, 0);
	builtin_free(bt);
}

static void source_has_a_smallest_and_a_largest_packet(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_new(test, "source");
	u8 *frame = kunit_kzalloc(test, I3C_SIM_DATA_MAX, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, frame);
	bt->size = 1;
	KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	wait_probed(test);
	i3c_sim_source_start(bt, 1);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, frame, I3C_SIM_DATA_MAX), 6);
	KUNIT_EXPECT_EQ(test, frame[4], 0x7e);

	i3c_sim_builtin_unplug(bt);
	bt->size = I3C_SIM_SOURCE_SIZE_MAX;
	KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	flush_workqueue(bt->bus->ctrl->master.wq);
	i3c_sim_source_start(bt, 1);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, frame, I3C_SIM_DATA_MAX),
			I3C_SIM_DATA_MAX);
	builtin_free(bt);
}

static void plug_checks_pid_and_static_address(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "sink");
	struct i3c_sim_builtin *other = builtin_new(test, "sink");

	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(other), -EEXIST);
	other->attach.pid = 0;
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(other), -EINVAL);
	KUNIT_EXPECT_FALSE(test, other->plugged);

	builtin_free(bt);
	bt = builtin_new(test, "sink");
	bt->attach.static_addr = 0x50;
	other->attach.static_addr = 0x50;
	other->attach.pid = PID_OTHER;
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(other), -EEXIST);
	other->attach.static_addr = 0x51;
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(other), 0);
	builtin_free(other);
	builtin_free(bt);
}

static void files_and_builtins_share_one_limit(struct kunit *test)
{
	struct i3c_sim_builtin **bts, *extra;
	struct i3c_sim_target *target;
	int i;

	target = target_attach(test, PID_BOUND, I3C_SIM_ATTACH_NO_HOTJOIN);
	bts = kunit_kcalloc(test, I3C_SIM_TARGETS_MAX, sizeof(*bts),
			    GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bts);
	for (i = 0; i < I3C_SIM_TARGETS_MAX; i++) {
		bts[i] = builtin_new(test, "sink");
		bts[i]->attach.pid = PID_OTHER + i;
		bts[i]->attach.flags = I3C_SIM_ATTACH_NO_HOTJOIN;
		KUNIT_ASSERT_EQ(test, i3c_sim_builtin_plug(bts[i]),
				i < I3C_SIM_TARGETS_MAX - 1 ? 0 : -ENOSPC);
	}

	/* and with the bus off, when nobody is on the wire */
	i3c_sim_bus_stop(fixture_bus(test));
	target_pull(target);
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(bts[i - 1]), 0);
	extra = builtin_new(test, "sink");
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(extra), -ENOSPC);
	KUNIT_EXPECT_EQ(test, i3c_sim_bus_start(fixture_bus(test)), 0);
	KUNIT_EXPECT_EQ(test, fixture_bus(test)->num_targets,
			I3C_SIM_TARGETS_MAX);

	builtin_free(extra);
	while (i--)
		builtin_free(bts[i]);
	KUNIT_EXPECT_EQ(test, fixture_bus(test)->num_targets, 0);
}

static void plug_stays_in_while_the_bus_is_off(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "echo");
	struct i3c_sim_bus *bus = fixture_bus(test);

	i3c_sim_bus_stop(bus);
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_addr(bt), 0);
	KUNIT_EXPECT_TRUE(test, bt->plugged);

	reinit_completion(&seen.probed);
	KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(bus), 0);
	wait_probed(test);
	KUNIT_EXPECT_NE(test, i3c_sim_builtin_addr(bt), 0);
	KUNIT_EXPECT_EQ(test, write_packet(bt, "again", 0), 0);
	expect_answer(test, bt, "again");

	i3c_sim_bus_stop(bus);
	i3c_sim_builtin_unplug(bt);
	KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(bus), 0);
	KUNIT_EXPECT_EQ(test, bus->num_targets, 0);
	builtin_free(bt);
}

static void pulled_plug_nacks(struct kunit *test)
{
	struct i3c_sim_builtin *bt = builtin_start(test, "sink");

	flush_workqueue(fixture_bus(test)->ctrl->master.wq);
	i3c_sim_builtin_unplug(bt);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "hello", 5), -EIO);
	KUNIT_EXPECT_EQ(test, i3c_sim_builtin_plug(bt), 0);
	flush_workqueue(fixture_bus(test)->ctrl->master.wq);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "hello", 5), 0);
	builtin_free(bt);
}

static struct kunit_case builtin_cases[] = {
	KUNIT_CASE(echo_swaps_eids_and_inverts_the_tag_owner),
	KUNIT_CASE(damaged_packets_are_taken_and_not_answered),
	KUNIT_CASE(echo_without_room_nacks_and_goes_on),
	KUNIT_CASE(target_without_ibi_can_be_polled),
	KUNIT_CASE(mandatory_byte_may_be_missing),
	KUNIT_CASE(sink_takes_and_counts),
	KUNIT_CASE(source_sends_as_many_as_told_in_order),
	KUNIT_CASE(source_has_a_smallest_and_a_largest_packet),
	KUNIT_CASE(plug_checks_pid_and_static_address),
	KUNIT_CASE(files_and_builtins_share_one_limit),
	KUNIT_CASE(plug_stays_in_while_the_bus_is_off),
	KUNIT_CASE(pulled_plug_nacks),
	{ }
};

static struct kunit_suite builtin_suite = {
	.name = "i3c_sim_builtin",
	.init = bus_init_empty,
	.exit = bus_exit,
	.test_cases = builtin_cases,
};

kunit_test_suite(builtin_suite);

MODULE_DESCRIPTION("KUnit suite: targets inside the kernel");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
