// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps of the list of sockets into messages of every size that matters, and
 * sockets that go between two messages or while one is written.
 */
#include "../diag.h"

#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mctp-ext.h>
#include <linux/mctp.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/socket.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "../net.h"
#include "../sock.h"

#define SOCKETS		3
#define TAGS		5
#define PEER		20
#define ROOM		4096

struct fixture {
	struct file *asker;	/* with the socket that asks */
	struct sock *asker_sk;
	struct socket *socks[SOCKETS];
	struct {
		struct nlmsghdr nlh;
		struct mctp_diag_req req;
	} request;
	struct sk_buff *request_skb;
	struct netlink_callback cb;
};

/* A message of the dump with @room bytes, or NULL at the end of the dump. */
static struct sk_buff *message(struct kunit *test, unsigned int room,
			       int *ret_rc)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb = alloc_skb(ROOM, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, skb_tailroom(skb) - room);
	skb->sk = f->asker_sk;
	*ret_rc = mctp_diag_dump(skb, &f->cb);
	skb->sk = NULL;
	return skb;
}

/* How many sockets a message of @room bytes tells of, or an errno. */
static int tell(struct kunit *test, unsigned int room)
{
	struct sk_buff *skb;
	struct nlmsghdr *nlh;
	int rc, left, n = 0;

	skb = message(test, room, &rc);
	KUNIT_EXPECT_TRUE(test, rc == skb->len || (rc < 0 && !skb->len));
	left = skb->len;
	nlmsg_for_each_msg(nlh, (struct nlmsghdr *)skb->data, left, left)
		n++;
	kfree_skb(skb);
	return rc < 0 ? rc : n;
}

static void begin(struct kunit *test, u32 show)
{
	struct fixture *f = test->priv;

	f->request.req.show = show;
	memset(f->cb.ctx, 0, sizeof(f->cb.ctx));
}

/* The size of what is told of one socket that has no tags. */
static unsigned int size_of_one(struct kunit *test, u32 show)
{
	struct sk_buff *skb;
	unsigned int size;
	int rc;

	begin(test, show);
	skb = message(test, ROOM, &rc);
	KUNIT_ASSERT_GT(test, rc, 0);
	size = NLMSG_ALIGN(((struct nlmsghdr *)skb->data)->nlmsg_len);
	KUNIT_ASSERT_EQ(test, rc, SOCKETS * size);
	kfree_skb(skb);
	return size;
}

static struct mctp_sock *msk(struct kunit *test, unsigned int i)
{
	struct fixture *f = test->priv;

	return mctp_sk(f->socks[i]->sk);
}

static void close_one(struct kunit *test, unsigned int i)
{
	struct fixture *f = test->priv;

	sock_release(f->socks[i]);
	f->socks[i] = NULL;
}

static void take_tags(struct kunit *test, unsigned int i, unsigned int n)
{
	struct mctp_net *mns = mctp_net_get(&init_net);
	struct mctp_tag_spec spec = {
		.key = { .net = 1, .local = MCTP_ADDR_ANY, .peer = PEER },
		.kind = MCTP_TAG_KIND_PREALLOC,
	};
	struct mctp_tag_ref ref;

	while (n--)
		KUNIT_EXPECT_EQ(test, mctp_tag_alloc(&mns->tags,
						     &msk(test, i)->tags,
						     &spec, &ref), 0);
}

static void diag_goes_on_at_the_first_that_did_not_fit(struct kunit *test)
{
	unsigned int size = size_of_one(test, 0);

	begin(test, 0);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size), 2);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size), 1);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size), 0);

	begin(test, 0);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size - 1), 1);
	KUNIT_EXPECT_EQ(test, tell(test, 3 * size - 1), 2);
	KUNIT_EXPECT_EQ(test, tell(test, size), 0);
}

static void diag_no_room_for_one_is_an_error_and_no_end(struct kunit *test)
{
	unsigned int size = size_of_one(test, 0);

	begin(test, 0);
	KUNIT_EXPECT_EQ(test, tell(test, size - 1), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, tell(test, 0), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, tell(test, size), 1);
	KUNIT_EXPECT_EQ(test, tell(test, size - 1), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size), 2);
	KUNIT_EXPECT_EQ(test, tell(test, size - 1), 0);
}

static void diag_tags_fit_or_go_into_a_second_message(struct kunit *test)
{
	unsigned int none = size_of_one(test, MCTP_DIAG_SHOW_TAGS);
	unsigned int all = none + TAGS * sizeof(struct mctp_diag_tag);

	take_tags(test, 0, TAGS);
	begin(test, MCTP_DIAG_SHOW_TAGS);
	KUNIT_EXPECT_EQ(test, tell(test, all), 1);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * none), 2);

	/* one tag in the second message, and the sockets after it */
	begin(test, MCTP_DIAG_SHOW_TAGS);
	KUNIT_EXPECT_EQ(test, tell(test, all - 1), 1);
	KUNIT_EXPECT_EQ(test, tell(test, all - 1), 1);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * none), 2);
	KUNIT_EXPECT_EQ(test, tell(test, all), 0);
}

