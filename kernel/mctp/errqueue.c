// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports on the error queue, and recvmsg(MSG_ERRQUEUE), which reads them
 * and the transmit time stamps that the kernel puts there.
 *
 * A report waits as a packet whose data is the destination of the message,
 * charged to the receive buffer of the socket.
 */
#include "errqueue.h"

#include <linux/errqueue.h>
#include <linux/mctp-ext.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <net/sock.h>

#include "sock.h"

static struct sk_buff *report_new(const struct mctp_report *report)
{
	struct sock_exterr_skb *err;
	struct sk_buff *skb;

	skb = alloc_skb(report->dest_len, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return NULL;
	skb_put_data(skb, report->dest, report->dest_len);
	err = SKB_EXT_ERR(skb);
	memset(err, 0, sizeof(*err));
	err->ee = (struct sock_extended_err) {
		.ee_errno = report->error,
		.ee_origin = SO_EE_ORIGIN_LOCAL,
		.ee_type = report->type,
		.ee_info = report->dest->smctp_base.smctp_tag,
	};
	return skb;
}

/*
 * A report without room is counted as a drop of the socket, as a message
 * without room is. @sk may be closing: what is queued after that goes when it
 * is destroyed. Interrupts enabled; needs that @sk stays, by RCU for one.
 */
void mctp_errqueue_report(struct sock *sk, const struct mctp_report *report)
{
	struct sk_buff *skb;

	if (!READ_ONCE(mctp_sk(sk)->recverr))
		return;
	skb = report_new(report);
	if (skb && !sock_queue_err_skb(sk, skb))
		return;
	kfree_skb(skb);
	atomic_inc(&sk->sk_drops);
}

static bool is_report(const struct sk_buff *skb)
{
	return SKB_EXT_ERR(skb)->ee.ee_origin == SO_EE_ORIGIN_LOCAL;
}

/* Time stamps stay. */
void mctp_errqueue_drop_reports(struct sock *sk)
{
	struct sk_buff_head *queue = &sk->sk_error_queue;
	struct sk_buff *skb, *next;
	struct sk_buff_head drop;

	__skb_queue_head_init(&drop);
	spin_lock_irq(&queue->lock);
	skb_queue_walk_safe(queue, skb, next) {
		if (is_report(skb)) {
			__skb_unlink(skb, queue);
			__skb_queue_tail(&drop, skb);
		}
	}
	spin_unlock_irq(&queue->lock);
	__skb_queue_purge(&drop);
}

/* A socket that never asked for any of it has no error queue. */
bool mctp_errqueue_is_open(struct sock *sk)
{
	return READ_ONCE(mctp_sk(sk)->recverr) ||
	       READ_ONCE(sk->sk_tsflags) ||
	       !skb_queue_empty_lockless(&sk->sk_error_queue);
}

/* No data; the destination is the address. */
static int recv_report(struct msghdr *msg, const struct sk_buff *skb)
{
	if (msg->msg_name) {
		memcpy(msg->msg_name, skb->data, skb->len);
		msg->msg_namelen = skb->len;
	}
	return 0;
}

/* The data is the packet as sent, unless only the time was asked for. */
static int recv_timestamp(struct sock *sk, struct msghdr *msg,
			  struct sk_buff *skb, size_t len)
{
	int rc;

	if (len < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	len = min_t(size_t, len, skb->len);
	rc = skb_copy_datagram_msg(skb, 0, msg, len);
	if (rc)
		return rc;
	msg->msg_namelen = 0;
	sock_recv_timestamp(msg, sk, skb);
	return len;
}

/* Never waits. */
int mctp_errqueue_recv(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct sock_extended_err ee;
	struct sk_buff *skb;
	int rc;

	skb = sock_dequeue_err_skb(sk);
	if (!skb)
		return -EAGAIN;
	if (is_report(skb))
		rc = recv_report(msg, skb);
	else
		rc = recv_timestamp(sk, msg, skb, len);
	if (rc < 0)
		goto out_free;

	/* a copy: what goes to the user must not be part of the skb */
	ee = SKB_EXT_ERR(skb)->ee;
	put_cmsg(msg, SOL_MCTP, MCTP_OPT_RECVERR, sizeof(ee), &ee);
	msg->msg_flags |= MSG_ERRQUEUE;
out_free:
	kfree_skb(skb);
	return rc;
}
