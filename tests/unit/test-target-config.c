// SPDX-License-Identifier: Apache-2.0
/*
 * The keys of emulated devices and the file they come from.
 */
#include "codec.h"

#include <stdio.h>
#include <unistd.h>

#include "mctp-target/target-config.h"
#include "proto/mctp.h"

static char error[TARGET_CONFIG_ERROR_MAX];

static struct target_config target_of(const char *const *pairs)
{
	struct target_config t;

	target_config_init(&t, "device");
	for (; *pairs; pairs += 2)
		assert_int_equal(
			target_config_set(&t, pairs[0], pairs[1], error), 0);
	return t;
}

#define TARGET(...) target_of((const char *const[]){ __VA_ARGS__, NULL })

static void device_has_defaults(void **state)
{
	struct target_config t = TARGET("bus", "left", "pid", "04cc00010203");
	char uuid[UUID_TEXT_SIZE];

	(void)state;
	assert_int_equal(target_config_check(&t, error), 0);
	assert_true(t.pid == 0x04cc00010203);
	assert_int_equal(t.dcr, 0xcc);
	assert_int_equal(t.bcr, 0x06);
	assert_int_equal(t.mtu, 68);
	assert_int_equal(t.mrl, 69);
	assert_int_equal(t.mwl, 69);
	assert_int_equal(t.types.count, 1);
	uuid_format(&t.uuid, uuid);
	assert_string_equal(uuid, "00000000-0000-8000-8000-04cc00010203");
}

static void types_follow_from_what_it_speaks(void **state)
{
	struct target_config t = TARGET("bus", "left", "pid", "1", "types",
					"1,7e", "echo", NULL, "spdm", "yes",
					"spdm-key", "k", "spdm-chain", "c");
	static const uint8_t want[] = { 0x00, 0x01, 0x7e, 0x05, 0x06 };

	(void)state;
	assert_int_equal(target_config_check(&t, error), 0);
	assert_int_equal(t.types.count, sizeof(want));
	assert_memory_equal(t.types.types, want, sizeof(want));
}

static void lengths_follow_from_the_packet_size(void **state)
{
	struct target_config t = TARGET("bus", "b", "pid", "1", "mtu", "260");

	(void)state;
	assert_int_equal(target_config_check(&t, error), 0);
	assert_int_equal(t.mrl, 261);
	t = TARGET("bus", "b", "pid", "1", "mtu", "260", "mrl", "260");
	assert_int_equal(target_config_check(&t, error), -EINVAL);
	t = TARGET("bus", "b", "pid", "1", "mrl", "0", "mwl", "0");
	assert_int_equal(target_config_check(&t, error), 0);
	t = TARGET("bus", "b", "pid", "1", "mrl", "0", "mtu", "69");
	assert_int_equal(target_config_check(&t, error), -EINVAL);
}

static void missing_keys_are_named(void **state)
{
	struct target_config t = TARGET("pid", "1");

	(void)state;
	assert_int_equal(target_config_check(&t, error), -EINVAL);
	assert_string_equal(error, "bus is missing");
	t = TARGET("bus", "left");
	assert_int_equal(target_config_check(&t, error), -EINVAL);
	assert_string_equal(error, "pid is missing");
	t = TARGET("bus", "left", "pid", "1", "spdm", NULL);
	assert_int_equal(target_config_check(&t, error), -EINVAL);
}

static void values_out_of_range_are_refused(void **state)
{
	static const char *const bad[][2] = {
		{ "bus", "" },
		{ "bus", "a234567890123456789012345678901b" },
		{ "pid", "0" },
		{ "pid", "1000000000000" },
		{ "pid", "04cc:1" },
		{ "pid", "-1" },
		{ "pid", "" },
		{ "dcr", "100" },
		{ "bcr", "0g" },
		{ "mrl", "65536" },
		{ "mwl", "-1" },
		{ "mtu", "67" },
		{ "mtu", "4096" },
		{ "uuid", "1234" },
		{ "eid", "7" },
		{ "eid", "255" },
		{ "eid", "0x10" },
		{ "types", "80" },
		{ "types", "1,,2" },
		{ "types", "" },
		{ "echo", "maybe" },
		{ "spdm-key", "" },
		{ "misbehave", "badly" },
		{ "colour", "red" },
	};
	struct target_config t;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		target_config_init(&t, "device");
		assert_int_equal(target_config_set(&t, bad[i][0], bad[i][1],
						   error),
				 -EINVAL);
		assert_non_null(strstr(error, bad[i][0]));
	}
}

