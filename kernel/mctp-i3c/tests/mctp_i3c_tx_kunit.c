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

static void tx_exit(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	unsigned int i;
	ktime_t wake;

	while (mctp_i3c_sched_next(&f->sched, KTIME_MAX, &job, &wake)) {
		mctp_i3c_sched_done(&f->sched, &job, true);
		kfree_skb(job.packet);
	}
	for (i = 0; i < FLOWS; i++)
		mctp_i3c_sched_close(&f->sched, &f->flows[i]);
}

static struct sk_buff *packet_new(struct kunit *test, u16 id)
{
	struct sk_buff *skb = alloc_skb(sizeof(id), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, &id, sizeof(id));
	return skb;
}

static int queue(struct kunit *test, unsigned int flow, u16 id)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb = packet_new(test, id);
	int rc;

	rc = mctp_i3c_sched_write(&f->sched, &f->flows[flow], skb);
	if (rc)
		kfree_skb(skb);
	return rc;
}

static bool next_at(struct kunit *test, ktime_t now, struct mctp_i3c_job *job,
		    ktime_t *ret_wake)
{
	struct fixture *f = test->priv;

	return mctp_i3c_sched_next(&f->sched, now, job, ret_wake);
}

static struct mctp_i3c_job next(struct kunit *test)
{
	struct mctp_i3c_job job = {};
	ktime_t wake;

	KUNIT_ASSERT_TRUE(test, next_at(test, 0, &job, &wake));
	return job;
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
	return *(const u16 *)job->packet->data;
}

/* Serve the next job, which is to be the packet @id. */
static void expect_packet(struct kunit *test, u16 id)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job = next(test);

	KUNIT_ASSERT_NOT_NULL(test, job.packet);
	KUNIT_EXPECT_EQ(test, id, job_id(&job));
	mctp_i3c_sched_done(&f->sched, &job, true);
	kfree_skb(job.packet);
}

static void expect_read(struct kunit *test, unsigned int flow)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job = next(test);

	KUNIT_ASSERT_NULL(test, job.packet);
	KUNIT_EXPECT_PTR_EQ(test, &f->flows[flow], job.flow);
	mctp_i3c_sched_done(&f->sched, &job, true);
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

static void targets_take_turns(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		queue(test, 0, i);
	queue(test, 1, 100);
	queue(test, 2, 200);
	queue(test, 1, 101);

	expect_packet(test, 0);
	expect_packet(test, 100);
	expect_packet(test, 200);
	expect_packet(test, 1);
	expect_packet(test, 101);
	expect_packet(test, 2);
	expect_packet(test, 3);
	expect_idle(test);
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

static void packet_beyond_the_targets_limit_is_refused(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < MCTP_I3C_FLOW_PACKETS_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, queue(test, 0, i));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue(test, 0, i));
	KUNIT_EXPECT_EQ(test, 0, queue(test, 1, i));

	expect_packet(test, 0);
	KUNIT_EXPECT_EQ(test, 0, queue(test, 0, i));
}

static void packet_beyond_the_buss_limit_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < MCTP_I3C_SCHED_PACKETS_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0,
				queue(test, i / MCTP_I3C_FLOW_PACKETS_MAX, 0));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, queue(test, FLOWS - 1, 0));

	mctp_i3c_sched_close(&f->sched, &f->flows[0]);
	KUNIT_EXPECT_EQ(test, 0, queue(test, FLOWS - 1, 0));
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
	job = next(test);
	queue(test, 0, 2);
	mctp_i3c_sched_done(&f->sched, &job, true);
	kfree_skb(job.packet);
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

	job = next(test);
	KUNIT_ASSERT_TRUE(test, mctp_i3c_sched_again(&f->sched, &job, 50));
	expect_packet(test, 100);

	KUNIT_EXPECT_FALSE(test, next_at(test, 49, &job, &wake));
	KUNIT_EXPECT_EQ(test, 50, wake);
	KUNIT_ASSERT_TRUE(test, next_at(test, 50, &job, &wake));
	KUNIT_EXPECT_EQ(test, 1, job_id(&job));
	mctp_i3c_sched_done(&f->sched, &job, true);
	kfree_skb(job.packet);
	expect_packet(test, 2);
	expect_idle(test);
}

