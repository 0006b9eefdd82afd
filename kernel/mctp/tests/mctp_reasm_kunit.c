// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reassembly: fragments in order and out of it, lost, doubled, of wrong size;
 * senders that interleave, restart or fall silent; limits of memory.
 */
#include "../reasm.h"

#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/skbuff.h>

#include "../cb.h"
#include "../wire.h"

#define SRC	20
#define UNIT	64

struct fixture {
	struct mctp_reasm_table table;
	struct mctp_reasm_net net, next_net;
	struct mctp_counters net_counters, next_counters;
	struct mctp_reasm_dev dev, other_dev;
	struct mctp_counters dev_counters, other_counters;
	struct mctp_reasm_owner owner, other_owner;
	struct mctp_reasm_message message;	/* of the last fragment */
	/* of the sender */
	struct mctp_cb cb;
	u8 dest;
	struct mctp_reasm_dev *from;
};

enum { FIRST = 1, LAST = 2 };

/* One fragment of @len bytes @fill. */
static enum mctp_drop feed(struct kunit *test, unsigned int flags, u8 seq,
			   size_t len, u8 fill)
{
	struct fixture *f = test->priv;
	struct mctp_pkt pkt = {
		.dest = f->dest, .src = f->cb.src, .tag = f->cb.tag,
		.seq = seq % MCTP_SEQ_MOD, .som = flags & FIRST,
		.eom = flags & LAST,
	};
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
	enum mctp_drop cause;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memset(skb_put(skb, len), fill, len);
	*mctp_cb(skb) = f->cb;

	f->message.skb = NULL;
	if (flags & FIRST)
		cause = mctp_reasm_start(&f->table, f->from, &f->owner, 77,
					 &pkt, skb);
	else
		cause = mctp_reasm_continue(&f->table, &pkt, skb,
					    &f->message);
	kfree_skb(skb);
	return cause;
}

static void expect_run(struct kunit *test, size_t pos, size_t len, u8 fill)
{
	struct fixture *f = test->priv;
	size_t i, bad = 0;
	u8 byte;

	for (i = 0; i < len; i++) {
		if (skb_copy_bits(f->message.skb, pos + i, &byte, 1) ||
		    byte != fill)
			bad++;
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
}

static void take_message(struct kunit *test, size_t len)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, f->message.skb);
	KUNIT_EXPECT_EQ(test, f->message.skb->len, len);
	KUNIT_EXPECT_PTR_EQ(test, f->message.owner, &f->owner);
	KUNIT_EXPECT_EQ(test, f->message.tag_id, 77);
	KUNIT_EXPECT_EQ(test, mctp_cb(f->message.skb)->src, f->cb.src);
}

static void free_message(struct kunit *test)
{
	struct fixture *f = test->priv;

	kfree_skb(f->message.skb);
	f->message.skb = NULL;
}

static void expect_empty(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, f->table.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, f->table.used.bytes, 0);
	KUNIT_EXPECT_EQ(test, f->next_net.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, f->next_net.used.bytes, 0);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, f->net.used.bytes, 0);
	KUNIT_EXPECT_EQ(test, f->dev.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, f->dev.used.bytes, 0);
	KUNIT_EXPECT_EQ(test, f->other_dev.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, f->other_dev.used.bytes, 0);
}

static long counted(struct kunit *test, enum mctp_drop cause)
{
	struct fixture *f = test->priv;
	long net = mctp_drop_read(&f->net_counters, cause);

	KUNIT_EXPECT_EQ(test, net,
			mctp_drop_read(&f->dev_counters, cause) +
			mctp_drop_read(&f->other_counters, cause));
	return net;
}

static void reasm_joins_fragments_in_order(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'), 0);
	KUNIT_EXPECT_EQ(test, feed(test, 0, 1, UNIT, 'b'), 0);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 2, 10, 'c'), 0);
	take_message(test, 2 * UNIT + 10);
	expect_run(test, 0, UNIT, 'a');
	expect_run(test, UNIT, UNIT, 'b');
	expect_run(test, 2 * UNIT, 10, 'c');
	free_message(test);
	expect_empty(test);
}

