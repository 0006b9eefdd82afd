// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler of a bus (sched.c): order, turns, limits, repeats, closing.
 */
#include "../sched.h"

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>

#define FLOWS		5
#define SLEEP_MS	30
#define PATIENCE_MS	5000

/* More flows than it takes to fill the bus. */
static_assert(FLOWS * MCTP_I3C_FLOW_PACKETS_MAX >
	      MCTP_I3C_SCHED_PACKETS_MAX);

struct fixture {
	struct mctp_i3c_sched sched;
	struct mctp_i3c_flow flows[FLOWS];
};

static int tx_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	mctp_i3c_sched_init(&f->sched);
	for (i = 0; i < FLOWS; i++)
		mctp_i3c_flow_init(&f->flows[i]);
	test->priv = f;
	return 0;
}

/* The worker's part when all went well. */
static void finish(struct fixture *f, struct mctp_i3c_job *job)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&job->packets))) {
		job->bytes += skb->len;
		kfree_skb(skb);
	}
	job->over = true;
	mctp_i3c_sched_done(&f->sched, job, true);
}

static void tx_exit(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	unsigned int i;
	ktime_t wake;

	while (mctp_i3c_sched_next(&f->sched, KTIME_MAX, &job, &wake))
		finish(f, &job);
	for (i = 0; i < FLOWS; i++)
		mctp_i3c_sched_close(&f->sched, &f->flows[i]);
}

static struct sk_buff *packet_new(struct kunit *test, u16 id, size_t len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, len);
	memcpy(skb->data, &id, sizeof(id));
	return skb;
}

static int queue_part(struct kunit *test, unsigned int flow, u16 id,
		      size_t len, bool first)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb = packet_new(test, id, len);
	int rc;

	rc = mctp_i3c_sched_write(&f->sched, &f->flows[flow], skb, first);
	if (rc)
		kfree_skb(skb);
	return rc;
}

static int queue_long(struct kunit *test, unsigned int flow, u16 id,
		      size_t len)
{
	return queue_part(test, flow, id, len, true);
}

static int queue(struct kunit *test, unsigned int flow, u16 id)
{
	return queue_long(test, flow, id, sizeof(id));
}

static bool next_at(struct kunit *test, ktime_t now, struct mctp_i3c_job *job,
		    ktime_t *ret_wake)
{
	struct fixture *f = test->priv;

	return mctp_i3c_sched_next(&f->sched, now, job, ret_wake);
}

static void next(struct kunit *test, struct mctp_i3c_job *ret_job)
{
	ktime_t wake;

	KUNIT_ASSERT_TRUE(test, next_at(test, 0, ret_job, &wake));
}

static void expect_idle(struct kunit *test)
{
	struct mctp_i3c_job job;
	ktime_t wake;

	KUNIT_ASSERT_FALSE(test, next_at(test, KTIME_MAX, &job, &wake));
	KUNIT_EXPECT_EQ(test, KTIME_MAX, wake);
}

static u16 job_id(const struct mctp_i3c_job *job)
{
	return *(const u16 *)skb_peek(&job->packets)->data;
}

/* The packets @first to @last, in one call. */
static void expect_batch(struct kunit *test, const struct mctp_i3c_job *job,
			 u16 first, u16 last)
{
	struct sk_buff *skb;
	u16 id = first;

	KUNIT_ASSERT_FALSE(test, job->read);
	KUNIT_EXPECT_EQ(test, last - first + 1, skb_queue_len(&job->packets));
	skb_queue_walk(&job->packets, skb) {
		KUNIT_EXPECT_EQ(test, id, *(const u16 *)skb->data);
		id++;
	}
}

/* Serve the next job, which is to be the packets @first to @last. */
static void expect_packets(struct kunit *test, u16 first, u16 last)
{
	struct mctp_i3c_job job;

	next(test, &job);
	expect_batch(test, &job, first, last);
	finish(test->priv, &job);
}

