/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes as hexadecimal text and back.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Writes 2 * @len digits and a NUL, or an empty string if they do not fit. */
char *hex_format(const uint8_t *bytes, size_t len, char *text,
		 size_t text_size);
/* The number of bytes; -EINVAL for other characters, half bytes, too many. */
long hex_parse(const char *text, uint8_t *bytes, size_t size);
