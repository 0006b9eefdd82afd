/* SPDX-License-Identifier: Apache-2.0 */
/* What a program that listens to rtnetlink hears of changes. */
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int monitor(int group)
{
	int fd = nl_socket();

	nl_join(fd, group);
	return fd;
}

static void addresses(void)
{
	int fd = monitor(RTNLGRP_MCTP), tun = tun_open("tun0", 68, 0);

	report("device", "%s", nl_waiting(fd));
	nl_addr(RTM_NEWADDR, 2, 9);
	report("new", "%s", nl_waiting(fd));
	nl_addr(RTM_NEWADDR, 2, 9);
	report("failed", "%s", nl_waiting(fd));
	nl_addr(RTM_NEWADDR, 2, 10);
	nl_addr(RTM_DELADDR, 2, 9);
	report("del", "%s", nl_waiting(fd));
	nl_addr(RTM_DELADDR, 2, 9);
	report("del-failed", "%s", nl_waiting(fd));
	nl_link_net(2, 2);
	report("net", "%s", nl_waiting(fd));
	if_down("tun0");
	report("down", "%s", nl_waiting(fd));
	close(tun);
	report("gone", "%s", nl_waiting(fd));
}

/* Sequence and port of a notification are those of the request */
static void origin(void)
{
	int fd = monitor(RTNLGRP_MCTP);
	struct nlmsghdr *nlh;
	struct nl_request req;
	char data[4096];

	nl_init(&req, RTM_NEWADDR, 0, sizeof(req.ifa));
	req.ifa.ifa_index = 1;
	nl_attr_u8(&req, IFA_LOCAL, 9);
	nl_do(&req);
	nlh = (void *)data;
	if (recv(fd, data, sizeof(data), MSG_DONTWAIT) < 0)
		bail("no notification");
	report("sequence", "%u", nlh->nlmsg_seq);
	report("port", "%s", nlh->nlmsg_pid ? "of who asked" : "0");
}

/* NLM_F_ECHO: also to who asked */
static void echo(void)
{
	struct nl_request req;
	int fd = nl_socket();

	nl_init(&req, RTM_NEWADDR, NLM_F_ECHO | NLM_F_ACK, sizeof(req.ifa));
	req.ifa.ifa_index = 1;
	nl_attr_u8(&req, IFA_LOCAL, 9);
	if (send(fd, &req, req.nlh.nlmsg_len, 0) < 0)
		bail("send to rtnetlink");
	report("answer", "%s", nl_waiting(fd));
}

/* Nothing of this family's goes to the groups of others */
static void others(void)
{
	static const int groups[] = {
		RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
		RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
	};
	int fds[4], i;

	for (i = 0; i < 4; i++)
		fds[i] = monitor(groups[i]);
	tun_open("tun0", 68, 9);
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	for (i = 0; i < 4; i++)
		report(key("%d", groups[i]), "%s", nl_waiting(fds[i]));
}

/* Neighbours */
static void neighbours(void)
{
	int fd = monitor(RTNLGRP_NEIGH), tun = tun_open("tun0", 68, 9);

	nl_waiting(fd);
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	report("new", "%s", nl_waiting(fd));
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	report("failed", "%s", nl_waiting(fd));
	nl_neigh(RTM_DELNEIGH, 2, 20, 0);
	report("del", "%s", nl_waiting(fd));
	nl_neigh(RTM_NEWNEIGH, 2, 21, 0);
	nl_waiting(fd);
	close(tun);
	report("gone", "%s", nl_waiting(fd));
}

/* A link that goes to another network */
static void links(void)
{
	int fd, tun = tun_open("tun0", 68, 9);

	fd = monitor(RTNLGRP_LINK);
	nl_link_net(2, 5);
	report("net", "%s", nl_waiting(fd));
	nl_link_net(2, 5);
	report("same-net", "%s", nl_waiting(fd));
	nl_addr(RTM_NEWADDR, 2, 10);
	report("address", "%s", nl_waiting(fd));
	(void)tun;
}

const struct probe_area notify_area = {
	.name = "notify",
	.cases = (const struct probe_case[]){
		CASE("addr", addresses),
		CASE("origin", origin),
		CASE("echo", echo),
		CASE("other", others),
		CASE("neigh", neighbours),
		CASE("link", links),
		{ 0 },
	},
};
