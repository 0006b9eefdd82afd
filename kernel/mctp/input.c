// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receiving packets: check the header, decide between this machine and
 * forwarding, find the socket, reassemble, deliver. Runs in softirq for
 * packets of devices and in the sender's context for local ones, always
 * under rcu_read_lock(), which keeps devices, tags, binds and sockets alive.
 */
#include "input.h"

#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "cb.h"
#include "device.h"
#include "drop.h"
#include "internal/mctp-netdev.h"
#include "net.h"
#include "output.h"
#include "route.h"
#include "sock.h"
#include "trace.h"

/* Who gets a message; for a reply also which tag it answers. */
struct receiver {
	struct mctp_sock *msk;
	u64 tag_id;
};

static int drop(struct mctp_dev *mdev, struct sk_buff *skb,
		enum mctp_drop cause)
{
	return mctp_drop(&mctp_dev_network(mdev)->counters, &mdev->counters,
			 skb, cause);
}

/* A reply goes to the owner of its tag, a request to who listens for it. */
static enum mctp_drop find_receiver(const struct mctp_net *mns,
				    const struct mctp_pkt *pkt,
				    const struct mctp_cb *cb,
				    struct receiver *ret_receiver)
{
	const struct mctp_tag *tag;
	struct mctp_bind *bind;

	if (pkt->tag & MCTP_HDR_TO) {
		bind = mctp_bind_lookup(&mns->binds, cb->net,
					cb->type & MCTP_TYPE, pkt->dest,
					pkt->src);
		if (!bind)
			return MCTP_DROP_NO_LISTENER;
		*ret_receiver = (struct receiver) {
			.msk = container_of(bind, struct mctp_sock, bind),
		};
		return MCTP_DROP_NONE;
	}

	tag = mctp_tag_find(&mns->tags, cb->net, pkt->dest, pkt->src,
			    pkt->tag);
	if (!tag)
		return MCTP_DROP_NO_TAG;
	*ret_receiver = (struct receiver) {
		.msk = container_of(tag->owner, struct mctp_sock, tags),
		.tag_id = tag->id,
	};
	return MCTP_DROP_NONE;
}

/* What comes by a device has a time if anybody wants it; the rest has none. */
static void note_time(const struct sock *sk, struct sk_buff *skb)
{
	if (!skb->tstamp && READ_ONCE(sk->sk_flags) & SK_FLAGS_TIMESTAMP)
		__net_timestamp(skb);
}

/* Owns @skb, a complete message from its type byte on. */
static int deliver(struct mctp_net *mns, struct mctp_dev *mdev,
		   const struct mctp_pkt *pkt, const struct receiver *receiver,
		   struct sk_buff *skb)
{
	/* once it is queued the receiver may free it */
	const u32 net = mctp_cb(skb)->net;
	const u8 type = mctp_cb(skb)->type;
	const unsigned int len = skb->len;

	if (!(pkt->tag & MCTP_HDR_TO) &&
	    !mctp_tag_reply(&mns->tags, net, pkt->dest, pkt->src, pkt->tag,
			    receiver->tag_id))
		return drop(mdev, skb, MCTP_DROP_TAG_EXPIRED);

	note_time(&receiver->msk->sk, skb);
	switch (sock_queue_rcv_skb(&receiver->msk->sk, skb)) {
	case 0:
		mctp_dev_stat_count(mdev, MCTP_STAT_RX_MESSAGES);
		trace_mctp_receive(net, mdev->counters.id, pkt->src,
				   pkt->dest, type, pkt->tag, len);
		return 0;
	case -ENOMEM:
	case -ENOBUFS:
		return drop(mdev, skb, MCTP_DROP_RCVBUF);
	default:
		return drop(mdev, skb, MCTP_DROP_FILTER);
	}
}

/* Owns @skb. The reassembly has copied what it needs. */
static int fragment_done(struct mctp_dev *mdev, struct sk_buff *skb,
			 enum mctp_drop cause)
{
	if (cause)
		return drop(mdev, skb, cause);
	consume_skb(skb);
	return 0;
}

