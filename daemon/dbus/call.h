/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A method call that is answered later: keeps the message, waits for the
 * operation, answers once. A client that leaves is no longer waited for; the
 * operation goes on.
 *
 * Who may call is decided by the bus: its policy (daemon/dist) lets only root
 * call what changes something. Asking the bus who sent a message would be a
 * synchronous call, which the daemon never makes.
 */
#pragma once

#include "object.h"
#include "waiter.h"

/* Calls that wait at a time, of all clients; beyond that: Busy. */
#define CALLS_MAX 256
#define CALL_WHAT_MAX 96

struct call;

/* Answers the message with the result of an operation that went well. */
typedef int (*call_reply_fn)(const struct call *call,
			     const struct outcome *outcome);
typedef int (*call_error_fn)(sd_bus_error *error, const struct outcome *outcome,
			     const char *what);

struct call {
	struct list node; /* in dbus->calls */
	struct dbus *dbus;
	struct waiter waiter; /* given to the operation */
	sd_bus_message *message;
	call_reply_fn reply;	  /* NULL: answered with nothing */
	call_error_fn fail;	  /* error_set_outcome() by default */
	bool absence_is_answer;	  /* reply() also on -ENOTCONN: has no EID */
	char what[CALL_WHAT_MAX]; /* the object, for errors */
};

/* Sets @error and returns a negative errno at CALLS_MAX. */
int call_new(struct dbus *dbus, sd_bus_message *message, const char *what,
	     call_reply_fn reply, sd_bus_error *error, struct call **ret_call);
struct call *call_free(struct call *call);
/*
 * What the handler returns after starting the operation with @call->waiter:
 * with a negative @r the operation refused and @call is freed; otherwise
 * @call belongs to the operation and may be gone.
 */
int call_started(struct call *call, int r, sd_bus_error *error);

void call_client_gone(struct dbus *dbus, const char *name);
void call_free_all(struct dbus *dbus);
