// SPDX-License-Identifier: Apache-2.0
/*
 * Which EIDs are given, and when again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "eid-pool.h"

#define RECLAIM 5000000u

static struct eid_pool *pool;

static int setup(void **state)
{
	(void)state;
	return eid_pool_new(8, 254, RECLAIM, &pool);
}

static int teardown(void **state)
{
	(void)state;
	pool = eid_pool_free(pool);
	return 0;
}

static void range_must_be_of_unicast_eids(void **state)
{
	static const uint8_t bad[][2] = {
		{ 0, 10 }, { 7, 10 }, { 8, 255 }, { 20, 19 },
	};
	struct eid_pool *other;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(eid_pool_new(bad[i][0], bad[i][1], 0, &other),
				 -EINVAL);
}

static void reserved_eids_are_never_taken(void **state)
{
	static const uint8_t reserved[] = { 0, 1, 7, 255 };

	(void)state;
	for (size_t i = 0; i < sizeof(reserved); i++)
		assert_int_equal(eid_pool_take(pool, reserved[i], EID_ENDPOINT,
					       1, 0), -EINVAL);
	assert_int_equal(eid_pool_take(pool, 8, EID_FREE, 1, 0), -EINVAL);
	assert_int_equal(eid_pool_take(pool, 8, EID_ENDPOINT, 1, 0), 0);
	assert_int_equal(eid_pool_take(pool, 254, EID_ENDPOINT, 1, 0), 0);
}

static void taken_eid_is_not_taken_twice(void **state)
{
	(void)state;
	assert_int_equal(eid_pool_take(pool, 9, EID_LOCAL, 0, 0), 0);
	assert_int_equal(eid_pool_take(pool, 9, EID_ENDPOINT, 1, 0),
			 -EADDRINUSE);
	assert_int_equal(eid_pool_use(pool, 9), EID_LOCAL);
}

static void all_247_are_given_and_no_more(void **state)
{
	uint8_t eid;

	(void)state;
	for (unsigned int want = 8; want <= 254; want++) {
		assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, want,
						0, &eid), 0);
		assert_int_equal(eid, want);
	}
	assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, 1, 0, &eid),
			 -ENOSPC);
	assert_int_equal(eid_pool_count(pool, EID_ENDPOINT), 247);
}

static void eid_waits_for_treclaim_before_another_has_it(void **state)
{
	uint8_t eid;

	(void)state;
	assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, 1, 0, &eid),
			 0);
	eid_pool_release(pool, eid, 100);
	assert_int_equal(eid_pool_take(pool, eid, EID_ENDPOINT, 2,
				       100 + RECLAIM - 1), -EADDRINUSE);
	assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, 2,
					100 + RECLAIM - 1, &eid), 0);
	assert_int_equal(eid, 9);
	assert_int_equal(eid_pool_take(pool, 8, EID_ENDPOINT, 2,
				       100 + RECLAIM), 0);
}

static void last_owner_has_its_eid_back_at_once(void **state)
{
	(void)state;
	assert_int_equal(eid_pool_take(pool, 8, EID_ENDPOINT, 1, 0), 0);
	eid_pool_release(pool, 8, 100);
	assert_int_equal(eid_pool_take(pool, 8, EID_ENDPOINT, 1, 101), 0);
}

static void remembered_eids_are_given_last(void **state)
{
	uint8_t eid;

	(void)state;
	eid_pool_remember(pool, 8, true);
	assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, 1, 0, &eid),
			 0);
	assert_int_equal(eid, 9);
	for (unsigned int i = 10; i <= 254; i++)
		assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, 1, 0,
						&eid), 0);
	assert_int_equal(eid_pool_alloc(pool, 0, 1, EID_ENDPOINT, 1, 0, &eid),
			 0);
	assert_int_equal(eid, 8);
}

static void ranges_are_adjacent_and_end_in_the_range(void **state)
{
	uint8_t first;

	(void)state;
	assert_int_equal(eid_pool_take(pool, 10, EID_LOCAL, 0, 0), 0);
	assert_int_equal(eid_pool_alloc(pool, 0, 3, EID_BRIDGED, 1, 0, &first),
			 0);
	assert_int_equal(first, 11);
	assert_int_equal(eid_pool_alloc(pool, 253, 3, EID_BRIDGED, 1, 0,
					&first), -ENOSPC);
	assert_int_equal(eid_pool_alloc(pool, 0, 0, EID_BRIDGED, 1, 0,
					&first), -EINVAL);
	assert_int_equal(eid_pool_count(pool, EID_BRIDGED), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range_must_be_of_unicast_eids),
		cmocka_unit_test_setup_teardown(reserved_eids_are_never_taken,
						setup, teardown),
		cmocka_unit_test_setup_teardown(taken_eid_is_not_taken_twice,
						setup, teardown),
		cmocka_unit_test_setup_teardown(all_247_are_given_and_no_more,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			eid_waits_for_treclaim_before_another_has_it, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			last_owner_has_its_eid_back_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(remembered_eids_are_given_last,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			ranges_are_adjacent_and_end_in_the_range, setup,
			teardown),
	};

	return cmocka_run_group_tests_name("eid-pool", tests, NULL, NULL);
}
