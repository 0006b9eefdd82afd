// SPDX-License-Identifier: Apache-2.0
/*
 * Query Supported Interfaces.
 */
#include "codec.h"

#include "proto/control.h"
#include "proto/interfaces.h"
#include "proto/mctp.h"

DEFINE_CODEC(interfaces_response, struct interfaces_response);

static void response_lists_interfaces(void **state)
{
	struct interfaces_response p;

	(void)state;
	CODEC_CHECK(&interfaces_response_codec, 0);
	CODEC_CHECK(&interfaces_response_codec, 2, 6, 0x0a, 1, 0x00);
	CODEC_DECODE(&interfaces_response_codec, &p, 1, 6, 0x0a);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.entries[0].binding, MCTP_BINDING_I3C);
	assert_int_equal(p.entries[0].eid, 0x0a);
}

static void response_with_an_interface_too_many_is_refused(void **state)
{
	uint8_t data[1 + 2 * (INTERFACES_MAX + 1)] = { INTERFACES_MAX };

	(void)state;
	codec_check(&interfaces_response_codec, data, 1 + 2 * INTERFACES_MAX);
	data[0]++;
	codec_refuses(&interfaces_response_codec, data, sizeof(data));
	assert_true(3 + 1 + 2 * INTERFACES_MAX <= CONTROL_MESSAGE_MAX);
	assert_true(3 + 1 + 2 * (INTERFACES_MAX + 1) > CONTROL_MESSAGE_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(response_lists_interfaces),
		cmocka_unit_test(
			response_with_an_interface_too_many_is_refused),
	};

	return cmocka_run_group_tests_name("proto-interfaces", tests, NULL,
					   NULL);
}
