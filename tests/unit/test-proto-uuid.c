// SPDX-License-Identifier: Apache-2.0
/*
 * UUIDs: on the wire and as text.
 */
#include "codec.h"

#include "proto/uuid.h"

DEFINE_CODEC(uuid_response, struct uuid);

static void response_is_sixteen_bytes(void **state)
{
	(void)state;
	CODEC_CHECK(&uuid_response_codec, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
		    12, 13, 14, 15);
}

static void text_follows_the_bytes(void **state)
{
	static const char text[] = "01234567-89ab-cdef-0123-456789abcdef";
	char back[UUID_TEXT_SIZE];
	struct uuid uuid;

	(void)state;
	assert_int_equal(uuid_parse(text, &uuid), 0);
	assert_int_equal(uuid.bytes[0], 0x01);
	assert_int_equal(uuid.bytes[15], 0xef);
	uuid_format(&uuid, back);
	assert_string_equal(back, text);
	assert_int_equal(
		uuid_parse("01234567-89AB-CDEF-0123-456789ABCDEF", &uuid), 0);
	uuid_format(&uuid, back);
	assert_string_equal(back, text);
}

static void other_text_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"01234567-89ab-cdef-0123-456789abcde",
		"01234567-89ab-cdef-0123-456789abcdef0",
		"0123456789abcdef0123456789abcdef",
		"01234567-89ab-cdef-0123-456789abcdeg",
		"01234567089ab-cdef-0123-456789abcdef",
		"0-234567-89ab-cdef-0123-456789abcdef",
		"-1234567-89ab-cdef-0123-456789abcdef",
	};
	struct uuid uuid;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(uuid_parse(bad[i], &uuid), -EINVAL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(response_is_sixteen_bytes),
		cmocka_unit_test(text_follows_the_bytes),
		cmocka_unit_test(other_text_is_refused),
	};

	return cmocka_run_group_tests_name("proto-uuid", tests, NULL, NULL);
}
