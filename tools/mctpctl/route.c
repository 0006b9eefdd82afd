// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl route: the kernel's MCTP routes (RTM_*ROUTE).
 */
#include "verbs.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "family.h"
#include "linkwork.h"
#include "listing.h"
#include "routeinfo.h"

static int decode(struct nlmsghdr *h, const struct linktab *links,
		  struct value *row)
{
	return routeinfo_decode(nlmsg_data(h), nlmsg_datalen(h), links, row);
}

static int add_route(struct nlmsghdr *h, void *arg)
{
	if (h->nlmsg_type != RTM_NEWROUTE)
		return 0;
	return listing_adopt(arg, decode, h);
}

int route_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },	{ "first", "EID" }, { "type", "TYPE" },
		{ "link", "LINK" },	{ "via", "VIA" },   { "mtu", "MTU" },
		{ "source", "SOURCE" },
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
	struct routeinfo_gateway gateway;
	uint64_t mtu;	/* 0: none given */
	uint8_t source; /* 0: none given */
};

/* @argv: mtu N and source EID, each once */
static int parse_metrics(int argc, char **argv, struct target *t)
{
	bool mtu;
	int r = CLI_OK;

	for (int i = 0; !r && i < argc; i += 2) {
		mtu = !strcmp(argv[i], "mtu");
		if (!mtu && strcmp(argv[i], "source"))
			return cli_usage("'%s' is not 'mtu N' or 'source EID'",
					 argv[i]);
		if (i + 1 == argc)
			return cli_usage("'%s' is not '%s'", argv[i],
					 mtu ? "mtu N" : "source EID");
		if (mtu ? t->mtu : t->source)
			return cli_usage("%s is given twice", argv[i]);
		/* DSP0236 8.1: 64 is the baseline; the header makes it 68 */
		r = mtu ? args_number(argv[i + 1], "MTU", 68, 65535, &t->mtu) :
			  args_eid(argv[i + 1], &t->source);
	}
	return r;
}

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
	if (!r)
		r = parse_metrics(argc - 3, argv + 3, &t);
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
	if (t->source)
		netlink_put(m, RTA_PREFSRC, &t->source, sizeof(t->source));
	if (mtu) {
		metrics = netlink_nest(m, RTA_METRICS);
		netlink_put(m, RTAX_MTU, &mtu, sizeof(mtu));
		nla_nest_end(m, metrics);
	}
	return m;
}

/* The in-tree kernel would ignore the attribute and say that all is well. */
static int require_source(const char *what)
{
	_cleanup_family_ struct family family = { .nl = NULL };
	int r = family_open(&family);

	if (r == -ENOENT)
		return family_missing(what, "a source per route");
	return r < 0 ? netlink_fail(NULL, r, "%s", what) : CLI_OK;
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
	if (!r && t.source)
		r = require_source(work.what);
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

/* Any link in the network @net, by which the request names it. */
static const struct linktab_link *link_in(const struct linktab *links,
					  uint32_t net)
{
	for (size_t i = 0; i < links->n; i++)
		if (links->links[i].network == net)
			return &links->links[i];
	return NULL;
}

static struct nl_msg *build_get(uint8_t eid, const struct linktab_link *link)
{
	struct rtmsg route = { .rtm_family = AF_MCTP };
	struct nl_msg *m =
		netlink_request(RTM_GETROUTE, 0, &route, sizeof(route));
	uint32_t oif;

	netlink_put(m, RTA_DST, &eid, sizeof(eid));
	if (link) {
		oif = link->ifindex;
		netlink_put(m, RTA_OIF, &oif, sizeof(oif));
	}
	return m;
}

/* Puts the EID before what the kernel says of the route to it. */
static int print_answer(const struct output *out, const struct linkwork *work,
			uint8_t eid, struct value *rows)
{
	_cleanup_value_ struct value *answer = value_new(VALUE_OBJECT);

	if (!rows->first)
		return cli_fail(NULL, "%s: the kernel gave no answer",
				work->what);
	value_add_uint(answer, "eid", eid);
	value_move(answer, rows->first);
	for (struct value *v = answer->first; v; v = v->next)
		value_set_hidden(v, !strcmp(v->key, "last"));
	output_details(out, answer);
	return CLI_OK;
}

int route_get(struct cli *cli, int argc, char **argv)
{
	_cleanup_linkwork_ struct linkwork work = { .nl = NULL };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	struct listing list = { &work.links, rows };
	const struct linktab_link *link;
	char in[32] = "";
	uint8_t eid;
	int r;

	(void)argc;
	if (cli->net)
		snprintf(in, sizeof(in), " in network %u", cli->net);
	r = args_eid(argv[0], &eid);
	if (!r)
		r = linkwork_open(&work, NULL, "route to %u%s", eid, in);
	if (r)
		return r;
	link = cli->net ? link_in(&work.links, cli->net) : NULL;
	if (cli->net && !link)
		return cli_fail("mctpctl network lists them",
				"network %u: no such network", cli->net);
	r = netlink_get(work.nl, build_get(eid, link), add_route, &list);
	if (r == -EOPNOTSUPP)
		return cli_fail("mctpctl route lists all",
				"%s: this kernel does not answer for one EID",
				work.what);
	if (r == -EHOSTUNREACH)
		return cli_fail("mctpctl route lists them", "%s: there is none",
				work.what);
	if (r < 0)
		return netlink_fail(work.nl, r, "%s", work.what);
	return print_answer(&cli->out, &work, eid, rows);
}
