// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scheduler of a bus: deficit round robin. Ready flows are served in turn. A
 * flow whose turn it is gets a credit of bytes and keeps its turn until that
 * is used up by what it writes and reads; what it uses beyond, as the length
 * of a read is known only afterwards, is taken off its next. So each gets the
 * same share of the bus whatever the size of its packets. Packets that wait
 * for the same target are written in one call as far as the controller takes
 * that, the credit suffices and the window of the flow allows: it is one
 * packet after a failure that left open which packets were written, and grows
 * with success.
 *
 * A transfer that has to be repeated puts its flow aside until its time comes
 * and keeps its place in the flow, which keeps the packets in order. While a
 * write waits, reads go on: a target may have no room for what it is sent
 * until it is rid of what it has to say.
 *
 * States of a flow:
 *
 *	from		to		when
 *	idle		ready		work arrives
 *	ready		serving		sched_next()
 *	serving		ready		sched_done(), more is left to do
 *	serving		idle		sched_done(), nothing is left
 *	serving		waiting		sched_again()
 *	ready		waiting		reads are done, its write has to wait
 *	waiting		ready		its time has come, or a read has
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
	mctp_i3c_batch_init(&sched->batch);
	init_waitqueue_head(&sched->work);
	init_waitqueue_head(&sched->served);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_init);

void mctp_i3c_flow_init(struct mctp_i3c_flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	INIT_LIST_HEAD(&flow->node);
	__skb_queue_head_init(&flow->packets);
	flow->window = 1;
	flow->read_turns = 1;
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
	/* a credit cannot be saved up, a debt stays */
	flow->credit = min(flow->credit, 0);
}

/* New work; true when the worker has to be woken for it. */
static bool flow_kick(struct mctp_i3c_sched *sched, struct mctp_i3c_flow *flow)
{
	if (flow->state != MCTP_I3C_FLOW_IDLE)
		return false;
	flow_set_ready(sched, flow);
	return true;
}

/*
 * Messages are refused before they are begun if possible: part of one is of no
 * use to anybody.
 */
static bool flow_is_full(const struct mctp_i3c_sched *sched,
			 const struct mctp_i3c_flow *flow, bool first)
{
	unsigned int room = first ? MCTP_I3C_MESSAGE_PACKETS : 1;

	if (first && flow->bytes >= MCTP_I3C_FLOW_BYTES_MAX)
		return true;
	return skb_queue_len(&flow->packets) + room >
		       MCTP_I3C_FLOW_PACKETS_MAX ||
	       sched->packets + room > MCTP_I3C_SCHED_PACKETS_MAX;
}

/**
 * mctp_i3c_sched_write() - queue a packet for a target
 * @sched: of the bus
 * @flow: of the target
 * @packet: taken over on success only
 * @first: it begins a message
 *
 * Return: 0, -ENOBUFS when the queue of the target or of the bus is full,
 * -ENODEV when the target is gone.
 */
