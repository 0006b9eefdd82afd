// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scheduler of a bus. Ready flows are served in turn, one transfer each, so
 * that a target delays the others by no more than the transfer in progress.
 * A transfer that has to be repeated puts its flow aside until its time comes
 * and keeps its place in the flow, which keeps the packets in order.
 *
 * States of a flow:
 *
 *	from		to		when
 *	idle		ready		work arrives
 *	ready		serving		sched_next()
 *	serving		ready		sched_done(), more is left to do
 *	serving		idle		sched_done(), nothing is left
 *	serving		waiting		sched_again()
 *	waiting		ready		its time has come
 *
 * A flow that is being closed has only reads left to do, since the target was
 * told by the acknowledge of its interrupt that they will come; it is ready
 * until they are done, or one fails, and idle for good then.
 *
 * Timers: none here; sched_next() tells the worker how long it may sleep.
 */
#include "sched.h"

#include <kunit/visibility.h>

#include <internal/mctp-netdev.h>

void mctp_i3c_sched_init(struct mctp_i3c_sched *sched)
{
	spin_lock_init(&sched->lock);
	INIT_LIST_HEAD(&sched->ready);
	INIT_LIST_HEAD(&sched->waiting);
	sched->packets = 0;
	sched->serving = NULL;
	init_waitqueue_head(&sched->work);
	init_waitqueue_head(&sched->served);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_init);

void mctp_i3c_flow_init(struct mctp_i3c_flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	INIT_LIST_HEAD(&flow->node);
	__skb_queue_head_init(&flow->packets);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_flow_init);

static bool flow_has_work(const struct mctp_i3c_flow *flow)
{
	return flow->reads || !skb_queue_empty(&flow->packets);
}

static void flow_set_ready(struct mctp_i3c_sched *sched,
			   struct mctp_i3c_flow *flow)
{
	lockdep_assert_held(&sched->lock);

	flow->state = MCTP_I3C_FLOW_READY;
	list_move_tail(&flow->node, &sched->ready);
}

static void flow_set_idle(struct mctp_i3c_sched *sched,
			  struct mctp_i3c_flow *flow)
{
	lockdep_assert_held(&sched->lock);

	flow->state = MCTP_I3C_FLOW_IDLE;
	list_del_init(&flow->node);
}

/* New work; true when the worker has to be woken for it. */
static bool flow_kick(struct mctp_i3c_sched *sched, struct mctp_i3c_flow *flow)
{
	if (flow->state != MCTP_I3C_FLOW_IDLE)
		return false;
	flow_set_ready(sched, flow);
	return true;
}

/**
 * mctp_i3c_sched_write() - queue a packet for a target
 * @sched: of the bus
 * @flow: of the target
 * @packet: taken over on success only
 *
 * Return: 0, -ENOBUFS when the queue of the target or of the bus is full,
 * -ENODEV when the target is gone.
 */
