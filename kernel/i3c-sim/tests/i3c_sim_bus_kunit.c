// SPDX-License-Identifier: GPL-2.0-only
/*
 * Simulated buses under the real I3C core: buses are made, targets plugged in
 * and pulled, and a small I3C driver talks to them.
 */
#include "bus-fixture.h"

#include <linux/platform_device.h>
#include <linux/property.h>

static void hotjoin_makes_a_device_with_its_registers(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_device_info info;

	i3c_device_get_info(seen.dev, &info);
	KUNIT_EXPECT_EQ(test, info.pid, PID_BOUND);
	KUNIT_EXPECT_EQ(test, info.bcr, 0x06);
	KUNIT_EXPECT_EQ(test, info.dcr, 0x11);
	KUNIT_EXPECT_EQ(test, info.max_read_len, 64);
	KUNIT_EXPECT_EQ(test, info.max_write_len, 32);
	KUNIT_EXPECT_EQ(test, info.max_ibi_len, I3C_SIM_IBI_MAX);
	KUNIT_EXPECT_EQ(test, info.dyn_addr, f->target->dyn_addr);
}

static void write_arrives_as_an_event(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_event_buf *event;

	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "hello", 5), 0);
	event = next_event(f->target);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->hdr.type, I3C_SIM_EV_WRITE);
	KUNIT_EXPECT_EQ(test, event->hdr.len, 5);
	KUNIT_EXPECT_MEMEQ(test, event->data, "hello", 5);
	kfree(event);
}

static void write_beyond_mwl_is_cut_and_counted(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_event_buf *event;
	u8 data[33] = { };

	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, 32), 0);
	KUNIT_EXPECT_EQ(test, f->bus->stats.write_cut, 0);
	kfree(next_event(f->target));

	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, 33), 0);
	KUNIT_EXPECT_EQ(test, f->bus->stats.write_cut, 1);
	event = next_event(f->target);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->hdr.len, 32);
	kfree(event);
}

static void write_longer_than_the_controller_can_is_refused(struct kunit *test)
{
	u8 *data = kunit_kzalloc(test, I3C_SIM_DATA_MAX + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, I3C_SIM_DATA_MAX), 0);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, I3C_SIM_DATA_MAX + 1),
			-EOPNOTSUPP);
}

static void read_without_a_packet_is_nacked(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 buf[8];
	struct i3c_xfer xfer = { .rnw = true, .len = 8, .data.in = buf };
	u64 nacks = f->bus->stats.nacks;

	KUNIT_EXPECT_EQ(test, i3c_device_do_xfers(seen.dev, &xfer, 1, I3C_SDR),
			-EIO);
	KUNIT_EXPECT_EQ(test, xfer.err, I3C_ERROR_M2);
	KUNIT_EXPECT_EQ(test, xfer.actual_len, 0);
	KUNIT_EXPECT_EQ(test, f->bus->stats.nacks, nacks + 1);

	send(test, f->target, "abc", -1);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, 8), 3);
	KUNIT_EXPECT_MEMEQ(test, buf, "abc", 3);
}

static void nack_ends_a_chain_of_transfers(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 buf[8];
	struct i3c_xfer xfers[] = {
		{ .len = 1, .data.out = "1" },
		{ .rnw = true, .len = 8, .data.in = buf },
		{ .len = 1, .data.out = "2" },
	};
	struct i3c_sim_event_buf *event;

	KUNIT_EXPECT_EQ(test, i3c_device_do_xfers(seen.dev, xfers, 3, I3C_SDR),
			-EIO);
	event = next_event(f->target);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->data[0], '1');
	kfree(event);
	KUNIT_EXPECT_EQ(test, f->target->events.len, 0);
}

static void ibi_delivers_mdb_and_packet_in_order(struct kunit *test)
{
	static const char * const texts[] = { "one", "two", "three" };
	struct bus_fixture *f = test->priv;
	unsigned int i;

	ibi_enable(test, 4);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		send(test, f->target, texts[i], 0xae + i);

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		expect_packet(test, i + 1, texts[i]);
		KUNIT_EXPECT_EQ(test, seen.log[i].len, 1);
		KUNIT_EXPECT_EQ(test, seen.log[i].data[0], 0xae + i);
	}
}

