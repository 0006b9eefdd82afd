// SPDX-License-Identifier: GPL-2.0-only
/*
 * Links and networks in generic netlink: what is counted, what is in use and
 * how much may be, and the forwarding switch. Both answer in the same form.
 */
#include "genl.h"

#include <linux/mctp-ext.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sizes.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "device.h"
#include "net.h"
#include "network.h"

/* A link with its network, or a network alone. */
struct object {
	struct mctp_net *mns;
	struct mctp_dev *mdev;		/* NULL: the network is meant */
	struct mctp_network *network;
};

/* Indexed by enum mctp_limit. */
typedef u32 limit_values[MCTP_LIMIT_MAX + 1];

static const struct {
	u32 min, max;
	u32 user_max;	/* for who administers a namespace of users only */
} limit_ranges[MCTP_LIMIT_MAX + 1] = {
	[MCTP_LIMIT_REASM_CONTEXTS] = { 1, 65536, MCTP_REASM_NET_CONTEXTS },
	[MCTP_LIMIT_REASM_BYTES] = { SZ_64K, SZ_1G, MCTP_REASM_NET_BYTES },
	[MCTP_LIMIT_TAGS] = { 1, 65536, MCTP_TAG_NET_LIMIT },
};

/* Under the lock of the tags. */
static unsigned int *tag_limit(const struct object *obj)
{
	return obj->mdev ? &obj->mdev->tags.limit : &obj->network->tags.limit;
}

static void read_limits(const struct object *obj, limit_values used,
			limit_values limits)
{
	const struct mctp_reasm_share *have, *may;
	struct mctp_net *mns = obj->mns;

	have = obj->mdev ? &obj->mdev->reasm.used : &obj->network->reasm.used;
	may = obj->mdev ? &obj->mdev->reasm.limit : &obj->network->reasm.limit;
	spin_lock_bh(&mns->reasm.lock);
	used[MCTP_LIMIT_REASM_CONTEXTS] = have->contexts;
	used[MCTP_LIMIT_REASM_BYTES] = have->bytes;
	limits[MCTP_LIMIT_REASM_CONTEXTS] = may->contexts;
	limits[MCTP_LIMIT_REASM_BYTES] = may->bytes;
	spin_unlock_bh(&mns->reasm.lock);

	spin_lock_bh(&mns->tags.lock);
	used[MCTP_LIMIT_TAGS] = obj->mdev ? obj->mdev->tags.used :
					    obj->network->tags.used;
	limits[MCTP_LIMIT_TAGS] = *tag_limit(obj);
	spin_unlock_bh(&mns->tags.lock);
}

/* What is in use stays, also above the new limit; 0 leaves a limit alone. */
static void write_limits(const struct object *obj, const limit_values limits)
{
	struct mctp_net *mns = obj->mns;
	struct mctp_reasm_share *may;

	may = obj->mdev ? &obj->mdev->reasm.limit : &obj->network->reasm.limit;
	spin_lock_bh(&mns->reasm.lock);
	if (limits[MCTP_LIMIT_REASM_CONTEXTS])
		may->contexts = limits[MCTP_LIMIT_REASM_CONTEXTS];
	if (limits[MCTP_LIMIT_REASM_BYTES])
		may->bytes = limits[MCTP_LIMIT_REASM_BYTES];
	spin_unlock_bh(&mns->reasm.lock);

	spin_lock_bh(&mns->tags.lock);
	if (limits[MCTP_LIMIT_TAGS])
		*tag_limit(obj) = limits[MCTP_LIMIT_TAGS];
	spin_unlock_bh(&mns->tags.lock);
}

