/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core keeps in skb->cb of a received message, from the packet's
 * arrival until recvmsg() tells it to the user.
 */
#ifndef MCTP_CB_H
#define MCTP_CB_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/types.h>

/* The socket layer uses the last 4 bytes of the 48, so this is all there is. */
struct mctp_cb {
	u32 net;
	int ifindex;	/* 0 for a message from this machine */
	u8 src;
	u8 tag;		/* MCTP_HDR_TAG and MCTP_HDR_TO */
	u8 type;	/* with the integrity check bit; of the first packet */
	u8 halen;
	u8 haddr[MAX_ADDR_LEN];
};

static inline struct mctp_cb *mctp_cb(const struct sk_buff *skb)
{
	return (struct mctp_cb *)skb->cb;
}

#endif
