/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel tells of links and networks by the family "mctp": the
 * forwarding switch, limits, what is used of them, statistics and drops.
 */
#pragma once

#include "counters.h"
#include "family.h"
#include "linktab.h"

struct state {
	int ifindex; /* 0: of a network */
	uint32_t network;
	bool has_forwarding, forwarding;
	struct counters limits, used, stats, drops;
};

struct statetab {
	bool offered; /* false: by an in-tree kernel, there are no states */
	struct state *states;
	size_t n;
};

/* -ENOENT: no message of the family, or neither link nor network */
int state_decode(const struct family *family, struct nlmsghdr *h,
		 struct state *ret_state);
/* Adds the keys forwarding, stats, usage and drops; @s may be NULL. */
void state_add(struct value *row, const struct state *s, bool all);
/* Some of them. */
void state_add_forwarding(struct value *row, const struct state *s);
void state_add_usage(struct value *row, const struct state *s);

/* Reads all of them; a kernel that offers none is no error. */
int statetab_open(struct statetab *ret_tab);
void statetab_done(struct statetab *tab);
#define _cleanup_statetab_ _cleanup_(statetab_done)

/* NULL: the kernel tells nothing of it. */
const struct state *statetab_link(const struct statetab *tab, int ifindex);
const struct state *statetab_network(const struct statetab *tab, uint32_t net);

/*
 * The networks that links are in or that the kernel tells of, in order;
 * @ret_networks is to be freed. Network 0 is told only with @none.
 */
size_t state_networks(const struct statetab *tab, const struct linktab *links,
		      bool none, uint32_t **ret_networks);
