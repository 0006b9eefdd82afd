// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl route: the kernel's MCTP routes (RTM_*ROUTE).
 */
#include "verbs.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "linkwork.h"
#include "listing.h"

/* The payload of RTA_GATEWAY: a network and an EID in it. */
struct gateway {
	uint32_t net;
	uint8_t eid;
	uint8_t pad[3];
};

_Static_assert(sizeof(struct gateway) == 8, "ABI of RTA_GATEWAY");

static uint32_t read_mtu(struct nlattr *metrics)
{
	struct nlattr *mtu;

	mtu = metrics ?
		      nla_find(nla_data(metrics), nla_len(metrics), RTAX_MTU) :
		      NULL;
	return mtu && nla_len(mtu) >= 4 ? nla_get_u32(mtu) : 0;
}

static void add_target(struct value *row, const struct listing *list,
		       struct nlattr **tb, struct value *net)
{
	struct gateway gw;
	struct value *via;
	int ifindex;

	if (tb[RTA_OIF] && nla_len(tb[RTA_OIF]) >= 4) {
		ifindex = nla_get_u32(tb[RTA_OIF]);
		value_add_string(row, "link",
				 linktab_name(list->links, ifindex));
		value_add(row, "via", VALUE_NULL);
		if (linktab_by_index(list->links, ifindex))
			net->number =
				linktab_by_index(list->links, ifindex)->network;
		return;
	}
	value_add(row, "link", VALUE_NULL);
	if (!tb[RTA_GATEWAY] || nla_len(tb[RTA_GATEWAY]) < (int)sizeof(gw)) {
		value_add(row, "via", VALUE_NULL);
		return;
	}
	nla_memcpy(&gw, tb[RTA_GATEWAY], sizeof(gw));
	net->number = gw.net;
	via = value_add(row, "via", VALUE_OBJECT);
	value_add_uint(via, "network", gw.net);
	value_add_uint(via, "eid", gw.eid);
}

static int add_route(struct nlmsghdr *h, void *arg)
{
	struct listing *list = arg;
	struct nlattr *tb[RTA_MAX + 1];
	struct rtmsg *route = nlmsg_data(h);
	struct value *row, *net, *first;
	uint32_t mtu;
	uint8_t eid;

	/* a kernel without a handler for AF_MCTP dumps all other families */
	if (h->nlmsg_type != RTM_NEWROUTE ||
	    nlmsg_datalen(h) < (int)sizeof(*route) ||
	    route->rtm_family != AF_MCTP)
		return 0;
	if (nlmsg_parse(h, sizeof(*route), tb, RTA_MAX, NULL) < 0 ||
	    !tb[RTA_DST] || nla_len(tb[RTA_DST]) < 1)
		return -EBADMSG;
	eid = nla_get_u8(tb[RTA_DST]);
	mtu = read_mtu(tb[RTA_METRICS]);
	row = value_add(list->rows, NULL, VALUE_OBJECT);
	net = value_add_uint(row, "network", 0);
	first = value_add_uint(row, "first", eid);
	value_add_uint(row, "last", eid + route->rtm_dst_len);
	if (route->rtm_dst_len)
		value_set_text(first, "%u-%u", eid, eid + route->rtm_dst_len);
	value_add_string(row, "type",
			 route->rtm_type == RTN_LOCAL ? "local" : "unicast");
	add_target(row, list, tb, net);
	if (mtu)
		value_add_uint(row, "mtu", mtu);
	else
		value_add(row, "mtu", VALUE_NULL);
	return 0;
}

int route_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" }, { "first", "EID" }, { "type", "TYPE" },
		{ "link", "LINK" },   { "via", "VIA" },	  { "mtu", "MTU" },
	};
	static const struct listing_kind kind = {
		.request = RTM_GETROUTE,
		.header = sizeof(struct rtmsg),
		.add = add_route,
		.columns = columns,
		.n_columns = OUTPUT_COLUMNS(columns),
		.noun = "route",
		.objects = "routes",
	};

	(void)argc, (void)argv;
	return listing_run(cli, &kind);
}

struct target {
	uint8_t first, last;
	bool by_gateway;
	struct gateway gateway;
	uint64_t mtu; /* 0: none given */
};

static int parse_target(int argc, char **argv, struct target *ret_t)
{
	struct target t = { .first = 0 };
	int r;

	r = args_eid_range(argv[0], &t.first, &t.last);
	if (r)
		return r;
	t.by_gateway = !strcmp(argv[1], "via");
	if (t.by_gateway)
		r = args_net_eid(argv[2], &t.gateway.net, &t.gateway.eid);
	else if (strcmp(argv[1], "dev"))
		r = cli_usage("expected 'dev' or 'via', got '%s'", argv[1]);
	if (!r && argc == 4)
		r = cli_usage("'%s' is not 'mtu N'", argv[3]);
	if (!r && argc == 5)
		r = args_word(argv[3], "mtu");
	/* DSP0236 8.1: 64 is the baseline; the header makes it 68 */
	if (!r && argc == 5)
		r = args_number(argv[4], "MTU", 68, 65535, &t.mtu);
	if (!r)
		*ret_t = t;
	return r;
}

static struct nl_msg *build(int type, int flags, const struct target *t,
			    const struct linktab_link *link)
{
	struct rtmsg route = {
		.rtm_family = AF_MCTP,
		.rtm_dst_len = t->last - t->first,
		.rtm_type = RTN_UNICAST,
	};
	struct nl_msg *m = netlink_request(type, flags, &route, sizeof(route));
	struct nlattr *metrics;
	uint32_t oif = link ? link->ifindex : 0, mtu = t->mtu;

	netlink_put(m, RTA_DST, &t->first, sizeof(t->first));
	if (t->by_gateway)
		netlink_put(m, RTA_GATEWAY, &t->gateway, sizeof(t->gateway));
	else
		netlink_put(m, RTA_OIF, &oif, sizeof(oif));
	if (mtu) {
		metrics = netlink_nest(m, RTA_METRICS);
		netlink_put(m, RTAX_MTU, &mtu, sizeof(mtu));
		nla_nest_end(m, metrics);
	}
	return m;
}

static int change(int type, int flags, int argc, char **argv)
{
	_cleanup_linkwork_ struct linkwork work = { .nl = NULL };
	struct target t;
	int r;

	r = parse_target(argc, argv, &t);
	if (!r)
		r = linkwork_open(&work, t.by_gateway ? NULL : argv[2],
				  "route %s", argv[0]);
	if (r)
		return r;
	r = netlink_call(work.nl, build(type, flags, &t, work.link));
	if (r == -EEXIST)
		return cli_fail("mctpctl route lists them",
				"route %s: exists already", argv[0]);
	if (r == -ENOENT)
		return cli_fail("mctpctl route lists them",
				"route %s %s %s: no such route", argv[0],
				argv[1], argv[2]);
	if (r < 0)
		return netlink_fail(work.nl, r, "route %s %s %s", argv[0],
				    argv[1], argv[2]);
	return CLI_OK;
}

int route_add(struct cli *cli, int argc, char **argv)
{
	(void)cli;
	return change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, argc, argv);
}

int route_del(struct cli *cli, int argc, char **argv)
{
	(void)cli;
	return change(RTM_DELROUTE, 0, argc, argv);
}