static void reasm_sequence_starts_anywhere_and_wraps(struct kunit *test)
{
	int i;

	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 3, UNIT, 0), 0);
	for (i = 0; i < 9; i++)
		KUNIT_EXPECT_EQ(test, feed(test, 0, i, UNIT, i + 1), 0);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, i, UNIT, i + 1), 0);
	take_message(test, 11 * UNIT);
	for (i = 0; i < 11; i++)
		expect_run(test, i * UNIT, UNIT, i);
	free_message(test);
}

static void reasm_gap_ends_the_message(struct kunit *test)
{
	feed(test, FIRST, 0, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, feed(test, 0, 2, UNIT, 'c'),
			MCTP_DROP_REASM_SEQUENCE);
	expect_empty(test);
	/* what would fit again finds nothing to continue */
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'b'),
			MCTP_DROP_REASM_STRAY);
}

static void reasm_doubled_fragment_ends_the_message(struct kunit *test)
{
	feed(test, FIRST, 0, UNIT, 'a');
	feed(test, 0, 1, UNIT, 'b');
	KUNIT_EXPECT_EQ(test, feed(test, 0, 1, UNIT, 'b'),
			MCTP_DROP_REASM_SEQUENCE);
	expect_empty(test);
}

static void reasm_stray_fragment_is_dropped(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, feed(test, 0, 1, UNIT, 'x'),
			MCTP_DROP_REASM_STRAY);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'x'),
			MCTP_DROP_REASM_STRAY);
}

static void reasm_middle_fragments_are_of_one_size(struct kunit *test)
{
	feed(test, FIRST, 0, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, feed(test, 0, 1, UNIT - 1, 'b'),
			MCTP_DROP_REASM_SIZE);
	expect_empty(test);
	feed(test, FIRST, 0, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, feed(test, 0, 1, UNIT + 1, 'b'),
			MCTP_DROP_REASM_SIZE);
	expect_empty(test);
}

static void reasm_last_fragment_is_no_longer(struct kunit *test)
{
	feed(test, FIRST, 0, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'b'), 0);
	free_message(test);
	feed(test, FIRST, 0, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT + 1, 'b'),
			MCTP_DROP_REASM_SIZE);
	expect_empty(test);
}

static void reasm_new_start_replaces_the_old_message(struct kunit *test)
{
	feed(test, FIRST, 0, UNIT, 'a');
	feed(test, 0, 1, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'b'), 0);
	KUNIT_EXPECT_EQ(test, counted(test, MCTP_DROP_REASM_RESTART), 1);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, 5, 'c'), 0);
	take_message(test, UNIT + 5);
	expect_run(test, 0, UNIT, 'b');
	free_message(test);
	expect_empty(test);
}

static void reasm_single_packet_ends_the_sender_s_message(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_pkt pkt = { .dest = f->dest, .src = SRC };
	struct sk_buff *skb = alloc_skb(1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	feed(test, FIRST, 0, UNIT, 'a');
	*mctp_cb(skb) = f->cb;
	mctp_cb(skb)->src++;
	mctp_reasm_cancel(&f->table, &pkt, skb);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 1);
	mctp_cb(skb)->src--;
	mctp_reasm_cancel(&f->table, &pkt, skb);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, counted(test, MCTP_DROP_REASM_RESTART), 1);
	expect_empty(test);
}

/* What tells two senders apart, one thing at a time. */
enum difference { NETWORK, DEVICE, HADDR, SOURCE, DEST, TAG, OWNER_BIT };

static const struct difference_case {
	const char *name;
	enum difference what;
} differences[] = {
	{ "network", NETWORK }, { "device", DEVICE },
	{ "physical address", HADDR }, { "source", SOURCE },
	{ "destination", DEST }, { "tag", TAG }, { "tag owner", OWNER_BIT },
};