static void expect_packet(struct kunit *test, u16 id)
{
	expect_packets(test, id, id);
}

static void expect_read(struct kunit *test, unsigned int flow)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;

	next(test, &job);
	KUNIT_ASSERT_TRUE(test, job.read);
	KUNIT_EXPECT_PTR_EQ(test, &f->flows[flow], job.flow);
	finish(f, &job);
}

/* The worker's part when the first packet was written and no other. */
static void finish_first(struct fixture *f, struct mctp_i3c_job *job)
{
	kfree_skb(__skb_dequeue(&job->packets));
	job->over = true;
}

struct closer {
	struct fixture *f;
	struct completion done;
};

static int close_first_flow(void *data)
{
	struct closer *closer = data;

	mctp_i3c_sched_close(&closer->f->sched, &closer->f->flows[0]);
	complete(&closer->done);
	return 0;
}

static struct closer *closer_start(struct kunit *test)
{
	struct closer *closer = kunit_kzalloc(test, sizeof(*closer),
					      GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, closer);
	closer->f = test->priv;
	init_completion(&closer->done);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(close_first_flow, closer,
						    "mctp_i3c_tx")));
	KUNIT_EXPECT_EQ(test, 0,
			wait_for_completion_timeout(&closer->done,
						    msecs_to_jiffies(SLEEP_MS)));
	return closer;
}

static void expect_closed(struct kunit *test, struct closer *closer)
{
	KUNIT_EXPECT_NE(test, 0,
			wait_for_completion_timeout(&closer->done,
						    msecs_to_jiffies(PATIENCE_MS)));
}

static void packets_of_a_target_leave_in_order(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 10; i++)
		KUNIT_ASSERT_EQ(test, 0, queue(test, 0, i));
	for (i = 0; i < 10; i++)
		expect_packet(test, i);
	expect_idle(test);
}

/* A packet that uses up the credit of a turn, or nearly so. */
#define TURN	MCTP_I3C_FLOW_QUANTUM

static void targets_take_turns(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		queue_long(test, 0, i, TURN);
	queue_long(test, 1, 100, TURN);
	queue_long(test, 2, 200, TURN);
	queue_long(test, 1, 101, TURN);

	expect_packet(test, 0);
	expect_packet(test, 100);
	expect_packet(test, 200);
	expect_packet(test, 1);
	expect_packet(test, 101);
	expect_packet(test, 2);
	expect_packet(test, 3);
	expect_idle(test);
}

static void turn_lasts_until_its_credit_is_used(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		queue_long(test, 0, i, TURN / 2);
		queue_long(test, 1, 100 + i, TURN / 2 + 1);
	}
	expect_packet(test, 0);
	expect_packet(test, 1);
	expect_packet(test, 100);
	expect_packet(test, 101);	/* overdrawn by 2 */
	expect_packet(test, 2);
	expect_packet(test, 3);
	expect_packet(test, 102);
	expect_packet(test, 103);
	expect_idle(test);
}

static void what_a_turn_overdraws_is_taken_off_the_next(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->flows[0].credit = 1;
	queue_long(test, 0, 0, 2 * TURN + 1);
	queue(test, 0, 1);
	queue_long(test, 1, 100, TURN);
	queue_long(test, 1, 101, TURN);
	queue_long(test, 1, 102, TURN);
	expect_packet(test, 0);
	KUNIT_EXPECT_EQ(test, -2 * TURN, f->flows[0].credit);
	expect_packet(test, 100);
	expect_packet(test, 101);
	expect_packet(test, 102);
	expect_packet(test, 1);
	expect_idle(test);
}

static void idle_target_saves_up_no_credit(struct kunit *test)
{
	struct fixture *f = test->priv;

	queue(test, 0, 0);
	expect_packet(test, 0);
	KUNIT_EXPECT_EQ(test, 0, f->flows[0].credit);
	queue_long(test, 0, 1, TURN + 1);
	expect_packet(test, 1);
	KUNIT_EXPECT_EQ(test, -1, f->flows[0].credit);
}

