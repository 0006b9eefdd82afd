// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl address: the local EIDs of links (RTM_*ADDR).
 */
#include "address.h"

#include <errno.h>
#include <sys/socket.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "verbs.h"

struct listing {
	const struct linktab *links;
	struct value *rows;
};

int address_decode(struct nlmsghdr *h, uint8_t *ret_eid, int *ret_ifindex)
{
	struct ifaddrmsg *info = nlmsg_data(h);
	struct nlattr *tb[IFA_MAX + 1], *eid;

	/* a kernel without a handler for AF_MCTP dumps all other families */
	if (nlmsg_datalen(h) < (int)sizeof(*info) ||
	    info->ifa_family != AF_MCTP)
		return -ENOENT;
	if (nlmsg_parse(h, sizeof(*info), tb, IFA_MAX, NULL) < 0)
		return -EBADMSG;
	eid = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if (!eid || nla_len(eid) < 1)
		return -EBADMSG;
	*ret_eid = nla_get_u8(eid);
	*ret_ifindex = info->ifa_index;
	return 0;
}

static int add_address(struct nlmsghdr *h, void *arg)
{
	struct listing *list = arg;
	const struct linktab_link *link;
	struct value *row;
	uint8_t eid;
	int ifindex, r;

	if (h->nlmsg_type != RTM_NEWADDR)
		return 0;
	r = address_decode(h, &eid, &ifindex);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	link = linktab_by_index(list->links, ifindex);
	row = value_add(list->rows, NULL, VALUE_OBJECT);
	if (link)
		value_add_uint(row, "network", link->network);
	else
		value_add(row, "network", VALUE_NULL);
	value_add_uint(row, "eid", eid);
	value_add_string(row, "link", linktab_name(list->links, ifindex));
	return 0;
}

int address_read(struct netlink *nl, const struct linktab *links,
		 struct value *rows)
{
	struct ifaddrmsg info = { .ifa_family = AF_MCTP };
	struct listing list = { links, rows };

	return netlink_dump(
		nl, netlink_request(RTM_GETADDR, 0, &info, sizeof(info)),
		add_address, &list);
}

int address_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },
		{ "eid", "EID" },
		{ "link", "LINK" },
	};
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	int r;

	(void)argc, (void)argv;
	r = linktab_open(&nl, &links);
	if (!r)
		r = address_read(nl, &links, rows);
	if (r < 0)
		return netlink_fail(nl, r, "addresses");
	output_table(&cli->out, rows, columns, OUTPUT_COLUMNS(columns),
		     "local EID");
	return CLI_OK;
}

static int change(int type, int flags, char **argv)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	struct ifaddrmsg info = { .ifa_family = AF_MCTP };
	const struct linktab_link *link;
	struct nl_msg *m;
	uint8_t eid;
	int r;

	r = args_eid(argv[0], &eid);
	if (!r)
		r = args_word(argv[1], "dev");
	if (r)
		return r;
	r = linktab_open(&nl, &links);
	if (r < 0)
		return netlink_fail(nl, r, "address %u", eid);
	link = linktab_require(&links, argv[2]);
	if (!link)
		return CLI_FAILED;
	info.ifa_index = link->ifindex;
	m = netlink_request(type, flags, &info, sizeof(info));
	netlink_put(m, IFA_LOCAL, &eid, sizeof(eid));
	r = netlink_call(nl, m);
	if (r == -EEXIST)
		return cli_fail(NULL, "address %u: %s has it already", eid,
				link->name);
	if (r == -ENOENT || r == -EADDRNOTAVAIL)
		return cli_fail(NULL, "address %u: not on %s", eid, link->name);
	if (r < 0)
		return netlink_fail(nl, r, "address %u on %s", eid, link->name);
	return CLI_OK;
}

int address_add(struct cli *cli, int argc, char **argv)
{
	(void)cli, (void)argc;
	return change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, argv);
}

int address_del(struct cli *cli, int argc, char **argv)
{
	(void)cli, (void)argc;
	return change(RTM_DELADDR, 0, argv);
}
