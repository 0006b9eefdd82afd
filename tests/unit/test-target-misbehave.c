// SPDX-License-Identifier: Apache-2.0
/*
 * Names of misbehaviours, and spoilt control responses.
 */
#include "codec.h"

#include "mctp-target/misbehave.h"

static void modes_are_listed_with_their_numbers(void **state)
{
	struct misbehave m;

	(void)state;
	assert_int_equal(misbehave_parse("silent", &m), 0);
	assert_int_equal(m.modes, MISBEHAVE_SILENT);
	assert_int_equal(misbehave_parse("late=250,drop-after=0,other-eid", &m),
			 0);
	assert_int_equal(m.modes, MISBEHAVE_LATE | MISBEHAVE_DROP_AFTER |
					  MISBEHAVE_OTHER_EID);
	assert_int_equal(m.late_ms, 250);
	assert_int_equal(m.drop_after, 0);
}

static void other_text_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"silen",
		"silent,",
		",silent",
		"silent,,late=1",
		"silent=1",
		"late",
		"late=",
		"late=-1",
		"late=+1",
		"late= 1",
		"late=1x",
		"late=60001",
		"drop-after=4294967296",
	};
	struct misbehave m;

	(void)state;
	assert_int_equal(misbehave_parse("late=60000", &m), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(misbehave_parse(bad[i], &m), -EINVAL);
}

static size_t spoil(const char *modes, uint8_t *response)
{
	struct misbehave m;

	memcpy(response, (uint8_t[]){ 0x04, 0x02, 0x00, 0x0a }, 4);
	assert_int_equal(misbehave_parse(modes, &m), 0);
	return misbehave_control(&m, response, 4);
}

static void responses_are_spoilt_as_named(void **state)
{
	uint8_t response[4];

	(void)state;
	assert_int_equal(spoil("silent", response), 4);
	assert_int_equal(response[0], 0x04);
	assert_int_equal(response[1], 0x02);
	spoil("wrong-instance-id", response);
	assert_int_not_equal(response[0] & 0x1f, 0x04);
	assert_int_equal(response[1], 0x02);
	spoil("wrong-command", response);
	assert_int_equal(response[0], 0x04);
	assert_int_not_equal(response[1], 0x02);
	assert_int_equal(spoil("short-response", response), 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_are_listed_with_their_numbers),
		cmocka_unit_test(other_text_is_refused),
		cmocka_unit_test(responses_are_spoilt_as_named),
	};

	return cmocka_run_group_tests_name("target-misbehave", tests, NULL,
					   NULL);
}
