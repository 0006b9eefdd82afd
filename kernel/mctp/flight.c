// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fate of messages whose sockets asked for it (MCTP_OPT_RECVERR). Each
 * packet carries its flight from sendmsg() until it is freed, so a driver
 * that gives one up long after can still tell the sender. A message has at
 * most one report, however many of its packets fail, and none if sendmsg()
 * has returned an error for it.
 *
 * States of a flight:
 *
 *	from		to		when
 *	sending		sent		sendmsg() returns success
 *	sending		over		sendmsg() returns an error
 *	sending		a report	a packet fails meanwhile; made when
 *					sendmsg() knows that it succeeds
 *	sent		over		a packet fails, or the tag expires,
 *					which makes the report
 *
 * Timers: none here; the tag has one.
 */
#include "flight.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/mctp-ext.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "errqueue.h"
#include "internal/mctp-netdev.h"
#include "net.h"
#include "sock.h"

#define STATE_SENDING	0
#define STATE_SENT	1
#define STATE_OVER	2

/* A report as a state is negative, to be told from the others. */
#define REPORT_TYPE_SHIFT	16
#define REPORT_ERRNO		GENMASK(15, 0)

static int report_encode(u8 type, int error)
{
	return -(type << REPORT_TYPE_SHIFT | error);
}

/* @dest_len: with or without the physical address. */
struct mctp_flight *mctp_flight_new(struct mctp_sock *msk,
				    const struct sockaddr_mctp *dest,
				    size_t dest_len)
{
	struct mctp_flight *flight;

	flight = kzalloc_obj(*flight, GFP_KERNEL_ACCOUNT);
	if (!flight)
		return NULL;
	refcount_set(&flight->refs, 1);
	atomic_set(&flight->state, STATE_SENDING);
	flight->msk = msk;
	memcpy(&flight->dest, dest, dest_len);
	flight->dest_len = dest_len;
	return flight;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_flight_new);

void mctp_flight_put(struct mctp_flight *flight)
{
	if (flight && refcount_dec_and_test(&flight->refs))
		kfree(flight);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_flight_put);

static void report(const struct mctp_flight *flight, int encoded)
{
	struct mctp_report report = {
		.error = -encoded & REPORT_ERRNO,
		.type = -encoded >> REPORT_TYPE_SHIFT,
		.dest = &flight->dest,
		.dest_len = flight->dest_len,
	};

	mctp_errqueue_report(&flight->msk->sk, &report);
}

/* The message came to nothing. The first to say so makes the report. */
static void fail(struct mctp_flight *flight, int encoded)
{
	int state = atomic_read(&flight->state);
	int next;

	do {
		if (state == STATE_OVER || state < 0)
			return;
		next = state == STATE_SENDING ? encoded : STATE_OVER;
	} while (!atomic_try_cmpxchg(&flight->state, &state, next));
	if (state == STATE_SENT)
		report(flight, encoded);
}

/*
 * sendmsg() is about to return @rc. Ends the sender's reference; the socket
 * is open.
 */
void mctp_flight_sent(struct mctp_flight *flight, int rc)
{
	int state;

	if (rc) {
		atomic_set(&flight->state, STATE_OVER);
	} else {
		state = atomic_cmpxchg(&flight->state, STATE_SENDING,
				       STATE_SENT);
		if (state < 0)
			report(flight, state);
	}
	mctp_flight_put(flight);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_flight_sent);

/* The tag expired. Needs the RCU section in which it left the table. */
void mctp_flight_expired(struct mctp_flight *flight)
{
	fail(flight, report_encode(MCTP_EE_NO_REPLY, ETIMEDOUT));
}
EXPORT_SYMBOL_IF_KUNIT(mctp_flight_expired);

/*
 * The socket stays as long as a packet is charged to it, and with it this
 * module: uncharging comes last.
 */
static void packet_destruct(struct sk_buff *skb)
{
	mctp_flight_put(skb_shinfo(skb)->destructor_arg);
	sock_wfree(skb);
}

/*
 * All packets of a message, which are charged to its socket, and what became
 * known of it: the network and the tag, which ends with the message unless
 * @tag_id is 0.
 */
void mctp_flight_board(struct mctp_flight *flight, u32 net, u8 tag, u64 tag_id,
		       struct sk_buff_head *packets)
{
	struct sk_buff *skb;

	flight->dest.smctp_base.smctp_network = net;
	flight->dest.smctp_base.smctp_tag = tag;
	flight->tag_id = tag_id;
	skb_queue_walk(packets, skb) {
		refcount_inc(&flight->refs);
		skb_shinfo(skb)->destructor_arg = flight;
		skb->destructor = packet_destruct;
	}
}
EXPORT_SYMBOL_IF_KUNIT(mctp_flight_board);

/* A packet that was taken over by the network may have lost its sender. */
void mctp_netdev_tx_failed(struct sk_buff *skb, int error)
{
	struct mctp_flight *flight;
	struct mctp_sock *msk;

	if (skb->destructor != packet_destruct)
		return;
	flight = skb_shinfo(skb)->destructor_arg;
	msk = flight->msk;
	/*
	 * First: who reads the report may send again at once. But if there
	 * may be a reply, it must not be taken for one to the next request.
	 */
	if (flight->tag_id && error != -EIO)
		mctp_tag_release(&mctp_net_get(sock_net(&msk->sk))->tags,
				 &msk->tags, flight->tag_id);
	fail(flight, report_encode(MCTP_EE_TX, -error));
}
EXPORT_SYMBOL_GPL(mctp_netdev_tx_failed);