static int put_limits(struct sk_buff *skb, int attr,
		      const limit_values values)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = MCTP_LIMIT_UNSPEC + 1; i <= MCTP_LIMIT_MAX; i++) {
		if (nla_put_u32(skb, i, values[i]))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_stats(struct sk_buff *skb, const struct mctp_counters *counters)
{
	struct nlattr *nest = nla_nest_start(skb, MCTP_A_STATS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = MCTP_STAT_UNSPEC + 1; i <= MCTP_STAT_MAX; i++) {
		if (nla_put_u64_64bit(skb, i, mctp_stat_read(counters, i),
				      MCTP_STAT_UNSPEC))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_drops(struct sk_buff *skb, const struct mctp_counters *counters)
{
	struct nlattr *nest = nla_nest_start(skb, MCTP_A_DROPS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = MCTP_DROP_NONE + 1; i <= MCTP_DROP_MAX; i++) {
		if (nla_put_u64_64bit(skb, i, mctp_drop_read(counters, i),
				      MCTP_DROP_NONE))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_object(struct sk_buff *skb, const struct object *obj)
{
	limit_values used, limits;
	const struct mctp_counters *counters;
	bool forwarding;

	if (obj->mdev &&
	    nla_put_u32(skb, MCTP_A_IFINDEX, obj->mdev->dev->ifindex))
		return -EMSGSIZE;
	counters = obj->mdev ? &obj->mdev->counters : &obj->network->counters;
	forwarding = obj->mdev ? obj->mdev->forwarding :
				 obj->network->forwarding;
	read_limits(obj, used, limits);
	if (nla_put_u32(skb, MCTP_A_NET, obj->network->id) ||
	    nla_put_u8(skb, MCTP_A_FORWARDING, forwarding) ||
	    put_limits(skb, MCTP_A_LIMITS, limits) ||
	    put_limits(skb, MCTP_A_USED, used) || put_stats(skb, counters) ||
	    put_drops(skb, counters))
		return -EMSGSIZE;
	return 0;
}

/* Under RTNL, by the attribute that names the link. */
static int find_link(struct genl_info *info, struct object *ret_obj)
{
	struct net *net = genl_info_net(info);
	struct net_device *dev;
	struct mctp_dev *mdev;

	if (GENL_REQ_ATTR_CHECK(info, MCTP_A_IFINDEX)) {
		GENL_SET_ERR_MSG(info, "index of the link missing");
		return -EINVAL;
	}
	dev = __dev_get_by_index(net,
				 nla_get_u32(info->attrs[MCTP_A_IFINDEX]));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MCTP_A_IFINDEX],
				    "no link of this index");
		return -ENODEV;
	}
	mdev = mctp_dev_find_rtnl(dev);
	if (!mdev) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MCTP_A_IFINDEX],
				    "link does not carry MCTP");
		return -ENODEV;
	}
	*ret_obj = (struct object) {
		.mns = mctp_net_get(net),
		.mdev = mdev,
		.network = mctp_dev_network(mdev),
	};
	return 0;
}

static int find_network(struct genl_info *info, struct object *ret_obj)
{
	struct mctp_net *mns = mctp_net_get(genl_info_net(info));
	struct mctp_network *network;

	if (GENL_REQ_ATTR_CHECK(info, MCTP_A_NET)) {
		GENL_SET_ERR_MSG(info, "id of the network missing");
		return -EINVAL;
	}
	network = mctp_network_find(&mns->networks,
				    nla_get_u32(info->attrs[MCTP_A_NET]));
	if (!network) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MCTP_A_NET],
				    "no link is in this network");
		return -ENOENT;
	}
	*ret_obj = (struct object) { .mns = mns, .network = network };
	return 0;
}

typedef int (*find_fn)(struct genl_info *info, struct object *ret_obj);

