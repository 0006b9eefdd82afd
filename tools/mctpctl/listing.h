/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list verb of what the kernel keeps (local EIDs, routes, neighbours):
 * one dump, one row per message, one table.
 */
#pragma once

#include "cli.h"
#include "linktab.h"

struct listing {
	const struct linktab *links;
	struct value *rows;
};

struct listing_kind {
	int request;	/* RTM_GET* */
	size_t header;	/* bytes of its family header, family first */
	netlink_fn add; /* adds a message to the struct listing it is given */
	const struct output_column *columns;
	size_t n_columns;
	const char *noun;    /* one of them, in the footer */
	const char *objects; /* all of them, in errors */
};

/* Adds a row per object to the array @rows. */
int listing_read(struct netlink *nl, const struct linktab *links,
		 const struct listing_kind *kind, struct value *rows);
/* The whole verb; returns the exit code. */
int listing_run(struct cli *cli, const struct listing_kind *kind);

/*
 * Adds the row that @decode makes of a message. A message of another family,
 * -ENOENT of it, adds none: a kernel without a handler for AF_MCTP dumps all
 * others.
 */
int listing_adopt(struct listing *listing,
		  int (*decode)(struct nlmsghdr *h, const struct linktab *links,
				struct value *row),
		  struct nlmsghdr *h);

/* The network of a link, null when the link is not known. */
struct value *listing_add_network(struct value *row,
				  const struct linktab *links, int ifindex);
