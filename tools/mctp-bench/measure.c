// SPDX-License-Identifier: Apache-2.0
/*
 * The time is cut in slices of a millisecond, less than a machine gives to
 * others at a time, and the median of their averages counts. So what others
 * do meanwhile falls into few slices, none of which is left out.
 */
#include "measure.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define SLICE_NS 1000000
#define SLICES_MAX 65536

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Repeats the operation so often; the average of one. */
static int slice(const struct measure *what, unsigned int calls, double *ret_ns)
{
	int64_t start = now_ns();

	for (unsigned int i = 0; i < calls; i++) {
		int rc = what->op(what->arg);

		if (rc)
			return rc;
	}
	*ret_ns = (double)(now_ns() - start) / calls / what->count;
	return 0;
}

/* How many calls fill a slice; they do not count, but fill caches. */
static int calibrate(const struct measure *what, unsigned int *ret_calls)
{
	unsigned int calls = 1;
	double ns;

	for (;;) {
		int rc = slice(what, calls, &ns);

		if (rc)
			return rc;
		if (ns * calls * what->count * 2 > SLICE_NS)
			break;
		calls *= 2;
	}
	*ret_calls = calls;
	return 0;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int measure(const struct measure *what, unsigned int time_ms, double *ret_ns)
{
	int64_t end = now_ns() + time_ms * 1000000LL;
	static double slices[SLICES_MAX];
	unsigned int count = 0, calls;
	int rc;

	rc = calibrate(what, &calls);
	if (rc)
		return rc;
	do {
		rc = slice(what, calls, &slices[count++]);
		if (rc)
			return rc;
	} while (now_ns() < end && count < SLICES_MAX);
	qsort(slices, count, sizeof(slices[0]), compare);
	*ret_ns = slices[count / 2];
	return 0;
}