KUNIT_ARRAY_PARAM_DESC(difference, differences, name);

static void become_other_sender(struct fixture *f, enum difference what)
{
	switch (what) {
	case NETWORK:
		if (f->other_dev.net == &f->net)
			mctp_reasm_dev_move(&f->table, &f->other_dev,
					    &f->next_net);
		f->cb.net ^= 2;
		f->from = f->cb.net == f->net.id ? &f->dev : &f->other_dev;
		break;
	case DEVICE:
		f->cb.ifindex ^= 2;
		break;
	case HADDR:
		f->cb.haddr[5] ^= 2;
		break;
	case SOURCE:
		f->cb.src ^= 2;
		break;
	case DEST:
		f->dest ^= 2;
		break;
	case TAG:
		f->cb.tag ^= 2;
		break;
	case OWNER_BIT:
		f->cb.tag ^= MCTP_HDR_TO;
		break;
	}
}

static void reasm_keeps_senders_apart(struct kunit *test)
{
	const struct difference_case *c = test->param_value;
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'), 0);
	become_other_sender(f, c->what);
	KUNIT_EXPECT_EQ(test, feed(test, 0, 1, UNIT, 'y'),
			MCTP_DROP_REASM_STRAY);
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'x'), 0);
	become_other_sender(f, c->what);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, 1, 'b'), 0);
	take_message(test, UNIT + 1);
	expect_run(test, 0, UNIT, 'a');
	free_message(test);
	become_other_sender(f, c->what);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, 2, 'y'), 0);
	take_message(test, UNIT + 2);
	expect_run(test, 0, UNIT, 'x');
	free_message(test);
	expect_empty(test);
}

static void feed_many(struct kunit *test, size_t total, size_t unit)
{
	unsigned int seq = 0;
	size_t pos;

	KUNIT_ASSERT_EQ(test, feed(test, FIRST, seq++, unit, 1), 0);
	for (pos = unit; pos + unit < total; pos += unit)
		KUNIT_ASSERT_EQ(test, feed(test, 0, seq++, unit, 1), 0);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, seq, total - pos, 2), 0);
}

static void reasm_message_of_64_kib(struct kunit *test)
{
	feed_many(test, MCTP_MESSAGE_MAX, 64);
	take_message(test, MCTP_MESSAGE_MAX);
	expect_run(test, 0, MCTP_MESSAGE_MAX - 64, 1);
	expect_run(test, MCTP_MESSAGE_MAX - 64, 64, 2);
	free_message(test);
	/* fragments that end in the middle of pages */
	feed_many(test, MCTP_MESSAGE_MAX, 5003);
	take_message(test, MCTP_MESSAGE_MAX);
	expect_run(test, 0, 65039, 1);
	free_message(test);
	expect_empty(test);
}

static void reasm_message_of_one_byte_more_is_dropped(struct kunit *test)
{
	unsigned int seq = 0;
	size_t pos;

	KUNIT_ASSERT_EQ(test, feed(test, FIRST, seq++, 4096, 0), 0);
	for (pos = 4096; pos < MCTP_MESSAGE_MAX; pos += 4096)
		KUNIT_ASSERT_EQ(test, feed(test, 0, seq++, 4096, 0), 0);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, seq, 1, 0),
			MCTP_DROP_REASM_TOO_LONG);
	expect_empty(test);
}

static void reasm_device_has_a_limit_of_contexts(struct kunit *test)
{
	struct fixture *f = test->priv;
	int i;

	f->dev.limit.contexts = 3;
	for (i = 0; i < 3; i++) {
		f->cb.src = SRC + i;
		KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
	}
	f->cb.src = SRC + 3;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0),
			MCTP_DROP_REASM_CONTEXTS);
	/* those that are on their way are not touched */
	f->cb.src = SRC;
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 0), 0);
	free_message(test);
	/* another device has its own share */
	f->from = &f->other_dev;
	f->cb.src = SRC + 4;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
}

static void reasm_restart_needs_no_second_context(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->dev.limit.contexts = 1;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
}