static void reads_and_writes_of_a_target_take_turns(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		queue(test, 0, i);
		mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	}
	mctp_i3c_sched_read(&f->sched, &f->flows[0]);

	expect_read(test, 0);
	expect_packet(test, 0);
	expect_read(test, 0);
	expect_packet(test, 1);
	expect_read(test, 0);
	expect_idle(test);
}

static int queue_rest(struct kunit *test, unsigned int flow)
{
	return queue_part(test, flow, 0, sizeof(u16), false);
}

static void message_beyond_the_targets_bytes_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;
	const size_t len = 4095;

	while (f->flows[0].bytes + len < MCTP_I3C_FLOW_BYTES_MAX)
		KUNIT_ASSERT_EQ(test, 0, queue_long(test, 0, 0, len));
	queue_long(test, 0, 0, MCTP_I3C_FLOW_BYTES_MAX - 1 -
				       f->flows[0].bytes);
	KUNIT_EXPECT_EQ(test, MCTP_I3C_FLOW_BYTES_MAX - 1, f->flows[0].bytes);
	KUNIT_EXPECT_EQ(test, 0, queue(test, 0, 0));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue(test, 0, 0));

	/* what has been begun is taken, and what is for others */
	KUNIT_EXPECT_EQ(test, 0, queue_rest(test, 0));
	KUNIT_EXPECT_EQ(test, 0, queue(test, 1, 0));

	expect_packet(test, 0);
	KUNIT_EXPECT_EQ(test, 0, queue(test, 0, 0));
}

static void message_that_may_find_no_room_is_refused(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i <= MCTP_I3C_FLOW_PACKETS_MAX - MCTP_I3C_MESSAGE_PACKETS;
	     i++)
		KUNIT_ASSERT_EQ(test, 0, queue(test, 0, i));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue(test, 0, 0));
	for (; i < MCTP_I3C_FLOW_PACKETS_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, queue_rest(test, 0));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue_rest(test, 0));
	KUNIT_EXPECT_EQ(test, 0, queue(test, 1, 0));

	expect_packet(test, 0);
	KUNIT_EXPECT_EQ(test, 0, queue_rest(test, 0));
}

static void packet_beyond_the_buss_limit_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i <= MCTP_I3C_SCHED_PACKETS_MAX - MCTP_I3C_MESSAGE_PACKETS;
	     i++)
		KUNIT_ASSERT_EQ(test, 0,
				queue_part(test, i % (FLOWS - 1), 0, 2, false));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue(test, FLOWS - 1, 0));
	for (; i < MCTP_I3C_SCHED_PACKETS_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, queue_rest(test, FLOWS - 1));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue_rest(test, FLOWS - 1));

	mctp_i3c_sched_close(&f->sched, &f->flows[0]);
	KUNIT_EXPECT_EQ(test, 0, queue(test, FLOWS - 1, 0));
}

static void what_is_dropped_makes_room(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;

	f->flows[0].window = 4;
	while (f->flows[0].bytes < MCTP_I3C_FLOW_BYTES_MAX)
		KUNIT_ASSERT_EQ(test, 0, queue_long(test, 0, 0, 68));
	next(test, &job);
	KUNIT_EXPECT_EQ(test, 0, queue(test, 0, 0));
	/* what is given back fills it again */
	mctp_i3c_sched_again(&f->sched, &job, 0);
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue(test, 0, 0));
	mctp_i3c_sched_purge(&f->sched);
	KUNIT_EXPECT_EQ(test, 0, f->flows[0].bytes);
	KUNIT_EXPECT_EQ(test, 0, queue(test, 0, 0));
}

static void interrupt_beyond_the_limit_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < MCTP_I3C_FLOW_READS_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0,
				mctp_i3c_sched_read(&f->sched, &f->flows[0]));
	KUNIT_EXPECT_EQ(test, -ENOBUFS,
			mctp_i3c_sched_read(&f->sched, &f->flows[0]));
	for (i = 0; i < MCTP_I3C_FLOW_READS_MAX; i++)
		expect_read(test, 0);
	expect_idle(test);
}

