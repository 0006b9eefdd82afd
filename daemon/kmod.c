// SPDX-License-Identifier: Apache-2.0
/*
 * Kernel modules, by libkmod: once, before the loop runs.
 */
#include "kmod.h"

#include <errno.h>
#include <libkmod.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/log.h"
#include "sysfs.h"

static bool has_mctp(void)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Loads what @alias names and what that needs; no error if there is none. */
static int load(struct kmod_ctx *ctx, const char *alias)
{
	struct kmod_list *found = NULL, *item;
	int r;

	r = kmod_module_new_from_lookup(ctx, alias, &found);
	if (r < 0)
		return r;
	kmod_list_foreach(item, found) {
		struct kmod_module *module = kmod_module_get_module(item);

		r = kmod_module_probe_insert_module(module,
						    KMOD_PROBE_APPLY_BLACKLIST,
						    NULL, NULL, NULL, NULL);
		if (r < 0)
			log_warning("module %s: %s",
				    kmod_module_get_name(module), strerror(-r));
		else
			log_debug("module %s is loaded",
				  kmod_module_get_name(module));
		kmod_module_unref(module);
	}
	kmod_module_unref_list(found);
	return r;
}

int kmod_prepare(char *error, size_t error_size)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);
	int r = 0;

	if (!ctx) {
		snprintf(error, error_size, "libkmod: out of memory");
		return -ENOMEM;
	}
	kmod_load_resources(ctx);
	if (!sysfs_has_i3c(SYSFS_ROOT))
		load(ctx, "i3c");
	if (!has_mctp())
		load(ctx, "net-pf-45");
	if (!sysfs_has_i3c(SYSFS_ROOT)) {
		snprintf(error, error_size,
			 "this kernel has no I3C: it needs CONFIG_I3C");
		r = -ENODEV;
	} else if (!has_mctp()) {
		snprintf(
			error, error_size,
			"this kernel has no AF_MCTP: it needs CONFIG_MCTP or the module mctp");
		r = -EAFNOSUPPORT;
	} else if (access(SYSFS_ROOT "/bus/i3c/drivers/mctp-i3c", F_OK) < 0) {
		/* the only module there is for DCR 0xCC */
		load(ctx, "mctp_i3c");
	}
	kmod_unref(ctx);
	return r;
}
