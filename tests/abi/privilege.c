/* SPDX-License-Identifier: Apache-2.0 */
/* What each capability is for, and what a user namespace changes. */
#include <errno.h>
#include <linux/capability.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static void keep_only(uint64_t caps)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3,
						 0 };
	struct __user_cap_data_struct data[2] = {
		{ (uint32_t)caps, (uint32_t)caps, 0 },
		{ caps >> 32, caps >> 32, 0 },
	};

	if (syscall(SYS_capset, &head, data))
		bail("capset");
}

static void without(int cap)
{
	keep_only(~(1ULL << cap) & ((1ULL << 40) - 1));
}

static void ask_all(void)
{
	int fd = mctp_socket(), other = mctp_socket();
	struct tag_ctl ctl = { .peer = 20 };
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, EID_ANY, 0);
	struct nl_request req;

	report_rc("connect", mctp_connect(other, NET_ANY, 20));
	report_rc("bind", mctp_bind(fd, NET_ANY, EID_ANY));
	addr.pad0 = 1;
	report_rc("bind-pad", result(bind(other, (void *)&addr, 12)));
	report_rc("bind-short", result(bind(other, (void *)&addr, 11)));
	addr.pad0 = 0;
	addr.family = 1;
	report_rc("bind-family", result(bind(other, (void *)&addr, 12)));
	report_rc("send", mctp_send(fd, 20, 0, "a", 1));
	report_rc("send-no-route", mctp_send(fd, 99, 0, "a", 1));
	report_rc("send-bad-tag", mctp_send(fd, 20, 0x80, "a", 1));
	report_rc("send-no-address", result(send(fd, "a", 1, 0)));
	report_rc("tag", result(ioctl(fd, SIOCMCTPALLOCTAG, &ctl)));
	report_rc("newaddr", nl_addr(RTM_NEWADDR, 1, 30));
	report_rc("deladdr", nl_addr(RTM_DELADDR, 1, 30));
	report_rc("newroute", nl_route(RTM_NEWROUTE, 2, 50, 0, 0));
	report_rc("delroute", nl_route(RTM_DELROUTE, 2, 50, 0, 0));
	report_rc("newneigh", nl_neigh(RTM_NEWNEIGH, 1, 60, 6));
	report_rc("delneigh", nl_neigh(RTM_DELNEIGH, 1, 60, 6));
	report_rc("setlink", nl_link_net(1, 1));
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	nl_report_dump("routes", &req, false);
	nl_init(&req, RTM_GETADDR, 0, sizeof(req.ifa));
	nl_report_dump("addrs", &req, false);
	report("link", "%s", nl_link(1));
}

static int neighbour(void)
{
	int tun = tun_open("tun0", 68, 9);

	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 0, 0);
	return tun;
}

static void all(void)
{
	neighbour();
	ask_all();
}

static void no_bind_service(void)
{
	neighbour();
	without(CAP_NET_BIND_SERVICE);
	ask_all();
}

static void no_raw(void)
{
	neighbour();
	without(CAP_NET_RAW);
	ask_all();
}

static void no_admin(void)
{
	neighbour();
	without(CAP_NET_ADMIN);
	ask_all();
}

static void none(void)
{
	neighbour();
	keep_only(0);
	ask_all();
}

/* Just enough, and no more */
static void two_only(void)
{
	neighbour();
	keep_only(1ULL << CAP_NET_RAW | 1ULL << CAP_NET_BIND_SERVICE);
	ask_all();
}

/* An ordinary user */
static void user(void)
{
	neighbour();
	if (syscall(SYS_setresuid, 65534, 65534, 65534))
		bail("setresuid");
	ask_all();
}

/* All capabilities, but over nothing of this network namespace */
static void user_namespace(void)
{
	neighbour();
	if (unshare(CLONE_NEWUSER))
		bail("user namespace");
	ask_all();
}

/* All capabilities over a network namespace of its own */
static void own_network(void)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		bail("user namespace");
	neighbour();
	ask_all();
}

/* The same but for those that sockets need */
static void own_network_without(void)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		bail("user namespace");
	neighbour();
	keep_only(1ULL << CAP_NET_ADMIN);
	ask_all();
}

/* It is who calls that counts, not who opened */
static void dropped_later(void)
{
	int fd = mctp_listener(), tun = neighbour();

	report_rc("before", mctp_send(fd, 20, 0, "a", 1));
	keep_only(0);
	report_rc("after", mctp_send(fd, 20, 0, "a", 1));
	tun_sent(tun);
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "abc", 4);
	report("receives", "%s", mctp_received(fd));
}

const struct probe_area privilege_area = {
	.name = "privilege",
	.cases = (const struct probe_case[]){
		CASE("all", all),
		CASE("no-bind-service", no_bind_service),
		CASE("no-raw", no_raw),
		CASE("no-admin", no_admin),
		CASE("none", none),
		CASE("two-only", two_only),
		CASE("user", user),
		CASE("user-namespace", user_namespace),
		CASE("own-network", own_network),
		CASE("own-network-without", own_network_without),
		CASE("dropped-later", dropped_later),
		{ 0 },
	},
};
