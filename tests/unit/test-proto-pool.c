// SPDX-License-Identifier: Apache-2.0
/*
 * Allocate Endpoint IDs.
 */
#include "codec.h"

#include "proto/pool.h"

DEFINE_CODEC(pool_request, struct pool_request);
DEFINE_CODEC(pool_response, struct pool_response);

static void request_keeps_its_range(void **state)
{
	struct pool_request q;

	(void)state;
	CODEC_CHECK(&pool_request_codec, 0, 16, 0x20);
	CODEC_DECODE(&pool_request_codec, &q, 0xfd, 16, 0x20);
	assert_int_equal(q.operation, POOL_FORCE);
	assert_int_equal(q.size, 16);
	assert_int_equal(q.first_eid, 0x20);
}

/* DSP0236 12.10: reserved operation */
static void request_refuses_the_reserved_operation(void **state)
{
	(void)state;
	CODEC_REFUSES(&pool_request_codec, 3, 16, 0x20);
}

static void response_keeps_its_range(void **state)
{
	struct pool_response p;

	(void)state;
	CODEC_CHECK(&pool_response_codec, 1, 4, 0x0b);
	CODEC_DECODE(&pool_response_codec, &p, 0x01, 4, 0x0b);
	assert_int_equal(p.status, POOL_REJECTED);
	assert_int_equal(p.size, 4);
	assert_int_equal(p.first_eid, 0x0b);
}

/* DSP0236 12.10: reserved states */
static void response_refuses_reserved_states(void **state)
{
	(void)state;
	CODEC_REFUSES(&pool_response_codec, 2, 4, 0x0b);
	CODEC_REFUSES(&pool_response_codec, 3, 4, 0x0b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_keeps_its_range),
		cmocka_unit_test(request_refuses_the_reserved_operation),
		cmocka_unit_test(response_keeps_its_range),
		cmocka_unit_test(response_refuses_reserved_states),
	};

	return cmocka_run_group_tests_name("proto-pool", tests, NULL, NULL);
}
