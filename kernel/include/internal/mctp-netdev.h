/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a binding driver needs from the MCTP core, and nothing else: make a
 * network device an MCTP device, undo it, name the sender of a received
 * packet, tell the sender of one that could not be transmitted, and say what a
 * link-layer address takes. On a kernel with its own MCTP core (CONFIG_MCTP)
 * the calls go there, else to the mctp module of this project, whose exported
 * names differ from the in-tree ones.
 */
#ifndef INTERNAL_MCTP_NETDEV_H
#define INTERNAL_MCTP_NETDEV_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/string.h>

/* DSP0239 physical transport binding identifier of I3C */
#define MCTP_NETDEV_BINDING_I3C	0x06

/**
 * struct mctp_netdev_driver - what a driver tells the core of its devices
 * @binding: DSP0239 physical transport binding identifier, reported as
 *	     IFLA_MCTP_PHYS_BINDING
 * @neigh_mtu: how long a packet the neighbour with this link-layer address
 *	       takes, MCTP header included; 0 when it is not known, so that the
 *	       MTU of the device holds. May be NULL. Called for each message and
 *	       each packet to be forwarded, under RCU, maybe in softirq, while
 *	       the device is registered. The in-tree core does not ask: a packet
 *	       that is too long is the driver's to refuse there.
 */
struct mctp_netdev_driver {
	u8 binding;
	unsigned int (*neigh_mtu)(const struct net_device *dev,
				  const u8 *haddr);
};

#if IS_ENABLED(CONFIG_MCTP)

#include <net/mctp.h>
#include <net/mctpdevice.h>

static inline int mctp_netdev_register(struct net_device *dev,
				       const struct mctp_netdev_driver *driver)
{
	return compat_mctp_register_netdev(dev, driver->binding);
}

static inline void mctp_netdev_unregister(struct net_device *dev)
{
	mctp_unregister_netdev(dev);
}

static inline void mctp_netdev_set_source(struct sk_buff *skb,
					  const u8 *haddr, u8 halen)
{
	struct mctp_skb_cb *cb = __mctp_cb(skb);

	cb->halen = halen;
	memcpy(cb->haddr, haddr, halen);
}

/* The in-tree core has nobody to tell. */
static inline void mctp_netdev_tx_failed(struct sk_buff *skb, int error)
{
}

#else

/* What a driver leaves in skb->cb for the core. */
struct mctp_netdev_cb {
	u8 halen;
	u8 haddr[MAX_ADDR_LEN];
};

/**
 * mctp_netdev_register() - register a network device that carries MCTP
 * @dev: an allocated device of type ARPHRD_MCTP, owned by the caller
 * @driver: outlives the registration
 *
 * Takes RTNL. Return: 0, or what register_netdev() returned; then nothing
 * is left behind and the caller frees @dev.
 */
int mctp_netdev_register(struct net_device *dev,
			 const struct mctp_netdev_driver *driver);

/**
 * mctp_netdev_unregister() - undo mctp_netdev_register()
 * @dev: the device; the caller frees it afterwards
 *
 * Takes RTNL. Routes, neighbours, addresses and reassemblies of the device
 * are gone on return.
 */
void mctp_netdev_unregister(struct net_device *dev);

/**
 * mctp_netdev_set_source() - name the sender of a received packet
 * @skb: the packet, about to be given to netif_rx() or alike
 * @haddr: the sender's physical address
 * @halen: its length, at most MAX_ADDR_LEN; 0 when the sender is not known
 *
 * Every packet of a device registered with mctp_netdev_register() needs this
 * call: the core reads the address from skb->cb.
 */
static inline void mctp_netdev_set_source(struct sk_buff *skb,
					  const u8 *haddr, u8 halen)
{
	struct mctp_netdev_cb *cb = (struct mctp_netdev_cb *)skb->cb;

	BUILD_BUG_ON(sizeof(*cb) > sizeof(skb->cb));
	cb->halen = halen;
	memcpy(cb->haddr, haddr, halen);
}

/**
 * mctp_netdev_tx_failed() - tell the sender that a packet was not transmitted
 * @skb: the packet that ndo_start_xmit() accepted, about to be freed
 * @error: why, a negative errno; -EIO if it may have arrived nevertheless
 *
 * The sender gets a report if it asked for one and the packet still knows it.
 * The tag of its request is free again, except after -EIO: then the reply may
 * still come. For packets refused by ndo_start_xmit() its return value is
 * enough.
 *
 * Context: process or softirq, interrupts enabled.
 */
void mctp_netdev_tx_failed(struct sk_buff *skb, int error);

#endif
#endif
