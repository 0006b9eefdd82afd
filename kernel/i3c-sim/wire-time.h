/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time on the wire: what every START, byte and STOP costs at the clock of the
 * bus, how long the wire was busy and idle, and, on a paced bus, when an
 * operation is over. All of it is under bus->wire.
 *
 * An operation is begun, spends bits, and ends. Somebody who waits for it
 * waits; a target's interrupt, say, is waited for by who uses the wire next.
 */
#ifndef I3C_SIM_WIRE_TIME_H
#define I3C_SIM_WIRE_TIME_H

#include <linux/types.h>

/* SCL in SDR mode, I3C 6.2 */
#define I3C_SIM_CLOCK_MIN_HZ	100000
#define I3C_SIM_CLOCK_MAX_HZ	12500000

/*
 * A paced operation that returned late, because the machine was busy, does not
 * delay the next one, up to this much. What its caller takes in between is
 * idle time.
 */
#define I3C_SIM_LATE_MAX_NS	(10 * 1000 * 1000)

struct i3c_sim_wire_time {
	bool paced;
	u32 bit_ps;		/* push-pull */
	u32 open_drain_ps;
	u64 busy_ps;
	u64 data_ps;		/* of it, data bits of private transfers */
	u64 idle_ns;		/* until the last operation began */
	u64 free_ns;		/* paced: when the last operation is over */
	u32 free_ps;		/* and the rest of that, below a nanosecond */
	u64 returned_ns;	/* when it was left */
};

void i3c_sim_time_init(struct i3c_sim_wire_time *time, u32 clock_hz, u64 now);
void i3c_sim_time_pace(struct i3c_sim_wire_time *time, bool paced, u64 now);
void i3c_sim_time_begin(struct i3c_sim_wire_time *time, u64 arrived);
void i3c_sim_time_start(struct i3c_sim_wire_time *time, bool repeated);
void i3c_sim_time_open_drain(struct i3c_sim_wire_time *time, unsigned int bits);
void i3c_sim_time_bytes(struct i3c_sim_wire_time *time, unsigned int len);
void i3c_sim_time_data(struct i3c_sim_wire_time *time, unsigned int len);
void i3c_sim_time_ddr_start(struct i3c_sim_wire_time *time, bool repeated);
void i3c_sim_time_ddr_data(struct i3c_sim_wire_time *time, unsigned int len);
void i3c_sim_time_ddr_exit(struct i3c_sim_wire_time *time);
void i3c_sim_time_stop(struct i3c_sim_wire_time *time);
void i3c_sim_time_hold(struct i3c_sim_wire_time *time, u64 ns);
void i3c_sim_time_end(struct i3c_sim_wire_time *time, u64 now);
void i3c_sim_time_wait(struct i3c_sim_wire_time *time);
u64 i3c_sim_time_busy_ns(const struct i3c_sim_wire_time *time);
u64 i3c_sim_time_idle_ns(const struct i3c_sim_wire_time *time, u64 now);
u64 i3c_sim_time_data_ns(const struct i3c_sim_wire_time *time);
u64 i3c_sim_time_now_ns(const struct i3c_sim_wire_time *time);

#endif