static void reasm_network_has_a_limit_of_contexts(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->net.limit.contexts = 2;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
	f->from = &f->other_dev;
	f->cb.ifindex++;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
	f->cb.src++;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0),
			MCTP_DROP_REASM_CONTEXTS);
}

/* Bytes of a message that need no page: what comes with an skb */
static size_t room(struct kunit *test)
{
	struct sk_buff *skb = alloc_skb(sizeof(struct mctp_hdr), GFP_KERNEL);
	size_t bytes;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	bytes = skb_tailroom(skb) - sizeof(struct mctp_hdr);
	kfree_skb(skb);
	return bytes;
}

/* Room for a context of one page and not for the second page. */
static void reasm_memory_has_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;
	size_t unit = PAGE_SIZE / 2, more = room(test);
	size_t *limits[] = { &f->dev.limit.bytes,
			     &f->net.limit.bytes };
	size_t i, limit;

	KUNIT_ASSERT_LT(test, more, unit);
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		feed(test, FIRST, 0, unit, 0);
		limit = f->net.used.bytes;
		feed(test, LAST, 1, 1, 0);
		free_message(test);

		/* a context, its skb and one page */
		swap(*limits[i], limit);
		feed(test, FIRST, 0, unit, 0);
		feed(test, 0, 1, unit, 0);
		KUNIT_EXPECT_EQ(test, feed(test, LAST, 2, more, 0), 0);
		free_message(test);
		KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, unit, 0), 0);
		KUNIT_EXPECT_EQ(test, feed(test, 0, 1, unit, 0), 0);
		KUNIT_EXPECT_EQ(test, feed(test, LAST, 2, more + 1, 0),
				MCTP_DROP_REASM_BYTES);
		expect_empty(test);
		*limits[i] -= 1;
		KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, unit, 0),
				MCTP_DROP_REASM_BYTES);
		expect_empty(test);
		*limits[i] = limit;
	}
}

static void reasm_charges_pages_not_fragments(struct kunit *test)
{
	struct fixture *f = test->priv;
	size_t linear = room(test), before;
	unsigned int seq;

	feed(test, FIRST, 0, 1, 0);
	before = f->net.used.bytes;
	for (seq = 1; seq < linear; seq++)
		feed(test, 0, seq, 1, 0);
	KUNIT_EXPECT_EQ(test, f->net.used.bytes, before);
	for (; seq < linear + PAGE_SIZE; seq++)
		feed(test, 0, seq, 1, 0);
	KUNIT_EXPECT_EQ(test, f->net.used.bytes, before + PAGE_SIZE);
	feed(test, 0, seq, 1, 0);
	KUNIT_EXPECT_EQ(test, f->net.used.bytes, before + 2 * PAGE_SIZE);
}

static void reasm_silence_ends_a_message_at_its_time(struct kunit *test)
{
	unsigned long start = jiffies;
	struct fixture *f = test->priv;

	feed(test, FIRST, 0, UNIT, 'a');
	mctp_reasm_expire(&f->table, start + MCTP_REASM_GAP - 1);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 1);
	mctp_reasm_expire(&f->table, jiffies + MCTP_REASM_GAP);
	KUNIT_EXPECT_EQ(test, counted(test, MCTP_DROP_REASM_TIMEOUT), 1);
	expect_empty(test);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'b'),
			MCTP_DROP_REASM_STRAY);
}

static void reasm_every_fragment_buys_time(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned long first = jiffies;

	feed(test, FIRST, 0, UNIT, 'a');
	schedule_timeout_uninterruptible(3);
	feed(test, 0, 1, UNIT, 'b');
	mctp_reasm_expire(&f->table, first + MCTP_REASM_GAP + 1);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 1);
}

static void reasm_timer_runs_by_itself(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->table.gap = 2;
	feed(test, FIRST, 0, UNIT, 'a');
	f->cb.src++;
	feed(test, FIRST, 0, UNIT, 'a');
	schedule_timeout_uninterruptible(20);
	KUNIT_EXPECT_EQ(test, counted(test, MCTP_DROP_REASM_TIMEOUT), 2);
	expect_empty(test);
}

