/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernel modules: what the daemon needs, loaded if the kernel lacks it.
 */
#pragma once

#include <stddef.h>

/* With an error, @error says in one line what is missing. */
int kmod_prepare(char *error, size_t error_size);
