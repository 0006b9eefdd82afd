// SPDX-License-Identifier: GPL-2.0-only
/*
 * The AF_MCTP socket family as a module (DSP0236), for kernels that are
 * built without CONFIG_MCTP.
 */
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/socket.h>

#include "device.h"
#include "genl.h"
#include "diag.h"
#include "input.h"
#include "net.h"
#include "rtnl.h"
#include "sock.h"
#include "tag.h"

/*
 * Sockets come last: once the family is known, one may be opened at any
 * moment and hold the module, and nothing that fails after it may matter.
 */
static int __init mctp_init(void)
{
	int rc;

	if (IS_ENABLED(CONFIG_MCTP)) {
		pr_err("mctp: this kernel has the MCTP family built in\n");
		return -EEXIST;
	}

	rc = mctp_tag_init();
	if (rc)
		return rc;
	rc = mctp_net_init();
	if (rc)
		goto err_tag;
	rc = mctp_genl_init();
	if (rc)
		goto err_net;
	rc = mctp_device_init();
	if (rc)
		goto err_genl;
	rc = mctp_rtnl_init();
	if (rc)
		goto err_device;
	mctp_input_init();
	rc = mctp_sock_init();
	if (rc)
		goto err_input;
	/* no way back from here; without it sockets cannot be listed */
	rc = mctp_diag_init();
	if (rc)
		pr_warn("mctp: cannot register with sock_diag: %d\n", rc);
	return 0;

err_input:
	pr_err("mctp: cannot register the MCTP family: %d\n", rc);
	mctp_input_done();
	mctp_rtnl_done();
err_device:
	mctp_device_done();
err_genl:
	mctp_genl_done();
err_net:
	mctp_net_done();
	rcu_barrier();
err_tag:
	mctp_tag_done();
	return rc;
}

/*
 * Sockets hold the module, so none is left. The barrier waits for callbacks
 * that run code of this module or of its callers.
 */
static void __exit mctp_exit(void)
{
	mctp_diag_done();
	mctp_sock_done();
	mctp_input_done();
	mctp_rtnl_done();
	mctp_device_done();
	mctp_genl_done();
	mctp_net_done();
	rcu_barrier();
	mctp_tag_done();
}

module_init(mctp_init);
module_exit(mctp_exit);

MODULE_DESCRIPTION("MCTP socket family");
MODULE_AUTHOR("the mctp-i3c authors");
MODULE_LICENSE("GPL");
MODULE_ALIAS_NETPROTO(PF_MCTP);
MODULE_ALIAS_NET_PF_PROTO_TYPE(PF_NETLINK, NETLINK_SOCK_DIAG, AF_MCTP);
