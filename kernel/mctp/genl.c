// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family "mctp" (uapi/linux/mctp-ext.h): its commands
 * with what each accepts, and the notifications of routes, for which
 * rtnetlink has no group that a module could use.
 */
#include "genl.h"

#include <linux/array_size.h>
#include <linux/mctp-ext.h>
#include <linux/module.h>
#include <net/genetlink.h>

#include "route.h"
#include "rtnl.h"

enum { GROUP_ROUTE };

static const struct genl_multicast_group groups[] = {
	[GROUP_ROUTE] = { .name = MCTP_GENL_GROUP_ROUTE },
};

/* What is not named in a policy is refused. */
static const struct nla_policy none_policy[MCTP_A_MAX + 1] = {};

static const struct nla_policy link_policy[MCTP_A_MAX + 1] = {
	[MCTP_A_IFINDEX]	= { .type = NLA_U32 },
};

static const struct nla_policy network_policy[MCTP_A_MAX + 1] = {
	[MCTP_A_NET]		= { .type = NLA_U32 },
};

/* The nests are parsed where their objects are known. */
static const struct nla_policy link_set_policy[MCTP_A_MAX + 1] = {
	[MCTP_A_IFINDEX]	= { .type = NLA_U32 },
	[MCTP_A_FORWARDING]	= { .type = NLA_U8 },
	[MCTP_A_LIMITS]		= { .type = NLA_NESTED },
};

static const struct nla_policy network_set_policy[MCTP_A_MAX + 1] = {
	[MCTP_A_NET]		= { .type = NLA_U32 },
	[MCTP_A_FORWARDING]	= { .type = NLA_U8 },
	[MCTP_A_LIMITS]		= { .type = NLA_NESTED },
};

#define DO(command, fn, accepts, needs) {				\
	.cmd = (command), .doit = (fn), .policy = (accepts),		\
	.maxattr = MCTP_A_MAX, .flags = GENL_CMD_CAP_DO | (needs),	\
}

#define DUMP(command, fn, accepts) {					\
	.cmd = (command), .dumpit = (fn), .policy = (accepts),		\
	.maxattr = MCTP_A_MAX, .flags = GENL_CMD_CAP_DUMP,		\
}

static const struct genl_split_ops ops[] = {
	DO(MCTP_CMD_LINK_GET, mctp_genl_get_link, link_policy, 0),
	DUMP(MCTP_CMD_LINK_GET, mctp_genl_dump_link, none_policy),
	DO(MCTP_CMD_LINK_SET, mctp_genl_set_link, link_set_policy,
	   GENL_UNS_ADMIN_PERM),
	DO(MCTP_CMD_NETWORK_GET, mctp_genl_get_network, network_policy, 0),
	DUMP(MCTP_CMD_NETWORK_GET, mctp_genl_dump_network, none_policy),
	DO(MCTP_CMD_NETWORK_SET, mctp_genl_set_network, network_set_policy,
	   GENL_UNS_ADMIN_PERM),
};

/* All handlers take RTNL, so there is nothing left to keep apart. */
struct genl_family mctp_genl_family __ro_after_init = {
	.name		= MCTP_GENL_NAME,
	.version	= MCTP_GENL_VERSION,
	.maxattr	= MCTP_A_MAX,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= ops,
	.n_split_ops	= ARRAY_SIZE(ops),
	.mcgrps		= groups,
	.n_mcgrps	= ARRAY_SIZE(groups),
};

static int put_route(struct sk_buff *skb, const struct mctp_route_spec *spec)
{
	struct nlattr *nest;

	if (nla_put_u32(skb, MCTP_A_NET, spec->net))
		return -EMSGSIZE;
	nest = nla_nest_start_noflag(skb, MCTP_A_ROUTE);
	if (!nest || mctp_rtnl_put_route(skb, spec))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Under RTNL. Whoever listens and has no room is told so by its socket. */
void mctp_genl_route_changed(struct net *net,
			     const struct mctp_route_spec *spec, bool added)
{
	u8 cmd = added ? MCTP_CMD_ROUTE_NEW : MCTP_CMD_ROUTE_DEL;
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&mctp_genl_family, net, GROUP_ROUTE))
		return;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		goto err_lost;
	hdr = genlmsg_put(skb, 0, 0, &mctp_genl_family, 0, cmd);
	if (!hdr || put_route(skb, spec))
		goto err_free;
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&mctp_genl_family, net, skb, 0, GROUP_ROUTE,
				GFP_KERNEL);
	return;

err_free:
	nlmsg_free(skb);
err_lost:
	genl_set_err(&mctp_genl_family, net, 0, GROUP_ROUTE, -ENOBUFS);
}

int __init mctp_genl_init(void)
{
	return genl_register_family(&mctp_genl_family);
}

/* On return no request is being handled. Dumps hold the module. */
void mctp_genl_done(void)
{
	genl_unregister_family(&mctp_genl_family);
}
