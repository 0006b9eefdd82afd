/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs that test the AF_MCTP family share: requests to rtnetlink, TUN
 * devices that stand for a neighbour, and sockets.
 */
#pragma once

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../mctp-uapi.h"
#include "checks.h"

/* rtnetlink */

static int rtnl;

static inline void rtnl_open(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	rtnl = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (rtnl < 0 || connect(rtnl, (void *)&kernel, sizeof(kernel)))
		die("rtnetlink");
}

struct request {
	struct nlmsghdr nlh;
	union {
		struct ifaddrmsg ifa;
		struct rtmsg rtm;
		struct ndmsg ndm;
		struct ifinfomsg ifi;
		char space[512];
	};
};

static inline void request_init(struct request *req, int type, int flags,
				size_t len)
{
	memset(req, 0, sizeof(*req));
	req->nlh.nlmsg_type = type;
	req->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	req->nlh.nlmsg_len = NLMSG_LENGTH(len);
}

static inline void *attr_add(struct request *req, int type, const void *data,
			     size_t len)
{
	struct rtattr *rta;

	rta = (void *)((char *)req + NLMSG_ALIGN(req->nlh.nlmsg_len));
	rta->rta_type = type;
	rta->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(rta), data, len);
	req->nlh.nlmsg_len = NLMSG_ALIGN(req->nlh.nlmsg_len) +
			     RTA_ALIGN(rta->rta_len);
	return rta;
}

/* Sends and returns the answer's errno, negated. */
static inline long request_do(struct request *req)
{
	char buf[4096];
	struct nlmsghdr *nlh = (void *)buf;
	struct nlmsgerr *err = NLMSG_DATA(nlh);

	req->nlh.nlmsg_flags |= NLM_F_ACK;
	if (send(rtnl, req, req->nlh.nlmsg_len, 0) < 0)
		die("send to rtnetlink");
	if (recv(rtnl, buf, sizeof(buf), 0) < (ssize_t)sizeof(*nlh))
		die("receive from rtnetlink");
	return nlh->nlmsg_type == NLMSG_ERROR ? err->error : -EPROTO;
}

/* Sends a dump request; returns how many objects came, or an errno. */
static inline long request_dump(struct request *req)
{
	static char buf[65536];
	long n = 0;

	req->nlh.nlmsg_flags |= NLM_F_DUMP;
	if (send(rtnl, req, req->nlh.nlmsg_len, 0) < 0)
		die("send to rtnetlink");
	for (;;) {
		ssize_t len = recv(rtnl, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh = (void *)buf;

		if (len < 0)
			die("receive from rtnetlink");
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			struct nlmsgerr *err = NLMSG_DATA(nlh);

			if (nlh->nlmsg_type == NLMSG_ERROR)
				return err->error;
			if (nlh->nlmsg_type == NLMSG_DONE)
				return err->error ? err->error : n;
			n++;
		}
	}
}

static inline long addr_change(int type, int ifindex, uint8_t eid)
{
	struct request req;

	request_init(&req, type, 0, sizeof(req.ifa));
	req.ifa.ifa_family = AF_MCTP;
	req.ifa.ifa_index = ifindex;
	attr_add(&req, IFA_LOCAL, &eid, 1);
	return request_do(&req);
}

static inline void route_init(struct request *req, int type, uint8_t first,
			      uint8_t more)
{
	request_init(req, type, 0, sizeof(req->rtm));
	req->rtm.rtm_family = AF_MCTP;
	req->rtm.rtm_type = RTN_UNICAST;
	req->rtm.rtm_dst_len = more;
	attr_add(req, RTA_DST, &first, 1);
}

static inline long route_change(int type, int ifindex, uint8_t first,
				uint8_t more, uint32_t mtu)
{
	struct rtattr *metrics;
	struct request req;

	route_init(&req, type, first, more);
	attr_add(&req, RTA_OIF, &ifindex, sizeof(ifindex));
	if (mtu) {
		metrics = attr_add(&req, RTA_METRICS | NLA_F_NESTED, NULL, 0);
		attr_add(&req, RTAX_MTU, &mtu, sizeof(mtu));
		metrics->rta_len = (char *)&req + req.nlh.nlmsg_len -
				   (char *)metrics;
	}
	return request_do(&req);
}

static inline long gateway_change(int type, uint8_t eid, uint8_t via)
{
	struct gateway gw = { .eid = via };
	struct request req;

	route_init(&req, type, eid, 0);
	attr_add(&req, RTA_GATEWAY, &gw, sizeof(gw));
	return request_do(&req);
}

static inline long neigh_change(int type, int ifindex, uint8_t eid,
				size_t halen)
{
	uint8_t haddr[32] = { 0 };
	struct request req;

	request_init(&req, type, 0, sizeof(req.ndm));
	req.ndm.ndm_family = AF_MCTP;
	req.ndm.ndm_ifindex = ifindex;
	attr_add(&req, NDA_DST, &eid, 1);
	if (type == RTM_NEWNEIGH)
		attr_add(&req, NDA_LLADDR, haddr, halen);
	return request_do(&req);
}

static inline long dump(int type, size_t len)
{
	struct request req;

	request_init(&req, type, 0, len);
	req.ifa.ifa_family = AF_MCTP;
	return request_dump(&req);
}

