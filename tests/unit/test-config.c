// SPDX-License-Identifier: Apache-2.0
/*
 * What may stand in mctpd.conf, and what is said of the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

static char path[64];
static struct config config;
static char error[512];

static int load(const char *text)
{
	FILE *file;

	strcpy(path, "/tmp/test-config.XXXXXX");
	file = fdopen(mkstemp(path), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	config_init(&config);
	error[0] = '\0';
	return config_load(&config, path, error, sizeof(error));
}

static void cleanup(void)
{
	unlink(path);
}

static void assert_refused(const char *text, const char *complaint)
{
	char expected[512];

	assert_true(load(text) < 0);
	snprintf(expected, sizeof(expected), "%s:%s", path, complaint);
	assert_string_equal(error, expected);
	cleanup();
}

static void empty_file_keeps_the_defaults(void **state)
{
	struct config defaults;

	(void)state;
	config_init(&defaults);
	assert_int_equal(load(""), 0);
	assert_memory_equal(&config, &defaults, sizeof(config));
	cleanup();
}

static void every_key_is_read(void **state)
{
	(void)state;
	assert_int_equal(load("[mctp]\n"
			      "role = endpoint\n"
			      "local-eid = 20\n"
			      "dynamic-eids = 30-40\n"
			      "max-pool-size = 3\n"
			      "mtu = 256\n"
			      "message-timeout-ms = 100\n"
			      "retries = 0\n"
			      "poll-interval-ms = 0\n"
			      "reclaim-time-ms = 6000\n"
			      "uuid = 01234567-89AB-cdef-0123-456789abcdef\n"
			      "; a comment\n"
			      "[state]\n"
			      "file = /run/state\n"
			      "[spdm]\n"
			      "attest = no\n"
			      "session = no\n"
			      "trust = /run/trust\n"
			      "check-dates = no\n"
			      "parallel = 1\n"
			      "max-sessions = 0\n"), 0);
	assert_int_equal(config.role, LINK_ENDPOINT);
	assert_int_equal(config.local_eid, 20);
	assert_int_equal(config.dynamic_first, 30);
	assert_int_equal(config.dynamic_last, 40);
	assert_int_equal(config.max_pool, 3);
	assert_int_equal(config.mtu, 256);
	assert_int_equal(config.timeout_ms, 100);
	assert_int_equal(config.retries, 0);
	assert_int_equal(config.poll_ms, 0);
	assert_int_equal(config.reclaim_ms, 6000);
	assert_true(config.has_uuid);
	assert_int_equal(config.uuid[0], 0x01);
	assert_int_equal(config.uuid[15], 0xef);
	assert_string_equal(config.state_path, "/run/state");
	assert_false(config.attest);
	assert_false(config.session);
	assert_string_equal(config.trust_dir, "/run/trust");
	assert_false(config.check_dates);
	assert_int_equal(config.spdm_parallel, 1);
	assert_int_equal(config.spdm_sessions, 0);
	cleanup();
}

/* The file that is installed says what the defaults are. */
static void installed_file_has_the_defaults(void **state)
{
	struct config defaults;

	(void)state;
	config_init(&defaults);
	config_init(&config);
	if (config_load(&config, "daemon/dist/mctpd.conf", error,
			sizeof(error)) < 0)
		fail_msg("%s", error);
	assert_memory_equal(&config, &defaults, sizeof(config));
}

static void unknown_words_are_errors_with_their_line(void **state)
{
	(void)state;
	assert_refused("[mctp]\n\nlocal-eids = 8\n",
		       "3: unknown key local-eids in [mctp]");
	assert_refused("[mtcp]\nrole = endpoint\n",
		       "2: unknown section [mtcp]");
	assert_refused("role = endpoint\n",
		       "1: role stands before the first section");
	assert_refused("[mctp]\nrole\n",
		       "2: neither [section] nor key = value");
	assert_refused("[mctp\nrole = endpoint\n",
		       "1: neither [section] nor key = value");
	/* the first bad line is the one that is told */
	assert_refused("[mctp]\nx = 1\ny = 2\n",
		       "2: unknown key x in [mctp]");
}

