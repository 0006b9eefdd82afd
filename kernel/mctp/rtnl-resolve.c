// SPDX-License-Identifier: GPL-2.0-only
/*
 * RTM_GETROUTE for one EID: how a message gets there, gateways followed
 * (uapi/linux/mctp-ext.h).
 */
#include "rtnl.h"

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "device.h"
#include "net.h"

static const struct nla_policy policy[RTA_MAX + 1] = {
	[RTA_DST]	= { .type = NLA_U8 },
	[RTA_OIF]	= { .type = NLA_U32 },
};

/* What is asked for. */
struct question {
	u32 net;
	u8 eid;
};

static int parse(struct net *net, struct nlmsghdr *nlh,
		 struct netlink_ext_ack *extack, struct question *ret_question)
{
	struct nlattr *tb[RTA_MAX + 1];
	const struct mctp_dev *mdev;
	u32 id;
	int rc;

	rc = nlmsg_parse(nlh, sizeof(struct rtmsg), tb, RTA_MAX, policy,
			 extack);
	if (rc < 0)
		return rc;
	if (!tb[RTA_DST]) {
		NL_SET_ERR_MSG(extack, "EID missing");
		return -EINVAL;
	}
	id = mctp_net_get(net)->default_net;
	if (tb[RTA_OIF]) {
		mdev = mctp_rtnl_find_dev(net, nla_get_u32(tb[RTA_OIF]),
					  extack);
		if (!mdev)
			return -ENODEV;
		id = mdev->net;
	}
	*ret_question = (struct question) {
		.net = id,
		.eid = nla_get_u8(tb[RTA_DST]),
	};
	return 0;
}

/* Of a packet that gets all the way. */
static u32 way_mtu(const struct mctp_hop *hop)
{
	u32 mtu = READ_ONCE(hop->mdev->dev->mtu);
	const struct mctp_neigh *neigh;

	if (hop->mtu)
		mtu = min(mtu, hop->mtu);
	if (hop->local)
		return mtu;
	neigh = mctp_neigh_find(hop->mdev->neighs, hop->nexthop);
	if (!neigh)
		return mtu;
	rcu_read_lock();
	mtu = min(mtu, mctp_dev_neigh_mtu(hop->mdev, neigh->haddr));
	rcu_read_unlock();
	return mtu;
}

/* Where it leads in the end, in the words of the route taken first. */
static int resolve(const struct mctp_net *mns, const struct question *question,
		   struct mctp_route_spec *ret_spec)
{
	const struct mctp_route *rt;
	struct mctp_hop hop;
	int rc;

	rc = mctp_route_lookup(&mns->routes, question->net, question->eid,
			       &hop);
	if (rc)
		return rc;
	rt = mctp_route_find(&mns->routes, question->net, question->eid);
	*ret_spec = rt->spec;
	ret_spec->mdev = hop.mdev;
	ret_spec->gateway = hop.gateway ? hop.nexthop : MCTP_ADDR_NULL;
	ret_spec->mtu = way_mtu(&hop);
	ret_spec->prefsrc = hop.saddr ?: hop.mdev->saddr;
	return 0;
}

static int fill(struct sk_buff *skb, const struct mctp_route_spec *spec,
		u32 portid, u32 seq)
{
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, portid, seq, RTM_NEWROUTE, 0, 0);
	if (!nlh || mctp_rtnl_put_route(skb, spec))
		return -EMSGSIZE;
	nlmsg_end(skb, nlh);
	return 0;
}

int mctp_rtnl_get_route(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	u32 portid = NETLINK_CB(skb).portid;
	struct mctp_route_spec spec;
	struct question question;
	struct sk_buff *reply;
	int rc;

	rc = parse(net, nlh, extack, &question);
	if (rc)
		return rc;
	rc = resolve(mctp_net_get(net), &question, &spec);
	if (rc) {
		NL_SET_ERR_MSG(extack, "no route to this EID");
		return rc;
	}
	reply = nlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOBUFS;
	if (WARN_ON_ONCE(fill(reply, &spec, portid, nlh->nlmsg_seq))) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	return rtnl_unicast(reply, net, portid);
}
