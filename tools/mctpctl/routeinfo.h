/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A route as the kernel tells it, in a dump, an answer or a notification.
 */
#pragma once

#include "linktab.h"
#include "value.h"

/* The payload of RTA_GATEWAY: a network and an EID in it. */
struct routeinfo_gateway {
	uint32_t net;
	uint8_t eid;
	uint8_t pad[3];
};

_Static_assert(sizeof(struct routeinfo_gateway) == 8, "ABI of RTA_GATEWAY");

/*
 * @data: struct rtmsg and its attributes. Adds network, first, last, type,
 * link, via, mtu and source to @row. -ENOENT: of another family.
 */
int routeinfo_decode(const void *data, int len, const struct linktab *links,
		     struct value *row);
