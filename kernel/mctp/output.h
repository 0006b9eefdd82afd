/* SPDX-License-Identifier: GPL-2.0-only */
/* The way out: where packets for an EID go, and sending them there. */
#ifndef MCTP_OUTPUT_H
#define MCTP_OUTPUT_H

#include <linux/netdevice.h>
#include <linux/types.h>

struct mctp_dev;
struct mctp_hop;
struct mctp_net;
struct net;
struct sk_buff;
struct sk_buff_head;

/*
 * The result of a routing decision. Holds a reference on the MCTP side of
 * the device, not on the device, which may go away meanwhile.
 */
struct mctp_dst {
	struct mctp_dev *mdev;
	bool local;		/* packets are for this machine */
	u32 net;
	u8 saddr;		/* our EID on that device; may be 0 */
	u8 prefsrc;		/* what the route wants there, or 0 */
	bool has_haddr;
	u8 haddr[MAX_ADDR_LEN];
	unsigned int mtu;	/* packet with MCTP header */
	unsigned int headroom;	/* before the MCTP header */
	unsigned int tailroom;
};

int mctp_dst_from_hop(struct mctp_dst *dst, const struct mctp_hop *hop);
int mctp_dst_lookup(struct mctp_net *mns, u32 net, u8 eid,
		    struct mctp_dst *ret_dst);
int mctp_dst_from_haddr(struct net *net, int ifindex, const u8 *haddr,
			u8 halen, struct mctp_dst *ret_dst);
int mctp_dst_set_source(const struct mctp_net *mns, struct mctp_dst *dst,
			u8 eid);
void mctp_dst_put(const struct mctp_dst *dst);

int mctp_output(struct mctp_net *mns, const struct mctp_dst *dst,
		struct sk_buff_head *packets);
int mctp_output_packet(struct mctp_net *mns, const struct mctp_dst *dst,
		       struct sk_buff *skb);

#endif
