// SPDX-License-Identifier: GPL-2.0-only
/* What holds for every socket from its creation on. */
#include "../sock.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/rcupdate.h>
#include <linux/socket.h>
#include <net/net_namespace.h>

#include "../net.h"

#define TYPE	0x7d
#define PEER	20

static struct socket *new_socket(struct kunit *test)
{
	struct socket *sock;

	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_MCTP, SOCK_DGRAM,
					       0, &sock), 0);
	return sock;
}

static int bind_socket(struct socket *sock)
{
	struct sockaddr_mctp addr = {
		.smctp_family = AF_MCTP, .smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = TYPE,
	};

	return kernel_bind(sock, (struct sockaddr_unsized *)&addr,
			   sizeof(addr));
}

static struct sock *listener(void)
{
	struct mctp_net *mns = mctp_net_get(&init_net);
	struct mctp_bind *bind;
	struct sock *sk;

	rcu_read_lock();
	bind = mctp_bind_lookup(&mns->binds, 1, TYPE, 8, PEER);
	sk = bind ? &container_of(bind, struct mctp_sock, bind)->sk : NULL;
	rcu_read_unlock();
	return sk;
}

/* Tags and reassemblies lead to a socket that was never bound as well. */
static void sock_is_freed_by_rcu_bound_or_not(struct kunit *test)
{
	struct socket *first = new_socket(test), *second = new_socket(test);

	KUNIT_EXPECT_TRUE(test, sock_flag(first->sk, SOCK_RCU_FREE));
	KUNIT_EXPECT_EQ(test, bind_socket(first), 0);
	KUNIT_EXPECT_TRUE(test, sock_flag(first->sk, SOCK_RCU_FREE));
	KUNIT_EXPECT_EQ(test, bind_socket(second), -EADDRINUSE);
	KUNIT_EXPECT_TRUE(test, sock_flag(second->sk, SOCK_RCU_FREE));
	sock_release(second);
	sock_release(first);
}

static void sock_that_was_refused_a_bind_is_not_found(struct kunit *test)
{
	struct socket *first = new_socket(test), *second = new_socket(test);

	KUNIT_EXPECT_EQ(test, bind_socket(first), 0);
	KUNIT_EXPECT_EQ(test, bind_socket(second), -EADDRINUSE);
	KUNIT_EXPECT_FALSE(test, mctp_sk(second->sk)->bound);
	sock_release(first);
	KUNIT_EXPECT_NULL(test, listener());
	/* it may try again */
	KUNIT_EXPECT_EQ(test, bind_socket(second), 0);
	KUNIT_EXPECT_PTR_EQ(test, listener(), second->sk);
	sock_release(second);
	KUNIT_EXPECT_NULL(test, listener());
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sock_is_freed_by_rcu_bound_or_not),
	KUNIT_CASE(sock_that_was_refused_a_bind_is_not_found),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_sock",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP socket life tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
