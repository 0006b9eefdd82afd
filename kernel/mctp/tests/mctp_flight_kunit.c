// SPDX-License-Identifier: GPL-2.0-only
/* What a socket is told of messages that came to nothing. */
#include "../flight.h"

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errqueue.h>
#include <linux/kthread.h>
#include <linux/mctp-ext.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/uio.h>
#include <net/net_namespace.h>

#include "../fragment.h"
#include "../net.h"
#include "../output.h"
#include "../sock.h"
#include "internal/mctp-netdev.h"

#define NET		4242	/* of this test alone */
#define LOCAL		8
#define PEER		20
#define TYPE		0x7e
#define MTU		68
#define BODY		199	/* four packets */
#define PACKETS		4

struct fixture {
	struct socket *sock;
	struct mctp_tag_table *tags;
	struct mctp_dst dst;
	struct sk_buff_head packets;
	struct mctp_flight *flight;
	struct mctp_tag_ref ref;
	u8 data[BODY];
};

static struct mctp_sock *msk(struct fixture *f)
{
	return mctp_sk(f->sock->sk);
}

static int option_set(struct fixture *f, int name, int value)
{
	return f->sock->ops->setsockopt(f->sock, SOL_MCTP, name,
					KERNEL_SOCKPTR(&value), sizeof(value));
}

static void build(struct kunit *test, struct fixture *f)
{
	struct kvec vec = { .iov_base = f->data, .iov_len = BODY };
	struct mctp_fragment_spec spec = {
		.dst = &f->dst, .daddr = PEER, .type = TYPE,
	};
	struct iov_iter from;

	iov_iter_kvec(&from, ITER_SOURCE, &vec, 1, BODY);
	KUNIT_ASSERT_EQ(test, mctp_fragment_build(f->sock->sk, &spec, &from,
						  BODY, &f->packets), 0);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&f->packets), PACKETS);
}

/* As sendmsg() does, up to where the packets go to the device. */
static void send_begin(struct kunit *test, struct fixture *f, u8 peer,
		       enum mctp_tag_kind kind)
{
	struct mctp_tag_spec spec = {
		.key = { .net = NET, .local = LOCAL, .peer = peer },
		.kind = kind,
	};
	const struct sockaddr_mctp dest = {
		.smctp_family = AF_MCTP, .smctp_addr.s_addr = peer,
		.smctp_type = TYPE, .smctp_tag = MCTP_TAG_OWNER,
	};

	build(test, f);
	f->flight = mctp_flight_new(msk(f), &dest, sizeof(dest));
	KUNIT_ASSERT_NOT_NULL(test, f->flight);
	spec.flight = f->flight;
	KUNIT_ASSERT_EQ(test, mctp_tag_alloc(f->tags, &msk(f)->tags, &spec,
					     &f->ref), 0);
	mctp_flight_board(f->flight, NET, f->ref.value | MCTP_TAG_OWNER,
			  kind == MCTP_TAG_KIND_PREALLOC ? 0 : f->ref.id,
			  &f->packets);
}

static void send_request(struct kunit *test, struct fixture *f)
{
	send_begin(test, f, PEER, MCTP_TAG_KIND_ONE);
	mctp_flight_sent(f->flight, 0);
}

/* The driver gives up the next packet. */
static void packet_fail(struct fixture *f, int error)
{
	struct sk_buff *skb = __skb_dequeue(&f->packets);

	mctp_netdev_tx_failed(skb, error);
	kfree_skb(skb);
}

static void packets_done(struct fixture *f)
{
	__skb_queue_purge(&f->packets);
}

static void expire(struct fixture *f)
{
	mctp_tag_expire(f->tags, jiffies + MCTP_TAG_LIFETIME);
}

struct seen {
	struct sock_extended_err ee;
	struct sockaddr_mctp dest;
};

