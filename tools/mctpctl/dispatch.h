/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a parsed command line to the function of the verb.
 */
#pragma once

#include "options.h"

/* Returns the exit code. */
int dispatch(struct options *options);
