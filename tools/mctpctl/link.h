/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of links, which the overview shows too.
 */
#pragma once

#include "address.h"

/* Adds an object per link to the array @rows; loopback only if asked to. */
int link_read(struct netlink *nl, const struct linktab *links, bool loopback,
	      struct value *rows);
/* Adds the counters of the device, received and sent; @line: one line each. */
void link_add_counters(struct value *row, const struct linktab_link *link,
		       bool line);
void link_print(const struct output *out, const struct value *rows);
