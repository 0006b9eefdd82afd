// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time on the wire: what operations cost at several clocks, and when they begin
 * on a bus that is paced or not. All times are given, none is measured.
 */
#include "../wire-time.h"

#include <kunit/test.h>
#include <linux/module.h>

#define FULL		12500000	/* Hz */
#define T0		1000000000ULL	/* when the bus of a case goes live */

/* DSP0233: header, 64 bytes of payload, PEC */
#define BASELINE	69

static void go_live(struct i3c_sim_wire_time *t, u32 clock_hz, bool paced)
{
	*t = (struct i3c_sim_wire_time){ .paced = paced };
	i3c_sim_time_init(t, clock_hz, T0);
}

static void transfer(struct i3c_sim_wire_time *t, bool repeated,
		     unsigned int len)
{
	i3c_sim_time_start(t, repeated);
	i3c_sim_time_data(t, len);
}

/* One transfer with START and STOP by a caller that arrives at @arrived. */
static void transfer_at(struct i3c_sim_wire_time *t, u64 arrived,
			u64 returned)
{
	i3c_sim_time_begin(t, arrived);
	transfer(t, false, BASELINE);
	i3c_sim_time_stop(t);
	i3c_sim_time_end(t, returned);
}

#define BASELINE_NS	52000	/* at FULL, see the first case */

static void baseline_write_costs_632_bits(struct kunit *test)
{
	struct i3c_sim_wire_time t;

	/* 1 + 9 + 9 * 69 + 1 bits of 80 ns, if all were push-pull */
	go_live(&t, FULL, false);
	transfer(&t, true, BASELINE);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), 632 * 80);

	/* the nine of the header have a low time of 200 instead of 40 ns */
	go_live(&t, FULL, false);
	transfer(&t, false, BASELINE);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), 632 * 80 + 9 * 160);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), BASELINE_NS);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_data_ns(&t), 8 * 69 * 80);
}

static void chain_has_one_arbitrated_header_and_one_stop(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	int i;

	go_live(&t, FULL, false);
	for (i = 0; i < 16; i++)
		transfer(&t, i, BASELINE);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t),
			16 * 631 * 80 + 80 + 9 * 160);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_data_ns(&t), 16 * 8 * 69 * 80);
}

struct cost_case {
	const char *name;
	u32 clock_hz;
	u64 nack_ns;	/* START, header, STOP */
	u64 ibi_ns;	/* and one byte before the STOP */
	u64 entdaa_ns;	/* START, header, byte, Sr, header, 64 bits, byte */
};

static const struct cost_case cost_cases[] = {
	/* 80 ns; open drain 40 + 200 */
	{ "12.5 MHz", 12500000, 2 * 80 + 9 * 240, 2 * 80 + 9 * 240 + 9 * 80,
	  80 + 9 * 240 + 720 + 800 + 64 * 240 + 720 + 80 },
	/* 400 ns; open drain 200 + 200, the clock's own low time */
	{ "2.5 MHz", 2500000, 2 * 400 + 9 * 400, 11 * 400 + 9 * 400,
	  (11 + 9 + 10 + 64 + 9) * 400 },
	/* 10 us, both alike */
	{ "100 kHz", 100000, 11 * 10000, 20 * 10000,
	  (11 + 9 + 10 + 64 + 9) * 10000 },
};

KUNIT_ARRAY_PARAM_DESC(cost_cases, cost_cases, name);

static void nack_ibi_and_entdaa_cost_their_bits(struct kunit *test)
{
	const struct cost_case *c = test->param_value;
	struct i3c_sim_wire_time t;

	go_live(&t, c->clock_hz, false);
	i3c_sim_time_start(&t, false);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), c->nack_ns);

	go_live(&t, c->clock_hz, false);
	i3c_sim_time_start(&t, false);
	i3c_sim_time_bytes(&t, 1);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), c->ibi_ns);

	go_live(&t, c->clock_hz, false);
	i3c_sim_time_start(&t, false);
	i3c_sim_time_bytes(&t, 1);
	i3c_sim_time_start(&t, true);
	i3c_sim_time_open_drain(&t, 64);
	i3c_sim_time_bytes(&t, 1);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), c->entdaa_ns);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_data_ns(&t), 0);
}

/* HDR-DDR: two bytes in ten bits, and what leads there and back */
static void ddr_write_costs_its_words(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	unsigned int way = 1 + 9 + 4 + 1;	/* START, ENTHDR0, exit, STOP */

	go_live(&t, FULL, false);
	i3c_sim_time_ddr_start(&t, false);
	i3c_sim_time_ddr_data(&t, 70);
	i3c_sim_time_ddr_exit(&t);
	i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t),
			(way + 10 + 35 * 10 + 6) * 80 + 9 * 240);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_data_ns(&t), 70 * 4 * 80);

	/* one more of an odd length: another word, and a restart */
	go_live(&t, FULL, false);
	i3c_sim_time_ddr_start(&t, true);
	i3c_sim_time_ddr_data(&t, 69);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t),
			(2 + 10 + 35 * 10 + 6) * 80);
}

/* A period of 96.15384... ns: nothing is lost to rounding, transfer by it. */
static void fractions_of_a_nanosecond_add_up(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	int i;

	go_live(&t, 10400000, true);
	i3c_sim_time_begin(&t, T0);
	for (i = 0; i < 1000; i++)
		i3c_sim_time_stop(&t);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), 96153);
	KUNIT_EXPECT_EQ(test, t.free_ns, T0 + 96153);
}

