// SPDX-License-Identifier: Apache-2.0
/*
 * rtnetlink messages of MCTP. In its routes rtm_dst_len counts the EIDs after
 * the first one.
 */
#include "rtnl-message.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#ifndef ARPHRD_MCTP
#define ARPHRD_MCTP 290
#endif

/* in the uapi header from 6.15 on */
#define LINK_MCTP_PHYS_BINDING 2

static int put_link_up(struct nl_msg *msg, const struct rtnl_change *change)
{
	struct ifinfomsg info = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = change->ifindex,
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};

	return nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);
}

static int put_address(struct nl_msg *msg, const struct rtnl_change *change)
{
	struct ifaddrmsg info = {
		.ifa_family = AF_MCTP,
		.ifa_index = change->ifindex,
	};
	int r = nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);

	return r < 0 ? r : nla_put_u8(msg, IFA_LOCAL, change->eid);
}

static int put_route(struct nl_msg *msg, const struct rtnl_change *change)
{
	struct rtmsg info = {
		.rtm_family = AF_MCTP,
		.rtm_dst_len = change->extra,
		.rtm_type = RTN_UNICAST,
	};
	struct nlattr *metrics;
	int r;

	r = nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);
	if (r >= 0)
		r = nla_put_u8(msg, RTA_DST, change->eid);
	if (r >= 0)
		r = nla_put_u32(msg, RTA_OIF, change->ifindex);
	if (r < 0 || !change->mtu)
		return r;
	/* the kernel wants the flag, older libnl does not set it */
	metrics = nla_nest_start(msg, NLA_F_NESTED | RTA_METRICS);
	if (!metrics)
		return -ENOMEM;
	r = nla_put_u32(msg, RTAX_MTU, change->mtu);
	nla_nest_end(msg, metrics);
	return r;
}

static int put_neigh(struct nl_msg *msg, const struct rtnl_change *change)
{
	struct ndmsg info = {
		.ndm_family = AF_MCTP,
		.ndm_ifindex = change->ifindex,
	};
	int r;

	r = nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);
	if (r >= 0)
		r = nla_put_u8(msg, NDA_DST, change->eid);
	if (r >= 0 && change->hwaddr_len)
		r = nla_put(msg, NDA_LLADDR, change->hwaddr_len,
			    change->hwaddr);
	return r;
}

static const struct {
	const char *text;
	uint16_t type;
	uint16_t flags;
	int (*put)(struct nl_msg *msg, const struct rtnl_change *change);
} actions[] = {
	[RTNL_LINK_UP] = { "set up", RTM_NEWLINK, 0, put_link_up },
	[RTNL_ADDRESS_ADD] = { "add address", RTM_NEWADDR,
			       NLM_F_CREATE | NLM_F_EXCL, put_address },
	[RTNL_ADDRESS_REMOVE] = { "remove address", RTM_DELADDR, 0,
				  put_address },
	[RTNL_ROUTE_ADD] = { "add route", RTM_NEWROUTE,
			     NLM_F_CREATE | NLM_F_EXCL, put_route },
	[RTNL_ROUTE_REMOVE] = { "remove route", RTM_DELROUTE, 0, put_route },
	[RTNL_NEIGH_ADD] = { "add neighbour", RTM_NEWNEIGH,
			     NLM_F_CREATE | NLM_F_EXCL, put_neigh },
	[RTNL_NEIGH_REMOVE] = { "remove neighbour", RTM_DELNEIGH, 0,
				put_neigh },
};

const char *rtnl_action_format(enum rtnl_action action)
{
	return actions[action].text;
}

static struct nl_msg *new_message(uint16_t type, uint16_t flags,
				  uint32_t sequence)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags | NLM_F_REQUEST);

	if (msg)
		nlmsg_hdr(msg)->nlmsg_seq = sequence;
	return msg;
}