static void packet_queued_during_a_transfer_is_served_after_it(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;

	queue(test, 0, 1);
	next(test, &job);
	queue(test, 0, 2);
	finish(f, &job);
	expect_packet(test, 2);
	expect_idle(test);
}

static void repeated_packet_keeps_its_place_and_holds_up_nobody(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	ktime_t wake;

	queue(test, 0, 1);
	queue(test, 0, 2);
	queue(test, 1, 100);

	next(test, &job);
	KUNIT_ASSERT_TRUE(test, mctp_i3c_sched_again(&f->sched, &job, 50));
	expect_packet(test, 100);

	KUNIT_EXPECT_FALSE(test, next_at(test, 49, &job, &wake));
	KUNIT_EXPECT_EQ(test, 50, wake);
	KUNIT_ASSERT_TRUE(test, next_at(test, 50, &job, &wake));
	KUNIT_EXPECT_EQ(test, 1, job_id(&job));
	finish(f, &job);
	expect_packet(test, 2);
	expect_idle(test);
}

static void repeated_read_is_not_overtaken_by_a_write(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;

	mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	queue(test, 0, 1);

	next(test, &job);
	KUNIT_ASSERT_TRUE(test, job.read);
	KUNIT_ASSERT_TRUE(test, mctp_i3c_sched_again(&f->sched, &job, 0));
	expect_read(test, 0);
	expect_packet(test, 1);
	expect_idle(test);
}

static void success_lets_several_packets_go_in_one_call(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 4 * MCTP_I3C_BATCH_MAX; i++)
		queue(test, 0, i);
	expect_packet(test, 0);
	f->flows[0].window = 3;
	expect_packets(test, 1, 3);
	f->flows[0].window = MCTP_I3C_BATCH_MAX;
	expect_packets(test, 4, 3 + MCTP_I3C_BATCH_MAX);
	mctp_i3c_batch_set_refused(&f->sched.batch, 5, 0);
	expect_packets(test, 4 + MCTP_I3C_BATCH_MAX, 7 + MCTP_I3C_BATCH_MAX);
}

static void batch_ends_with_the_credit_of_the_turn(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	f->flows[0].window = MCTP_I3C_BATCH_MAX;
	/* with their PEC three fit into a turn */
	for (i = 0; i < 5; i++)
		queue_long(test, 0, i, TURN / 3 - 1);
	queue_long(test, 0, 5, 2 * TURN);
	expect_packets(test, 0, 2);
	/* what is left does not suffice, but a turn is not cut short */
	expect_packet(test, 3);
	expect_packet(test, 4);
	expect_packet(test, 5);
	expect_idle(test);
}

static void rest_of_a_batch_is_repeated_in_order(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	ktime_t wake;
	unsigned int i;

	f->flows[0].window = 4;
	for (i = 0; i < 6; i++)
		queue(test, 0, i);

	next(test, &job);
	expect_batch(test, &job, 0, 3);
	KUNIT_EXPECT_EQ(test, 2, f->sched.packets);
	finish_first(f, &job);
	KUNIT_EXPECT_TRUE(test, mctp_i3c_sched_again(&f->sched, &job, 10));
	KUNIT_EXPECT_EQ(test, 5, f->sched.packets);
	KUNIT_EXPECT_FALSE(test, next_at(test, 9, &job, &wake));

	KUNIT_ASSERT_TRUE(test, next_at(test, 10, &job, &wake));
	expect_batch(test, &job, 1, 4);
	/* the failed one is another than before */
	KUNIT_EXPECT_EQ(test, 1, job.tries);
	finish_first(f, &job);
	mctp_i3c_sched_done(&f->sched, &job, false);
	expect_packets(test, 2, 5);
	expect_idle(test);
}