int mctp_i3c_sched_write(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_flow *flow, struct sk_buff *packet,
			 bool first)
{
	bool wake = false;
	int rc = 0;

	spin_lock_bh(&sched->lock);
	if (flow->closed) {
		rc = -ENODEV;
	} else if (flow_is_full(sched, flow, first)) {
		rc = -ENOBUFS;
	} else {
		__skb_queue_tail(&flow->packets, packet);
		flow->bytes += packet->len;
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
		if (flow->state == MCTP_I3C_FLOW_WAITING && flow->write_waits)
			flow_set_idle(sched, flow);
		wake = flow_kick(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	if (wake)
		wake_up(&sched->work);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_read);

/* Move flows whose time has come. */
static void ready_due_flows(struct mctp_i3c_sched *sched, ktime_t now)
{
	struct mctp_i3c_flow *flow, *tmp;

	list_for_each_entry_safe(flow, tmp, &sched->waiting, node)
		if (!ktime_after(flow->not_before, now))
			flow_set_ready(sched, flow);
}

/* When the next flow is due. */
static ktime_t next_due(struct mctp_i3c_sched *sched)
{
	struct mctp_i3c_flow *flow;
	ktime_t due = KTIME_MAX;

	list_for_each_entry(flow, &sched->waiting, node)
		due = min(due, flow->not_before);
	return due;
}

/* Packets for one call; always the first, whatever its length. */
static void flow_take_packets(struct mctp_i3c_sched *sched,
			      struct mctp_i3c_flow *flow,
			      struct sk_buff_head *packets)
{
	unsigned int n = 0, bytes = 0;
	struct sk_buff *packet;

	lockdep_assert_held(&sched->lock);

	while ((packet = skb_peek(&flow->packets))) {
		bytes += packet->len + MCTP_I3C_BATCH_OVERHEAD;
		n++;
		if (n > 1 && (n > flow->window || (int)bytes > flow->credit ||
			      !mctp_i3c_batch_fits(&sched->batch, n, bytes)))
			break;
		__skb_unlink(packet, &flow->packets);
		__skb_queue_tail(packets, packet);
		flow->bytes -= packet->len;
		sched->packets--;
	}
}

static bool flow_may_write(struct mctp_i3c_flow *flow, ktime_t now)
{
	if (flow->write_waits && !ktime_after(flow->not_before, now))
		flow->write_waits = false;
	return !flow->write_waits && !skb_queue_empty(&flow->packets);
}

/* False when all there is to do has to wait. */
static bool flow_take_job(struct mctp_i3c_sched *sched,
			  struct mctp_i3c_flow *flow, ktime_t now,
			  struct mctp_i3c_job *job)
{
	bool may_write = flow_may_write(flow, now);

	lockdep_assert_held(&sched->lock);

	if (!may_write && !flow->reads)
		return false;

	job->flow = flow;
	job->read = flow->reads && (flow->read_turns || !may_write);
	job->over = false;
	job->bytes = 0;
	job->window = flow->window;
	__skb_queue_head_init(&job->packets);
	if (job->read) {
		job->tries = flow->read_tries;
		flow->read_turns -= !!flow->read_turns;
	} else {
		job->tries = flow->write_tries;
		flow_take_packets(sched, flow, &job->packets);
		/* as many packets one way as the other */
		flow->read_turns = skb_queue_len(&job->packets);
	}
	flow->state = MCTP_I3C_FLOW_SERVING;
	list_del_init(&flow->node);
	sched->serving = flow;
	return true;
}

/* The flow whose turn it is, or NULL if there is none with work. */
static struct mctp_i3c_flow *flow_in_turn(struct mctp_i3c_sched *sched)
{
	struct mctp_i3c_flow *flow;

	lockdep_assert_held(&sched->lock);

	while ((flow = list_first_entry_or_null(&sched->ready,
						struct mctp_i3c_flow, node))) {
		if (!flow_has_work(flow)) {
			/* sched_purge() has emptied its queue */
			flow_set_idle(sched, flow);
			continue;
		}
		if (flow->credit <= 0)
			flow->credit += MCTP_I3C_FLOW_QUANTUM;
		if (flow->credit > 0)
			return flow;
		/* still in debt, which ends: a quantum less in each round */
		list_move_tail(&flow->node, &sched->ready);
	}
	return NULL;
}

static bool take_job(struct mctp_i3c_sched *sched, ktime_t now,
		     struct mctp_i3c_job *ret_job)
{
	struct mctp_i3c_flow *flow;

	while ((flow = flow_in_turn(sched))) {
		if (flow_take_job(sched, flow, now, ret_job))
			return true;
		flow->state = MCTP_I3C_FLOW_WAITING;
		list_move_tail(&flow->node, &sched->waiting);
	}
	return false;
}

/**
 * mctp_i3c_sched_next() - what the worker does next
 * @sched: of the bus
 * @now: time to compare waiting flows with
 * @ret_job: the transfers; to be given back by mctp_i3c_sched_done() or
 *	     mctp_i3c_sched_again() before the next call
 * @ret_wake: without a job, when to ask again at the latest (KTIME_MAX: only
 *	      when there is new work)
 *
 * Return: whether there is a job.
 */
bool mctp_i3c_sched_next(struct mctp_i3c_sched *sched, ktime_t now,
			 struct mctp_i3c_job *ret_job, ktime_t *ret_wake)
{
	bool found;

	spin_lock_bh(&sched->lock);
	ready_due_flows(sched, now);
	found = take_job(sched, now, ret_job);
	if (!found)
		*ret_wake = next_due(sched);
	spin_unlock_bh(&sched->lock);

	return found;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_next);

/* What a job has used, and what it has left to write. */
static void flow_take_back(struct mctp_i3c_sched *sched,
			   struct mctp_i3c_job *job)
{
	struct mctp_i3c_flow *flow = job->flow;
	const struct sk_buff *packet;

	lockdep_assert_held(&sched->lock);

	flow->credit -= job->bytes;
	flow->window = job->window;
	if (job->over && job->read)
		flow->read_tries = 0;
	else if (job->over)
		flow->write_tries = 0;
	if (!flow->closed) {
		sched->packets += skb_queue_len(&job->packets);
		skb_queue_walk(&job->packets, packet)
			flow->bytes += packet->len;
		skb_queue_splice_init(&job->packets, &flow->packets);
	}
	sched->serving = NULL;
}

/* The flow of a job is free for the next one, or for whoever closes it. */
static void flow_release(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_flow *flow)
{
	lockdep_assert_held(&sched->lock);

	if (!flow_has_work(flow)) {
		flow_set_idle(sched, flow);
		return;
	}
	flow_set_ready(sched, flow);
	/* its turn is not over yet */
	if (flow->credit > 0)
		list_move(&flow->node, &sched->ready);
}

/**
 * mctp_i3c_sched_done() - the transfers of a job are over
 * @sched: of the bus
 * @job: what is left of its packets is written next, unless the flow is being
 *	 closed; then it stays with the caller. Its flow may be gone on return
 * @ok: whether they worked
 */
void mctp_i3c_sched_done(struct mctp_i3c_sched *sched,
			 struct mctp_i3c_job *job, bool ok)
{
	struct mctp_i3c_flow *flow = job->flow;
	bool closed;

	spin_lock_bh(&sched->lock);
	if (job->read) {
		job->over = true;
		flow->reads--;
	}
	flow_take_back(sched, job);
	closed = flow->closed;
	if (!ok && closed)
		flow->reads = 0;
	/* whoever fails lets the others go first */
	if (!ok)
		flow->credit = min(flow->credit, 0);
	flow_release(sched, flow);
	spin_unlock_bh(&sched->lock);

	if (closed)
		wake_up(&sched->served);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_sched_done);

static void flow_wait(struct mctp_i3c_sched *sched,
		      const struct mctp_i3c_job *job, ktime_t not_before)
{
	struct mctp_i3c_flow *flow = job->flow;

	lockdep_assert_held(&sched->lock);

	if (job->read)
		flow->read_tries++;
	else
		flow->write_tries++;
	/* The same transfer is to be first again. */
	flow->read_turns = job->read ? 1 : 0;
	flow->write_waits = !job->read;
	flow->not_before = not_before;
	if (flow->write_waits && flow->reads) {
		flow_set_ready(sched, flow);
		return;
	}
	flow->state = MCTP_I3C_FLOW_WAITING;
	list_add_tail(&flow->node, &sched->waiting);
}

/**
 * mctp_i3c_sched_again() - the first transfer left of a job has to be repeated
 * @sched: of the bus
 * @job: its packets are taken back on success only; its flow may be gone on
 *	 return
 * @not_before: when to repeat it
 *
 * Return: false when the flow is being closed; the job is over then.
 */
bool mctp_i3c_sched_again(struct mctp_i3c_sched *sched,
			  struct mctp_i3c_job *job, ktime_t not_before)
{
	struct mctp_i3c_flow *flow = job->flow;
	bool again;

	spin_lock_bh(&sched->lock);
	again = !flow->closed;
	flow_take_back(sched, job);
	if (again) {
		flow_wait(sched, job, not_before);
	} else {
		flow->reads = 0;
		flow_release(sched, flow);
	}
	spin_unlock_bh(&sched->lock);

	if (!again)
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
	flow->bytes = 0;
	flow->write_tries = 0;
	flow->write_waits = false;
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
