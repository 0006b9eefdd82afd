// SPDX-License-Identifier: GPL-2.0-only
/*
 * MCTP over I3C, DSP0233: module init and exit.
 */
#include "mctp-i3c.h"

#include <linux/init.h>
#include <linux/module.h>

static int __init mctp_i3c_init(void)
{
	int rc;

	rc = mctp_i3c_select_init();
	if (rc)
		return rc;

	rc = mctp_i3c_buses_init();
	if (rc)
		return rc;

	mctp_i3c_sysfs_init();
	rc = mctp_i3c_targets_init();
	if (rc)
		goto err_buses_exit;

	return 0;

err_buses_exit:
	mctp_i3c_buses_exit();
	return rc;
}
module_init(mctp_i3c_init);

static void __exit mctp_i3c_exit(void)
{
	mctp_i3c_targets_exit();
	mctp_i3c_buses_exit();
}
module_exit(mctp_i3c_exit);

MODULE_DESCRIPTION("MCTP over I3C (DSP0233)");
MODULE_AUTHOR("mctp-i3c authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(PROJECT_VERSION);