static void values_have_ranges(void **state)
{
	static const struct {
		const char *line;
		const char *complaint;
	} bad[] = {
		{ "role = owner",
		  "role = owner: not bus-owner, endpoint or unknown" },
		{ "local-eid = 7", "local-eid = 7: out of range" },
		{ "local-eid = 255", "local-eid = 255: out of range" },
		{ "local-eid = -8", "local-eid = -8: not a number" },
		{ "local-eid = 8x", "local-eid = 8x: not a number" },
		{ "local-eid =", "local-eid = : not a number" },
		{ "local-eid = 99999999999999999999",
		  "local-eid = 99999999999999999999: out of range" },
		{ "dynamic-eids = 8",
		  "dynamic-eids = 8: not a range FIRST-LAST" },
		{ "dynamic-eids = -8",
		  "dynamic-eids = -8: not a range FIRST-LAST" },
		{ "dynamic-eids = 7-9",
		  "dynamic-eids = 7-9: not EIDs between 8 and 254" },
		{ "dynamic-eids = 8-255",
		  "dynamic-eids = 8-255: not EIDs between 8 and 254" },
		{ "dynamic-eids = 9-8",
		  "dynamic-eids = 9-8: ends before it begins" },
		{ "dynamic-eids = 000000008-9",
		  "dynamic-eids = 000000008-9: not a range FIRST-LAST" },
		{ "mtu = 67", "mtu = 67: out of range" },
		{ "mtu = 65536", "mtu = 65536: out of range" },
		{ "message-timeout-ms = 0",
		  "message-timeout-ms = 0: out of range" },
		{ "message-timeout-ms = 5001",
		  "message-timeout-ms = 5001: out of range" },
		{ "retries = 11", "retries = 11: out of range" },
		{ "uuid = 0123", "uuid = 0123: not a UUID" },
	};
	char text[128], complaint[160];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "[mctp]\n%s\n", bad[i].line);
		snprintf(complaint, sizeof(complaint), "2: %s",
			 bad[i].complaint);
		assert_refused(text, complaint);
	}
	assert_refused("[spdm]\nattest = true\n",
		       "2: attest = true: not yes or no");
	assert_refused("[spdm]\nparallel = 0\n",
		       "2: parallel = 0: out of range");
	assert_refused("[state]\nfile = state\n",
		       "2: file = state: not an absolute path");
}

static void long_lines_are_refused_not_cut(void **state)
{
	char text[400] = "[state]\nfile = /";
	size_t start = strlen("[state]\n");

	(void)state;
	/* a line of 198 bytes is read whole, one of 199 not at all */
	memset(text + strlen(text), 'x', 198 - strlen("file = /"));
	text[start + 198] = '\0';
	assert_int_equal(load(text), 0);
	assert_int_equal(strlen(config.state_path), 198 - strlen("file = "));
	cleanup();
	strcat(text, "x");
	assert_refused(text, "2: line longer than 198 bytes");
}

static void unreadable_files_are_named(void **state)
{
	(void)state;
	assert_int_equal(config_load(&config, "/nonexistent", error,
				     sizeof(error)), -ENOENT);
	assert_string_equal(error, "/nonexistent: No such file or directory");
	assert_int_equal(config_load(&config, "/proc", error, sizeof(error)),
			 -EISDIR);
}

static void binary_and_endless_files_are_refused(void **state)
{
	static const char nul[] = "[mctp]\n\0mtu = 70\n";
	FILE *file;

	(void)state;
	assert_int_equal(load(""), 0);
	file = fopen(path, "w");
	fwrite(nul, 1, sizeof(nul), file);
	fclose(file);
	assert_int_equal(config_load(&config, path, error, sizeof(error)),
			 -EILSEQ);
	cleanup();
	assert_int_equal(config_load(&config, "/dev/zero", error,
				     sizeof(error)), -EFBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_file_keeps_the_defaults),
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(installed_file_has_the_defaults),
		cmocka_unit_test(unknown_words_are_errors_with_their_line),
		cmocka_unit_test(values_have_ranges),
		cmocka_unit_test(long_lines_are_refused_not_cut),
		cmocka_unit_test(unreadable_files_are_named),
		cmocka_unit_test(binary_and_endless_files_are_refused),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
