/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rtnetlink says of MCTP beyond the in-tree family: single objects,
 * strict dumps, notifications of everything that changes, and the source EID
 * of a route. Prints TAP; needs root and a namespace of its own.
 */
#include "checks.h"
#include "mctp-genl.h"

enum {
	EID_TUN = 9,
	EID_SECOND = 10,
	EID_PEER = 20,
	EID_BEHIND = 40,
};

/* One message, its attributes by type. */
struct answer {
	char buf[8192];
	struct nlmsghdr *nlh;
	struct rtattr *attrs[64];
	char text[128];		/* the kernel's words about an error */
};

static void take_attrs(struct answer *answer, void *data, long len)
{
	struct rtattr *rta = data;

	memset(answer->attrs, 0, sizeof(answer->attrs));
	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len)) {
		int type = rta->rta_type & NLA_TYPE_MASK;

		if (type < 64)
			answer->attrs[type] = rta;
	}
}

static void take_text(struct answer *answer)
{
	struct nlmsgerr *err = NLMSG_DATA(answer->nlh);
	struct rtattr *text;
	long used;

	answer->text[0] = 0;
	if (!(answer->nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	used = NLMSG_ALIGN(sizeof(*err));
	if (!(answer->nlh->nlmsg_flags & NLM_F_CAPPED))
		used += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	take_attrs(answer, (char *)err + used,
		   NLMSG_PAYLOAD(answer->nlh, 0) - used);
	text = answer->attrs[1]; /* NLMSGERR_ATTR_MSG */
	if (text)
		snprintf(answer->text, sizeof(answer->text), "%.*s",
			 (int)RTA_PAYLOAD(text), (char *)RTA_DATA(text));
}

/* Receives a message of @header bytes and attributes; its type or an errno. */
static long take(int fd, struct answer *answer, size_t header)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	ssize_t len;

	if (poll(&pfd, 1, 1000) != 1)
		return -ETIMEDOUT;
	len = recv(fd, answer->buf, sizeof(answer->buf), 0);
	if (len < 0)
		return -errno;
	answer->nlh = (void *)answer->buf;
	if (answer->nlh->nlmsg_type == NLMSG_ERROR) {
		take_text(answer);
		return ((struct nlmsgerr *)NLMSG_DATA(answer->nlh))->error;
	}
	if (answer->nlh->nlmsg_type == NLMSG_DONE) {
		int error;

		memcpy(&error, NLMSG_DATA(answer->nlh), sizeof(error));
		return error;
	}
	take_attrs(answer,
		   (char *)NLMSG_DATA(answer->nlh) + NLMSG_ALIGN(header),
		   NLMSG_PAYLOAD(answer->nlh, NLMSG_ALIGN(header)));
	return answer->nlh->nlmsg_type;
}

static long attr_u8(const struct answer *answer, int type)
{
	const struct rtattr *rta = answer->attrs[type];

	return rta && RTA_PAYLOAD(rta) == 1 ? *(uint8_t *)RTA_DATA(rta) : -1;
}

static long attr_u32(const struct answer *answer, int type)
{
	const struct rtattr *rta = answer->attrs[type];
	uint32_t value;

	if (!rta || RTA_PAYLOAD(rta) != sizeof(value))
		return -1;
	memcpy(&value, RTA_DATA(rta), sizeof(value));
	return value;
}

static long ask(struct request *req, struct answer *answer, size_t header)
{
	if (send(rtnl, req, req->nlh.nlmsg_len, 0) < 0)
		die("send to rtnetlink");
	return take(rtnl, answer, header);
}

static void set_option(int fd, int option, int value)
{
	if (setsockopt(fd, SOL_NETLINK, option, &value, sizeof(value)))
		die("netlink option");
}

static int listener(int group)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };

	if (fd < 0 || bind(fd, (void *)&addr, sizeof(addr)))
		die("rtnetlink");
	set_option(fd, NETLINK_ADD_MEMBERSHIP, group);
	return fd;
}

/* single objects */

static long get_addr(int ifindex, uint8_t eid, struct answer *answer)
{
	struct request req;

	request_init(&req, RTM_GETADDR, 0, sizeof(req.ifa));
	req.ifa.ifa_family = AF_MCTP;
	req.ifa.ifa_index = ifindex;
	attr_add(&req, IFA_LOCAL, &eid, 1);
	return ask(&req, answer, sizeof(req.ifa));
}

