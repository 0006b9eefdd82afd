/* SPDX-License-Identifier: GPL-2.0-only */
/* A message on its way whose sender wants to know if it came to nothing. */
#ifndef MCTP_FLIGHT_H
#define MCTP_FLIGHT_H

#include <linux/atomic.h>
#include <linux/mctp.h>
#include <linux/refcount.h>
#include <linux/types.h>

struct mctp_sock;
struct sk_buff;
struct sk_buff_head;

/*
 * @msk is not held: who uses it knows that it is there, because a packet is
 * still charged to it or because a tag of it was in the table under RCU.
 */
struct mctp_flight {
	refcount_t refs;	/* the sender, each packet, the tag */
	atomic_t state;		/* see flight.c */
	struct mctp_sock *msk;
	u64 tag_id;		/* ends with the message, 0: none */
	struct sockaddr_mctp_ext dest;
	size_t dest_len;	/* that much of it was given */
};

struct mctp_flight *mctp_flight_new(struct mctp_sock *msk,
				    const struct sockaddr_mctp *dest,
				    size_t dest_len);
void mctp_flight_put(struct mctp_flight *flight);

void mctp_flight_board(struct mctp_flight *flight, u32 net, u8 tag, u64 tag_id,
		       struct sk_buff_head *packets);
void mctp_flight_sent(struct mctp_flight *flight, int rc);
void mctp_flight_expired(struct mctp_flight *flight);

#endif
