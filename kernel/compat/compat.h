/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Force-included in every file of our modules. What one supported kernel has
 * and another lacks is levelled out here and in the two files included below;
 * no other file asks which kernel it is built for.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#error "kernels older than 6.12 are not supported"
#endif

#include "compat-net.h"
#include "compat-i3c.h"

#endif
