// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that two network devices of this file receive and send: header
 * checks, delivery to kernel sockets, forwarding from one to the other, and
 * a device that goes away.
 */
#include "../input.h"

#include <kunit/test.h>
#include <linux/if_arp.h>
#include <linux/mctp.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "../device.h"
#include "../net.h"
#include "../wire.h"
#include "internal/mctp-netdev.h"

#define TYPE		0x7d
#define EID_A		8	/* ours, on device a */
#define EID_B		9	/* ours, on device b */
#define EID_PEER	20	/* a neighbour on a */
#define EID_FAR		30	/* a neighbour on b */
#define EID_LOST	31	/* behind b, with no neighbour entry */
#define HALEN		4

static const u8 peer_haddr[HALEN] = { 1, 2, 3, 4 };
static const u8 far_haddr[HALEN] = { 5, 6, 7, 8 };

/* What the driver says of far_haddr; 0: not known. */
static unsigned int far_mtu;

struct fixture {
	struct net_device *a, *b;
	struct mctp_dev *mdev_a;	/* held by nobody: until a leaves */
	struct socket *sock;		/* listens for TYPE */
};

/* What a device was asked to send. */
struct test_priv {
	struct sk_buff_head sent;
};

static netdev_tx_t test_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct test_priv *priv = netdev_priv(dev);

	skb_queue_tail(&priv->sent, skb);
	return NETDEV_TX_OK;
}

static int test_header(struct sk_buff *skb, struct net_device *dev,
		       unsigned short type, const void *daddr,
		       const void *saddr, unsigned int len)
{
	if (!daddr)
		return -EINVAL;
	skb_push(skb, HALEN);
	memcpy(skb->data, daddr, HALEN);
	return HALEN;
}

static const struct net_device_ops test_ops = {
	.ndo_start_xmit = test_xmit,
};

static const struct header_ops test_header_ops = {
	.create = test_header,
};

static unsigned int test_neigh_mtu(const struct net_device *dev,
				   const u8 *haddr)
{
	return memcmp(haddr, far_haddr, HALEN) ? 0 : far_mtu;
}

static const struct mctp_netdev_driver test_driver = {
	.binding = MCTP_NETDEV_BINDING_I3C,
	.neigh_mtu = test_neigh_mtu,
};

static void test_dev_setup(struct net_device *dev)
{
	struct test_priv *priv = netdev_priv(dev);

	dev->type = ARPHRD_MCTP;
	dev->mtu = 68;
	dev->addr_len = HALEN;
	dev->hard_header_len = HALEN;
	dev->flags = IFF_NOARP;
	dev->netdev_ops = &test_ops;
	dev->header_ops = &test_header_ops;
	skb_queue_head_init(&priv->sent);
}

static struct sk_buff *sent(struct net_device *dev)
{
	struct test_priv *priv = netdev_priv(dev);

	return skb_dequeue(&priv->sent);
}

static struct sk_buff *packet(struct kunit *test, struct mctp_hdr hdr,
			      const void *payload, size_t len)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb = alloc_skb(sizeof(hdr) + len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, &hdr, sizeof(hdr));
	skb_put_data(skb, payload, len);
	skb->dev = f->a;
	skb->protocol = htons(ETH_P_MCTP);
	skb_reset_mac_header(skb);
	mctp_netdev_set_source(skb, peer_haddr, HALEN);
	return skb;
}

/* Single-packet message of TYPE with two more bytes. */
static struct sk_buff *message(struct kunit *test, u8 dest, u8 src, u8 tag)
{
	struct mctp_hdr hdr = {
		.ver = 1, .dest = dest, .src = src,
		.flags_seq_tag = MCTP_HDR_SOM | MCTP_HDR_EOM | tag,
	};

	return packet(test, hdr, "\x7dhi", 3);
}

static void receive(struct sk_buff *skb)
{
	local_bh_disable();
	netif_receive_skb(skb);
	local_bh_enable();
}

