/* SPDX-License-Identifier: Apache-2.0 */
/* The tags that requests take: eight per pair of EIDs, and who gets a reply. */
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int tun;

static int requester(void)
{
	tun = tun_open("tun0", 68, 9);
	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0);
	return mctp_socket();
}

static void reply(uint8_t dest, uint8_t src, uint8_t tag)
{
	tun_write(tun, dest, src, HDR_ONE | tag, "\x7er", 2);
}

static void exhaustion(void)
{
	int fd = requester(), other = mctp_socket(), i;

	for (i = 0; i < 9; i++) {
		report_rc(key("%d", i), mctp_send(fd, 20, TAG_OWNER, "a", 1));
		report(key("%d/wire", i), "%s", tun_sent(tun));
	}
	report_rc("other-socket", mctp_send(other, 20, TAG_OWNER, "a", 1));
	report_rc("other-peer", mctp_send(fd, 21, TAG_OWNER, "a", 1));
	report_rc("no-owner", mctp_send(fd, 20, 3, "a", 1));
	/* the value of a request's tag is not the sender's choice */
	tun_sent(tun);
	report_rc("given", mctp_send(fd, 22, TAG_OWNER | 5, "a", 1));
	report("given/wire", "%s", tun_sent(tun));
	reply(9, 20, 4);
	report("reply", "%s", mctp_received(fd));
	report_rc("after-reply", mctp_send(other, 20, TAG_OWNER, "a", 1));
	report("after-reply/wire", "%s", tun_sent(tun));
	close(fd);
	report_rc("after-close", mctp_send(other, 20, TAG_OWNER, "a", 1));
	report("after-close/wire", "%s", tun_sent(tun));
}

/* What does not belong to the request is not delivered, and costs nothing */
static void strays(void)
{
	int fd = requester(), any = mctp_listener();

	reply(9, 20, 0);
	report("unasked", "%s", mctp_received(fd));
	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	reply(9, 20, 1);
	report("other-tag", "%s", mctp_received(fd));
	reply(9, 21, 0);
	report("other-source", "%s", mctp_received(fd));
	nl_addr(RTM_NEWADDR, if_index("tun0"), 10);
	reply(10, 20, 0);
	report("other-dest", "%s", mctp_received(fd));
	reply(0, 20, 0);
	report("null-dest", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7eq", 2);
	report("request-of-that-tag", "%s", mctp_received(fd));
	report("request-of-that-tag/listener", "%s", mctp_received(any));
	tun_write(tun, 9, 20, HDR_ONE, "\x11r", 2);
	report("other-type", "%s", mctp_received(fd));
	reply(9, 20, 0);
	report("late", "%s", mctp_received(fd));
}

/* Not a start, not an end: what ends a request is a whole reply */
static void fragments(void)
{
	int fd = requester();

	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	report("two", "%s", mctp_received(fd));
	reply(9, 20, 0);
	report("then", "%s", mctp_received(fd));
	tun_sent(tun);
	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	report("tag", "%s", tun_sent(tun));
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	report("tag-during", "%s", tun_sent(tun));
	close(fd);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	fd = mctp_socket();
	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	report("tag-closed", "%s", tun_sent(tun));
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	report("not-mine", "%s", mctp_received(fd));
}

static long send_by(int fd, uint8_t eid, uint8_t tag)
{
	struct sockaddr_mctp_ext addr = {
		.base = mctp_addr(NET_ANY, eid, tag),
		.ifindex = if_index("tun0"),
	};

	return result(sendto(fd, "a", 1, 0, (void *)&addr, sizeof(addr)));
}

/* A request that anybody may answer takes its tag from every peer */
static void any_peer(void)
{
	static const uint8_t order[] = { 20, 0, 21, 0, 20, 255, 22 };
	int fd = requester(), i;

	set_addr_ext(fd);
	for (i = 0; i < 7; i++) {
		report_rc(key("%d-to-%u", i, order[i]),
			  send_by(fd, order[i], TAG_OWNER));
		report(key("%d/wire", i), "%s", tun_sent(tun));
	}
	/* 20 has asked for tags 0 and 3, anybody for the others */
	for (i = 0; i < 8; i++) {
		reply(9, 30, i);
		report(key("reply-%d", i), "%s", mctp_received(fd));
	}
}

/* A request that failed: is its tag free? */
static void failed(void)
{
	int fd = mctp_socket(), listener, i;

	nl_addr(RTM_NEWADDR, 1, 8);
	for (i = 0; i < 9; i++)
		report_rc(key("refused-%d", i),
			  mctp_send(fd, 8, TAG_OWNER, "a", 1));
	listener = mctp_listener();
	report_rc("then", mctp_send(fd, 8, TAG_OWNER, "a", 1));
	report("then/received", "%s", mctp_received(listener));
}

/* Between two sockets of this machine */
static void local(void)
{
	int fd = mctp_socket(), to = mctp_listener(), i;

	nl_addr(RTM_NEWADDR, 1, 8);
	for (i = 0; i < 9; i++)
		report_rc(key("%d", i), mctp_send(fd, 8, TAG_OWNER, "q", 1));
	for (i = 0; i < 8; i++) {
		report(key("%d/received", i), "%s", mctp_received(to));
		report_rc(key("%d/reply", i), mctp_send(to, 8, i, "r", 1));
		report(key("%d/replied", i), "%s", mctp_received(fd));
		report_rc(key("%d/reply-again", i),
			  mctp_send(to, 8, i, "r", 1));
	}
}

/* An answer that comes by another device of the network */
static void other_device(void)
{
	int fd = requester(), two = tun_open("tun1", 68, 0);

	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	tun_write(two, 9, 20, HDR_ONE, "\x7er", 2);
	report("reply", "%s", mctp_received(fd));
}

/* The same peer EID in two networks, a device that goes to another network */
static void networks(void)
{
	int fd = requester(), two = tun_open("tun1", 68, 0), i;
	struct sockaddr_mctp addr = mctp_addr(2, 20, TAG_OWNER);

	nl_link_net(if_index("tun1"), 2);
	nl_addr(RTM_NEWADDR, if_index("tun1"), 9);
	nl_route(RTM_NEWROUTE, if_index("tun1"), 20, 0, 0);
	for (i = 0; i < 2; i++) {
		report_rc(key("net-1-%d", i),
			  mctp_send(fd, 20, TAG_OWNER, "a", 1));
		report(key("net-1-%d/wire", i), "%s", tun_sent(tun));
		report_rc(key("net-2-%d", i), mctp_send_to(fd, &addr, "a", 1));
		report(key("net-2-%d/wire", i), "%s", tun_sent(two));
	}
	tun_write(two, 9, 20, HDR_ONE, "\x7er", 2);
	report("reply-2", "%s", mctp_received(fd));
	tun_write(two, 9, 20, HDR_ONE, "\x7er", 2);
	report("reply-2-again", "%s", mctp_received(fd));
	reply(9, 20, 0);
	report("reply-1", "%s", mctp_received(fd));
	nl_link_net(if_index("tun0"), 3);
	reply(9, 20, 1);
	report("moved", "%s", mctp_received(fd));
}

const struct probe_area tag_area = {
	.name = "tag",
	.cases = (const struct probe_case[]){
		CASE("exhaustion", exhaustion),
		CASE("stray", strays),
		CASE("fragment", fragments),
		CASE("any-peer", any_peer),
		CASE("failed", failed),
		CASE("local", local),
		CASE("other-device", other_device),
		CASE("network", networks),
		{ 0 },
	},
};
