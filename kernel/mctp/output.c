// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending packets: the route and the neighbour are looked up once per
 * message, each packet then gets the physical header and goes to the device,
 * or to our own input if the destination is local.
 */
#include "output.h"

#include <kunit/visibility.h>
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>

#include "cb.h"
#include "device.h"
#include "input.h"
#include "net.h"

/* Packets that softirqs may have to wait for */
#define OUTPUT_BATCH	32

/* Needs rcu_read_lock(), and @mdev not gone. */
static void dst_fill(struct mctp_dst *dst, struct mctp_dev *mdev)
{
	const struct net_device *dev = mdev->dev;

	*dst = (struct mctp_dst) {
		.mdev = mdev,
		.net = READ_ONCE(mdev->net),
		.saddr = READ_ONCE(mdev->saddr),
		.mtu = READ_ONCE(dev->mtu),
		.headroom = LL_RESERVED_SPACE(dev),
		.tailroom = dev->needed_tailroom,
	};
}

static void dst_set_haddr(struct mctp_dst *dst, const u8 *haddr, u8 halen)
{
	memcpy(dst->haddr, haddr, halen);
	dst->has_haddr = true;
	dst->mtu = min(dst->mtu, mctp_dev_neigh_mtu(dst->mdev, dst->haddr));
}

static void dst_resolve(struct mctp_dst *dst, u8 nexthop)
{
	const struct mctp_neigh *neigh;

	neigh = mctp_neigh_find(dst->mdev->neighs, nexthop);
	if (neigh)
		dst_set_haddr(dst, neigh->haddr, sizeof(neigh->haddr));
}

/* Needs rcu_read_lock(), as long as @dst is used: there is no reference. */
int mctp_dst_from_hop(struct mctp_dst *dst, const struct mctp_hop *hop)
{
	if (READ_ONCE(hop->mdev->gone))
		return -EHOSTUNREACH;
	dst_fill(dst, hop->mdev);
	/* a bridge must know whom to send the answer to */
	if (hop->gateway && dst->saddr == MCTP_ADDR_NULL)
		return -EHOSTUNREACH;
	if (hop->mtu)
		dst->mtu = min(dst->mtu, hop->mtu);
	dst->local = hop->local;
	dst->prefsrc = hop->saddr;
	if (!dst->local)
		dst_resolve(dst, hop->nexthop);
	return 0;
}

/* On success the caller owes a mctp_dst_put(). */
int mctp_dst_lookup(struct mctp_net *mns, u32 net, u8 eid,
		    struct mctp_dst *ret_dst)
{
	struct mctp_dst dst;
	struct mctp_hop hop;
	int rc;

	rcu_read_lock();
	rc = mctp_route_lookup(&mns->routes, net, eid, &hop);
	if (!rc)
		rc = mctp_dst_from_hop(&dst, &hop);
	if (!rc && !refcount_inc_not_zero(&dst.mdev->refs))
		rc = -EHOSTUNREACH;
	rcu_read_unlock();
	if (!rc)
		*ret_dst = dst;
	return rc;
}

/* The caller names device and physical address, and no route is asked. */
int mctp_dst_from_haddr(struct net *net, int ifindex, const u8 *haddr,
			u8 halen, struct mctp_dst *ret_dst)
{
	struct net_device *dev;
	struct mctp_dev *mdev;
	struct mctp_dst dst;
	int rc = -ENOENT;

	if (halen > sizeof(dst.haddr))
		return -EINVAL;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	if (!dev)
		goto out_unlock;
	if (halen != dev->addr_len) {
		rc = -EINVAL;
		goto out_unlock;
	}
	mdev = mctp_dev_find(dev);
	if (!mdev || READ_ONCE(mdev->gone) ||
	    !refcount_inc_not_zero(&mdev->refs))
		goto out_unlock;
	dst_fill(&dst, mdev);
	if (halen)
		dst_set_haddr(&dst, haddr, halen);
	*ret_dst = dst;
	rc = 0;
out_unlock:
	rcu_read_unlock();
	return rc;
}

