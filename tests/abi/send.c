/* SPDX-License-Identifier: Apache-2.0 */
/* Sending: what an address may say, each error, how long a message may be. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

/* tun0 with EID 9, routes to 20 to 29 */
static int neighbour(int mtu)
{
	int tun = tun_open("tun0", mtu, 9);

	if (nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0))
		bail("RTM_NEWROUTE");
	return tun;
}

static void lengths(void)
{
	static const socklen_t list[] = { 0,  1,  2,   11,  12, 13,
					  51, 52, 128, 129, -1 };
	int tun = neighbour(68), fd = mctp_socket();
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, 20, 0);
	uint8_t space[256] = { 0 };
	size_t i;

	memcpy(space, &addr, sizeof(addr));
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		report_rc(key("%d", (int)list[i]),
			  result(sendto(fd, "abc", 3, 0, (void *)space,
					list[i])));
		report(key("%d/wire", (int)list[i]), "%s", tun_sent(tun));
	}
	report_rc("none", result(send(fd, "abc", 3, 0)));
	report_rc("none-with-length",
		  result(sendto(fd, "abc", 3, 0, NULL, sizeof(addr))));
	report_rc("fault", result(sendto(fd, "abc", 3, 0, NOWHERE, 12)));
	report_rc("data-fault",
		  result(sendto(fd, NOWHERE, 3, 0, (void *)space, 12)));
	report("tag-after-fault", "%s",
	       (mctp_send(fd, 20, TAG_OWNER, "a", 1), tun_sent(tun)));
}

static void try_field(int fd, const char *of, struct sockaddr_mctp addr)
{
	report_rc(of, mctp_send_to(fd, &addr, "abc", 3));
}

static void fields(void)
{
	const struct sockaddr_mctp good = mctp_addr(NET_ANY, 20, 0);
	int tun = neighbour(68), fd = mctp_socket(), i;
	struct sockaddr_mctp addr;

	for (i = 44; i <= 46; i++) {
		addr = good;
		addr.family = i;
		try_field(fd, key("family-%d", i), addr);
	}
	addr = good;
	addr.family = 0;
	try_field(fd, "unspec", addr);
	addr = good;
	addr.pad0 = 0x8000;
	try_field(fd, "pad0", addr);
	addr = good;
	addr.pad1 = 0x80;
	try_field(fd, "pad1", addr);
	try_field(fd, "net-1", mctp_addr(1, 20, 0));
	try_field(fd, "net-2", mctp_addr(2, 20, 0));
	try_field(fd, "net-max", mctp_addr(UINT32_MAX, 20, 0));
	tun_sent(tun);
	addr = good;
	addr.type = 0xfe;
	try_field(fd, "integrity-bit", addr);
	report("integrity-bit/wire", "%s", tun_sent(tun));
	addr.type = 0;
	try_field(fd, "type-0", addr);
	report("type-0/wire", "%s", tun_sent(tun));
}

static void tag_bits(void)
{
	int tun = neighbour(68), i;

	for (i = 0; i < 256; i++) {
		int fd = mctp_socket();

		/* every bit with each tag, of the others only the lowest tag */
		if (i >= 0x20 && i & 0x1f && (i & 0x1f) != 0x1f)
			continue;
		report_rc(key("%02x", i), mctp_send(fd, 20, i, "a", 1));
		report(key("%02x/wire", i), "%s", tun_sent(tun));
		close(fd);
	}
}

static void destinations(void)
{
	int fd = mctp_socket();
	static struct text text;
	bool sent[256];
	int tun, i;

	for (i = 0; i < 256; i++)
		sent[i] = mctp_send(fd, i, 0, "a", 1) != -EHOSTUNREACH;
	text_ranges(&text, sent, 256);
	report("without-device", "%s", text.data);
	tun = tun_open("tun0", 68, 0);
	nl_route(RTM_NEWROUTE, if_index("tun0"), 8, 246, 0);
	text.len = 0;
	for (i = 0; i < 256; i++)
		sent[i] = mctp_send(fd, i, 0, "a", 1) == 1;
	text_ranges(&text, sent, 256);
	report("all-routed", "%s", text.data);
	tun_sent(tun);
	mctp_send(fd, 20, 0, "a", 1);
	report("without-eid", "%s", tun_sent(tun));
	nl_addr(RTM_NEWADDR, if_index("tun0"), 9);
	nl_addr(RTM_NEWADDR, if_index("tun0"), 10);
	mctp_send(fd, 20, 0, "a", 1);
	report("two-eids", "%s", tun_sent(tun));
	nl_addr(RTM_DELADDR, if_index("tun0"), 9);
	mctp_send(fd, 20, 0, "a", 1);
	report("first-eid-removed", "%s", tun_sent(tun));
}

