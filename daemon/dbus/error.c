// SPDX-License-Identifier: Apache-2.0
/*
 * The errors that methods answer with.
 */
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "waiter.h"

#define NAME(error) "au.com.codeconstruct.MCTP1.Error." error

/* Ended by the row for all others. */
static const struct {
	int error;
	const char *name;
	const char *reason;
} errors[] = {
	{ -EINVAL, NAME("InvalidArgument"), "invalid argument" },
	{ -EADDRINUSE, NAME("AddressInUse"), "the EID is in use" },
	{ -EEXIST, NAME("InvalidArgument"), "exists already" },
	{ -ENODEV, NAME("NotFound"), "gone" },
	{ -ENOENT, NAME("NotFound"), "not known" },
	{ -ENOTCONN, NAME("NotFound"), "has no EID" },
	{ -EHOSTUNREACH, NAME("NotFound"), "no route to it" },
	{ -ENXIO, NAME("NotFound"), "no such link" },
	{ -ETIMEDOUT, NAME("NoResponse"), "no answer" },
	{ -EREMOTEIO, NAME("CompletionCode"), "refused" },
	{ -ENOSPC, NAME("OutOfEids"), "no EID is left" },
	{ -EBUSY, NAME("Busy"), "busy" },
	{ -EPERM, NAME("NotPermitted"), "not permitted" },
	{ -ECANCELED, NAME("Cancelled"), "cancelled" },
	{ -EPROTO, NAME("Spdm"), "SPDM failed" },
	{ -EBADMSG, NAME("Io"), "the answer makes no sense" },
	{ -EOPNOTSUPP, SD_BUS_ERROR_NOT_SUPPORTED, "not supported" },
	{ 0, NAME("Io"), NULL },
};

/* DSP0236 12.2, table 13 */
static const char *const completion_codes[] = {
	[0x01] = "error",
	[0x02] = "invalid data",
	[0x03] = "invalid length",
	[0x04] = "not ready",
	[0x05] = "unsupported command",
};

static size_t find(int r)
{
	size_t i;

	for (i = 0; errors[i].error && errors[i].error != r; i++)
		;
	return i;
}

static const char *reason_of(int r)
{
	const char *reason = errors[find(r)].reason;

	return reason ? reason : strerror(-r);
}

int error_set(sd_bus_error *error, int r, const char *what, const char *reason)
{
	sd_bus_error_setf(error, errors[find(r)].name, "%s: %s", what,
			  reason ? reason : reason_of(r));
	return r;
}

int error_invalid(sd_bus_error *error, const char *what, const char *fmt, ...)
{
	char reason[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	return error_set(error, -EINVAL, what, reason);
}

static void format_completion_code(uint8_t code, char *text, size_t size)
{
	const char *name = NULL;

	if (code < sizeof(completion_codes) / sizeof(completion_codes[0]))
		name = completion_codes[code];
	snprintf(text, size, "answered with completion code 0x%02x%s%s%s", code,
		 name ? " (" : "", name ? name : "", name ? ")" : "");
}

/*
 * @what: REASON: what @r means. The reason of an outcome is where it went
 * wrong, for example the name of a control command.
 */
static int set_joined(sd_bus_error *error, int r, const char *what,
		      const char *reason, const char *meaning)
{
	if (!reason)
		return error_set(error, r, what, meaning);
	sd_bus_error_setf(error, errors[find(r)].name, "%s: %s: %s", what,
			  reason, meaning);
	return r;
}

int error_set_outcome(sd_bus_error *error, const struct outcome *outcome,
		      const char *what)
{
	const char *meaning = reason_of(outcome->error);
	char text[96];

	if (outcome->error == -EREMOTEIO) {
		format_completion_code(outcome->completion_code, text,
				       sizeof(text));
		meaning = text;
	}
	return set_joined(error, outcome->error, what, outcome->reason,
			  meaning);
}

int error_set_spdm_outcome(sd_bus_error *error, const struct outcome *outcome,
			   const char *what)
{
	switch (outcome->error) {
	case -ETIMEDOUT:
	case -ECANCELED:
	case -ENODEV:
	case -EBUSY:
		return error_set(error, outcome->error, what, outcome->reason);
	case -ENOTCONN:
		return error_set(error, -EPROTO, what, "no session");
	default:
		return error_set(error, -EPROTO, what, outcome->reason);
	}
}