static void refused_batch_is_split_without_counting_as_a_try(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	unsigned int i;

	f->flows[0].window = 8;
	for (i = 0; i < 8; i++)
		queue(test, 0, i);
	next(test, &job);
	expect_batch(test, &job, 0, 7);
	mctp_i3c_batch_set_refused(&f->sched.batch, 8, 8 * 3);
	job.window = 4;
	mctp_i3c_sched_done(&f->sched, &job, true);

	next(test, &job);
	expect_batch(test, &job, 0, 3);
	KUNIT_EXPECT_EQ(test, 0, job.tries);
	job.window = 8;
	finish(f, &job);
	expect_packets(test, 4, 7);
}

static void rest_of_a_batch_stays_out_of_a_closed_queue(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;
	unsigned int i;

	f->flows[0].window = 4;
	for (i = 0; i < 6; i++)
		queue(test, 0, i);
	next(test, &job);
	closer = closer_start(test);
	finish_first(f, &job);
	mctp_i3c_sched_done(&f->sched, &job, true);
	KUNIT_EXPECT_EQ(test, 3, skb_queue_len(&job.packets));
	__skb_queue_purge(&job.packets);
	expect_closed(test, closer);
	KUNIT_EXPECT_EQ(test, 0, f->sched.packets);
	expect_idle(test);
}

static void batch_is_followed_by_as_many_reads(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	f->flows[0].window = 3;
	for (i = 0; i < 6; i++) {
		queue(test, 0, i);
		mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	}
	expect_read(test, 0);
	expect_packets(test, 0, 2);
	for (i = 0; i < 3; i++)
		expect_read(test, 0);
	expect_packets(test, 3, 5);
	for (i = 0; i < 2; i++)
		expect_read(test, 0);
	expect_idle(test);
}

static void reads_go_on_while_a_write_waits(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	ktime_t wake;

	queue(test, 0, 1);
	next(test, &job);
	mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	KUNIT_ASSERT_TRUE(test, mctp_i3c_sched_again(&f->sched, &job, 50));
	expect_read(test, 0);
	KUNIT_EXPECT_FALSE(test, next_at(test, 49, &job, &wake));
	KUNIT_EXPECT_EQ(test, 50, wake);

	/* and so do those announced meanwhile */
	KUNIT_EXPECT_FALSE(test, mctp_i3c_sched_has_ready(&f->sched));
	mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	KUNIT_EXPECT_TRUE(test, mctp_i3c_sched_has_ready(&f->sched));
	expect_read(test, 0);
	queue(test, 0, 2);
	KUNIT_EXPECT_FALSE(test, next_at(test, 49, &job, &wake));
	KUNIT_EXPECT_EQ(test, 50, wake);

	mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	KUNIT_ASSERT_TRUE(test, next_at(test, 50, &job, &wake));
	KUNIT_EXPECT_FALSE(test, job.read);
	KUNIT_EXPECT_EQ(test, 1, job_id(&job));
	KUNIT_EXPECT_EQ(test, 1, job.tries);
	finish(f, &job);
	expect_read(test, 0);
	expect_packet(test, 2);
	expect_idle(test);
}

static void tries_are_counted_per_transfer(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	unsigned int i;

	queue(test, 0, 1);
	queue(test, 0, 2);
	for (i = 0; i < 3; i++) {
		next(test, &job);
		KUNIT_EXPECT_EQ(test, i, job.tries);
		mctp_i3c_sched_again(&f->sched, &job, 0);
	}
	next(test, &job);
	finish(f, &job);

	next(test, &job);
	KUNIT_EXPECT_EQ(test, 2, job_id(&job));
	KUNIT_EXPECT_EQ(test, 0, job.tries);
	finish(f, &job);
}

static void earliest_repeat_sets_the_alarm(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	ktime_t wake;

	queue(test, 0, 1);
	queue(test, 1, 2);
	next(test, &job);
	mctp_i3c_sched_again(&f->sched, &job, 70);
	next(test, &job);
	mctp_i3c_sched_again(&f->sched, &job, 30);

	KUNIT_EXPECT_FALSE(test, next_at(test, 0, &job, &wake));
	KUNIT_EXPECT_EQ(test, 30, wake);
}