static void ibi_waits_until_the_driver_enables_it(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	ibi_request(test, 1);
	send(test, f->target, "early", 0xae);
	KUNIT_EXPECT_EQ(test, stat_ibi_nacks(f->bus), 1);
	KUNIT_EXPECT_EQ(test, seen.ibis, 0);

	KUNIT_EXPECT_EQ(test, i3c_device_enable_ibi(seen.dev), 0);
	expect_packet(test, 1, "early");

	/* and again after a disable */
	KUNIT_EXPECT_EQ(test, i3c_device_disable_ibi(seen.dev), 0);
	send(test, f->target, "late", 0xae);
	KUNIT_EXPECT_EQ(test, seen.ibis, 1);
	KUNIT_EXPECT_EQ(test, i3c_device_enable_ibi(seen.dev), 0);
	expect_packet(test, 2, "late");
}

static void ibis_without_a_free_slot_are_not_lost(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	char text[2] = "a";
	int i;

	/* handlers are held: the interrupts alone take the only slot */
	WRITE_ONCE(seen.hold_ibi, true);
	ibi_enable(test, 1);
	for (i = 0; i < 8; i++)
		send(test, f->target, "", i);
	KUNIT_EXPECT_EQ(test, f->bus->stats.ibis, 1);
	KUNIT_EXPECT_NE(test, f->bus->stats.ibi_waits, 0);

	WRITE_ONCE(seen.hold_ibi, false);
	complete_all(&seen.go_on);
	KUNIT_ASSERT_TRUE(test, ibis_arrive(8));
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, seen.log[i].data[0], i);

	for (i = 0; i < 8; i++, text[0]++)
		send(test, f->target, text, 0xae);
	for (i = 0, text[0] = 'a'; i < 8; i++, text[0]++)
		expect_packet(test, 9 + i, text);
}

static void pulled_target_nacks_and_its_device_stays(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 byte = 0;

	ibi_enable(test, 2);
	send(test, f->target, "", 1);
	target_pull(f->target);
	f->target = NULL;

	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, &byte, 1), -EIO);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, &byte, 1), -EIO);
	KUNIT_EXPECT_NOT_NULL(test, seen.dev);
	/* disabling must not fail, the core would keep it enabled and warn */
	KUNIT_EXPECT_EQ(test, i3c_device_disable_ibi(seen.dev), 0);
	KUNIT_EXPECT_EQ(test, i3c_device_enable_ibi(seen.dev), -EIO);
}

static void replugged_target_gets_its_device_and_ibis_back(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_device *dev = seen.dev;
	u8 addr = f->target->dyn_addr;

	ibi_enable(test, 2);
	target_pull(f->target);
	f->target = target_attach(test, PID_BOUND, 0);
	wait_addr(test, f->target, addr);

	KUNIT_EXPECT_PTR_EQ(test, seen.dev, dev);
	send(test, f->target, "again", 0xae);
	expect_packet(test, 1, "again");
}

/*
 * Replugged while its interrupt is handled: the core would wait for the
 * handler with the bus locked. The target has to wait for its address instead.
 */
static void replug_waits_for_a_running_handler(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 addr = f->target->dyn_addr;

	WRITE_ONCE(seen.hold_ibi, true);
	ibi_enable(test, 2);
	send(test, f->target, "gone", 0xae);
	target_pull(f->target);

	f->target = target_attach(test, PID_BOUND, 0);
	flush_workqueue(f->bus->ctrl->master.wq);
	KUNIT_EXPECT_EQ(test, f->target->dyn_addr, 0);

	WRITE_ONCE(seen.hold_ibi, false);
	complete_all(&seen.go_on);
	wait_addr(test, f->target, addr);
	KUNIT_EXPECT_TRUE(test, ibis_arrive(1));
}

static void hotjoin_waits_until_it_is_enabled(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_master_controller *master = &f->bus->ctrl->master;
	struct i3c_sim_target *target;

	KUNIT_ASSERT_EQ(test, i3c_master_disable_hotjoin(master), 0);
	target = target_attach(test, PID_OTHER, 0);
	flush_workqueue(master->wq);
	KUNIT_EXPECT_EQ(test, target->dyn_addr, 0);

	KUNIT_EXPECT_EQ(test, i3c_master_enable_hotjoin(master), 0);
	KUNIT_EXPECT_NE(test, wait_addr(test, target, 0), 0);
	target_pull(target);
}

static void silent_target_waits_for_the_next_assignment(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *target;

	target = target_attach(test, PID_OTHER, I3C_SIM_ATTACH_NO_HOTJOIN);
	flush_workqueue(f->bus->ctrl->master.wq);
	KUNIT_EXPECT_EQ(test, target->dyn_addr, 0);

	KUNIT_EXPECT_EQ(test, i3c_sim_bus_daa(f->bus), 0);
	KUNIT_EXPECT_NE(test, wait_addr(test, target, 0), 0);
	target_pull(target);
}

