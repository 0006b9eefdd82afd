// SPDX-License-Identifier: GPL-2.0-only
/* IFLA_AF_SPEC of a link: its network id, and the binding it speaks. */
#include "rtnl.h"

#include <linux/if_link.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>

#include "device.h"

/* The headers of some kernels know only the first, so both are here. */
enum {
	LINK_ATTR_NET = IFLA_MCTP_NET,
	LINK_ATTR_PHYS_BINDING,
	LINK_ATTR_END
};

static const struct nla_policy policy[LINK_ATTR_END] = {
	[LINK_ATTR_NET] = { .type = NLA_U32 },
};

int mctp_rtnl_fill_link(struct sk_buff *skb, const struct net_device *dev,
			u32 ext_filter_mask)
{
	const struct mctp_dev *mdev;
	u8 binding;
	u32 net;

	rcu_read_lock();
	mdev = mctp_dev_find(dev);
	if (!mdev) {
		rcu_read_unlock();
		return -ENODATA;
	}
	net = READ_ONCE(mdev->net);
	binding = mctp_dev_binding(mdev);
	rcu_read_unlock();

	if (nla_put_u32(skb, LINK_ATTR_NET, net) ||
	    nla_put_u8(skb, LINK_ATTR_PHYS_BINDING, binding))
		return -EMSGSIZE;
	return 0;
}

/* Called under rcu_read_lock(). */
size_t mctp_rtnl_link_size(const struct net_device *dev, u32 ext_filter_mask)
{
	return mctp_dev_find(dev) ?
	       nla_total_size(sizeof(u32)) + nla_total_size(sizeof(u8)) : 0;
}

int mctp_rtnl_set_link(struct net_device *dev, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LINK_ATTR_END];
	struct mctp_dev *mdev;
	u32 before;
	int rc;

	rc = nla_parse_nested(tb, LINK_ATTR_END - 1, attr, policy, extack);
	if (rc)
		return rc;
	mdev = mctp_dev_find_rtnl(dev);
	if (!mdev || !tb[LINK_ATTR_NET])
		return 0;

	before = mdev->net;
	rc = mctp_dev_set_net(mdev, nla_get_u32(tb[LINK_ATTR_NET]));
	if (rc == -EINVAL)
		NL_SET_ERR_MSG(extack, "0 is not a network id");
	/* rtnetlink tells listeners itself, but only of a device that is up */
	if (mdev->net != before && !(dev->flags & IFF_UP))
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, dev);
	return rc;
}
