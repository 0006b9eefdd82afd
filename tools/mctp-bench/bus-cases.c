// SPDX-License-Identifier: Apache-2.0
/* The cases of MCTP over I3C, on a simulated bus. */
#include "bus-cases.h"

const struct bench_case bench_bus_cases[] = {
	{ "64 B round trip", bus_run_exchange, 63, 1, 1, NULL, false },
	{ "64 B round trip, 8 at once", bus_run_exchange, 63, 1, 8, NULL,
	  false },
	{ "64 B round trip, 16 targets at once", bus_run_exchange, 63, 16, 1,
	  NULL, false },
	{ "4 KiB there and back", bus_run_exchange, 4095, 1, 1, NULL, false },
	{ "4 KiB there and back, 16 targets at once", bus_run_exchange, 4095,
	  16, 1, NULL, false },
	{ "paced: 64 B to a target", bus_run_send, 64, 1, 0, NULL, false },
	{ "paced: 64 B to 16 targets", bus_run_send, 64, 16, 0, NULL, false },
	{ "paced: 256 B to a target", bus_run_send, 256, 1, 0, NULL, false },
	{ "paced: 256 B to 16 targets", bus_run_send, 256, 16, 0, NULL, false },
	{ "paced: 1020 B to a target", bus_run_send, 1020, 1, 0, NULL, false },
	{ "paced: 1020 B to 16 targets", bus_run_send, 1020, 16, 0, NULL,
	  false },
	{ "paced: 64 B from a target", bus_run_receive, 64, 1, 0, NULL, false },
	{ "paced: 64 B from 16 targets", bus_run_receive, 64, 16, 0, NULL,
	  false },
	{ "paced: 1020 B from a target", bus_run_receive, 1020, 1, 0, NULL,
	  false },
	{ "16 targets, one of them NACKs", bus_run_fairness, 64, 16, 0, NULL,
	  false },
	{ "a stall of 1 s", bus_run_stall, 64, 1, 0, NULL, false },
	{ 0 },
};
