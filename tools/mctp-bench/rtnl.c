// SPDX-License-Identifier: Apache-2.0
/*
 * Each call opens a socket of its own: none of them is measured.
 */
#include "rtnl.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/cleanup.h"

#define IFLA_MCTP_NET 1

struct request {
	struct nlmsghdr nlh;
	union {
		struct ifaddrmsg ifa;
		struct rtmsg rtm;
		struct ndmsg ndm;
		struct ifinfomsg ifi;
		char space[128];
	};
};

static void request_init(struct request *req, int type, size_t len)
{
	*req = (struct request){
		.nlh.nlmsg_type = type,
		.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlh.nlmsg_len = NLMSG_LENGTH(len),
	};
}

static struct rtattr *attr_add(struct request *req, int type, const void *data,
			       size_t len)
{
	struct rtattr *rta;

	rta = (void *)((char *)req + NLMSG_ALIGN(req->nlh.nlmsg_len));
	rta->rta_type = type;
	rta->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(rta), data, len);
	req->nlh.nlmsg_len =
		NLMSG_ALIGN(req->nlh.nlmsg_len) + RTA_ALIGN(rta->rta_len);
	return rta;
}

static void nest_end(struct request *req, struct rtattr *nest)
{
	nest->rta_len = (char *)req + req->nlh.nlmsg_len - (char *)nest;
}

static int request_do(struct request *req)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh = (void *)buf;
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	_cleanup_close_ int fd = -1;
	ssize_t len;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0 || send(fd, req, req->nlh.nlmsg_len, 0) < 0)
		return -errno;
	len = recv(fd, buf, sizeof(buf), 0);
	if (len < 0)
		return -errno;
	if ((size_t)len < NLMSG_LENGTH(sizeof(*err)) ||
	    nlh->nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return err->error == -EEXIST ? 0 : err->error;
}

int rtnl_link_up(int ifindex, uint32_t mtu)
{
	struct request req;

	request_init(&req, RTM_NEWLINK, sizeof(req.ifi));
	req.ifi.ifi_index = ifindex;
	req.ifi.ifi_flags = IFF_UP;
	req.ifi.ifi_change = IFF_UP;
	if (mtu)
		attr_add(&req, IFLA_MTU, &mtu, sizeof(mtu));
	return request_do(&req);
}

int rtnl_link_net(int ifindex, uint32_t net)
{
	struct rtattr *spec, *family;
	struct request req;

	request_init(&req, RTM_SETLINK, sizeof(req.ifi));
	req.ifi.ifi_index = ifindex;
	spec = attr_add(&req, IFLA_AF_SPEC | NLA_F_NESTED, NULL, 0);
	family = attr_add(&req, AF_MCTP | NLA_F_NESTED, NULL, 0);
	attr_add(&req, IFLA_MCTP_NET, &net, sizeof(net));
	nest_end(&req, family);
	nest_end(&req, spec);
	return request_do(&req);
}

int rtnl_address_add(int ifindex, uint8_t eid)
{
	struct request req;

	request_init(&req, RTM_NEWADDR, sizeof(req.ifa));
	req.ifa.ifa_family = AF_MCTP;
	req.ifa.ifa_index = ifindex;
	attr_add(&req, IFA_LOCAL, &eid, sizeof(eid));
	return request_do(&req);
}

static int route_change(int type, int ifindex, uint8_t eid, uint32_t mtu)
{
	struct rtattr *metrics;
	struct request req;

	request_init(&req, type, sizeof(req.rtm));
	req.rtm.rtm_family = AF_MCTP;
	req.rtm.rtm_type = RTN_UNICAST;
	attr_add(&req, RTA_DST, &eid, sizeof(eid));
	attr_add(&req, RTA_OIF, &ifindex, sizeof(ifindex));
	if (mtu) {
		metrics = attr_add(&req, RTA_METRICS | NLA_F_NESTED, NULL, 0);
		attr_add(&req, RTAX_MTU, &mtu, sizeof(mtu));
		nest_end(&req, metrics);
	}
	return request_do(&req);
}

int rtnl_route_add(int ifindex, uint8_t eid, uint32_t mtu)
{
	return route_change(RTM_NEWROUTE, ifindex, eid, mtu);
}

int rtnl_route_remove(int ifindex, uint8_t eid)
{
	return route_change(RTM_DELROUTE, ifindex, eid, 0);
}

int rtnl_neigh_add(int ifindex, uint8_t eid, const uint8_t *haddr, size_t len)
{
	struct request req;

	request_init(&req, RTM_NEWNEIGH, sizeof(req.ndm));
	req.ndm.ndm_family = AF_MCTP;
	req.ndm.ndm_ifindex = ifindex;
	attr_add(&req, NDA_DST, &eid, sizeof(eid));
	attr_add(&req, NDA_LLADDR, haddr, len);
	return request_do(&req);
}
