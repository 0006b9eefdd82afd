// SPDX-License-Identifier: Apache-2.0
/*
 * Get MCTP Version Support and version numbers.
 */
#include "codec.h"

#include "proto/control.h"
#include "proto/versions.h"

DEFINE_CODEC(versions_request, struct versions_request);
DEFINE_CODEC(versions_response, struct versions_response);

static void request_names_a_type(void **state)
{
	(void)state;
	CODEC_CHECK(&versions_request_codec, 0xff);
}

static void response_lists_versions(void **state)
{
	struct versions_response p;

	(void)state;
	CODEC_CHECK(&versions_response_codec, 0);
	CODEC_CHECK(&versions_response_codec, 2, 0xf1, 0xf0, 0xff, 0x00, 0xf1,
		    0xf3, 0xf1, 0x00);
	CODEC_DECODE(&versions_response_codec, &p, 1, 0xf1, 0xf3, 0xf1, 0x00);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.versions[0], 0xf1f3f100);
}

static void response_with_a_version_too_many_is_refused(void **state)
{
	uint8_t data[1 + 4 * (VERSIONS_MAX + 1)] = { VERSIONS_MAX };

	(void)state;
	codec_check(&versions_response_codec, data, 1 + 4 * VERSIONS_MAX);
	data[0]++;
	codec_refuses(&versions_response_codec, data, sizeof(data));
}

/* The limit is what the message can hold, so no good answer is refused. */
static void limit_is_what_fits_a_message(void **state)
{
	(void)state;
	assert_true(3 + 1 + 4 * VERSIONS_MAX <= CONTROL_MESSAGE_MAX);
	assert_true(3 + 1 + 4 * (VERSIONS_MAX + 1) > CONTROL_MESSAGE_MAX);
}

static void version_numbers_have_text(void **state)
{
	static const struct {
		uint32_t version;
		const char *text;
	} cases[] = {
		{ 0xf1f3f100, "1.3.1" },
		{ 0xf1f0ff00, "1.0" },
		{ 0x1001f761, "10.01.7a" },
		{ 0xf1f1f000, "1.1.0" },
		{ 0xfaf1ff00, "?.1" },
		{ 0xf1f3f107, "1.3.1?" },
		{ 0xaaaaaaaa, "\?\?.\?\?.\?\?\?" },
		{ 0x00000000, "00.00.00" },
	};
	char text[VERSION_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		version_format(cases[i].version, text);
		assert_string_equal(text, cases[i].text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_names_a_type),
		cmocka_unit_test(response_lists_versions),
		cmocka_unit_test(response_with_a_version_too_many_is_refused),
		cmocka_unit_test(limit_is_what_fits_a_message),
		cmocka_unit_test(version_numbers_have_text),
	};

	return cmocka_run_group_tests_name("proto-versions", tests, NULL, NULL);
}
