// SPDX-License-Identifier: Apache-2.0
/*
 * EID ranges and names of the base protocol.
 */
#include "codec.h"

#include "proto/mctp.h"

static void unicast_eids_are_8_to_254(void **state)
{
	(void)state;
	for (unsigned int eid = 0; eid <= 0xff; eid++)
		assert_int_equal(mctp_eid_is_unicast(eid),
				 eid >= 8 && eid <= 254);
}

static void types_have_names(void **state)
{
	(void)state;
	assert_string_equal(mctp_type_name(0x00), "control");
	assert_string_equal(mctp_type_name(0x05), "SPDM");
	assert_string_equal(mctp_type_name(0x7e), "vendor PCI");
	assert_null(mctp_type_name(0x09));
	assert_null(mctp_type_name(0x7d));
}

static void bindings_have_names(void **state)
{
	(void)state;
	assert_string_equal(mctp_binding_name(0x06), "I3C");
	assert_null(mctp_binding_name(0x00));
	assert_null(mctp_binding_name(0x0a));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(unicast_eids_are_8_to_254),
		cmocka_unit_test(types_have_names),
		cmocka_unit_test(bindings_have_names),
	};

	return cmocka_run_group_tests_name("proto-mctp", tests, NULL, NULL);
}
