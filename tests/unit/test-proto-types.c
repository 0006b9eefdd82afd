// SPDX-License-Identifier: Apache-2.0
/*
 * Get Message Type Support and Get Vendor Defined Message Support.
 */
#include "codec.h"

#include "proto/control.h"
#include "proto/types.h"

DEFINE_CODEC(types_response, struct types_response);
DEFINE_CODEC(vendor_types_request, struct vendor_types_request);
DEFINE_CODEC(vendor_types_response, struct vendor_types_response);

static void response_lists_types(void **state)
{
	struct types_response p;

	(void)state;
	CODEC_CHECK(&types_response_codec, 0);
	CODEC_CHECK(&types_response_codec, 4, 0x00, 0x05, 0x06, 0x7e);
	CODEC_DECODE(&types_response_codec, &p, 2, 0x00, 0x01);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.types[1], 1);
}

static void response_with_a_type_too_many_is_refused(void **state)
{
	uint8_t data[1 + TYPES_MAX + 1] = { TYPES_MAX };

	(void)state;
	codec_check(&types_response_codec, data, 1 + TYPES_MAX);
	data[0]++;
	codec_refuses(&types_response_codec, data, sizeof(data));
	assert_int_equal(3 + 1 + TYPES_MAX, CONTROL_MESSAGE_MAX);
}

static void vendor_request_is_a_selector(void **state)
{
	(void)state;
	CODEC_CHECK(&vendor_types_request_codec, 0x00);
}

static void vendor_id_has_the_size_of_its_format(void **state)
{
	struct vendor_types_response p;

	(void)state;
	CODEC_CHECK(&vendor_types_response_codec, 0xff, 0, 0x12, 0x34, 0x00,
		    0x01);
	CODEC_CHECK(&vendor_types_response_codec, 0x01, 1, 0x12, 0x34, 0x56,
		    0x78, 0xab, 0xcd);
	CODEC_DECODE(&vendor_types_response_codec, &p, 0x02, 1, 0, 0, 0x01,
		     0x9c, 0x00, 0x07);
	assert_int_equal(p.next_selector, 2);
	assert_int_equal(p.format, VENDOR_FORMAT_IANA);
	assert_int_equal(p.id, 412);
	assert_int_equal(p.command_set, 7);
}

static void unknown_vendor_formats_are_refused(void **state)
{
	(void)state;
	CODEC_REFUSES(&vendor_types_response_codec, 0xff, 2, 0x12, 0x34, 0x00,
		      0x01);
	CODEC_REFUSES(&vendor_types_response_codec, 0xff, 0xff, 0x12, 0x34,
		      0x56, 0x78, 0x00, 0x01);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(response_lists_types),
		cmocka_unit_test(response_with_a_type_too_many_is_refused),
		cmocka_unit_test(vendor_request_is_a_selector),
		cmocka_unit_test(vendor_id_has_the_size_of_its_format),
		cmocka_unit_test(unknown_vendor_formats_are_refused),
	};

	return cmocka_run_group_tests_name("proto-types", tests, NULL, NULL);
}