static int recv(struct fixture *f, struct sockaddr_mctp_ext *addr, u8 *buf,
		size_t len)
{
	struct kvec vec = { .iov_base = buf, .iov_len = len };
	struct msghdr msg = { .msg_name = addr };

	return kernel_recvmsg(f->sock, &msg, &vec, 1, len, MSG_DONTWAIT);
}

static int recv_any(struct fixture *f)
{
	struct sockaddr_mctp_ext addr;
	u8 buf[16];

	return recv(f, &addr, buf, sizeof(buf));
}

static int send(struct fixture *f, u8 eid, u8 tag)
{
	struct sockaddr_mctp addr = {
		.smctp_family = AF_MCTP, .smctp_addr.s_addr = eid,
		.smctp_type = TYPE, .smctp_tag = tag,
	};
	struct msghdr msg = {
		.msg_name = &addr, .msg_namelen = sizeof(addr),
		.msg_flags = MSG_DONTWAIT,
	};
	struct kvec vec = { .iov_base = "hi", .iov_len = 2 };

	return kernel_sendmsg(f->sock, &msg, &vec, 1, 2);
}

static long dropped(struct fixture *f, enum mctp_drop cause)
{
	return mctp_drop_read(&f->mdev_a->counters, cause);
}

/* The network of both devices, which is that of loopback, too. */
static struct mctp_network *network(void)
{
	struct mctp_network *found;

	rtnl_lock();
	found = mctp_network_find(&mctp_net_get(&init_net)->networks, 1);
	rtnl_unlock();
	return found;
}

static long net_dropped(enum mctp_drop cause)
{
	return mctp_drop_read(&network()->counters, cause);
}

static void input_delivers_a_request_with_its_sender(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sockaddr_mctp_ext addr = {};
	u8 buf[4] = {};

	receive(message(test, EID_A, EID_PEER, MCTP_HDR_TO | 3));
	KUNIT_EXPECT_EQ(test, recv(f, &addr, buf, sizeof(buf)), 2);
	KUNIT_EXPECT_MEMEQ(test, buf, "hi", 2);
	KUNIT_EXPECT_EQ(test, addr.smctp_base.smctp_addr.s_addr, EID_PEER);
	KUNIT_EXPECT_EQ(test, addr.smctp_base.smctp_type, TYPE);
	KUNIT_EXPECT_EQ(test, addr.smctp_base.smctp_tag, MCTP_TAG_OWNER | 3);
	KUNIT_EXPECT_EQ(test, addr.smctp_base.smctp_network, 1);
	KUNIT_EXPECT_EQ(test, addr.smctp_ifindex, f->a->ifindex);
	KUNIT_EXPECT_EQ(test, addr.smctp_halen, HALEN);
	KUNIT_EXPECT_MEMEQ(test, addr.smctp_haddr, peer_haddr, HALEN);
}

static void input_drops_every_truncation(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int len;

	for (len = 0; len <= sizeof(struct mctp_hdr); len++) {
		struct sk_buff *skb = message(test, EID_A, EID_PEER,
					      MCTP_HDR_TO);

		skb_trim(skb, len);
		receive(skb);
		KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_SHORT), len + 1);
	}
	KUNIT_EXPECT_EQ(test, recv_any(f), -EAGAIN);
}

struct bad_case {
	const char *name;
	struct mctp_hdr hdr;
	unsigned char pkt_type;
	enum mctp_drop cause;
};

static const struct bad_case bad_cases[] = {
	{ "version 0", { 0, EID_A, EID_PEER, 0xc8 }, PACKET_HOST,
	  MCTP_DROP_VERSION },
	{ "version 2", { 2, EID_A, EID_PEER, 0xc8 }, PACKET_HOST,
	  MCTP_DROP_VERSION },
	{ "reserved source", { 1, EID_A, 7, 0xc8 }, PACKET_HOST,
	  MCTP_DROP_ADDRESS },
	{ "broadcast source", { 1, EID_A, 255, 0xc8 }, PACKET_HOST,
	  MCTP_DROP_ADDRESS },
	{ "reserved destination", { 1, 1, EID_PEER, 0xc8 }, PACKET_HOST,
	  MCTP_DROP_ADDRESS },
	{ "null destination of another host", { 1, 0, EID_PEER, 0xc8 },
	  PACKET_OTHERHOST, MCTP_DROP_OTHER_HOST },
	{ "no route", { 1, 99, EID_PEER, 0xc8 }, PACKET_HOST,
	  MCTP_DROP_NO_ROUTE },
	{ "reply to nothing", { 1, EID_A, EID_PEER, 0xc0 }, PACKET_HOST,
	  MCTP_DROP_NO_TAG },
	{ "fragment of nothing", { 1, EID_A, EID_PEER, 0x18 }, PACKET_HOST,
	  MCTP_DROP_REASM_STRAY },
};

