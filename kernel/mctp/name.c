// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of a socket: what it listens for, and the peer that connect()
 * gave it.
 */
#include "sock.h"

#include <linux/mctp.h>
#include <linux/socket.h>

/* An address without a tag: network, EID and type of one side. */
static struct sockaddr_mctp side(u32 net, u8 eid, u8 type)
{
	return (struct sockaddr_mctp) {
		.smctp_family = AF_MCTP,
		.smctp_network = net,
		.smctp_addr.s_addr = eid,
		.smctp_type = type,
	};
}

/* A socket that is not bound has the name "any network, any EID". */
static struct sockaddr_mctp local_name(struct mctp_sock *msk)
{
	const struct mctp_bind *bind = &msk->bind;
	struct sockaddr_mctp name = side(MCTP_NET_ANY, MCTP_ADDR_ANY, 0);

	lock_sock(&msk->sk);
	if (mctp_sock_is_bound(msk))
		name = side(bind->net, bind->local, bind->type);
	release_sock(&msk->sk);
	return name;
}

/* Where a message without an address goes. False if not connected. */
bool mctp_sock_peer(const struct mctp_sock *msk, struct sockaddr_mctp *ret_peer)
{
	/* pairs with the release in mctp_sock_connect() */
	if (!smp_load_acquire(&msk->bind.has_peer))
		return false;
	*ret_peer = side(msk->peer_net, msk->bind.peer, msk->bind.type);
	return true;
}

int mctp_sock_getname(struct socket *sock, struct sockaddr *addr, int peer)
{
	struct mctp_sock *msk = mctp_sk(sock->sk);
	struct sockaddr_mctp name;

	if (!peer)
		name = local_name(msk);
	else if (!mctp_sock_peer(msk, &name))
		return -ENOTCONN;
	memcpy(addr, &name, sizeof(name));
	return sizeof(name);
}
