/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What else is in the machine while something is measured: sockets that
 * listen, tags that wait for a reply, routes.
 */
#pragma once

#define LOAD_SOCKETS_MAX 8192

struct load {
	int *sockets;
	unsigned int sockets_count;
	unsigned int tags_count;
	unsigned int routes_count;
	int route_ifindex;
};

/* Each grows the load to so many; load_done() removes all. */
int load_sockets(struct load *load, unsigned int count);
int load_binds(const struct load *load);
int load_tags(struct load *load, unsigned int count);
int load_routes(struct load *load, int ifindex, unsigned int count);
void load_done(struct load *load);
