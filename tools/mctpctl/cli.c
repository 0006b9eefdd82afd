// SPDX-License-Identifier: Apache-2.0
/*
 * One-line reports on standard error.
 */
#include "cli.h"

#include <stdarg.h>

#include "text.h"

__attribute__((format(printf, 1, 0))) static void
report(const char *fmt, va_list ap, const char *hint)
{
	char line[1024];

	vsnprintf(line, sizeof(line), fmt, ap);
	/* messages may quote what a device or the daemon said */
	fputs("mctpctl: ", stderr);
	text_print(stderr, line);
	if (hint)
		fprintf(stderr, " (%s)", hint);
	fputc('\n', stderr);
}

int cli_fail(const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(fmt, ap, hint);
	va_end(ap);
	return CLI_FAILED;
}

int cli_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(fmt, ap, NULL);
	va_end(ap);
	return CLI_USAGE;
}

void cli_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(fmt, ap, NULL);
	va_end(ap);
}
