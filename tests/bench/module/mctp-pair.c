// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two MCTP devices connected back to back, mctppair0 and mctppair1: what one
 * sends the other receives, at once and unchanged, in the sender's context.
 * For tests and measurements, not installed. The physical addresses are one
 * byte, 1 and 2, and a packet for another one is lost.
 *
 * Writing N to the parameter "packets" sends N packets of 68 bytes that are
 * no protocol's from one to the other, as cheaply as can be: what any
 * protocol over these devices pays at least.
 */
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>

#include "internal/mctp-netdev.h"

#define PAIR_MTU_MIN	5
#define PAIR_MTU_MAX	65535
#define PACKET_SIZE	68
#define PACKETS_MAX	65536
#define PACKETS_AT_ONCE	32

/* What precedes the packet on the way from one to the other */
struct pair_hdr {
	u8 dest;
	u8 src;
};

struct pair_end {
	struct net_device __rcu *peer;
};

static struct net_device *ends[2];
/* ends exist: between a write to the parameter and the module's exit */
static DEFINE_MUTEX(ends_lock);
static bool ends_ready;

static netdev_tx_t pair_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct pair_end *end = netdev_priv(dev);
	struct pair_hdr hdr = *(struct pair_hdr *)skb->data;
	unsigned int len = skb->len;
	struct net_device *peer;

	rcu_read_lock();
	peer = rcu_dereference(end->peer);
	if (!peer || !netif_running(peer) || hdr.dest != peer->dev_addr[0]) {
		dev_core_stats_tx_dropped_inc(dev);
		kfree_skb(skb);
		goto out_unlock;
	}
	/* the wire would hold no room in the sender's buffer either */
	skb_orphan(skb);
	skb_pull(skb, sizeof(hdr));
	skb->dev = peer;
	skb->pkt_type = PACKET_HOST;
	mctp_netdev_set_source(skb, &hdr.src, sizeof(hdr.src));
	dev_sw_netstats_tx_add(dev, 1, len);
	dev_sw_netstats_rx_add(peer, len);
	netif_rx(skb);
out_unlock:
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

static int pair_header(struct sk_buff *skb, struct net_device *dev,
		       unsigned short type, const void *daddr,
		       const void *saddr, unsigned int len)
{
	struct pair_hdr *hdr;

	if (!daddr)
		return -EINVAL;
	hdr = skb_push(skb, sizeof(*hdr));
	hdr->dest = *(const u8 *)daddr;
	hdr->src = *(const u8 *)saddr;
	return sizeof(*hdr);
}

static const struct net_device_ops pair_ops = {
	.ndo_start_xmit = pair_xmit,
};

static const struct header_ops pair_header_ops = {
	.create = pair_header,
};

static const struct mctp_netdev_driver pair_driver = {
	.binding = MCTP_NETDEV_BINDING_I3C,
};

static void pair_setup(struct net_device *dev)
{
	dev->type = ARPHRD_MCTP;
	dev->mtu = 68;
	dev->min_mtu = PAIR_MTU_MIN;
	dev->max_mtu = PAIR_MTU_MAX;
	dev->hard_header_len = sizeof(struct pair_hdr);
	dev->addr_len = 1;
	dev->flags = IFF_NOARP;
	dev->netdev_ops = &pair_ops;
	dev->header_ops = &pair_header_ops;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->lltx = true;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
}

static int pair_end_new(unsigned int i)
{
	u8 address = i + 1;
	int rc;

	ends[i] = alloc_netdev(sizeof(struct pair_end), "mctppair%d",
			       NET_NAME_ENUM, pair_setup);
	if (!ends[i])
		return -ENOMEM;
	dev_addr_set(ends[i], &address);
	rc = mctp_netdev_register(ends[i], &pair_driver);
	if (rc)
		free_netdev(ends[i]);
	return rc;
}

static void pair_end_free(unsigned int i)
{
	mctp_netdev_unregister(ends[i]);
	free_netdev(ends[i]);
}

static void pair_connect(unsigned int i, struct net_device *peer)
{
	struct pair_end *end = netdev_priv(ends[i]);

	rcu_assign_pointer(end->peer, peer);
}

static struct sk_buff *packet_new(struct net_device *dev)
{
	static const u8 payload[PACKET_SIZE];
	const u8 peer = 2;
	struct sk_buff *skb;

	skb = alloc_skb(LL_RESERVED_SPACE(dev) + PACKET_SIZE, GFP_KERNEL);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_reset_network_header(skb);
	skb_put_data(skb, payload, PACKET_SIZE);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_LOOPBACK);
	dev_hard_header(skb, dev, ETH_P_LOOPBACK, &peer, dev->dev_addr,
			skb->len);
	return skb;
}

static int packets_send(unsigned int count)
{
	struct sk_buff_head packets;
	struct sk_buff *skb;
	unsigned int i;

	__skb_queue_head_init(&packets);
	for (i = 0; i < count; i++) {
		skb = packet_new(ends[0]);
		if (!skb) {
			__skb_queue_purge(&packets);
			return -ENOMEM;
		}
		__skb_queue_tail(&packets, skb);
	}
	while (!skb_queue_empty(&packets)) {
		local_bh_disable();
		for (i = 0; i < PACKETS_AT_ONCE; i++) {
			skb = __skb_dequeue(&packets);
			if (skb)
				dev_queue_xmit(skb);
		}
		local_bh_enable();
	}
	return 0;
}

static int packet_end(struct sk_buff *skb, struct net_device *dev,
		      struct packet_type *pt, struct net_device *orig_dev)
{
	consume_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type packet_type = {
	.type = cpu_to_be16(ETH_P_LOOPBACK),
	.func = packet_end,
};

static int packets_set(const char *val, const struct kernel_param *kp)
{
	unsigned int count;
	int rc = kstrtouint(val, 0, &count);

	if (rc)
		return rc;
	if (count > PACKETS_MAX)
		return -ERANGE;
	mutex_lock(&ends_lock);
	rc = ends_ready ? packets_send(count) : -ENODEV;
	mutex_unlock(&ends_lock);
	return rc;
}

static const struct kernel_param_ops packets_ops = {
	.set = packets_set,
};

module_param_cb(packets, &packets_ops, NULL, 0200);
MODULE_PARM_DESC(packets, "send so many packets that are no protocol's");

static int __init pair_init(void)
{
	int rc = pair_end_new(0);

	if (rc)
		return rc;
	rc = pair_end_new(1);
	if (rc) {
		pair_end_free(0);
		return rc;
	}
	pair_connect(0, ends[1]);
	pair_connect(1, ends[0]);
	packet_type.dev = ends[1];
	dev_add_pack(&packet_type);
	ends_ready = true;
	return 0;
}

static void __exit pair_exit(void)
{
	mutex_lock(&ends_lock);
	ends_ready = false;
	mutex_unlock(&ends_lock);
	dev_remove_pack(&packet_type);
	pair_connect(0, NULL);
	pair_connect(1, NULL);
	/* packets on their way to the peer: pair_xmit() */
	synchronize_net();
	pair_end_free(1);
	pair_end_free(0);
}

module_init(pair_init);
module_exit(pair_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Two MCTP network devices connected back to back");