int mctp_i3c_sched_write(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_flow *flow, struct sk_buff *packet)
{
	bool wake = false;
	int rc = 0;

	spin_lock_bh(&sched->lock);
	if (flow->closed) {
		rc = -ENODEV;
	} else if (skb_queue_len(&flow->packets) >= MCTP_I3C_FLOW_PACKETS_MAX ||
		   sched->packets >= MCTP_I3C_SCHED_PACKETS_MAX) {
		rc = -ENOBUFS;
	} else {
		__skb_queue_tail(&flow->packets, packet);
		sched->packets++;
		wake = flow_kick(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	if (wake)
		wake_up(&sched->work);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_write);

/**
 * mctp_i3c_sched_read() - note that a target has a packet for us
 * @sched: of the bus
 * @flow: of the target
 *
 * Return: 0, -ENOBUFS when more interrupts than any target may raise ahead of
 * their reads are noted already, -ENODEV when the target is gone.
 */
int mctp_i3c_sched_read(struct mctp_i3c_sched *sched,
			struct mctp_i3c_flow *flow)
{
	bool wake = false;
	int rc = 0;

	spin_lock_bh(&sched->lock);
	if (flow->closed) {
		rc = -ENODEV;
	} else if (flow->reads >= MCTP_I3C_FLOW_READS_MAX) {
		rc = -ENOBUFS;
	} else {
		flow->reads++;
		wake = flow_kick(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	if (wake)
		wake_up(&sched->work);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_read);

/* Move flows whose time has come; returns when the next one is due. */
static ktime_t ready_due_flows(struct mctp_i3c_sched *sched, ktime_t now)
{
	struct mctp_i3c_flow *flow, *tmp;
	ktime_t wake = KTIME_MAX;

	list_for_each_entry_safe(flow, tmp, &sched->waiting, node) {
		if (ktime_after(flow->not_before, now))
			wake = min(wake, flow->not_before);
		else
			flow_set_ready(sched, flow);
	}
	return wake;
}

static void flow_take_job(struct mctp_i3c_sched *sched,
			  struct mctp_i3c_flow *flow, struct mctp_i3c_job *job)
{
	bool may_write = !skb_queue_empty(&flow->packets);

	job->flow = flow;
	if (flow->reads && !(flow->read_last && may_write)) {
		job->packet = NULL;
		job->tries = flow->read_tries;
	} else {
		job->packet = __skb_dequeue(&flow->packets);
		job->tries = flow->write_tries;
		sched->packets--;
	}
	flow->read_last = !job->packet;
	flow->state = MCTP_I3C_FLOW_SERVING;
	list_del_init(&flow->node);
	sched->serving = flow;
}

/**
 * mctp_i3c_sched_next() - what the worker does next
 * @sched: of the bus
 * @now: time to compare waiting flows with
 * @ret_job: the transfer; to be given back by mctp_i3c_sched_done() or
 *	     mctp_i3c_sched_again() before the next call
 * @ret_wake: without a job, when to ask again at the latest (KTIME_MAX: only
 *	      when there is new work)
 *
 * Return: whether there is a job.
 */
bool mctp_i3c_sched_next(struct mctp_i3c_sched *sched, ktime_t now,
			 struct mctp_i3c_job *ret_job, ktime_t *ret_wake)
{
	struct mctp_i3c_flow *flow, *tmp;
	bool found = false;
	ktime_t wake;

	spin_lock_bh(&sched->lock);
	wake = ready_due_flows(sched, now);
	list_for_each_entry_safe(flow, tmp, &sched->ready, node) {
		if (flow_has_work(flow)) {
			flow_take_job(sched, flow, ret_job);
			found = true;
			break;
		}
		/* sched_purge() has emptied its queue */
		flow_set_idle(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	if (!found)
		*ret_wake = wake;
	return found;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_next);

/* The flow of a job is free for the next one, or for whoever closes it. */
static void flow_release(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_flow *flow)
{
	lockdep_assert_held(&sched->lock);

	sched->serving = NULL;
	if (flow_has_work(flow))
		flow_set_ready(sched, flow);
	else
		flow_set_idle(sched, flow);
}

/**
 * mctp_i3c_sched_done() - the transfer of a job is over
 * @sched: of the bus
 * @job: its packet stays with the caller; its flow may be gone on return
 * @ok: whether it worked
 */
void mctp_i3c_sched_done(struct mctp_i3c_sched *sched,
			 const struct mctp_i3c_job *job, bool ok)
{
	struct mctp_i3c_flow *flow = job->flow;

	spin_lock_bh(&sched->lock);
	if (job->packet) {
		flow->write_tries = 0;
	} else {
		flow->read_tries = 0;
		flow->reads--;
	}
	if (!ok && flow->closed)
		flow->reads = 0;
	flow_release(sched, flow);
	spin_unlock_bh(&sched->lock);

	wake_up(&sched->served);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_done);

static void flow_wait(struct mctp_i3c_sched *sched,
		      const struct mctp_i3c_job *job, ktime_t not_before)
{
	struct mctp_i3c_flow *flow = job->flow;

	if (job->packet) {
		flow->write_tries++;
		__skb_queue_head(&flow->packets, job->packet);
		sched->packets++;
	} else {
		flow->read_tries++;
	}
	/* The same transfer is to be first again. */
	flow->read_last = job->packet;
	flow->not_before = not_before;
	flow->state = MCTP_I3C_FLOW_WAITING;
	list_add_tail(&flow->node, &sched->waiting);
	sched->serving = NULL;
}

/**
 * mctp_i3c_sched_again() - the transfer of a job has to be repeated
 * @sched: of the bus
 * @job: its packet is taken back on success only; its flow may be gone on
 *	 return
 * @not_before: when to repeat it
 *
 * Return: false when the flow is being closed; the job is over then.
 */
bool mctp_i3c_sched_again(struct mctp_i3c_sched *sched,
			  const struct mctp_i3c_job *job, ktime_t not_before)
{
	struct mctp_i3c_flow *flow = job->flow;
	bool again;

	spin_lock_bh(&sched->lock);
	again = !flow->closed;
	if (again) {
		flow_wait(sched, job, not_before);
	} else {
		flow->reads = 0;
		flow_release(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	wake_up(&sched->served);
	return again;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_again);

/* For the worker's wait condition: racing with new work only wakes it early. */
bool mctp_i3c_sched_has_ready(struct mctp_i3c_sched *sched)
{
	return !list_empty_careful(&sched->ready);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_has_ready);

static unsigned int flow_drop_packets(struct mctp_i3c_sched *sched,
				      struct mctp_i3c_flow *flow,
				      struct sk_buff_head *dropped)
{
	unsigned int n = skb_queue_len(&flow->packets);

	lockdep_assert_held(&sched->lock);

	skb_queue_splice_tail_init(&flow->packets, dropped);
	sched->packets -= n;
	flow->write_tries = 0;
	return n;
}

/* Free packets that will not be written, and tell their senders why. */
static void packets_fail(struct sk_buff_head *packets, int error)
{
	struct sk_buff *packet;

	while ((packet = __skb_dequeue(packets))) {
		mctp_netdev_tx_failed(packet, error);
		kfree_skb(packet);
	}
}

/* The worker's last access to a closed flow is under the lock. */
static bool flow_is_idle(struct mctp_i3c_sched *sched,
			 const struct mctp_i3c_flow *flow)
{
	bool idle;

	spin_lock_bh(&sched->lock);
	idle = flow->state == MCTP_I3C_FLOW_IDLE;
	spin_unlock_bh(&sched->lock);
	return idle;
}

/**
 * mctp_i3c_sched_close() - end a flow, drop what it has queued
 * @sched: of the bus
 * @flow: of the target that goes away
 *
 * Waits for the worker to finish the transfer it makes for this flow, if any,
 * and the reads that are noted, up to the first that fails. The worker takes
 * no lock a caller may hold. Nothing refers to the flow on return.
 *
 * Return: number of packets dropped.
 */
unsigned int mctp_i3c_sched_close(struct mctp_i3c_sched *sched,
				  struct mctp_i3c_flow *flow)
{
	struct sk_buff_head dropped;
	unsigned int n;

	__skb_queue_head_init(&dropped);

	spin_lock_bh(&sched->lock);
	flow->closed = true;
	n = flow_drop_packets(sched, flow, &dropped);
	if (flow->state != MCTP_I3C_FLOW_SERVING) {
		if (flow->reads)
			flow_set_ready(sched, flow);
		else
			flow_set_idle(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	packets_fail(&dropped, -EHOSTUNREACH);
	wake_up(&sched->work);
	wait_event(sched->served, flow_is_idle(sched, flow));
	return n;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_close);

/**
 * mctp_i3c_sched_purge() - drop the packets queued in every flow
 * @sched: of the bus
 *
 * Return: number of packets dropped.
 */
unsigned int mctp_i3c_sched_purge(struct mctp_i3c_sched *sched)
{
	struct sk_buff_head dropped;
	struct mctp_i3c_flow *flow;
	unsigned int n = 0;

	__skb_queue_head_init(&dropped);

	spin_lock_bh(&sched->lock);
	list_for_each_entry(flow, &sched->ready, node)
		n += flow_drop_packets(sched, flow, &dropped);
	list_for_each_entry(flow, &sched->waiting, node)
		n += flow_drop_packets(sched, flow, &dropped);
	if (sched->serving)
		n += flow_drop_packets(sched, sched->serving, &dropped);
	spin_unlock_bh(&sched->lock);

	packets_fail(&dropped, -ENETDOWN);
	return n;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_purge);
