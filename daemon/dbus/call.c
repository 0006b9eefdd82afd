// SPDX-License-Identifier: Apache-2.0
/*
 * Method calls that are answered later.
 */
#include "call.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "lib/cleanup.h"
#include "lib/log.h"

static void answer(const struct call *call, const struct outcome *outcome)
{
	_cleanup_(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	int r = outcome->error;

	if (r < 0 && !(r == -ENOTCONN && call->absence_is_answer)) {
		call->fail(&error, outcome, call->what);
		r = sd_bus_reply_method_error(call->message, &error);
	} else if (call->reply) {
		r = call->reply(call, outcome);
	} else {
		r = sd_bus_reply_method_return(call->message, "");
	}
	if (r < 0)
		log_warning("D-Bus: %s: cannot answer: %s", call->what,
			    strerror(-r));
}

static void on_done(struct waiter *waiter, const struct outcome *outcome)
{
	struct call *call = container_of(waiter, struct call, waiter);

	answer(call, outcome);
	call_free(call);
}

int call_new(struct dbus *dbus, sd_bus_message *message, const char *what,
	     call_reply_fn reply, sd_bus_error *error, struct call **ret_call)
{
	struct call *call;

	if (dbus->n_calls >= CALLS_MAX)
		return error_set(error, -EBUSY, what, "too many calls wait");
	call = calloc(1, sizeof(*call));
	if (!call)
		return -ENOMEM;
	call->dbus = dbus;
	call->message = sd_bus_message_ref(message);
	call->reply = reply;
	call->fail = error_set_outcome;
	snprintf(call->what, sizeof(call->what), "%s", what);
	waiter_init(&call->waiter, on_done);
	list_add_tail(&call->node, &dbus->calls);
	dbus->n_calls++;
	*ret_call = call;
	return 0;
}

struct call *call_free(struct call *call)
{
	if (!call)
		return NULL;
	list_remove(&call->node);
	call->dbus->n_calls--;
	waiter_cancel(&call->waiter);
	sd_bus_message_unref(call->message);
	free(call);
	return NULL;
}

int call_started(struct call *call, int r, sd_bus_error *error)
{
	struct outcome outcome = { .error = r };

	if (r >= 0)
		return 1;
	r = call->fail(error, &outcome, call->what);
	call_free(call);
	return r;
}

void call_client_gone(struct dbus *dbus, const char *name)
{
	struct call *call, *tmp;

	list_for_each_safe(call, tmp, &dbus->calls, node) {
		const char *sender = sd_bus_message_get_sender(call->message);

		if (sender && !strcmp(sender, name))
			call_free(call);
	}
}

void call_free_all(struct dbus *dbus)
{
	struct call *call;

	while ((call = list_first(&dbus->calls, struct call, node)))
		call_free(call);
}