static long get_neigh(int ifindex, uint8_t eid, struct answer *answer)
{
	struct request req;

	request_init(&req, RTM_GETNEIGH, 0, sizeof(req.ndm));
	req.ndm.ndm_family = AF_MCTP;
	req.ndm.ndm_ifindex = ifindex;
	attr_add(&req, NDA_DST, &eid, 1);
	return ask(&req, answer, sizeof(req.ndm));
}

static long get_route(int ifindex, uint8_t eid, struct answer *answer)
{
	struct request req;

	request_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	req.rtm.rtm_family = AF_MCTP;
	attr_add(&req, RTA_DST, &eid, 1);
	if (ifindex)
		attr_add(&req, RTA_OIF, &ifindex, sizeof(ifindex));
	return ask(&req, answer, sizeof(req.rtm));
}

static void test_get_one(int tun)
{
	struct answer answer;

	expect(get_addr(tun, EID_TUN, &answer), RTM_NEWADDR, "get an EID");
	expect(attr_u8(&answer, IFA_LOCAL), EID_TUN, "it is the one");
	expect(get_addr(tun, 99, &answer), -ENOENT, "get an EID not there");
	expect(!!answer.text[0], 1, "the kernel says why");
	expect(get_addr(9999, EID_TUN, &answer), -ENODEV,
	       "get an EID of no device");

	neigh_change(RTM_NEWNEIGH, tun, EID_PEER, 0);
	expect(get_neigh(tun, EID_PEER, &answer), RTM_NEWNEIGH,
	       "get a neighbour");
	expect(attr_u8(&answer, NDA_DST), EID_PEER, "it is the one");
	expect(get_neigh(tun, EID_PEER + 1, &answer), -ENOENT,
	       "get a neighbour not there");
	expect(get_neigh(9999, EID_PEER, &answer), -ENODEV,
	       "get a neighbour of no device");
	neigh_change(RTM_DELNEIGH, tun, EID_PEER, 0);
}

static uint8_t gateway_of(const struct answer *answer)
{
	const struct rtattr *rta = answer->attrs[RTA_GATEWAY];

	return rta ? ((struct gateway *)RTA_DATA(rta))->eid : 0;
}

static long mtu_of(const struct answer *answer)
{
	const struct rtattr *metrics = answer->attrs[RTA_METRICS];
	struct answer nest;

	take_attrs(&nest, RTA_DATA(metrics), RTA_PAYLOAD(metrics));
	return attr_u32(&nest, RTAX_MTU);
}

static void test_get_route(int tun)
{
	struct answer answer;
	struct rtmsg *rtm;

	route_change(RTM_NEWROUTE, tun, EID_PEER, 9, 0);
	gateway_change(RTM_NEWROUTE, EID_BEHIND, EID_PEER);

	expect(get_route(tun, EID_PEER + 3, &answer), RTM_NEWROUTE,
	       "get the route to an EID");
	rtm = NLMSG_DATA(answer.nlh);
	expect(rtm->rtm_type, RTN_UNICAST, "its type");
	expect(attr_u8(&answer, RTA_DST), EID_PEER, "its first EID");
	expect(rtm->rtm_dst_len, 9, "its length");
	expect(attr_u32(&answer, RTA_OIF), tun, "its device");
	expect(gateway_of(&answer), 0, "no gateway on the way");
	expect(mtu_of(&answer), 68, "the MTU of the device");
	expect(attr_u8(&answer, RTA_PREFSRC), EID_TUN, "the source EID");

	expect(get_route(0, EID_BEHIND, &answer), RTM_NEWROUTE,
	       "get the route through a gateway");
	expect(attr_u32(&answer, RTA_OIF), tun, "the device in the end");
	expect(gateway_of(&answer), EID_PEER, "the gateway");

	expect(get_route(0, EID_TUN, &answer), RTM_NEWROUTE,
	       "get the route to an EID of ours");
	rtm = NLMSG_DATA(answer.nlh);
	expect(rtm->rtm_type, RTN_LOCAL, "it is local");

	expect(get_route(0, 99, &answer), -EHOSTUNREACH, "get no route");
	expect(get_route(9999, EID_PEER, &answer), -ENODEV,
	       "get a route by no device");
	link_set_net(tun, 7);
	expect(get_route(tun, EID_PEER, &answer), RTM_NEWROUTE,
	       "the device names its network");
	expect(get_route(0, EID_PEER, &answer), -EHOSTUNREACH,
	       "the default network has no such route any more");
	link_set_net(tun, 1);
	gateway_change(RTM_DELROUTE, EID_BEHIND, EID_PEER);
	route_change(RTM_DELROUTE, tun, EID_PEER, 9, 0);
}

