// SPDX-License-Identifier: GPL-2.0-only
/*
 * Injected faults on a simulated bus under the real I3C core: what driver and
 * target see of them, and the end of a target that is away.
 */
#include "bus-fixture.h"

#include <linux/delay.h>

static struct i3c_sim_fault_rule rule;

static void fault(struct kunit *test, enum i3c_sim_fault_direction direction,
		  enum i3c_sim_fault_action action, u32 value, u32 count)
{
	struct bus_fixture *f = test->priv;

	i3c_sim_fault_rule_init(&rule, "kunit");
	rule.pid = PID_BOUND;
	rule.direction = direction;
	rule.action = action;
	rule.value = value;
	rule.count = count;
	KUNIT_ASSERT_EQ(test, i3c_sim_fault_add(&f->bus->faults, &rule), 0);
	KUNIT_ASSERT_EQ(test, i3c_sim_fault_enable(&f->bus->faults, &rule), 0);
}

static int inject_init(struct kunit *test)
{
	INIT_LIST_HEAD(&rule.node);
	return bus_init(test);
}

static void inject_exit(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	if (!list_empty(&rule.node))
		i3c_sim_fault_remove(&f->bus->faults, &rule);
	bus_exit(test);
}

static void expect_write(struct kunit *test, const char *data, unsigned int len)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_event_buf *event = next_event(f->target);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->hdr.type, I3C_SIM_EV_WRITE);
	KUNIT_EXPECT_EQ(test, event->hdr.len, len);
	if (event->hdr.len == len)
		KUNIT_EXPECT_MEMEQ(test, event->data, data, len);
	kfree(event);
}

static void altered_write_leaves_the_drivers_data_alone(struct kunit *test)
{
	char data[] = "abc";

	fault(test, I3C_SIM_FAULT_WRITE, I3C_SIM_FAULT_FLIP, 24, 1);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, 3), 0);
	expect_write(test, "\x9e\x9d\x9c", 3);
	KUNIT_EXPECT_STREQ(test, data, "abc");
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, data, 3), 0);
	expect_write(test, "abc", 3);
}

static void cut_write_arrives_short(struct kunit *test)
{
	fault(test, I3C_SIM_FAULT_WRITE, I3C_SIM_FAULT_TRUNCATE, 2, 1);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "abc", 3), 0);
	expect_write(test, "ab", 2);
}

static void arbitration_is_for_the_first_of_a_chain(struct kunit *test)
{
	struct i3c_xfer xfers[] = {
		{ .len = 1, .data.out = "1" },
		{ .len = 1, .data.out = "2" },
	};

	fault(test, I3C_SIM_FAULT_ANY, I3C_SIM_FAULT_ARBITRATION, 0, 1);
	KUNIT_EXPECT_EQ(test, i3c_device_do_xfers(seen.dev, xfers, 2, I3C_SDR),
			-EAGAIN);
	KUNIT_EXPECT_EQ(test, i3c_device_do_xfers(seen.dev, xfers, 2, I3C_SDR),
			0);
	expect_write(test, "1", 1);
	expect_write(test, "2", 1);
	KUNIT_EXPECT_EQ(test, rule.matched, 2);
}

static void length_is_what_the_rule_says(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	char buf[8] = "";

	fault(test, I3C_SIM_FAULT_READ, I3C_SIM_FAULT_LENGTH, 1000, 1);
	send(test, f->target, "abc", -1);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, 7), 1000);
	KUNIT_EXPECT_STREQ(test, buf, "abc");
}

static void refused_interrupt_is_repeated(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	ibi_enable(test, 2);
	fault(test, I3C_SIM_FAULT_IBI, I3C_SIM_FAULT_NACK, 0, 3);
	send(test, f->target, "one", 0xae);
	expect_packet(test, 1, "one");
	KUNIT_EXPECT_EQ(test, rule.injected, 3);
	KUNIT_EXPECT_EQ(test, stat_ibi_nacks(f->bus), 3);
}

static void lost_interrupt_does_not_hold_up_the_next(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	ibi_enable(test, 2);
	fault(test, I3C_SIM_FAULT_IBI, I3C_SIM_FAULT_DROP_IBI, 0, 1);
	send(test, f->target, "one", 0xae);
	KUNIT_EXPECT_EQ(test, ibis_seen(), 0);
	send(test, f->target, "two", 0xae);
	expect_packet(test, 1, "one");
}

