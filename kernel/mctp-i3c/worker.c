// SPDX-License-Identifier: GPL-2.0-only
/*
 * The worker of a bus: a thread that makes every private transfer, one at a
 * time, as the scheduler says. It holds no lock meanwhile.
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
	case MCTP_I3C_FAILED:
		break;
	}
	return -EIO;
}

/* Before the job is given back: the target may be gone then. */
static void job_give_up(struct mctp_i3c_target *target,
			const struct mctp_i3c_job *job,
			enum mctp_i3c_outcome outcome)
{
	if (!job->packet) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_FAILED);
		return;
	}
	mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_FAILED);
	mctp_netdev_tx_failed(job->packet, outcome_errno(outcome));
}

/* The target went away before the packet could be written again. */
static void job_flush(struct mctp_i3c_bus *bus, const struct mctp_i3c_job *job)
{
	if (!job->packet)
		return;
	mctp_i3c_count(bus, MCTP_I3C_STAT_TX_FLUSHED);
	mctp_netdev_tx_failed(job->packet, -EHOSTUNREACH);
}

static void job_run(struct mctp_i3c_bus *bus, const struct mctp_i3c_job *job)
{
	struct mctp_i3c_target *target =
		container_of(job->flow, struct mctp_i3c_target, flow);
	enum mctp_i3c_outcome outcome;
	ktime_t delay;

	if (job->tries)
		mctp_i3c_target_count(target, job->packet ?
						      MCTP_I3C_STAT_TX_RETRIES :
						      MCTP_I3C_STAT_RX_RETRIES);
	if (job->packet)
		outcome = mctp_i3c_tx(target, job->packet);
	else
		outcome = mctp_i3c_rx(target);

	/* The target may be gone once the job is given back. */
	if (mctp_i3c_xfer_again(target, outcome, job->tries, &delay)) {
		if (mctp_i3c_sched_again(&bus->sched, job,
					 ktime_add(ktime_get(), delay)))
			return;
		job_flush(bus, job);
	} else {
		if (outcome != MCTP_I3C_DONE)
			job_give_up(target, job, outcome);
		mctp_i3c_sched_done(&bus->sched, job,
				    outcome == MCTP_I3C_DONE);
	}
	if (job->packet)
		consume_skb(job->packet);
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