static void repeated_read_is_not_overtaken_by_a_write(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;

	mctp_i3c_sched_read(&f->sched, &f->flows[0]);
	queue(test, 0, 1);

	job = next(test);
	KUNIT_ASSERT_NULL(test, job.packet);
	KUNIT_ASSERT_TRUE(test, mctp_i3c_sched_again(&f->sched, &job, 0));
	expect_read(test, 0);
	expect_packet(test, 1);
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
		job = next(test);
		KUNIT_EXPECT_EQ(test, i, job.tries);
		mctp_i3c_sched_again(&f->sched, &job, 0);
	}
	job = next(test);
	mctp_i3c_sched_done(&f->sched, &job, true);
	kfree_skb(job.packet);

	job = next(test);
	KUNIT_EXPECT_EQ(test, 2, job_id(&job));
	KUNIT_EXPECT_EQ(test, 0, job.tries);
	mctp_i3c_sched_done(&f->sched, &job, true);
	kfree_skb(job.packet);
}

static void earliest_repeat_sets_the_alarm(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job;
	ktime_t wake;

	queue(test, 0, 1);
	queue(test, 1, 2);
	job = next(test);
	mctp_i3c_sched_again(&f->sched, &job, 70);
	job = next(test);
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
	job = next(test);
	mctp_i3c_sched_again(&f->sched, &job, 10);
	KUNIT_EXPECT_EQ(test, 1,
			mctp_i3c_sched_close(&f->sched, &f->flows[0]));
	expect_idle(test);
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

static void closing_waits_for_the_transfer_in_progress(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct closer *closer;
	struct mctp_i3c_job job;

	queue(test, 0, 1);
	job = next(test);
	closer = closer_start(test);
	mctp_i3c_sched_done(&f->sched, &job, true);
	kfree_skb(job.packet);
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
	job = next(test);
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
	job = next(test);
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
	job = next(test);
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
	job = next(test);
	closer = closer_start(test);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_sched_again(&f->sched, &job, 0));
	kfree_skb(job.packet);
	expect_closed(test, closer);
	expect_idle(test);
}

static void purge_drops_packets_and_keeps_reads(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_i3c_job job, waiting;

	queue(test, 2, 20);
	waiting = next(test);
	mctp_i3c_sched_again(&f->sched, &waiting, 0);
	queue(test, 0, 1);
	queue(test, 0, 2);
	mctp_i3c_sched_read(&f->sched, &f->flows[1]);
	queue(test, 1, 10);

	/* the first is being written and stays with us */
	job = next(test);
	KUNIT_EXPECT_EQ(test, 3, mctp_i3c_sched_purge(&f->sched));
	kfree_skb(job.packet);
	mctp_i3c_sched_done(&f->sched, &job, true);
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

static struct kunit_case tx_cases[] = {
	KUNIT_CASE(packets_of_a_target_leave_in_order),
	KUNIT_CASE(targets_take_turns),
	KUNIT_CASE(reads_and_writes_of_a_target_take_turns),
	KUNIT_CASE(packet_beyond_the_targets_limit_is_refused),
	KUNIT_CASE(packet_beyond_the_buss_limit_is_refused),
	KUNIT_CASE(interrupt_beyond_the_limit_is_refused),
	KUNIT_CASE(packet_queued_during_a_transfer_is_served_after_it),
	KUNIT_CASE(repeated_packet_keeps_its_place_and_holds_up_nobody),
	KUNIT_CASE(repeated_read_is_not_overtaken_by_a_write),
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