static void lowest_pid_wins_the_arbitration(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *high, *low;

	high = target_attach(test, PID_OTHER + 9, I3C_SIM_ATTACH_NO_HOTJOIN);
	low = target_attach(test, PID_OTHER, I3C_SIM_ATTACH_NO_HOTJOIN);
	KUNIT_EXPECT_EQ(test, i3c_sim_bus_daa(f->bus), 0);

	KUNIT_EXPECT_LT(test, wait_addr(test, low, 0),
			wait_addr(test, high, 0));
	target_pull(high);
	target_pull(low);
}

static void attach_checks_pid_and_bus(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *twin = target_new(test, PID_BOUND, 0);
	struct i3c_sim_bus *off = i3c_sim_bus_new("off");

	KUNIT_EXPECT_EQ(test, i3c_sim_target_attach(twin, f->bus), -EEXIST);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, off);
	KUNIT_EXPECT_EQ(test, i3c_sim_target_attach(twin, off), -ENOENT);
	KUNIT_EXPECT_EQ(test, i3c_sim_bus_daa(off), -ENODEV);
	KUNIT_EXPECT_EQ(test, i3c_sim_bus_id(off), -1);
	i3c_sim_target_free(twin);
	i3c_sim_bus_remove(off);
	i3c_sim_bus_unref(off);
}

static void attach_with_the_pid_of_the_controller_fails(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *target;

	target = target_new(test, f->bus->ctrl->master.this->info.pid, 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_target_attach(target, f->bus), -EEXIST);
	i3c_sim_target_free(target);
}

static void targets_are_limited_and_all_get_addresses(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target **targets, *extra;
	int i;

	targets = kunit_kcalloc(test, I3C_SIM_TARGETS_MAX, sizeof(*targets),
				GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, targets);
	for (i = 1; i < I3C_SIM_TARGETS_MAX; i++)
		targets[i] = target_attach(test, PID_OTHER + i, 0);

	extra = target_new(test, PID_OTHER, 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_target_attach(extra, f->bus), -ENOSPC);
	i3c_sim_target_free(extra);

	for (i = 1; i < I3C_SIM_TARGETS_MAX; i++)
		KUNIT_EXPECT_NE(test, wait_addr(test, targets[i], 0), 0);
	while (--i)
		target_pull(targets[i]);
	KUNIT_EXPECT_EQ(test, f->bus->num_targets, 1);
}

/* The core keeps the device, and the address, of every PID it has seen. */
static void target_without_a_free_address_is_counted(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *target;
	u8 addr = 1;
	int i;

	for (i = 0; i < I3C_SIM_NUM_ADDRS && addr; i++) {
		KUNIT_ASSERT_EQ(test, f->bus->stats.no_address, 0);
		target = target_attach(test, PID_OTHER + i, 0);
		flush_workqueue(f->bus->ctrl->master.wq);
		addr = target->dyn_addr;
		target_pull(target);
	}
	KUNIT_EXPECT_EQ(test, addr, 0);
	KUNIT_EXPECT_GT(test, i, I3C_SIM_TARGETS_MAX);
	KUNIT_EXPECT_EQ(test, f->bus->stats.no_address, 1);
}

static void property_follows_the_attribute(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	bool set;
	int i;

	for (i = 0; i < 2; i++) {
		i3c_sim_bus_stop(f->bus);
		f->bus->mctp_controller = i;
		KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(f->bus), 0);
		set = device_property_read_bool(&f->bus->pdev->dev,
						"mctp-controller");
		KUNIT_EXPECT_EQ(test, set, i);
	}
}

