/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings that may come from a device, made safe for a terminal and for JSON.
 * Control characters (C0, DEL and C1) and bytes that are not UTF-8 never
 * reach the output as they are.
 */
#pragma once

#include <stdio.h>

/* Writes @s for a terminal, escaping as \xNN; returns the columns used. */
size_t text_print(FILE *f, const char *s);
/* The columns text_print() would use. */
size_t text_width(const char *s);
/* Writes @s as a JSON string, quotes included; bad bytes become U+FFFD. */
void text_print_json(FILE *f, const char *s);
