/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rtnetlink messages of MCTP: changes encoded, notifications decoded. No
 * sockets.
 */
#pragma once

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "rtnl.h"

struct nl_msg;

/* What a dump is asked for, in this order. */
enum rtnl_dump {
	RTNL_DUMP_LINKS,
	RTNL_DUMP_ADDRESSES,
	RTNL_DUMP_ROUTES,
	RTNL_DUMP_NEIGHBOURS,
	RTNL_DUMPS,
};

/* NULL when out of memory. */
struct nl_msg *rtnl_message_change(const struct rtnl_change *change,
				   uint32_t sequence);
struct nl_msg *rtnl_message_dump(enum rtnl_dump dump, uint32_t sequence);
/* For log lines: "add route to EID 9". */
const char *rtnl_action_format(enum rtnl_action action);

/*
 * -ENOENT for a message that is not about MCTP, -EBADMSG for one that is
 * damaged.
 */
int rtnl_message_parse_link(struct nlmsghdr *header,
			    struct rtnl_link *ret_link);
int rtnl_message_parse_address(struct nlmsghdr *header, int *ret_ifindex,
			       uint8_t *ret_eid);
int rtnl_message_parse_route(struct nlmsghdr *header,
			     struct rtnl_route *ret_route);
int rtnl_message_parse_neigh(struct nlmsghdr *header,
			     struct rtnl_neigh *ret_neigh);
/* What the kernel says about an error, in the message; or NULL. */
const char *rtnl_message_parse_reason(struct nlmsghdr *header);
