/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help and suggestions out of the command table.
 */
#pragma once

#include "cli.h"

/* NULL for @object: all objects; NULL for @verb: all verbs of the object. */
void help_print(FILE *f, const char *object, const char *verb);
/* How far @word is from @candidate; from 3 on it is another word. */
size_t help_remoteness(const char *word, const char *candidate);
/* The object nearest to @word, or NULL when none is near. */
const char *help_nearest_object(const char *word);
/* The verb of @object nearest to @word, or NULL when none is near. */
const char *help_nearest_verb(const char *object, const char *word);
