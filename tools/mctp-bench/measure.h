/* SPDX-License-Identifier: Apache-2.0 */
/* How long something takes that can be repeated. */
#pragma once

struct measure {
	int (*op)(void *arg); /* 0, or a negative errno that ends it all */
	void *arg;
	unsigned int count; /* operations that one call makes */
};

/* Nanoseconds per operation */
int measure(const struct measure *what, unsigned int time_ms, double *ret_ns);
