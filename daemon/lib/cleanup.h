/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scope-bound ownership: a local declared with one of these attributes
 * releases what it holds when it goes out of scope, unless it was taken.
 */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))

/* Defines fn##p() for use with _cleanup_() from a destructor of a pointer. */
#define DEFINE_CLEANUP(type, fn)                                               \
	static inline void fn##p(type *p)                                      \
	{                                                                      \
		if (*p)                                                        \
			fn(*p);                                                \
	}                                                                      \
	struct cleanup_##fn##_semicolon

/* Hands the pointer over: its value, with the variable set to NULL. */
#define take_ptr(p)                                                            \
	({                                                                     \
		__typeof__(p) _taken = (p);                                    \
		(p) = NULL;                                                    \
		_taken;                                                        \
	})

/* Hands a file descriptor over: its value, with the variable set to -1. */
#define take_fd(fd)                                                            \
	({                                                                     \
		int _taken = (fd);                                             \
		(fd) = -1;                                                     \
		_taken;                                                        \
	})

static inline void freep(void *p)
{
	free(*(void **)p);
}

static inline void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define _cleanup_free_ _cleanup_(freep)
#define _cleanup_close_ _cleanup_(closep)