static int input_start(struct mctp_net *mns, struct mctp_dev *mdev,
		       const struct mctp_pkt *pkt, struct sk_buff *skb)
{
	struct receiver receiver;
	enum mctp_drop cause;

	mctp_cb(skb)->type = skb->data[0];
	cause = find_receiver(mns, pkt, mctp_cb(skb), &receiver);
	if (cause)
		return drop(mdev, skb, cause);

	if (pkt->eom) {
		mctp_reasm_cancel(&mns->reasm, pkt, skb);
		return deliver(mns, mdev, pkt, &receiver, skb);
	}
	cause = mctp_reasm_start(&mns->reasm, &mdev->reasm,
				 &receiver.msk->reasm, receiver.tag_id, pkt,
				 skb);
	return fragment_done(mdev, skb, cause);
}

static int input_continue(struct mctp_net *mns, struct mctp_dev *mdev,
			  const struct mctp_pkt *pkt, struct sk_buff *skb)
{
	struct mctp_reasm_message message = {};
	struct receiver receiver;
	enum mctp_drop cause;
	int rc;

	cause = mctp_reasm_continue(&mns->reasm, pkt, skb, &message);
	if (message.skb) {
		message.skb->dev = skb->dev;
		/* a message is received when its last packet is */
		message.skb->tstamp = skb->tstamp;
	}
	rc = fragment_done(mdev, skb, cause);
	if (rc || !message.skb)
		return rc;

	receiver = (struct receiver) {
		.msk = container_of(message.owner, struct mctp_sock, reasm),
		.tag_id = message.tag_id,
	};
	return deliver(mns, mdev, pkt, &receiver, message.skb);
}

/*
 * A packet for this machine, its header valid and with a payload, at least
 * one byte of which is linear. Owns @skb, whose data starts with the MCTP
 * header and whose cb has everything but what is in the header. Needs
 * rcu_read_lock() and @mdev not gone.
 */
int mctp_input_local(struct mctp_net *mns, struct mctp_dev *mdev,
		     struct sk_buff *skb)
{
	struct mctp_cb *cb = mctp_cb(skb);
	struct mctp_pkt pkt;

	skb_orphan(skb);
	mctp_wire_decode((struct mctp_hdr *)skb->data, &pkt);
	__skb_pull(skb, sizeof(struct mctp_hdr));
	cb->src = pkt.src;
	cb->tag = pkt.tag;

	if (pkt.som)
		return input_start(mns, mdev, &pkt, skb);
	return input_continue(mns, mdev, &pkt, skb);
}

/* Owns @skb. */
static int forward(struct mctp_net *mns, struct mctp_dev *mdev,
		   const struct mctp_dst *dst, struct sk_buff *skb)
{
	if (skb->len > dst->mtu)
		return drop(mdev, skb, MCTP_DROP_FORWARD_MTU);
	/* the physical header is written before it: own copy, enough room */
	if (skb_cow(skb, dst->headroom))
		return drop(mdev, skb, MCTP_DROP_NO_MEMORY);
	/* the time of arrival would pass for a time to send at */
	skb_clear_tstamp(skb);
	if (mctp_output_packet(mns, dst, skb)) {
		mctp_dev_drop_count(mdev, MCTP_DROP_FORWARD_ERROR);
		return mctp_drop_errno(MCTP_DROP_FORWARD_ERROR);
	}
	mctp_dev_stat_count(mdev, MCTP_STAT_FORWARDED);
	return 0;
}

/* Both the link the packet came by and its network must allow it. */
static bool may_forward(const struct mctp_dev *mdev)
{
	return READ_ONCE(mdev->forwarding) &&
	       READ_ONCE(mctp_dev_network(mdev)->forwarding);
}

/* Owns @skb. Local ones are most, and need nothing but the answer. */
static int route_unicast(struct mctp_net *mns, struct mctp_dev *mdev,
			 struct sk_buff *skb, u8 eid)
{
	struct mctp_dst dst;
	struct mctp_hop hop;

