// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes: RTM_NEWROUTE, RTM_DELROUTE and the dump of RTM_GETROUTE. The length
 * field of a route is not a prefix length: it counts the EIDs after the first.
 */
#include "rtnl.h"

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "device.h"
#include "net.h"

/* Payload of RTA_GATEWAY; struct mctp_fq_addr where headers have it. */
struct gateway_addr {
	u32 net;
	u8 eid;
};

static const struct nla_policy policy[RTA_MAX + 1] = {
	[RTA_DST]	= { .type = NLA_U8 },
	[RTA_METRICS]	= { .type = NLA_NESTED },
	[RTA_OIF]	= { .type = NLA_U32 },
	[RTA_PREFSRC]	= { .type = NLA_U8 },
	[RTA_GATEWAY]	= NLA_POLICY_EXACT_LEN(sizeof(struct gateway_addr)),
};

static const struct nla_policy metrics_policy[RTAX_MAX + 1] = {
	[RTAX_MTU]	= { .type = NLA_U32 },
};

static int parse_device(struct net *net, u32 ifindex,
			struct netlink_ext_ack *extack,
			struct mctp_route_spec *spec)
{
	spec->mdev = mctp_rtnl_find_dev(net, ifindex, extack);
	if (!spec->mdev)
		return -ENODEV;
	spec->net = spec->mdev->net;
	return 0;
}

static int parse_gateway(struct net *net, const struct nlattr *attr,
			 struct netlink_ext_ack *extack,
			 struct mctp_route_spec *spec)
{
	struct gateway_addr addr;

	BUILD_BUG_ON(sizeof(addr) != 8);

	memcpy(&addr, nla_data(attr), sizeof(addr));
	if (!mctp_eid_is_unicast(addr.eid)) {
		NL_SET_ERR_MSG(extack, "EID of gateway must be from 8 to 254");
		return -EINVAL;
	}
	spec->gateway = addr.eid;
	spec->net = mctp_net_id(mctp_net_get(net), addr.net);
	return 0;
}

static int parse_output(struct net *net, struct nlattr **tb,
			struct netlink_ext_ack *extack,
			struct mctp_route_spec *spec)
{
	u32 ifindex = tb[RTA_OIF] ? nla_get_u32(tb[RTA_OIF]) : 0;

	if (ifindex && tb[RTA_GATEWAY]) {
		NL_SET_ERR_MSG(extack, "both device and gateway given");
		return -EINVAL;
	}
	if (ifindex)
		return parse_device(net, ifindex, extack, spec);
	if (tb[RTA_GATEWAY])
		return parse_gateway(net, tb[RTA_GATEWAY], extack, spec);
	NL_SET_ERR_MSG(extack, "neither device nor gateway given");
	return -EINVAL;
}

static int parse_metrics(const struct nlattr *attr,
			 struct netlink_ext_ack *extack,
			 struct mctp_route_spec *spec)
{
	struct nlattr *tb[RTAX_MAX + 1];
	int rc;

	if (!attr)
		return 0;
	rc = nla_parse_nested(tb, RTAX_MAX, attr, metrics_policy, extack);
	if (rc < 0)
		return rc;
	if (tb[RTAX_MTU])
		spec->mtu = nla_get_u32(tb[RTAX_MTU]);
	return 0;
}

static int parse_source(const struct nlattr *attr,
			struct netlink_ext_ack *extack,
			struct mctp_route_spec *spec)
{
	if (!attr)
		return 0;
	spec->prefsrc = nla_get_u8(attr);
	if (!mctp_eid_is_unicast(spec->prefsrc)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "source EID must be from 8 to 254");
		return -EINVAL;
	}
	return 0;
}

static int parse_range(const struct rtmsg *rtm, const struct nlattr *dst,
		       struct netlink_ext_ack *extack,
		       struct mctp_route_spec *spec)
{
	unsigned int first = nla_get_u8(dst);

	if (rtm->rtm_family != AF_MCTP || rtm->rtm_type != RTN_UNICAST) {
		NL_SET_ERR_MSG(extack, "not a unicast route of MCTP");
		return -EINVAL;
	}
	if (first + rtm->rtm_dst_len > MCTP_EID_MAX) {
		NL_SET_ERR_MSG(extack, "range ends after EID 254");
		return -EINVAL;
	}
	spec->type = RTN_UNICAST;
	spec->min = first;
	spec->max = first + rtm->rtm_dst_len;
	return 0;
}

static int parse(struct net *net, struct nlmsghdr *nlh,
		 struct netlink_ext_ack *extack,
		 struct mctp_route_spec *ret_spec)
{
	struct mctp_route_spec spec = {};
	struct nlattr *tb[RTA_MAX + 1];
	int rc;

	rc = nlmsg_parse(nlh, sizeof(struct rtmsg), tb, RTA_MAX, policy,
			 extack);
	if (rc < 0)
		return rc;
	if (!tb[RTA_DST]) {
		NL_SET_ERR_MSG(extack, "EID missing");
		return -EINVAL;
	}
	rc = parse_output(net, tb, extack, &spec);
	if (!rc)
		rc = parse_range(nlmsg_data(nlh), tb[RTA_DST], extack, &spec);
	if (!rc)
		rc = parse_metrics(tb[RTA_METRICS], extack, &spec);
	if (!rc)
		rc = parse_source(tb[RTA_PREFSRC], extack, &spec);
	if (!rc)
		*ret_spec = spec;
	return rc;
}

int mctp_rtnl_new_route(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct mctp_route_spec spec;
	int rc;

	rc = parse(net, nlh, extack, &spec);
	if (rc)
		return rc;
	if (spec.mdev && spec.mdev->dev->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "no routes through loopback");
		return -EINVAL;
	}
	return mctp_route_add(&mctp_net_get(net)->routes, &spec);
}

