// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit: from the network device into the queue of a target, and from
 * there, in the worker, as private writes with their PEC, several in one call
 * of the controller.
 */
#include "mctp-i3c.h"

#include <linux/log2.h>

#include <internal/mctp-netdev.h>

/**
 * mctp_i3c_tx_queue() - queue a packet for the target it is addressed to
 * @bus: that carries it
 * @skb: with the synthetic header in front; taken over on success only
 *
 * Context: the transmit path, under RCU.
 *
 * Return: 0, or an errno for the sender.
 */
int mctp_i3c_tx_queue(struct mctp_i3c_bus *bus, struct sk_buff *skb)
{
	struct mctp_i3c_target *target;
	u64 dest;
	int rc;

	if (!pskb_may_pull(skb, sizeof(struct mctp_i3c_hdr) + MCTP_I3C_HDR_LEN))
		goto err_malformed;
	dest = mctp_i3c_hdr_dest((const struct mctp_i3c_hdr *)skb->data);
	skb_pull(skb, sizeof(struct mctp_i3c_hdr));
	if (skb->len > MCTP_I3C_PKT_MAX)
		goto err_malformed;

	target = mctp_i3c_target_find_rcu(bus, dest);
	if (!target) {
		mctp_i3c_count(bus, MCTP_I3C_STAT_TX_NO_TARGET);
		return -EHOSTUNREACH;
	}
	if (skb->len + MCTP_I3C_PEC_LEN > mctp_i3c_target_write_max(target)) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_TOO_LONG);
		return -EMSGSIZE;
	}

	rc = mctp_i3c_sched_write(&bus->sched, &target->flow, skb,
				  skb->data[MCTP_I3C_HDR_LEN - 1] &
					  MCTP_I3C_HDR_SOM);
	if (rc == -ENODEV) {
		mctp_i3c_count(bus, MCTP_I3C_STAT_TX_NO_TARGET);
		return -EHOSTUNREACH;
	}
	if (rc)
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_QUEUE_FULL);
	return rc;

err_malformed:
	mctp_i3c_count(bus, MCTP_I3C_STAT_TX_MALFORMED);
	return -EINVAL;
}

/*
 * The frame with its PEC. The byte behind the packet is used where it is ours
 * to write; a packet that is shared with a tap, say, is copied to @room.
 */
static u8 *tx_frame(struct mctp_i3c_target *target, struct sk_buff *skb,
		    u8 dyn_addr, u8 *room)
{
	u8 *frame = skb->data;

	if (skb_is_nonlinear(skb) || skb_cloned(skb) || skb_shared(skb) ||
	    skb_tailroom(skb) < MCTP_I3C_PEC_LEN) {
		frame = room;
		skb_copy_bits(skb, 0, frame, skb->len);
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_COPIED);
	}
	frame[skb->len] = mctp_i3c_pec(dyn_addr, false, frame, skb->len);
	return frame;
}

/* Several packets have no more bytes together than a turn, one than a frame. */
static_assert(MCTP_I3C_FLOW_QUANTUM <= MCTP_I3C_XFER_MAX);

static void tx_frames(struct mctp_i3c_target *target,
		      const struct mctp_i3c_job *job, u8 dyn_addr)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct i3c_xfer *xfer = bus->tx_xfers;
	u8 *room = bus->tx_frame;
	struct sk_buff *skb;

	skb_queue_walk(&job->packets, skb) {
		xfer->data.out = tx_frame(target, skb, dyn_addr, room);
		xfer->len = skb->len + MCTP_I3C_PEC_LEN;
		room += xfer->len;
		xfer++;
	}
}

/* The first packet of the job will not be written; its sender is told why. */
static void tx_fail(struct mctp_i3c_job *job, int error)
{
	struct sk_buff *skb = __skb_dequeue(&job->packets);

	mctp_netdev_tx_failed(skb, error);
	kfree_skb(skb);
	job->over = true;
}

/* Give up the first packet, after its last try or an error. */
void mctp_i3c_tx_drop(struct mctp_i3c_target *target, struct mctp_i3c_job *job,
		      int error)
{
	mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_FAILED);
	tx_fail(job, error);
}

static void tx_flush(struct mctp_i3c_target *target, struct mctp_i3c_job *job)
{
	while (!skb_queue_empty(&job->packets)) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_FLUSHED);
		tx_fail(job, -ENETDOWN);
	}
}

/* The limit may have become lower since the packets were queued. */
static void tx_drop_too_long(struct mctp_i3c_target *target,
			     struct mctp_i3c_job *job)
{
	unsigned int max = mctp_i3c_target_write_max(target);
	struct sk_buff *skb, *tmp;

	skb_queue_walk_safe(&job->packets, skb, tmp) {
		if (skb->len + MCTP_I3C_PEC_LEN <= max)
			continue;
		__skb_unlink(skb, &job->packets);
		__skb_queue_head(&job->packets, skb);
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_TOO_LONG);
		tx_fail(job, -EMSGSIZE);
	}
}

static void tx_written(struct mctp_i3c_target *target,
		       struct mctp_i3c_job *job, unsigned int n)
{
	unsigned int i, bytes = 0;
	struct sk_buff *skb;

