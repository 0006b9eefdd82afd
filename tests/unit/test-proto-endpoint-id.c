// SPDX-License-Identifier: Apache-2.0
/*
 * Set Endpoint ID and Get Endpoint ID.
 */
#include "codec.h"

#include "proto/endpoint-id.h"

DEFINE_CODEC(set_eid_request, struct set_eid_request);
DEFINE_CODEC(set_eid_response, struct set_eid_response);
DEFINE_CODEC(get_eid_response, struct get_eid_response);

static void set_eid_request_keeps_operation_and_eid(void **state)
{
	struct set_eid_request q;

	(void)state;
	CODEC_CHECK(&set_eid_request_codec, 0x00, 0x0a);
	CODEC_CHECK(&set_eid_request_codec, 0x03, 0x00);
	CODEC_DECODE(&set_eid_request_codec, &q, 0xfd, 0xfe);
	assert_int_equal(q.operation, SET_EID_FORCE);
	assert_int_equal(q.eid, 0xfe);
}

static void set_eid_response_keeps_both_states(void **state)
{
	struct set_eid_response p;

	(void)state;
	CODEC_CHECK(&set_eid_response_codec, 0x00, 0x0a, 0x00);
	CODEC_CHECK(&set_eid_response_codec, 0x12, 0x0a, 0x20);
	CODEC_DECODE(&set_eid_response_codec, &p, 0x11, 0x1d, 0x04);
	assert_int_equal(p.status, SET_EID_REJECTED);
	assert_int_equal(p.pool, SET_EID_POOL_WANTED);
	assert_int_equal(p.eid, 0x1d);
	assert_int_equal(p.pool_size, 4);
}

/* DSP0236 12.3: reserved assignment and allocation states */
static void set_eid_response_refuses_reserved_states(void **state)
{
	(void)state;
	CODEC_REFUSES(&set_eid_response_codec, 0x20, 0x0a, 0x00);
	CODEC_REFUSES(&set_eid_response_codec, 0x30, 0x0a, 0x00);
	CODEC_REFUSES(&set_eid_response_codec, 0x03, 0x0a, 0x00);
}

static void get_eid_response_keeps_both_types(void **state)
{
	struct get_eid_response p;

	(void)state;
	CODEC_CHECK(&get_eid_response_codec, 0x00, 0x00, 0x00);
	CODEC_CHECK(&get_eid_response_codec, 0x0a, 0x13, 0xff);
	CODEC_DECODE(&get_eid_response_codec, &p, 0x09, 0x12, 0x55);
	assert_int_equal(p.eid, 9);
	assert_int_equal(p.endpoint_type, GET_EID_BRIDGE);
	assert_int_equal(p.id_type, GET_EID_STATIC_IN_USE);
	assert_int_equal(p.medium_specific, 0x55);
}

/* DSP0236 12.4: reserved endpoint types */
static void get_eid_response_refuses_reserved_endpoint_types(void **state)
{
	(void)state;
	CODEC_REFUSES(&get_eid_response_codec, 0x0a, 0x20, 0x00);
	CODEC_REFUSES(&get_eid_response_codec, 0x0a, 0x30, 0x00);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_eid_request_keeps_operation_and_eid),
		cmocka_unit_test(set_eid_response_keeps_both_states),
		cmocka_unit_test(set_eid_response_refuses_reserved_states),
		cmocka_unit_test(get_eid_response_keeps_both_types),
		cmocka_unit_test(
			get_eid_response_refuses_reserved_endpoint_types),
	};

	return cmocka_run_group_tests_name("proto-endpoint-id", tests, NULL,
					   NULL);
}