/* strict dumps */

static void test_strict(int tun)
{
	uint32_t none = 9999, index = tun;
	struct request req;
	uint8_t eid = 9;

	request_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	req.rtm.rtm_family = AF_MCTP;
	attr_add(&req, RTA_OIF, &index, sizeof(index));
	route_change(RTM_NEWROUTE, tun, EID_PEER, 0, 0);
	expect(request_dump(&req) > 2, 1,
	       "a route filter is ignored without strict checking");

	set_option(rtnl, NETLINK_GET_STRICT_CHK, 1);
	expect(request_dump(&req), 2, "routes of one device");
	req.rtm.rtm_type = RTN_UNICAST;
	expect(request_dump(&req), 1, "its unicast routes");
	req.rtm.rtm_type = RTN_LOCAL;
	expect(request_dump(&req), 1, "its local routes");
	req.rtm.rtm_type = RTN_MULTICAST;
	expect(request_dump(&req), 0, "its multicast routes, of which none");
	req.rtm.rtm_type = 0;
	req.rtm.rtm_table = RT_TABLE_MAIN;
	expect(request_dump(&req), 0, "routes of a table that is not ours");
	req.rtm.rtm_table = 0;
	req.rtm.rtm_tos = 1;
	expect(request_dump(&req), -EINVAL, "a header field not known");
	req.rtm.rtm_tos = 0;
	attr_add(&req, RTA_DST, &eid, 1);
	expect(request_dump(&req), -EINVAL, "an attribute not filtered by");

	request_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	req.rtm.rtm_family = AF_MCTP;
	attr_add(&req, RTA_OIF, &none, sizeof(none));
	expect(request_dump(&req), -ENODEV, "routes of no device");
	expect(dump(RTM_GETROUTE, 1), -EINVAL, "a short route header");

	request_init(&req, RTM_GETADDR, 0, sizeof(req.ifa));
	req.ifa.ifa_family = AF_MCTP;
	req.ifa.ifa_index = tun;
	expect(request_dump(&req), 1, "EIDs of one device");
	req.ifa.ifa_prefixlen = 1;
	expect(request_dump(&req), -EINVAL, "a field not known of EIDs");
	req.ifa.ifa_prefixlen = 0;
	req.ifa.ifa_index = none;
	expect(request_dump(&req), -ENODEV, "EIDs of no device");
	req.ifa.ifa_index = 0;
	attr_add(&req, IFA_LOCAL, &eid, 1);
	expect(request_dump(&req), -EINVAL, "EIDs by an attribute");
	expect(dump(RTM_GETADDR, 1), -EINVAL, "a short header of EIDs");

	neigh_change(RTM_NEWNEIGH, tun, EID_PEER, 0);
	request_init(&req, RTM_GETNEIGH, 0, sizeof(req.ndm));
	req.ndm.ndm_family = AF_MCTP;
	req.ndm.ndm_state = NUD_PERMANENT;
	expect(request_dump(&req), -EINVAL, "a field not known of neighbours");
	req.ndm.ndm_state = 0;
	attr_add(&req, NDA_IFINDEX, &index, sizeof(index));
	expect(request_dump(&req), 1, "neighbours of one device");
	neigh_change(RTM_DELNEIGH, tun, EID_PEER, 0);
	route_change(RTM_DELROUTE, tun, EID_PEER, 0, 0);
	set_option(rtnl, NETLINK_GET_STRICT_CHK, 0);
}

/* the source EID of a route */

static long source_route(int type, int ifindex, uint8_t eid, uint8_t source)
{
	struct request req;

	route_init(&req, type, eid, 0);
	attr_add(&req, RTA_OIF, &ifindex, sizeof(ifindex));
	attr_add(&req, RTA_PREFSRC, &source, 1);
	return request_do(&req);
}

