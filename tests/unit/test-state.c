// SPDX-License-Identifier: Apache-2.0
/*
 * The state file: what is kept, and what is done with a damaged one.
 */
#include "daemon.h"

#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static char path[96];
static const uint8_t pid_a[6] = { 0x04, 0xcc, 0, 0, 0, 1 };
static const uint8_t pid_b[6] = { 0x04, 0xcc, 0, 0, 0, 2 };

static int setup(void **s)
{
	(void)s;
	fake_reset();
	strcpy(dir, "/tmp/test-state.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/state", dir);
	return 0;
}

static int teardown(void **s)
{
	(void)s;
	unlink(path);
	rmdir(dir);
	assert_true(list_is_empty(&fake_timers));
	return 0;
}

static struct state *open_state(void)
{
	struct state *state;

	assert_int_equal(state_new(&fake_timers_all, path, &state), 0);
	return state;
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void assert_file(const char *expected)
{
	char text[4096] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, expected);
}

static void what_is_set_is_read_back(void **s)
{
	struct state *state = open_state();

	(void)s;
	assert_int_equal(state_get_eid(state, 1, "l0", pid_a, 6), 0);
	state_set_eid(state, 1, "l0", pid_a, 6, 10);
	state_set_eid(state, 1, "l1", pid_a, 6, 11);
	state_set_eid(state, 2, "l0", pid_b, 6, 10);
	state = state_free(state);
	assert_file("mctpd-state 1\n"
		    "endpoint 1 10 l0 04cc00000001\n"
		    "endpoint 1 11 l1 04cc00000001\n"
		    "endpoint 2 10 l0 04cc00000002\n"
		    "end 3\n");
	state = open_state();
	assert_int_equal(state_get_eid(state, 1, "l0", pid_a, 6), 10);
	assert_int_equal(state_get_eid(state, 1, "l1", pid_a, 6), 11);
	/* a device that moved to another link */
	assert_int_equal(state_get_eid(state, 2, "l9", pid_b, 6), 10);
	assert_int_equal(state_get_eid(state, 1, "l0", pid_b, 6), 0);
	state_forget(state, 1, "l0", pid_a, 6);
	assert_int_equal(state_count(state), 2);
	state_free(state);
}

static void changes_are_written_together_and_soon(void **s)
{
	struct state *state = open_state();

	(void)s;
	state_set_eid(state, 1, "l0", pid_a, 6, 10);
	assert_int_not_equal(access(path, F_OK), 0);
	fake_run(200 * MS);
	assert_int_equal(access(path, F_OK), 0);
	/* nothing new, nothing written */
	unlink(path);
	state_set_eid(state, 1, "l0", pid_a, 6, 10);
	fake_run(1 * S);
	assert_int_not_equal(access(path, F_OK), 0);
	state_free(state);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void directory_is_made(void **s)
{
	struct state *state;

	(void)s;
	rmdir(dir);
	state = open_state();
	state_set_eid(state, 1, "l0", pid_a, 6, 10);
	state_free(state);
	assert_int_equal(access(path, F_OK), 0);
}

static void no_path_means_no_file(void **s)
{
	struct state *state;

	(void)s;
	assert_int_equal(state_new(&fake_timers_all, "", &state), 0);
	state_set_eid(state, 1, "l0", pid_a, 6, 10);
	fake_run(1 * S);
	assert_int_equal(state_get_eid(state, 1, "l0", pid_a, 6), 10);
	state_free(state);
}

static void damaged_files_are_as_good_as_none(void **s)
{
	static const char *const bad[] = {
		"",
		"mctpd-state 2\nend 0\n",
		"mctpd-state 1\n",
		"mctpd-state 1\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0 04cc00000001\n",
		"mctpd-state 1\nendpoint 1 10 l0 04cc00000001\nend 2\n",
		"mctpd-state 1\nendpoint 1 7 l0 04cc00000001\nend 1\n",
		"mctpd-state 1\nendpoint 1 255 l0 04cc00000001\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0 04cc0000000\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0 04cx00000001\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0 04cc00000001 x\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0123456789abcdef 04\nend 1\n",
		"mctpd-state 1\nendpoint 1 10 l0 04cc00000001\n"
		"endpoint 1 11 l0 04cc00000001\nend 2\n",
		"mctpd-state 1\nend 0\nendpoint 1 10 l0 04cc00000001\n",
	};

	(void)s;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct state *state;

		write_file(bad[i]);
		state = open_state();
		if (state_count(state))
			fail_msg("accepted: %s", bad[i]);
		/* and can be used */
		state_set_eid(state, 1, "l0", pid_a, 6, 10);
		state_free(state);
		assert_file("mctpd-state 1\nendpoint 1 10 l0 04cc00000001\n"
			    "end 1\n");
	}
}

