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
		{ -EINVAL, "au.com.codeconstruct.MCTP1.Error.InvalidArgument" },
		{ -EADDRINUSE, "au.com.codeconstruct.MCTP1.Error.AddressInUse" },
		{ -ENODEV, "au.com.codeconstruct.MCTP1.Error.NotFound" },
		{ -ENOTCONN, "au.com.codeconstruct.MCTP1.Error.NotFound" },
		{ -EHOSTUNREACH, "au.com.codeconstruct.MCTP1.Error.NotFound" },
		{ -ENXIO, "au.com.codeconstruct.MCTP1.Error.NotFound" },
		{ -ETIMEDOUT, "au.com.codeconstruct.MCTP1.Error.NoResponse" },
		{ -EREMOTEIO, "au.com.codeconstruct.MCTP1.Error.CompletionCode" },
		{ -ENOSPC, "au.com.codeconstruct.MCTP1.Error.OutOfEids" },
		{ -EBUSY, "au.com.codeconstruct.MCTP1.Error.Busy" },
		{ -EPERM, "au.com.codeconstruct.MCTP1.Error.NotPermitted" },
		{ -ECANCELED, "au.com.codeconstruct.MCTP1.Error.Cancelled" },
		{ -EBADMSG, "au.com.codeconstruct.MCTP1.Error.Io" },
		{ -ENETDOWN, "au.com.codeconstruct.MCTP1.Error.Io" },
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
	       "au.com.codeconstruct.MCTP1.Error.NoResponse", "it: Set Endpoint ID: no answer");
	expect(error_set_outcome, &(struct outcome){ .error = -ENETDOWN },
	       "au.com.codeconstruct.MCTP1.Error.Io", "it: Network is down");
}

static void completion_code_is_told(void **state)
{
	(void)state;
	expect(error_set_outcome,
	       &(struct outcome){ .error = -EREMOTEIO,
				  .completion_code = 4,
				  .reason = "Get Endpoint ID" },
	       "au.com.codeconstruct.MCTP1.Error.CompletionCode",
	       "it: Get Endpoint ID: answered with completion code 0x04 (not ready)");
	expect(error_set_outcome,
	       &(struct outcome){ .error = -EREMOTEIO,
				  .completion_code = 0x80 },
	       "au.com.codeconstruct.MCTP1.Error.CompletionCode",
	       "it: answered with completion code 0x80");
	expect(error_set_outcome,
	       &(struct outcome){ .error = -EREMOTEIO,
				  .completion_code = 0xff },
	       "au.com.codeconstruct.MCTP1.Error.CompletionCode",
	       "it: answered with completion code 0xff");
}

static void spdm_failures_are_of_spdm(void **state)
{
	(void)state;
	expect(error_set_spdm_outcome,
	       &(struct outcome){ .error = -EBADMSG,
				  .reason = "CHALLENGE: bad signature" },
	       "au.com.codeconstruct.MCTP1.Error.Spdm", "it: CHALLENGE: bad signature");
	expect(error_set_spdm_outcome, &(struct outcome){ .error = -ENOTCONN },
	       "au.com.codeconstruct.MCTP1.Error.Spdm", "it: no session");
	expect(error_set_spdm_outcome, &(struct outcome){ .error = -ETIMEDOUT },
	       "au.com.codeconstruct.MCTP1.Error.NoResponse", "it: no answer");
	expect(error_set_spdm_outcome, &(struct outcome){ .error = -ECANCELED },
	       "au.com.codeconstruct.MCTP1.Error.Cancelled", "it: cancelled");
}

static void invalid_argument_tells_the_limits(void **state)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;

	(void)state;
	assert_int_equal(error_invalid(&error, "it", "%d is too much", 7),
			 -EINVAL);
	assert_string_equal(error.name, "au.com.codeconstruct.MCTP1.Error.InvalidArgument");
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