static void diag_room_for_no_tag_is_an_error(struct kunit *test)
{
	unsigned int none = size_of_one(test, MCTP_DIAG_SHOW_TAGS);
	unsigned int i;

	take_tags(test, 0, TAGS);
	begin(test, MCTP_DIAG_SHOW_TAGS);
	KUNIT_EXPECT_EQ(test, tell(test, none), -EMSGSIZE);
	/* with room for one they come one by one */
	for (i = 0; i < TAGS; i++)
		KUNIT_EXPECT_EQ(test, tell(test, none + sizeof(struct
							       mctp_diag_tag)),
				1);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * none), 2);
}

static void diag_tags_behind_another_socket_wait(struct kunit *test)
{
	unsigned int none = size_of_one(test, MCTP_DIAG_SHOW_TAGS);
	unsigned int all = none + TAGS * sizeof(struct mctp_diag_tag);

	take_tags(test, 1, TAGS);
	begin(test, MCTP_DIAG_SHOW_TAGS);
	/* whole in the next message, not in parts in this one */
	KUNIT_EXPECT_EQ(test, tell(test, none + all - 1), 1);
	KUNIT_EXPECT_EQ(test, tell(test, all), 1);
	KUNIT_EXPECT_EQ(test, tell(test, all), 1);

	begin(test, MCTP_DIAG_SHOW_TAGS);
	KUNIT_EXPECT_EQ(test, tell(test, none + all), 2);
	KUNIT_EXPECT_EQ(test, tell(test, none), 1);
}

static void diag_sockets_that_close_between_messages(struct kunit *test)
{
	unsigned int size = size_of_one(test, 0);

	/* the one that was told last, and the one to go on at */
	begin(test, 0);
	KUNIT_EXPECT_EQ(test, tell(test, size), 1);
	close_one(test, 0);
	close_one(test, 1);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size), 1);
	KUNIT_EXPECT_EQ(test, tell(test, 2 * size), 0);
	close_one(test, 2);
	begin(test, 0);
	KUNIT_EXPECT_EQ(test, tell(test, size), 0);
}

static void diag_socket_that_closes_with_tags_to_tell(struct kunit *test)
{
	unsigned int none = size_of_one(test, MCTP_DIAG_SHOW_TAGS);
	unsigned int part = none + 2 * sizeof(struct mctp_diag_tag);

	take_tags(test, 1, TAGS);
	begin(test, MCTP_DIAG_SHOW_TAGS);
	KUNIT_EXPECT_EQ(test, tell(test, none), 1);
	KUNIT_EXPECT_EQ(test, tell(test, part), 1);
	close_one(test, 1);
	/* these are tags of another socket, and newer */
	take_tags(test, 2, TAGS);
	KUNIT_EXPECT_EQ(test, tell(test, none + TAGS *
				   sizeof(struct mctp_diag_tag)), 1);
	KUNIT_EXPECT_EQ(test, tell(test, part), 0);
}

/* As a walk sees it that came by before it was taken off the list. */
static void diag_socket_that_is_being_freed_is_left_out(struct kunit *test)
{
	unsigned int size = size_of_one(test, 0);
	struct sock *sk = &msk(test, 1)->sk;

	refcount_set(&sk->sk_refcnt, 0);
	begin(test, 0);
	KUNIT_EXPECT_EQ(test, tell(test, SOCKETS * size), 2);
	KUNIT_EXPECT_EQ(test, tell(test, size), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&sk->sk_refcnt), 0);
	refcount_set(&sk->sk_refcnt, 1);
}

/* The kernel reads the credentials of who asks from the file. */
static void open_asker(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct socket *sock;

	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_NETLINK, SOCK_RAW,
					       NETLINK_SOCK_DIAG, &sock), 0);
	f->asker_sk = sock->sk;
	f->asker = sock_alloc_file(sock, 0, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(f->asker));
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	open_asker(test);
	f->request_skb = alloc_skb(0, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f->request_skb);
	NETLINK_CB(f->request_skb).sk = f->asker_sk;
	f->request.nlh.nlmsg_len = sizeof(f->request);
	f->request.req.sdiag_family = AF_MCTP;
	f->cb.skb = f->request_skb;
	f->cb.nlh = &f->request.nlh;
	for (i = 0; i < SOCKETS; i++)
		KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_MCTP,
						       SOCK_DGRAM, 0,
						       &f->socks[i]), 0);
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	if (!f)
		return;
	for (i = 0; i < SOCKETS; i++)
		if (f->socks[i])
			sock_release(f->socks[i]);
	kfree_skb(f->request_skb);
	if (!IS_ERR_OR_NULL(f->asker))
		fput(f->asker);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(diag_goes_on_at_the_first_that_did_not_fit),
	KUNIT_CASE(diag_no_room_for_one_is_an_error_and_no_end),
	KUNIT_CASE(diag_tags_fit_or_go_into_a_second_message),
	KUNIT_CASE(diag_room_for_no_tag_is_an_error),
	KUNIT_CASE(diag_tags_behind_another_socket_wait),
	KUNIT_CASE(diag_sockets_that_close_between_messages),
	KUNIT_CASE(diag_socket_that_closes_with_tags_to_tell),
	KUNIT_CASE(diag_socket_that_is_being_freed_is_left_out),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_diag",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP socket list tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