static void forgotten_address_is_replaced(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	u8 first = f->target->dyn_addr;

	fault(test, I3C_SIM_FAULT_WRITE, I3C_SIM_FAULT_ADDRESS,
	      I3C_SIM_FAULT_ADDRESS_KEEP_NEW, 1);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "1", 1), -EIO);
	KUNIT_EXPECT_EQ(test, wait_addr(test, f->target, 0), 0);
	KUNIT_EXPECT_NE(test, wait_addr(test, f->target, 0), first);
	flush_workqueue(f->bus->ctrl->master.wq);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "2", 1), 0);
	expect_write(test, "2", 1);
	KUNIT_EXPECT_NE(test, f->target->dyn_addr, first);
}

static void pull(struct kunit *test, u32 back_ms)
{
	struct bus_fixture *f = test->priv;

	fault(test, I3C_SIM_FAULT_WRITE, I3C_SIM_FAULT_UNPLUG, back_ms, 1);
	KUNIT_EXPECT_EQ(test, drv_write(seen.dev, "1", 1), -EIO);
	KUNIT_EXPECT_EQ(test, wait_addr(test, f->target, 0), 0);
}

static void pulled_target_returns_without_its_packets(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	char buf[8];

	send(test, f->target, "old", -1);
	pull(test, 10);
	wait_addr(test, f->target, 0);
	flush_workqueue(f->bus->ctrl->master.wq);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, sizeof(buf)), -EIO);
	send(test, f->target, "new", -1);
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, sizeof(buf)), 3);
}

static void pulled_target_keeps_its_place(struct kunit *test)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *other;

	pull(test, 0);
	KUNIT_EXPECT_EQ(test, f->bus->num_targets, 1);
	other = target_new(test, PID_BOUND, 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_target_attach(other, f->bus), -EEXIST);
	i3c_sim_target_free(other);

	/* until its file is closed */
	target_pull(f->target);
	f->target = target_attach(test, PID_BOUND, 0);
	wait_addr(test, f->target, 0);
}

static void pulled_target_is_closed_before_it_returns(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	pull(test, 20);
	target_pull(f->target);
	f->target = NULL;
	msleep(40);
	KUNIT_EXPECT_EQ(test, f->bus->num_targets, 0);
}

static void bus_stops_before_a_pulled_target_returns(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	pull(test, 20);
	i3c_sim_bus_stop(f->bus);
	KUNIT_EXPECT_TRUE(test, f->target->gone);
	KUNIT_EXPECT_PTR_EQ(test, next_event(f->target), ERR_PTR(-ENODEV));
	msleep(40);
	KUNIT_EXPECT_TRUE(test, list_empty(&f->target->node));
}

static void bus_stops_while_interrupts_are_repeated(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	ibi_enable(test, 2);
	fault(test, I3C_SIM_FAULT_IBI, I3C_SIM_FAULT_NACK, 0, 0);
	send(test, f->target, "one", 0xae);
	i3c_sim_bus_stop(f->bus);
	KUNIT_EXPECT_GE(test, rule.injected, 1);
	KUNIT_EXPECT_EQ(test, ibis_seen(), 0);
}

static struct kunit_case inject_cases[] = {
	KUNIT_CASE(altered_write_leaves_the_drivers_data_alone),
	KUNIT_CASE(cut_write_arrives_short),
	KUNIT_CASE(arbitration_is_for_the_first_of_a_chain),
	KUNIT_CASE(length_is_what_the_rule_says),
	KUNIT_CASE(refused_interrupt_is_repeated),
	KUNIT_CASE(lost_interrupt_does_not_hold_up_the_next),
	KUNIT_CASE(forgotten_address_is_replaced),
	KUNIT_CASE(pulled_target_returns_without_its_packets),
	KUNIT_CASE(pulled_target_keeps_its_place),
	KUNIT_CASE(pulled_target_is_closed_before_it_returns),
	KUNIT_CASE(bus_stops_before_a_pulled_target_returns),
	KUNIT_CASE(bus_stops_while_interrupts_are_repeated),
	{ }
};

static struct kunit_suite inject_suite = {
	.name = "i3c_sim_inject",
	.init = inject_init,
	.exit = inject_exit,
	.test_cases = inject_cases,
};

kunit_test_suite(inject_suite);

MODULE_DESCRIPTION("KUnit suite: injected faults under the I3C core");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
