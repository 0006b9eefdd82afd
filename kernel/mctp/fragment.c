// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds the packets of a message from the user's buffer, so that a message
 * is either complete or not sent at all. A message for this machine is one
 * packet whatever the MTU.
 */
#include "fragment.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include <linux/uio.h>
#include <net/sock.h>

#include "output.h"
#include "wire.h"

/* More than fits in two pages is in pages of its own. */
#define WHOLE_LINEAR_MAX	SKB_MAX_ORDER(0, 1)

static void packet_init(struct sk_buff *skb, const struct sock *sk,
			size_t headroom)
{
	skb->protocol = htons(ETH_P_MCTP);
	skb->priority = READ_ONCE(sk->sk_priority);
	skb->mark = READ_ONCE(sk->sk_mark);
	skb_reserve(skb, headroom);
	skb_reset_network_header(skb);
	skb_put(skb, sizeof(struct mctp_hdr));
	skb_set_transport_header(skb, sizeof(struct mctp_hdr));
}

/*
 * The first packet waits for the send buffer as any socket does. The others
 * are charged but do not wait: nothing would free room before they are sent.
 */
static struct sk_buff *packet_alloc(struct sock *sk,
				    const struct mctp_fragment_spec *spec,
				    size_t payload, bool first, int *ret_rc)
{
	const struct mctp_dst *dst = spec->dst;
	size_t head = dst->headroom + sizeof(struct mctp_hdr);
	size_t size = head + payload + dst->tailroom;
	struct sk_buff *skb;

	if (first) {
		skb = sock_alloc_send_skb(sk, size, spec->nonblock, ret_rc);
	} else {
		skb = alloc_skb(size, sk->sk_allocation);
		if (skb)
			skb_set_owner_w(skb, sk);
		else
			*ret_rc = -ENOMEM;
	}
	if (!skb)
		return NULL;

	packet_init(skb, sk, dst->headroom);
	return skb;
}

/*
 * Asking user space for a few bytes takes longer than copying them, so what
 * short packets need is fetched for many at a time.
 */
struct fetched {
	u8 data[512];
	size_t pos, len;
};

static int fetch(struct fetched *fetched, struct iov_iter *from)
{
	fetched->pos = 0;
	fetched->len = min(sizeof(fetched->data), iov_iter_count(from));
	if (!fetched->len ||
	    !copy_from_iter_full(fetched->data, fetched->len, from))
		return -EFAULT;
	return 0;
}

static int packet_fill(struct sk_buff *skb, struct iov_iter *from, size_t n,
		       struct fetched *fetched)
{
	while (n) {
		size_t some = min(n, fetched->len - fetched->pos);

		skb_put_data(skb, fetched->data + fetched->pos, some);
		fetched->pos += some;
		n -= some;
		if (n && fetch(fetched, from))
			return -EFAULT;
	}
	return 0;
}

static int packet_fill_long(struct sk_buff *skb, struct iov_iter *from,
			    size_t n)
{
	return copy_from_iter_full(skb_put(skb, n), n, from) ? 0 : -EFAULT;
}

static int build_all(struct sock *sk, const struct mctp_fragment_spec *spec,
		     struct iov_iter *from, size_t len, size_t unit,
		     struct sk_buff_head *packets)
{
	size_t body = len + 1, pos;
	struct fetched fetched;
	unsigned int seq = 0;
	bool several;

	several = unit < body && unit < sizeof(fetched.data);
	fetched.pos = 0;
	fetched.len = 0;
	for (pos = 0; pos < body; pos += unit) {
		size_t n = min(unit, body - pos);
		struct sk_buff *skb;
		int rc;

		skb = packet_alloc(sk, spec, n, pos == 0, &rc);
		if (!skb)
			return rc;
		__skb_queue_tail(packets, skb);
		mctp_wire_encode((struct mctp_hdr *)skb->data, spec->daddr,
				 spec->dst->saddr, seq++, pos == 0,
				 pos + n == body);
		if (pos == 0) {
			*(u8 *)skb_put(skb, 1) = spec->type;
			n--;
		}
		rc = several ? packet_fill(skb, from, n, &fetched) :
			       packet_fill_long(skb, from, n);
		if (rc)
			return rc;
	}
	return 0;
}

/*
 * No device limits a packet that never reaches one. Header and type are
 * always linear.
 */
static int build_whole(struct sock *sk, const struct mctp_fragment_spec *spec,
		       struct iov_iter *from, size_t len,
		       struct sk_buff_head *packets)
{
	size_t head = sizeof(struct mctp_hdr) + 1;
	size_t linear = min_t(size_t, head + len, WHOLE_LINEAR_MAX);
	struct sk_buff *skb;
	int rc;

	skb = sock_alloc_send_pskb(sk, linear, head + len - linear,
				   spec->nonblock, &rc,
				   PAGE_ALLOC_COSTLY_ORDER);
	if (!skb)
		return rc;
	__skb_queue_tail(packets, skb);
	packet_init(skb, sk, 0);
	mctp_wire_encode((struct mctp_hdr *)skb->data, spec->daddr,
			 spec->dst->saddr, 0, true, true);
	*(u8 *)skb_put(skb, 1) = spec->type;

	skb_put(skb, linear - head);
	skb->data_len = head + len - linear;
	skb->len += skb->data_len;
	return skb_copy_datagram_from_iter(skb, head, from, len);
}

/*
 * Builds the packets for @len bytes of @from, with tag 0. May sleep. On
 * failure @ret_packets is left empty. The type byte makes the body of the
 * message one byte longer than @len, and no message is empty.
 */
int mctp_fragment_build(struct sock *sk, const struct mctp_fragment_spec *spec,
			struct iov_iter *from, size_t len,
			struct sk_buff_head *ret_packets)
{
	size_t unit;
	int rc;

	__skb_queue_head_init(ret_packets);
	if (len >= MCTP_MESSAGE_MAX ||
	    spec->dst->mtu <= sizeof(struct mctp_hdr))
		return -EMSGSIZE;
	unit = spec->dst->mtu - sizeof(struct mctp_hdr);
	if (spec->dst->local)
		rc = build_whole(sk, spec, from, len, ret_packets);
	else if (DIV_ROUND_UP(len + 1, unit) > MCTP_FRAGMENT_LIMIT)
		rc = -EMSGSIZE;
	else
		rc = build_all(sk, spec, from, len, unit, ret_packets);
	if (rc)
		__skb_queue_purge(ret_packets);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_fragment_build);

/* @tag has MCTP_HDR_TAG and MCTP_HDR_TO. */
void mctp_fragment_set_tag(struct sk_buff_head *packets, u8 tag)
{
	struct sk_buff *skb;

	skb_queue_walk(packets, skb) {
		struct mctp_hdr *hdr = (struct mctp_hdr *)skb->data;

		hdr->flags_seq_tag |= tag;
	}
}
EXPORT_SYMBOL_IF_KUNIT(mctp_fragment_set_tag);
