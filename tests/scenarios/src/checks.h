/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks that report in TAP lines, for programs that are a whole test.
 */
#pragma once

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks_made, checks_failed;

static inline void check(bool ok, const char *name)
{
	checks_made++;
	if (!ok)
		checks_failed++;
	printf("%sok %d - %s\n", ok ? "" : "not ", checks_made, name);
}

/* @got and @want are values, or negative errnos */
static inline void expect(long got, long want, const char *name)
{
	check(got == want, name);
	if (got != want)
		printf("# got %ld (%s), want %ld\n", got,
		       got < 0 ? strerror((int)-got) : "", want);
}

static inline void check_skip(const char *name, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++checks_made, name, why);
}

/* A name for one check: the next overwrites it */
__attribute__((format(printf, 1, 2)))
static inline const char *label(const char *fmt, ...)
{
	static char name[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	return name;
}

/* The plan, last; what the program exits with */
static inline int checks_done(void)
{
	printf("1..%d\n", checks_made);
	return checks_failed ? 1 : 0;
}

/* What the test stands on is missing */
static inline void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The call's result: its value, or its errno negated. */
static inline long result(long rc)
{
	return rc < 0 ? -errno : rc;
}
