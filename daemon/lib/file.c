// SPDX-License-Identifier: Apache-2.0
/*
 * Whole text files of bounded size.
 */
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"

int file_read_text(const char *path, size_t max, char **ret_text)
{
	_cleanup_free_ char *text = malloc(max + 2);
	FILE *file;
	size_t len;
	int r = 0;

	if (!text)
		return -ENOMEM;
	file = fopen(path, "re");
	if (!file)
		return -errno;
	/* one byte more tells a file that fits from one that does not */
	len = fread(text, 1, max + 1, file);
	if (ferror(file))
		r = -errno;
	else if (len > max)
		r = -EFBIG;
	fclose(file);
	if (r < 0)
		return r;
	text[len] = '\0';
	if (strlen(text) != len)
		return -EILSEQ;
	*ret_text = take_ptr(text);
	return 0;
}
