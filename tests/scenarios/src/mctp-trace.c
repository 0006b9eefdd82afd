/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Causes each trace event of AF_MCTP once; mctp-trace.sh looks for them.
 */
#include "mctp-user.h"

enum {
	EID_LO = 8,
	EID_TUN = 9,
	EID_PEER = 20,
	EID_DOWN = 60,
};

static void turn_request(void)
{
	int server = mctp_socket(), client = mctp_socket();
	struct sockaddr_mctp addr;
	char buf[8];

	expect(mctp_bind(server, NET_ANY, EID_ANY, TYPE), 0, "bind");
	expect(mctp_send(client, EID_LO, TAG_OWNER, "hello", 5), 5, "request");
	expect(mctp_recv(server, buf, sizeof(buf), &addr), 5, "receive");
	expect(mctp_send(server, addr.eid, addr.tag & 7, "hi", 2), 2, "reply");
	expect(mctp_recv(client, buf, sizeof(buf), &addr), 2, "receive");
	close(server);
	close(client);
}

static void turn_fragments(int tun)
{
	static const uint8_t first[64] = { TYPE }, rest[10];
	struct sockaddr_mctp addr;
	int server = mctp_socket();
	char buf[128];

	expect(mctp_bind(server, NET_ANY, EID_ANY, TYPE), 0, "bind");
	tun_write(tun, EID_TUN, EID_PEER, 0x80 | 0x08 | 5, first, 64);
	tun_write(tun, EID_TUN, EID_PEER, 0x40 | 0x10 | 0x08 | 5, rest, 10);
	expect(mctp_recv(server, buf, sizeof(buf), &addr), 73, "fragments");
	close(server);
	/* nobody listens any more */
	tun_write(tun, EID_TUN, EID_PEER, 0xc0 | 0x08 | 6, first, 20);
	tun_write(tun, EID_TUN, EID_PEER, 0x00 | 0x08 | 6, first, 64);
}

static void turn_tags(void)
{
	struct tag_ctl2 ctl = { .net = 1, .peer = EID_PEER };
	int down = tun_open("mctpdown"), ifindex = if_index("mctpdown");
	int fd = mctp_socket();

	expect(result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl)), 0, "tag");
	expect(result(ioctl(fd, SIOCMCTPDROPTAG2, &ctl)), 0, "drop tag");
	addr_change(RTM_NEWADDR, ifindex, EID_DOWN + 1);
	route_change(RTM_NEWROUTE, ifindex, EID_DOWN, 0, 0);
	expect(mctp_send(fd, EID_DOWN, TAG_OWNER, "x", 1), -ENETDOWN,
	       "send by a device that is down");
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), 1, "send");
	close(fd);
	close(down);
}

/* A request that nobody answers: its tag lives for 6 seconds. */
static void turn_expiry(void)
{
	struct sockaddr_mctp addr;
	int fd = mctp_socket(), i;
	char buf[8];

	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), 1, "send");
	for (i = 0; i < 7; i++)
		expect(mctp_recv(fd, buf, sizeof(buf), &addr), -ETIMEDOUT,
		       "no reply");
	close(fd);
}

int main(void)
{
	int tun, ifindex;

	rtnl_open();
	lo_up(EID_LO);
	tun = tun_up("mctptun", &ifindex);
	addr_change(RTM_NEWADDR, ifindex, EID_TUN);
	route_change(RTM_NEWROUTE, ifindex, EID_PEER, 0, 0);

	turn_request();
	turn_fragments(tun);
	turn_tags();
	turn_expiry();
	return checks_done();
}
