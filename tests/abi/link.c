/* SPDX-License-Identifier: Apache-2.0 */
/* IFLA_AF_SPEC of links: the network a device is in, and its binding. */
#include <linux/if_link.h>
#include <sys/socket.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

#define LINK_NET	1
#define LINK_BINDING	2

static void shown(void)
{
	struct nl_request req;

	tun_open("tun0", 68, 9);
	tap_open("tap0");
	report("lo", "%s", nl_link(1));
	report("tun", "%s", nl_link(2));
	report("tap", "%s", nl_link(3));
	nl_init(&req, RTM_GETLINK, 0, sizeof(req.ifi));
	req.ifi.ifi_index = 2;
	report("by-family", "%s", nl_get(&req));
}

static void networks(void)
{
	static const uint32_t nets[] = { 1, 2, 256, UINT32_MAX };
	int i;

	tun_open("tun0", 68, 9);
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	for (i = 0; i < 4; i++) {
		report_rc(key("set-%u", nets[i]), nl_link_net(2, nets[i]));
		report(key("set-%u/link", nets[i]), "%s", nl_link(2));
	}
	report_rc("back", nl_link_net(2, 1));
	report_rc("lo", nl_link_net(1, 3));
	report("lo/link", "%s", nl_link(1));
	nl_report_all("routes", RTM_GETROUTE);
}

static void network_0(void)
{
	tun_open("tun0", 68, 9);
	report("set", "%s, then %s", rc_name(nl_link_net(2, 0)), nl_link(2));
}

static long set_attr(int ifindex, int attr, size_t len, int flag)
{
	return nl_link_set(ifindex, flag, attr, "\x05\0\0\0\0\0\0\0", len);
}

static void attributes(void)
{
	size_t len;
	int i;

	tun_open("tun0", 68, 9);
	tap_open("tap0");
	report_rc("empty", set_attr(2, 0, 0, NLA_F_NESTED));
	for (len = 0; len < 9; len++)
		report_rc(key("length-%zu", len),
			  set_attr(2, LINK_NET, len, NLA_F_NESTED));
	report_rc("without-flag", set_attr(2, LINK_NET, 4, 0));
	report_rc("binding", set_attr(2, LINK_BINDING, 1, NLA_F_NESTED));
	for (i = 3; i < 6; i++)
		report_rc(key("unknown-%d", i),
			  set_attr(2, i, 4, NLA_F_NESTED));
	report_rc("ethernet", set_attr(3, LINK_NET, 4, NLA_F_NESTED));
	report_rc("ethernet-empty", set_attr(3, 0, 0, NLA_F_NESTED));
	report_rc("no-device", set_attr(99, LINK_NET, 4, NLA_F_NESTED));
	report("link", "%s", nl_link(2));
}

/* Addresses, routes and messages follow the device */
static void effect(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();
	int to = mctp_listener();
	struct sockaddr_mctp addr = mctp_addr(2, 20, TAG_OWNER);

	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	report_rc("before", mctp_send_to(fd, &addr, "a", 1));
	nl_link_net(2, 2);
	report_rc("after", mctp_send_to(fd, &addr, "a", 1));
	report("wire", "%s", tun_sent(tun));
	report_rc("default", mctp_send(fd, 20, TAG_OWNER, "a", 1));
	tun_write(tun, 9, 20, HDR_ONE, "\x7er", 2);
	report("reply", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7eq", 2);
	report("request", "%s", mctp_received(to));
	report_rc("remove-address", nl_addr(RTM_DELADDR, 2, 9));
	report_rc("remove-route", nl_route(RTM_DELROUTE, 2, 20, 0, 0));
	nl_report_all("routes", RTM_GETROUTE);
}

/* A message of which the second half comes by another network */
static void moved_during(void)
{
	int tun = tun_open("tun0", 68, 9), to = mctp_listener();

	tun_write(tun, 9, 20, HDR_SOM | HDR_TO, "\x7e" "ab", 3);
	nl_link_net(2, 2);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1) | HDR_TO, "cd", 2);
	report("end", "%s", mctp_received(to));
}

const struct probe_area link_area = {
	.name = "link",
	.cases = (const struct probe_case[]){
		CASE("shown", shown),
		CASE("network", networks),
		CASE("network-0", network_0),
		CASE("attribute", attributes),
		CASE("effect", effect),
		CASE("moved", moved_during),
		{ 0 },
	},
};
