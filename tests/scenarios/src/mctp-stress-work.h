/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the processes of mctp-stress tell each other: the work that got done,
 * and what they have to leave alone just now.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* What got done, seen by all processes. */
enum work {
	WORK_SENT,
	WORK_RECEIVED,
	WORK_TAGS,
	WORK_REPORTS,		/* from error queues */
	WORK_ADDRESSES,
	WORK_ROUTES,
	WORK_NETS,
	WORK_LIMITS,
	WORK_DUMPED,
	WORK_GENL_DUMPED,
	WORK_DIAG_DUMPED,
	WORK_NAMESPACES,
	WORK_TUNS,
	WORK_MOVED,
	WORK_TARGETS,
	WORK_REFUSED,		/* unloads while a socket was open */
	WORK_RELOADS,
	WORK_KINDS
};

static const char * const work_names[WORK_KINDS] = {
	[WORK_SENT] = "messages sent",
	[WORK_RECEIVED] = "messages received",
	[WORK_TAGS] = "tags allocated",
	[WORK_REPORTS] = "reports on error queues",
	[WORK_ADDRESSES] = "addresses changed",
	[WORK_ROUTES] = "routes and neighbours changed",
	[WORK_NETS] = "network ids changed",
	[WORK_LIMITS] = "limits and forwarding changed",
	[WORK_DUMPED] = "objects of rtnetlink dumped",
	[WORK_GENL_DUMPED] = "links and networks dumped",
	[WORK_DIAG_DUMPED] = "sockets dumped",
	[WORK_NAMESPACES] = "namespaces made and left",
	[WORK_TUNS] = "TUN devices",
	[WORK_MOVED] = "devices moved to another namespace",
	[WORK_TARGETS] = "targets plugged in and pulled",
	[WORK_REFUSED] = "unloads refused",
	[WORK_RELOADS] = "modules unloaded and loaded",
};

static struct shared {
	bool end;
	bool no_sockets;	/* the module is about to go */
	long done[WORK_KINDS];
} *shared;

static inline void done(enum work work)
{
	__atomic_add_fetch(&shared->done[work], 1, __ATOMIC_RELAXED);
}

static inline void done_if(long rc, enum work work)
{
	if (rc >= 0)
		done(work);
}

static inline bool ended(void)
{
	return __atomic_load_n(&shared->end, __ATOMIC_RELAXED);
}

static inline bool no_sockets(void)
{
	return __atomic_load_n(&shared->no_sockets, __ATOMIC_ACQUIRE);
}

static inline void count_all(enum work work, long n)
{
	if (n > 0)
		__atomic_add_fetch(&shared->done[work], n, __ATOMIC_RELAXED);
}
