/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For suites that run a simulated bus under the real I3C core: a live bus with
 * a target on it, and a small I3C driver that is bound to the target, makes
 * transfers and notes interrupts.
 */
#ifndef I3C_SIM_BUS_FIXTURE_H
#define I3C_SIM_BUS_FIXTURE_H

#include "../controller.h"
#include "../target.h"

#include <kunit/test.h>
#include <linux/i3c/device.h>
#include <linux/module.h>

#define MANUF		0x0123ULL
#define PART_BOUND	0x4567ULL	/* the driver below binds to it */
#define PART_OTHER	0x4568ULL
#define PID_BOUND	(MANUF << 33 | PART_BOUND << 16 | 0x1000)
#define PID_OTHER	(MANUF << 33 | PART_OTHER << 16)

#define DEADLINE	(5 * HZ)
#define IBI_LOG_MAX	16

/* What the driver saw; one device at a time is bound. */
static struct {
	struct i3c_device *dev;
	struct completion probed;
	struct completion removed;
	bool hold_ibi;			/* handlers wait for @go_on */
	struct completion go_on;
	wait_queue_head_t wait;
	unsigned int ibis;
	struct i3c_ibi_log {
		unsigned int len;
		u8 data[I3C_SIM_IBI_MAX];
	} log[IBI_LOG_MAX];
} seen;

static inline int drv_read(struct i3c_device *dev, void *buf, u16 len)
{
	struct i3c_xfer xfer = { .rnw = true, .len = len, .data.in = buf };
	int ret;

	ret = i3c_device_do_xfers(dev, &xfer, 1, I3C_SDR);
	if (ret)
		return ret;
	if (xfer.len != xfer.actual_len)
		return -EBADMSG;
	return xfer.actual_len;
}

static inline int drv_write(struct i3c_device *dev, const void *buf, u16 len)
{
	struct i3c_xfer xfer = { .len = len, .data.out = buf };

	return i3c_device_do_xfers(dev, &xfer, 1, I3C_SDR);
}

/*
 * No transfer in here: the core holds its bus lock while it waits for handlers
 * and workqueues, so a handler that takes the lock can deadlock.
 */
static inline void drv_ibi(struct i3c_device *dev,
			   const struct i3c_ibi_payload *payload)
{
	struct i3c_ibi_log *log = &seen.log[seen.ibis % IBI_LOG_MAX];

	if (READ_ONCE(seen.hold_ibi))
		wait_for_completion(&seen.go_on);

	log->len = payload->len;
	memcpy(log->data, payload->data,
	       min_t(unsigned int, payload->len, sizeof(log->data)));
	/* with what is logged, for ibis_seen() */
	smp_store_release(&seen.ibis, seen.ibis + 1);
	wake_up(&seen.wait);
}

static inline int drv_probe(struct i3c_device *dev)
{
	seen.dev = dev;
	complete(&seen.probed);
	return 0;
}

static inline void drv_remove(struct i3c_device *dev)
{
	i3c_device_disable_ibi(dev);
	i3c_device_free_ibi(dev);
	seen.dev = NULL;
	complete(&seen.removed);
}

static const struct i3c_device_id drv_ids[] = {
	I3C_DEVICE(MANUF, PART_BOUND, NULL),
	{ }
};

static struct i3c_driver drv = {
	.driver.name = KBUILD_MODNAME,
	.probe = drv_probe,
	.remove = drv_remove,
	.id_table = drv_ids,
};

struct bus_fixture {
	struct i3c_sim_bus *bus;
	struct i3c_sim_target *target;	/* PID_BOUND, attached and probed */
};

static inline struct i3c_sim_target *target_new(struct kunit *test, u64 pid,
						u16 flags)
{
	const struct i3c_sim_attach req = {
		.bus = "kunit", .pid = pid, .bcr = 0x06, .dcr = 0x11,
		.mrl = 64, .mwl = 32, .flags = flags,
	};
	struct i3c_sim_target *target = i3c_sim_target_new(&req);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, target);
	return target;
}

static inline struct i3c_sim_target *target_attach(struct kunit *test, u64 pid,
						   u16 flags)
{
	struct bus_fixture *f = test->priv;
	struct i3c_sim_target *target = target_new(test, pid, flags);

	KUNIT_ASSERT_EQ(test, i3c_sim_target_attach(target, f->bus), 0);
	return target;
}

/* Not while the core is still asking a new target for its registers. */
static inline void target_pull(struct i3c_sim_target *target)
{
	struct i3c_sim_controller *ctrl = target->bus->ctrl;

	if (ctrl)
		flush_workqueue(ctrl->master.wq);
	i3c_sim_target_detach(target);
	i3c_sim_target_free(target);
}

