/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole text files of bounded size.
 */
#pragma once

#include <stddef.h>

/*
 * Reads all of @path, NUL terminated; the caller frees it. -EFBIG above @max
 * bytes, -EILSEQ when it has a NUL byte, otherwise the errno of the system.
 */
int file_read_text(const char *path, size_t max, char **ret_text);