struct nl_msg *rtnl_message_change(const struct rtnl_change *change,
				   uint32_t sequence)
{
	struct nl_msg *msg = new_message(
		actions[change->action].type,
		actions[change->action].flags | NLM_F_ACK, sequence);

	if (msg && actions[change->action].put(msg, change) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

struct nl_msg *rtnl_message_dump(enum rtnl_dump dump, uint32_t sequence)
{
	static const struct {
		uint16_t type;
		size_t header_len;
	} dumps[] = {
		[RTNL_DUMP_LINKS] = { RTM_GETLINK, sizeof(struct ifinfomsg) },
		[RTNL_DUMP_ADDRESSES] = { RTM_GETADDR,
					  sizeof(struct ifaddrmsg) },
		[RTNL_DUMP_ROUTES] = { RTM_GETROUTE, sizeof(struct rtmsg) },
		[RTNL_DUMP_NEIGHBOURS] = { RTM_GETNEIGH, sizeof(struct ndmsg) },
	};
	struct nl_msg *msg =
		new_message(dumps[dump].type, NLM_F_DUMP, sequence);
	uint8_t *header;

	if (!msg)
		return NULL;
	header = nlmsg_reserve(msg, dumps[dump].header_len, NLMSG_ALIGNTO);
	if (!header) {
		nlmsg_free(msg);
		return NULL;
	}
	memset(header, 0, dumps[dump].header_len);
	/* each of the four headers begins with its family */
	header[0] = dump == RTNL_DUMP_LINKS ? AF_UNSPEC : AF_MCTP;
	return msg;
}

static int parse_family(struct nlattr **tb, struct rtnl_link *link)
{
	struct nlattr *families[AF_MCTP + 1] = { NULL };
	struct nlattr *mctp[LINK_MCTP_PHYS_BINDING + 1] = { NULL };

	if (!tb[IFLA_AF_SPEC])
		return -ENOENT;
	if (nla_parse_nested(families, AF_MCTP, tb[IFLA_AF_SPEC], NULL) < 0)
		return -EBADMSG;
	if (!families[AF_MCTP])
		return -ENOENT;
	if (nla_parse_nested(mctp, LINK_MCTP_PHYS_BINDING, families[AF_MCTP],
			     NULL) < 0)
		return -EBADMSG;
	if (!mctp[IFLA_MCTP_NET] ||
	    nla_len(mctp[IFLA_MCTP_NET]) < (int)sizeof(uint32_t))
		return -ENOENT;
	link->network = nla_get_u32(mctp[IFLA_MCTP_NET]);
	if (mctp[LINK_MCTP_PHYS_BINDING] &&
	    nla_len(mctp[LINK_MCTP_PHYS_BINDING]) >= 1)
		link->binding = nla_get_u8(mctp[LINK_MCTP_PHYS_BINDING]);
	return 0;
}

int rtnl_message_parse_link(struct nlmsghdr *header, struct rtnl_link *ret_link)
{
	struct nlattr *tb[IFLA_MAX + 1] = { NULL };
	struct rtnl_link link = { 0 };
	const struct ifinfomsg *info;
	int r;

	if (nlmsg_parse(header, sizeof(*info), tb, IFLA_MAX, NULL) < 0)
		return -EBADMSG;
	info = nlmsg_data(header);
	if (info->ifi_family != AF_UNSPEC || info->ifi_type != ARPHRD_MCTP)
		return -ENOENT;
	link.ifindex = info->ifi_index;
	link.up = info->ifi_flags & IFF_UP;
	if (!tb[IFLA_IFNAME])
		return -EBADMSG;
	nla_strlcpy(link.name, tb[IFLA_IFNAME], sizeof(link.name));
	if (tb[IFLA_MTU] && nla_len(tb[IFLA_MTU]) >= (int)sizeof(uint32_t))
		link.mtu = nla_get_u32(tb[IFLA_MTU]);
	if (tb[IFLA_ADDRESS] &&
	    nla_len(tb[IFLA_ADDRESS]) <= (int)sizeof(link.hwaddr)) {
		link.hwaddr_len = nla_len(tb[IFLA_ADDRESS]);
		memcpy(link.hwaddr, nla_data(tb[IFLA_ADDRESS]),
		       link.hwaddr_len);
	}
	r = parse_family(tb, &link);
	if (r < 0)
		return r;
	*ret_link = link;
	return 0;
}

int rtnl_message_parse_address(struct nlmsghdr *header, int *ret_ifindex,
			       uint8_t *ret_eid)
{
	struct nlattr *tb[IFA_MAX + 1] = { NULL };
	const struct ifaddrmsg *info;
	struct nlattr *eid;

	if (nlmsg_parse(header, sizeof(*info), tb, IFA_MAX, NULL) < 0)
		return -EBADMSG;
	info = nlmsg_data(header);
	if (info->ifa_family != AF_MCTP)
		return -ENOENT;
	eid = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if (!eid || nla_len(eid) < 1)
		return -EBADMSG;
	*ret_ifindex = info->ifa_index;
	*ret_eid = nla_get_u8(eid);
	return 0;
}

int rtnl_message_parse_route(struct nlmsghdr *header,
			     struct rtnl_route *ret_route)
{
	struct nlattr *tb[RTA_MAX + 1] = { NULL };
	struct nlattr *metrics[RTAX_MAX + 1] = { NULL };
	struct rtnl_route route = { 0 };
	const struct rtmsg *info;

	if (nlmsg_parse(header, sizeof(*info), tb, RTA_MAX, NULL) < 0)
		return -EBADMSG;
	info = nlmsg_data(header);
	if (info->rtm_family != AF_MCTP)
		return -ENOENT;
	if (!tb[RTA_DST] || nla_len(tb[RTA_DST]) < 1)
		return -EBADMSG;
	route.first = nla_get_u8(tb[RTA_DST]);
	if (info->rtm_dst_len > UINT8_MAX - route.first)
		return -EBADMSG;
	route.last = route.first + info->rtm_dst_len;
	route.local = info->rtm_type == RTN_LOCAL;
	if (tb[RTA_OIF] && nla_len(tb[RTA_OIF]) >= (int)sizeof(uint32_t))
		route.ifindex = nla_get_u32(tb[RTA_OIF]);
	if (tb[RTA_METRICS] &&
	    nla_parse_nested(metrics, RTAX_MAX, tb[RTA_METRICS], NULL) >= 0 &&
	    metrics[RTAX_MTU] &&
	    nla_len(metrics[RTAX_MTU]) >= (int)sizeof(uint32_t))
		route.mtu = nla_get_u32(metrics[RTAX_MTU]);
	*ret_route = route;
	return 0;
}

int rtnl_message_parse_neigh(struct nlmsghdr *header,
			     struct rtnl_neigh *ret_neigh)
{
	struct nlattr *tb[NDA_MAX + 1] = { NULL };
	struct rtnl_neigh neigh = { 0 };
	const struct ndmsg *info;

	if (nlmsg_parse(header, sizeof(*info), tb, NDA_MAX, NULL) < 0)
		return -EBADMSG;
	info = nlmsg_data(header);
	if (info->ndm_family != AF_MCTP)
		return -ENOENT;
	if (!tb[NDA_DST] || nla_len(tb[NDA_DST]) < 1 || !tb[NDA_LLADDR] ||
	    nla_len(tb[NDA_LLADDR]) > (int)sizeof(neigh.hwaddr))
		return -EBADMSG;
	neigh.ifindex = info->ndm_ifindex;
	neigh.eid = nla_get_u8(tb[NDA_DST]);
	neigh.hwaddr_len = nla_len(tb[NDA_LLADDR]);
	memcpy(neigh.hwaddr, nla_data(tb[NDA_LLADDR]), neigh.hwaddr_len);
	*ret_neigh = neigh;
	return 0;
}

const char *rtnl_message_parse_reason(struct nlmsghdr *header)
{
	struct nlattr *tb[NLMSGERR_ATTR_MSG + 1] = { NULL };
	const struct nlmsgerr *ack = nlmsg_data(header);
	int skip = sizeof(*ack);

	if (!(header->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    nlmsg_datalen(header) < (int)sizeof(*ack))
		return NULL;
	/* the request is repeated unless it is said to be left out */
	if (!(header->nlmsg_flags & NLM_F_CAPPED)) {
		if (ack->msg.nlmsg_len < sizeof(ack->msg) ||
		    ack->msg.nlmsg_len > (uint32_t)nlmsg_datalen(header))
			return NULL;
		skip += NLMSG_ALIGN(ack->msg.nlmsg_len - sizeof(ack->msg));
	}
	if (nlmsg_datalen(header) <= skip ||
	    nla_parse(tb, NLMSGERR_ATTR_MSG,
		      (struct nlattr *)((char *)nlmsg_data(header) + skip),
		      nlmsg_datalen(header) - skip, NULL) < 0 ||
	    !tb[NLMSGERR_ATTR_MSG] || nla_len(tb[NLMSGERR_ATTR_MSG]) < 1)
		return NULL;
	if (nla_get_string(
		    tb[NLMSGERR_ATTR_MSG])[nla_len(tb[NLMSGERR_ATTR_MSG]) - 1])
		return NULL;
	return nla_get_string(tb[NLMSGERR_ATTR_MSG]);
}
