// SPDX-License-Identifier: GPL-2.0-only
/*
 * Polling: a target that cannot interrupt, or does not yet, is asked for a
 * packet from time to time by a private read, which it does not acknowledge
 * when it has none. It is asked often after traffic in either direction, and
 * the longer it has been idle the less: each interval is a quarter longer than
 * the one before, so that an answer is late by at most a quarter of the time
 * it took, and never by more than the longest interval.
 *
 * Polls that find nothing are paid from a budget of the bus. When it is used
 * up, all that are due wait until there is some again, and then go in the
 * order in which they became due. Polls that find a packet cost nothing: what
 * they move would have been read in any case.
 *
 * States of a target that is polled:
 *
 *	from		to		when
 *	waiting		queued		the timer expires, the budget suffices
 *	waiting		waiting		the timer expires, it does not
 *	queued		waiting		the worker has made the read
 *
 * Timers: one per target; armed by whoever makes it wait.
 */
#include "poll.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/math64.h>

#include "mctp-i3c.h"

/* The unit of the budget is a hundredth of a nanosecond. */
#define UNITS_PER_NS		100
#define BUDGET_MAX		((s64)MCTP_I3C_POLL_SHARE_PERCENT * \
				 MCTP_I3C_POLL_PERIOD_US * NSEC_PER_USEC)
/*
 * No poll is charged for more than this, so that one that met a bus which is
 * stuck does not end polling for long.
 */
#define COST_MAX_NS		((u64)BUDGET_MAX / UNITS_PER_NS)
/* START, address and STOP at 12.5 MHz, the address at open-drain speed */
#define COST_FIRST_NS		4000

void mctp_i3c_poll_budget_init(struct mctp_i3c_poll_budget *budget,
			       ktime_t now)
{
	budget->left = BUDGET_MAX;
	budget->filled = now;
	budget->cost_ns = COST_FIRST_NS;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_poll_budget_init);

static void budget_fill(struct mctp_i3c_poll_budget *budget, ktime_t now)
{
	s64 elapsed_ns = ktime_to_ns(ktime_sub(now, budget->filled));

	if (elapsed_ns <= 0)
		return;
	budget->filled = now;
	budget->left = min(budget->left +
				   elapsed_ns * MCTP_I3C_POLL_SHARE_PERCENT,
			   BUDGET_MAX);
}

/**
 * mctp_i3c_poll_budget_take() - ask for one poll
 * @budget: of the bus
 * @now: the time
 * @ret_reserved_ns: what the poll is expected to cost, to be given to
 *		     mctp_i3c_poll_budget_settle(); only if granted
 *
 * Return: 0, or the number of ns until it makes sense to ask again.
 */
u64 mctp_i3c_poll_budget_take(struct mctp_i3c_poll_budget *budget, ktime_t now,
			      u64 *ret_reserved_ns)
{
	budget_fill(budget, now);
	if (budget->left <= 0)
		return div_u64(-budget->left, MCTP_I3C_POLL_SHARE_PERCENT) + 1;
	budget->left -= budget->cost_ns * UNITS_PER_NS;
	*ret_reserved_ns = budget->cost_ns;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_poll_budget_take);

/**
 * mctp_i3c_poll_budget_settle() - a poll that was granted is over
 * @budget: of the bus
 * @reserved_ns: what it was expected to cost
 * @used_ns: how long it kept the bus
 * @found: whether there was a packet
 */
void mctp_i3c_poll_budget_settle(struct mctp_i3c_poll_budget *budget,
				 u64 reserved_ns, u64 used_ns, bool found)
{
	budget->left += reserved_ns * UNITS_PER_NS;
	if (found)
		return;
	used_ns = clamp_t(u64, used_ns, 1, COST_MAX_NS);
	budget->left -= used_ns * UNITS_PER_NS;
	budget->cost_ns = div_u64(7 * budget->cost_ns + used_ns + 7, 8);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_poll_budget_settle);

/* The interval after one in which nothing came. */
unsigned int mctp_i3c_poll_longer(unsigned int interval_us,
				  unsigned int min_us, unsigned int max_us)
{
	return clamp(interval_us + interval_us / 4, min_us, max_us);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_poll_longer);

static void timer_start(struct mctp_i3c_target *target, u64 ns)
{
	lockdep_assert_held(&target->bus->poll_lock);

	hrtimer_start(&target->poll.timer, ns_to_ktime(ns),
		      HRTIMER_MODE_REL_SOFT);
}

static void timer_start_us(struct mctp_i3c_target *target, unsigned int us)
{
	timer_start(target, (u64)us * NSEC_PER_USEC);
}

/* The next poll is due after the shortest interval, or before. */
static void timer_hurry(struct mctp_i3c_target *target)
{
	struct mctp_i3c_poll *poll = &target->poll;
	s64 left_us;

	lockdep_assert_held(&target->bus->poll_lock);

	poll->interval_us = poll->min_us;
	/* not when its read is queued, or the timer waits for this lock */
	if (!poll->on || !hrtimer_is_queued(&poll->timer))
		return;
	left_us = ktime_to_us(hrtimer_get_remaining(&poll->timer));
	if (left_us > poll->min_us)
		timer_start_us(target, poll->min_us);
}

/*
 * Until the next try: 0 when the read is due now. Nobody would get what is
 * read while the interface is down.
 */