KUNIT_ARRAY_PARAM_DESC(bad, bad_cases, name);

static void input_counts_what_it_drops(struct kunit *test)
{
	const struct bad_case *c = test->param_value;
	struct fixture *f = test->priv;
	struct sk_buff *skb;
	long before;

	before = net_dropped(c->cause);
	skb = packet(test, c->hdr, "\x7dhi", 3);
	skb->pkt_type = c->pkt_type;
	receive(skb);
	KUNIT_EXPECT_EQ(test, recv_any(f), -EAGAIN);
	KUNIT_EXPECT_EQ(test, dropped(f, c->cause), 1);
	KUNIT_EXPECT_EQ(test, net_dropped(c->cause), before + 1);
}

static void input_type_nobody_listens_for_is_dropped(struct kunit *test)
{
	struct mctp_hdr hdr = { 1, EID_A, EID_PEER, 0xc8 };
	struct fixture *f = test->priv;

	receive(packet(test, hdr, "\x11", 1));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_NO_LISTENER), 1);
}

static void input_integrity_bit_does_not_hide_the_type(struct kunit *test)
{
	struct mctp_hdr hdr = { 1, EID_A, EID_PEER, 0xc8 };
	struct sockaddr_mctp_ext addr;
	struct fixture *f = test->priv;
	u8 buf[4];

	receive(packet(test, hdr, "\xfdhi", 3));
	KUNIT_EXPECT_EQ(test, recv(f, &addr, buf, sizeof(buf)), 2);
	KUNIT_EXPECT_EQ(test, addr.smctp_base.smctp_type, 0xfd);
}

static void input_null_and_broadcast_reach_this_machine(struct kunit *test)
{
	struct fixture *f = test->priv;

	receive(message(test, MCTP_ADDR_NULL, 0, MCTP_HDR_TO));
	KUNIT_EXPECT_EQ(test, recv_any(f), 2);
	receive(message(test, MCTP_ADDR_ANY, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_EQ(test, recv_any(f), 2);
	KUNIT_EXPECT_NULL(test, sent(f->b));
}

static void input_leaves_a_shared_packet_alone(struct kunit *test)
{
	struct sk_buff *skb = message(test, EID_A, EID_PEER, MCTP_HDR_TO);
	struct fixture *f = test->priv;
	unsigned int len = skb->len;

	skb_get(skb);
	receive(skb);
	KUNIT_EXPECT_EQ(test, recv_any(f), 2);
	KUNIT_EXPECT_EQ(test, skb->len, len);
	KUNIT_EXPECT_EQ(test, skb->data[1], EID_A);
	kfree_skb(skb);
}

static void input_reads_a_packet_that_is_not_linear(struct kunit *test)
{
	struct sk_buff *flat = message(test, EID_A, EID_PEER, MCTP_HDR_TO);
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct fixture *f = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page), flat->data, flat->len);
	skb_add_rx_frag(skb, 0, page, 0, flat->len, PAGE_SIZE);
	kfree_skb(flat);
	skb->dev = f->a;
	skb->protocol = htons(ETH_P_MCTP);
	skb_reset_mac_header(skb);
	mctp_netdev_set_source(skb, peer_haddr, HALEN);
	receive(skb);
	KUNIT_EXPECT_EQ(test, recv_any(f), 2);
}

