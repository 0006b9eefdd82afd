/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clock and the timers of the loop, behind a table of operations so
 * that tests can turn the clock themselves; and the one place that computes
 * retry delays.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct sd_event;
struct timer;

typedef void (*timer_fire_t)(void *user);

struct timer_ops {
	uint64_t (*now_us)(void *user);
	int (*add)(void *user, const char *description, timer_fire_t fire,
		   void *fire_user, struct timer **ret_timer);
	void (*start)(struct timer *timer, uint64_t delay_us);
	void (*stop)(struct timer *timer);
	void (*remove)(struct timer *timer);
};

/* Embedded as the first member by each implementation. */
struct timer {
	const struct timer_ops *ops;
	bool running;
};

struct timers {
	const struct timer_ops *ops;
	void *user;
};

/* Monotonic. */
uint64_t timers_now_us(const struct timers *timers);
/* A stopped timer; @description is borrowed. */
int timer_new(const struct timers *timers, const char *description,
	      timer_fire_t fire, void *fire_user, struct timer **ret_timer);
struct timer *timer_free(struct timer *timer);
/* Fires once, @delay_us from now; 0 is the next turn of the loop. */
void timer_start(struct timer *timer, uint64_t delay_us);
void timer_stop(struct timer *timer);
bool timer_is_running(const struct timer *timer);

/* The real ones. */
int timers_new(struct sd_event *event, struct timers **ret_timers);
struct timers *timers_free(struct timers *timers);

/* @delay_us and up to an eighth more, so that no two devices stay in step. */
uint64_t timer_jitter(uint64_t delay_us);
/* Doubles with each @attempt from @first_us to at most @max_us, and jitter. */
uint64_t timer_backoff(unsigned int attempt, uint64_t first_us,
		       uint64_t max_us);