/* MSG_* that have no meaning here */
static void flags(void)
{
	int tun = neighbour(68), fd = mctp_socket(), bit;
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, 20, 0);

	for (bit = 0; bit < 32; bit++) {
		report_rc(key("%08x", 1u << bit),
			  result(sendto(fd, "a", 1, 1u << bit, (void *)&addr,
					sizeof(addr))));
		report(key("%08x/wire", 1u << bit), "%s", tun_sent(tun));
	}
}

static void messages(void)
{
	int tun = neighbour(68), fd = mctp_socket();
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, 20, 0);
	char control[CMSG_SPACE(4)] = { 0 }, data[] = "abcdef";
	struct iovec iov[3] = { { data, 1 }, { data + 1, 0 }, { data + 2, 3 } };
	struct msghdr msg = {
		.msg_name = &addr,
		.msg_namelen = sizeof(addr),
		.msg_iov = iov,
		.msg_iovlen = 3,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct mmsghdr many[2] = { { msg, 0 }, { msg, 0 } };
	struct cmsghdr *cmsg = (void *)control;

	cmsg->cmsg_len = CMSG_LEN(4);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = 0x1234;
	report_rc("control", result(sendmsg(fd, &msg, 0)));
	report("control/wire", "%s", tun_sent(tun));
	cmsg->cmsg_level = SOL_MCTP;
	report_rc("control-mctp", result(sendmsg(fd, &msg, 0)));
	cmsg->cmsg_len = 1;
	report_rc("control-broken", result(sendmsg(fd, &msg, 0)));
	msg.msg_controllen = 0;
	msg.msg_iovlen = 0;
	tun_sent(tun);
	report_rc("empty", result(sendmsg(fd, &msg, 0)));
	report("empty/wire", "%s", tun_sent(tun));
	msg.msg_name = NULL;
	report_rc("no-name", result(sendmsg(fd, &msg, 0)));
	many[0].msg_hdr.msg_controllen = 0;
	many[1].msg_hdr.msg_controllen = 0;
	report_rc("sendmmsg", result(sendmmsg(fd, many, 2, 0)));
	report("sendmmsg/wire", "%s", tun_sent(tun));
}

/* To an EID of this machine: what the receiving side says, the sender sees */
static void local(void)
{
	struct sock_filter none = { BPF_RET | BPF_K, 0, 0, 0 };
	struct sock_fprog prog = { 1, &none };
	int fd = mctp_socket(), to;

	nl_addr(RTM_NEWADDR, 1, 8);
	report_rc("nobody", mctp_send(fd, 8, 0, "a", 1));
	to = mctp_listener();
	report_rc("reply-to-nothing", mctp_send(fd, 8, 3, "a", 1));
	report_rc("request", mctp_send(fd, 8, TAG_OWNER, "ab", 2));
	report("request/received", "%s", mctp_received(to));
	report_rc("empty", mctp_send(fd, 8, TAG_OWNER, "", 0));
	report("empty/received", "%s", mctp_received(to));
	to = mctp_socket();
	mctp_bind(to, 1, 8);
	setsockopt(to, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog));
	report_rc("filter", mctp_send(fd, 8, TAG_OWNER, "a", 1));
	report("filter/received", "%s", mctp_received(to));
	close(to);
	report_rc("closed", mctp_send(fd, 8, TAG_OWNER, "a", 1));
}

/* A queue that is full: unsolicited replies, since requests run out of tags */
static void full_queue(void)
{
	struct tag_ctl ctl = { .peer = 8 };
	int fd = mctp_socket(), to = mctp_socket(), small = 1;
	long rc = 0;

	nl_addr(RTM_NEWADDR, 1, 8);
	setsockopt(to, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	if (ioctl(to, SIOCMCTPALLOCTAG, &ctl))
		bail("SIOCMCTPALLOCTAG");
	while (rc >= 0)
		rc = mctp_send(fd, 8, ctl.tag & 7, "full", 4);
	report_rc("reply", rc);
	report("first", "%s", mctp_received(to));
}

static void send_size(int fd, const char *of, uint8_t eid, size_t len)
{
	char *data = calloc(1, len + 1);

	report_rc(of, mctp_send(fd, eid, 0, data, len));
	free(data);
}

/* Up to 64 KiB with the type byte is what a receiver takes */
static void sizes(void)
{
	static const size_t list[] = { 65531, 65532, 65534, 65535, 65536 };
	int tun = neighbour(1500), fd = mctp_socket(), to = mctp_socket();
	struct tag_ctl ctl = { .peer = 8 };
	size_t i;

	nl_addr(RTM_NEWADDR, 1, 8);
	if (ioctl(to, SIOCMCTPALLOCTAG, &ctl))
		bail("SIOCMCTPALLOCTAG");
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		static struct frame frame;
		size_t packets = 0, bytes = 0;
		long n;

		send_size(fd, key("wire-%zu", list[i]), 20, list[i]);
		while ((n = tun_read(tun, &frame)) >= 0) {
			packets++;
			bytes += n - 4;
		}
		report(key("wire-%zu/seen", list[i]), "%zu packets, %zu bytes",
		       packets, bytes);
		send_size(fd, key("local-%zu", list[i]), 8, list[i]);
		report(key("local-%zu/received", list[i]), "%s",
		       mctp_received(to));
	}
}

