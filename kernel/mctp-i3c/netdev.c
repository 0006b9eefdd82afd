// SPDX-License-Identifier: GPL-2.0-only
/*
 * The network device of a bus. Its hardware address is the Provisioned ID of
 * the controller, a neighbour's address that of the target.
 *
 * The device has no queue of its own and no queueing discipline: packets wait
 * in the queues of their targets (sched.c), which are bounded, so that a slow
 * target holds up nobody else and nothing made for IP drops fragments of a
 * message because they have waited. A full queue, an unknown target and a
 * packet that is too long are errors of the transmit call and reach the
 * sender. What is queued counts against the send buffer of its socket, which
 * is what slows senders down.
 *
 * The carrier is the controller: on from its registration until the notice of
 * its removal. A bus without a target is dormant. Neither follows what targets
 * answer, since without a carrier the network core drops packets before they
 * get here, where a sender would be told.
 */
#include "mctp-i3c.h"

#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>

#include <internal/mctp-netdev.h>

struct netdev_priv {
	/* Holds no reference: the bus outlives its device. */
	struct mctp_i3c_bus *bus;
};

struct mctp_i3c_bus *mctp_i3c_netdev_bus(struct net_device *ndev)
{
	struct netdev_priv *priv = netdev_priv(ndev);

	return priv->bus;
}

static netdev_tx_t netdev_start_xmit_one(struct sk_buff *skb,
					 struct net_device *ndev)
{
	int rc;

	rc = mctp_i3c_tx_queue(mctp_i3c_netdev_bus(ndev), skb);
	if (rc)
		kfree_skb(skb);
	/* 0 or an errno: either way the packet is consumed */
	return (netdev_tx_t)rc;
}

static int netdev_open(struct net_device *ndev)
{
	/* a way out for who finds that the controller was misjudged */
	WRITE_ONCE(mctp_i3c_netdev_bus(ndev)->tx_limit, 0);
	netif_start_queue(ndev);
	return 0;
}

static int netdev_stop(struct net_device *ndev)
{
	struct mctp_i3c_bus *bus = mctp_i3c_netdev_bus(ndev);

	netif_stop_queue(ndev);
	mctp_i3c_count_n(bus, MCTP_I3C_STAT_TX_FLUSHED,
			 mctp_i3c_sched_purge(&bus->sched));
	return 0;
}

static void netdev_get_stats64(struct net_device *ndev,
			       struct rtnl_link_stats64 *stats)
{
	mctp_i3c_stats64(mctp_i3c_netdev_bus(ndev), stats);
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = netdev_open,
	.ndo_stop = netdev_stop,
	.ndo_start_xmit = netdev_start_xmit_one,
	.ndo_get_stats64 = netdev_get_stats64,
};

/* Without a destination the core has no neighbour entry for it. */
static int hdr_create(struct sk_buff *skb, struct net_device *ndev,
		      unsigned short type, const void *daddr,
		      const void *saddr, unsigned int len)
{
	struct mctp_i3c_hdr *hdr;
	int rc;

	if (!daddr || type != ETH_P_MCTP)
		return -EINVAL;

	rc = skb_cow_head(skb, sizeof(*hdr));
	if (rc)
		return rc;

	hdr = skb_push(skb, sizeof(*hdr));
	skb_reset_mac_header(skb);
	memcpy(hdr->dest, daddr, sizeof(hdr->dest));
	memcpy(hdr->source, saddr ?: ndev->dev_addr, sizeof(hdr->source));
	return sizeof(*hdr);
}

/* The sender's address of a received packet. */
static int hdr_parse(const struct sk_buff *skb, const struct net_device *ndev,
		     unsigned char *haddr)
{
	const struct mctp_i3c_hdr *hdr =
		(const struct mctp_i3c_hdr *)skb_mac_header(skb);

	memcpy(haddr, hdr->source, sizeof(hdr->source));
	return sizeof(hdr->source);
}

static const struct header_ops netdev_header_ops = {
	.create = hdr_create,
	.parse = hdr_parse,
};

/*
 * A target that is not there has no limit: sending to it fails for that
 * reason.
 */
static unsigned int neigh_mtu(const struct net_device *ndev, const u8 *haddr)
{
	const struct netdev_priv *priv = netdev_priv(ndev);

	return mctp_i3c_target_mtu_rcu(priv->bus, get_unaligned_be48(haddr));
}

static const struct mctp_netdev_driver netdev_driver = {
	.binding = MCTP_NETDEV_BINDING_I3C,
	.neigh_mtu = neigh_mtu,
};

static void netdev_setup(struct net_device *ndev)
{
	ndev->type = ARPHRD_MCTP;
	ndev->flags = IFF_NOARP;
	ndev->priv_flags |= IFF_NO_QUEUE;
	/* The scheduler has its own lock. */
	ndev->lltx = true;

	/* What every endpoint takes; user space raises it per route. */
	ndev->mtu = MCTP_I3C_PKT_BASELINE;
	ndev->min_mtu = MCTP_I3C_PKT_BASELINE;
	ndev->max_mtu = MCTP_I3C_PKT_MAX;

	ndev->hard_header_len = sizeof(struct mctp_i3c_hdr);
	ndev->needed_tailroom = MCTP_I3C_PEC_LEN;
	ndev->addr_len = MCTP_I3C_PID_LEN;

	ndev->netdev_ops = &netdev_ops;
	ndev->header_ops = &netdev_header_ops;
	ndev->ethtool_ops = &mctp_i3c_ethtool_ops;
}

void mctp_i3c_netdev_set_live(struct mctp_i3c_bus *bus, bool live)
{
	if (live)
		netif_carrier_on(bus->ndev);
	else
		netif_carrier_off(bus->ndev);
}

/* Any context; only while registered. */
void mctp_i3c_netdev_set_targets(struct mctp_i3c_bus *bus, bool any)
{
	if (any)
		netif_dormant_off(bus->ndev);
	else
		netif_dormant_on(bus->ndev);
}

int mctp_i3c_netdev_add(struct mctp_i3c_bus *bus)
{
	struct i3c_master_controller *master =
		container_of(bus->i3c, struct i3c_master_controller, bus);
	u8 addr[MCTP_I3C_PID_LEN];
	struct netdev_priv *priv;
	struct net_device *ndev;
	char name[IFNAMSIZ];
	int rc;

	snprintf(name, sizeof(name), "mctpi3c%d", bus->i3c->id);
	ndev = alloc_netdev(sizeof(*priv), name, NET_NAME_ENUM, netdev_setup);
	if (!ndev)
		return -ENOMEM;

	priv = netdev_priv(ndev);
	priv->bus = bus;
	SET_NETDEV_DEV(ndev, &master->dev);
	put_unaligned_be48(bus->pid, addr);
	dev_addr_set(ndev, addr);
	/* The worker may need it as soon as there are targets. */
	bus->ndev = ndev;
	mctp_i3c_netdev_set_live(bus, false);

	rc = mctp_netdev_register(ndev, &netdev_driver);
	if (rc) {
		bus->ndev = NULL;
		free_netdev(ndev);
		return rc;
	}

	/* No target is there yet: the bus is not open. */
	mctp_i3c_netdev_set_targets(bus, false);
	mctp_i3c_netdev_set_live(bus, true);
	return 0;
}

void mctp_i3c_netdev_remove(struct mctp_i3c_bus *bus)
{
	mctp_netdev_unregister(bus->ndev);
	free_netdev(bus->ndev);
	bus->ndev = NULL;
}
