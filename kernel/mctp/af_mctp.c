// SPDX-License-Identifier: GPL-2.0-only
/*
 * The AF_MCTP family: a socket's life, bind() and connect().
 *
 * Packets in flight reach a socket under RCU by its tags, its bind or its
 * reassemblies. Closing it takes it out of all three tables; its memory goes
 * a grace period later (SOCK_RCU_FREE).
 */
#include "sock.h"

#include <linux/capability.h>
#include <linux/mctp.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <net/net_namespace.h>

#include "net.h"
#include "wire.h"

static struct mctp_net *sock_mns(const struct sock *sk)
{
	return mctp_net_get(sock_net(sk));
}

static int dgram_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (sk) {
		sock->sk = NULL;
		sk->sk_prot->close(sk, 0);
	}
	return 0;
}

/* Any network with a given local EID means the default network, now. */
static u32 bind_net(const struct mctp_sock *msk,
		    const struct sockaddr_mctp *addr)
{
	if (addr->smctp_network != MCTP_NET_ANY)
		return addr->smctp_network;
	if (addr->smctp_addr.s_addr != MCTP_ADDR_ANY)
		return sock_mns(&msk->sk)->default_net;
	return msk->bind.has_peer ? msk->peer_net : MCTP_NET_ANY;
}

static int bind_locked(struct mctp_sock *msk,
		       const struct sockaddr_mctp *addr)
{
	struct mctp_bind *bind = &msk->bind;
	u8 type = addr->smctp_type & MCTP_TYPE;
	u32 net = bind_net(msk, addr);
	int rc;

	if (mctp_sock_is_bound(msk))
		return -EADDRINUSE;
	if (bind->has_peer && (bind->type != type || msk->peer_net != net))
		return -EINVAL;

	bind->net = net;
	WRITE_ONCE(bind->type, type);
	bind->local = addr->smctp_addr.s_addr;
	rc = mctp_bind_add(&sock_mns(&msk->sk)->binds, bind);
	if (rc)
		return rc;
	/* last: others read the above without the lock */
	smp_store_release(&msk->bound, true);
	return 0;
}

static int dgram_bind(struct socket *sock, struct sockaddr_unsized *uaddr,
		      int len)
{
	const struct sockaddr_mctp *addr = (struct sockaddr_mctp *)uaddr;
	struct sock *sk = sock->sk;
	int rc;

	if (len < sizeof(*addr))
		return -EINVAL;
	if (addr->smctp_family != AF_MCTP)
		return -EAFNOSUPPORT;
	if (!ns_capable(sock_net(sk)->user_ns, CAP_NET_BIND_SERVICE))
		return -EACCES;
	if (!mctp_sockaddr_pads_ok(addr))
		return -EINVAL;

	lock_sock(sk);
	rc = bind_locked(mctp_sk(sk), addr);
	release_sock(sk);
	return rc;
}

/*
 * Names the only peer a later bind() listens to, and that messages without
 * an address go to.
 */
static int dgram_connect(struct socket *sock, struct sockaddr_unsized *uaddr,
			 int len, int flags)
{
	const struct sockaddr_mctp *addr = (struct sockaddr_mctp *)uaddr;
	struct sock *sk = sock->sk;
	struct mctp_sock *msk = mctp_sk(sk);
	int rc = 0;

	if (len != sizeof(*addr))
		return -EINVAL;
	if (addr->smctp_family != AF_MCTP)
		return -EAFNOSUPPORT;
	if (!mctp_sockaddr_pads_ok(addr) || addr->smctp_tag ||
	    addr->smctp_type & MCTP_TYPE_IC)
		return -EINVAL;

	lock_sock(sk);
	if (mctp_sock_is_bound(msk) || msk->bind.has_peer) {
		rc = -EADDRINUSE;
	} else {
		msk->bind.peer = addr->smctp_addr.s_addr;
		msk->bind.type = addr->smctp_type;
		msk->peer_net = mctp_net_id(sock_mns(sk),
					    addr->smctp_network);
		/* last: others read the above without the lock */
		smp_store_release(&msk->bind.has_peer, true);
	}
	release_sock(sk);
	return rc;
}

