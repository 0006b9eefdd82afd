/* SPDX-License-Identifier: Apache-2.0 */
/* connect(): who a later bind() listens to. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static long connect_len(const void *addr, socklen_t len)
{
	int fd = mctp_socket();
	long rc = result(connect(fd, addr, len));

	close(fd);
	return rc;
}

static void lengths(void)
{
	static const socklen_t list[] = { 0, 1, 2, 11, 12, 13, 52, 128, 129 };
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, 20, 0);
	uint8_t space[256] = { 0 };
	size_t i;

	memcpy(space, &addr, sizeof(addr));
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		report_rc(key("%u", list[i]), connect_len(space, list[i]));
	report_rc("fault", connect_len(NOWHERE, sizeof(addr)));
}

static void try_field(const char *of, struct sockaddr_mctp addr)
{
	report_rc(of, connect_len(&addr, sizeof(addr)));
}

static void fields(void)
{
	const struct sockaddr_mctp good = mctp_addr(NET_ANY, 20, 0);
	struct sockaddr_mctp addr;
	int i;

	for (i = 44; i <= 46; i++) {
		addr = good;
		addr.family = i;
		try_field(key("family-%d", i), addr);
	}
	addr = good;
	addr.family = 0;
	try_field("unspec", addr);
	addr = good;
	addr.pad0 = 1;
	try_field("pad0", addr);
	addr = good;
	addr.pad1 = 1;
	try_field("pad1", addr);
	for (i = 0; i < 8; i++) {
		addr = good;
		addr.tag = 1 << i;
		try_field(key("tag-%02x", 1 << i), addr);
	}
	addr = good;
	addr.type |= 0x80;
	try_field("integrity-bit", addr);
	try_field("net", mctp_addr(UINT32_MAX, 20, 0));
}

static void values(void)
{
	static struct text text;
	struct sockaddr_mctp addr;
	bool ok[256];
	int i;

	for (i = 0; i < 256; i++) {
		addr = mctp_addr(NET_ANY, i, 0);
		ok[i] = !connect_len(&addr, sizeof(addr));
	}
	text_ranges(&text, ok, 256);
	report("eids", "%s", text.data);
}

static void again(void)
{
	int fd = mctp_socket();

	report_rc("first", mctp_connect(fd, NET_ANY, 20));
	report_rc("second", mctp_connect(fd, NET_ANY, 20));
	report_rc("bind", mctp_bind(fd, NET_ANY, EID_ANY));
	report_rc("after-bind", mctp_connect(fd, NET_ANY, 20));
	fd = mctp_listener();
	report_rc("bound", mctp_connect(fd, NET_ANY, 20));
	fd = mctp_socket();
	report_rc("failed", mctp_connect(fd, NET_ANY, 20) ?:
				    mctp_bind(fd, 7, EID_ANY));
	report_rc("bind-after-failed", mctp_bind(fd, NET_ANY, EID_ANY));
}

/* bind() after connect(), by network and EID of both */
static void then_bind(void)
{
	static const uint32_t nets[] = { NET_ANY, 1, 2 };
	static const uint8_t eids[] = { EID_ANY, 8 };
	int of_connect, of_bind, fd, i;
	struct sockaddr_mctp addr;

	for (of_connect = 0; of_connect < 3; of_connect++) {
		for (of_bind = 0; of_bind < 6; of_bind++) {
			fd = mctp_socket();
			mctp_connect(fd, nets[of_connect], 20);
			report_rc(key("net%u-then-net%u-eid%u",
				      nets[of_connect], nets[of_bind % 3],
				      eids[of_bind / 3]),
				  mctp_bind(fd, nets[of_bind % 3],
					    eids[of_bind / 3]));
			close(fd);
		}
	}
	for (i = 0; i < 3; i++) {
		fd = mctp_socket();
		mctp_connect(fd, NET_ANY, 20);
		addr = mctp_addr(NET_ANY, EID_ANY, 0);
		addr.type = (const uint8_t[]){ TYPE - 1, TYPE | 0x80, 0 }[i];
		report_rc(key("type-%02x", addr.type),
			  result(bind(fd, (void *)&addr, sizeof(addr))));
	}
}

/* A socket that has a peer, without an address */
static void sends(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();

	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 1, 0);
	mctp_connect(fd, NET_ANY, 20);
	report_rc("send", result(send(fd, "a", 1, 0)));
	report("sent", "%s", tun_sent(tun));
	report_rc("write", result(write(fd, "b", 1)));
	report("written", "%s", tun_sent(tun));
	report_rc("elsewhere", mctp_send(fd, 21, TAG_OWNER, "c", 1));
	report("sent-elsewhere", "%s", tun_sent(tun));
}

/* What a peer means to messages that come in */
static void hears(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();
	int any = mctp_listener(), bound = mctp_socket();

	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0);
	mctp_connect(fd, NET_ANY, 20);
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("unbound", "%s", mctp_received(fd));
	report("unbound-any", "%s", mctp_received(any));
	mctp_bind(fd, NET_ANY, EID_ANY);
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "b", 2);
	report("peer", "%s", mctp_received(fd));
	report("peer-any", "%s", mctp_received(any));
	tun_write(tun, 9, 21, HDR_ONE | HDR_TO, "\x7e" "c", 2);
	report("other", "%s", mctp_received(fd));
	report("other-any", "%s", mctp_received(any));
	mctp_connect(bound, NET_ANY, EID_NULL);
	mctp_bind(bound, NET_ANY, EID_ANY);
	tun_write(tun, 9, 0, HDR_ONE | HDR_TO, "\x7e" "d", 2);
	report("null", "%s", mctp_received(bound));
	report("null-any", "%s", mctp_received(any));
	/* requests only: an answer goes to whoever asked */
	mctp_send(any, 20, TAG_OWNER, "e", 1);
	tun_write(tun, 9, 20, HDR_ONE, "\x7e" "f", 2);
	report("answer", "%s", mctp_received(fd));
	report("answer-any", "%s", mctp_received(any));
}

const struct probe_area connect_area = {
	.name = "connect",
	.cases = (const struct probe_case[]){
		CASE("length", lengths),
		CASE("field", fields),
		CASE("value", values),
		CASE("again", again),
		CASE("bind", then_bind),
		CASE("send", sends),
		CASE("receive", hears),
		{ 0 },
	},
};
