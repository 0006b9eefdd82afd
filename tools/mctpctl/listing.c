// SPDX-License-Identifier: Apache-2.0
/*
 * Lists of what the kernel keeps.
 */
#include "listing.h"

#include <errno.h>
#include <sys/socket.h>

int listing_read(struct netlink *nl, const struct linktab *links,
		 const struct listing_kind *kind, struct value *rows)
{
	/* every header of rtnetlink begins with the family */
	unsigned char header[32] = { AF_MCTP };
	struct listing listing = { links, rows };

	return netlink_dump(
		nl, netlink_request(kind->request, 0, header, kind->header),
		kind->add, &listing);
}

int listing_run(struct cli *cli, const struct listing_kind *kind)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	int r;

	r = linktab_open(&nl, &links);
	if (!r)
		r = listing_read(nl, &links, kind, rows);
	if (r < 0)
		return netlink_fail(nl, r, "%s", kind->objects);
	output_table(&cli->out, rows, kind->columns, kind->n_columns,
		     kind->noun);
	return CLI_OK;
}

int listing_adopt(struct listing *listing,
		  int (*decode)(struct nlmsghdr *h, const struct linktab *links,
				struct value *row),
		  struct nlmsghdr *h)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	int r = decode(h, listing->links, row);

	if (!r)
		value_adopt(listing->rows, NULL, take_ptr(row));
	return r == -ENOENT ? 0 : r;
}

struct value *listing_add_network(struct value *row,
				  const struct linktab *links, int ifindex)
{
	const struct linktab_link *link = linktab_by_index(links, ifindex);

	if (!link)
		return value_add(row, "network", VALUE_NULL);
	return value_add_uint(row, "network", link->network);
}
