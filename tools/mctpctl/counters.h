/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that the kernel keeps under a name each: statistics, drops by
 * cause, and what counts towards a limit.
 */
#pragma once

#include <netlink/attr.h>

#include "value.h"

/* A kernel that has more of a kind has the rest left out. */
#define COUNTERS_MAX 64

struct counters {
	bool offered; /* by the kernel; false: nothing else is set */
	uint64_t has; /* a bit per counter */
	uint64_t n[COUNTERS_MAX];
};

/* @nest may be NULL. Numbers of four and of eight bytes are taken. */
void counters_decode(struct counters *ret_counters, struct nlattr *nest);
bool counters_get(const struct counters *counters, unsigned int i,
		  uint64_t *ret_n);
/* Whether one is not zero. */
bool counters_any(const struct counters *counters);
/* "dropped 3: 2 no_listener, 1 version"; NULL: nothing was. To be freed. */
char *counters_describe_drops(const struct counters *drops);

/*
 * Each adds an object under a fixed key, or null where the kernel offers none.
 * In JSON it has every name that is known here or to the kernel.
 */
void counters_add_stats(struct value *row, const struct counters *stats);
/* In text those that are not zero, unless @all. */
void counters_add_drops(struct value *row, const struct counters *drops,
			bool all);
/* What is used of each limit. */
void counters_add_usage(struct value *row, const struct counters *used,
			const struct counters *limits);
/* Null that says so in text. */
void counters_add_not_offered(struct value *row, const char *key);