static void reasm_socket_closes_in_the_middle(struct kunit *test)
{
	struct fixture *f = test->priv;

	feed(test, FIRST, 0, UNIT, 'a');
	mctp_reasm_owner_close(&f->table, &f->other_owner);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 1);
	mctp_reasm_owner_close(&f->table, &f->owner);
	KUNIT_EXPECT_EQ(test, counted(test, MCTP_DROP_REASM_CLOSED), 1);
	expect_empty(test);
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'),
			MCTP_DROP_REASM_CLOSED);
	expect_empty(test);
}

static void reasm_device_leaves_in_the_middle(struct kunit *test)
{
	struct fixture *f = test->priv;

	feed(test, FIRST, 0, UNIT, 'a');
	f->cb.ifindex++;
	f->from = &f->other_dev;
	feed(test, FIRST, 0, UNIT, 'x');
	mctp_reasm_dev_close(&f->table, &f->other_dev);
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'x'),
			MCTP_DROP_REASM_CLOSED);
	f->cb.ifindex--;
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'b'), 0);
	free_message(test);
	expect_empty(test);
}

static void reasm_device_moves_and_leaves_nothing_behind(struct kunit *test)
{
	struct fixture *f = test->priv;

	feed(test, FIRST, 0, UNIT, 'a');
	mctp_reasm_dev_move(&f->table, &f->dev, &f->next_net);
	expect_empty(test);
	KUNIT_EXPECT_EQ(test, counted(test, MCTP_DROP_REASM_CLOSED), 1);
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'a'),
			MCTP_DROP_REASM_STRAY);

	f->cb.net = f->next_net.id;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'), 0);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, f->next_net.used.contexts, 1);
	KUNIT_EXPECT_EQ(test, f->next_net.used.bytes, f->dev.used.bytes);
}

/* A packet that found the device in one network, and its table in another. */
static void reasm_refuses_a_fragment_of_the_old_network(struct kunit *test)
{
	struct fixture *f = test->priv;

	mctp_reasm_dev_move(&f->table, &f->dev, &f->next_net);
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'),
			MCTP_DROP_REASM_CLOSED);
	expect_empty(test);
}

static void reasm_all_networks_have_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->table.limit.contexts = 2;
	mctp_reasm_dev_move(&f->table, &f->other_dev, &f->next_net);
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
	f->from = &f->other_dev;
	f->cb.net = f->next_net.id;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0), 0);
	f->cb.src++;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0),
			MCTP_DROP_REASM_CONTEXTS);
	f->table.limit.contexts = 3;
	f->table.limit.bytes = f->table.used.bytes;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 0),
			MCTP_DROP_REASM_BYTES);
	KUNIT_EXPECT_EQ(test, f->table.used.bytes,
			f->net.used.bytes + f->next_net.used.bytes);
}

static void reasm_limit_below_usage_ends_nothing(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'), 0);
	f->cb.src++;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'), 0);
	f->net.limit.contexts = 1;
	f->net.limit.bytes = 1;
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 2);
	f->cb.src++;
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'),
			MCTP_DROP_REASM_CONTEXTS);
	f->cb.src--;
	KUNIT_EXPECT_EQ(test, feed(test, LAST, 1, UNIT, 'b'), 0);
	take_message(test, 2 * UNIT);
	free_message(test);
	KUNIT_EXPECT_EQ(test, f->net.used.contexts, 1);
	/* still at the limit */
	KUNIT_EXPECT_EQ(test, feed(test, FIRST, 0, UNIT, 'a'),
			MCTP_DROP_REASM_CONTEXTS);
}

