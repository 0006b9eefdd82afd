// SPDX-License-Identifier: GPL-2.0-only
/*
 * Module entry of i3c-sim, a simulated I3C controller. Directories in configfs
 * and open files pin the module, so that the exit finds neither buses nor
 * targets.
 */
#include "i3c-sim.h"

#include <linux/module.h>

#include "pec.h"

static int __init i3c_sim_init(void)
{
	int ret;

	i3c_sim_pec_init();
	ret = i3c_sim_controller_init();
	if (ret)
		return ret;

	ret = i3c_sim_chardev_init();
	if (ret)
		goto err_controller_exit;

	ret = i3c_sim_configfs_init();
	if (ret)
		goto err_chardev_exit;

	return 0;

err_chardev_exit:
	i3c_sim_chardev_exit();
err_controller_exit:
	i3c_sim_controller_exit();
	return ret;
}

static void __exit i3c_sim_exit(void)
{
	i3c_sim_configfs_exit();
	i3c_sim_chardev_exit();
	i3c_sim_controller_exit();
}

module_init(i3c_sim_init);
module_exit(i3c_sim_exit);

MODULE_DESCRIPTION("Simulated I3C controller with targets in user space");
MODULE_AUTHOR("the mctp-i3c authors");
MODULE_VERSION(PROJECT_VERSION);
MODULE_LICENSE("GPL");
