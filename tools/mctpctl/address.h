/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local EIDs, for the verbs that show them beside something else.
 */
#pragma once

#include "linktab.h"

/* From RTM_NEWADDR or RTM_DELADDR; -ENOENT: of another family. */
int address_decode(struct nlmsghdr *h, uint8_t *ret_eid, int *ret_ifindex);
/* Adds {network, eid, link} per local EID to the array @rows. */
int address_read(struct netlink *nl, const struct linktab *links,
		 struct value *rows);
