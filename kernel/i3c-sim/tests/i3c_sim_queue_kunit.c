// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two queues of a simulated target: their limits, their order, what a
 * short read loses, and the PEC.
 */
#include "../bus.h"
#include "../target.h"

#include <kunit/test.h>
#include <linux/module.h>

struct queue_fixture {
	struct i3c_sim_bus bus;
	struct i3c_sim_target *target;
};

static int queue_init(struct kunit *test)
{
	const struct i3c_sim_attach req = {
		.bus = "b", .pid = 0x04cc31020304ULL, .bcr = 0x06,
	};
	struct queue_fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->target = i3c_sim_target_new(&req);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->target);
	mutex_init(&f->bus.wire);
	INIT_LIST_HEAD(&f->bus.targets);
	INIT_LIST_HEAD(&f->bus.logs);
	f->target->bus = &f->bus;
	f->target->dyn_addr = 0x09;
	test->priv = f;
	return 0;
}

static void queue_exit(struct kunit *test)
{
	struct queue_fixture *f = test->priv;

	i3c_sim_target_free(f->target);
}

static struct i3c_sim_target *fixture_target(struct kunit *test)
{
	struct queue_fixture *f = test->priv;

	return f->target;
}

static struct i3c_sim_packet_buf *packet_new(struct kunit *test,
					     const char *text, u16 flags)
{
	struct i3c_sim_packet_buf *packet;

	packet = kzalloc(struct_size(packet, data, strlen(text)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	packet->hdr.flags = flags;
	packet->hdr.len = strlen(text);
	memcpy(packet->data, text, packet->hdr.len);
	return packet;
}

static void packet_queue(struct kunit *test, const char *text, u16 flags)
{
	KUNIT_ASSERT_EQ(test, i3c_sim_packet_add(fixture_target(test),
						 packet_new(test, text, flags)),
			0);
}

static void write_is_nacked_when_the_queue_is_full(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	u8 byte = 0x55;
	int i;

	guard(mutex)(&t->bus->wire);
	for (i = 0; i < I3C_SIM_EVENTS_MAX; i++)
		KUNIT_ASSERT_EQ(test, i3c_sim_event_add_write(t, &byte, 1), 0);

	KUNIT_EXPECT_EQ(test, i3c_sim_event_add_write(t, &byte, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, t->lost, 0);

	/* one event read makes room for one write */
	kfree(i3c_sim_event_take(t, SIZE_MAX));
	KUNIT_EXPECT_EQ(test, i3c_sim_event_add_write(t, &byte, 1), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_event_add_write(t, &byte, 1), -ENXIO);
}

static void lost_events_are_counted_in_the_next_one(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	struct i3c_sim_event_buf *event;
	int i;

	guard(mutex)(&t->bus->wire);
	for (i = 0; i < I3C_SIM_EVENTS_MAX + 3; i++)
		i3c_sim_event_add(t, I3C_SIM_EV_READ_DONE);
	KUNIT_EXPECT_EQ(test, t->bus->stats.events_lost, 3);

	for (i = 0; i < I3C_SIM_EVENTS_MAX; i++) {
		event = i3c_sim_event_take(t, SIZE_MAX);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
		KUNIT_EXPECT_EQ(test, event->hdr.lost, 0);
		kfree(event);
	}
	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_event_take(t, SIZE_MAX),
			    ERR_PTR(-EAGAIN));

	i3c_sim_event_add(t, I3C_SIM_EV_ADDR);
	event = i3c_sim_event_take(t, SIZE_MAX);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->hdr.lost, 3);
	kfree(event);
}

static void event_that_does_not_fit_stays(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	const u8 data[] = { 1, 2, 3 };
	struct i3c_sim_event_buf *event;
	size_t size = sizeof(event->hdr) + sizeof(data);

	guard(mutex)(&t->bus->wire);
	i3c_sim_event_add_write(t, data, sizeof(data));

	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_event_take(t, size - 1),
			    ERR_PTR(-EMSGSIZE));
	event = i3c_sim_event_take(t, size);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->hdr.type, I3C_SIM_EV_WRITE);
	KUNIT_EXPECT_EQ(test, event->hdr.dyn_addr, 0x09);
	KUNIT_EXPECT_EQ(test, event->hdr.len, sizeof(data));
	KUNIT_EXPECT_MEMEQ(test, event->data, data, sizeof(data));
	kfree(event);
}

static void gone_bus_is_told_after_the_last_event(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	struct i3c_sim_packet_buf *packet = packet_new(test, "x", 0);

	guard(mutex)(&t->bus->wire);
	i3c_sim_event_add(t, I3C_SIM_EV_ADDR);
	t->gone = true;

	kfree(i3c_sim_event_take(t, SIZE_MAX));
	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_event_take(t, SIZE_MAX),
			    ERR_PTR(-ENODEV));
	KUNIT_EXPECT_EQ(test, i3c_sim_packet_add(t, packet), -ENODEV);
	kfree(packet);
}

static void packets_are_limited(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	struct i3c_sim_packet_buf *packet;
	int i;

	guard(mutex)(&t->bus->wire);
	for (i = 0; i < I3C_SIM_PACKETS_MAX; i++)
		packet_queue(test, "x", 0);

	packet = packet_new(test, "x", 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_packet_add(t, packet), -EAGAIN);
	kfree(packet);
}

