/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's MCTP links, read by one dump of RTM_GETLINK, and the attribute
 * types that older kernel headers lack.
 */
#pragma once

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "args.h"
#include "netlink.h"

/* linux/if_link.h from 7.3 on: DSP0239 binding type, one byte */
#define LINKTAB_ATTR_PHYS_BINDING 2

struct linktab_link {
	int ifindex;
	char name[IFNAMSIZ];
	bool up;
	bool loopback;
	uint32_t network;
	uint32_t mtu;
	uint8_t binding; /* DSP0239; 0 unknown */
	uint8_t hwaddr[ARGS_HWADDR_MAX];
	size_t hwaddr_len;
	char bus[32]; /* parent device, "" none */
	uint64_t rx_packets, rx_bytes, rx_errors, rx_dropped;
	uint64_t tx_packets, tx_bytes, tx_errors, tx_dropped;
};

struct linktab {
	struct linktab_link *links;
	size_t n;
};

/* Only devices that the MCTP core knows are in the table. */
int linktab_read(struct netlink *nl, struct linktab *ret_tab);
/* netlink_open() and linktab_read() */
int linktab_open(struct netlink **ret_nl, struct linktab *ret_tab);
void linktab_done(struct linktab *tab);
#define _cleanup_linktab_ _cleanup_(linktab_done)

/* Adds the link or replaces what is known of it: 0 or -ENOMEM. */
int linktab_put(struct linktab *tab, const struct linktab_link *link);
void linktab_drop(struct linktab *tab, int ifindex);

/* Fills @ret_link from one message: -ENOENT when it is no MCTP link. */
int linktab_decode(struct nlmsghdr *h, struct linktab_link *ret_link);
const struct linktab_link *linktab_by_index(const struct linktab *tab,
					    int ifindex);
const struct linktab_link *linktab_by_name(const struct linktab *tab,
					   const char *name);
/* As above, and reports an unknown name. */
const struct linktab_link *linktab_require(const struct linktab *tab,
					   const char *name);
/* The link's name, or "if<N>" for one that is not in the table. */
const char *linktab_name(const struct linktab *tab, int ifindex);
/* "i3c", "smbus", ...; NULL unknown */
const char *linktab_binding_name(uint8_t binding);
