// SPDX-License-Identifier: GPL-2.0-only
/*
 * sendmsg() and recvmsg(): from the user's address to a route or a physical
 * address, from a message in the queue to the address of its sender.
 */
#include "sock.h"

#include <linux/capability.h>
#include <linux/mctp.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <net/net_namespace.h>

#include "cb.h"
#include "device.h"
#include "errqueue.h"
#include "flight.h"
#include "fragment.h"
#include "net.h"
#include "output.h"
#include "trace.h"
#include "wire.h"

/* What sendmsg() finds out before the packets are built. */
struct send {
	const struct sockaddr_mctp *addr;
	size_t addr_len;	/* as far as it is used */
	struct sockaddr_mctp peer; /* addr, if none was given */
	struct sockcm_cookie cookie;
	struct mctp_dst dst;
	size_t len;		/* of the message, without its type */
};

static int check_addr(const struct sockaddr_mctp *addr, int len)
{
	const u8 tag_bits = MCTP_TAG_MASK | MCTP_TAG_OWNER |
			    MCTP_TAG_PREALLOC;

	if (len < sizeof(*addr) || addr->smctp_family != AF_MCTP ||
	    !mctp_sockaddr_pads_ok(addr))
		return -EINVAL;
	if (addr->smctp_tag & ~tag_bits)
		return -EINVAL;
	if (addr->smctp_tag & MCTP_TAG_PREALLOC &&
	    !(addr->smctp_tag & MCTP_TAG_OWNER))
		return -EINVAL;
	return 0;
}

/*
 * Without an address a message goes to the peer of connect(), as a request:
 * which request a response would answer, only an address can tell.
 */
static int send_addr(struct send *send, const struct mctp_sock *msk,
		     const struct msghdr *msg)
{
	send->addr_len = sizeof(struct sockaddr_mctp);
	if (msg->msg_name) {
		send->addr = msg->msg_name;
		if (READ_ONCE(msk->addr_ext) &&
		    msg->msg_namelen >= sizeof(struct sockaddr_mctp_ext))
			send->addr_len = sizeof(struct sockaddr_mctp_ext);
		return check_addr(send->addr, msg->msg_namelen);
	}
	if (!mctp_sock_peer(msk, &send->peer))
		return -EDESTADDRREQ;
	send->peer.smctp_tag = MCTP_TAG_OWNER;
	send->addr = &send->peer;
	return 0;
}

/*
 * Control messages: when to tell the time of sending. Others are ignored, as
 * the in-tree family ignores all of them.
 */
static int send_cmsgs(struct send *send, struct sock *sk, struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	int rc;

	sockcm_init(&send->cookie, sk);
	for_each_cmsghdr(cmsg, msg) {
		if (!CMSG_OK(msg, cmsg))
			break;
		if (cmsg->cmsg_level != SOL_SOCKET ||
		    !compat_cmsg_is_timestamping(cmsg->cmsg_type))
			continue;
		rc = __sock_cmsg_send(sk, cmsg, &send->cookie);
		if (rc)
			return rc;
	}
	return 0;
}

static int lookup_ext(const struct sock *sk,
		      const struct sockaddr_mctp_ext *addr,
		      struct mctp_dst *ret_dst)
{
	if (memchr_inv(addr->__smctp_pad0, 0, sizeof(addr->__smctp_pad0)))
		return -EINVAL;
	return mctp_dst_from_haddr(sock_net(sk), addr->smctp_ifindex,
				   addr->smctp_haddr, addr->smctp_halen,
				   ret_dst);
}

/* On success the caller owes a mctp_dst_put(). */
static int send_lookup(struct send *send, struct sock *sk)
{
	const struct sockaddr_mctp *addr = send->addr;
	struct mctp_net *mns = mctp_net_get(sock_net(sk));
	int rc;

	if (send->addr_len == sizeof(struct sockaddr_mctp_ext))
		rc = lookup_ext(sk, (struct sockaddr_mctp_ext *)addr,
				&send->dst);
	else
		rc = mctp_dst_lookup(mns,
				     mctp_net_id(mns, addr->smctp_network),
				     addr->smctp_addr.s_addr, &send->dst);
	if (rc)
		return rc;
	rc = mctp_dst_set_source(mns, &send->dst,
				 READ_ONCE(mctp_sk(sk)->source));
	if (rc)
		mctp_dst_put(&send->dst);
	return rc;
}

/*
 * The tag for the wire. A request to the null EID goes to one device by its
 * physical address and so has one reply; a broadcast has many.
 */
static int get_tag(struct mctp_sock *msk, struct mctp_net *mns,
		   const struct send *send, struct mctp_flight *flight,
		   struct mctp_tag_ref *ret_ref)
{
	u8 peer = send->addr->smctp_addr.s_addr;
	u8 tag = send->addr->smctp_tag;
	struct mctp_tag_spec spec = {
		.key.net = send->dst.net,
		.key.local = send->dst.saddr,
		.key.peer = peer == MCTP_ADDR_NULL ? MCTP_ADDR_ANY : peer,
		.kind = peer == MCTP_ADDR_ANY ? MCTP_TAG_KIND_MANY :
						MCTP_TAG_KIND_ONE,
		.dev = &send->dst.mdev->tags,
		.flight = flight,
	};
	struct mctp_tag_ref given = { .value = tag & MCTP_TAG_MASK };
	int rc = 0;

