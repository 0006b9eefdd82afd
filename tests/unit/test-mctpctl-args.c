// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl's arguments and options, at and beyond every limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mctpctl/args.h"
#include "mctpctl/help.h"
#include "mctpctl/options.h"

static void eid_is_unicast(void **state)
{
	static const char *const bad[] = { "0",
					   "1",
					   "7",
					   "255",
					   "256",
					   "-8",
					   "",
					   " 8",
					   "8 ",
					   "8x",
					   "0x",
					   "x8",
					   "08000000000000000000000",
					   "1e1" };
	uint8_t eid = 99;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(args_eid(bad[i], &eid), CLI_USAGE);
	assert_int_equal(eid, 99);
	assert_int_equal(args_eid("8", &eid), CLI_OK);
	assert_int_equal(eid, 8);
	assert_int_equal(args_eid("254", &eid), CLI_OK);
	assert_int_equal(eid, 254);
	assert_int_equal(args_eid("0x1F", &eid), CLI_OK);
	assert_int_equal(eid, 31);
}

static void eid_range_is_ordered_and_unicast(void **state)
{
	static const char *const bad[] = { "7-9", "9-8",     "250-255", "9-",
					   "-9",  "9-10-11", "9--10",	"" };
	uint8_t first = 0, last = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(args_eid_range(bad[i], &first, &last),
				 CLI_USAGE);
	assert_int_equal(args_eid_range("9", &first, &last), CLI_OK);
	assert_int_equal(first, 9);
	assert_int_equal(last, 9);
	assert_int_equal(args_eid_range("8-254", &first, &last), CLI_OK);
	assert_int_equal(first, 8);
	assert_int_equal(last, 254);
}

static void network_is_32_bits_and_not_any(void **state)
{
	uint32_t net = 0;

	(void)state;
	assert_int_equal(args_net("0", &net), CLI_USAGE);
	assert_int_equal(args_net("4294967296", &net), CLI_USAGE);
	assert_int_equal(args_net("18446744073709551617", &net), CLI_USAGE);
	assert_int_equal(args_net("4294967295", &net), CLI_OK);
	assert_int_equal(net, UINT32_MAX);
}

static void gateway_is_network_and_eid(void **state)
{
	static const char *const bad[] = {
		"9", "1,", ",9", "0,9", "1,7", "1,2,9", "4294967296,9", "a,9"
	};
	uint32_t net = 0;
	uint8_t eid = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(args_net_eid(bad[i], &net, &eid), CLI_USAGE);
	assert_int_equal(args_net_eid("3,9", &net, &eid), CLI_OK);
	assert_int_equal(net, 3);
	assert_int_equal(eid, 9);
}

static void address_takes_both_spellings(void **state)
{
	static const uint8_t pid[] = { 0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f };
	static const char *const good[] = { "0a1b2c3d4e5f", "0A1B2C3D4E5F",
					    "0x0a1b2c3d4e5f",
					    "0a:1b:2c:3d:4e:5f" };
	struct args_hwaddr a;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(args_hwaddr(good[i], &a), CLI_OK);
		assert_int_equal(a.len, sizeof(pid));
		assert_memory_equal(a.bytes, pid, sizeof(pid));
	}
}

static void address_refuses_the_rest(void **state)
{
	static const char *const bad[] = { "",	     "0x",	"0a1",
					   "0g",     "0a:1b:",	":0a",
					   "0a::1b", "0a1b:2c", "0a 1b" };
	char text[2 * (ARGS_HWADDR_MAX + 1) + 1];
	struct args_hwaddr a;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(args_hwaddr(bad[i], &a), CLI_USAGE);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(args_hwaddr(text, &a), CLI_USAGE);
	text[sizeof(text) - 3] = '\0';
	assert_int_equal(args_hwaddr(text, &a), CLI_OK);
	assert_int_equal(a.len, ARGS_HWADDR_MAX);
}

static void seconds_take_a_fraction(void **state)
{
	static const char *const bad[] = {
		"",   ".",  "0",     "0.0009", "3600.1", "3601",
		"1s", "-1", "1.2.3", "0x1",    "1e3",	 "99999999999999999999"
	};
	uint64_t us = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(args_seconds(bad[i], "time", &us), CLI_USAGE);
	assert_int_equal(args_seconds("0.001", "time", &us), CLI_OK);
	assert_int_equal(us, 1000);
	assert_int_equal(args_seconds("3600", "time", &us), CLI_OK);
	assert_true(us == 3600000000);
	assert_int_equal(args_seconds("1.5", "time", &us), CLI_OK);
	assert_int_equal(us, 1500000);
	assert_int_equal(args_seconds(".25", "time", &us), CLI_OK);
	assert_int_equal(us, 250000);
}

