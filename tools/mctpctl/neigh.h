/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A neighbour as the kernel tells it, for the list and for who watches.
 */
#pragma once

#include "linktab.h"
#include "value.h"

/*
 * From RTM_NEWNEIGH or RTM_DELNEIGH: adds network, eid, link and hwaddr to
 * @row. -ENOENT: of another family.
 */
int neigh_decode(struct nlmsghdr *h, const struct linktab *links,
		 struct value *row);