/* Device and route make the largest packet; without room for a byte, none */
static void mtus(void)
{
	static const uint32_t list[] = { 1,  3,	 4,  5,	  6,	 67,
					 68, 69, 70, 999, 65536, UINT32_MAX };
	int tun = neighbour(68), fd = mctp_socket();
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		nl_route(RTM_DELROUTE, if_index("tun0"), 40, 0, 0);
		report_rc(key("route-%u", list[i]),
			  nl_route(RTM_NEWROUTE, if_index("tun0"), 40, 0,
				   list[i]));
		send_size(fd, key("send-%u", list[i]), 40,
			  list[i] < 20 ? 3 : 68);
		report(key("wire-%u", list[i]), "%s", tun_sent(tun));
	}
	nl_addr(RTM_NEWADDR, 1, 8);
	for (i = 1; i < 7; i++) {
		int to = mctp_listener();

		if_configure("lo", i);
		report_rc(key("lo-%zu", i),
			  mctp_send(fd, 8, TAG_OWNER, "abcdefghijkl", 12));
		report(key("lo-%zu/received", i), "%s", mctp_received(to));
		close(to);
		close(fd);
		fd = mctp_socket();
	}
}

/* A device whose queue is full, one that is down, one that is gone */
static void trouble(void)
{
	struct ifreq ifr = { .ifr_name = "tun0", .ifr_qlen = 2 };
	int tun = neighbour(68), fd = mctp_socket();
	int control = socket(AF_INET, SOCK_DGRAM, 0), i;

	if (ioctl(control, SIOCSIFTXQLEN, &ifr))
		bail("SIOCSIFTXQLEN");
	report_rc("queue-1", mctp_send(fd, 20, 0, "a", 1));
	report_rc("queue-2", mctp_send(fd, 20, 0, "b", 1));
	tun_sent(tun);
	report_rc("drained", mctp_send(fd, 20, 0, "c", 1));
	tun_sent(tun);
	if_down("tun0");
	report_rc("down", mctp_send(fd, 20, 0, "d", 1));
	if_configure("tun0", 0);
	report("up-again", "%s", tun_sent(tun));
	mctp_send(fd, 20, TAG_OWNER, "e", 1);
	report("after-down", "%s", tun_sent(tun));
	i = if_index("tun0");
	close(tun);
	report_rc("gone", mctp_send(fd, 20, 0, "f", 1));
	report_rc("route-of-gone", nl_route(RTM_DELROUTE, i, 20, 9, 0));
}

/* Which of two errors is told */
static void order(void)
{
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, 99, 0);
	int fd = mctp_socket();
	char *data = calloc(1, 200000);

	report_rc("no-route-fault",
		  result(sendto(fd, NOWHERE, 3, 0, (void *)&addr, 12)));
	report_rc("no-route-too-long", mctp_send(fd, 99, 0, data, 200000));
	report_rc("no-route-bad-tag", mctp_send(fd, 99, 0x80, data, 1));
	report_rc("no-route-no-prealloc",
		  mctp_send(fd, 99, TAG_OWNER | TAG_PREALLOC, data, 1));
	neighbour(68);
	nl_route(RTM_NEWROUTE, if_index("tun0"), 99, 0, 4);
	report_rc("mtu-no-prealloc",
		  mctp_send(fd, 99, TAG_OWNER | TAG_PREALLOC, data, 1));
	free(data);
}

const struct probe_area send_area = {
	.name = "send",
	.cases = (const struct probe_case[]){
		CASE("length", lengths),
		CASE("field", fields),
		CASE("tag", tag_bits),
		CASE("destination", destinations),
		CASE("flag", flags),
		CASE("message", messages),
		CASE("local", local),
		CASE("full", full_queue),
		CASE("size", sizes),
		CASE("mtu", mtus),
		CASE("trouble", trouble),
		CASE("order", order),
		{ 0 },
	},
};
