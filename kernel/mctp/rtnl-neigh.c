// SPDX-License-Identifier: GPL-2.0-only
/* Neighbours: RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH, notifications. */
#include "rtnl.h"

#include <linux/neighbour.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "device.h"

static const struct nla_policy policy[NDA_MAX + 1] = {
	[NDA_DST]	= { .type = NLA_U8 },
	[NDA_LLADDR]	= { .type = NLA_BINARY, .len = MAX_ADDR_LEN },
};

static int parse(struct nlmsghdr *nlh, struct netlink_ext_ack *extack,
		 struct nlattr **tb)
{
	int rc;

	rc = nlmsg_parse(nlh, sizeof(struct ndmsg), tb, NDA_MAX, policy,
			 extack);
	if (rc < 0)
		return rc;
	if (!tb[NDA_DST]) {
		NL_SET_ERR_MSG(extack, "EID missing");
		return -EINVAL;
	}
	return 0;
}

static struct mctp_dev *find_dev(struct sk_buff *skb,
				 const struct nlmsghdr *nlh,
				 struct netlink_ext_ack *extack)
{
	const struct ndmsg *ndm = nlmsg_data(nlh);

	return mctp_rtnl_find_dev(sock_net(skb->sk), ndm->ndm_ifindex,
				  extack);
}

static int fill(struct sk_buff *skb, const struct net_device *dev,
		const struct mctp_neigh *neigh, int type, u32 portid, u32 seq,
		int flags)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*ndm), flags);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	*ndm = (struct ndmsg) {
		.ndm_family = AF_MCTP,
		.ndm_ifindex = dev->ifindex,
		.ndm_state = NUD_PERMANENT,
		.ndm_type = RTN_UNICAST,
	};
	if (nla_put_u8(skb, NDA_DST, neigh->eid) ||
	    nla_put(skb, NDA_LLADDR, dev->addr_len, neigh->haddr)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static struct sk_buff *message(const struct mctp_dev *mdev,
			       const struct mctp_neigh *neigh, int type,
			       u32 portid, u32 seq)
{
	const size_t size = NLMSG_ALIGN(sizeof(struct ndmsg)) +
			    nla_total_size(1) + nla_total_size(MAX_ADDR_LEN);
	struct sk_buff *skb;

	skb = nlmsg_new(size, GFP_KERNEL);
	if (skb)
		WARN_ON_ONCE(fill(skb, mdev->dev, neigh, type, portid, seq,
				  0));
	return skb;
}

static void notify(const struct mctp_dev *mdev, const struct mctp_neigh *neigh,
		   int type, u32 portid, struct nlmsghdr *nlh)
{
	struct sk_buff *skb;

	skb = message(mdev, neigh, type, portid, nlh ? nlh->nlmsg_seq : 0);
	mctp_rtnl_notify(dev_net(mdev->dev), skb, RTNLGRP_NEIGH, portid, nlh);
}

/* The device goes, and its neighbours with it. */
void mctp_rtnl_neighs_gone(const struct mctp_dev *mdev)
{
	const struct mctp_neigh *neigh;
	unsigned int eid;

	for (eid = 0; eid < MCTP_EID_SPACE; eid++) {
		neigh = mctp_neigh_find(mdev->neighs, eid);
		if (neigh)
			notify(mdev, neigh, RTM_DELNEIGH, 0, NULL);
	}
}

int mctp_rtnl_new_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NDA_MAX + 1];
	struct mctp_dev *mdev;
	u8 eid;
	int rc;

	rc = parse(nlh, extack, tb);
	if (rc)
		return rc;
	if (!tb[NDA_LLADDR]) {
		NL_SET_ERR_MSG(extack, "physical address missing");
		return -EINVAL;
	}
	eid = nla_get_u8(tb[NDA_DST]);
	if (!mctp_eid_is_unicast(eid)) {
		NL_SET_ERR_MSG(extack, "EID must be from 8 to 254");
		return -EINVAL;
	}
	mdev = find_dev(skb, nlh, extack);
	if (!mdev)
		return -ENODEV;
	if (nla_len(tb[NDA_LLADDR]) != mdev->dev->addr_len) {
		NL_SET_ERR_MSG(extack, "wrong length of physical address");
		return -EINVAL;
	}
	rc = mctp_neigh_add(mdev->neighs, eid, nla_data(tb[NDA_LLADDR]),
			    mdev->dev->addr_len);
	if (!rc)
		notify(mdev, mctp_neigh_find(mdev->neighs, eid), RTM_NEWNEIGH,
		       NETLINK_CB(skb).portid, nlh);
	return rc;
}