static void input_clamps_a_driver_s_address_length(struct kunit *test)
{
	struct sk_buff *skb = message(test, EID_A, EID_PEER, MCTP_HDR_TO);
	struct mctp_netdev_cb *cb = (struct mctp_netdev_cb *)skb->cb;
	struct sockaddr_mctp_ext addr;
	struct fixture *f = test->priv;
	u8 buf[4];

	cb->halen = 255;
	receive(skb);
	KUNIT_EXPECT_EQ(test, recv(f, &addr, buf, sizeof(buf)), 2);
	KUNIT_EXPECT_EQ(test, addr.smctp_halen, MAX_ADDR_LEN);
}

static void input_full_socket_drops(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	f->sock->sk->sk_rcvbuf = SOCK_MIN_RCVBUF;
	for (i = 0; i < 100 && !dropped(f, MCTP_DROP_RCVBUF); i++)
		receive(message(test, EID_A, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_RCVBUF), 1);
	while (recv_any(f) == 2)
		i--;
	KUNIT_EXPECT_EQ(test, i, 1);
}

/* What was so when a message came into the socket's queue. */
struct ready_state {
	unsigned int messages;
	bool irqs_off;
};

/* Locks tell with lockdep, whose report fails the run. */
static void note_ready(struct sock *sk)
{
	struct mctp_net *mns = mctp_net_get(sock_net(sk));
	struct ready_state *state = sk->sk_user_data;

	state->messages++;
	state->irqs_off |= irqs_disabled();
	lockdep_assert_not_held(&mns->tags.lock);
	lockdep_assert_not_held(&mns->reasm.lock);
}

static void input_delivers_with_no_lock_held(struct kunit *test)
{
	struct mctp_hdr first = { 1, EID_A, EID_PEER, MCTP_HDR_SOM | 0xa };
	struct mctp_hdr last = { 1, EID_A, EID_PEER, MCTP_HDR_EOM | 0x1a };
	struct fixture *f = test->priv;
	struct ready_state state = {};

	f->sock->sk->sk_user_data = &state;
	f->sock->sk->sk_data_ready = note_ready;
	receive(message(test, EID_A, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_EQ(test, send(f, EID_PEER, MCTP_TAG_OWNER), 2);
	receive(message(test, EID_A, EID_PEER, 0));
	receive(packet(test, first, "\x7dhi", 3));
	receive(packet(test, last, "hi", 2));
	KUNIT_EXPECT_EQ(test, state.messages, 3);
	KUNIT_EXPECT_FALSE(test, state.irqs_off);
}

/* All tags that a packet of one of these peers could be compared with. */
static unsigned int longest_bucket(struct mctp_tag_table *table)
{
	unsigned int i, longest = 0;
	struct mctp_tag *tag;

	rcu_read_lock();
	for (i = 0; i < ARRAY_SIZE(table->buckets); i++) {
		unsigned int n = 0;

		hlist_for_each_entry_rcu(tag, &table->buckets[i], node)
			n++;
		longest = max(longest, n);
	}
	rcu_read_unlock();
	return longest;
}

static void input_looks_at_a_fraction_of_all_tags(struct kunit *test)
{
	struct mctp_net *mns = mctp_net_get(&init_net);
	struct mctp_tag_spec spec = {
		.key = { .net = 1, .local = MCTP_ADDR_ANY },
		.kind = MCTP_TAG_KIND_PREALLOC,
	};
	struct mctp_tag_owner owner;
	struct mctp_tag_ref ref;
	unsigned int i;

	mctp_tag_owner_init(&owner);
	for (i = 0; i < 240 * MCTP_TAG_VALUES; i++) {
		spec.key.peer = 8 + i / MCTP_TAG_VALUES;
		KUNIT_EXPECT_EQ(test, mctp_tag_alloc(&mns->tags, &owner, &spec,
						     &ref), 0);
	}
	KUNIT_EXPECT_EQ(test, mns->tags.count, 1920);
	KUNIT_EXPECT_LE(test, longest_bucket(&mns->tags),
			8 * MCTP_TAG_VALUES);
	mctp_tag_owner_close(&mns->tags, &owner);
}

static void output_asks_the_neighbour_and_takes_one_reply(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb;

	KUNIT_EXPECT_EQ(test, send(f, EID_PEER, MCTP_TAG_OWNER), 2);
	skb = sent(f->a);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, HALEN + sizeof(struct mctp_hdr) + 3);
	KUNIT_EXPECT_MEMEQ(test, skb->data, peer_haddr, HALEN);
	KUNIT_EXPECT_MEMEQ(test, skb->data + HALEN,
			   ((u8[]) { 1, EID_PEER, EID_A, 0xc8, TYPE }), 5);
	kfree_skb(skb);

	receive(message(test, EID_A, EID_PEER, 0));
	KUNIT_EXPECT_EQ(test, recv_any(f), 2);
	receive(message(test, EID_A, EID_PEER, 0));
	KUNIT_EXPECT_EQ(test, recv_any(f), -EAGAIN);
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_NO_TAG), 1);
}

