// SPDX-License-Identifier: Apache-2.0
/*
 * The generic netlink family "mctp". Its number is found by the controller of
 * generic netlink, which also tells when families come and go.
 */
#include "family.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/mctp-ext.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>

#include "cli.h"

/* The number of the group called @name; 0: none. */
static int find_group(struct nlattr *groups, const char *name)
{
	struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1], *group;
	int left;

	if (!groups)
		return 0;
	nla_for_each_nested(group, groups, left)
	{
		if (nla_parse_nested(tb, CTRL_ATTR_MCAST_GRP_MAX, group, NULL) <
			    0 ||
		    !tb[CTRL_ATTR_MCAST_GRP_NAME] ||
		    !tb[CTRL_ATTR_MCAST_GRP_ID] ||
		    nla_len(tb[CTRL_ATTR_MCAST_GRP_ID]) < 4)
			continue;
		if (!nla_strcmp(tb[CTRL_ATTR_MCAST_GRP_NAME], name))
			return nla_get_u32(tb[CTRL_ATTR_MCAST_GRP_ID]);
	}
	return 0;
}

/* From an answer or a notification of the controller, about any family. */
static int decode_control(struct nlmsghdr *h, void *arg)
{
	struct nlattr *tb[CTRL_ATTR_MAX + 1];
	struct family *family = arg;

	if (h->nlmsg_type != GENL_ID_CTRL || !genlmsg_valid_hdr(h, 0))
		return 0;
	if (genlmsg_parse(h, 0, tb, CTRL_ATTR_MAX, NULL) < 0)
		return -EBADMSG;
	if (!tb[CTRL_ATTR_FAMILY_NAME] ||
	    nla_strcmp(tb[CTRL_ATTR_FAMILY_NAME], MCTP_GENL_NAME) ||
	    !tb[CTRL_ATTR_FAMILY_ID] || nla_len(tb[CTRL_ATTR_FAMILY_ID]) < 2)
		return 0;
	switch (genlmsg_hdr(h)->cmd) {
	case CTRL_CMD_NEWFAMILY:
		family->id = nla_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
		family->route_group = find_group(tb[CTRL_ATTR_MCAST_GROUPS],
						 MCTP_GENL_GROUP_ROUTE);
		break;
	case CTRL_CMD_DELFAMILY:
		/* the kernel ends our membership with the group */
		family->id = 0;
		family->route_group = 0;
		break;
	}
	return 0;
}

static int find_family(struct netlink *nl, struct family *family)
{
	struct genlmsghdr header = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	struct nl_msg *m;
	int r;

	m = netlink_request(GENL_ID_CTRL, 0, &header, sizeof(header));
	netlink_put(m, CTRL_ATTR_FAMILY_NAME, MCTP_GENL_NAME,
		    sizeof(MCTP_GENL_NAME));
	r = netlink_get(nl, m, decode_control, family);
	return r < 0 ? r : family->id ? 0 : -ENOENT;
}

int family_open(struct family *ret_family)
{
	_cleanup_family_ struct family family = { .nl = NULL };
	int r;

	r = netlink_open_protocol(NETLINK_GENERIC, &family.nl);
	if (!r)
		r = find_family(family.nl, &family);
	if (r < 0)
		return r;
	*ret_family = family;
	family.nl = NULL;
	return 0;
}

void family_done(struct family *family)
{
	family->nl = netlink_free(family->nl);
}

struct nl_msg *family_request(const struct family *family, int command)
{
	struct genlmsghdr header = {
		.cmd = command,
		.version = MCTP_GENL_VERSION,
	};

	return netlink_request(family->id, 0, &header, sizeof(header));
}

int family_decode(const struct family *family, struct nlmsghdr *h,
		  int *ret_command, struct nlattr *tb[])
{
	if (!family->id || h->nlmsg_type != family->id)
		return -ENOENT;
	if (!genlmsg_valid_hdr(h, 0) ||
	    genlmsg_parse(h, 0, tb, MCTP_A_MAX, NULL) < 0)
		return -EBADMSG;
	*ret_command = genlmsg_hdr(h)->cmd;
	return 0;
}

static void join(struct family *family)
{
	if (family->route_group)
		netlink_join(family->nl, family->route_group);
}

int family_watch(struct family *ret_family)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_family_ struct family family = { .nl = NULL };
	int r;

	r = netlink_open_protocol(NETLINK_GENERIC, &family.nl);
	if (!r) /* the one group of the controller has its number */
		r = netlink_join(family.nl, GENL_ID_CTRL);
	/* an answer must not wait behind notifications, nor take them away */
	if (!r)
		r = netlink_open_protocol(NETLINK_GENERIC, &nl);
	if (!r)
		r = find_family(nl, &family);
	if (r < 0 && r != -ENOENT)
		return r;
	join(&family);
	*ret_family = family;
	family.nl = NULL;
	return 0;
}

void family_follow(struct family *family, struct nlmsghdr *h)
{
	int before = family->route_group;

	if (!decode_control(h, family) && family->route_group != before)
		join(family);
}

int family_missing(const char *object, const char *what)
{
	return cli_fail(NULL,
			"%s: the AF_MCTP of this kernel does not offer %s",
			object, what);
}