	if (!n)
		return;
	for (i = 0; i < n; i++) {
		skb = __skb_dequeue(&job->packets);
		bytes += skb->len;
		/* after the write: what is never written has no time */
		skb_tx_timestamp(skb);
		consume_skb(skb);
	}
	job->over = true;
	mctp_i3c_target_count_n(target, MCTP_I3C_STAT_TX_PACKETS, n);
	mctp_i3c_target_count_n(target, MCTP_I3C_STAT_TX_BYTES, bytes);
}

static unsigned int tx_bytes(const struct i3c_xfer *xfers, unsigned int n)
{
	unsigned int i, bytes = 0;

	for (i = 0; i < n; i++)
		bytes += xfers[i].len;
	return bytes;
}

/*
 * A write of @len bytes is too long for the controller, for any target. What
 * it can send is a guess: queues have a power of two, and each wrong guess
 * costs a packet.
 */
static void tx_limit(struct mctp_i3c_bus *bus, unsigned int len)
{
	WRITE_ONCE(bus->tx_limit,
		   max3(rounddown_pow_of_two(len - 1), bus->tx_taken,
			(unsigned int)MCTP_I3C_XFER_BASELINE));
}

/*
 * The controller cannot do the whole call. Half of it is tried next; a single
 * packet is too long, unless one as long has been sent before: then something
 * else is wrong.
 */
static void tx_refused(struct mctp_i3c_target *target,
		       struct mctp_i3c_job *job, unsigned int n)
{
	struct mctp_i3c_bus *bus = target->bus;
	unsigned int bytes = tx_bytes(bus->tx_xfers, n);

	mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_REFUSED);
	if (n > 1) {
		mctp_i3c_batch_set_refused(&bus->sched.batch, n, bytes);
		job->window = n / 2;
	} else if (bytes > max_t(unsigned int, bus->tx_taken,
				 MCTP_I3C_XFER_BASELINE)) {
		tx_limit(bus, bytes);
		tx_drop_too_long(target, job);
	} else {
		mctp_i3c_tx_drop(target, job, -EIO);
	}
}

static void tx_learn(struct mctp_i3c_bus *bus, struct mctp_i3c_job *job,
		     unsigned int n)
{
	unsigned int i;

	mctp_i3c_batch_set_taken(&bus->sched.batch, n,
				 tx_bytes(bus->tx_xfers, n));
	for (i = 0; i < n; i++)
		bus->tx_taken = max_t(unsigned int, bus->tx_taken,
				      bus->tx_xfers[i].len);
	job->window = min(job->window + 1, MCTP_I3C_BATCH_MAX);
}

static void tx_finish(struct mctp_i3c_target *target, struct mctp_i3c_job *job,
		      const struct mctp_i3c_progress *progress, unsigned int n)
{
	unsigned int i;

	tx_written(target, job, progress->written);
	for (i = 0; i < progress->unknown; i++)
		mctp_i3c_tx_drop(target, job, -EIO);
	/* the next failure that tells as little is to cost less */
	if (progress->unknown > 1)
		job->window = 1;
	if (progress->overrun)
		mctp_i3c_batch_set_refused(&target->bus->sched.batch, n,
					   tx_bytes(target->bus->tx_xfers, n));

	switch (progress->outcome) {
	case MCTP_I3C_DONE:
		tx_learn(target->bus, job, n);
		break;
	case MCTP_I3C_ARBITRATION:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_ARBITRATION);
		break;
	case MCTP_I3C_NACK:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_NACK);
		/* it may have no room for so many */
		job->window = max(n / 2, 1U);
		break;
	case MCTP_I3C_REFUSED:
		tx_refused(target, job, n);
		break;
	case MCTP_I3C_EMPTY:
	case MCTP_I3C_FAILED:
		break;
	}
}

/**
 * mctp_i3c_tx() - write packets to their target, in one call
 * @target: that the worker serves
 * @job: takes out of it the packets that are over; those left are unchanged,
 *	 so that they can be written again
 *
 * Return: how it went; of the first packet left if it is MCTP_I3C_ARBITRATION
 * or MCTP_I3C_NACK.
 */
enum mctp_i3c_outcome mctp_i3c_tx(struct mctp_i3c_target *target,
				  struct mctp_i3c_job *job)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct mctp_i3c_progress progress;
	struct i3c_device_info info = {};
	unsigned int n;

	if (!netif_running(bus->ndev)) {
		tx_flush(target, job);
		return MCTP_I3C_DONE;
	}

	/* Address and limits change when the target is assigned anew. */
	i3c_device_get_info(target->i3c, &info);
	WRITE_ONCE(target->max_write, mctp_i3c_xfer_len(info.max_write_len));
	tx_drop_too_long(target, job);
	n = skb_queue_len(&job->packets);
	if (!n)
		return MCTP_I3C_DONE;

	tx_frames(target, job, info.dyn_addr);
	mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_CALLS);
	progress = mctp_i3c_xfer_writes(target, bus->tx_xfers, n);
	tx_finish(target, job, &progress, n);
	return progress.outcome;
}
