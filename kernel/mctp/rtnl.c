// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers the rtnetlink handlers of the family, and has what they share. All
 * of them run under RTNL, dumps too.
 */
#include "rtnl.h"

#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/socket.h>
#include <net/rtnetlink.h>
#include <net/sock.h>

#include "device.h"

struct mctp_dev *mctp_rtnl_find_dev(struct net *net, int ifindex,
				    struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_index(net, ifindex);
	struct mctp_dev *mdev = dev ? mctp_dev_find_rtnl(dev) : NULL;

	if (!dev)
		NL_SET_ERR_MSG(extack, "no device of this index");
	else if (!mdev)
		NL_SET_ERR_MSG(extack, "device does not carry MCTP");
	return mdev;
}

void mctp_rtnl_notify(struct net *net, struct sk_buff *skb, u32 group,
		      u32 portid, const struct nlmsghdr *nlh)
{
	if (skb)
		rtnl_notify(skb, net, portid, group, nlh, GFP_KERNEL);
	else
		rtnl_set_sk_err(net, group, -ENOBUFS);
}

int mctp_rtnl_dump_devs(struct sk_buff *skb, struct netlink_callback *cb,
			int ifindex,
			int (*dump_dev)(struct sk_buff *skb,
					struct netlink_callback *cb,
					const struct mctp_dev *mdev))
{
	struct mctp_rtnl_dump *state = (struct mctp_rtnl_dump *)cb->ctx;
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;

	for_each_netdev_dump(net, dev, state->ifindex) {
		const struct mctp_dev *mdev;

		if (ifindex && ifindex != dev->ifindex)
			continue;
		mdev = mctp_dev_find_rtnl(dev);
		if (mdev && dump_dev(skb, cb, mdev))
			break;
	}
	return skb->len;
}

/*
 * For dumps of who asks the kernel to be strict: no attribute that would be
 * ignored, and a device to filter by must exist.
 */
int mctp_rtnl_check_dump(struct net *net, const struct netlink_callback *cb,
			 struct nlattr *const *tb, int max, int ifindex)
{
	int i;

	for (i = 0; i <= max; i++) {
		if (tb[i]) {
			NL_SET_ERR_MSG_ATTR(cb->extack, tb[i],
					    "no filter by this attribute");
			return -EINVAL;
		}
	}
	if (ifindex && !__dev_get_by_index(net, ifindex)) {
		NL_SET_ERR_MSG(cb->extack, "no device of this index");
		return -ENODEV;
	}
	return 0;
}

#define HANDLER(type, do_it, dump_it) {					\
	.owner = THIS_MODULE, .protocol = PF_MCTP, .msgtype = (type),	\
	.doit = (do_it), .dumpit = (dump_it),				\
}

static const struct rtnl_msg_handler handlers[] = {
	HANDLER(RTM_NEWADDR, mctp_rtnl_new_addr, NULL),
	HANDLER(RTM_DELADDR, mctp_rtnl_del_addr, NULL),
	HANDLER(RTM_GETADDR, mctp_rtnl_get_addr, mctp_rtnl_dump_addr),
	HANDLER(RTM_NEWROUTE, mctp_rtnl_new_route, NULL),
	HANDLER(RTM_DELROUTE, mctp_rtnl_del_route, NULL),
	HANDLER(RTM_GETROUTE, mctp_rtnl_get_route, mctp_rtnl_dump_route),
	HANDLER(RTM_NEWNEIGH, mctp_rtnl_new_neigh, NULL),
	HANDLER(RTM_DELNEIGH, mctp_rtnl_del_neigh, NULL),
	HANDLER(RTM_GETNEIGH, mctp_rtnl_get_neigh, mctp_rtnl_dump_neigh),
};

static struct rtnl_af_ops link_ops = {
	.family = AF_MCTP,
	.fill_link_af = mctp_rtnl_fill_link,
	.get_link_af_size = mctp_rtnl_link_size,
	.set_link_af = mctp_rtnl_set_link,
};

int __init mctp_rtnl_init(void)
{
	int rc;

	rc = rtnl_register_many(handlers);
	if (rc)
		return rc;
	rc = compat_rtnl_af_register(&link_ops);
	if (rc)
		rtnl_unregister_many(handlers);
	return rc;
}

/* Waits for requests that are being handled. */
void mctp_rtnl_done(void)
{
	rtnl_af_unregister(&link_ops);
	rtnl_unregister_many(handlers);
}
