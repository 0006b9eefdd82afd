/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generic netlink family "mctp" (linux/mctp-ext.h), which the in-tree
 * AF_MCTP does not have.
 */
#pragma once

#include <netlink/genl/genl.h>

#include "netlink.h"

struct family {
	struct netlink *nl;
	int id;		 /* message type; 0: the kernel does not have it */
	int route_group; /* 0: none */
};

/* -ENOENT: the kernel does not have it; others of netlink_open() */
int family_open(struct family *ret_family);
void family_done(struct family *family);
#define _cleanup_family_ _cleanup_(family_done)

/* A request without attributes. */
struct nl_msg *family_request(const struct family *family, int command);
/* The attributes of an answer or notification; -ENOENT: not of the family. */
int family_decode(const struct family *family, struct nlmsghdr *h,
		  int *ret_command, struct nlattr *tb[]);

/*
 * For who waits for notifications: opens a connection that follows the family
 * as its module comes and goes, and is in its groups while it is there.
 * Notifications of the latter kind are to be given to family_follow().
 */
int family_watch(struct family *ret_family);
void family_follow(struct family *family, struct nlmsghdr *h);

/* Reports that the kernel cannot do @what; returns CLI_FAILED. */
int family_missing(const char *object, const char *what);