static void output_that_fails_leaves_no_tag(struct kunit *test)
{
	struct mctp_net *mns = mctp_net_get(&init_net);
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < MCTP_TAG_VALUES + 1; i++)
		KUNIT_EXPECT_EQ(test, send(f, EID_LOST, MCTP_TAG_OWNER),
				-EHOSTUNREACH);
	KUNIT_EXPECT_EQ(test, mns->tags.count, 0);
}

static void forward_changes_the_physical_header_alone(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct sk_buff *skb;

	receive(message(test, EID_FAR, EID_PEER, MCTP_HDR_TO | 6));
	skb = sent(f->b);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_MEMEQ(test, skb->data, far_haddr, HALEN);
	KUNIT_EXPECT_MEMEQ(test, skb->data + HALEN,
			   ((u8[]) { 1, EID_FAR, EID_PEER, 0xce, TYPE }), 5);
	KUNIT_EXPECT_PTR_EQ(test, skb->dev, f->b);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, recv_any(f), -EAGAIN);
}

static void forward_leaves_a_shared_packet_alone(struct kunit *test)
{
	struct sk_buff *skb = message(test, EID_FAR, EID_PEER, MCTP_HDR_TO);
	struct fixture *f = test->priv;

	skb_get(skb);
	receive(skb);
	KUNIT_EXPECT_EQ(test, skb->len, sizeof(struct mctp_hdr) + 3);
	KUNIT_EXPECT_EQ(test, skb->data[0], 1);
	kfree_skb(skb);
	skb = sent(f->b);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
}

/* As that of a packet socket: what is before the packet is shared as well. */
static void forward_leaves_the_header_of_a_clone_alone(struct kunit *test)
{
	struct mctp_hdr hdr = { 1, EID_FAR, EID_PEER, 0xc8 };
	static const u8 header[HALEN] = { 9, 9, 9, 9 };
	struct fixture *f = test->priv;
	struct sk_buff *skb, *clone;

	skb = alloc_skb(LL_MAX_HEADER + HALEN + sizeof(hdr) + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, LL_MAX_HEADER);
	skb_put_data(skb, header, HALEN);
	skb_reset_mac_header(skb);
	skb_pull(skb, HALEN);
	skb_put_data(skb, &hdr, sizeof(hdr));
	skb_put_u8(skb, TYPE);
	skb->dev = f->a;
	skb->protocol = htons(ETH_P_MCTP);
	mctp_netdev_set_source(skb, peer_haddr, HALEN);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);

	receive(skb);
	skb = sent(f->b);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_MEMEQ(test, skb->data, far_haddr, HALEN);
	KUNIT_EXPECT_MEMEQ(test, skb_mac_header(clone), header, HALEN);
	kfree_skb(skb);
	kfree_skb(clone);
}

static void forward_refuses_what_does_not_fit(struct kunit *test)
{
	struct mctp_hdr hdr = { 1, EID_FAR, EID_PEER, 0xc8 };
	static const u8 payload[65];
	struct fixture *f = test->priv;

	receive(packet(test, hdr, payload, 64));
	kfree_skb(sent(f->b));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_MTU), 0);
	receive(packet(test, hdr, payload, 65));
	KUNIT_EXPECT_NULL(test, sent(f->b));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_MTU), 1);
}

