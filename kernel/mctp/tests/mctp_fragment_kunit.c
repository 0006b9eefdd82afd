// SPDX-License-Identifier: GPL-2.0-only
/* Cutting messages into packets, at every size around the MTU. */
#include "../fragment.h"

#include <kunit/test.h>
#include <linux/mctp.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "../output.h"
#include "../wire.h"

#define HDR		sizeof(struct mctp_hdr)
#define DADDR		20
#define SADDR		8
#define TYPE		0x7e
#define HEADROOM	32
#define TAILROOM	1

struct fixture {
	struct socket *sock;
	struct mctp_dst dst;
	struct mctp_fragment_spec spec;
	struct sk_buff_head packets;
	u8 *data;
};

static int build(struct fixture *f, unsigned int mtu, size_t len)
{
	struct kvec vec = { .iov_base = f->data, .iov_len = len };
	struct iov_iter from;

	f->dst.mtu = mtu;
	iov_iter_kvec(&from, ITER_SOURCE, &vec, 1, len);
	return mctp_fragment_build(f->sock->sk, &f->spec, &from, len,
				   &f->packets);
}

/* Byte @pos of the body: the type, then the data. */
static u8 body_at(const struct fixture *f, size_t pos)
{
	return pos ? f->data[pos - 1] : TYPE;
}

static bool packet_ok(const struct fixture *f, const struct sk_buff *skb,
		      unsigned int nr, size_t unit, size_t body)
{
	const struct mctp_hdr *hdr = (struct mctp_hdr *)skb->data;
	size_t start = nr * unit, n = min(unit, body - start), i;
	u8 flags = (nr % 4) << 4;

	if (start == 0)
		flags |= MCTP_HDR_SOM;
	if (start + n == body)
		flags |= MCTP_HDR_EOM;
	if (skb->len != HDR + n || hdr->ver != 1 || hdr->dest != DADDR ||
	    hdr->src != SADDR || hdr->flags_seq_tag != flags ||
	    skb_headroom(skb) < HEADROOM || skb_tailroom(skb) < TAILROOM)
		return false;
	for (i = 0; i < n; i++) {
		if (skb->data[HDR + i] != body_at(f, start + i))
			return false;
	}
	return true;
}

static void expect_packets(struct kunit *test, unsigned int mtu, size_t len)
{
	struct fixture *f = test->priv;
	size_t unit = mtu - HDR, body = len + 1;
	unsigned int nr = 0, bad = 0;
	struct sk_buff *skb;

	KUNIT_ASSERT_EQ(test, build(f, mtu, len), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&f->packets),
			DIV_ROUND_UP(body, unit));
	while ((skb = __skb_dequeue(&f->packets))) {
		if (!packet_ok(f, skb, nr++, unit, body))
			bad++;
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ_MSG(test, bad, 0, "mtu %u length %zu", mtu, len);
}

static void fragment_every_size_around_the_mtu(struct kunit *test)
{
	/* packets of 512 bytes and more are filled in another way */
	const unsigned int mtus[] = { 5, 6, 12, 68, 255, 515, 516, 517 };
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(mtus); i++) {
		for (len = 0; len <= 5 * (mtus[i] - HDR) + 1; len++)
			expect_packets(test, mtus[i], len);
	}
}

static void fragment_longest_message(struct kunit *test)
{
	expect_packets(test, 68, MCTP_MESSAGE_MAX - 1);
	expect_packets(test, 65536, MCTP_MESSAGE_MAX - 1);
}

static void fragment_refuses_one_byte_more(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, build(f, 68, MCTP_MESSAGE_MAX), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, build(f, 68, SIZE_MAX), -EMSGSIZE);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&f->packets));
}

static void fragment_refuses_mtu_without_room_for_payload(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int mtu;

	for (mtu = 0; mtu <= HDR; mtu++)
		KUNIT_EXPECT_EQ(test, build(f, mtu, 0), -EMSGSIZE);
}

static void fragment_count_has_a_limit(struct kunit *test)
{
	struct fixture *f = test->priv;

	expect_packets(test, 5, MCTP_FRAGMENT_LIMIT - 1);
	KUNIT_EXPECT_EQ(test, build(f, 5, MCTP_FRAGMENT_LIMIT), -EMSGSIZE);
}

static void fragment_tag_goes_into_every_packet(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb;

	build(f, 68, 200);
	mctp_fragment_set_tag(&f->packets, MCTP_HDR_TO | 5);
	skb_queue_walk(&f->packets, skb) {
		const struct mctp_hdr *hdr = (struct mctp_hdr *)skb->data;

		KUNIT_EXPECT_EQ(test, hdr->flags_seq_tag &
				(MCTP_HDR_TO | MCTP_HDR_TAG),
				MCTP_HDR_TO | 5);
	}
}

static void fragment_charges_the_socket_until_freed(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sock *sk = f->sock->sk;

	build(f, 68, 1000);
	KUNIT_EXPECT_GE(test, sk_wmem_alloc_get(sk), 1000);
	__skb_queue_purge(&f->packets);
	KUNIT_EXPECT_EQ(test, sk_wmem_alloc_get(sk), 0);
}

