/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to rtnetlink made byte by byte, and what comes back as text:
 *
 *	NEWROUTE 2 2d000000fd040001 [1]=14 [8]=- [4]=02000000
 *
 * the message, its flags, its header, its attributes. Sequence number and
 * port are left out, those of links but the part that is MCTP's as well.
 */
#pragma once

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>

#include "../mctp-uapi.h"
#include "probe.h"

#define RTNLGRP_MCTP 34

struct nl_request {
	struct nlmsghdr nlh;
	union {
		struct ifaddrmsg ifa;
		struct rtmsg rtm;
		struct ndmsg ndm;
		struct ifinfomsg ifi;
		char space[1024];
	};
};

/* with a zeroed header of @len bytes whose family is MCTP */
void nl_init(struct nl_request *req, int type, int flags, size_t len);
void nl_attr(struct nl_request *req, int type, const void *data, size_t len);
void nl_attr_u8(struct nl_request *req, int type, uint8_t value);
void nl_attr_u32(struct nl_request *req, int type, uint32_t value);
/* everything added until nl_nest_end() is within */
size_t nl_nest(struct nl_request *req, int type);
void nl_nest_end(struct nl_request *req, size_t nest);

int nl_socket(void);
void nl_set(int fd, int option);
void nl_join(int fd, int group);
/* the errno of the answer, negated; the object of a request that gets one */
long nl_do(struct nl_request *req);
const char *nl_get(struct nl_request *req);
/* on a socket of its own; returns how many objects came, or an errno */
long nl_dump(int fd, struct nl_request *req, struct text *ret_objects);
/* adds what was asked and how many came, or the errno */
void nl_add_dump(struct text *text, int fd, struct nl_request *req,
		 const char *what);
/* reports the objects under this key, sorted if their order means nothing */
void nl_report_dump(const char *key, struct nl_request *req, bool sorted);
/* all that waits, none of it waited for */
const char *nl_waiting(int fd);

long nl_addr(int type, int ifindex, uint8_t eid);
long nl_route(int type, int ifindex, uint8_t first, uint8_t more, uint32_t mtu);
long nl_gateway(int type, uint8_t via, uint8_t first, uint8_t more,
		uint32_t mtu);
long nl_neigh(int type, int ifindex, uint8_t eid, size_t halen);
/* what MCTP has of a link: one attribute, 0 for none, in a nest of this flag */
long nl_link_set(int ifindex, int flag, int attr, const void *data, size_t len);
long nl_link_net(int ifindex, uint32_t net);
/* what the link says of MCTP, in hex */
const char *nl_link(int ifindex);
void nl_report_all(const char *key, int type);