static void forward_needs_both_switches(struct kunit *test)
{
	struct mctp_network *net = network();
	struct fixture *f = test->priv;
	struct sk_buff *skb;

	f->mdev_a->forwarding = false;
	receive(message(test, EID_FAR, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_NULL(test, sent(f->b));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_OFF), 1);

	f->mdev_a->forwarding = true;
	net->forwarding = false;
	receive(message(test, EID_FAR, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_NULL(test, sent(f->b));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_OFF), 2);
	/* what is for us is not forwarded */
	receive(message(test, EID_B, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_EQ(test, recv_any(f), 2);

	net->forwarding = true;
	receive(message(test, EID_FAR, EID_PEER, MCTP_HDR_TO));
	skb = sent(f->b);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_OFF), 2);
	KUNIT_EXPECT_EQ(test, mctp_stat_read(&f->mdev_a->counters,
					     MCTP_STAT_FORWARDED), 1);
}

static void forward_is_off_where_a_driver_brings_devices(struct kunit *test)
{
	struct fixture *f = test->priv;

	rtnl_lock();
	KUNIT_EXPECT_FALSE(test, mctp_dev_find_rtnl(f->b)->forwarding);
	KUNIT_EXPECT_TRUE(test, mctp_dev_find_rtnl(init_net.loopback_dev)->
			  forwarding);
	rtnl_unlock();
}

static void forward_without_neighbour_is_counted(struct kunit *test)
{
	struct fixture *f = test->priv;

	receive(message(test, EID_LOST, EID_PEER, MCTP_HDR_TO));
	KUNIT_EXPECT_NULL(test, sent(f->b));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_ERROR), 1);
}

/* Sends a message of @len bytes, counts its packets, the longest first. */
static int packets_of(struct fixture *f, struct msghdr *msg, size_t len,
		      unsigned int *ret_longest)
{
	struct kvec vec = { .iov_len = len };
	struct sk_buff *skb;
	int n = 0, rc;

	vec.iov_base = kzalloc(len, GFP_KERNEL);
	if (!vec.iov_base)
		return -ENOMEM;
	rc = kernel_sendmsg(f->sock, msg, &vec, 1, len);
	kfree(vec.iov_base);
	if (rc < 0)
		return rc;
	*ret_longest = 0;
	while ((skb = sent(f->b))) {
		*ret_longest = max(*ret_longest, skb->len - HALEN);
		kfree_skb(skb);
		n++;
	}
	return n;
}

/* A message takes the MCTP header and its type byte. */
static int packets_to_far(struct fixture *f, size_t packet,
			  unsigned int *ret_longest)
{
	struct sockaddr_mctp addr = {
		.smctp_family = AF_MCTP, .smctp_addr.s_addr = EID_FAR,
		.smctp_type = TYPE, .smctp_tag = 1,
	};
	struct msghdr msg = {
		.msg_name = &addr, .msg_namelen = sizeof(addr),
	};

	return packets_of(f, &msg, packet - sizeof(struct mctp_hdr) - 1,
			  ret_longest);
}

static int packets_to_far_haddr(struct fixture *f, size_t packet,
				unsigned int *ret_longest)
{
	struct sockaddr_mctp_ext addr = {
		.smctp_base = {
			.smctp_family = AF_MCTP, .smctp_addr.s_addr = EID_LOST,
			.smctp_type = TYPE, .smctp_tag = 1,
		},
		.smctp_ifindex = f->b->ifindex,
		.smctp_halen = HALEN,
	};
	struct msghdr msg = {
		.msg_name = &addr, .msg_namelen = sizeof(addr),
	};

	memcpy(addr.smctp_haddr, far_haddr, HALEN);
	return packets_of(f, &msg, packet - sizeof(struct mctp_hdr) - 1,
			  ret_longest);
}