static void reasm_reads_fragments_that_are_not_linear(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_pkt pkt = {
		.dest = f->dest, .src = SRC, .tag = f->cb.tag, .seq = 1,
		.eom = true,
	};
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memset(page_address(page), 'b', UNIT);
	skb_add_rx_frag(skb, 0, page, 0, UNIT, PAGE_SIZE);
	*mctp_cb(skb) = f->cb;

	feed(test, FIRST, 0, UNIT, 'a');
	KUNIT_EXPECT_EQ(test, mctp_reasm_continue(&f->table, &pkt, skb,
						  &f->message), 0);
	kfree_skb(skb);
	take_message(test, 2 * UNIT);
	expect_run(test, UNIT, UNIT, 'b');
	free_message(test);
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->net_counters, 0), 0);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->next_counters, 0), 0);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->dev_counters, 0), 0);
	KUNIT_ASSERT_EQ(test, mctp_counters_init(&f->other_counters, 0), 0);
	mctp_reasm_table_init(&f->table);
	mctp_reasm_net_init(&f->net, 1, &f->net_counters);
	mctp_reasm_net_init(&f->next_net, 3, &f->next_counters);
	mctp_reasm_dev_init(&f->dev, &f->net, &f->dev_counters);
	mctp_reasm_dev_init(&f->other_dev, &f->net, &f->other_counters);
	mctp_reasm_owner_init(&f->owner);
	mctp_reasm_owner_init(&f->other_owner);
	f->from = &f->dev;
	f->dest = 8;
	f->cb = (struct mctp_cb) {
		.net = 1, .ifindex = 5, .src = SRC, .tag = 3, .halen = 6,
		.haddr = { 1, 2, 3, 4, 5, 6 },
	};
	test->priv = f;
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	free_message(test);
	mctp_reasm_owner_close(&f->table, &f->owner);
	expect_empty(test);
	mctp_reasm_table_done(&f->table);
	mctp_counters_done(&f->net_counters);
	mctp_counters_done(&f->next_counters);
	mctp_counters_done(&f->dev_counters);
	mctp_counters_done(&f->other_counters);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(reasm_joins_fragments_in_order),
	KUNIT_CASE(reasm_sequence_starts_anywhere_and_wraps),
	KUNIT_CASE(reasm_gap_ends_the_message),
	KUNIT_CASE(reasm_doubled_fragment_ends_the_message),
	KUNIT_CASE(reasm_stray_fragment_is_dropped),
	KUNIT_CASE(reasm_middle_fragments_are_of_one_size),
	KUNIT_CASE(reasm_last_fragment_is_no_longer),
	KUNIT_CASE(reasm_new_start_replaces_the_old_message),
	KUNIT_CASE(reasm_single_packet_ends_the_sender_s_message),
	KUNIT_CASE_PARAM(reasm_keeps_senders_apart, difference_gen_params),
	KUNIT_CASE(reasm_message_of_64_kib),
	KUNIT_CASE(reasm_message_of_one_byte_more_is_dropped),
	KUNIT_CASE(reasm_device_has_a_limit_of_contexts),
	KUNIT_CASE(reasm_restart_needs_no_second_context),
	KUNIT_CASE(reasm_network_has_a_limit_of_contexts),
	KUNIT_CASE(reasm_memory_has_a_limit),
	KUNIT_CASE(reasm_charges_pages_not_fragments),
	KUNIT_CASE(reasm_silence_ends_a_message_at_its_time),
	KUNIT_CASE(reasm_every_fragment_buys_time),
	KUNIT_CASE(reasm_timer_runs_by_itself),
	KUNIT_CASE(reasm_socket_closes_in_the_middle),
	KUNIT_CASE(reasm_device_leaves_in_the_middle),
	KUNIT_CASE(reasm_device_moves_and_leaves_nothing_behind),
	KUNIT_CASE(reasm_refuses_a_fragment_of_the_old_network),
	KUNIT_CASE(reasm_all_networks_have_a_limit),
	KUNIT_CASE(reasm_limit_below_usage_ends_nothing),
	KUNIT_CASE(reasm_reads_fragments_that_are_not_linear),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_reasm",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP reassembly tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