static void every_truncation_is_noticed(void **s)
{
	static const char good[] = "mctpd-state 1\n"
				   "endpoint 1 10 l0 04cc00000001\n"
				   "end 1\n";
	char text[sizeof(good)];

	(void)s;
	/* but for the last newline */
	for (size_t len = 0; len < sizeof(good) - 2; len++) {
		struct state *state;

		memcpy(text, good, len);
		text[len] = '\0';
		write_file(text);
		state = open_state();
		if (state_count(state))
			fail_msg("accepted: %s", text);
		state_free(state);
	}
}

static void size_and_number_are_bounded(void **s)
{
	struct state *state;
	uint8_t pid[6] = { 0 };
	FILE *file;

	(void)s;
	file = fopen(path, "w");
	for (size_t i = 0; i <= STATE_FILE_MAX; i++)
		fputc('\n', file);
	fclose(file);
	state = open_state();
	assert_int_equal(state_count(state), 0);
	for (unsigned int i = 0; i <= STATE_ENTRIES_MAX; i++) {
		pid[4] = i >> 8;
		pid[5] = i;
		state_set_eid(state, 1, "l0", pid, 6, 10);
	}
	/* the first one has made room */
	assert_int_equal(state_count(state), STATE_ENTRIES_MAX);
	memset(pid, 0, sizeof(pid));
	assert_int_equal(state_get_eid(state, 1, "l0", pid, 6), 0);
	pid[5] = 1;
	assert_int_equal(state_get_eid(state, 1, "l0", pid, 6), 10);
	state_free(state);
	state = open_state();
	assert_int_equal(state_count(state), STATE_ENTRIES_MAX);
	state_free(state);
	/* one more than fits is not of our making */
	file = fopen(path, "w");
	fputs("mctpd-state 1\n", file);
	for (unsigned int i = 0; i <= STATE_ENTRIES_MAX; i++)
		fprintf(file, "endpoint 1 10 l0 %06x\n", i);
	fprintf(file, "end %u\n", STATE_ENTRIES_MAX + 1);
	fclose(file);
	state = open_state();
	assert_int_equal(state_count(state), 0);
	state_free(state);
}

static void symbolic_link_is_not_followed(void **s)
{
	char target[128], temporary[128];
	struct state *state = open_state();

	(void)s;
	snprintf(target, sizeof(target), "%s/precious", dir);
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	assert_int_equal(symlink(target, temporary), 0);
	state_set_eid(state, 1, "l0", pid_a, 6, 10);
	state_free(state);
	assert_int_not_equal(access(target, F_OK), 0);
	assert_int_not_equal(access(path, F_OK), 0);
	unlink(temporary);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_set_is_read_back),
		TEST(changes_are_written_together_and_soon),
		TEST(directory_is_made),
		TEST(no_path_means_no_file),
		TEST(damaged_files_are_as_good_as_none),
		TEST(every_truncation_is_noticed),
		TEST(size_and_number_are_bounded),
		TEST(symbolic_link_is_not_followed),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
