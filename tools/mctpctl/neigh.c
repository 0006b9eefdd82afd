// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl neigh: which physical address an EID has (RTM_*NEIGH).
 */
#include "neigh.h"

#include <errno.h>
#include <sys/socket.h>

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "linkwork.h"
#include "listing.h"
#include "verbs.h"

int neigh_decode(struct nlmsghdr *h, const struct linktab *links,
		 struct value *row)
{
	struct ndmsg *info = nlmsg_data(h);
	struct nlattr *tb[NDA_MAX + 1], *lladdr;

	if (nlmsg_datalen(h) < (int)sizeof(*info) ||
	    info->ndm_family != AF_MCTP)
		return -ENOENT;
	if (nlmsg_parse(h, sizeof(*info), tb, NDA_MAX, NULL) < 0 ||
	    !tb[NDA_DST] || nla_len(tb[NDA_DST]) < 1)
		return -EBADMSG;
	lladdr = tb[NDA_LLADDR];
	listing_add_network(row, links, info->ndm_ifindex);
	value_add_uint(row, "eid", nla_get_u8(tb[NDA_DST]));
	value_add_string(row, "link", linktab_name(links, info->ndm_ifindex));
	value_add_hex(row, "hwaddr", lladdr ? nla_data(lladdr) : NULL,
		      lladdr ? nla_len(lladdr) : 0);
	return 0;
}

static int add_neigh(struct nlmsghdr *h, void *arg)
{
	if (h->nlmsg_type != RTM_NEWNEIGH)
		return 0;
	return listing_adopt(arg, neigh_decode, h);
}

int neigh_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },
		{ "eid", "EID" },
		{ "link", "LINK" },
		{ "hwaddr", "LLADDR" },
	};
	static const struct listing_kind kind = {
		.request = RTM_GETNEIGH,
		.header = sizeof(struct ndmsg),
		.add = add_neigh,
		.columns = columns,
		.n_columns = OUTPUT_COLUMNS(columns),
		.noun = "neighbour",
		.objects = "neighbours",
	};

	(void)argc, (void)argv;
	return listing_run(cli, &kind);
}

/* @argv: EID dev LINK [lladdr ADDRESS] */
static int parse(int argc, char **argv, uint8_t *ret_eid,
		 struct args_hwaddr *ret_hwaddr)
{
	int r;

	r = args_eid(argv[0], ret_eid);
	if (!r)
		r = args_word(argv[1], "dev");
	if (!r && argc == 5)
		r = args_word(argv[3], "lladdr");
	if (!r && argc == 5)
		r = args_hwaddr(argv[4], ret_hwaddr);
	return r;
}

static int change(int type, int flags, int argc, char **argv)
{
	_cleanup_linkwork_ struct linkwork work = { .nl = NULL };
	struct args_hwaddr hwaddr = { .len = 0 };
	struct ndmsg info = { .ndm_family = AF_MCTP };
	const struct linktab_link *link;
	struct nl_msg *m;
	uint8_t eid;
	int r;

	r = parse(argc, argv, &eid, &hwaddr);
	if (!r)
		r = linkwork_open(&work, argv[2], "neighbour %u", eid);
	if (r)
		return r;
	link = work.link;
	if (hwaddr.len && hwaddr.len != link->hwaddr_len)
		return cli_fail(
			NULL,
			"neighbour %u: an address on %s has %zu bytes, not %zu",
			eid, link->name, link->hwaddr_len, hwaddr.len);
	info.ndm_ifindex = link->ifindex;
	m = netlink_request(type, flags, &info, sizeof(info));
	netlink_put(m, NDA_DST, &eid, sizeof(eid));
	if (hwaddr.len)
		netlink_put(m, NDA_LLADDR, hwaddr.bytes, hwaddr.len);
	r = netlink_call(work.nl, m);
	if (r == -EEXIST)
		return cli_fail("delete it first", "neighbour %u: exists on %s",
				eid, link->name);
	if (r == -ENOENT)
		return cli_fail(NULL, "neighbour %u: none on %s", eid,
				link->name);
	if (r < 0)
		return netlink_fail(work.nl, r, "neighbour %u on %s", eid,
				    link->name);
	return CLI_OK;
}

int neigh_add(struct cli *cli, int argc, char **argv)
{
	(void)cli;
	return change(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, argc, argv);
}

int neigh_del(struct cli *cli, int argc, char **argv)
{
	(void)cli;
	return change(RTM_DELNEIGH, 0, argc, argv);
}