static void closing_drops_what_is_queued_and_takes_nothing_more(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 3; i++)
		queue(test, 0, i);
	queue(test, 1, 100);

	KUNIT_EXPECT_EQ(test, 3,
			mctp_i3c_sched_close(&f->sched, &f->flows[0]));
	KUNIT_EXPECT_EQ(test, -ENODEV, queue(test, 0, 9));
	KUNIT_EXPECT_EQ(test, -ENODEV,
			mctp_i3c_sched_read(&f->sched, &f->flows[0]));
	expect_packet(test, 100);
	expect_idle(test);
	KUNIT_EXPECT_EQ(test, 0, f->sched.packets);
}

static void closing_takes_a_waiting_target_off_the_list(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;

	queue(test, 0, 1);
	next(test, &job);
	mctp_i3c_sched_again(&f->sched, &job, 10);
	KUNIT_EXPECT_EQ(test, 1,
			mctp_i3c_sched_close(&f->sched, &f->flows[0]));
	expect_idle(test);
}

static void closing_waits_for_the_transfer_in_progress(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;

	queue(test, 0, 1);
	next(test, &job);
	closer = closer_start(test);
	finish(f, &job);
	expect_closed(test, closer);
	expect_idle(test);
}

static void closing_waits_for_announced_reads(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	unsigned int i;

	for (i = 0; i < 3; i++)
		mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	queue(test, 0, 1);
	closer = closer_start(test);
	for (i = 0; i < 3; i++)
		expect_read(test, 0);
	expect_closed(test, closer);
	expect_idle(test);
}

static void first_failed_read_ends_closing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;
	unsigned int i;

	for (i = 0; i < 3; i++)
		mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	next(test, &job);
	closer = closer_start(test);
	mctp_i3c_sched_done(&f->sched, &job, false);
	expect_closed(test, closer);
	expect_idle(test);
}

static void read_to_be_repeated_ends_closing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;
	unsigned int i;

	for (i = 0; i < 3; i++)
		mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	next(test, &job);
	closer = closer_start(test);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_sched_again(&f->sched, &job, 0));
	expect_closed(test, closer);
	expect_idle(test);
}

static void waiting_read_is_due_at_once_when_closing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;

	mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	next(test, &job);
	mctp_i3c_sched_again(&f->sched, &job, KTIME_MAX);
	closer = closer_start(test);
	expect_read(test, 0);
	expect_closed(test, closer);
}

static void closed_target_gets_no_repeat(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;

	queue(test, 0, 1);
	next(test, &job);
	closer = closer_start(test);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_sched_again(&f->sched, &job, 0));
	KUNIT_EXPECT_EQ(test, 1, skb_queue_len(&job.packets));
	__skb_queue_purge(&job.packets);
	expect_closed(test, closer);
	expect_idle(test);
}

static void purge_drops_packets_and_keeps_reads(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job, waiting;

	queue(test, 2, 20);
	next(test, &waiting);
	mctp_i3c_sched_again(&f->sched, &waiting, 0);
	queue(test, 0, 1);
	queue(test, 0, 2);
	mctp_i3c_sched_read(&f->sched, &f->flows[1]);
	queue(test, 1, 10);

	/* the first is being written and stays with us */
	next(test, &job);
	KUNIT_EXPECT_EQ(test, 3, mctp_i3c_sched_purge(&f->sched));
	finish(f, &job);
	KUNIT_EXPECT_EQ(test, 0, f->sched.packets);

	expect_read(test, 1);
	expect_idle(test);
	KUNIT_EXPECT_EQ(test, 0, queue(test, 0, 3));
	expect_packet(test, 3);
}

struct sleeper {
	struct mctp_i3c_sched *sched;
	struct completion awake;
};

