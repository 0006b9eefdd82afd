/* SPDX-License-Identifier: GPL-2.0-only */
/* An AF_MCTP socket. */
#ifndef MCTP_SOCK_H
#define MCTP_SOCK_H

#include <linux/mctp.h>
#include <net/sock.h>

#include "bind.h"
#include "diag.h"
#include "reasm.h"
#include "tag.h"

struct mctp_sock {
	struct sock sk;			/* first: the core allocates it */
	struct mctp_bind bind;		/* under lock_sock() until bound */
	u32 peer_net;			/* of bind.peer, if it has one */
	bool bound;			/* bind is complete: set once, last */
	bool addr_ext;			/* use struct sockaddr_mctp_ext */
	u8 source;			/* EID to send from, 0: any */
	bool recverr;			/* report on the error queue */
	struct mctp_tag_owner tags;
	struct mctp_reasm_owner reasm;
	struct mctp_diag_entry diag;
};

static inline struct mctp_sock *mctp_sk(const struct sock *sk)
{
	return container_of(sk, struct mctp_sock, sk);
}

static inline bool mctp_sockaddr_pads_ok(const struct sockaddr_mctp *addr)
{
	return !addr->__smctp_pad0 && !addr->__smctp_pad1;
}

static inline bool mctp_sock_is_bound(const struct mctp_sock *msk)
{
	return !hlist_unhashed(&msk->bind.node);
}

/* sendrecv.c */
int mctp_sock_sendmsg(struct socket *sock, struct msghdr *msg, size_t len);
int mctp_sock_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		      int flags);

/* option.c */
int mctp_sock_setsockopt(struct socket *sock, int level, int name,
			 sockptr_t value, unsigned int len);
int mctp_sock_getsockopt(struct socket *sock, int level, int name,
			 char __user *value, int __user *ulen);

/* name.c */
bool mctp_sock_peer(const struct mctp_sock *msk,
		    struct sockaddr_mctp *ret_peer);
int mctp_sock_getname(struct socket *sock, struct sockaddr *addr, int peer);

/* ioctl.c */
int mctp_sock_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg);
int mctp_sock_compat_ioctl(struct socket *sock, unsigned int cmd,
			   unsigned long arg);

/* tag-ioctl.c */
int mctp_tag_ioctl(struct mctp_sock *msk, unsigned int cmd, void __user *arg);

/* af_mctp.c */
int mctp_sock_init(void);
void mctp_sock_done(void);

#endif
