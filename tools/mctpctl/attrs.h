/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory of files with one value each, as sysfs and configfs have:
 * read into values, and set by arguments KEY=VALUE.
 */
#pragma once

#include "cli.h"

/* The value without its newline, to be freed; NULL when it cannot be read. */
char *attrs_get(const char *dir, const char *name);
/* False when it is no decimal or 0x-hexadecimal number of 64 bits. */
bool attrs_get_number(const char *dir, const char *name, uint64_t *ret_n);

/*
 * Adds every file that can be read, by name: a decimal number as number, -1,
 * which stands for none, as null, pid as below and anything else as string.
 */
void attrs_add(struct value *object, const char *dir);
/* A Provisioned ID from hexadecimal text, in 12 digits; null for 0. */
void attrs_add_pid(struct value *object, const char *key, const char *text);

/* Names of files, or of directories, in order; NULL where there is no @dir. */
struct value *attrs_files(const char *dir, bool writable);
struct value *attrs_directories(const char *dir);

/* Where attributes are set, and how to say so. */
struct attrs_place {
	const char *dir;
	const char *what; /* "sim b0" */
	/* what to do about EBUSY and ENODEV; may be NULL */
	const char *busy_hint, *nodev_hint;
};

/*
 * Writes KEY=VALUE... in this order. Nothing is written when a key is not
 * there. CLI_OK, or an exit code after saying what is wrong.
 */
int attrs_set(const struct attrs_place *place, int n, char *const *settings);
/* The value that @settings have for @key, the last one; NULL: none. */
const char *attrs_setting(int n, char *const *settings, const char *key);
/* Says why something could not be done; returns CLI_FAILED. */
int attrs_fail(const struct attrs_place *place, int error, const char *doing);
