// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time on the wire, MIPI I3C 1.1.1:
 *
 *   START, repeated START, STOP	1 bit each; the bus-free time is part
 *					of the START
 *   header after a START		9 bits, open drain: it is arbitrated
 *   header after a repeated START	9 bits, push-pull
 *   byte				9 bits, push-pull: 8 and the T-bit
 *   ENTDAA, what a target sends	64 bits, open drain
 *   HDR-DDR (5.2.2)			the broadcast header and ENTHDR0 once;
 *					10 for a word of 2 bytes (2 preamble, 16
 *					data, 2 parity, on both edges), 6 for
 *					the CRC, 2 for a restart pattern, 4 for
 *					the exit pattern
 *
 * A push-pull bit takes a period of the clock. An open-drain bit has the high
 * time of a push-pull bit and a low time of at least 200 ns (6.2, tLOW_OD),
 * because a pull-up raises the line.
 *
 * Between operations of a free-running bus passes what really does, so that
 * busy and idle time make up the time of the bus, which is ahead of ours. A
 * paced bus has our time.
 */
#include "wire-time.h"

#include <kunit/visibility.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>

#define PS_PER_SEC		1000000000000ULL
#define PS_PER_NS		1000
#define OPEN_DRAIN_LOW_PS	200000
#define HEADER_BITS		9
#define BYTE_BITS		9
#define DATA_BITS		8
#define DDR_WORD_BITS		10
#define DDR_CRC_BITS		6
#define DDR_RESTART_BITS	2
#define DDR_EXIT_BITS		4

/* Shorter than this a sleep takes longer than it should. */
#define SLEEP_MIN_NS		20000

void i3c_sim_time_init(struct i3c_sim_wire_time *time, u32 clock_hz, u64 now)
{
	bool paced = time->paced;
	u32 half;

	memset(time, 0, sizeof(*time));
	time->paced = paced;
	time->bit_ps = div_u64(PS_PER_SEC, clock_hz);
	half = time->bit_ps / 2;
	time->open_drain_ps = half + max_t(u32, half, OPEN_DRAIN_LOW_PS);
	time->free_ns = now;
	time->returned_ns = now;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_init);

/* From now on; a free-running bus may be far ahead of a paced one. */
void i3c_sim_time_pace(struct i3c_sim_wire_time *time, bool paced, u64 now)
{
	i3c_sim_time_begin(time, now);
	time->paced = paced;
	time->free_ns = now;
	time->free_ps = 0;
	time->returned_ns = now;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_pace);

/**
 * i3c_sim_time_begin() - take the wire for an operation
 * @time: of the bus
 * @arrived: when its caller wanted it, which may be before the last one was
 *	     over
 */
void i3c_sim_time_begin(struct i3c_sim_wire_time *time, u64 arrived)
{
	u64 late = 0, from;

	arrived = max(arrived, time->returned_ns);
	if (!time->paced) {
		time->idle_ns += arrived - time->returned_ns;
		return;
	}

	if (time->returned_ns > time->free_ns)
		late = min_t(u64, time->returned_ns - time->free_ns,
			     I3C_SIM_LATE_MAX_NS);
	from = arrived - late;
	if (from > time->free_ns) {
		time->idle_ns += from - time->free_ns;
		time->free_ns = from;
	}
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_begin);

static void spend(struct i3c_sim_wire_time *time, u64 ps)
{
	time->busy_ps += ps;
	time->free_ns += div_u64_rem(ps + time->free_ps, PS_PER_NS,
				     &time->free_ps);
}

static void push_pull(struct i3c_sim_wire_time *time, unsigned int bits)
{
	spend(time, (u64)bits * time->bit_ps);
}

void i3c_sim_time_open_drain(struct i3c_sim_wire_time *time, unsigned int bits)
{
	spend(time, (u64)bits * time->open_drain_ps);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_open_drain);

/* A START with the header behind it, acknowledged or not. */
void i3c_sim_time_start(struct i3c_sim_wire_time *time, bool repeated)
{
	push_pull(time, 1);
	if (repeated)
		push_pull(time, HEADER_BITS);
	else
		i3c_sim_time_open_drain(time, HEADER_BITS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_start);

void i3c_sim_time_bytes(struct i3c_sim_wire_time *time, unsigned int len)
{
	push_pull(time, len * BYTE_BITS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_bytes);

/* Bytes of a private transfer. */
void i3c_sim_time_data(struct i3c_sim_wire_time *time, unsigned int len)
{
	i3c_sim_time_bytes(time, len);
	time->data_ps += (u64)len * DATA_BITS * time->bit_ps;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_data);

/* The way into HDR-DDR or to the next command in it, and the command word. */
void i3c_sim_time_ddr_start(struct i3c_sim_wire_time *time, bool repeated)
{
	if (repeated) {
		push_pull(time, DDR_RESTART_BITS);
	} else {
		i3c_sim_time_start(time, false);
		i3c_sim_time_bytes(time, 1);
	}
	push_pull(time, DDR_WORD_BITS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_ddr_start);

/* Data words and the CRC word. */
void i3c_sim_time_ddr_data(struct i3c_sim_wire_time *time, unsigned int len)
{
	push_pull(time, DIV_ROUND_UP(len, 2) * DDR_WORD_BITS + DDR_CRC_BITS);
	time->data_ps += (u64)len * DATA_BITS / 2 * time->bit_ps;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_ddr_data);

void i3c_sim_time_ddr_exit(struct i3c_sim_wire_time *time)
{
	push_pull(time, DDR_EXIT_BITS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_ddr_exit);

void i3c_sim_time_stop(struct i3c_sim_wire_time *time)
{
	push_pull(time, 1);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_stop);

/* Nothing moves on the wire, and nobody else gets it. */
void i3c_sim_time_hold(struct i3c_sim_wire_time *time, u64 ns)
{
	spend(time, ns * PS_PER_NS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_hold);

/* The operation needs nobody to wait for it any more. */
void i3c_sim_time_end(struct i3c_sim_wire_time *time, u64 now)
{
	time->returned_ns = now;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_end);

static void sleep_until(u64 ns)
{
	ktime_t expires = ns_to_ktime(ns);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&expires, HRTIMER_MODE_ABS);
}

/* End the operation when it is over; on a free-running bus that is at once. */
void i3c_sim_time_wait(struct i3c_sim_wire_time *time)
{
	u64 now = ktime_get_ns();

	if (time->paced) {
		if (now + SLEEP_MIN_NS < time->free_ns)
			sleep_until(time->free_ns);
		while ((now = ktime_get_ns()) < time->free_ns)
			cpu_relax();
	}
	i3c_sim_time_end(time, now);
}

u64 i3c_sim_time_busy_ns(const struct i3c_sim_wire_time *time)
{
	return div_u64(time->busy_ps, PS_PER_NS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_busy_ns);

u64 i3c_sim_time_idle_ns(const struct i3c_sim_wire_time *time, u64 now)
{
	u64 since = time->paced ? max(time->free_ns, time->returned_ns) :
				  time->returned_ns;

	return time->idle_ns + (now > since ? now - since : 0);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_idle_ns);

/* Bits of data in private transfers, without addresses and T-bits. */
u64 i3c_sim_time_data_ns(const struct i3c_sim_wire_time *time)
{
	return div_u64(time->data_ps, PS_PER_NS);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_data_ns);

/* Time of the bus since it went live, as far as it has been used. */
u64 i3c_sim_time_now_ns(const struct i3c_sim_wire_time *time)
{
	return time->idle_ns + i3c_sim_time_busy_ns(time);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_time_now_ns);