static void message_is_cut_to_what_the_neighbour_takes(struct kunit *test)
{
	static const struct {
		unsigned int neigh, mtu;
	} cases[] = {
		{ 0, 68 }, { 68, 68 }, { 69, 68 }, { 67, 67 }, { 40, 40 },
	};
	struct fixture *f = test->priv;
	unsigned int i, longest;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		/* as it is now: nothing is remembered from the last time */
		far_mtu = cases[i].neigh;
		KUNIT_EXPECT_EQ(test, packets_to_far(f, cases[i].mtu,
						     &longest), 1);
		KUNIT_EXPECT_EQ(test, longest, cases[i].mtu);
		KUNIT_EXPECT_EQ(test, packets_to_far(f, cases[i].mtu + 1,
						     &longest), 2);
		KUNIT_EXPECT_EQ(test, longest, cases[i].mtu);
	}
}

static void message_to_a_physical_address_is_cut_likewise(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int longest;

	far_mtu = 40;
	KUNIT_EXPECT_EQ(test, packets_to_far_haddr(f, 40, &longest), 1);
	KUNIT_EXPECT_EQ(test, longest, 40);
	KUNIT_EXPECT_EQ(test, packets_to_far_haddr(f, 41, &longest), 2);
	KUNIT_EXPECT_EQ(test, longest, 40);
}

static void forwarded_packet_must_fit_the_neighbour(struct kunit *test)
{
	struct mctp_hdr hdr = {
		.ver = 1, .dest = EID_FAR, .src = EID_PEER,
		.flags_seq_tag = MCTP_HDR_SOM | MCTP_HDR_EOM,
	};
	struct fixture *f = test->priv;
	static const u8 payload[64];
	struct sk_buff *skb;

	far_mtu = 40;
	receive(packet(test, hdr, payload, 36));
	skb = sent(f->b);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_MTU), 0);

	receive(packet(test, hdr, payload, 37));
	KUNIT_EXPECT_NULL(test, sent(f->b));
	KUNIT_EXPECT_EQ(test, dropped(f, MCTP_DROP_FORWARD_MTU), 1);
}

static void device_leaves_with_all_it_had(struct kunit *test)
{
	struct mctp_hdr hdr = { 1, EID_A, EID_PEER, 0x88 };
	struct mctp_net *mns = mctp_net_get(&init_net);
	struct fixture *f = test->priv;

	receive(packet(test, hdr, "\x7dhalf", 5));
	KUNIT_EXPECT_EQ(test, mns->reasm.used.contexts, 1);
	mctp_netdev_unregister(f->a);
	free_netdev(f->a);
	f->a = NULL;
	KUNIT_EXPECT_EQ(test, mns->reasm.used.contexts, 0);
	KUNIT_EXPECT_EQ(test, send(f, EID_PEER, MCTP_TAG_OWNER),
			-EHOSTUNREACH);
	KUNIT_EXPECT_EQ(test, send(f, EID_A, MCTP_TAG_OWNER), -EHOSTUNREACH);
}

static void device_that_cannot_register_leaves_nothing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct net_device *dev;

	dev = alloc_netdev(sizeof(struct test_priv), f->b->name,
			   NET_NAME_ENUM, test_dev_setup);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_EXPECT_EQ(test, mctp_netdev_register(dev, &test_driver), -EEXIST);
	rtnl_lock();
	KUNIT_EXPECT_NULL(test, mctp_dev_find_rtnl(dev));
	rtnl_unlock();
	free_netdev(dev);
}

static struct net_device *add_device(struct kunit *test, u8 eid)
{
	struct net_device *dev;

	dev = alloc_netdev(sizeof(struct test_priv), "mctpkunit%d",
			   NET_NAME_ENUM, test_dev_setup);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_ASSERT_EQ(test, mctp_netdev_register(dev, &test_driver), 0);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_open(dev, NULL), 0);
	KUNIT_EXPECT_EQ(test, mctp_dev_add_addr(mctp_dev_find_rtnl(dev), eid),
			0);
	rtnl_unlock();
	return dev;
}

