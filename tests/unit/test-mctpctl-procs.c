// SPDX-License-Identifier: Apache-2.0
/*
 * Which processes have a socket open, out of a /proc made for the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "mctpctl/procs.h"

static char root[] = "/tmp/test-procs.XXXXXX";

static void add_process(const char *pid, const char *comm)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", root, pid);
	assert_int_equal(mkdir(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/%s/fd", root, pid);
	assert_int_equal(mkdir(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/%s/comm", root, pid);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(comm, f);
	fclose(f);
}

static void add_file(const char *pid, int fd, const char *target)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s/fd/%d", root, pid, fd);
	assert_int_equal(symlink(target, path), 0);
}

static size_t count(const struct procs *procs, uint64_t inode, pid_t pid,
		    const char *program)
{
	size_t n = 0;

	for (size_t i = 0; i < procs->n; i++)
		n += procs->entries[i].inode == inode &&
		     procs->entries[i].pid == pid &&
		     !strcmp(procs->entries[i].program, program);
	return n;
}

static void sockets_have_their_processes(void **state)
{
	struct procs procs;

	(void)state;
	add_process("12", "one two\n");
	add_file("12", 0, "/dev/null");
	add_file("12", 3, "socket:[77]");
	add_file("12", 4, "socket:[78]");
	add_file("12", 5, "socket:[77]");
	add_process("13", "three\n");
	add_file("13", 0, "socket:[77]");
	assert_int_equal(procs_read(root, &procs), 0);
	assert_int_equal(procs.n, 3);
	assert_int_equal(count(&procs, 77, 12, "one two"), 1);
	assert_int_equal(count(&procs, 78, 12, "one two"), 1);
	assert_int_equal(count(&procs, 77, 13, "three"), 1);
	procs_done(&procs);
}

static void what_only_looks_like_it_is_left_out(void **state)
{
	static const char *const targets[] = {
		"socket:[]", "socket:[5", "socket:5]", "socket:[x]",
		"anon_inode:[5]", "/tmp/socket:[5]"
	};
	struct procs procs;

	(void)state;
	add_process("12x", "no process\n");
	add_file("12x", 0, "socket:[5]");
	add_process("014", "no process\n");
	add_file("014", 0, "socket:[5]");
	add_process("15", "process\n");
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		add_file("15", i, targets[i]);
	assert_int_equal(procs_read(root, &procs), 0);
	assert_int_equal(procs.n, 0);
	procs_done(&procs);
}

static void processes_that_are_gone_are_left_out(void **state)
{
	char path[128];
	struct procs procs;

	(void)state;
	snprintf(path, sizeof(path), "%s/16", root);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(procs_read(root, &procs), 0);
	assert_int_equal(procs.n, 0);
	procs_done(&procs);
	assert_int_equal(procs_read("/nonexistent", &procs), -2);
}

static int make_root(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
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
		TEST(sockets_have_their_processes),
		TEST(what_only_looks_like_it_is_left_out),
		TEST(processes_that_are_gone_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
