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

#define NAME(error) "org.mctp_i3c.Error." error

/* Ended by the row for all others. */
static const struct {
	int error;
	const char *name;
	const char *reason;
} errors[] = {
	{ -EINVAL, NAME("InvalidArgument"), "invalid argument" },
	{ -EADDRINUSE, NAME("InvalidArgument"), "the EID is in use" },
	{ -EEXIST, NAME("InvalidArgument"), "exists already" },
	{ -ENODEV, NAME("NoSuchEndpoint"), "gone" },
	{ -ENOENT, NAME("NoSuchEndpoint"), "not known" },
	{ -ENOTCONN, NAME("NoSuchEndpoint"), "has no EID" },
	{ -ENXIO, NAME("NoSuchLink"), "no such link" },
	{ -ETIMEDOUT, NAME("Timeout"), "no answer" },
	{ -EREMOTEIO, NAME("CompletionCode"), "refused" },
	{ -ENOSPC, NAME("PoolExhausted"), "no EID is left" },
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

int error_set(sd_bus_error *error, int r, const char *what, const char *reason)
{
	size_t i;

	for (i = 0; errors[i].error && errors[i].error != r; i++)
		;
	if (!reason)
		reason = errors[i].reason ? errors[i].reason : strerror(-r);
	sd_bus_error_setf(error, errors[i].name, "%s: %s", what, reason);
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

int error_set_outcome(sd_bus_error *error, const struct outcome *outcome,
		      const char *what)
{
	char text[96];

	if (outcome->error != -EREMOTEIO)
		return error_set(error, outcome->error, what, outcome->reason);
	format_completion_code(outcome->completion_code, text, sizeof(text));
	return error_set(error, -EREMOTEIO, what, text);
}

int error_set_spdm_outcome(sd_bus_error *error, const struct outcome *outcome,
			   const char *what)
{
	int r = outcome->error;

	switch (r) {
	case -ETIMEDOUT:
	case -ECANCELED:
	case -ENODEV:
	case -EBUSY:
		break;
	default:
		r = -EPROTO;
	}
	return error_set(error, r, what, outcome->reason);
}
