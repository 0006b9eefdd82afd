/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Polling of targets that cannot interrupt: when a target is asked next, and
 * how much of a bus polls may use that find nothing.
 */
#ifndef MCTP_I3C_POLL_H
#define MCTP_I3C_POLL_H

#include <linux/hrtimer.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* Between two polls of a target: after traffic, and when it is idle. */
#define MCTP_I3C_POLL_MIN_US	500
#define MCTP_I3C_POLL_MAX_US	50000
/* What either can be set to. */
#define MCTP_I3C_POLL_LOW_US	100
#define MCTP_I3C_POLL_HIGH_US	10000000
/*
 * Polls that find nothing get this share of the time of a bus, whatever the
 * number of targets, and after a pause the share of this period at once.
 */
#define MCTP_I3C_POLL_SHARE_PERCENT	10
#define MCTP_I3C_POLL_PERIOD_US		10000
/*
 * Packets that are read in a row without having been announced. Then the
 * target waits for its next interrupt or poll.
 */
#define MCTP_I3C_READ_ON_MAX	8

struct mctp_i3c_target;

/* What polls may use of a bus; protected by the lock in &struct mctp_i3c_bus. */
struct mctp_i3c_poll_budget {
	s64 left;		/* hundredths of ns; polls may overdraw it */
	ktime_t filled;		/* when it was added to */
	u64 cost_ns;		/* of a poll that finds nothing, expected */
};

/**
 * struct mctp_i3c_poll - polling of a target
 * @timer: until the next poll; not armed while a read is queued for it
 * @on: the target is polled
 * @interval_us: between this poll and the next
 * @min_us: after traffic
 * @max_us: of an idle target
 * @reserved_ns: taken off the budget for the poll that is queued
 *
 * All but @timer is protected by the lock in &struct mctp_i3c_bus.
 */
struct mctp_i3c_poll {
	struct hrtimer timer;
	bool on;
	unsigned int interval_us;
	unsigned int min_us;
	unsigned int max_us;
	u64 reserved_ns;
};

void mctp_i3c_poll_budget_init(struct mctp_i3c_poll_budget *budget,
			       ktime_t now);
u64 mctp_i3c_poll_budget_take(struct mctp_i3c_poll_budget *budget, ktime_t now,
			      u64 *ret_reserved_ns);
void mctp_i3c_poll_budget_settle(struct mctp_i3c_poll_budget *budget,
				 u64 reserved_ns, u64 used_ns, bool found);
unsigned int mctp_i3c_poll_longer(unsigned int interval_us,
				  unsigned int min_us, unsigned int max_us);

void mctp_i3c_poll_init(struct mctp_i3c_target *target);
void mctp_i3c_poll_start(struct mctp_i3c_target *target);
void mctp_i3c_poll_stop(struct mctp_i3c_target *target);
void mctp_i3c_poll_done(struct mctp_i3c_target *target, u64 used_ns,
			bool found, bool again);
void mctp_i3c_poll_soon(struct mctp_i3c_target *target);
int mctp_i3c_poll_set(struct mctp_i3c_target *target,
		      const unsigned int *min_us, const unsigned int *max_us);

#endif
