// SPDX-License-Identifier: Apache-2.0
/*
 * Log lines for the daemon and the emulator.
 */
#include "log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int log_level = LOG_INFO;
static const char *log_name = "mctp";

void log_set_level(int max)
{
	log_level = max;
}

void log_set_name(const char *name)
{
	log_name = name;
}

void log_message(int priority, const char *fmt, ...)
{
	int saved_errno = errno;
	char line[1024];
	va_list ap;

	if (priority > log_level)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	/* one write per line, so that lines of several processes do not mix */
	if (getenv("JOURNAL_STREAM"))
		fprintf(stderr, "<%d>%s\n", priority, line);
	else
		fprintf(stderr, "%s: %s\n", log_name, line);
	errno = saved_errno;
}