/* The next report, or an errno. */
static int recv_report(struct fixture *f, struct seen *ret_seen)
{
	char control[CMSG_SPACE(sizeof(struct sock_extended_err))];
	struct sockaddr_storage name;
	struct msghdr msg = {
		.msg_name = &name,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = (struct cmsghdr *)control;
	int rc;

	rc = kernel_recvmsg(f->sock, &msg, NULL, 0, 0, MSG_ERRQUEUE);
	if (rc < 0)
		return rc;
	if (rc || !(msg.msg_flags & MSG_ERRQUEUE) ||
	    msg.msg_namelen != sizeof(ret_seen->dest) ||
	    cmsg->cmsg_level != SOL_MCTP ||
	    cmsg->cmsg_type != MCTP_OPT_RECVERR)
		return -EPROTO;
	memcpy(&ret_seen->ee, CMSG_DATA(cmsg), sizeof(ret_seen->ee));
	memcpy(&ret_seen->dest, &name, sizeof(ret_seen->dest));
	return 0;
}

static void expect_report(struct kunit *test, u8 type, int error)
{
	struct fixture *f = test->priv;
	struct seen seen;

	KUNIT_ASSERT_EQ(test, recv_report(f, &seen), 0);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_errno, error);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_origin, SO_EE_ORIGIN_LOCAL);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_type, type);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_code, 0);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_info, f->ref.value | MCTP_TAG_OWNER);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_data, 0);
	KUNIT_EXPECT_EQ(test, seen.dest.smctp_family, AF_MCTP);
	KUNIT_EXPECT_EQ(test, seen.dest.smctp_network, NET);
	KUNIT_EXPECT_EQ(test, seen.dest.smctp_addr.s_addr, PEER);
	KUNIT_EXPECT_EQ(test, seen.dest.smctp_type, TYPE);
	KUNIT_EXPECT_EQ(test, seen.dest.smctp_tag, seen.ee.ee_info);
}

static void expect_silence(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct seen seen;

	KUNIT_EXPECT_EQ(test, recv_report(f, &seen), -EAGAIN);
}

static void flight_reports_a_request_without_reply(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_request(test, f);
	packets_done(f);
	expect_silence(test);
	expire(f);
	expect_report(test, MCTP_EE_NO_REPLY, ETIMEDOUT);
	expect_silence(test);
}

static void flight_is_silent_about_a_request_with_reply(struct kunit *test)
{
	struct fixture *f = test->priv;
	bool valid;

	send_request(test, f);
	packets_done(f);
	rcu_read_lock();
	valid = mctp_tag_reply(f->tags, NET, LOCAL, PEER, f->ref.value,
			       f->ref.id);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, valid);
	expire(f);
	expect_silence(test);
}

static void flight_broadcast_is_content_with_one_reply(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct mctp_tag_ref first;
	struct seen seen;

	send_begin(test, f, MCTP_ADDR_ANY, MCTP_TAG_KIND_MANY);
	mctp_flight_sent(f->flight, 0);
	packets_done(f);
	first = f->ref;
	send_begin(test, f, MCTP_ADDR_ANY, MCTP_TAG_KIND_MANY);
	mctp_flight_sent(f->flight, 0);
	packets_done(f);
	rcu_read_lock();
	mctp_tag_reply(f->tags, NET, LOCAL, PEER, first.value, first.id);
	rcu_read_unlock();
	expire(f);
	KUNIT_ASSERT_EQ(test, recv_report(f, &seen), 0);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_type, MCTP_EE_NO_REPLY);
	KUNIT_EXPECT_EQ(test, seen.ee.ee_info, f->ref.value | MCTP_TAG_OWNER);
	KUNIT_EXPECT_EQ(test, seen.dest.smctp_addr.s_addr, MCTP_ADDR_ANY);
	expect_silence(test);
}

static void flight_reports_once_however_many_packets_fail(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_request(test, f);
	packet_fail(f, -EHOSTUNREACH);
	packet_fail(f, -EIO);
	packets_done(f);
	expect_report(test, MCTP_EE_TX, EHOSTUNREACH);
	expire(f);
	expect_silence(test);
}

static void flight_failed_request_gives_its_tag_back(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_request(test, f);
	KUNIT_EXPECT_EQ(test, mctp_tag_owner_count(f->tags, &msk(f)->tags), 1);
	packet_fail(f, -EHOSTUNREACH);
	KUNIT_EXPECT_EQ(test, mctp_tag_owner_count(f->tags, &msk(f)->tags), 0);
	packets_done(f);
}

/* Else the reply would be taken for that of the next request. */
static void flight_keeps_the_tag_of_what_may_have_arrived(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_request(test, f);
	packet_fail(f, -EIO);
	packets_done(f);
	KUNIT_EXPECT_EQ(test, mctp_tag_owner_count(f->tags, &msk(f)->tags), 1);
	expect_report(test, MCTP_EE_TX, EIO);
	expire(f);
	KUNIT_EXPECT_EQ(test, mctp_tag_owner_count(f->tags, &msk(f)->tags), 0);
	expect_silence(test);
}

static void flight_preallocated_tag_stays(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_begin(test, f, PEER, MCTP_TAG_KIND_PREALLOC);
	mctp_flight_sent(f->flight, 0);
	packet_fail(f, -ENETDOWN);
	packets_done(f);
	expect_report(test, MCTP_EE_TX, ENETDOWN);
	KUNIT_EXPECT_EQ(test, mctp_tag_owner_count(f->tags, &msk(f)->tags), 1);
}

