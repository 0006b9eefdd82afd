// SPDX-License-Identifier: Apache-2.0
/*
 * Resolve Endpoint ID, Resolve UUID and Query Hop.
 */
#include "codec.h"

#include "proto/control.h"
#include "proto/resolve.h"

DEFINE_CODEC(resolve_eid_request, struct resolve_eid_request);
DEFINE_CODEC(resolve_eid_response, struct resolve_eid_response,
	     .shorter_is_valid = true);
DEFINE_CODEC(resolve_uuid_request, struct resolve_uuid_request);
DEFINE_CODEC(resolve_uuid_response, struct resolve_uuid_response);
DEFINE_CODEC(query_hop_request, struct query_hop_request);
DEFINE_CODEC(query_hop_response, struct query_hop_response);

static void resolve_eid_gives_bridge_and_address(void **state)
{
	struct resolve_eid_response p;

	(void)state;
	CODEC_CHECK(&resolve_eid_request_codec, 0x0a);
	CODEC_CHECK(&resolve_eid_response_codec, 0x0a, 1, 2, 3, 4, 5, 6);
	CODEC_DECODE(&resolve_eid_response_codec, &p, 0x0c, 0x40);
	assert_int_equal(p.bridge_eid, 0x0c);
	assert_int_equal(p.address_len, 1);
	assert_int_equal(p.address[0], 0x40);
}

static void resolve_eid_wants_an_address_of_bounded_length(void **state)
{
	uint8_t data[1 + RESOLVE_ADDRESS_MAX + 1] = { 0x0a };

	(void)state;
	codec_refuses(&resolve_eid_response_codec, data, 0);
	codec_refuses(&resolve_eid_response_codec, data, 1);
	codec_check(&resolve_eid_response_codec, data, sizeof(data) - 1);
	codec_refuses(&resolve_eid_response_codec, data, sizeof(data));
}

static void resolve_uuid_lists_where_it_is(void **state)
{
	struct resolve_uuid_response p;

	(void)state;
	CODEC_CHECK(&resolve_uuid_request_codec, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		    11, 12, 13, 14, 15, 16, 0);
	CODEC_CHECK(&resolve_uuid_response_codec, 0xff, 0);
	CODEC_CHECK(&resolve_uuid_response_codec, 0xff, 2, 0x0a, 6, 0x30, 6, 1,
		    2, 3, 4, 5, 6, 0x0b, 1, 1, 1, 0x40);
	CODEC_DECODE(&resolve_uuid_response_codec, &p, 1, 1, 0x0b, 2, 3, 2, 8,
		     9);
	assert_int_equal(p.next_handle, 1);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.entries[0].eid, 0x0b);
	assert_int_equal(p.entries[0].binding, 2);
	assert_int_equal(p.entries[0].medium, 3);
	assert_int_equal(p.entries[0].address_len, 2);
	assert_int_equal(p.entries[0].address[1], 9);
}

static void resolve_uuid_refuses_an_address_too_long(void **state)
{
	uint8_t data[6 + RESOLVE_ADDRESS_MAX + 1] = {
		0xff, 1, 0x0a, 6, 0x30, RESOLVE_ADDRESS_MAX,
	};

	(void)state;
	codec_check(&resolve_uuid_response_codec, data, sizeof(data) - 1);
	data[5]++;
	codec_refuses(&resolve_uuid_response_codec, data, sizeof(data));
}

static void resolve_uuid_refuses_an_entry_too_many(void **state)
{
	uint8_t data[2 + 4 * (RESOLVE_UUID_ENTRIES_MAX + 1)] = {
		0xff,
		RESOLVE_UUID_ENTRIES_MAX,
	};

	(void)state;
	codec_check(&resolve_uuid_response_codec, data,
		    2 + 4 * RESOLVE_UUID_ENTRIES_MAX);
	data[1]++;
	codec_refuses(&resolve_uuid_response_codec, data, sizeof(data));
	assert_true(3 + 2 + 4 * RESOLVE_UUID_ENTRIES_MAX <=
		    CONTROL_MESSAGE_MAX);
	assert_true(3 + 2 + 4 * (RESOLVE_UUID_ENTRIES_MAX + 1) >
		    CONTROL_MESSAGE_MAX);
}

static void query_hop_gives_transmission_units(void **state)
{
	struct query_hop_response p;

	(void)state;
	CODEC_CHECK(&query_hop_request_codec, 0x0a, 0x05);
	CODEC_CHECK(&query_hop_response_codec, 0x0a, 0x05, 0x00, 0x40, 0x01,
		    0x00);
	CODEC_DECODE(&query_hop_response_codec, &p, 0x0a, 0x05, 0x00, 0x40,
		     0x01, 0x00);
	assert_int_equal(p.next_eid, 0x0a);
	assert_int_equal(p.type, 5);
	assert_int_equal(p.incoming_max, 64);
	assert_int_equal(p.outgoing_max, 256);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolve_eid_gives_bridge_and_address),
		cmocka_unit_test(
			resolve_eid_wants_an_address_of_bounded_length),
		cmocka_unit_test(resolve_uuid_lists_where_it_is),
		cmocka_unit_test(resolve_uuid_refuses_an_address_too_long),
		cmocka_unit_test(resolve_uuid_refuses_an_entry_too_many),
		cmocka_unit_test(query_hop_gives_transmission_units),
	};

	return cmocka_run_group_tests_name("proto-resolve", tests, NULL, NULL);
}
