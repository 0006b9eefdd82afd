/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the kernel reaches an EID on a link: a route and a neighbour, known
 * from its dumps and from what it acknowledged.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"
#include "rtnl.h"

struct link;

struct path {
	struct list node; /* in link->paths */
	uint8_t eid;
	bool has_route;
	bool has_neigh;
	bool seen; /* in the dump that runs */
	uint32_t mtu;
	uint8_t hwaddr_len;
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
};

/* One installation under way; embedded in whoever waits for it. */
struct path_call {
	struct rtnl_call rtnl;
	struct link *link;
	struct path path; /* wanted */
	bool adds_route;  /* what the kernel has not acknowledged, else neigh */
	bool replaced;
	void (*done)(struct path_call *call, int error);
};

struct path *path_find(struct link *link, uint8_t eid);
/* The EID a neighbour of this address has; 0: none. */
uint8_t path_find_hwaddr(const struct link *link, const uint8_t *hwaddr,
			 size_t hwaddr_len);

/*
 * Neighbour, then route, in place of whatever leads to this EID in the
 * network; nothing is touched that is as wanted. 1 when all of it is: done()
 * is not called then, else it comes from the loop.
 */
int path_install(struct link *link, uint8_t eid, const uint8_t *hwaddr,
		 size_t hwaddr_len, uint32_t mtu, struct path_call *call);
/* What is under way counts as done, for path_remove() to take out. */
void path_call_cancel(struct path_call *call);
void path_remove(struct link *link, uint8_t eid);
/* Forgets what is known; the kernel keeps it. */
void path_forget_all(struct link *link);

/* What a dump tells. */
void path_sync_begin(struct link *link);
void path_learn_route(struct link *link, const struct rtnl_route *route);
void path_learn_neigh(struct link *link, const struct rtnl_neigh *neigh);
void path_sync_end(struct link *link);