static void key_given_twice_is_refused(void **state)
{
	struct target_config t = TARGET("bus", "left");

	(void)state;
	assert_int_equal(target_config_set(&t, "bus", "left", error), -EINVAL);
	assert_string_equal(error, "bus is given twice");
}

static int load(struct target_configs *config, const char *text)
{
	char path[] = "/tmp/test-target-config.XXXXXX";
	int fd = mkstemp(path);
	int err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	*config = (struct target_configs){ 0 };
	err = target_configs_load(config, path, error);
	unlink(path);
	return err;
}

static void file_has_a_section_per_device(void **state)
{
	struct target_configs config;

	(void)state;
	assert_int_equal(load(&config, "[fan]\nbus = left\npid = 1\n"
				       "echo = yes\n; a comment\n"
				       "[psu]\nbus = right\npid = 2\n"
				       "echo = no\nno-hotjoin = yes\n"),
			 0);
	assert_int_equal(config.count, 2);
	assert_string_equal(config.targets[0].name, "fan");
	assert_true(config.targets[0].echo);
	assert_string_equal(config.targets[1].bus, "right");
	assert_false(config.targets[1].echo);
	assert_true(config.targets[1].no_hotjoin);
	target_configs_done(&config);
}

static void file_errors_have_line_and_reason(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
		{ "[fan]\nbus = left\npid = 0\n", ":3: pid 0" },
		{ "[fan]\nbus = left\nfoo = 1\n", ":3: unknown key foo" },
		{ "bus = left\n", ":1: a key before the first section" },
		{ "[fan]\nbus = left\n", ": [fan] pid is missing" },
		{ "[fan]\nbus left\n", ":2: neither section nor key" },
		{ "[fan\nbus = left\n", ":1: " },
		{ "", ": no device in it" },
	};
	struct target_configs config;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(load(&config, cases[i].text), -EINVAL);
		assert_non_null(strstr(error, cases[i].want));
		target_configs_done(&config);
	}
}

static void file_with_a_section_too_many_is_refused(void **state)
{
	static char text[64 * (TARGET_CONFIGS_MAX + 1)];
	struct target_configs config;
	char *p = text;

	(void)state;
	for (int i = 0; i < TARGET_CONFIGS_MAX; i++)
		p += sprintf(p, "[t%d]\nbus = b\npid = %x\n", i, i + 1);
	assert_int_equal(load(&config, text), 0);
	assert_int_equal(config.count, TARGET_CONFIGS_MAX);
	target_configs_done(&config);
	sprintf(p, "[last]\nbus = b\npid = ffff\n");
	assert_int_equal(load(&config, text), -EINVAL);
	assert_non_null(strstr(error, "more than 256 sections"));
	target_configs_done(&config);
}

static void missing_file_is_named(void **state)
{
	struct target_configs config = { 0 };

	(void)state;
	assert_int_equal(target_configs_load(&config, "/nowhere/at/all", error),
			 -ENOENT);
	assert_string_equal(error,
			    "/nowhere/at/all: No such file or directory");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_has_defaults),
		cmocka_unit_test(types_follow_from_what_it_speaks),
		cmocka_unit_test(lengths_follow_from_the_packet_size),
		cmocka_unit_test(missing_keys_are_named),
		cmocka_unit_test(values_out_of_range_are_refused),
		cmocka_unit_test(key_given_twice_is_refused),
		cmocka_unit_test(file_has_a_section_per_device),
		cmocka_unit_test(file_errors_have_line_and_reason),
		cmocka_unit_test(file_with_a_section_too_many_is_refused),
		cmocka_unit_test(missing_file_is_named),
	};

	return cmocka_run_group_tests_name("target-config", tests, NULL, NULL);
}
