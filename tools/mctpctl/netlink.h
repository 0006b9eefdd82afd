/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A blocking netlink connection, mostly to rtnetlink: one request and its
 * answer, or a dump.
 */
#pragma once

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "lib/cleanup.h"

struct netlink;

/* -EAFNOSUPPORT: the kernel has no AF_MCTP, also after asking for its module */
int netlink_open(struct netlink **ret_nl);
/* -errno only; also where the kernel has no AF_MCTP (monitor waits for it). */
int netlink_open_any(struct netlink **ret_nl);
/* The same for another protocol, NETLINK_GENERIC for example. */
int netlink_open_protocol(int protocol, struct netlink **ret_nl);
struct netlink *netlink_free(struct netlink *nl);
DEFINE_CLEANUP(struct netlink *, netlink_free);
#define _cleanup_netlink_ _cleanup_(netlink_freep)

/* A request with @payload as its family header; ends the program on OOM. */
struct nl_msg *netlink_request(int type, int flags, const void *payload,
			       size_t len);

/* Attributes of such a request. */
void netlink_put(struct nl_msg *m, int type, const void *data, size_t len);
struct nlattr *netlink_nest(struct nl_msg *m, int type);

typedef int (*netlink_fn)(struct nlmsghdr *message, void *arg);

/* Each consumes @request and returns 0 or the negative errno of the kernel. */
int netlink_call(struct netlink *nl, struct nl_msg *request);
/* Calls @each for what is answered; a negative return of it is returned. */
int netlink_get(struct netlink *nl, struct nl_msg *request, netlink_fn each,
		void *arg);
/* Calls @each per message of a dump; a negative return of it ends the dump. */
int netlink_dump(struct netlink *nl, struct nl_msg *request, netlink_fn each,
		 void *arg);

/* Joins a multicast group (RTNLGRP_*). */
int netlink_join(struct netlink *nl, int group);
int netlink_fd(const struct netlink *nl);
/* Receives what is there. -ENOBUFS: messages were lost. */
int netlink_receive(struct netlink *nl, netlink_fn each, void *arg);

/* Reports a failed netlink request on @what; returns CLI_FAILED. */
int netlink_fail(const struct netlink *nl, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