static int get(struct genl_info *info, find_fn find)
{
	struct object obj;
	struct sk_buff *skb;
	void *hdr;
	int rc;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &mctp_genl_family, 0,
				info->genlhdr->cmd);
	rtnl_lock();
	rc = find(info, &obj);
	if (!rc)
		rc = hdr ? put_object(skb, &obj) : -EMSGSIZE;
	rtnl_unlock();
	if (rc) {
		nlmsg_free(skb);
		return rc;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

int mctp_genl_get_link(struct sk_buff *skb, struct genl_info *info)
{
	return get(info, find_link);
}

int mctp_genl_get_network(struct sk_buff *skb, struct genl_info *info)
{
	return get(info, find_network);
}

static int dump_object(struct sk_buff *skb, struct netlink_callback *cb,
		       u8 cmd, const struct object *obj)
{
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &mctp_genl_family, NLM_F_MULTI, cmd);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	if (put_object(skb, obj)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/*
 * Dumps go on at the lowest index or id not told yet, so none that was there
 * all the time is left out or comes twice; of a change meanwhile the
 * receiver learns by NLM_F_DUMP_INTR.
 */
struct dump_state {
	unsigned long ifindex;
	u64 network;
};

int mctp_genl_dump_link(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_state *state = (struct dump_state *)cb->ctx;
	struct net *net = sock_net(skb->sk);
	struct object obj = { .mns = mctp_net_get(net) };
	struct net_device *dev;
	int rc = 0;

	BUILD_BUG_ON(sizeof(*state) > sizeof(cb->ctx));

	rtnl_lock();
	cb->seq = obj.mns->networks.changes;
	for_each_netdev_dump(net, dev, state->ifindex) {
		obj.mdev = mctp_dev_find_rtnl(dev);
		if (!obj.mdev)
			continue;
		obj.network = mctp_dev_network(obj.mdev);
		rc = dump_object(skb, cb, MCTP_CMD_LINK_GET, &obj);
		if (rc)
			break;
	}
	rtnl_unlock();
	return skb->len ?: rc;
}

int mctp_genl_dump_network(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_state *state = (struct dump_state *)cb->ctx;
	struct object obj = { .mns = mctp_net_get(sock_net(skb->sk)) };
	int rc = 0;

	rtnl_lock();
	cb->seq = obj.mns->networks.changes;
	while ((obj.network = mctp_network_next(&obj.mns->networks,
						state->network))) {
		rc = dump_object(skb, cb, MCTP_CMD_NETWORK_GET, &obj);
		if (rc)
			break;
		state->network = (u64)obj.network->id + 1;
	}
	rtnl_unlock();
	return skb->len ?: rc;
}

static const struct nla_policy limit_policy[MCTP_LIMIT_MAX + 1] = {
	[MCTP_LIMIT_REASM_CONTEXTS]	= { .type = NLA_U32 },
	[MCTP_LIMIT_REASM_BYTES]	= { .type = NLA_U32 },
	[MCTP_LIMIT_TAGS]		= { .type = NLA_U32 },
};

static int parse_limit(struct sk_buff *skb, struct netlink_ext_ack *extack,
		       const struct nlattr *attr, u32 *ret_value)
{
	u32 value = nla_get_u32(attr);

	if (value < limit_ranges[nla_type(attr)].min) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "limit below its minimum");
		return -EINVAL;
	}
	if (value > limit_ranges[nla_type(attr)].max) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "limit above its maximum");
		return -ERANGE;
	}
	/* the memory is everybody's */
	if (value > limit_ranges[nla_type(attr)].user_max &&
	    !netlink_capable(skb, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "so much only the machine's administrator may allow");
		return -EPERM;
	}
	*ret_value = value;
	return 0;
}

static int parse_limits(struct sk_buff *skb, struct genl_info *info,
			limit_values ret_limits)
{
	const struct nlattr *attr = info->attrs[MCTP_A_LIMITS];
	struct nlattr *tb[MCTP_LIMIT_MAX + 1];
	int i, rc;

	if (!attr)
		return 0;
	rc = nla_parse_nested(tb, MCTP_LIMIT_MAX, attr, limit_policy,
			      info->extack);
	if (rc)
		return rc;
	for (i = MCTP_LIMIT_UNSPEC + 1; i <= MCTP_LIMIT_MAX; i++) {
		if (!tb[i])
			continue;
		rc = parse_limit(skb, info->extack, tb[i], &ret_limits[i]);
		if (rc)
			return rc;
	}
	return 0;
}

static void set_forwarding(const struct object *obj, bool on)
{
	if (obj->mdev)
		WRITE_ONCE(obj->mdev->forwarding, on);
	else
		WRITE_ONCE(obj->network->forwarding, on);
}

/* All of it, or nothing if something is wrong. */
static int set_locked(struct sk_buff *skb, struct genl_info *info,
		      find_fn find)
{
	const struct nlattr *forwarding = info->attrs[MCTP_A_FORWARDING];
	limit_values limits = {};
	struct object obj;
	int rc;

	rc = find(info, &obj);
	if (rc)
		return rc;
	if (!forwarding && !info->attrs[MCTP_A_LIMITS]) {
		GENL_SET_ERR_MSG(info, "neither forwarding nor limits given");
		return -EINVAL;
	}
	if (forwarding && nla_get_u8(forwarding) > 1) {
		NL_SET_ERR_MSG_ATTR(info->extack, forwarding,
				    "forwarding must be 0 or 1");
		return -EINVAL;
	}
	rc = parse_limits(skb, info, limits);
	if (rc)
		return rc;
	write_limits(&obj, limits);
	if (forwarding)
		set_forwarding(&obj, nla_get_u8(forwarding));
	return 0;
}

static int set(struct sk_buff *skb, struct genl_info *info, find_fn find)
{
	int rc;

	rtnl_lock();
	rc = set_locked(skb, info, find);
	rtnl_unlock();
	return rc;
}

int mctp_genl_set_link(struct sk_buff *skb, struct genl_info *info)
{
	return set(skb, info, find_link);
}

int mctp_genl_set_network(struct sk_buff *skb, struct genl_info *info)
{
	return set(skb, info, find_network);
}
