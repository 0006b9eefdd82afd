// SPDX-License-Identifier: Apache-2.0
/* Whole text files: what fits, what does not, what is no text. */
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

#include "lib/cleanup.h"
#include "lib/file.h"

#define LIMIT	16

static char path[] = "/tmp/test-file-XXXXXX";

static int read_back(const char *content, size_t len, char **ret_text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	return file_read_text(path, LIMIT, ret_text);
}

static void file_of_the_limit_is_read_whole(void **state)
{
	_cleanup_free_ char *text = NULL;

	(void)state;
	assert_int_equal(read_back("0123456789abcde\n", LIMIT, &text), 0);
	assert_string_equal(text, "0123456789abcde\n");
}

static void empty_file_is_an_empty_text(void **state)
{
	_cleanup_free_ char *text = NULL;

	(void)state;
	assert_int_equal(read_back("", 0, &text), 0);
	assert_string_equal(text, "");
}

static void file_above_the_limit_is_refused(void **state)
{
	char *text = NULL;

	(void)state;
	assert_int_equal(read_back("0123456789abcdef\n", LIMIT + 1, &text),
			 -EFBIG);
	assert_null(text);
}

static void file_with_a_nul_byte_is_refused(void **state)
{
	char *text = NULL;

	(void)state;
	assert_int_equal(read_back("a\0b", 3, &text), -EILSEQ);
	assert_null(text);
}

static void missing_file_is_told_from_a_bad_one(void **state)
{
	char *text = NULL;

	(void)state;
	assert_int_equal(file_read_text("/nonexistent/file", LIMIT, &text),
			 -ENOENT);
	assert_int_equal(file_read_text("/tmp", LIMIT, &text), -EISDIR);
	assert_null(text);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? fd : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_of_the_limit_is_read_whole),
		cmocka_unit_test(empty_file_is_an_empty_text),
		cmocka_unit_test(file_above_the_limit_is_refused),
		cmocka_unit_test(file_with_a_nul_byte_is_refused),
		cmocka_unit_test(missing_file_is_told_from_a_bad_one),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
