/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a binding driver needs from the MCTP core, and nothing else: make a
 * network device an MCTP device, and undo it. On a kernel with its own MCTP
 * core (CONFIG_MCTP) the calls go there, else to the mctp module of this
 * project, whose exported names differ from the in-tree ones.
 */
#ifndef INTERNAL_MCTP_NETDEV_H
#define INTERNAL_MCTP_NETDEV_H

#include <linux/netdevice.h>

/* DSP0239 physical transport binding identifier of I3C */
#define MCTP_NETDEV_BINDING_I3C	0x06

#if IS_ENABLED(CONFIG_MCTP)

#include <net/mctp.h>
#include <net/mctpdevice.h>

static inline int mctp_netdev_register(struct net_device *dev, u8 binding)
{
	return compat_mctp_register_netdev(dev, binding);
}

static inline void mctp_netdev_unregister(struct net_device *dev)
{
	mctp_unregister_netdev(dev);
}

#else

/**
 * mctp_netdev_register() - register a network device that carries MCTP
 * @dev: an allocated device of type ARPHRD_MCTP, owned by the caller
 * @binding: DSP0239 physical transport binding identifier, reported as
 *	     IFLA_MCTP_PHYS_BINDING
 *
 * Takes RTNL. Return: 0, or what register_netdev() returned; then nothing
 * is left behind and the caller frees @dev.
 */
int mctp_netdev_register(struct net_device *dev, u8 binding);

/**
 * mctp_netdev_unregister() - undo mctp_netdev_register()
 * @dev: the device; the caller frees it afterwards
 *
 * Takes RTNL. Routes, neighbours, addresses and reassemblies of the device
 * are gone on return.
 */
void mctp_netdev_unregister(struct net_device *dev);

#endif
#endif
