/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody who waits for the end of an operation that takes more than one
 * turn of the loop: a D-Bus call, or another operation. Embedded in its
 * owner; on the list of the operation until done() or waiter_cancel().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/list.h"

struct endpoint;

/* How an operation ended. */
struct outcome {
	int error;		   /* 0 or negative errno, see below */
	uint8_t completion_code;   /* of the device, when error is -EREMOTEIO */
	struct endpoint *endpoint; /* borrowed; NULL when there is none */
	bool created;		   /* the endpoint was not published before */
	const char *reason;	   /* one clause for a person; NULL: none */
};

/*
 * Errors: -ETIMEDOUT no answer, -EREMOTEIO answered with a completion code
 * other than success, -EBADMSG answers make no sense, -ECANCELED cancelled,
 * -ENODEV the device or link is gone, -EADDRINUSE the EID is taken, -ENOSPC
 * no EID is left, -EINVAL an argument, -EBUSY a limit of this daemon, -EPERM
 * not in this role, -ENOTCONN no EID, others: from the kernel.
 */

struct waiter {
	struct list node;
	void (*done)(struct waiter *waiter, const struct outcome *outcome);
};

static inline void waiter_init(struct waiter *waiter,
			       void (*done)(struct waiter *waiter,
					    const struct outcome *outcome))
{
	list_init(&waiter->node);
	waiter->done = done;
}

static inline void waiter_add(struct waiter *waiter, struct list *waiters)
{
	list_add_tail(&waiter->node, waiters);
}

/* Forgets about the operation; done() is not called. */
static inline void waiter_cancel(struct waiter *waiter)
{
	list_remove(&waiter->node);
}

/* Calls each done() once; a done() may free its waiter or cancel others. */
static inline void waiters_finish(struct list *waiters,
				  const struct outcome *outcome)
{
	struct list ended = LIST_INIT(ended);
	struct waiter *w;

	while ((w = list_first(waiters, struct waiter, node))) {
		list_remove(&w->node);
		list_add_tail(&w->node, &ended);
	}
	while ((w = list_first(&ended, struct waiter, node))) {
		list_remove(&w->node);
		w->done(w, outcome);
	}
}
