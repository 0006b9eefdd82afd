// SPDX-License-Identifier: Apache-2.0
/*
 * The D-Bus errors of mctpd: name, object, step and reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "dbus/error.h"
#include "waiter.h"

typedef int (*set_fn)(sd_bus_error *error, const struct outcome *outcome,
		      const char *what);

static void expect(set_fn set, const struct outcome *outcome, const char *name,
		   const char *message)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;

	assert_true(set(&error, outcome, "it") < 0);
	assert_string_equal(error.name, name);
	assert_string_equal(error.message, message);
	sd_bus_error_free(&error);
}

static void every_error_has_its_name(void **state)
{
	static const struct {
		int error;
		const char *name;
	} cases[] = {
		{ -EINVAL, "org.mctp_i3c.Error.InvalidArgument" },
		{ -EADDRINUSE, "org.mctp_i3c.Error.InvalidArgument" },
		{ -ENODEV, "org.mctp_i3c.Error.NoSuchEndpoint" },
		{ -ENOTCONN, "org.mctp_i3c.Error.NoSuchEndpoint" },
		{ -EHOSTUNREACH, "org.mctp_i3c.Error.NoSuchEndpoint" },
		{ -ENXIO, "org.mctp_i3c.Error.NoSuchLink" },
		{ -ETIMEDOUT, "org.mctp_i3c.Error.Timeout" },
		{ -EREMOTEIO, "org.mctp_i3c.Error.CompletionCode" },
		{ -ENOSPC, "org.mctp_i3c.Error.PoolExhausted" },
		{ -EBUSY, "org.mctp_i3c.Error.Busy" },
		{ -EPERM, "org.mctp_i3c.Error.NotPermitted" },
		{ -ECANCELED, "org.mctp_i3c.Error.Cancelled" },
		{ -EBADMSG, "org.mctp_i3c.Error.Io" },
		{ -ENETDOWN, "org.mctp_i3c.Error.Io" },
		{ -EOPNOTSUPP, SD_BUS_ERROR_NOT_SUPPORTED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outcome outcome = { .error = cases[i].error };
		sd_bus_error error = SD_BUS_ERROR_NULL;

		assert_int_equal(error_set_outcome(&error, &outcome, "it"),
				 cases[i].error);
		assert_string_equal(error.name, cases[i].name);
		assert_int_equal(strncmp(error.message, "it: ", 4), 0);
		sd_bus_error_free(&error);
	}
}

static void message_names_object_step_and_reason(void **state)
{
	(void)state;
	expect(error_set_outcome,
	       &(struct outcome){ .error = -ETIMEDOUT,
				  .reason = "Set Endpoint ID" },
	       "org.mctp_i3c.Error.Timeout", "it: Set Endpoint ID: no answer");
	expect(error_set_outcome, &(struct outcome){ .error = -ENETDOWN },
	       "org.mctp_i3c.Error.Io", "it: Network is down");
}

static void completion_code_is_told(void **state)
{
	(void)state;
	expect(error_set_outcome,
	       &(struct outcome){ .error = -EREMOTEIO,
				  .completion_code = 4,
				  .reason = "Get Endpoint ID" },
	       "org.mctp_i3c.Error.CompletionCode",
	       "it: Get Endpoint ID: answered with completion code 0x04 (not ready)");
	expect(error_set_outcome,
	       &(struct outcome){ .error = -EREMOTEIO,
				  .completion_code = 0x80 },
	       "org.mctp_i3c.Error.CompletionCode",
	       "it: answered with completion code 0x80");
	expect(error_set_outcome,
	       &(struct outcome){ .error = -EREMOTEIO,
				  .completion_code = 0xff },
	       "org.mctp_i3c.Error.CompletionCode",
	       "it: answered with completion code 0xff");
}

static void spdm_failures_are_of_spdm(void **state)
{
	(void)state;
	expect(error_set_spdm_outcome,
	       &(struct outcome){ .error = -EBADMSG,
				  .reason = "CHALLENGE: bad signature" },
	       "org.mctp_i3c.Error.Spdm", "it: CHALLENGE: bad signature");
	expect(error_set_spdm_outcome, &(struct outcome){ .error = -ENOTCONN },
	       "org.mctp_i3c.Error.Spdm", "it: no session");
	expect(error_set_spdm_outcome, &(struct outcome){ .error = -ETIMEDOUT },
	       "org.mctp_i3c.Error.Timeout", "it: no answer");
	expect(error_set_spdm_outcome, &(struct outcome){ .error = -ECANCELED },
	       "org.mctp_i3c.Error.Cancelled", "it: cancelled");
}

static void invalid_argument_tells_the_limits(void **state)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;

	(void)state;
	assert_int_equal(error_invalid(&error, "it", "%d is too much", 7),
			 -EINVAL);
	assert_string_equal(error.name, "org.mctp_i3c.Error.InvalidArgument");
	assert_string_equal(error.message, "it: 7 is too much");
	sd_bus_error_free(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_its_name),
		cmocka_unit_test(message_names_object_step_and_reason),
		cmocka_unit_test(completion_code_is_told),
		cmocka_unit_test(spdm_failures_are_of_spdm),
		cmocka_unit_test(invalid_argument_tells_the_limits),
	};

	return cmocka_run_group_tests_name("dbus-error", tests, NULL, NULL);
}