/* The one that sendmsg() returns is enough. */
static void flight_error_of_sendmsg_is_not_reported(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_begin(test, f, PEER, MCTP_TAG_KIND_ONE);
	packet_fail(f, -EIO);
	mctp_flight_sent(f->flight, -ENOBUFS);
	packet_fail(f, -EIO);
	packets_done(f);
	expect_silence(test);
}

static void flight_failure_before_sendmsg_returns_is_kept(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_begin(test, f, PEER, MCTP_TAG_KIND_ONE);
	packet_fail(f, -EHOSTUNREACH);
	packet_fail(f, -EIO);
	expect_silence(test);
	mctp_flight_sent(f->flight, 0);
	packet_fail(f, -EIO);
	packets_done(f);
	expect_report(test, MCTP_EE_TX, EHOSTUNREACH);
	expect_silence(test);
}

static void flight_packet_without_owner_reports_nothing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb;

	send_request(test, f);
	skb_queue_walk(&f->packets, skb)
		skb_orphan(skb);
	packet_fail(f, -EHOSTUNREACH);
	packets_done(f);
	expect_silence(test);
	KUNIT_EXPECT_EQ(test, mctp_tag_owner_count(f->tags, &msk(f)->tags), 1);
}

static void flight_packet_of_others_is_left_alone(struct kunit *test)
{
	struct fixture *f = test->priv;

	build(test, f);
	packet_fail(f, -EIO);
	packets_done(f);
	__skb_queue_tail(&f->packets, alloc_skb(MTU, GFP_KERNEL));
	packet_fail(f, -EIO);
	expect_silence(test);
}

static void flight_option_off_means_silence(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct seen seen;

	send_request(test, f);
	packet_fail(f, -EIO);
	packets_done(f);
	send_request(test, f);
	KUNIT_EXPECT_EQ(test, option_set(f, MCTP_OPT_RECVERR, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, option_set(f, MCTP_OPT_RECVERR, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, option_set(f, MCTP_OPT_RECVERR, 0), 0);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&f->sock->sk->sk_error_queue));
	packet_fail(f, -EIO);
	packets_done(f);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&f->sock->sk->sk_error_queue));
	KUNIT_EXPECT_EQ(test, recv_report(f, &seen), -EOPNOTSUPP);
}

/* As many reports wait as fit the receive buffer; the next is counted. */
static void flight_reports_have_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sock *sk = f->sock->sk;
	int drops = atomic_read(&sk->sk_drops), size;

	send_request(test, f);
	packet_fail(f, -EHOSTUNREACH);
	packets_done(f);
	size = atomic_read(&sk->sk_rmem_alloc);
	KUNIT_ASSERT_GT(test, size, 0);
	sk->sk_rcvbuf = 2 * size + 1;
	send_request(test, f);
	packet_fail(f, -EHOSTUNREACH);
	packets_done(f);
	KUNIT_EXPECT_EQ(test, atomic_read(&sk->sk_drops), drops);
	send_request(test, f);
	packet_fail(f, -EHOSTUNREACH);
	packets_done(f);
	KUNIT_EXPECT_EQ(test, atomic_read(&sk->sk_drops), drops + 1);
	expect_report(test, MCTP_EE_TX, EHOSTUNREACH);
	expect_report(test, MCTP_EE_TX, EHOSTUNREACH);
	expect_silence(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&sk->sk_rmem_alloc), 0);
}

static void flight_outlives_its_socket(struct kunit *test)
{
	struct fixture *f = test->priv;

	send_request(test, f);
	sock_release(f->sock);
	f->sock = NULL;
	packet_fail(f, -EIO);
	packets_done(f);
	KUNIT_EXPECT_NULL(test, f->sock);
}

static int expire_all_the_time(void *data)
{
	struct fixture *f = data;

	while (!kthread_should_stop()) {
		expire(f);
		cond_resched();
	}
	return 0;
}

#define RACES		500
#define RACES_TIME	(HZ / 2)	/* where that is slow */

static void flight_expires_while_its_socket_closes(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned long end = jiffies + RACES_TIME;
	struct task_struct *task;
	int i;

	task = kthread_run(expire_all_the_time, f, "mctp_expire");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < RACES && time_before(jiffies, end); i++) {
		send_request(test, f);
		packets_done(f);
		if (i % 2)
			udelay(i % 16);
		sock_release(f->sock);
		KUNIT_ASSERT_EQ(test,
				sock_create_kern(&init_net, PF_MCTP,
						 SOCK_DGRAM, 0, &f->sock), 0);
		option_set(f, MCTP_OPT_RECVERR, 1);
		cond_resched();
	}
	kthread_stop(task);
	expect_silence(test);
}

