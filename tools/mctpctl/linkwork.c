// SPDX-License-Identifier: Apache-2.0
/*
 * What a verb about one link works with.
 */
#include "linkwork.h"

#include <stdarg.h>

int linkwork_open(struct linkwork *work, const char *name, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	vsnprintf(work->what, sizeof(work->what), fmt, ap);
	va_end(ap);
	r = linktab_open(&work->nl, &work->links);
	if (r < 0)
		return netlink_fail(work->nl, r, "%s", work->what);
	if (!name)
		return CLI_OK;
	work->link = linktab_require(&work->links, name);
	return work->link ? CLI_OK : CLI_FAILED;
}

void linkwork_done(struct linkwork *work)
{
	netlink_free(work->nl);
	linktab_done(&work->links);
}