static void ibi_longer_than_asked_for_is_cut(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_packet_buf *packet;

	ibi_enable(test, 1);
	packet = kzalloc(sizeof(*packet), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	packet->hdr.flags = I3C_SIM_PKT_IBI;
	packet->hdr.ibi_len = I3C_SIM_IBI_MAX;
	packet->hdr.ibi[0] = 0x77;
	KUNIT_ASSERT_EQ(test, i3c_sim_target_send(f->target, packet), 0);

	KUNIT_ASSERT_TRUE(test, ibis_arrive(1));
	KUNIT_EXPECT_EQ(test, seen.log[0].len, 1);
	KUNIT_EXPECT_EQ(test, seen.log[0].data[0], 0x77);
}

static void buses_are_limited_and_unique(struct kunit *test)
{
	struct i3c_sim_bus *buses[I3C_SIM_BUSES_MAX];
	char name[I3C_SIM_NAME_MAX];
	int i;

	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_bus_new("kunit"), ERR_PTR(-EEXIST));
	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_bus_new(""), ERR_PTR(-EINVAL));

	/* the bus of the fixture is the first */
	for (i = 1; i < I3C_SIM_BUSES_MAX; i++) {
		/* as long as a name may be */
		scnprintf(name, sizeof(name), "%031d", i);
		buses[i] = i3c_sim_bus_new(name);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buses[i]);
	}
	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_bus_new("x"), ERR_PTR(-ENOSPC));
	KUNIT_EXPECT_PTR_EQ(test,
			    i3c_sim_bus_new("00000000000000000000000000000032"),
			    ERR_PTR(-ENAMETOOLONG));

	while (--i) {
		i3c_sim_bus_remove(buses[i]);
		i3c_sim_bus_unref(buses[i]);
	}
}

static void stopped_bus_tells_its_targets_and_starts_again(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	ibi_enable(test, 2);
	send(test, f->target, "last", 0xae);
	i3c_sim_bus_stop(f->bus);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&seen.removed,
							  DEADLINE), 0);
	KUNIT_EXPECT_TRUE(test, f->target->gone);
	KUNIT_EXPECT_EQ(test, i3c_sim_bus_id(f->bus), -1);
	KUNIT_EXPECT_PTR_EQ(test, next_event(f->target), ERR_PTR(-ENODEV));
	target_pull(f->target);
	f->target = NULL;

	reinit_completion(&seen.probed);
	KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(f->bus), 0);
	f->target = target_attach(test, PID_BOUND, 0);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&seen.probed,
							  DEADLINE), 0);
}

static void stop_waits_for_a_running_handler(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	int i;

	ibi_enable(test, 4);
	for (i = 0; i < 4; i++)
		send(test, f->target, "x", i);
	i3c_sim_bus_stop(f->bus);
	/* nothing runs any more: what was seen stays as it is */
	/* pairs with the release in the handler */
	i = smp_load_acquire(&seen.ibis);
	schedule_timeout_uninterruptible(HZ / 50);
	KUNIT_EXPECT_EQ(test, READ_ONCE(seen.ibis), i);
}

static struct kunit_case bus_cases[] = {
	KUNIT_CASE(hotjoin_makes_a_device_with_its_registers),
	KUNIT_CASE(write_arrives_as_an_event),
	KUNIT_CASE(write_beyond_mwl_is_cut_and_counted),
	KUNIT_CASE(write_longer_than_the_controller_can_is_refused),
	KUNIT_CASE(read_without_a_packet_is_nacked),
	KUNIT_CASE(nack_ends_a_chain_of_transfers),
	KUNIT_CASE(ibi_delivers_mdb_and_packet_in_order),
	KUNIT_CASE(ibi_waits_until_the_driver_enables_it),
	KUNIT_CASE(ibis_without_a_free_slot_are_not_lost),
	KUNIT_CASE(pulled_target_nacks_and_its_device_stays),
	KUNIT_CASE(replugged_target_gets_its_device_and_ibis_back),
	KUNIT_CASE(replug_waits_for_a_running_handler),
	KUNIT_CASE(hotjoin_waits_until_it_is_enabled),
	KUNIT_CASE(silent_target_waits_for_the_next_assignment),
	KUNIT_CASE(lowest_pid_wins_the_arbitration),
	KUNIT_CASE(attach_checks_pid_and_bus),
	KUNIT_CASE(attach_with_the_pid_of_the_controller_fails),
	KUNIT_CASE(targets_are_limited_and_all_get_addresses),
	KUNIT_CASE(target_without_a_free_address_is_counted),
	KUNIT_CASE(property_follows_the_attribute),
	KUNIT_CASE(ibi_longer_than_asked_for_is_cut),
	KUNIT_CASE(buses_are_limited_and_unique),
	KUNIT_CASE(stopped_bus_tells_its_targets_and_starts_again),
	KUNIT_CASE(stop_waits_for_a_running_handler),
	{ }
};

static struct kunit_suite bus_suite = {
	.name = "i3c_sim_bus",
	.init = bus_init,
	.exit = bus_exit,
	.test_cases = bus_cases,
};

kunit_test_suite(bus_suite);

MODULE_DESCRIPTION("KUnit suite: simulated buses under the I3C core");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
