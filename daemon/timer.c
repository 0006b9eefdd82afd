// SPDX-License-Identifier: Apache-2.0
/*
 * Timers on sd-event.
 */
#include "timer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <systemd/sd-event.h>
#include <time.h>

#include "lib/list.h"

struct event_timer {
	struct timer timer;
	sd_event_source *source;
	timer_fire_t fire;
	void *fire_user;
};

uint64_t timers_now_us(const struct timers *timers)
{
	return timers->ops->now_us(timers->user);
}

int timer_new(const struct timers *timers, const char *description,
	      timer_fire_t fire, void *fire_user, struct timer **ret_timer)
{
	return timers->ops->add(timers->user, description, fire, fire_user,
				ret_timer);
}

struct timer *timer_free(struct timer *timer)
{
	if (timer)
		timer->ops->remove(timer);
	return NULL;
}

void timer_start(struct timer *timer, uint64_t delay_us)
{
	timer->running = true;
	timer->ops->start(timer, delay_us);
}

void timer_stop(struct timer *timer)
{
	timer->running = false;
	timer->ops->stop(timer);
}

bool timer_is_running(const struct timer *timer)
{
	return timer->running;
}

static uint64_t event_now_us(void *user)
{
	struct timespec ts;

	(void)user;
	/* not the time of the turn: that is too old after much work in it */
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int on_fire(sd_event_source *source, uint64_t usec, void *user)
{
	struct event_timer *et = user;

	(void)source;
	(void)usec;
	et->timer.running = false;
	/* may free the timer */
	et->fire(et->fire_user);
	return 0;
}

static void event_remove(struct timer *timer)
{
	struct event_timer *et = container_of(timer, struct event_timer, timer);

	sd_event_source_disable_unref(et->source);
	free(et);
}

static const struct timer_ops event_ops;

static int event_add(void *user, const char *description, timer_fire_t fire,
		     void *fire_user, struct timer **ret_timer)
{
	struct event_timer *et = calloc(1, sizeof(*et));
	int r;

	if (!et)
		return -ENOMEM;
	*et = (struct event_timer){
		.timer.ops = &event_ops,
		.fire = fire,
		.fire_user = fire_user,
	};
	r = sd_event_add_time(user, &et->source, CLOCK_MONOTONIC, 0, 1, on_fire,
			      et);
	if (r < 0) {
		free(et);
		return r;
	}
	sd_event_source_set_description(et->source, description);
	sd_event_source_set_enabled(et->source, SD_EVENT_OFF);
	*ret_timer = &et->timer;
	return 0;
}

static void event_start(struct timer *timer, uint64_t delay_us)
{
	struct event_timer *et = container_of(timer, struct event_timer, timer);

	sd_event_source_set_time(et->source, event_now_us(NULL) + delay_us);
	sd_event_source_set_enabled(et->source, SD_EVENT_ONESHOT);
}

static void event_stop(struct timer *timer)
{
	struct event_timer *et = container_of(timer, struct event_timer, timer);

	sd_event_source_set_enabled(et->source, SD_EVENT_OFF);
}

static const struct timer_ops event_ops = {
	.now_us = event_now_us,
	.add = event_add,
	.start = event_start,
	.stop = event_stop,
	.remove = event_remove,
};

int timers_new(struct sd_event *event, struct timers **ret_timers)
{
	struct timers *timers = calloc(1, sizeof(*timers));

	if (!timers)
		return -ENOMEM;
	timers->ops = &event_ops;
	timers->user = sd_event_ref(event);
	*ret_timers = timers;
	return 0;
}

struct timers *timers_free(struct timers *timers)
{
	if (timers)
		sd_event_unref(timers->user);
	free(timers);
	return NULL;
}

static uint32_t random_u32(void)
{
	uint32_t value = 0;

	/* early in boot there may be none yet: then there is no jitter */
	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) < 0)
		return 0;
	return value;
}

uint64_t timer_jitter(uint64_t delay_us)
{
	return delay_us + random_u32() % (delay_us / 8 + 1);
}

uint64_t timer_backoff(unsigned int attempt, uint64_t first_us, uint64_t max_us)
{
	uint64_t delay = first_us;

	for (unsigned int i = 0; i < attempt && delay < max_us; i++)
		delay *= 2;
	return timer_jitter(delay < max_us ? delay : max_us);
}