int mctp_rtnl_del_route(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct mctp_route_spec spec;
	int rc;

	rc = parse(net, nlh, extack, &spec);
	if (rc)
		return rc;
	return mctp_route_remove(&mctp_net_get(net)->routes, &spec);
}

static int put_metrics(struct sk_buff *skb, const struct mctp_route_spec *spec)
{
	struct nlattr *metrics = nla_nest_start_noflag(skb, RTA_METRICS);

	if (!metrics ||
	    (spec->mtu && nla_put_u32(skb, RTAX_MTU, spec->mtu)))
		return -EMSGSIZE;
	nla_nest_end(skb, metrics);
	return 0;
}

static int put_output(struct sk_buff *skb, const struct mctp_route_spec *spec)
{
	struct gateway_addr addr = {};

	/* both only in the answer to how an EID is reached */
	if (spec->mdev &&
	    nla_put_u32(skb, RTA_OIF, spec->mdev->dev->ifindex))
		return -EMSGSIZE;
	if (!spec->gateway)
		return 0;

	/* the structure ends in padding that must not leave the kernel */
	memset(&addr, 0, sizeof(addr));
	addr.net = spec->net;
	addr.eid = spec->gateway;
	return nla_put(skb, RTA_GATEWAY, sizeof(addr), &addr);
}

/* What follows the netlink header: the same in every message of a route. */
int mctp_rtnl_put_route(struct sk_buff *skb,
			const struct mctp_route_spec *spec)
{
	const struct rtmsg rtm = {
		.rtm_family = AF_MCTP,
		.rtm_dst_len = spec->max - spec->min,
		.rtm_table = RT_TABLE_DEFAULT,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = spec->mdev ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.rtm_type = spec->type,
	};

	BUILD_BUG_ON(sizeof(rtm) % NLMSG_ALIGNTO);

	if (skb_tailroom(skb) < sizeof(rtm))
		return -EMSGSIZE;
	skb_put_data(skb, &rtm, sizeof(rtm));
	if (nla_put_u8(skb, RTA_DST, spec->min) || put_metrics(skb, spec) ||
	    put_output(skb, spec) ||
	    (spec->prefsrc && nla_put_u8(skb, RTA_PREFSRC, spec->prefsrc)))
		return -EMSGSIZE;
	return 0;
}

static int fill(struct sk_buff *skb, const struct netlink_callback *cb,
		const struct mctp_route_spec *spec)
{
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			RTM_NEWROUTE, 0, NLM_F_MULTI);
	if (!nlh)
		return -EMSGSIZE;
	if (mctp_rtnl_put_route(skb, spec)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

/* What a dump is restricted to; 0: anything. */
struct dump_filter {
	u8 type;
	u8 table;
	u8 protocol;
	int ifindex;
};

static bool passes(const struct dump_filter *filter,
		   const struct mctp_route_spec *spec)
{
	if (filter->type && filter->type != spec->type)
		return false;
	if (filter->table && filter->table != RT_TABLE_DEFAULT)
		return false;
	if (filter->protocol && filter->protocol != RTPROT_STATIC)
		return false;
	return !filter->ifindex ||
	       (spec->mdev && spec->mdev->dev->ifindex == filter->ifindex);
}

/* Without strict checking a dump is of everything, whatever is asked. */
static int parse_filter(struct net *net, const struct netlink_callback *cb,
			struct dump_filter *ret_filter)
{
	const struct rtmsg *rtm = nlmsg_data(cb->nlh);
	struct nlattr *tb[RTA_MAX + 1];
	int ifindex = 0, rc;

	if (!cb->strict_check) {
		*ret_filter = (struct dump_filter) {};
		return 0;
	}
	rc = nlmsg_parse(cb->nlh, sizeof(*rtm), tb, RTA_MAX, policy,
			 cb->extack);
	if (rc)
		return rc;
	if (rtm->rtm_dst_len || rtm->rtm_src_len || rtm->rtm_tos ||
	    rtm->rtm_scope || rtm->rtm_flags) {
		NL_SET_ERR_MSG(cb->extack,
			       "only type, table and protocol may be set");
		return -EINVAL;
	}
	if (tb[RTA_OIF]) {
		ifindex = nla_get_u32(tb[RTA_OIF]);
		tb[RTA_OIF] = NULL;
	}
	rc = mctp_rtnl_check_dump(net, cb, tb, RTA_MAX, ifindex);
	if (rc)
		return rc;
	*ret_filter = (struct dump_filter) {
		.type = rtm->rtm_type,
		.table = rtm->rtm_table,
		.protocol = rtm->rtm_protocol,
		.ifindex = ifindex,
	};
	return 0;
}

/*
 * Where a dump goes on: below the id of the last route told. Routes are
 * listed newest first, so none that was there all the time is left out.
 */
struct dump_state {
	u64 below;	/* 0: from the start */
};

int mctp_rtnl_dump_route(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_state *state = (struct dump_state *)cb->ctx;
	struct mctp_net *mns = mctp_net_get(sock_net(skb->sk));
	struct dump_filter filter;
	const struct mctp_route *rt;
	int rc;

	rc = parse_filter(sock_net(skb->sk), cb, &filter);
	if (rc)
		return rc;
	list_for_each_entry(rt, &mns->routes.routes, node) {
		if (state->below && rt->id >= state->below)
			continue;
		if (passes(&filter, &rt->spec) && fill(skb, cb, &rt->spec))
			break;
		state->below = rt->id;
	}
	return skb->len;
}
