/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a verb about one link works with: a netlink connection, the links as
 * they were when it began, and the one that was named.
 */
#pragma once

#include "linktab.h"

struct linkwork {
	struct netlink *nl;
	struct linktab links;
	const struct linktab_link *link; /* NULL: none was named */
	char what[64];			 /* the object, in errors */
};

/*
 * @name may be NULL. The format tells what the verb changes, "route 9".
 * CLI_OK, or CLI_FAILED after saying what is wrong.
 */
int linkwork_open(struct linkwork *work, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void linkwork_done(struct linkwork *work);
#define _cleanup_linkwork_ _cleanup_(linkwork_done)
