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
#include "fragment.h"
#include "net.h"
#include "output.h"
#include "wire.h"

static int check_dest(const struct sockaddr_mctp *addr, int len)
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

/*
 * Without an address a message goes to the peer of connect(), as a request:
 * which request a response would answer, only an address can tell.
 */
static int dest_of_peer(const struct mctp_sock *msk,
			struct sockaddr_mctp *ret_addr)
{
	if (!mctp_sock_peer(msk, ret_addr))
		return -EDESTADDRREQ;
	ret_addr->smctp_tag = MCTP_TAG_OWNER;
	return 0;
}

static bool is_ext(const struct mctp_sock *msk, const struct msghdr *msg)
{
	return msg->msg_name && READ_ONCE(msk->addr_ext) &&
	       msg->msg_namelen >= sizeof(struct sockaddr_mctp_ext);
}

static int lookup_dest(struct sock *sk, const struct msghdr *msg,
		       const struct sockaddr_mctp *addr,
		       struct mctp_dst *ret_dst)
{
	struct mctp_net *mns = mctp_net_get(sock_net(sk));
	struct mctp_sock *msk = mctp_sk(sk);
	int rc;

	if (is_ext(msk, msg))
		rc = lookup_ext(sk, msg->msg_name, ret_dst);
	else
		rc = mctp_dst_lookup(mns,
				     mctp_net_id(mns, addr->smctp_network),
				     addr->smctp_addr.s_addr, ret_dst);
	if (rc)
		return rc;
	rc = mctp_dst_set_source(mns, ret_dst, READ_ONCE(msk->source));
	if (rc)
		mctp_dst_put(ret_dst);
	return rc;
}

/*
 * The tag for the wire. A request to the null EID goes to one device by its
 * physical address and so has one reply; a broadcast has many.
 */
static int get_tag(struct mctp_sock *msk, struct mctp_net *mns,
		   const struct mctp_dst *dst,
		   const struct sockaddr_mctp *addr,
		   struct mctp_tag_ref *ret_ref)
{
	u8 peer = addr->smctp_addr.s_addr, tag = addr->smctp_tag;
	struct mctp_tag_key key = {
		.net = dst->net,
		.local = dst->saddr,
		.peer = peer == MCTP_ADDR_NULL ? MCTP_ADDR_ANY : peer,
	};
	struct mctp_tag_ref given = { .value = tag & MCTP_TAG_MASK };
	int rc = 0;

	if (tag & MCTP_TAG_OWNER && !(tag & MCTP_TAG_PREALLOC))
		return mctp_tag_alloc(&mns->tags, &msk->tags, &key,
				      peer == MCTP_ADDR_ANY ?
				      MCTP_TAG_KIND_MANY : MCTP_TAG_KIND_ONE,
				      ret_ref);
	if (tag & MCTP_TAG_PREALLOC)
		rc = mctp_tag_use_prealloc(&mns->tags, &msk->tags, dst->net,
					   peer, given.value);
	if (!rc)
		*ret_ref = given;
	return rc;
}

static int send_packets(struct mctp_sock *msk, const struct mctp_dst *dst,
			const struct sockaddr_mctp *addr,
			struct sk_buff_head *packets)
{
	struct mctp_net *mns = mctp_net_get(sock_net(&msk->sk));
	struct mctp_tag_ref ref;
	int rc;

	rc = get_tag(msk, mns, dst, addr, &ref);
	if (rc) {
		__skb_queue_purge(packets);
		return rc;
	}
	mctp_fragment_set_tag(packets, ref.value |
			      (addr->smctp_tag & MCTP_TAG_OWNER));
	rc = mctp_output(mns, dst, packets);
	/* nobody will reply to what was not sent */
	if (rc && ref.id)
		mctp_tag_release(&mns->tags, &msk->tags, ref.id);
	return rc;
}

int mctp_sock_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	const struct sockaddr_mctp *addr = msg->msg_name;
	struct mctp_fragment_spec spec;
	struct sock *sk = sock->sk;
	struct sk_buff_head packets;
	struct sockaddr_mctp peer;
	struct mctp_dst dst;
	int rc;

	if (addr) {
		rc = check_dest(addr, msg->msg_namelen);
	} else {
		rc = dest_of_peer(mctp_sk(sk), &peer);
		addr = &peer;
	}
	if (rc)
		return rc;
	if (!ns_capable(sock_net(sk)->user_ns, CAP_NET_RAW))
		return -EACCES;
	rc = lookup_dest(sk, msg, addr, &dst);
	if (rc)
		return rc;

	spec = (struct mctp_fragment_spec) {
		.dst = &dst,
		.daddr = addr->smctp_addr.s_addr,
		.type = addr->smctp_type,
		.nonblock = msg->msg_flags & MSG_DONTWAIT,
	};
	rc = mctp_fragment_build(sk, &spec, &msg->msg_iter, len, &packets);
	if (!rc)
		rc = send_packets(mctp_sk(sk), &dst, addr, &packets);
	mctp_dst_put(&dst);
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
	const int known = MSG_DONTWAIT | MSG_TRUNC | MSG_PEEK |
			  MSG_CMSG_COMPAT;
	struct sock *sk = sock->sk;
	struct sk_buff *skb;
	size_t body;
	int rc;

	sock_skb_cb_check_size(sizeof(struct mctp_cb));

	if (flags & ~known)
		return -EOPNOTSUPP;
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
