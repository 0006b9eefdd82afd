// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls of a socket, as called by programs of the kernel's word size and
 * by 32-bit ones on a 64-bit kernel, with structures in user memory.
 */
#include <kunit/test.h>
#include <linux/compat.h>
#include <linux/mctp.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/sockios.h>
#include <linux/uaccess.h>
#include <asm/ioctls.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#define PEER		20
#define NET		4243	/* of this test alone */
#define OWN		(MCTP_TAG_OWNER | MCTP_TAG_PREALLOC)
#define USER_HINT	0x10000000UL	/* where 32-bit programs get to, too */

struct fixture {
	struct socket *sock;
	unsigned long user;
};

/* Who calls. */
struct caller {
	const char *name;
	bool compat;
};

static const struct caller callers[] = {
	{ "native", false },
	{ "compat", true },
};

static void caller_name(const struct caller *caller, char *desc)
{
	strscpy(desc, caller->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(caller, callers, caller_name);

static int call_at(struct kunit *test, unsigned int cmd, unsigned long arg)
{
	const struct caller *caller = test->param_value;
	struct fixture *f = test->priv;

	if (!caller->compat)
		return f->sock->ops->ioctl(f->sock, cmd, arg);
#ifdef CONFIG_COMPAT
	return f->sock->ops->compat_ioctl(f->sock, cmd, arg);
#else
	kunit_skip(test, "this kernel runs no 32-bit programs");
	return 0;
#endif
}

/* @data goes in, and what the ioctl left in user memory comes out. */
static int call(struct kunit *test, unsigned int cmd, void *data, size_t size)
{
	struct fixture *f = test->priv;
	void __user *user = (void __user *)f->user;
	int rc;

	KUNIT_ASSERT_EQ(test, copy_to_user(user, data, size), 0);
	rc = call_at(test, cmd, f->user);
	KUNIT_ASSERT_EQ(test, copy_from_user(data, user, size), 0);
	return rc;
}

static void ioctl_tag_of_the_default_network(struct kunit *test)
{
	struct mctp_ioc_tag_ctl ctl = { .peer_addr = PEER };

	KUNIT_ASSERT_EQ(test, call(test, SIOCMCTPALLOCTAG, &ctl, sizeof(ctl)),
			0);
	KUNIT_EXPECT_EQ(test, ctl.tag, OWN);
	KUNIT_EXPECT_EQ(test, ctl.peer_addr, PEER);
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPALLOCTAG, &ctl, sizeof(ctl)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPDROPTAG, &ctl, sizeof(ctl)),
			0);
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPDROPTAG, &ctl, sizeof(ctl)),
			-EINVAL);
}

static void ioctl_tag_of_a_given_network(struct kunit *test)
{
	struct mctp_ioc_tag_ctl2 ctl = { .net = NET, .peer_addr = PEER };
	int i;

	for (i = 0; i < 8; i++) {
		ctl.tag = 0;
		KUNIT_ASSERT_EQ(test, call(test, SIOCMCTPALLOCTAG2, &ctl,
					   sizeof(ctl)), 0);
		KUNIT_EXPECT_EQ(test, ctl.tag, OWN | i);
		KUNIT_EXPECT_EQ(test, ctl.net, NET);
	}
	ctl.tag = 0;
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPALLOCTAG2, &ctl, sizeof(ctl)),
			-EBUSY);
	ctl.tag = OWN | 3;
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPDROPTAG2, &ctl, sizeof(ctl)),
			0);
	ctl.tag = 0;
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPALLOCTAG2, &ctl, sizeof(ctl)),
			0);
	KUNIT_EXPECT_EQ(test, ctl.tag, OWN | 3);
}

static void ioctl_bad_pointer_takes_no_tag(struct kunit *test)
{
	struct mctp_ioc_tag_ctl2 ctl = { .net = NET, .peer_addr = PEER };

	KUNIT_EXPECT_EQ(test, call_at(test, SIOCMCTPALLOCTAG, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_at(test, SIOCMCTPALLOCTAG2, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_at(test, SIOCMCTPDROPTAG, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_at(test, SIOCMCTPDROPTAG2, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_at(test, SIOCINQ, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_at(test, SIOCOUTQ, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call(test, SIOCMCTPALLOCTAG2, &ctl, sizeof(ctl)),
			0);
	KUNIT_EXPECT_EQ(test, ctl.tag, OWN);
}

/* What the device has not sent yet, as other sockets count it. */
static void ioctl_unsent_bytes(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb;
	int value = -1, rc;

	KUNIT_ASSERT_EQ(test, call(test, SIOCOUTQ, &value, sizeof(value)), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
	skb = sock_alloc_send_skb(f->sock->sk, 100, 0, &rc);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, call(test, SIOCOUTQ, &value, sizeof(value)), 0);
	KUNIT_EXPECT_EQ(test, value, skb->truesize);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, call(test, SIOCOUTQ, &value, sizeof(value)), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
}

static void message_arrives(struct kunit *test, unsigned int len)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, len);
	KUNIT_ASSERT_EQ(test, sock_queue_rcv_skb(f->sock->sk, skb), 0);
}

static void ioctl_length_of_the_next_message(struct kunit *test)
{
	int value = -1;

	KUNIT_ASSERT_EQ(test, call(test, SIOCINQ, &value, sizeof(value)), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
	message_arrives(test, 101);
	message_arrives(test, 7);
	KUNIT_EXPECT_EQ(test, call(test, SIOCINQ, &value, sizeof(value)), 0);
	KUNIT_EXPECT_EQ(test, value, 100);
}

/* A socket filter may cut off all of a message. */
static void ioctl_length_of_nothing(struct kunit *test)
{
	int value = -1;

	message_arrives(test, 0);
	KUNIT_ASSERT_EQ(test, call(test, SIOCINQ, &value, sizeof(value)), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
}

static void ioctl_of_others_goes_on(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, call_at(test, SIOCGIFINDEX, f->user),
			-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, call_at(test, SIOCPROTOPRIVATE + 4, f->user),
			-ENOIOCTLCMD);
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	f->user = kunit_vm_mmap(test, NULL, USER_HINT, PAGE_SIZE,
				PROT_READ | PROT_WRITE,
				MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, f->user, 0);
	KUNIT_ASSERT_LT(test, f->user, (unsigned long)TASK_SIZE);
	KUNIT_ASSERT_EQ(test, f->user, (u32)f->user);
	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_MCTP, SOCK_DGRAM,
					       0, &f->sock), 0);
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	if (f->sock)
		sock_release(f->sock);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(ioctl_tag_of_the_default_network, caller_gen_params),
	KUNIT_CASE_PARAM(ioctl_tag_of_a_given_network, caller_gen_params),
	KUNIT_CASE_PARAM(ioctl_bad_pointer_takes_no_tag, caller_gen_params),
	KUNIT_CASE_PARAM(ioctl_unsent_bytes, caller_gen_params),
	KUNIT_CASE_PARAM(ioctl_length_of_the_next_message, caller_gen_params),
	KUNIT_CASE_PARAM(ioctl_length_of_nothing, caller_gen_params),
	KUNIT_CASE_PARAM(ioctl_of_others_goes_on, caller_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_ioctl",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP ioctl tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
