/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before arch/um/kernel/stacktrace.c of debug kernels of 7.x, which
 * asks of every word of the stack whether it is a code address. The answer
 * takes rcu_read_lock(), which lockdep looks at, which blocks signals, a
 * system call of the host: a hundred programs take two minutes to start. Most
 * words are no code address at first sight.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/sections.h>

static inline bool may_be_text(unsigned long addr)
{
	return __is_kernel_text(addr) || is_kernel_inittext(addr) ||
	       (addr >= VMALLOC_START && addr < VMALLOC_END);
}

#define __kernel_text_address(addr) \
	(may_be_text(addr) && (__kernel_text_address)(addr))