static void fragment_bad_buffer_leaves_no_packet(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct kvec vec = { .iov_base = f->data, .iov_len = 100 };
	struct iov_iter from;

	f->dst.mtu = 68;
	iov_iter_kvec(&from, ITER_SOURCE, &vec, 1, 100);
	KUNIT_EXPECT_EQ(test, mctp_fragment_build(f->sock->sk, &f->spec,
						  &from, 101, &f->packets),
			-EFAULT);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&f->packets));
	KUNIT_EXPECT_EQ(test, sk_wmem_alloc_get(f->sock->sk), 0);
}

static void fragment_does_not_wait_unless_asked(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sk_buff_head held;

	f->spec.nonblock = true;
	f->sock->sk->sk_sndbuf = 1;
	KUNIT_ASSERT_EQ(test, build(f, 68, 10), 0);
	__skb_queue_head_init(&held);
	skb_queue_splice_init(&f->packets, &held);
	KUNIT_EXPECT_EQ(test, build(f, 68, 10), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&f->packets));
	__skb_queue_purge(&held);
}

/* The packet's data after the header, wherever it lies. */
static bool whole_ok(struct kunit *test, const struct sk_buff *skb,
		     size_t body)
{
	const struct mctp_hdr *hdr = (struct mctp_hdr *)skb->data;
	struct fixture *f = test->priv;
	u8 *copy = kvmalloc(body, GFP_KERNEL);
	bool ok = false;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	if (skb->len == HDR + body && skb_headlen(skb) > HDR &&
	    hdr->ver == 1 && hdr->dest == DADDR && hdr->src == SADDR &&
	    hdr->flags_seq_tag == (MCTP_HDR_SOM | MCTP_HDR_EOM) &&
	    skb_copy_bits(skb, HDR, copy, body) == 0)
		ok = copy[0] == TYPE && !memcmp(copy + 1, f->data, body - 1);
	kvfree(copy);
	return ok;
}

static void fragment_local_message_is_one_packet(struct kunit *test)
{
	const size_t linear = SKB_MAX_ORDER(0, 1) - HDR - 1;
	const size_t lens[] = {
		0, 1, 63, 64, 4096, linear - 1, linear, linear + 1,
		linear + PAGE_SIZE, linear + PAGE_SIZE + 1,
		MCTP_MESSAGE_MAX - 1,
	};
	struct fixture *f = test->priv;
	size_t i;

	f->dst.local = true;
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		KUNIT_ASSERT_EQ(test, build(f, 68, lens[i]), 0);
		KUNIT_EXPECT_EQ(test, skb_queue_len(&f->packets), 1);
		KUNIT_EXPECT_TRUE_MSG(test,
				      whole_ok(test, skb_peek(&f->packets),
					       lens[i] + 1),
				      "length %zu", lens[i]);
		KUNIT_EXPECT_GE(test, sk_wmem_alloc_get(f->sock->sk),
				lens[i]);
		__skb_queue_purge(&f->packets);
		KUNIT_EXPECT_EQ(test, sk_wmem_alloc_get(f->sock->sk), 0);
	}
}

static void fragment_local_message_has_the_same_limits(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->dst.local = true;
	KUNIT_EXPECT_EQ(test, build(f, 68, MCTP_MESSAGE_MAX), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, build(f, HDR, 0), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, build(f, HDR + 1, 0), 0);
	__skb_queue_purge(&f->packets);
	/* nothing is cut, so the number of packets sets no limit */
	KUNIT_EXPECT_EQ(test, build(f, 5, MCTP_FRAGMENT_LIMIT), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&f->packets), 1);
}

static void fragment_local_bad_buffer_leaves_no_packet(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->dst.local = true;
	fragment_bad_buffer_leaves_no_packet(test);
}

static void fragment_local_does_not_wait_unless_asked(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->dst.local = true;
	fragment_does_not_wait_unless_asked(test);
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	__skb_queue_head_init(&f->packets);
	f->data = kunit_kmalloc(test, MCTP_MESSAGE_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f->data);
	for (i = 0; i < MCTP_MESSAGE_MAX; i++)
		f->data[i] = i * 7 + i / 251;
	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_MCTP, SOCK_DGRAM,
					       0, &f->sock), 0);
	f->dst = (struct mctp_dst) {
		.saddr = SADDR, .headroom = HEADROOM, .tailroom = TAILROOM,
	};
	f->spec = (struct mctp_fragment_spec) {
		.dst = &f->dst, .daddr = DADDR, .type = TYPE,
	};
	return 0;
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	__skb_queue_purge(&f->packets);
	if (f->sock)
		sock_release(f->sock);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(fragment_every_size_around_the_mtu),
	KUNIT_CASE(fragment_longest_message),
	KUNIT_CASE(fragment_refuses_one_byte_more),
	KUNIT_CASE(fragment_refuses_mtu_without_room_for_payload),
	KUNIT_CASE(fragment_count_has_a_limit),
	KUNIT_CASE(fragment_tag_goes_into_every_packet),
	KUNIT_CASE(fragment_charges_the_socket_until_freed),
	KUNIT_CASE(fragment_bad_buffer_leaves_no_packet),
	KUNIT_CASE(fragment_does_not_wait_unless_asked),
	KUNIT_CASE(fragment_local_message_is_one_packet),
	KUNIT_CASE(fragment_local_message_has_the_same_limits),
	KUNIT_CASE(fragment_local_bad_buffer_leaves_no_packet),
	KUNIT_CASE(fragment_local_does_not_wait_unless_asked),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_fragment",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP fragmentation tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