static void idle_time_is_what_callers_leave_between(struct kunit *test)
{
	struct i3c_sim_wire_time t;

	/* free running: the calls themselves take 10 */
	go_live(&t, FULL, false);
	transfer_at(&t, T0 + 100, T0 + 110);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 100);
	transfer_at(&t, T0 + 140, T0 + 150);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 130);
	/* one that had to wait for the one before leaves none */
	transfer_at(&t, T0 + 145, T0 + 160);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 130);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_idle_ns(&t, T0 + 200), 170);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_now_ns(&t), 130 + 3 * BASELINE_NS);
}

static void paced_bus_has_real_time(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	u64 end = T0 + 100 + BASELINE_NS;

	go_live(&t, FULL, true);
	transfer_at(&t, T0 + 100, end);
	KUNIT_EXPECT_EQ(test, t.free_ns, end);

	/* on time: what the caller takes is idle */
	transfer_at(&t, end + 3000, end + 3000 + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 100 + 3000);
	end += 3000 + BASELINE_NS;
	KUNIT_EXPECT_EQ(test, t.free_ns, end);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_now_ns(&t), end - T0);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_idle_ns(&t, end + 50), 3150);
}

static void late_return_does_not_delay_the_next_operation(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	u64 end = T0 + BASELINE_NS;

	/* woken 70 us late, the caller takes 5 */
	go_live(&t, FULL, true);
	transfer_at(&t, T0, end + 70000);
	transfer_at(&t, end + 75000, end + 75000);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 5000);
	end += 5000 + BASELINE_NS;
	KUNIT_EXPECT_EQ(test, t.free_ns, end);
}

/* Idle time is no credit: what comes after it takes as long as ever. */
static void idle_bus_gives_no_credit(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	u64 end = T0 + BASELINE_NS, later = T0 + 1000000000;

	go_live(&t, FULL, true);
	transfer_at(&t, T0, end);
	transfer_at(&t, later, later + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.free_ns, later + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.idle_ns, later - end);
}

static void lateness_is_forgiven_up_to_a_limit(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	u64 end = T0 + BASELINE_NS, late = I3C_SIM_LATE_MAX_NS;

	go_live(&t, FULL, true);
	transfer_at(&t, T0, end + late);
	i3c_sim_time_begin(&t, end + late);
	KUNIT_EXPECT_EQ(test, t.free_ns, end);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 0);

	go_live(&t, FULL, true);
	transfer_at(&t, T0, end + late + 1);
	i3c_sim_time_begin(&t, end + late + 1);
	KUNIT_EXPECT_EQ(test, t.free_ns, end + 1);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 1);
}

/* An interrupt that nobody waited for occupies the wire all the same. */
static void next_operation_waits_for_an_interrupt(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	u64 ibi = 2 * 80 + 9 * 240 + 9 * 80;

	go_live(&t, FULL, true);
	i3c_sim_time_begin(&t, T0);
	i3c_sim_time_start(&t, false);
	i3c_sim_time_bytes(&t, 1);
	i3c_sim_time_stop(&t);
	i3c_sim_time_end(&t, T0 + 10);

	transfer_at(&t, T0 + 20, T0 + ibi + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.free_ns, T0 + ibi + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 0);
}

static void pacing_starts_from_where_it_is_switched_on(struct kunit *test)
{
	struct i3c_sim_wire_time t;
	u64 now = T0 + 1000;
	int i;

	/* a free-running bus is soon ahead of real time */
	go_live(&t, FULL, false);
	for (i = 0; i < 100; i++)
		transfer_at(&t, T0 + i, T0 + i);
	i3c_sim_time_pace(&t, true, now);
	transfer_at(&t, now, now + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.free_ns, now + BASELINE_NS);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), 101 * BASELINE_NS);
	KUNIT_EXPECT_EQ(test, t.idle_ns, 1000);
}

static void stuck_bus_is_busy(struct kunit *test)
{
	struct i3c_sim_wire_time t;

	go_live(&t, FULL, true);
	i3c_sim_time_begin(&t, T0);
	i3c_sim_time_hold(&t, 1000000000);
	KUNIT_EXPECT_EQ(test, i3c_sim_time_busy_ns(&t), 1000000000);
	KUNIT_EXPECT_EQ(test, t.free_ns, T0 + 1000000000);
}

static struct kunit_case time_cases[] = {
	KUNIT_CASE(baseline_write_costs_632_bits),
	KUNIT_CASE(chain_has_one_arbitrated_header_and_one_stop),
	KUNIT_CASE_PARAM(nack_ibi_and_entdaa_cost_their_bits,
			 cost_cases_gen_params),
	KUNIT_CASE(ddr_write_costs_its_words),
	KUNIT_CASE(fractions_of_a_nanosecond_add_up),
	KUNIT_CASE(idle_time_is_what_callers_leave_between),
	KUNIT_CASE(paced_bus_has_real_time),
	KUNIT_CASE(late_return_does_not_delay_the_next_operation),
	KUNIT_CASE(idle_bus_gives_no_credit),
	KUNIT_CASE(lateness_is_forgiven_up_to_a_limit),
	KUNIT_CASE(next_operation_waits_for_an_interrupt),
	KUNIT_CASE(pacing_starts_from_where_it_is_switched_on),
	KUNIT_CASE(stuck_bus_is_busy),
	{ }
};

static struct kunit_suite time_suite = {
	.name = "i3c_sim_time",
	.test_cases = time_cases,
};

kunit_test_suite(time_suite);

MODULE_DESCRIPTION("KUnit suite: time on the simulated wire");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
