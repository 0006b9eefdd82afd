// SPDX-License-Identifier: Apache-2.0
/*
 * Attributes, and the directories of i3c-sim, in a made-up configfs: its files
 * are there beforehand, and a new directory has none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "mctpctl/sim.h"

static char root[] = "/tmp/test-sim.XXXXXX";

static char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static void make_file(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path_of(name), mode), 0);
}

static void make_dir(const char *name)
{
	assert_int_equal(mkdir(path_of(name), 0755), 0);
}

static void expect_file(const char *name, const char *expected)
{
	char text[256] = "";
	FILE *f = fopen(path_of(name), "r");

	assert_non_null(f);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, f), strlen(expected));
	fclose(f);
	assert_string_equal(text, expected);
}

static void populate(void)
{
	make_dir("b0");
	make_file("b0/live", "1\n", 0644);
	make_file("b0/bus", "-1\n", 0444);
	make_file("b0/clock_hz", "12500000\n", 0644);
	make_file("b0/seed", "18446744073709551615\n", 0644);
	make_file("b0/daa", "", 0200);
	make_dir("b0/stats");
	make_file("b0/stats/writes", "7\n", 0444);
	make_dir("b0/targets");
	make_dir("b0/targets/fan");
	make_file("b0/targets/fan/pid", "0x04cc00000001\n", 0644);
	make_file("b0/targets/fan/bcr", "0x06\n", 0644);
	make_dir("b0/faults");
}

static void bus_reads_as_numbers_strings_and_null(void **state)
{
	_cleanup_value_ struct value *bus = NULL;

	(void)state;
	populate();
	bus = sim_read_bus("b0", false);
	assert_string_equal(value_get(bus, "name")->string, "b0");
	assert_int_equal(value_get(bus, "clock_hz")->number, 12500000);
	assert_true(value_get(bus, "seed")->number == UINT64_MAX);
	assert_int_equal(value_get(bus, "bus")->kind, VALUE_NULL);
	assert_null(value_get(bus, "daa"));
	assert_int_equal(value_get(bus, "stats.writes")->number, 7);
	assert_int_equal(value_get(bus, "targets")->count, 1);
	assert_string_equal(
		value_get(value_get(bus, "targets")->first, "pid")->string,
		"04cc00000001");
	assert_string_equal(
		value_get(value_get(bus, "targets")->first, "bcr")->string,
		"0x06");
	assert_int_equal(value_get(bus, "faults")->count, 0);
}

static int set(int n, char **settings)
{
	struct sim_place bus;

	assert_int_equal(sim_find_bus("b0", &bus), CLI_OK);
	return attrs_set(&bus.attrs, n, settings);
}

static void settings_are_written_in_order(void **state)
{
	char *settings[] = { "clock_hz=1", "seed=", "clock_hz=2=3" };

	(void)state;
	populate();
	assert_int_equal(set(3, settings), CLI_OK);
	expect_file("b0/clock_hz", "2=3\n");
	expect_file("b0/seed", "\n");
}

static void nothing_is_written_when_a_key_is_wrong(void **state)
{
	static char *wrong[] = { "clok_hz=1", "clock=1",	"x=1",
				 "=1",	      "bus=1",		"clock_hz",
				 "stats=1",   "stats/writes=1", "../b0/live=1",
				 "" };

	(void)state;
	populate();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char *settings[] = { "clock_hz=1", wrong[i] };

		assert_int_equal(set(2, settings), CLI_USAGE);
	}
	expect_file("b0/clock_hz", "12500000\n");
}

static void pids_are_hexadecimal(void **state)
{
	char *with[] = { "pid=0x04cc00000002" }, *bare[] = { "pid=04cc31" };
	struct sim_place fan;

	(void)state;
	populate();
	assert_int_equal(sim_new_place(path_of("b0"), "target", "b0", "fan",
				       &fan),
			 CLI_OK);
	assert_string_equal(fan.what, "sim b0 target fan");
	assert_int_equal(attrs_set(&fan.attrs, 1, with), CLI_OK);
	expect_file("b0/targets/fan/pid", "0x04cc00000002\n");
	assert_int_equal(attrs_set(&fan.attrs, 1, bare), CLI_OK);
	expect_file("b0/targets/fan/pid", "0x04cc31\n");
}

static void last_setting_of_a_key_counts(void **state)
{
	char *settings[] = { "live=1", "lives=2", "live=0", "liv=3" };

	(void)state;
	assert_string_equal(attrs_setting(4, settings, "live"), "0");
	assert_null(attrs_setting(4, settings, "seed"));
}

static void what_cannot_be_set_up_is_not_left_behind(void **state)
{
	char *settings[] = { "clock_hz=1" };
	struct sim_place bus;

	(void)state;
	assert_int_equal(sim_new_place(NULL, NULL, NULL, "b1", &bus), CLI_OK);
	assert_int_equal(sim_make(&bus, 1, settings, "live=1"), CLI_USAGE);
	assert_int_equal(access(path_of("b1"), F_OK), -1);
	assert_int_equal(sim_make(&bus, 0, NULL, "live=1"), CLI_USAGE);
	assert_int_equal(access(path_of("b1"), F_OK), -1);
}

static void what_exists_is_not_made_again(void **state)
{
	struct sim_place bus;

	(void)state;
	populate();
	assert_int_equal(sim_find_bus("b0", &bus), CLI_OK);
	assert_int_equal(sim_make(&bus, 0, NULL, "live=1"), CLI_FAILED);
	expect_file("b0/live", "1\n");
}

static void names_stay_in_their_directory(void **state)
{
	static const char *const wrong[] = { "",    ".", "..",	".x",
					     "a/b", "/", "../x" };
	struct sim_place bus;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(sim_find_bus(wrong[i], &bus), CLI_USAGE);
	assert_int_equal(sim_find_bus("b7", &bus), CLI_FAILED);
}

static void name_may_have_64_bytes(void **state)
{
	char name[66];
	struct sim_place bus;

	(void)state;
	memset(name, 'a', sizeof(name));
	name[65] = '\0';
	assert_int_equal(sim_new_place(NULL, NULL, NULL, name, &bus),
			 CLI_USAGE);
	name[64] = '\0';
	assert_int_equal(sim_new_place(NULL, NULL, NULL, name, &bus), CLI_OK);
}

static void without_the_module_everything_fails(void **state)
{
	struct sim_place bus;

	(void)state;
	sim_root = "/nonexistent";
	assert_int_equal(sim_check(), CLI_FAILED);
	assert_int_equal(sim_find_bus("b0", &bus), CLI_FAILED);
}

static int make_root(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	sim_root = root;
	return !mkdtemp(root);
}

static int remove_root(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bus_reads_as_numbers_strings_and_null),
		TEST(settings_are_written_in_order),
		TEST(nothing_is_written_when_a_key_is_wrong),
		TEST(pids_are_hexadecimal),
		TEST(last_setting_of_a_key_counts),
		TEST(what_cannot_be_set_up_is_not_left_behind),
		TEST(what_exists_is_not_made_again),
		TEST(names_stay_in_their_directory),
		TEST(name_may_have_64_bytes),
		TEST(without_the_module_everything_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