static int find(struct sk_buff *skb, struct nlmsghdr *nlh,
		struct netlink_ext_ack *extack, struct mctp_dev **ret_mdev,
		const struct mctp_neigh **ret_neigh)
{
	const struct mctp_neigh *neigh;
	struct nlattr *tb[NDA_MAX + 1];
	struct mctp_dev *mdev;
	int rc;

	rc = parse(nlh, extack, tb);
	if (rc)
		return rc;
	mdev = find_dev(skb, nlh, extack);
	if (!mdev)
		return -ENODEV;
	neigh = mctp_neigh_find(mdev->neighs, nla_get_u8(tb[NDA_DST]));
	if (!neigh) {
		NL_SET_ERR_MSG(extack, "no such neighbour on the device");
		return -ENOENT;
	}
	*ret_mdev = mdev;
	*ret_neigh = neigh;
	return 0;
}

int mctp_rtnl_del_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	const struct mctp_neigh *neigh;
	struct mctp_dev *mdev;
	int rc;

	rc = find(skb, nlh, extack, &mdev, &neigh);
	if (rc)
		return rc;
	notify(mdev, neigh, RTM_DELNEIGH, NETLINK_CB(skb).portid, nlh);
	return mctp_neigh_remove(mdev->neighs, neigh->eid);
}

int mctp_rtnl_get_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	u32 portid = NETLINK_CB(skb).portid;
	const struct mctp_neigh *neigh;
	struct mctp_dev *mdev;
	struct sk_buff *reply;
	int rc;

	rc = find(skb, nlh, extack, &mdev, &neigh);
	if (rc)
		return rc;
	reply = message(mdev, neigh, RTM_NEWNEIGH, portid, nlh->nlmsg_seq);
	return reply ? rtnl_unicast(reply, sock_net(skb->sk), portid) :
		       -ENOBUFS;
}

static int dump_dev(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct mctp_dev *mdev)
{
	struct mctp_rtnl_dump *state = (struct mctp_rtnl_dump *)cb->ctx;
	int rc;

	for (; state->pos < MCTP_EID_SPACE; state->pos++) {
		const struct mctp_neigh *neigh;

		neigh = mctp_neigh_find(mdev->neighs, state->pos);
		rc = neigh ? fill(skb, mdev->dev, neigh, RTM_NEWNEIGH,
				  NETLINK_CB(cb->skb).portid,
				  cb->nlh->nlmsg_seq, NLM_F_MULTI) : 0;
		if (rc)
			return rc;
	}
	state->pos = 0;
	return 0;
}

/* Some name the device by an attribute instead of the header. */
static int parse_strict(struct net *net, const struct netlink_callback *cb,
			int *ret_ifindex)
{
	static const struct nla_policy filters[NDA_MAX + 1] = {
		[NDA_IFINDEX]	= { .type = NLA_U32 },
	};
	const struct ndmsg *ndm = nlmsg_data(cb->nlh);
	int ifindex = ndm->ndm_ifindex, rc;
	struct nlattr *tb[NDA_MAX + 1];

	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_state ||
	    ndm->ndm_flags || ndm->ndm_type) {
		NL_SET_ERR_MSG(cb->extack, "only family and index may be set");
		return -EINVAL;
	}
	rc = nlmsg_parse(cb->nlh, sizeof(*ndm), tb, NDA_MAX, filters,
			 cb->extack);
	if (rc)
		return rc;
	if (tb[NDA_IFINDEX]) {
		ifindex = nla_get_u32(tb[NDA_IFINDEX]);
		tb[NDA_IFINDEX] = NULL;
	}
	rc = mctp_rtnl_check_dump(net, cb, tb, NDA_MAX, ifindex);
	if (!rc)
		*ret_ifindex = ifindex;
	return rc;
}

static int parse_filter(struct net *net, const struct netlink_callback *cb,
			int *ret_ifindex)
{
	const struct ndmsg *ndm = nlmsg_data(cb->nlh);

	if (nlmsg_len(cb->nlh) < sizeof(*ndm)) {
		NL_SET_ERR_MSG(cb->extack, "header too short");
		return -EINVAL;
	}
	if (cb->strict_check)
		return parse_strict(net, cb, ret_ifindex);
	*ret_ifindex = ndm->ndm_ifindex;
	return 0;
}

int mctp_rtnl_dump_neigh(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ifindex, rc;

	rc = parse_filter(sock_net(skb->sk), cb, &ifindex);
	return rc ? rc : mctp_rtnl_dump_devs(skb, cb, ifindex, dump_dev);
}
