/* SPDX-License-Identifier: GPL-2.0-only */
/* The generic netlink family: counters, limits, switches, route changes. */
#ifndef MCTP_GENL_H
#define MCTP_GENL_H

#include <linux/types.h>

struct genl_info;
struct mctp_route_spec;
struct net;
struct netlink_callback;
struct sk_buff;

extern struct genl_family mctp_genl_family;

int mctp_genl_get_link(struct sk_buff *skb, struct genl_info *info);
int mctp_genl_dump_link(struct sk_buff *skb, struct netlink_callback *cb);
int mctp_genl_set_link(struct sk_buff *skb, struct genl_info *info);
int mctp_genl_get_network(struct sk_buff *skb, struct genl_info *info);
int mctp_genl_dump_network(struct sk_buff *skb, struct netlink_callback *cb);
int mctp_genl_set_network(struct sk_buff *skb, struct genl_info *info);

void mctp_genl_route_changed(struct net *net,
			     const struct mctp_route_spec *spec, bool added);

int mctp_genl_init(void);
void mctp_genl_done(void);

#endif