static inline bool has_news(struct i3c_sim_target *target)
{
	return READ_ONCE(target->events.len) || READ_ONCE(target->gone);
}

/* The next event that is no READ_DONE; NULL at the deadline. */
static inline struct i3c_sim_event_buf *
next_event(struct i3c_sim_target *target)
{
	struct i3c_sim_event_buf *event;

	for (;;) {
		if (wait_event_interruptible_timeout(target->wait,
						     has_news(target),
						     DEADLINE) <= 0)
			return NULL;
		event = i3c_sim_event_take(target, SIZE_MAX);
		if (IS_ERR(event) || event->hdr.type != I3C_SIM_EV_READ_DONE)
			return event;
		kfree(event);
	}
}

/* Wait until the target has the address @addr, any if 0. */
static inline u8 wait_addr(struct kunit *test, struct i3c_sim_target *target,
			   u8 addr)
{
	struct i3c_sim_event_buf *event;
	u8 got;

	do {
		event = next_event(target);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
		KUNIT_ASSERT_EQ(test, event->hdr.type, I3C_SIM_EV_ADDR);
		got = event->hdr.dyn_addr;
		kfree(event);
	} while (addr && got != addr);
	return got;
}

static inline void send(struct kunit *test, struct i3c_sim_target *target,
			const char *text, int mdb)
{
	struct i3c_sim_packet_buf *packet;

	packet = kzalloc(struct_size(packet, data, strlen(text)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	packet->hdr.len = strlen(text);
	memcpy(packet->data, text, packet->hdr.len);
	if (mdb >= 0) {
		packet->hdr.flags = I3C_SIM_PKT_IBI;
		packet->hdr.ibi_len = 1;
		packet->hdr.ibi[0] = mdb;
	}
	KUNIT_ASSERT_EQ(test, i3c_sim_target_send(target, packet), 0);
}

static inline u64 stat_ibi_nacks(struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->wire);
	return bus->stats.ibi_nacks;
}

static inline void ibi_request(struct kunit *test, unsigned int slots)
{
	const struct i3c_ibi_setup setup = {
		.max_payload_len = 1, .num_slots = slots, .handler = drv_ibi,
	};

	KUNIT_ASSERT_EQ(test, i3c_device_request_ibi(seen.dev, &setup), 0);
}

static inline void ibi_enable(struct kunit *test, unsigned int slots)
{
	ibi_request(test, slots);
	KUNIT_ASSERT_EQ(test, i3c_device_enable_ibi(seen.dev), 0);
}

static inline unsigned int ibis_seen(void)
{
	/* pairs with the release in the handler */
	return smp_load_acquire(&seen.ibis);
}

static inline bool ibis_arrive(unsigned int n)
{
	return wait_event_timeout(seen.wait, ibis_seen() >= n, DEADLINE);
}

/* Wait for interrupt @n, counted from 1, and fetch the packet behind it. */
static inline void expect_packet(struct kunit *test, unsigned int n,
				 const char *text)
{
	char buf[16] = "";

	KUNIT_ASSERT_TRUE(test, ibis_arrive(n));
	KUNIT_EXPECT_EQ(test, drv_read(seen.dev, buf, sizeof(buf) - 1),
			strlen(text));
	KUNIT_EXPECT_STREQ(test, buf, text);
}

/* A live bus with nothing on it. */
static inline int bus_init_empty(struct kunit *test)
{
	struct bus_fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	memset(&seen, 0, sizeof(seen));
	init_completion(&seen.probed);
	init_completion(&seen.removed);
	init_completion(&seen.go_on);
	init_waitqueue_head(&seen.wait);
	test->priv = f;

	f->bus = i3c_sim_bus_new("kunit");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->bus);
	KUNIT_ASSERT_EQ(test, i3c_driver_register(&drv), 0);
	KUNIT_ASSERT_EQ(test, i3c_sim_bus_start(f->bus), 0);
	return 0;
}

static inline int bus_init(struct kunit *test)
{
	struct bus_fixture *f;

	bus_init_empty(test);
	f = test->priv;
	f->target = target_attach(test, PID_BOUND, 0);
	KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&seen.probed,
							  DEADLINE), 0);
	wait_addr(test, f->target, 0);
	return 0;
}

static inline void bus_exit(struct kunit *test)
{
	struct bus_fixture *f = test->priv;

	WRITE_ONCE(seen.hold_ibi, false);
	complete_all(&seen.go_on);
	i3c_driver_unregister(&drv);
	i3c_sim_bus_remove(f->bus);
	if (f->target)
		target_pull(f->target);
	i3c_sim_bus_unref(f->bus);
}

#endif
