/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices that go down, go away, come back. A device whose type is changed to
 * ARPHRD_MCTP by hand is not asked about: the in-tree family expects there
 * what only its drivers leave, and warns.
 */
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static void down(void)
{
	int tun = tun_open("tun0", 68, 9), to = mctp_listener();
	int fd = mctp_socket();

	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	if_down("tun0");
	nl_report_all("addrs", RTM_GETADDR);
	nl_report_all("routes", RTM_GETROUTE);
	nl_report_all("neighs", RTM_GETNEIGH);
	report_rc("to-own-eid", mctp_send(fd, 9, TAG_OWNER, "a", 1));
	report("to-own-eid/received", "%s", mctp_received(to));
	report_rc("new-address", nl_addr(RTM_NEWADDR, 2, 10));
	report_rc("new-route", nl_route(RTM_NEWROUTE, 2, 30, 0, 0));
	if_configure("tun0", 0);
	tun_write(tun, 10, 20, HDR_ONE | HDR_TO, "\x7eq", 2);
	report("up", "%s", mctp_received(to));
}

static void gone(void)
{
	int tun = tun_open("tun0", 68, 9), other = tun_open("tun1", 68, 10);
	int fd = mctp_socket(), ext = mctp_socket(), to = mctp_listener();
	struct sockaddr_mctp_ext addr = {
		.base = mctp_addr(NET_ANY, 20, 8),
		.ifindex = 2,
	};
	struct tag_ctl ctl = { .peer = 20 };

	nl_addr(RTM_NEWADDR, 1, 8);
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	nl_route(RTM_NEWROUTE, 3, 30, 0, 0);
	nl_gateway(RTM_NEWROUTE, 20, 40, 0, 0);
	nl_gateway(RTM_NEWROUTE, 30, 50, 0, 0);
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	nl_neigh(RTM_NEWNEIGH, 3, 30, 0);
	ioctl(fd, SIOCMCTPALLOCTAG, &ctl);
	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	tun_write(tun, 9, 20, HDR_SOM | HDR_TO, "\x7eq", 2);
	close(tun);
	nl_report_all("addrs", RTM_GETADDR);
	nl_report_all("routes", RTM_GETROUTE);
	nl_report_all("neighs", RTM_GETNEIGH);
	report_rc("send", mctp_send(fd, 20, TAG_OWNER, "a", 1));
	report_rc("send-prealloc", mctp_send(fd, 20, 0x18, "a", 1));
	report_rc("send-by-gateway", mctp_send(fd, 40, TAG_OWNER, "a", 1));
	report_rc("send-own", mctp_send(fd, 9, TAG_OWNER, "a", 1));
	set_addr_ext(ext);
	report_rc("send-extended",
		  result(sendto(ext, "a", 1, 0, (void *)&addr, 52)));
	report_rc("drop-tag", result(ioctl(fd, SIOCMCTPDROPTAG, &ctl)));
	report_rc("address", nl_addr(RTM_NEWADDR, 2, 9));
	/* what has nothing to do with it goes on */
	report_rc("other", mctp_send(fd, 50, TAG_OWNER, "a", 1));
	report("other/wire", "%s", tun_sent(other));
	report_rc("local", mctp_send(fd, 8, TAG_OWNER, "a", 1));
	report("local/received", "%s", mctp_received(to));
	/* a new device of that name has nothing of the old one */
	tun = tun_open("tun0", 68, 0);
	report("new-device", "%s", nl_link(if_index("tun0")));
	tun_write(tun, 0, 20, HDR_EOM | HDR_SEQ(1) | HDR_TO, "r", 1);
	report("new-device/received", "%s", mctp_received(to));
}

/* The first device that a packet of another family comes by */
static void other_protocol(void)
{
	int tun = tun_open("tun0", 68, 9), to = mctp_listener();
	struct frame frame = { .proto = 0x0008, .ver = 1, .dest = 9,
			       .src = 20, .fst = HDR_ONE | HDR_TO,
			       .body = "\x7e" "a" };

	if (write(tun, &frame, FRAME_HEAD + 2) < 0)
		report("write", "refused");
	report("received", "%s", mctp_received(to));
}

const struct probe_area device_area = {
	.name = "device",
	.cases = (const struct probe_case[]){
		CASE("down", down),
		CASE("gone", gone),
		CASE("other-protocol", other_protocol),
		{ 0 },
	},
};
