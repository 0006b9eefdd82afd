// SPDX-License-Identifier: GPL-2.0-only
/* Neighbours: RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH. */
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
	return mctp_neigh_add(mdev->neighs, eid, nla_data(tb[NDA_LLADDR]),
			      mdev->dev->addr_len);
}

int mctp_rtnl_del_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NDA_MAX + 1];
	struct mctp_dev *mdev;
	int rc;

	rc = parse(nlh, extack, tb);
	if (rc)
		return rc;
	mdev = find_dev(skb, nlh, extack);
	if (!mdev)
		return -ENODEV;
	return mctp_neigh_remove(mdev->neighs, nla_get_u8(tb[NDA_DST]));
}

static int fill(struct sk_buff *skb, const struct netlink_callback *cb,
		const struct net_device *dev, const struct mctp_neigh *neigh)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			RTM_NEWNEIGH, sizeof(*ndm), NLM_F_MULTI);
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

/* Where a dump goes on: the device, and the EID not looked at yet. */
struct dump_state {
	unsigned long ifindex;
	unsigned int eid;
};

static int dump_dev(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct mctp_dev *mdev)
{
	struct dump_state *state = (struct dump_state *)cb->ctx;
	int rc;

	for (; state->eid < MCTP_EID_SPACE; state->eid++) {
		const struct mctp_neigh *neigh;

		neigh = mctp_neigh_find(mdev->neighs, state->eid);
		rc = neigh ? fill(skb, cb, mdev->dev, neigh) : 0;
		if (rc)
			return rc;
	}
	state->eid = 0;
	return 0;
}

int mctp_rtnl_dump_neigh(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_state *state = (struct dump_state *)cb->ctx;
	struct net *net = sock_net(skb->sk);
	const struct ndmsg *ndm;
	struct net_device *dev;

	if (nlmsg_len(cb->nlh) < sizeof(*ndm)) {
		NL_SET_ERR_MSG(cb->extack, "header too short");
		return -EINVAL;
	}
	ndm = nlmsg_data(cb->nlh);

	for_each_netdev_dump(net, dev, state->ifindex) {
		const struct mctp_dev *mdev;

		if (ndm->ndm_ifindex && ndm->ndm_ifindex != dev->ifindex)
			continue;
		mdev = mctp_dev_find_rtnl(dev);
		if (mdev && dump_dev(skb, cb, mdev))
			break;
	}
	return skb->len;
}
