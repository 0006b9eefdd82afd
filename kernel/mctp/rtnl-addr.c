// SPDX-License-Identifier: GPL-2.0-only
/* Local EIDs: RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR, and notifications. */
#include "rtnl.h"

#include <linux/if_addr.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "device.h"

static const struct nla_policy policy[IFA_MAX + 1] = {
	[IFA_ADDRESS]	= { .type = NLA_U8 },
	[IFA_LOCAL]	= { .type = NLA_U8 },
};

static int parse(struct net *net, struct nlmsghdr *nlh,
		 struct netlink_ext_ack *extack, struct mctp_dev **ret_mdev,
		 u8 *ret_eid)
{
	struct nlattr *tb[IFA_MAX + 1], *eid;
	const struct ifaddrmsg *ifm;
	struct mctp_dev *mdev;
	int rc;

	rc = nlmsg_parse(nlh, sizeof(*ifm), tb, IFA_MAX, policy, extack);
	if (rc < 0)
		return rc;
	eid = tb[IFA_LOCAL] ?: tb[IFA_ADDRESS];
	if (!eid) {
		NL_SET_ERR_MSG(extack, "EID missing");
		return -EINVAL;
	}
	ifm = nlmsg_data(nlh);
	mdev = mctp_rtnl_find_dev(net, ifm->ifa_index, extack);
	if (!mdev)
		return -ENODEV;
	*ret_mdev = mdev;
	*ret_eid = nla_get_u8(eid);
	return 0;
}

static int fill(struct sk_buff *skb, const struct net_device *dev, u8 eid,
		int type, u32 portid, u32 seq, int flags)
{
	struct ifaddrmsg *ifm;
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, portid, seq, type, sizeof(*ifm), flags);
	if (!nlh)
		return -EMSGSIZE;
	ifm = nlmsg_data(nlh);
	*ifm = (struct ifaddrmsg) {
		.ifa_family = AF_MCTP,
		.ifa_index = dev->ifindex,
	};
	if (nla_put_u8(skb, IFA_LOCAL, eid) ||
	    nla_put_u8(skb, IFA_ADDRESS, eid)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static struct sk_buff *message(const struct mctp_dev *mdev, u8 eid, int type,
			       u32 portid, u32 seq)
{
	const size_t size = NLMSG_ALIGN(sizeof(struct ifaddrmsg)) +
			    2 * nla_total_size(1);
	struct sk_buff *skb;

	skb = nlmsg_new(size, GFP_KERNEL);
	if (skb)
		WARN_ON_ONCE(fill(skb, mdev->dev, eid, type, portid, seq, 0));
	return skb;
}

static void notify(const struct mctp_dev *mdev, u8 eid, int type, u32 portid,
		   struct nlmsghdr *nlh)
{
	struct sk_buff *skb;

	skb = message(mdev, eid, type, portid, nlh ? nlh->nlmsg_seq : 0);
	mctp_rtnl_notify(dev_net(mdev->dev), skb, RTNLGRP_MCTP_IFADDR, portid,
			 nlh);
}

/* The device goes, and its EIDs with it. */
void mctp_rtnl_addrs_gone(const struct mctp_dev *mdev)
{
	unsigned int i;

	for (i = 0; i < mdev->num_addrs; i++)
		notify(mdev, mdev->addrs[i], RTM_DELADDR, 0, NULL);
}

int mctp_rtnl_new_addr(struct sk_buff *skb, struct nlmsghdr *nlh,
		       struct netlink_ext_ack *extack)
{
	struct mctp_dev *mdev;
	u8 eid;
	int rc;

	rc = parse(sock_net(skb->sk), nlh, extack, &mdev, &eid);
	if (rc)
		return rc;
	if (!mctp_eid_is_unicast(eid)) {
		NL_SET_ERR_MSG(extack, "EID must be from 8 to 254");
		return -EINVAL;
	}
	rc = mctp_dev_add_addr(mdev, eid);
	if (!rc)
		notify(mdev, eid, RTM_NEWADDR, NETLINK_CB(skb).portid, nlh);
	return rc;
}

int mctp_rtnl_del_addr(struct sk_buff *skb, struct nlmsghdr *nlh,
		       struct netlink_ext_ack *extack)
{
	struct mctp_dev *mdev;
	u8 eid;
	int rc;

	rc = parse(sock_net(skb->sk), nlh, extack, &mdev, &eid);
	if (rc)
		return rc;
	rc = mctp_dev_remove_addr(mdev, eid);
	if (!rc)
		notify(mdev, eid, RTM_DELADDR, NETLINK_CB(skb).portid, nlh);
	return rc;
}

/* One EID of one device: is it there? */
int mctp_rtnl_get_addr(struct sk_buff *skb, struct nlmsghdr *nlh,
		       struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	u32 portid = NETLINK_CB(skb).portid;
	struct mctp_dev *mdev;
	struct sk_buff *reply;
	u8 eid;
	int rc;

	rc = parse(net, nlh, extack, &mdev, &eid);
	if (rc)
		return rc;
	if (!mctp_dev_has_addr(mdev, eid)) {
		NL_SET_ERR_MSG(extack, "device does not have this EID");
		return -ENOENT;
	}
	reply = message(mdev, eid, RTM_NEWADDR, portid, nlh->nlmsg_seq);
	return reply ? rtnl_unicast(reply, net, portid) : -ENOBUFS;
}

static int dump_dev(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct mctp_dev *mdev)
{
	struct mctp_rtnl_dump *state = (struct mctp_rtnl_dump *)cb->ctx;
	int rc;

	for (; state->pos < mdev->num_addrs; state->pos++) {
		rc = fill(skb, mdev->dev, mdev->addrs[state->pos],
			  RTM_NEWADDR, NETLINK_CB(cb->skb).portid,
			  cb->nlh->nlmsg_seq, NLM_F_MULTI);
		if (rc)
			return rc;
	}
	state->pos = 0;
	return 0;
}

static int check_strict(struct net *net, const struct netlink_callback *cb)
{
	const struct ifaddrmsg *ifm = nlmsg_data(cb->nlh);
	struct nlattr *tb[IFA_MAX + 1];
	int rc;

	if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope) {
		NL_SET_ERR_MSG(cb->extack, "only family and index may be set");
		return -EINVAL;
	}
	rc = nlmsg_parse(cb->nlh, sizeof(*ifm), tb, IFA_MAX, policy,
			 cb->extack);
	if (rc)
		return rc;
	return mctp_rtnl_check_dump(net, cb, tb, IFA_MAX, ifm->ifa_index);
}

static int parse_filter(struct net *net, const struct netlink_callback *cb,
			int *ret_ifindex)
{
	const struct ifaddrmsg *ifm = nlmsg_data(cb->nlh);
	int rc;

	if (nlmsg_len(cb->nlh) < sizeof(*ifm)) {
		if (cb->strict_check) {
			NL_SET_ERR_MSG(cb->extack, "header too short");
			return -EINVAL;
		}
		*ret_ifindex = 0;
		return 0;
	}
	rc = cb->strict_check ? check_strict(net, cb) : 0;
	if (!rc)
		*ret_ifindex = ifm->ifa_index;
	return rc;
}

int mctp_rtnl_dump_addr(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ifindex, rc;

	rc = parse_filter(sock_net(skb->sk), cb, &ifindex);
	return rc ? rc : mctp_rtnl_dump_devs(skb, cb, ifindex, dump_dev);
}