static void packets_are_read_in_order(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	u8 buf[8];
	bool cut;

	guard(mutex)(&t->bus->wire);
	packet_queue(test, "one", 0);
	packet_queue(test, "three", 0);

	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 8, &cut), 3);
	KUNIT_EXPECT_MEMEQ(test, buf, "one", 3);
	KUNIT_EXPECT_FALSE(test, cut);
	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 8, &cut), 5);
	KUNIT_EXPECT_MEMEQ(test, buf, "three", 5);
	KUNIT_EXPECT_EQ(test, t->events.len, 2);
	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 8, &cut), -ENXIO);
	KUNIT_EXPECT_EQ(test, t->events.len, 2);
}

static void short_read_loses_the_rest_of_the_packet(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	u8 buf[8] = { };
	bool cut;

	guard(mutex)(&t->bus->wire);
	packet_queue(test, "abcd", 0);
	packet_queue(test, "efgh", 0);

	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 3, &cut), 3);
	KUNIT_EXPECT_TRUE(test, cut);
	KUNIT_EXPECT_EQ(test, buf[3], 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 4, &cut), 4);
	KUNIT_EXPECT_FALSE(test, cut);
	KUNIT_EXPECT_MEMEQ(test, buf, "efgh", 4);
}

/* CRC-8/SMBUS computed bit by bit, the definition instead of the library */
static u8 crc8_bitwise(u8 crc, const u8 *data, size_t len)
{
	int bit;

	while (len--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 0x80 ? crc << 1 ^ 0x07 : crc << 1;
	}
	return crc;
}

static void pec_covers_the_address_of_the_read(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	static const u8 wire[2][5] = {
		{ 0x09 << 1 | 1, 'd', 'a', 't', 'a' },
		{ 0x0a << 1 | 1, 'd', 'a', 't', 'a' },
	};
	u8 buf[8];
	bool cut;
	int i;

	guard(mutex)(&t->bus->wire);
	/* the check value of CRC-8/SMBUS */
	KUNIT_ASSERT_EQ(test, crc8_bitwise(0, (u8 *)"123456789", 9), 0xf4);

	for (i = 0; i < 2; i++) {
		packet_queue(test, "data", I3C_SIM_PKT_PEC);
		t->dyn_addr = wire[i][0] >> 1;
		KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 8, &cut), 5);
		KUNIT_EXPECT_EQ(test, buf[4], crc8_bitwise(0, wire[i], 5));
		KUNIT_EXPECT_FALSE(test, cut);
	}
}

static void pec_is_lost_first_in_a_short_read(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	u8 buf[8] = { };
	bool cut;

	guard(mutex)(&t->bus->wire);
	packet_queue(test, "data", I3C_SIM_PKT_PEC);

	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 4, &cut), 4);
	KUNIT_EXPECT_TRUE(test, cut);
	KUNIT_EXPECT_EQ(test, buf[4], 0);
}

static void only_the_oldest_packet_interrupts(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	struct i3c_sim_packet_buf *packet;
	u8 buf[8];
	bool cut;

	guard(mutex)(&t->bus->wire);
	packet_queue(test, "silent", 0);
	packet_queue(test, "ibi", I3C_SIM_PKT_IBI);
	KUNIT_EXPECT_NULL(test, i3c_sim_packet_ibi(t));

	i3c_sim_packet_read(t, buf, 8, &cut);
	packet = i3c_sim_packet_ibi(t);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	i3c_sim_packet_ibi_done(t, packet);
	KUNIT_EXPECT_NULL(test, i3c_sim_packet_ibi(t));
	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 8, &cut), 3);
}

static void interrupt_without_data_cannot_be_read(struct kunit *test)
{
	struct i3c_sim_target *t = fixture_target(test);
	struct i3c_sim_packet_buf *packet;
	u8 buf[8];
	bool cut;

	guard(mutex)(&t->bus->wire);
	packet_queue(test, "", I3C_SIM_PKT_IBI);

	KUNIT_EXPECT_EQ(test, i3c_sim_packet_read(t, buf, 8, &cut), -ENXIO);
	packet = i3c_sim_packet_ibi(t);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	i3c_sim_packet_ibi_done(t, packet);
	KUNIT_EXPECT_EQ(test, t->packets.len, 0);
}

static struct kunit_case queue_cases[] = {
	KUNIT_CASE(write_is_nacked_when_the_queue_is_full),
	KUNIT_CASE(lost_events_are_counted_in_the_next_one),
	KUNIT_CASE(event_that_does_not_fit_stays),
	KUNIT_CASE(gone_bus_is_told_after_the_last_event),
	KUNIT_CASE(packets_are_limited),
	KUNIT_CASE(packets_are_read_in_order),
	KUNIT_CASE(short_read_loses_the_rest_of_the_packet),
	KUNIT_CASE(pec_covers_the_address_of_the_read),
	KUNIT_CASE(pec_is_lost_first_in_a_short_read),
	KUNIT_CASE(only_the_oldest_packet_interrupts),
	KUNIT_CASE(interrupt_without_data_cannot_be_read),
	{ }
};

static struct kunit_suite queue_suite = {
	.name = "i3c_sim_queue",
	.init = queue_init,
	.exit = queue_exit,
	.test_cases = queue_cases,
};

kunit_test_suite(queue_suite);

MODULE_DESCRIPTION("KUnit suite: event and packet queues of simulated targets");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