/* A driver that gives up all packets of a message while other things go on. */
struct loser {
	struct sk_buff_head packets;
	struct completion done;
};

static int fail_all(void *data)
{
	struct loser *loser = data;
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&loser->packets))) {
		mctp_netdev_tx_failed(skb, -EHOSTUNREACH);
		kfree_skb(skb);
	}
	kthread_complete_and_exit(&loser->done, 0);
}

static void loser_start(struct kunit *test, struct loser *loser)
{
	struct fixture *f = test->priv;
	struct task_struct *task;

	__skb_queue_head_init(&loser->packets);
	skb_queue_splice_init(&f->packets, &loser->packets);
	init_completion(&loser->done);
	task = kthread_run(fail_all, loser, "mctp_fail");
	if (IS_ERR(task)) {
		__skb_queue_purge(&loser->packets);
		KUNIT_FAIL(test, "no thread");
		complete(&loser->done);
	}
}

static void flight_reports_once_whoever_is_first(struct kunit *test)
{
	unsigned long end = jiffies + RACES_TIME;
	struct fixture *f = test->priv;
	struct loser loser;
	struct seen seen;
	int i;

	for (i = 0; i < RACES && time_before(jiffies, end); i++) {
		send_begin(test, f, PEER, MCTP_TAG_KIND_ONE);
		loser_start(test, &loser);
		udelay(i % 32);
		mctp_flight_sent(f->flight, 0);
		expire(f);
		wait_for_completion(&loser.done);
		KUNIT_ASSERT_EQ(test, recv_report(f, &seen), 0);
		KUNIT_ASSERT_EQ(test, recv_report(f, &seen), -EAGAIN);
		KUNIT_ASSERT_EQ(test, mctp_tag_owner_count(f->tags,
							   &msk(f)->tags), 0);
	}
}

static void flight_fails_while_its_socket_closes(struct kunit *test)
{
	unsigned long end = jiffies + RACES_TIME;
	struct fixture *f = test->priv;
	struct loser loser;
	int i;

	for (i = 0; i < RACES && time_before(jiffies, end); i++) {
		send_request(test, f);
		loser_start(test, &loser);
		udelay(i % 32);
		sock_release(f->sock);
		f->sock = NULL;
		wait_for_completion(&loser.done);
		KUNIT_ASSERT_EQ(test,
				sock_create_kern(&init_net, PF_MCTP,
						 SOCK_DGRAM, 0, &f->sock), 0);
		option_set(f, MCTP_OPT_RECVERR, 1);
	}
	expect_silence(test);
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	__skb_queue_head_init(&f->packets);
	f->tags = &mctp_net_get(&init_net)->tags;
	f->dst = (struct mctp_dst) { .saddr = LOCAL, .mtu = MTU };
	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_MCTP, SOCK_DGRAM,
					       0, &f->sock), 0);
	KUNIT_ASSERT_EQ(test, option_set(f, MCTP_OPT_RECVERR, 1), 0);
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	packets_done(f);
	if (f->sock)
		sock_release(f->sock);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(flight_reports_a_request_without_reply),
	KUNIT_CASE(flight_is_silent_about_a_request_with_reply),
	KUNIT_CASE(flight_broadcast_is_content_with_one_reply),
	KUNIT_CASE(flight_reports_once_however_many_packets_fail),
	KUNIT_CASE(flight_failed_request_gives_its_tag_back),
	KUNIT_CASE(flight_keeps_the_tag_of_what_may_have_arrived),
	KUNIT_CASE(flight_preallocated_tag_stays),
	KUNIT_CASE(flight_error_of_sendmsg_is_not_reported),
	KUNIT_CASE(flight_failure_before_sendmsg_returns_is_kept),
	KUNIT_CASE(flight_packet_without_owner_reports_nothing),
	KUNIT_CASE(flight_packet_of_others_is_left_alone),
	KUNIT_CASE(flight_option_off_means_silence),
	KUNIT_CASE(flight_reports_have_a_limit),
	KUNIT_CASE(flight_outlives_its_socket),
	KUNIT_CASE(flight_expires_while_its_socket_closes),
	KUNIT_CASE(flight_reports_once_whoever_is_first),
	KUNIT_CASE(flight_fails_while_its_socket_closes),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_flight",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP report tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