static u64 due_in_ns(struct mctp_i3c_target *target)
{
	struct mctp_i3c_poll *poll = &target->poll;
	struct mctp_i3c_bus *bus = target->bus;
	u64 wait_ns;

	lockdep_assert_held(&bus->poll_lock);

	if (!netif_running(bus->ndev))
		return (u64)poll->max_us * NSEC_PER_USEC;
	wait_ns = mctp_i3c_poll_budget_take(&bus->poll_budget, ktime_get(),
					    &poll->reserved_ns);
	if (wait_ns)
		mctp_i3c_target_count(target, MCTP_I3C_STAT_POLLS_DEFERRED);
	return wait_ns;
}

static enum hrtimer_restart timer_expired(struct hrtimer *timer)
{
	struct mctp_i3c_target *target =
		container_of(timer, struct mctp_i3c_target, poll.timer);
	struct mctp_i3c_bus *bus = target->bus;
	enum hrtimer_restart again = HRTIMER_NORESTART;
	u64 wait_ns;

	spin_lock(&bus->poll_lock);
	if (!target->poll.on)
		goto unlock;
	wait_ns = due_in_ns(target);
	if (wait_ns) {
		hrtimer_set_expires(timer, ktime_add_ns(ktime_get(), wait_ns));
		again = HRTIMER_RESTART;
	} else {
		/* only fails for a target that is stopped, polls and all */
		mctp_i3c_rx_unannounced(target);
	}
unlock:
	spin_unlock(&bus->poll_lock);
	return again;
}

void mctp_i3c_poll_init(struct mctp_i3c_target *target)
{
	struct mctp_i3c_poll *poll = &target->poll;

	compat_hrtimer_setup(&poll->timer, timer_expired, CLOCK_MONOTONIC,
			     HRTIMER_MODE_REL_SOFT);
	poll->min_us = MCTP_I3C_POLL_MIN_US;
	poll->max_us = MCTP_I3C_POLL_MAX_US;
}

/* May be called again for a target that is polled. */
void mctp_i3c_poll_start(struct mctp_i3c_target *target)
{
	struct mctp_i3c_poll *poll = &target->poll;

	spin_lock_bh(&target->bus->poll_lock);
	if (!poll->on) {
		WRITE_ONCE(poll->on, true);
		poll->interval_us = poll->min_us;
		timer_start_us(target, poll->interval_us);
	}
	spin_unlock_bh(&target->bus->poll_lock);
}

/* Waits for the timer. A read that is queued is made; it is not repeated. */
void mctp_i3c_poll_stop(struct mctp_i3c_target *target)
{
	spin_lock_bh(&target->bus->poll_lock);
	WRITE_ONCE(target->poll.on, false);
	spin_unlock_bh(&target->bus->poll_lock);
	/* Nobody arms it without looking at @on with the lock held. */
	hrtimer_cancel(&target->poll.timer);
}

/**
 * mctp_i3c_poll_done() - a read that nobody had announced is over
 * @target: that the worker serves
 * @used_ns: how long it kept the bus
 * @found: whether there was a packet
 * @again: whether the next read is queued already
 */
void mctp_i3c_poll_done(struct mctp_i3c_target *target, u64 used_ns,
			bool found, bool again)
{
	struct mctp_i3c_poll *poll = &target->poll;
	struct mctp_i3c_bus *bus = target->bus;

	spin_lock_bh(&bus->poll_lock);
	/* reading on after a packet is no poll: the next packet pays for it */
	if (poll->reserved_ns)
		mctp_i3c_poll_budget_settle(&bus->poll_budget,
					    poll->reserved_ns, used_ns, found);
	poll->reserved_ns = 0;
	poll->interval_us = found ? poll->min_us :
		mctp_i3c_poll_longer(poll->interval_us, poll->min_us,
				     poll->max_us);
	if (poll->on && !again)
		timer_start_us(target, poll->interval_us);
	spin_unlock_bh(&bus->poll_lock);
}

/**
 * mctp_i3c_poll_set() - set how often a target is polled
 * @target: which need not be polled
 * @min_us: interval after traffic; NULL: as it is
 * @max_us: interval of an idle target; NULL: as it is
 *
 * Return: 0, or -EINVAL beyond MCTP_I3C_POLL_LOW_US or MCTP_I3C_POLL_HIGH_US,
 * or when the first would be longer than the second.
 */
int mctp_i3c_poll_set(struct mctp_i3c_target *target,
		      const unsigned int *min_us, const unsigned int *max_us)
{
	struct mctp_i3c_poll *poll = &target->poll;
	unsigned int shortest, longest;
	int rc = 0;

	spin_lock_bh(&target->bus->poll_lock);
	shortest = min_us ? *min_us : poll->min_us;
	longest = max_us ? *max_us : poll->max_us;
	if (shortest < MCTP_I3C_POLL_LOW_US ||
	    longest > MCTP_I3C_POLL_HIGH_US || shortest > longest) {
		rc = -EINVAL;
	} else {
		WRITE_ONCE(poll->min_us, shortest);
		WRITE_ONCE(poll->max_us, longest);
		timer_hurry(target);
	}
	spin_unlock_bh(&target->bus->poll_lock);
	return rc;
}

/* Something was written to the target: it may be about to answer. */
void mctp_i3c_poll_soon(struct mctp_i3c_target *target)
{
	struct mctp_i3c_poll *poll = &target->poll;
	struct mctp_i3c_bus *bus = target->bus;

	if (!READ_ONCE(poll->on))
		return;
	spin_lock_bh(&bus->poll_lock);
	timer_hurry(target);
	spin_unlock_bh(&bus->poll_lock);
}