static const struct proto_ops dgram_ops = {
	.owner		= THIS_MODULE,
	.family		= PF_MCTP,
	.release	= dgram_release,
	.bind		= dgram_bind,
	.connect	= dgram_connect,
	.socketpair	= sock_no_socketpair,
	.accept		= sock_no_accept,
	.getname	= mctp_sock_getname,
	.poll		= datagram_poll,
	.ioctl		= mctp_sock_ioctl,
	.gettstamp	= sock_gettstamp,
	.listen		= sock_no_listen,
	.shutdown	= sock_no_shutdown,
	.setsockopt	= mctp_sock_setsockopt,
	.getsockopt	= mctp_sock_getsockopt,
	.sendmsg	= mctp_sock_sendmsg,
	.recvmsg	= mctp_sock_recvmsg,
	.mmap		= sock_no_mmap,
#ifdef CONFIG_COMPAT
	.compat_ioctl	= mctp_sock_compat_ioctl,
#endif
};

static void proto_close(struct sock *sk, long timeout)
{
	sk_common_release(sk);
}

/* Called by sk_common_release(): nobody finds the socket after this. */
static void proto_unhash(struct sock *sk)
{
	struct mctp_net *mns = sock_mns(sk);
	struct mctp_sock *msk = mctp_sk(sk);

	mctp_diag_remove(&mns->diag, &msk->diag);
	if (mctp_sock_is_bound(msk))
		mctp_bind_remove(&mns->binds, &msk->bind);
	mctp_tag_owner_close(&mns->tags, &msk->tags);
	mctp_reasm_owner_close(&mns->reasm, &msk->reasm);
}

/* A grace period later: nobody queues anything after this. */
static void free_queues(struct sock *sk)
{
	skb_queue_purge(&sk->sk_receive_queue);
	skb_queue_purge(&sk->sk_error_queue);
}

static struct proto mctp_proto = {
	.name		= "MCTP",
	.owner		= THIS_MODULE,
	.obj_size	= sizeof(struct mctp_sock),
	.close		= proto_close,
	.unhash		= proto_unhash,
};

static int family_create(struct net *net, struct socket *sock, int protocol,
			 int kern)
{
	struct mctp_sock *msk;
	struct sock *sk;

	if (protocol)
		return -EPROTONOSUPPORT;
	if (sock->type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;

	sk = sk_alloc(net, PF_MCTP, GFP_KERNEL, &mctp_proto, kern);
	if (!sk)
		return -ENOMEM;
	sock->state = SS_UNCONNECTED;
	sock->ops = &dgram_ops;
	sock_init_data(sock, sk);
	sock_set_flag(sk, SOCK_RCU_FREE);
	sk->sk_destruct = free_queues;

	msk = mctp_sk(sk);
	INIT_HLIST_NODE(&msk->bind.node);
	msk->bind.has_peer = false;
	msk->bind.peer = MCTP_ADDR_ANY;
	msk->bound = false;
	msk->addr_ext = false;
	msk->source = MCTP_ADDR_NULL;
	msk->recverr = false;
	mctp_tag_owner_init(&msk->tags);
	mctp_reasm_owner_init(&msk->reasm);
	mctp_diag_add(&mctp_net_get(net)->diag, &msk->diag);
	return 0;
}

static const struct net_proto_family mctp_family = {
	.family	= PF_MCTP,
	.create	= family_create,
	.owner	= THIS_MODULE,
};

int __init mctp_sock_init(void)
{
	int rc;

	BUILD_BUG_ON(sizeof(struct sockaddr_mctp) != 12);
	BUILD_BUG_ON(sizeof(struct sockaddr_mctp_ext) != 52);
	BUILD_BUG_ON(MCTP_TAG_OWNER != MCTP_HDR_TO);
	BUILD_BUG_ON(MCTP_TAG_MASK != MCTP_HDR_TAG);

	/* with a cache of its own, which rounds up less than kmalloc() */
	rc = proto_register(&mctp_proto, 1);
	if (rc)
		return rc;
	rc = sock_register(&mctp_family);
	if (rc)
		proto_unregister(&mctp_proto);
	return rc;
}

void mctp_sock_done(void)
{
	sock_unregister(PF_MCTP);
	proto_unregister(&mctp_proto);
}