	/* a local EID is local whatever other routes there are */
	if (mctp_dev_has_addr(mdev, eid))
		return mctp_input_local(mns, mdev, skb);
	if (mctp_route_lookup(&mns->routes, mctp_cb(skb)->net, eid, &hop))
		return drop(mdev, skb, MCTP_DROP_NO_ROUTE);
	if (hop.local && !READ_ONCE(hop.mdev->gone))
		return mctp_input_local(mns, mdev, skb);

	if (mctp_dst_from_hop(&dst, &hop))
		return drop(mdev, skb, MCTP_DROP_NO_ROUTE);
	if (!may_forward(mdev))
		return drop(mdev, skb, MCTP_DROP_FORWARD_OFF);
	return forward(mns, mdev, &dst, skb);
}

/* Owns @skb. */
static int route_packet(struct mctp_net *mns, struct mctp_dev *mdev,
			struct sk_buff *skb)
{
	const struct mctp_hdr *hdr = (struct mctp_hdr *)skb->data;

	/* broadcast is for everybody on the link, and does not leave it */
	if (hdr->dest == MCTP_ADDR_ANY)
		return mctp_input_local(mns, mdev, skb);
	/* null means whoever has the physical address */
	if (hdr->dest == MCTP_ADDR_NULL) {
		if (skb->pkt_type != PACKET_HOST)
			return drop(mdev, skb, MCTP_DROP_OTHER_HOST);
		return mctp_input_local(mns, mdev, skb);
	}
	return route_unicast(mns, mdev, skb, hdr->dest);
}

/* What the driver left in the same place moves, nothing else is read. */
static void fill_cb(struct sk_buff *skb, const struct mctp_dev *mdev)
{
	const struct mctp_netdev_cb *source = (void *)skb->cb;
	struct mctp_cb *cb = mctp_cb(skb);
	u8 halen = 0;

	/* only our drivers leave something meaningful there */
	if (mdev->driver)
		halen = min_t(u8, source->halen, sizeof(cb->haddr));
	memmove(cb->haddr, source->haddr, halen);
	memset(cb->haddr + halen, 0, sizeof(cb->haddr) - halen);
	cb->halen = halen;
	cb->net = READ_ONCE(mdev->net);
	cb->ifindex = mdev->dev->ifindex;
}

static enum mctp_drop check_packet(struct sk_buff *skb)
{
	const struct mctp_hdr *hdr;

	/* with the type byte, in case this is the first packet */
	if (!pskb_may_pull(skb, sizeof(*hdr) + 1))
		return MCTP_DROP_SHORT;
	hdr = (struct mctp_hdr *)skb->data;
	if (!mctp_wire_version_ok(hdr))
		return MCTP_DROP_VERSION;
	if (!mctp_eid_is_source(hdr->src) || !mctp_eid_is_dest(hdr->dest))
		return MCTP_DROP_ADDRESS;
	return MCTP_DROP_NONE;
}

static int receive(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	struct mctp_net *mns = mctp_net_get(dev_net(dev));
	struct mctp_dev *mdev;
	enum mctp_drop cause;

	/* a packet socket may look at the same skb */
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb) {
		mctp_drop(&mns->networks.none.counters, NULL, NULL,
			  MCTP_DROP_NO_MEMORY);
		return NET_RX_DROP;
	}

	rcu_read_lock();
	mdev = mctp_dev_find(dev);
	if (!mdev) {
		mctp_drop(&mns->networks.none.counters, NULL, skb,
			  MCTP_DROP_NO_DEVICE);
		goto err_unlock;
	}
	cause = check_packet(skb);
	if (cause) {
		drop(mdev, skb, cause);
		goto err_unlock;
	}
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(struct mctp_hdr));
	fill_cb(skb, mdev);
	if (route_packet(mns, mdev, skb))
		goto err_unlock;
	rcu_read_unlock();
	return NET_RX_SUCCESS;

err_unlock:
	rcu_read_unlock();
	return NET_RX_DROP;
}

static struct packet_type mctp_packet_type = {
	.type = cpu_to_be16(ETH_P_MCTP),
	.func = receive,
};

void mctp_input_init(void)
{
	dev_add_pack(&mctp_packet_type);
}

/* On return no packet is being received. */
void mctp_input_done(void)
{
	dev_remove_pack(&mctp_packet_type);
}
