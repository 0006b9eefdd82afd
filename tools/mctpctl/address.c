// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl address: the local EIDs of links (RTM_*ADDR).
 */
#include "address.h"

#include <errno.h>
#include <sys/socket.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "linkwork.h"
#include "listing.h"
#include "verbs.h"

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

static int decode(struct nlmsghdr *h, const struct linktab *links,
		  struct value *row)
{
	uint8_t eid;
	int ifindex, r;

	r = address_decode(h, &eid, &ifindex);
	if (r < 0)
		return r;
	listing_add_network(row, links, ifindex);
	value_add_uint(row, "eid", eid);
	value_add_string(row, "link", linktab_name(links, ifindex));
	return 0;
}

static int add_address(struct nlmsghdr *h, void *arg)
{
	if (h->nlmsg_type != RTM_NEWADDR)
		return 0;
	return listing_adopt(arg, decode, h);
}

static const struct output_column columns[] = {
	{ "network", "NET" },
	{ "eid", "EID" },
	{ "link", "LINK" },
};

static const struct listing_kind kind = {
	.request = RTM_GETADDR,
	.header = sizeof(struct ifaddrmsg),
	.add = add_address,
	.columns = columns,
	.n_columns = OUTPUT_COLUMNS(columns),
	.noun = "local EID",
	.objects = "addresses",
};

int address_read(struct netlink *nl, const struct linktab *links,
		 struct value *rows)
{
	return listing_read(nl, links, &kind, rows);
}

int address_list(struct cli *cli, int argc, char **argv)
{
	(void)argc, (void)argv;
	return listing_run(cli, &kind);
}

static int change(int type, int flags, char **argv)
{
	_cleanup_linkwork_ struct linkwork work = { .nl = NULL };
	struct ifaddrmsg info = { .ifa_family = AF_MCTP };
	const struct linktab_link *link;
	struct nl_msg *m;
	uint8_t eid;
	int r;

	r = args_eid(argv[0], &eid);
	if (!r)
		r = args_word(argv[1], "dev");
	if (!r)
		r = linkwork_open(&work, argv[2], "address %u", eid);
	if (r)
		return r;
	link = work.link;
	info.ifa_index = link->ifindex;
	m = netlink_request(type, flags, &info, sizeof(info));
	netlink_put(m, IFA_LOCAL, &eid, sizeof(eid));
	r = netlink_call(work.nl, m);
	if (r == -EEXIST)
		return cli_fail(NULL, "address %u: %s has it already", eid,
				link->name);
	if (r == -ENOENT || r == -EADDRNOTAVAIL)
		return cli_fail(NULL, "address %u: not on %s", eid, link->name);
	if (r < 0)
		return netlink_fail(work.nl, r, "address %u on %s", eid,
				    link->name);
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