static inline long link_set_net(int ifindex, uint32_t net)
{
	struct rtattr *spec, *family;
	struct request req;

	request_init(&req, RTM_SETLINK, 0, sizeof(req.ifi));
	req.ifi.ifi_index = ifindex;
	spec = attr_add(&req, IFLA_AF_SPEC | NLA_F_NESTED, NULL, 0);
	family = attr_add(&req, AF_MCTP | NLA_F_NESTED, NULL, 0);
	attr_add(&req, IFLA_MCTP_NET, &net, sizeof(net));
	spec->rta_len = (char *)&req + req.nlh.nlmsg_len - (char *)spec;
	family->rta_len = (char *)&req + req.nlh.nlmsg_len - (char *)family;
	return request_do(&req);
}

/* devices */

static inline int if_try(unsigned long request, const char *name,
			 struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;

	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", name);
	rc = ioctl(fd, request, ifr);
	close(fd);
	return rc;
}

static inline void if_ioctl(unsigned long request, const char *name,
			    struct ifreq *ifr)
{
	if (if_try(request, name, ifr))
		die(name);
}

static inline void if_set_up(const char *name, bool up)
{
	struct ifreq ifr = { 0 };

	if_ioctl(SIOCGIFFLAGS, name, &ifr);
	if (up)
		ifr.ifr_flags |= IFF_UP;
	else
		ifr.ifr_flags &= ~IFF_UP;
	if_ioctl(SIOCSIFFLAGS, name, &ifr);
}

static inline void if_configure(const char *name, int mtu)
{
	struct ifreq ifr = { .ifr_mtu = mtu };

	if (mtu)
		if_ioctl(SIOCSIFMTU, name, &ifr);
	if_set_up(name, true);
}

static inline int if_index(const char *name)
{
	struct ifreq ifr = { 0 };

	if_ioctl(SIOCGIFINDEX, name, &ifr);
	return ifr.ifr_ifindex;
}

static inline int tun_open(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr))
		die("open /dev/net/tun");
	return fd;
}

/* One that is up, with the least MTU */
static inline int tun_up(const char *name, int *ret_ifindex)
{
	int fd = tun_open(name);

	if_configure(name, 68);
	*ret_ifindex = if_index(name);
	return fd;
}

/* lo, up and with this EID, perhaps from a program before */
static inline int lo_up(uint8_t eid)
{
	int ifindex = if_index("lo");
	long rc;

	if_configure("lo", 0);
	rc = addr_change(RTM_NEWADDR, ifindex, eid);
	errno = (int)-rc;
	if (rc && rc != -EEXIST)
		die("an EID on lo");
	return ifindex;
}

/* What precedes each packet on the TUN file, and the MCTP header. */
struct frame {
	uint16_t tun_flags;
	uint16_t proto;		/* big endian */
	uint8_t ver, dest, src, flags;
	uint8_t body[68];
};

#define FRAME_HEAD	8

static inline void tun_write(int fd, uint8_t dest, uint8_t src, uint8_t flags,
			     const void *body, size_t len)
{
	struct frame frame = {
		.proto = htobe16(ETH_P_MCTP),
		.ver = 0x01, .dest = dest, .src = src, .flags = flags,
	};

	memcpy(frame.body, body, len);
	if (write(fd, &frame, FRAME_HEAD + len) < 0)
		die("write to TUN");
}

/* Length of the body; skips what other protocols send on the device. */
static inline long tun_read(int fd, struct frame *frame)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	long len;

	while (poll(&pfd, 1, 1000) == 1) {
		len = result(read(fd, frame, sizeof(*frame)));
		if (len < FRAME_HEAD || frame->proto != htobe16(ETH_P_MCTP))
			continue;
		return len - FRAME_HEAD;
	}
	return -ETIMEDOUT;
}

/* sockets */

static inline int mctp_socket(void)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

static inline long option_set(int fd, int name, int value)
{
	return result(setsockopt(fd, SOL_MCTP, name, &value, sizeof(value)));
}

static inline long mctp_bind(int fd, uint32_t net, uint8_t eid, uint8_t type)
{
	struct sockaddr_mctp addr = {
		.family = AF_MCTP, .net = net, .eid = eid, .type = type,
	};

	return result(bind(fd, (void *)&addr, sizeof(addr)));
}

static inline long mctp_connect(int fd, uint8_t eid, uint8_t type)
{
	struct sockaddr_mctp addr = {
		.family = AF_MCTP, .eid = eid, .type = type,
	};

	return result(connect(fd, (void *)&addr, sizeof(addr)));
}

static inline long mctp_send(int fd, uint8_t eid, uint8_t tag, const void *buf,
			     size_t len)
{
	struct sockaddr_mctp addr = {
		.family = AF_MCTP, .eid = eid, .type = TYPE, .tag = tag,
	};

	return result(sendto(fd, buf, len, 0, (void *)&addr, sizeof(addr)));
}

static inline long mctp_recv(int fd, void *buf, size_t len,
			     struct sockaddr_mctp *addr)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	socklen_t alen = sizeof(*addr);

	if (poll(&pfd, 1, 1000) != 1)
		return -ETIMEDOUT;
	return result(recvfrom(fd, buf, len, MSG_DONTWAIT, (void *)addr,
			       &alen));
}

static inline bool mctp_idle(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 50) == 0;
}
