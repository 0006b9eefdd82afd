/* SPDX-License-Identifier: GPL-2.0-only */
/* rtnetlink: addresses, routes, neighbours, and attributes of links. */
#ifndef MCTP_RTNL_H
#define MCTP_RTNL_H

#include <linux/types.h>

struct mctp_dev;
struct mctp_route_spec;
struct net;
struct net_device;
struct netlink_callback;
struct netlink_ext_ack;
struct nlattr;
struct nlmsghdr;
struct sk_buff;

int mctp_rtnl_new_addr(struct sk_buff *skb, struct nlmsghdr *nlh,
		       struct netlink_ext_ack *extack);
int mctp_rtnl_del_addr(struct sk_buff *skb, struct nlmsghdr *nlh,
		       struct netlink_ext_ack *extack);
int mctp_rtnl_get_addr(struct sk_buff *skb, struct nlmsghdr *nlh,
		       struct netlink_ext_ack *extack);
void mctp_rtnl_addrs_gone(const struct mctp_dev *mdev);
int mctp_rtnl_dump_addr(struct sk_buff *skb, struct netlink_callback *cb);

int mctp_rtnl_new_route(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack);
int mctp_rtnl_del_route(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack);
int mctp_rtnl_get_route(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack);
int mctp_rtnl_dump_route(struct sk_buff *skb, struct netlink_callback *cb);

int mctp_rtnl_put_route(struct sk_buff *skb,
			const struct mctp_route_spec *spec);

int mctp_rtnl_new_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack);
int mctp_rtnl_del_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack);
int mctp_rtnl_get_neigh(struct sk_buff *skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack);
void mctp_rtnl_neighs_gone(const struct mctp_dev *mdev);
int mctp_rtnl_dump_neigh(struct sk_buff *skb, struct netlink_callback *cb);

int mctp_rtnl_fill_link(struct sk_buff *skb, const struct net_device *dev,
			u32 ext_filter_mask);
size_t mctp_rtnl_link_size(const struct net_device *dev, u32 ext_filter_mask);
int mctp_rtnl_set_link(struct net_device *dev, const struct nlattr *attr,
		       struct netlink_ext_ack *extack);

struct mctp_dev *mctp_rtnl_find_dev(struct net *net, int ifindex,
				    struct netlink_ext_ack *extack);

/* Tells @group of @skb, or its listeners that they missed it if it is NULL. */
void mctp_rtnl_notify(struct net *net, struct sk_buff *skb, u32 group,
		      u32 portid, const struct nlmsghdr *nlh);

/* Where a dump goes on: the device, and the position in what it has. */
struct mctp_rtnl_dump {
	unsigned long ifindex;
	unsigned int pos;
};

/* @dump_dev starts at the position, and leaves it at 0 after the last. */
int mctp_rtnl_dump_devs(struct sk_buff *skb, struct netlink_callback *cb,
			int ifindex,
			int (*dump_dev)(struct sk_buff *skb,
					struct netlink_callback *cb,
					const struct mctp_dev *mdev));

int mctp_rtnl_check_dump(struct net *net, const struct netlink_callback *cb,
			 struct nlattr *const *tb, int max, int ifindex);

int mctp_rtnl_init(void);
void mctp_rtnl_done(void);

#endif