/* The EID that a message to @eid comes from, on the wire. */
static int source_on_wire(int tun, uint8_t eid)
{
	struct frame frame = { 0 };
	int fd = mctp_socket();

	expect(mctp_send(fd, eid, 0, "x", 1), 1, "send by the route");
	tun_read(tun, &frame);
	close(fd);
	return frame.src;
}

static void test_source(int tun, int ifindex)
{
	struct answer answer;

	addr_change(RTM_NEWADDR, ifindex, EID_SECOND);
	expect(source_route(RTM_NEWROUTE, ifindex, EID_PEER, 7), -EINVAL,
	       "a source that is no EID");
	expect(source_route(RTM_NEWROUTE, ifindex, EID_PEER, EID_SECOND), 0,
	       "a route with a source");
	expect(get_route(0, EID_PEER, &answer), RTM_NEWROUTE, "get it");
	expect(attr_u8(&answer, RTA_PREFSRC), EID_SECOND, "it has the source");
	expect(source_on_wire(tun, EID_PEER), EID_SECOND,
	       "messages come from it");
	addr_change(RTM_DELADDR, ifindex, EID_SECOND);
	expect(source_on_wire(tun, EID_PEER), EID_TUN,
	       "without that EID, from the first of the device");
	addr_change(RTM_NEWADDR, ifindex, EID_SECOND);
	expect(source_on_wire(tun, EID_PEER), EID_SECOND,
	       "with it again, from it again");
	expect(route_change(RTM_DELROUTE, ifindex, EID_PEER, 0, 0), 0,
	       "the source is not needed to remove the route");
	addr_change(RTM_DELADDR, ifindex, EID_SECOND);
}

/* notifications */

static void expect_link(int fd, int ifindex, const char *name)
{
	struct answer answer;
	struct ifinfomsg *ifi;
	long type;

	do {
		type = take(fd, &answer, sizeof(*ifi));
		ifi = NLMSG_DATA(answer.nlh);
	} while (type == RTM_NEWLINK && ifi->ifi_index != ifindex);
	expect(type, RTM_NEWLINK, name);
}

/* A change of the network, up or down, is told; none is not. */
static void test_notify_link(int ifindex)
{
	int fd = listener(RTNLGRP_LINK);
	struct answer answer;

	link_set_net(ifindex, 5);
	expect_link(fd, ifindex, "a link that is up changes its network");
	expect(take(fd, &answer, 0), -ETIMEDOUT, "it is told once");
	link_set_net(ifindex, 1);
	expect_link(fd, ifindex, "and changes it back");
	close(fd);
}

static void test_notify_link_down(void)
{
	int tun = tun_open("mctpdown"), ifindex = if_index("mctpdown");
	int fd = listener(RTNLGRP_LINK);
	struct answer answer;

	link_set_net(ifindex, 5);
	expect_link(fd, ifindex, "a link that is down changes its network");
	expect(take(fd, &answer, 0), -ETIMEDOUT, "it is told once");
	link_set_net(ifindex, 5);
	expect(take(fd, &answer, 0), -ETIMEDOUT, "the same again is no news");
	close(fd);
	close(tun);
}

static void test_notify_neigh(int ifindex)
{
	int fd = listener(RTNLGRP_NEIGH);
	struct answer answer;
	struct ndmsg *ndm;

	neigh_change(RTM_NEWNEIGH, ifindex, EID_PEER, 0);
	expect(take(fd, &answer, sizeof(*ndm)), RTM_NEWNEIGH,
	       "a new neighbour is told");
	ndm = NLMSG_DATA(answer.nlh);
	expect(ndm->ndm_ifindex, ifindex, "with its device");
	expect(attr_u8(&answer, NDA_DST), EID_PEER, "and its EID");
	neigh_change(RTM_DELNEIGH, ifindex, EID_PEER, 0);
	expect(take(fd, &answer, sizeof(*ndm)), RTM_DELNEIGH,
	       "a removed neighbour is told");
	neigh_change(RTM_DELNEIGH, ifindex, EID_PEER, 0);
	expect(take(fd, &answer, 0), -ETIMEDOUT, "a failure is not");
	close(fd);
}