static int sleep_until_work(void *data)
{
	struct sleeper *sleeper = data;

	wait_event_idle(sleeper->sched->work,
			mctp_i3c_sched_has_ready(sleeper->sched));
	complete(&sleeper->awake);
	return 0;
}

static struct sleeper *sleeper_start(struct kunit *test)
{
	struct sleeper *sleeper = kunit_kzalloc(test, sizeof(*sleeper),
						GFP_KERNEL);
	struct fixture *f = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, sleeper);
	sleeper->sched = &f->sched;
	init_completion(&sleeper->awake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(sleep_until_work, sleeper,
						    "mctp_i3c_tx")));
	KUNIT_EXPECT_EQ(test, 0,
			wait_for_completion_timeout(&sleeper->awake,
						    msecs_to_jiffies(SLEEP_MS)));
	return sleeper;
}

static void expect_awake(struct kunit *test, struct sleeper *sleeper)
{
	KUNIT_EXPECT_NE(test, 0,
			wait_for_completion_timeout(&sleeper->awake,
						    msecs_to_jiffies(PATIENCE_MS)));
}

static void packet_wakes_the_worker(struct kunit *test)
{
	struct sleeper *sleeper = sleeper_start(test);

	queue(test, 0, 1);
	expect_awake(test, sleeper);
}

static void interrupt_wakes_the_worker(struct kunit *test)
{
	struct sleeper *sleeper = sleeper_start(test);
	struct fixture *f = test->priv;

	mctp_i3c_sched_read(&f->sched, &f->flows[3]);
	expect_awake(test, sleeper);
}

#define FAIR_BYTES	(64 * MCTP_I3C_FLOW_QUANTUM)
#define PERMILLE	1000

/* Jain's index of @n shares: 1000 if they are equal, 1000 / n if one has all */
static u64 jain_permille(const u64 *shares, unsigned int n)
{
	u64 sum = 0, squares = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		sum += shares[i];
		squares += shares[i] * shares[i];
	}
	return div64_u64(sum * sum * PERMILLE, n * squares);
}

/* Keeps @flow busy with packets of @len. */
static void fill(struct kunit *test, unsigned int flow, size_t len)
{
	struct fixture *f = test->priv;

	while (skb_queue_len(&f->flows[flow].packets) < 2 * MCTP_I3C_BATCH_MAX)
		KUNIT_ASSERT_EQ(test, 0, queue_long(test, flow, 0, len));
}

static void targets_share_the_bus_by_bytes(struct kunit *test)
{
	static const size_t lens[FLOWS] = { 5, 68, 255, 1024, 4095 };
	struct fixture *f = test->priv;
	u64 shares[FLOWS] = {}, sum = 0;
	unsigned int i;

	for (i = 0; i < FLOWS; i++)
		f->flows[i].window = MCTP_I3C_BATCH_MAX;
	while (sum < FLOWS * FAIR_BYTES) {
		struct mctp_i3c_job job;

		for (i = 0; i < FLOWS; i++)
			fill(test, i, lens[i]);
		next(test, &job);
		i = job.flow - f->flows;
		finish(f, &job);
		shares[i] += job.bytes;
		sum += job.bytes;
	}
	KUNIT_EXPECT_GE(test, jain_permille(shares, FLOWS), 990);
}

static void target_that_reads_much_writes_less(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 shares[2] = {}, sum = 0;

	while (sum < 2 * FAIR_BYTES) {
		struct mctp_i3c_job job;
		unsigned int i;

		fill(test, 0, 68);
		fill(test, 1, 68);
		mctp_i3c_sched_read(&f->sched, &f->flows[1]);
		next(test, &job);
		i = job.flow - f->flows;
		if (job.read)
			job.bytes = 1024;
		finish(f, &job);
		shares[i] += job.bytes;
		sum += job.bytes;
	}
	KUNIT_EXPECT_GE(test, jain_permille(shares, 2), 990);
}

