/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How messages are cut: for each size around an MTU the flags of every
 * packet with its length, and whether the bytes are those of the message.
 */
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static uint8_t message[1000];

static void begin(void)
{
	size_t i;

	for (i = 0; i < sizeof(message); i++)
		message[i] = i * 7 + i / 256;
}

/* "88:64 18:64 48:3, as sent" */
static const char *packets(int tun, size_t len)
{
	static struct frame frame;
	static struct text text;
	size_t pos = 0;
	bool same = true;
	long n;

	text.len = 0;
	while ((n = tun_read(tun, &frame)) >= 4) {
		size_t body = n - 4, from = 0;

		text_add(&text, "%02x:%zu ", frame.fst, body);
		same = same && frame.ver == 1 && frame.dest == 20 &&
		       frame.src == 9;
		if (pos == 0) {
			same = same && body && frame.body[0] == TYPE;
			from = 1;
		}
		same = same && pos + body - from <= len &&
		       !memcmp(frame.body + from, message + pos, body - from);
		pos += body - from;
	}
	text_add(&text, "%s", same && pos == len ? "as sent" : "WRONG");
	return text.data;
}

static void cut(int mtu, int route_mtu)
{
	int unit = route_mtu && route_mtu < mtu ? route_mtu : mtu;
	int tun = tun_open("tun0", mtu, 9), len;

	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, route_mtu);
	for (len = 0; len <= 3 * unit; len++) {
		int fd = mctp_socket();

		report_rc(key("%d", len),
			  mctp_send(fd, 20, TAG_OWNER, message, len));
		report(key("%d/wire", len), "%s", packets(tun, len));
		close(fd);
	}
}

static void mtu_68(void)
{
	cut(68, 0);
}

static void mtu_69(void)
{
	cut(69, 0);
}

static void mtu_100(void)
{
	cut(100, 0);
}

static void mtu_255(void)
{
	cut(255, 0);
}

static void route_5(void)
{
	cut(68, 5);
}

static void route_20(void)
{
	cut(68, 20);
}

static void route_68_of_100(void)
{
	cut(100, 68);
}

static void route_100_of_68(void)
{
	cut(68, 100);
}

/* The smallest MTU on the way decides */
static void gateway_mtus(void)
{
	static const uint32_t mtus[] = { 0, 40, 50, 100 };
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket(), i, k;

	begin();
	for (i = 0; i < 4; i++) {
		for (k = 0; k < 4; k++) {
			nl_route(RTM_NEWROUTE, 2, 30, 0, mtus[i]);
			nl_gateway(RTM_NEWROUTE, 30, 40, 0, mtus[k]);
			report_rc(key("direct-%u-gateway-%u", mtus[i],
				      mtus[k]),
				  mctp_send(fd, 40, 2, message, 80));
			report(key("direct-%u-gateway-%u/wire", mtus[i],
				   mtus[k]),
			       "%s", tun_sent(tun));
			nl_route(RTM_DELROUTE, 2, 30, 0, 0);
			nl_gateway(RTM_DELROUTE, 30, 40, 0, 0);
		}
	}
}

/* The MTU of a device when the message is sent counts, no other */
static void changed(void)
{
	static const int mtus[] = { 68, 100, 70, 68 };
	int tun = tun_open("tun0", 200, 9), fd = mctp_socket(), i;

	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	nl_route(RTM_NEWROUTE, 2, 21, 0, 80);
	for (i = 0; i < 4; i++) {
		if_configure("tun0", mtus[i]);
		mctp_send(fd, 20, 1, message, 150);
		report(key("%d-%d", i, mtus[i]), "%s", packets(tun, 150));
		mctp_send(fd, 21, 1, message, 100);
		report(key("%d-%d-route-80", i, mtus[i]), "%s", tun_sent(tun));
	}
}

/* All packets of a message have its tag, and each message begins at 0 */
static void tags(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket(), i;

	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	for (i = 0; i < 8; i++) {
		mctp_send(fd, 20, TAG_OWNER, message, 65 + i * 40);
		report(key("request-%d", i), "%s", packets(tun, 65 + i * 40));
		mctp_send(fd, 20, i, message, 130);
		report(key("reply-%d", i), "%s", packets(tun, 130));
	}
}

/* Through the receiving side of this machine, at every size, too */
static void local(void)
{
	int fd = mctp_socket(), to = mctp_socket(), len;
	struct tag_ctl ctl = { .peer = 8 };
	struct sockaddr_mctp from;
	uint8_t data[1000];
	long n;

	begin();
	nl_addr(RTM_NEWADDR, 1, 8);
	if_configure("lo", 68);
	if (ioctl(to, SIOCMCTPALLOCTAG, &ctl))
		bail("SIOCMCTPALLOCTAG");
	for (len = 0; len <= 204; len++) {
		if (mctp_send(fd, 8, 0, message, len) != len)
			report(key("%d", len), "not sent");
		n = mctp_recv(to, data, sizeof(data), &from);
		report(key("%d/received", len), "%s %s", rc_name(n),
		       n == len && !memcmp(data, message, len) ? "as sent"
							       : "WRONG");
	}
}

const struct probe_area fragment_area = {
	.name = "fragment",
	.cases = (const struct probe_case[]){
		CASE("mtu-68", mtu_68),
		CASE("mtu-69", mtu_69),
		CASE("mtu-100", mtu_100),
		CASE("mtu-255", mtu_255),
		CASE("route-5", route_5),
		CASE("route-20", route_20),
		CASE("route-68-of-100", route_68_of_100),
		CASE("route-100-of-68", route_100_of_68),
		CASE("gateway", gateway_mtus),
		CASE("changed", changed),
		CASE("tag", tags),
		CASE("local", local),
		{ 0 },
	},
};
