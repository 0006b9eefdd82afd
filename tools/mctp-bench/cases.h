/* SPDX-License-Identifier: Apache-2.0 */
/* What is measured, case by case. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct bench {
	unsigned int time_ms; /* for one case */
	const char *pair[2];  /* devices that lead to each other, or NULL */
	const char *bus;      /* directory of a simulated bus, or NULL */
};

struct bench_case {
	const char *name;
	int (*run)(const struct bench *bench, const struct bench_case *self);
	size_t len;	       /* of the messages */
	unsigned int targets;  /* of a bus: how many take part */
	unsigned int each;     /* and how many messages each has at once */
	int (*op)(void *path); /* what is repeated over a path */
	bool device;	       /* the path is over devices, not loopback */
};

/* Ended by one without a name */
extern const struct bench_case bench_socket_cases[];
extern const struct bench_case bench_bus_cases[];
