/* SPDX-License-Identifier: GPL-2.0-only */
/* Cutting a message into packets (DSP0236 "Packetization"). */
#ifndef MCTP_FRAGMENT_H
#define MCTP_FRAGMENT_H

#include <linux/types.h>

struct iov_iter;
struct mctp_dst;
struct sk_buff_head;
struct sock;

/*
 * Packets of one message, all in memory before the first is sent. Enough for
 * the longest message in packets of a quarter of the baseline size.
 */
#define MCTP_FRAGMENT_LIMIT	4096

/* What the packets of a message have in common. */
struct mctp_fragment_spec {
	const struct mctp_dst *dst;
	u8 daddr;
	u8 type;	/* first byte of the message body */
	bool nonblock;	/* do not wait for room in the send buffer */
};

int mctp_fragment_build(struct sock *sk, const struct mctp_fragment_spec *spec,
			struct iov_iter *from, size_t len,
			struct sk_buff_head *ret_packets);
void mctp_fragment_set_tag(struct sk_buff_head *packets, u8 tag);

#endif