/* generic netlink has the group of routes */

static void take_group(int type, const void *data, size_t len, void *arg)
{
	if (type == CTRL_ATTR_MCAST_GRP_ID && len == sizeof(uint32_t))
		memcpy(arg, data, len);
}

static void take_groups(int type, const void *data, size_t len, void *arg)
{
	(void)type;
	genl_attrs(data, len, take_group, arg);
}

static void take_family(int type, const void *data, size_t len, void *arg)
{
	if (type == CTRL_ATTR_MCAST_GROUPS)
		genl_attrs(data, len, take_groups, arg);
}

static void route_listener(struct genl *genl)
{
	struct genl_request req;
	uint32_t group = 0;

	genl_open(genl);
	genl_init(&req, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	genl_put(&req, CTRL_ATTR_FAMILY_NAME, MCTP_GENL_NAME,
		 sizeof(MCTP_GENL_NAME));
	genl_do(genl, &req, take_family, &group);
	set_option(genl->fd, NETLINK_ADD_MEMBERSHIP, group);
}

/* Takes one notification: its command, and the route in @ret_route. */
static long take_route(struct genl *genl, struct answer *answer,
		       struct answer *ret_route)
{
	long type = take(genl->fd, answer, GENL_HDRLEN);
	struct rtattr *route = answer->attrs[MCTP_A_ROUTE];

	if (type < 0)
		return type;
	if (!route || RTA_PAYLOAD(route) < sizeof(struct rtmsg))
		return -EPROTO;
	take_attrs(ret_route, (char *)RTA_DATA(route) + sizeof(struct rtmsg),
		   RTA_PAYLOAD(route) - sizeof(struct rtmsg));
	return ((struct genlmsghdr *)NLMSG_DATA(answer->nlh))->cmd;
}

static void expect_route(struct genl *genl, int cmd, uint8_t eid,
			 uint32_t net, const char *name)
{
	struct answer answer, route;
	long got = take_route(genl, &answer, &route);

	expect(got, cmd, name);
	if (got < 0)
		return;
	expect(attr_u8(&route, RTA_DST), eid, "the EID of it");
	expect(attr_u32(&answer, MCTP_A_NET), net, "the network of it");
}

static void test_notify_route(int ifindex)
{
	struct answer answer;
	struct genl genl;

	route_listener(&genl);
	route_change(RTM_NEWROUTE, ifindex, EID_PEER, 0, 0);
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, EID_PEER, 1,
		     "a new route is told");
	route_change(RTM_NEWROUTE, ifindex, EID_PEER, 0, 0);
	expect(take(genl.fd, &answer, 0), -ETIMEDOUT, "a failure is not");
	addr_change(RTM_NEWADDR, ifindex, EID_SECOND);
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, EID_SECOND, 1,
		     "a new EID has a local route");
	addr_change(RTM_DELADDR, ifindex, EID_SECOND);
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, EID_SECOND, 1,
		     "which goes with it");
	gateway_change(RTM_NEWROUTE, EID_BEHIND, EID_PEER);
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, EID_BEHIND, 1,
		     "a route through a gateway is told");
	gateway_change(RTM_DELROUTE, EID_BEHIND, EID_PEER);
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, EID_BEHIND, 1,
		     "and that it went");
	route_change(RTM_DELROUTE, ifindex, EID_PEER, 0, 0);
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, EID_PEER, 1,
		     "a removed route is told");
	close(genl.fd);
}