/* The first word is the program; at most eight. */
static int parse(const char *const *words, struct options *ret_options)
{
	char copies[8][32], *argv[9] = { "mctpctl" };
	int argc = 1;

	for (; *words; words++, argc++) {
		snprintf(copies[argc], sizeof(copies[0]), "%s", *words);
		argv[argc] = copies[argc];
	}
	argv[argc] = NULL;
	return options_parse(argc, argv, ret_options);
}

#define PARSE(o, ...) parse((const char *const[]){ __VA_ARGS__, NULL }, o)

static void options_stand_anywhere(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(PARSE(&o, "--json", "link", "--no-legend", "list",
			       "--timeout=2"),
			 CLI_OK);
	assert_true(o.cli.out.json);
	assert_false(o.cli.out.legend);
	assert_int_equal(o.cli.timeout_us, 2000000);
	assert_int_equal(o.n_words, 2);
	assert_int_equal(PARSE(&o, "a", "--", "--json", "-x"), CLI_OK);
	assert_false(o.cli.out.json);
	assert_int_equal(o.n_words, 3);
}

static void options_are_not_abbreviated(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(PARSE(&o, "--js"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--jsonx"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "-j"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "-hV"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "-h"), CLI_OK);
	assert_true(o.help);
}

static void options_check_their_values(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(PARSE(&o, "--net"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--net", "0"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--json=yes"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--color", "red"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--size", "1"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--size", "65536"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--size", "65535"), CLI_OK);
	assert_int_equal(o.cli.size, 65535);
	assert_int_equal(PARSE(&o, "--count", "0"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--count", "1000001"), CLI_USAGE);
	assert_int_equal(PARSE(&o, "--color=always"), CLI_OK);
	assert_true(o.cli.out.color);
}

static void words_have_a_limit(void **state)
{
	char *argv[OPTIONS_WORDS_MAX + 3] = { "mctpctl" };
	struct options o;

	(void)state;
	for (int i = 1; i <= OPTIONS_WORDS_MAX + 1; i++)
		argv[i] = "w";
	assert_int_equal(options_parse(OPTIONS_WORDS_MAX + 2, argv, &o),
			 CLI_USAGE);
	argv[OPTIONS_WORDS_MAX + 1] = NULL;
	assert_int_equal(options_parse(OPTIONS_WORDS_MAX + 1, argv, &o),
			 CLI_OK);
}

static void near_words_are_suggested(void **state)
{
	(void)state;
	assert_string_equal(help_nearest_object("endpiont"), "endpoint");
	assert_string_equal(help_nearest_object("addr"), "address");
	assert_string_equal(help_nearest_object("links"), "link");
	assert_null(help_nearest_object("teapot"));
	assert_null(help_nearest_object(""));
	assert_null(help_nearest_object("xndpointendpointendpointendpoint"));
	assert_string_equal(help_nearest_verb("route", "delete"), "del");
	assert_string_equal(help_nearest_verb("route", "lsit"), "list");
	assert_null(help_nearest_verb("route", "attest"));
}

static void table_is_well_formed(void **state)
{
	(void)state;
	for (const struct command *c = commands; c->object; c++) {
		assert_non_null(c->verb);
		assert_non_null(c->run);
		assert_true(c->min <= c->max);
		assert_true(c->max < OPTIONS_WORDS_MAX - 1);
		assert_true(*c->help);
		for (const struct command *d = c + 1; d->object; d++)
			assert_false(!strcmp(c->object, d->object) &&
				     !strcmp(c->verb, d->verb));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eid_is_unicast),
		cmocka_unit_test(eid_range_is_ordered_and_unicast),
		cmocka_unit_test(network_is_32_bits_and_not_any),
		cmocka_unit_test(gateway_is_network_and_eid),
		cmocka_unit_test(address_takes_both_spellings),
		cmocka_unit_test(address_refuses_the_rest),
		cmocka_unit_test(seconds_take_a_fraction),
		cmocka_unit_test(options_stand_anywhere),
		cmocka_unit_test(options_are_not_abbreviated),
		cmocka_unit_test(options_check_their_values),
		cmocka_unit_test(words_have_a_limit),
		cmocka_unit_test(near_words_are_suggested),
		cmocka_unit_test(table_is_well_formed),
	};

	return cmocka_run_group_tests_name("mctpctl-args", tests, NULL, NULL);
}