	if (tag & MCTP_TAG_OWNER && !(tag & MCTP_TAG_PREALLOC))
		return mctp_tag_alloc(&mns->tags, &msk->tags, &spec, ret_ref);
	if (tag & MCTP_TAG_PREALLOC)
		rc = mctp_tag_use_prealloc(&mns->tags, &msk->tags,
					   spec.key.net, peer, given.value);
	if (!rc)
		*ret_ref = given;
	return rc;
}

static int send_tagged(struct mctp_sock *msk, const struct send *send,
		       struct mctp_flight *flight,
		       struct sk_buff_head *packets)
{
	struct mctp_net *mns = mctp_net_get(sock_net(&msk->sk));
	struct mctp_tag_ref ref;
	u8 tag;
	int rc;

	rc = get_tag(msk, mns, send, flight, &ref);
	if (rc) {
		__skb_queue_purge(packets);
		return rc;
	}
	tag = ref.value | (send->addr->smctp_tag & MCTP_TAG_OWNER);
	mctp_fragment_set_tag(packets, tag);
	if (flight)
		mctp_flight_board(flight, send->dst.net, tag, ref.id, packets);
	/* the time of a message is that of its last packet */
	compat_skb_setup_tx_timestamp(skb_peek_tail(packets), &send->cookie);

	rc = mctp_output(mns, &send->dst, packets);
	trace_mctp_send(send->dst.net, send->dst.mdev->counters.id,
			send->dst.saddr, send->addr->smctp_addr.s_addr,
			send->addr->smctp_type, tag, send->len, rc);
	/* nobody will reply to what was not sent */
	if (rc && ref.id)
		mctp_tag_release(&mns->tags, &msk->tags, ref.id);
	return rc;
}

static int send_packets(struct mctp_sock *msk, const struct send *send,
			struct sk_buff_head *packets)
{
	struct mctp_flight *flight = NULL;
	int rc;

	if (READ_ONCE(msk->recverr)) {
		flight = mctp_flight_new(msk, send->addr, send->addr_len);
		if (!flight) {
			__skb_queue_purge(packets);
			return -ENOMEM;
		}
	}
	rc = send_tagged(msk, send, flight, packets);
	if (flight)
		mctp_flight_sent(flight, rc);
	return rc;
}

int mctp_sock_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct mctp_fragment_spec spec;
	struct sock *sk = sock->sk;
	struct sk_buff_head packets;
	struct send send = { .len = len };
	int rc;

	rc = send_addr(&send, mctp_sk(sk), msg);
	if (rc)
		return rc;
	if (!ns_capable(sock_net(sk)->user_ns, CAP_NET_RAW))
		return -EACCES;
	rc = send_cmsgs(&send, sk, msg);
	if (rc)
		return rc;
	rc = send_lookup(&send, sk);
	if (rc)
		return rc;

	spec = (struct mctp_fragment_spec) {
		.dst = &send.dst,
		.daddr = send.addr->smctp_addr.s_addr,
		.type = send.addr->smctp_type,
		.nonblock = msg->msg_flags & MSG_DONTWAIT,
	};
	rc = mctp_fragment_build(sk, &spec, &msg->msg_iter, len, &packets);
	if (!rc)
		rc = send_packets(mctp_sk(sk), &send, &packets);
	mctp_dst_put(&send.dst);
	return rc ?: len;
}

static void fill_source(struct msghdr *msg, const struct mctp_cb *cb,
			bool ext)
{
	struct sockaddr_mctp_ext *addr = msg->msg_name;

	addr->smctp_base = (struct sockaddr_mctp) {
		.smctp_family = AF_MCTP,
		.smctp_network = cb->net,
		.smctp_addr.s_addr = cb->src,
		.smctp_type = cb->type,
		.smctp_tag = cb->tag,
	};
	msg->msg_namelen = sizeof(addr->smctp_base);
	if (!ext)
		return;

	addr->smctp_ifindex = cb->ifindex;
	addr->smctp_halen = cb->halen;
	memset(addr->__smctp_pad0, 0, sizeof(addr->__smctp_pad0));
	memcpy(addr->smctp_haddr, cb->haddr, sizeof(addr->smctp_haddr));
	msg->msg_namelen = sizeof(*addr);
}

int mctp_sock_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		      int flags)
{
	struct sock *sk = sock->sk;
	bool errors = flags & MSG_ERRQUEUE && mctp_errqueue_is_open(sk);
	const int known = MSG_DONTWAIT | MSG_TRUNC | MSG_PEEK |
			  MSG_CMSG_COMPAT | (errors ? MSG_ERRQUEUE : 0);
	struct sk_buff *skb;
	size_t body;
	int rc;

	sock_skb_cb_check_size(sizeof(struct mctp_cb));

	if (flags & ~known)
		return -EOPNOTSUPP;
	if (errors)
		return mctp_errqueue_recv(sk, msg, len);
	skb = skb_recv_datagram(sk, flags, &rc);
	if (!skb)
		return rc;

	rc = 0;
	/* a socket filter may have cut off even the type byte */
	if (!skb->len)
		goto out_free;
	body = skb->len - 1;
	if (len < body)
		msg->msg_flags |= MSG_TRUNC;
	len = min(len, body);
	rc = skb_copy_datagram_msg(skb, 1, msg, len);
	if (rc)
		goto out_free;

	sock_recv_cmsgs(msg, sk, skb);
	if (msg->msg_name)
		fill_source(msg, mctp_cb(skb),
			    READ_ONCE(mctp_sk(sk)->addr_ext));
	rc = flags & MSG_TRUNC ? body : len;
out_free:
	skb_free_datagram(sk, skb);
	return rc;
}