static void add_neighbour(struct kunit *test, struct net_device *dev, u8 eid,
			  const u8 *haddr)
{
	struct mctp_net *mns = mctp_net_get(&init_net);
	struct mctp_route_spec spec = {
		.type = RTN_UNICAST, .min = eid, .max = eid, .net = 1,
	};

	rtnl_lock();
	spec.mdev = mctp_dev_find_rtnl(dev);
	KUNIT_EXPECT_EQ(test, mctp_route_add(&mns->routes, &spec), 0);
	if (haddr)
		KUNIT_EXPECT_EQ(test, mctp_neigh_add(spec.mdev->neighs, eid,
						     haddr, HALEN), 0);
	rtnl_unlock();
}

static int setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	struct sockaddr_mctp addr = {
		.smctp_family = AF_MCTP, .smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = TYPE,
	};
	int one = 1;

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	far_mtu = 0;
	f->a = add_device(test, EID_A);
	f->b = add_device(test, EID_B);
	add_neighbour(test, f->a, EID_PEER, peer_haddr);
	add_neighbour(test, f->b, EID_FAR, far_haddr);
	add_neighbour(test, f->b, EID_LOST, NULL);
	rtnl_lock();
	f->mdev_a = mctp_dev_find_rtnl(f->a);
	f->mdev_a->forwarding = true;
	rtnl_unlock();

	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, PF_MCTP, SOCK_DGRAM,
					       0, &f->sock), 0);
	KUNIT_ASSERT_EQ(test, kernel_bind(f->sock,
					  (struct sockaddr_unsized *)&addr,
					  sizeof(addr)), 0);
	KUNIT_ASSERT_EQ(test, f->sock->ops->setsockopt(f->sock, SOL_MCTP,
						       MCTP_OPT_ADDR_EXT,
						       KERNEL_SOCKPTR(&one),
						       sizeof(one)), 0);
	return 0;
}

static void remove_device(struct net_device *dev)
{
	struct test_priv *priv;

	if (!dev)
		return;
	mctp_netdev_unregister(dev);
	priv = netdev_priv(dev);
	skb_queue_purge(&priv->sent);
	free_netdev(dev);
}

static void teardown(struct kunit *test)
{
	struct fixture *f = test->priv;

	if (f->sock)
		sock_release(f->sock);
	remove_device(f->a);
	remove_device(f->b);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(input_delivers_a_request_with_its_sender),
	KUNIT_CASE(input_drops_every_truncation),
	KUNIT_CASE_PARAM(input_counts_what_it_drops, bad_gen_params),
	KUNIT_CASE(input_type_nobody_listens_for_is_dropped),
	KUNIT_CASE(input_integrity_bit_does_not_hide_the_type),
	KUNIT_CASE(input_null_and_broadcast_reach_this_machine),
	KUNIT_CASE(input_leaves_a_shared_packet_alone),
	KUNIT_CASE(input_reads_a_packet_that_is_not_linear),
	KUNIT_CASE(input_clamps_a_driver_s_address_length),
	KUNIT_CASE(input_full_socket_drops),
	KUNIT_CASE(input_delivers_with_no_lock_held),
	KUNIT_CASE(input_looks_at_a_fraction_of_all_tags),
	KUNIT_CASE(output_asks_the_neighbour_and_takes_one_reply),
	KUNIT_CASE(output_that_fails_leaves_no_tag),
	KUNIT_CASE(forward_changes_the_physical_header_alone),
	KUNIT_CASE(forward_leaves_a_shared_packet_alone),
	KUNIT_CASE(forward_leaves_the_header_of_a_clone_alone),
	KUNIT_CASE(forward_refuses_what_does_not_fit),
	KUNIT_CASE(forward_needs_both_switches),
	KUNIT_CASE(forward_is_off_where_a_driver_brings_devices),
	KUNIT_CASE(forward_without_neighbour_is_counted),
	KUNIT_CASE(message_is_cut_to_what_the_neighbour_takes),
	KUNIT_CASE(message_to_a_physical_address_is_cut_likewise),
	KUNIT_CASE(forwarded_packet_must_fit_the_neighbour),
	KUNIT_CASE(device_leaves_with_all_it_had),
	KUNIT_CASE(device_that_cannot_register_leaves_nothing),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_input",
	.init = setup,
	.exit = teardown,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP receive and forward tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
