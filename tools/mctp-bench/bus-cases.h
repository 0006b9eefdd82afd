/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of cases on a simulated bus, each run by a file of its own. */
#pragma once

#include "cases.h"

int bus_run_exchange(const struct bench *bench, const struct bench_case *self);
int bus_run_send(const struct bench *bench, const struct bench_case *self);
int bus_run_receive(const struct bench *bench, const struct bench_case *self);
int bus_run_fairness(const struct bench *bench, const struct bench_case *self);
int bus_run_stall(const struct bench *bench, const struct bench_case *self);
