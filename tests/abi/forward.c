/* SPDX-License-Identifier: Apache-2.0 */
/* Packets for others: from one device to the next, by gateways, too. */
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int one, two, to;

/* 20 to 29 behind tun0, 30 to 39 behind tun1 */
static void begin(uint8_t first, uint8_t second)
{
	one = tun_open("tun0", 200, first);
	two = tun_open("tun1", 68, second);
	nl_route(RTM_NEWROUTE, 2, 20, 9, 0);
	nl_route(RTM_NEWROUTE, 3, 30, 9, 0);
	to = mctp_listener();
}

/* Where a packet that comes by tun0 goes */
static void show(const char *of, const void *packet, size_t len)
{
	const char *first;

	tun_write_raw(one, packet, len);
	first = key("tun0 %s", tun_sent(one));
	report(of, "%s, tun1 %s, here %s", first, tun_sent(two),
	       mctp_received(to));
}

static void to_eid(const char *of, uint8_t dest, uint8_t src)
{
	uint8_t packet[] = { 1, dest, src, HDR_ONE | HDR_TO | 2, TYPE, 'a' };

	show(of, packet, sizeof(packet));
}

static void destinations(void)
{
	begin(9, 10);
	to_eid("other-side", 30, 20);
	to_eid("same-side", 21, 20);
	to_eid("unknown", 50, 20);
	to_eid("own", 9, 20);
	to_eid("own-of-other", 10, 20);
	to_eid("null", 0, 20);
	to_eid("from-null", 30, 0);
	to_eid("from-reserved", 30, 7);
	to_eid("from-own", 30, 9);
	to_eid("from-unknown", 30, 99);
	to_eid("to-itself", 20, 20);
}

/* Whatever the header says, but for its version, it says it on */
static void unchanged(void)
{
	uint8_t packet[] = { 0x01, 30, 20, 0, 0x81, 2, 3 };
	int i;

	begin(9, 10);
	for (i = 0; i < 256; i += 17) {
		packet[3] = i;
		show(key("flags-%02x", i), packet, sizeof(packet));
	}
	packet[0] = 0xa1;
	show("reserved-bits", packet, sizeof(packet));
	packet[0] = 2;
	show("version", packet, sizeof(packet));
	packet[0] = 1;
	packet[3] = HDR_ONE;
	show("header-only", packet, 4);
	show("one-byte", packet, 5);
}

static void lengths(void)
{
	uint8_t packet[200] = { 1, 30, 20, HDR_ONE | HDR_TO, TYPE };
	static const size_t list[] = { 67, 68, 69, 200 };
	size_t i;

	begin(9, 10);
	for (i = 0; i < 4; i++)
		show(key("%zu", list[i]), packet, list[i]);
	nl_route(RTM_NEWROUTE, 3, 30, 0, 20);
	show("route-20-packet-20", packet, 20);
	show("route-20-packet-21", packet, 21);
}

static void gateways(void)
{
	begin(9, 10);
	nl_gateway(RTM_NEWROUTE, 30, 40, 0, 0);
	nl_gateway(RTM_NEWROUTE, 40, 41, 0, 0);
	nl_gateway(RTM_NEWROUTE, 99, 42, 0, 0);
	nl_gateway(RTM_NEWROUTE, 44, 43, 0, 0);
	nl_gateway(RTM_NEWROUTE, 43, 44, 0, 0);
	to_eid("gateway", 40, 20);
	to_eid("two-gateways", 41, 20);
	to_eid("no-gateway", 42, 20);
	to_eid("circle", 43, 20);
}

/* Sent from here the same ways */
static void sent(void)
{
	static const uint8_t eids[] = { 30, 40, 41, 42, 43 };
	int fd = mctp_socket(), i;

	begin(9, 10);
	nl_gateway(RTM_NEWROUTE, 30, 40, 0, 0);
	nl_gateway(RTM_NEWROUTE, 40, 41, 0, 0);
	nl_gateway(RTM_NEWROUTE, 99, 42, 0, 0);
	nl_gateway(RTM_NEWROUTE, 44, 43, 0, 0);
	nl_gateway(RTM_NEWROUTE, 43, 44, 0, 0);
	for (i = 0; i < 5; i++) {
		report_rc(key("%u", eids[i]),
			  mctp_send(fd, eids[i], 1, "a", 1));
		report(key("%u/wire", eids[i]), "%s", tun_sent(two));
	}
}

/* Chains as long as anybody makes them */
static void depth(void)
{
	int fd = mctp_socket(), i;

	begin(9, 10);
	nl_gateway(RTM_NEWROUTE, 30, 100, 0, 0);
	for (i = 1; i < 40; i++)
		nl_gateway(RTM_NEWROUTE, 99 + i, 100 + i, 0, 0);
	for (i = 28; i < 34; i++) {
		report_rc(key("%d", i), mctp_send(fd, 100 + i, 1, "a", 1));
		report(key("%d/wire", i), "%s", tun_sent(two));
	}
}

/* Devices without an EID forward; a gateway wants to know who asks */
static void no_eid(void)
{
	int fd = mctp_socket();

	begin(0, 0);
	nl_gateway(RTM_NEWROUTE, 30, 40, 0, 0);
	to_eid("direct", 30, 20);
	to_eid("gateway", 40, 20);
	report_rc("send-gateway", mctp_send(fd, 40, 1, "a", 1));
	report("send-gateway/wire", "%s", tun_sent(two));
}

/* A gateway that is this machine */
static void own_gateway(void)
{
	int fd = mctp_socket();

	begin(9, 10);
	nl_gateway(RTM_NEWROUTE, 9, 40, 0, 0);
	to_eid("packet", 40, 20);
	report_rc("send", mctp_send(fd, 40, TAG_OWNER, "a", 1));
}

static void networks(void)
{
	struct gateway gw = { .net = 2, .eid = 30 };
	struct nl_request req;

	begin(9, 10);
	nl_link_net(3, 2);
	to_eid("other-net", 30, 20);
	/* a gateway's network is that of the route, too */
	nl_init(&req, RTM_NEWROUTE, 0, sizeof(req.rtm));
	req.rtm.rtm_type = RTN_UNICAST;
	nl_attr_u8(&req, RTA_DST, 40);
	nl_attr(&req, RTA_GATEWAY, &gw, sizeof(gw));
	report_rc("gateway", nl_do(&req));
	to_eid("by-gateway", 40, 20);
	tun_write(two, 40, 31, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("in-that-net", "%s", tun_sent(two));
}

const struct probe_area forward_area = {
	.name = "forward",
	.cases = (const struct probe_case[]){
		CASE("destination", destinations),
		CASE("unchanged", unchanged),
		CASE("length", lengths),
		CASE("gateway", gateways),
		CASE("send", sent),
		CASE("depth", depth),
		CASE("no-eid", no_eid),
		CASE("own-gateway", own_gateway),
		CASE("network", networks),
		{ 0 },
	},
};
