/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of links, which the overview shows too.
 */
#pragma once

#include "address.h"

/* Adds an object per link to the array @rows. */
int link_read(struct netlink *nl, const struct linktab *links,
	      struct value *rows);
void link_print(const struct output *out, const struct value *rows);
