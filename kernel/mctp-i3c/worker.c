// SPDX-License-Identifier: GPL-2.0-only
/*
 * The worker of a bus: a thread that makes every private transfer, those of
 * one target at a time, as the scheduler says. It holds no lock meanwhile.
 *
 * Timers: its sleep, which ends when a transfer is due to be repeated.
 */
#include "mctp-i3c.h"

#include <linux/kthread.h>
#include <linux/sched.h>

#include <internal/mctp-netdev.h>

/* What the sender of a packet is told of the last try. */
static int outcome_errno(enum mctp_i3c_outcome outcome)
{
	switch (outcome) {
	case MCTP_I3C_ARBITRATION:
		return -EBUSY;
	case MCTP_I3C_NACK:
		return -EHOSTUNREACH;
	case MCTP_I3C_DONE:
	case MCTP_I3C_REFUSED:
	case MCTP_I3C_EMPTY:
	case MCTP_I3C_FAILED:
		break;
	}
	return -EIO;
}

/* Before the job is given back: the target may be gone then. */
static void job_give_up(struct mctp_i3c_target *target,
			struct mctp_i3c_job *job,
			enum mctp_i3c_outcome outcome)
{
	switch (outcome) {
	case MCTP_I3C_ARBITRATION:
	case MCTP_I3C_NACK:
		if (!job->read)
			mctp_i3c_tx_drop(target, job, outcome_errno(outcome));
		break;
	case MCTP_I3C_DONE:
	case MCTP_I3C_EMPTY:
		return;
	case MCTP_I3C_REFUSED:
	case MCTP_I3C_FAILED:
		break;
	}
	if (job->read)
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_FAILED);
}

/* What was refused is written in parts, and as if it was never tried. */
static bool job_ok(const struct mctp_i3c_job *job,
		   enum mctp_i3c_outcome outcome)
{
	return outcome == MCTP_I3C_DONE || outcome == MCTP_I3C_EMPTY ||
	       (outcome == MCTP_I3C_REFUSED && !job->read);
}

/* The target went away before these packets could be written. */
static void job_flush(struct mctp_i3c_bus *bus, struct mctp_i3c_job *job)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&job->packets))) {
		mctp_i3c_count(bus, MCTP_I3C_STAT_TX_FLUSHED);
		mctp_netdev_tx_failed(skb, -EHOSTUNREACH);
		kfree_skb(skb);
	}
}

static enum mctp_i3c_outcome job_transfer(struct mctp_i3c_target *target,
					  struct mctp_i3c_job *job)
{
	struct mctp_i3c_bus *bus = target->bus;
	enum mctp_i3c_outcome outcome;

	if (job->tries)
		mctp_i3c_target_count(target, job->read ?
						      MCTP_I3C_STAT_RX_RETRIES :
						      MCTP_I3C_STAT_TX_RETRIES);
	bus->moved = 0;
	outcome = job->read ? mctp_i3c_rx(target) : mctp_i3c_tx(target, job);
	job->bytes = bus->moved;
	return outcome;
}

static void job_run(struct mctp_i3c_bus *bus, struct mctp_i3c_job *job)
{
	struct mctp_i3c_target *target =
		container_of(job->flow, struct mctp_i3c_target, flow);
	enum mctp_i3c_outcome outcome;
	ktime_t delay;

	outcome = job_transfer(target, job);
	if (!job->read && outcome == MCTP_I3C_DONE)
		mctp_i3c_poll_soon(target);

	/* The target may be gone once the job is given back. */
	if (mctp_i3c_xfer_again(target, outcome, job->over ? 0 : job->tries,
				&delay)) {
		mctp_i3c_sched_again(&bus->sched, job,
				     ktime_add(ktime_get(), delay));
	} else {
		job_give_up(target, job, outcome);
		mctp_i3c_sched_done(&bus->sched, job, job_ok(job, outcome));
	}
	job_flush(bus, job);
}

static bool worker_is_wanted(struct mctp_i3c_bus *bus)
{
	return mctp_i3c_sched_has_ready(&bus->sched) || kthread_should_stop();
}

static void worker_sleep(struct mctp_i3c_bus *bus, ktime_t wake)
{
	struct mctp_i3c_sched *sched = &bus->sched;
	ktime_t left;

	if (wake == KTIME_MAX) {
		wait_event_idle(sched->work, worker_is_wanted(bus));
		return;
	}

	/* A timer takes a time span below zero for one beyond all bounds. */
	left = ktime_sub(wake, ktime_get());
	if (left > 0)
		wait_event_interruptible_hrtimeout(sched->work,
						   worker_is_wanted(bus), left);
}

static int worker(void *data)
{
	struct mctp_i3c_bus *bus = data;
	struct mctp_i3c_job job;
	ktime_t wake;

	while (!kthread_should_stop()) {
		if (mctp_i3c_sched_next(&bus->sched, ktime_get(), &job, &wake))
			job_run(bus, &job);
		else
			worker_sleep(bus, wake);
		cond_resched();
	}
	return 0;
}

int mctp_i3c_worker_start(struct mctp_i3c_bus *bus)
{
	struct task_struct *task;

	task = kthread_run(worker, bus, "mctpi3c%d", bus->i3c->id);
	if (IS_ERR(task))
		return PTR_ERR(task);
	bus->worker = task;
	return 0;
}

/* Waits for a transfer in progress. */
void mctp_i3c_worker_stop(struct mctp_i3c_bus *bus)
{
	kthread_stop(bus->worker);
	bus->worker = NULL;
}