static void target_that_answers_nothing_takes_no_share(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 shares[FLOWS] = {}, sum = 0;
	unsigned int i, tries = 0, jobs = 0;

	while (sum < FLOWS * FAIR_BYTES) {
		struct mctp_i3c_job job;

		for (i = 0; i < FLOWS; i++)
			fill(test, i, 68);
		next(test, &job);
		i = job.flow - f->flows;
		jobs++;
		if (!i) {
			tries++;
			mctp_i3c_sched_done(&f->sched, &job, false);
			continue;
		}
		job.window = MCTP_I3C_BATCH_MAX;
		finish(f, &job);
		shares[i] += job.bytes;
		sum += job.bytes;
	}
	KUNIT_EXPECT_GE(test, jain_permille(shares + 1, FLOWS - 1), 990);
	/* a turn of its own in each round, and in each turn one try */
	KUNIT_EXPECT_LE(test, tries, jobs / FLOWS);
}

static struct kunit_case tx_cases[] = {
	KUNIT_CASE(packets_of_a_target_leave_in_order),
	KUNIT_CASE(targets_take_turns),
	KUNIT_CASE(turn_lasts_until_its_credit_is_used),
	KUNIT_CASE(what_a_turn_overdraws_is_taken_off_the_next),
	KUNIT_CASE(idle_target_saves_up_no_credit),
	KUNIT_CASE(reads_and_writes_of_a_target_take_turns),
	KUNIT_CASE(message_beyond_the_targets_bytes_is_refused),
	KUNIT_CASE(message_that_may_find_no_room_is_refused),
	KUNIT_CASE(what_is_dropped_makes_room),
	KUNIT_CASE(packet_beyond_the_buss_limit_is_refused),
	KUNIT_CASE(interrupt_beyond_the_limit_is_refused),
	KUNIT_CASE(packet_queued_during_a_transfer_is_served_after_it),
	KUNIT_CASE(repeated_packet_keeps_its_place_and_holds_up_nobody),
	KUNIT_CASE(repeated_read_is_not_overtaken_by_a_write),
	KUNIT_CASE(success_lets_several_packets_go_in_one_call),
	KUNIT_CASE(batch_ends_with_the_credit_of_the_turn),
	KUNIT_CASE(rest_of_a_batch_is_repeated_in_order),
	KUNIT_CASE(refused_batch_is_split_without_counting_as_a_try),
	KUNIT_CASE(rest_of_a_batch_stays_out_of_a_closed_queue),
	KUNIT_CASE(batch_is_followed_by_as_many_reads),
	KUNIT_CASE(reads_go_on_while_a_write_waits),
	KUNIT_CASE(tries_are_counted_per_transfer),
	KUNIT_CASE(earliest_repeat_sets_the_alarm),
	KUNIT_CASE(closing_drops_what_is_queued_and_takes_nothing_more),
	KUNIT_CASE(closing_takes_a_waiting_target_off_the_list),
	KUNIT_CASE(closing_waits_for_the_transfer_in_progress),
	KUNIT_CASE(closing_waits_for_announced_reads),
	KUNIT_CASE(first_failed_read_ends_closing),
	KUNIT_CASE(read_to_be_repeated_ends_closing),
	KUNIT_CASE(waiting_read_is_due_at_once_when_closing),
	KUNIT_CASE(closed_target_gets_no_repeat),
	KUNIT_CASE(purge_drops_packets_and_keeps_reads),
	KUNIT_CASE(targets_share_the_bus_by_bytes),
	KUNIT_CASE(target_that_reads_much_writes_less),
	KUNIT_CASE(target_that_answers_nothing_takes_no_share),
	KUNIT_CASE(packet_wakes_the_worker),
	KUNIT_CASE(interrupt_wakes_the_worker),
	{}
};

static struct kunit_suite tx_suite = {
	.name = "mctp_i3c_tx",
	.init = tx_init,
	.exit = tx_exit,
	.test_cases = tx_cases,
};

kunit_test_suite(tx_suite);

MODULE_DESCRIPTION("KUnit tests of the I3C binding's scheduler");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
