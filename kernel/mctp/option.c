// SPDX-License-Identifier: GPL-2.0-only
/*
 * The socket options of level SOL_MCTP, each an int.
 */
#include "sock.h"

#include <linux/mctp-ext.h>
#include <linux/socket.h>
#include <linux/sockptr.h>
#include <linux/uaccess.h>

#include "errqueue.h"
#include "wire.h"

static bool is_option(int level, int name)
{
	return level == SOL_MCTP &&
	       (name == MCTP_OPT_ADDR_EXT || name == MCTP_OPT_SOURCE ||
		name == MCTP_OPT_RECVERR);
}

static int source_set(struct mctp_sock *msk, int eid)
{
	if (eid != MCTP_ADDR_NULL && (eid < MCTP_EID_MIN || eid > MCTP_EID_MAX))
		return -EINVAL;
	WRITE_ONCE(msk->source, eid);
	return 0;
}

static int recverr_set(struct mctp_sock *msk, int on)
{
	if (on != 0 && on != 1)
		return -EINVAL;
	WRITE_ONCE(msk->recverr, on);
	if (!on)
		mctp_errqueue_drop_reports(&msk->sk);
	return 0;
}

int mctp_sock_setsockopt(struct socket *sock, int level, int name,
			 sockptr_t value, unsigned int len)
{
	struct mctp_sock *msk = mctp_sk(sock->sk);
	int val;

	if (!is_option(level, name))
		return -ENOPROTOOPT;
	if (len != sizeof(val))
		return -EINVAL;
	if (copy_from_sockptr(&val, value, sizeof(val)))
		return -EFAULT;

	switch (name) {
	case MCTP_OPT_ADDR_EXT:
		WRITE_ONCE(msk->addr_ext, val);
		return 0;
	case MCTP_OPT_SOURCE:
		return source_set(msk, val);
	case MCTP_OPT_RECVERR:
		return recverr_set(msk, val);
	}
	return -ENOPROTOOPT;
}

static int option_get(const struct mctp_sock *msk, int name)
{
	switch (name) {
	case MCTP_OPT_ADDR_EXT:
		return READ_ONCE(msk->addr_ext);
	case MCTP_OPT_SOURCE:
		return READ_ONCE(msk->source);
	case MCTP_OPT_RECVERR:
		return READ_ONCE(msk->recverr);
	}
	return 0;
}

int mctp_sock_getsockopt(struct socket *sock, int level, int name,
			 char __user *value, int __user *ulen)
{
	int val, len;

	if (!is_option(level, name))
		return -ENOPROTOOPT;
	if (get_user(len, ulen))
		return -EFAULT;
	if (len != sizeof(val))
		return -EINVAL;
	val = option_get(mctp_sk(sock->sk), name);
	if (put_user(len, ulen) || copy_to_user(value, &val, len))
		return -EFAULT;
	return 0;
}