/* Everything a device had is told to be gone when it goes. */
static void test_notify_leave(void)
{
	int addrs = listener(RTNLGRP_MCTP_IFADDR);
	int neighs = listener(RTNLGRP_NEIGH);
	int tun = tun_open("mctpgone"), ifindex = if_index("mctpgone");
	struct answer answer;
	struct genl genl;

	route_listener(&genl);
	addr_change(RTM_NEWADDR, ifindex, 50);
	route_change(RTM_NEWROUTE, ifindex, 60, 0, 0);
	neigh_change(RTM_NEWNEIGH, ifindex, 60, 0);
	expect(take(addrs, &answer, 0), RTM_NEWADDR, "a new EID is told");
	expect(take(neighs, &answer, 0), RTM_NEWNEIGH, "a new neighbour too");
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, 50, 1, "its local route");
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, 60, 1, "and another");

	link_set_net(ifindex, 3);
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, 60, 1,
		     "routes leave one network");
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, 60, 3, "for another");
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, 50, 1, "local ones");
	expect_route(&genl, MCTP_CMD_ROUTE_NEW, 50, 3, "as well");

	close(tun);
	expect(take(addrs, &answer, sizeof(struct ifaddrmsg)), RTM_DELADDR,
	       "the EID of a device that went is told");
	expect(attr_u8(&answer, IFA_LOCAL), 50, "it is the one");
	expect(take(neighs, &answer, sizeof(struct ndmsg)), RTM_DELNEIGH,
	       "the neighbour of a device that went is told");
	expect(attr_u8(&answer, NDA_DST), 60, "it is the one");
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, 60, 3,
		     "the route of a device that went is told");
	expect_route(&genl, MCTP_CMD_ROUTE_DEL, 50, 3, "the local one, too");
	close(genl.fd);
	close(addrs);
	close(neighs);
}

/* One EID on several devices: as long as one has it, it is ours. */
static void test_shared_eid(int lo, int tun)
{
	struct answer answer;

	expect(addr_change(RTM_NEWADDR, lo, 30), 0, "an EID on one device");
	expect(addr_change(RTM_NEWADDR, tun, 30), 0, "and on another");
	link_set_net(tun, 4);
	expect(get_route(lo, 30, &answer), RTM_NEWROUTE,
	       "one changes its network, the other keeps the EID");
	expect(get_route(tun, 30, &answer), RTM_NEWROUTE,
	       "which is local in both networks");
	link_set_net(tun, 1);
	expect(addr_change(RTM_DELADDR, lo, 30), 0,
	       "back in one network, the first gives it up");
	expect(get_route(0, 30, &answer), RTM_NEWROUTE, "it is still local");
	expect(attr_u32(&answer, RTA_OIF), tun, "on the other device");
	expect(addr_change(RTM_DELADDR, tun, 30), 0, "which gives it up");
	expect(get_route(0, 30, &answer), -EHOSTUNREACH, "and it is not");
}

static void test_limits(int tun)
{
	long added = 0, rc = 0;
	int first, more;

	/* every range but those that are there, such as our own EID */
	for (first = 8; first <= 254 && rc != -ENOBUFS; first++) {
		for (more = 0; first + more <= 252; more++) {
			rc = route_change(RTM_NEWROUTE, tun, first, more, 0);
			if (rc == -ENOBUFS)
				break;
			added += !rc;
		}
	}
	/* the EID of the device has one, too */
	expect(added, 1024 - 1, "routes of a namespace");
	expect(rc, -ENOBUFS, "and no more");
	expect(route_change(RTM_DELROUTE, tun, 8, 0, 0), 0, "one goes");
	expect(route_change(RTM_NEWROUTE, tun, 254, 0, 0), 0, "one comes");
	expect(route_change(RTM_NEWROUTE, tun, 253, 0, 0), -ENOBUFS,
	       "and no other");
	expect(addr_change(RTM_NEWADDR, tun, 200), -ENOBUFS,
	       "nor an EID, which would need one");
	expect(neigh_change(RTM_NEWNEIGH, tun, EID_PEER, 0), 0,
	       "a neighbour");
	expect(neigh_change(RTM_NEWNEIGH, tun, EID_PEER, 0), -EEXIST,
	       "and no other of this EID");
}

int main(void)
{
	int tun, lo, ifindex;

	setvbuf(stdout, NULL, _IONBF, 0);
	rtnl_open();
	set_option(rtnl, NETLINK_EXT_ACK, 1);
	lo = lo_up(8);
	tun = tun_up("mctptun", &ifindex);
	addr_change(RTM_NEWADDR, ifindex, EID_TUN);

	test_get_one(ifindex);
	test_get_route(ifindex);
	test_strict(ifindex);
	test_source(tun, ifindex);
	test_notify_link(ifindex);
	test_notify_link_down();
	test_notify_neigh(ifindex);
	test_notify_route(ifindex);
	test_notify_leave();
	test_shared_eid(lo, ifindex);
	addr_change(RTM_DELADDR, lo, 8);
	test_limits(ifindex);
	return checks_done();
}
