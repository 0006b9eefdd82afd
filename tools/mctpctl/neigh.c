// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl neigh: which physical address an EID has (RTM_*NEIGH).
 */
#include "verbs.h"

#include <errno.h>
#include <sys/socket.h>

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "linktab.h"

struct listing {
	const struct linktab *links;
	struct value *rows;
};

static int add_neigh(struct nlmsghdr *h, void *arg)
{
	struct listing *list = arg;
	const struct linktab_link *link;
	struct ndmsg *info = nlmsg_data(h);
	struct nlattr *tb[NDA_MAX + 1], *lladdr;
	struct value *row;

	/* a kernel without a handler for AF_MCTP dumps all other families */
	if (h->nlmsg_type != RTM_NEWNEIGH ||
	    nlmsg_datalen(h) < (int)sizeof(*info) ||
	    info->ndm_family != AF_MCTP)
		return 0;
	if (nlmsg_parse(h, sizeof(*info), tb, NDA_MAX, NULL) < 0 ||
	    !tb[NDA_DST] || nla_len(tb[NDA_DST]) < 1)
		return -EBADMSG;
	link = linktab_by_index(list->links, info->ndm_ifindex);
	lladdr = tb[NDA_LLADDR];
	row = value_add(list->rows, NULL, VALUE_OBJECT);
	if (link)
		value_add_uint(row, "network", link->network);
	else
		value_add(row, "network", VALUE_NULL);
	value_add_uint(row, "eid", nla_get_u8(tb[NDA_DST]));
	value_add_string(row, "link",
			 linktab_name(list->links, info->ndm_ifindex));
	value_add_hex(row, "hwaddr", lladdr ? nla_data(lladdr) : NULL,
		      lladdr ? nla_len(lladdr) : 0);
	return 0;
}

int neigh_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },
		{ "eid", "EID" },
		{ "link", "LINK" },
		{ "hwaddr", "LLADDR" },
	};
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	struct ndmsg info = { .ndm_family = AF_MCTP };
	struct listing list = { &links, rows };
	int r;

	(void)argc, (void)argv;
	r = linktab_open(&nl, &links);
	if (!r)
		r = netlink_dump(nl,
				 netlink_request(RTM_GETNEIGH, 0, &info,
						 sizeof(info)),
				 add_neigh, &list);
	if (r < 0)
		return netlink_fail(nl, r, "neighbours");
	output_table(&cli->out, rows, columns, OUTPUT_COLUMNS(columns),
		     "neighbour");
	return CLI_OK;
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
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	struct args_hwaddr hwaddr = { .len = 0 };
	struct ndmsg info = { .ndm_family = AF_MCTP };
	const struct linktab_link *link;
	struct nl_msg *m;
	uint8_t eid;
	int r;

	r = parse(argc, argv, &eid, &hwaddr);
	if (r)
		return r;
	r = linktab_open(&nl, &links);
	if (r < 0)
		return netlink_fail(nl, r, "neighbour %u", eid);
	link = linktab_require(&links, argv[2]);
	if (!link)
		return CLI_FAILED;
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
	r = netlink_call(nl, m);
	if (r == -EEXIST)
		return cli_fail("delete it first", "neighbour %u: exists on %s",
				eid, link->name);
	if (r == -ENOENT)
		return cli_fail(NULL, "neighbour %u: none on %s", eid,
				link->name);
	if (r < 0)
		return netlink_fail(nl, r, "neighbour %u on %s", eid,
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
