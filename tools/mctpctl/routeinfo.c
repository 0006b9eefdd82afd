// SPDX-License-Identifier: Apache-2.0
/*
 * A route as the kernel tells it.
 */
#include "routeinfo.h"

#include <errno.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

static uint32_t read_mtu(struct nlattr *metrics)
{
	struct nlattr *mtu;

	mtu = metrics ?
		      nla_find(nla_data(metrics), nla_len(metrics), RTAX_MTU) :
		      NULL;
	return mtu && nla_len(mtu) >= 4 ? nla_get_u32(mtu) : 0;
}

static void add_nonzero(struct value *row, const char *key, uint32_t n)
{
	if (n)
		value_add_uint(row, key, n);
	else
		value_add(row, key, VALUE_NULL);
}

static void add_link(struct value *row, struct nlattr *oif,
		     const struct linktab *links, struct value *net)
{
	const struct linktab_link *link;
	int ifindex;

	if (!oif || nla_len(oif) < 4) {
		value_add(row, "link", VALUE_NULL);
		return;
	}
	ifindex = nla_get_u32(oif);
	value_add_string(row, "link", linktab_name(links, ifindex));
	link = linktab_by_index(links, ifindex);
	if (link)
		net->number = link->network;
}

static void add_gateway(struct value *row, struct nlattr *gateway,
			struct value *net)
{
	struct routeinfo_gateway gw;
	struct value *via;

	if (!gateway || nla_len(gateway) < (int)sizeof(gw)) {
		value_add(row, "via", VALUE_NULL);
		return;
	}
	nla_memcpy(&gw, gateway, sizeof(gw));
	net->number = gw.net;
	via = value_add(row, "via", VALUE_OBJECT);
	value_add_uint(via, "network", gw.net);
	value_add_uint(via, "eid", gw.eid);
	value_set_text(via, "%u,%u", gw.net, gw.eid);
}

int routeinfo_decode(const void *data, int len, const struct linktab *links,
		     struct value *row)
{
	const struct rtmsg *route = data;
	int skip = NLMSG_ALIGN(sizeof(*route));
	struct nlattr *tb[RTA_MAX + 1];
	struct value *net, *first;
	unsigned int eid;

	if (len < skip || route->rtm_family != AF_MCTP)
		return -ENOENT;
	if (nla_parse(tb, RTA_MAX, (void *)((const char *)data + skip),
		      len - skip, NULL) < 0 ||
	    !tb[RTA_DST] || nla_len(tb[RTA_DST]) < 1)
		return -EBADMSG;
	eid = nla_get_u8(tb[RTA_DST]);
	net = value_add_uint(row, "network", 0);
	first = value_add_uint(row, "first", eid);
	value_add_uint(row, "last", eid + route->rtm_dst_len);
	if (route->rtm_dst_len)
		value_set_text(first, "%u-%u", eid, eid + route->rtm_dst_len);
	value_add_string(row, "type",
			 route->rtm_type == RTN_LOCAL ? "local" : "unicast");
	add_link(row, tb[RTA_OIF], links, net);
	add_gateway(row, tb[RTA_GATEWAY], net);
	add_nonzero(row, "mtu", read_mtu(tb[RTA_METRICS]));
	add_nonzero(row, "source",
		    tb[RTA_PREFSRC] && nla_len(tb[RTA_PREFSRC]) >= 1 ?
			    nla_get_u8(tb[RTA_PREFSRC]) :
			    0);
	return 0;
}
