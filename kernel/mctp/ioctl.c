// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls of a socket: how much waits in its queues, and tags. What is
 * not ours goes on to the generic ones (SIOCGIFINDEX...).
 */
#include "sock.h"

#include <linux/compat.h>
#include <linux/sockios.h>
#include <linux/uaccess.h>
#include <asm/ioctls.h>

/* What recv() would return for the next message, without its type byte. */
static int next_len(struct sock *sk)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	struct sk_buff *skb;
	int len = 0;

	spin_lock_bh(&queue->lock);
	skb = skb_peek(queue);
	if (skb && skb->len)
		len = skb->len - 1;
	spin_unlock_bh(&queue->lock);
	return len;
}

static int sock_ioctl(struct socket *sock, unsigned int cmd, void __user *arg)
{
	struct sock *sk = sock->sk;

	switch (cmd) {
	case SIOCINQ:
		return put_user(next_len(sk), (int __user *)arg);
	case SIOCOUTQ:
		return put_user(sk_wmem_alloc_get(sk), (int __user *)arg);
	}
	return mctp_tag_ioctl(mctp_sk(sk), cmd, arg);
}

int mctp_sock_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg)
{
	return sock_ioctl(sock, cmd, (void __user *)arg);
}

#ifdef CONFIG_COMPAT
/* All structures look the same to 32-bit programs. */
int mctp_sock_compat_ioctl(struct socket *sock, unsigned int cmd,
			   unsigned long arg)
{
	return sock_ioctl(sock, cmd, compat_ptr(arg));
}
#endif