/* Is @eid ours where @dst leads? Another device may have a local one. */
static bool is_ours(const struct mctp_net *mns, const struct mctp_dst *dst,
		    u8 eid)
{
	struct mctp_hop hop;
	bool ours;

	if (!dst->local)
		return mctp_dev_has_addr(dst->mdev, eid);
	rcu_read_lock();
	ours = !mctp_route_lookup(&mns->routes, dst->net, eid, &hop) &&
	       hop.local;
	rcu_read_unlock();
	return ours;
}

/*
 * Which of our EIDs to send from: @eid, else that of the route, else the
 * device's first. -EADDRNOTAVAIL when it is not there.
 */
int mctp_dst_set_source(const struct mctp_net *mns, struct mctp_dst *dst,
			u8 eid)
{
	if (eid == MCTP_ADDR_NULL)
		eid = dst->prefsrc;
	if (eid == MCTP_ADDR_NULL)
		return 0;
	if (!is_ours(mns, dst, eid))
		return -EADDRNOTAVAIL;
	dst->saddr = eid;
	return 0;
}

void mctp_dst_put(const struct mctp_dst *dst)
{
	mctp_dev_put(dst->mdev);
}

static int to_device(const struct mctp_dst *dst, struct sk_buff *skb,
		     struct net_device *dev)
{
	int rc;

	/* a queue of a device that is down would swallow it without a word */
	if (!netif_running(dev)) {
		kfree_skb(skb);
		return -ENETDOWN;
	}
	skb->dev = dev;
	skb->protocol = htons(ETH_P_MCTP);
	skb->pkt_type = PACKET_OUTGOING;

	/* without address the driver decides: a serial line needs none */
	if (dev_hard_header(skb, dev, ETH_P_MCTP,
			    dst->has_haddr ? dst->haddr : NULL,
			    dev->dev_addr, skb->len) < 0) {
		kfree_skb(skb);
		return -EHOSTUNREACH;
	}
	rc = dev_queue_xmit(skb);
	/* below 0: the driver's own words, such as too long for the target */
	return rc > 0 ? net_xmit_errno(rc) : rc;
}

static int to_input(struct mctp_net *mns, const struct mctp_dst *dst,
		    struct sk_buff *skb, struct net_device *dev)
{
	struct mctp_cb *cb = mctp_cb(skb);

	*cb = (struct mctp_cb) { .net = dst->net };
	skb->dev = dev;
	/* what is received here was sent by nobody else */
	skb_tx_timestamp(skb);
	skb->pkt_type = PACKET_LOOPBACK;
	return mctp_input_local(mns, dst->mdev, skb);
}

/* Owns @skb, whose data starts with the MCTP header. */
int mctp_output_packet(struct mctp_net *mns, const struct mctp_dst *dst,
		       struct sk_buff *skb)
{
	int rc;

	if (!dst->local && skb->len > dst->mtu) {
		kfree_skb(skb);
		return -EMSGSIZE;
	}

	rcu_read_lock();
	if (READ_ONCE(dst->mdev->gone)) {
		kfree_skb(skb);
		rc = -ENODEV;
	} else if (dst->local) {
		rc = to_input(mns, dst, skb, dst->mdev->dev);
	} else {
		rc = to_device(dst, skb, dst->mdev->dev);
	}
	rcu_read_unlock();
	return rc;
}

/*
 * Softirqs wait meanwhile, so that a device that makes one of each packet
 * gets all of these in one.
 */
static int output_some(struct mctp_net *mns, const struct mctp_dst *dst,
		       struct sk_buff_head *packets)
{
	unsigned int left = OUTPUT_BATCH;
	struct sk_buff *skb;
	int rc = 0;

	local_bh_disable();
	while (!rc && left-- && (skb = __skb_dequeue(packets)))
		rc = mctp_output_packet(mns, dst, skb);
	local_bh_enable();
	return rc;
}

/*
 * Sends the packets of one message and leaves the list empty. Stops at the
 * first that fails: without it the receiver has no use for the rest.
 */
int mctp_output(struct mctp_net *mns, const struct mctp_dst *dst,
		struct sk_buff_head *packets)
{
	int rc = 0;

	while (!rc && !skb_queue_empty(packets))
		rc = output_some(mns, dst, packets);
	__skb_queue_purge(packets);
	mctp_dev_stat_count(dst->mdev, rc ? MCTP_STAT_TX_ERRORS :
					    MCTP_STAT_TX_MESSAGES);
	return rc;
}
