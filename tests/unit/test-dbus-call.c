// SPDX-License-Identifier: Apache-2.0
/*
 * Method calls that wait: how many there may be, clients that leave,
 * operations that refuse, and the answer over a real connection.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "dbus/call.h"
#include "lib/cleanup.h"

/* Two ends of one connection, and what waits at the server's. */
struct ends {
	sd_bus *client, *server;
	struct dbus dbus;
	struct call *call; /* of the last request */
	int replies;
	char error[64]; /* name of the last error, or empty */
};

static int on_request(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct ends *e = user;
	int r = call_new(&e->dbus, m, "it", NULL, error, &e->call);

	return r < 0 ? r : call_started(e->call, 0, error);
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Wait", "", "", on_request, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};

static int connect_ends(struct ends *e)
{
	sd_id128_t id =
		SD_ID128_MAKE(1, 2, 3, 4, 5, 6, 7, 8, 9, a, b, c, d, e, f, 0);
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		       fds) < 0 ||
	    sd_bus_new(&e->client) < 0 || sd_bus_new(&e->server) < 0 ||
	    sd_bus_set_fd(e->client, fds[0], fds[0]) < 0 ||
	    sd_bus_set_fd(e->server, fds[1], fds[1]) < 0 ||
	    sd_bus_set_server(e->server, 1, id) < 0)
		return -1;
	if (sd_bus_start(e->server) < 0 || sd_bus_start(e->client) < 0 ||
	    sd_bus_add_object_vtable(e->server, NULL, "/", "a.b", vtable, e) <
		    0)
		return -1;
	return 0;
}

static int setup(void **state)
{
	struct ends *e = calloc(1, sizeof(*e));

	if (!e)
		return -1;
	list_init(&e->dbus.calls);
	*state = e;
	return connect_ends(e);
}

static int teardown(void **state)
{
	struct ends *e = *state;

	call_free_all(&e->dbus);
	sd_bus_close_unref(e->client);
	sd_bus_close_unref(e->server);
	free(e);
	return 0;
}

static int on_reply(sd_bus_message *m, void *user, sd_bus_error *error)
{
	const sd_bus_error *e = sd_bus_message_get_error(m);
	struct ends *ends = user;

	(void)error;
	ends->replies++;
	snprintf(ends->error, sizeof(ends->error), "%s", e ? e->name : "");
	return 0;
}

/* Lets both ends run until nothing is left to do. */
static void settle(struct ends *e)
{
	int idle = 0;

	while (idle < 4) {
		int a = sd_bus_process(e->client, NULL);
		int b = sd_bus_process(e->server, NULL);

		assert_true(a >= 0 && b >= 0);
		idle = a > 0 || b > 0 ? 0 : idle + 1;
	}
}

static void request(struct ends *e)
{
	assert_true(sd_bus_call_method_async(e->client, NULL, NULL, "/", "a.b",
					     "Wait", on_reply, e, "") >= 0);
	settle(e);
}

static void answer_comes_when_the_operation_ends(void **state)
{
	struct ends *e = *state;
	struct outcome outcome = { .error = 0 };

	request(e);
	assert_int_equal(e->replies, 0);
	assert_int_equal(e->dbus.n_calls, 1);
	e->call->waiter.done(&e->call->waiter, &outcome);
	settle(e);
	assert_int_equal(e->replies, 1);
	assert_string_equal(e->error, "");
	assert_int_equal(e->dbus.n_calls, 0);
}

static void failure_is_answered_with_its_error(void **state)
{
	struct ends *e = *state;
	struct outcome outcome = { .error = -ETIMEDOUT };

	request(e);
	e->call->waiter.done(&e->call->waiter, &outcome);
	settle(e);
	assert_int_equal(e->replies, 1);
	assert_string_equal(e->error, "au.com.codeconstruct.MCTP1.Error.NoResponse");
}

static void absence_is_an_error_unless_it_is_an_answer(void **state)
{
	struct ends *e = *state;
	struct outcome outcome = { .error = -ENOTCONN };

	request(e);
	e->call->waiter.done(&e->call->waiter, &outcome);
	settle(e);
	assert_string_equal(e->error, "au.com.codeconstruct.MCTP1.Error.NotFound");
	request(e);
	e->call->absence_is_answer = true;
	e->call->waiter.done(&e->call->waiter, &outcome);
	settle(e);
	assert_int_equal(e->replies, 2);
	assert_string_equal(e->error, "");
}

static void calls_beyond_the_limit_are_refused(void **state)
{
	struct ends *e = *state;

	for (int i = 0; i < CALLS_MAX; i++)
		request(e);
	assert_int_equal(e->replies, 0);
	assert_int_equal(e->dbus.n_calls, CALLS_MAX);
	request(e);
	assert_int_equal(e->replies, 1);
	assert_string_equal(e->error, "au.com.codeconstruct.MCTP1.Error.Busy");
	call_free(e->call);
	request(e);
	assert_int_equal(e->replies, 1);
}

static void new_call_from(struct ends *e, const char *sender,
			  struct call **ret_call)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;

	assert_true(sd_bus_message_new_signal(e->server, &m, "/", "a.b", "C") >=
		    0);
	assert_true(sd_bus_message_set_sender(m, sender) >= 0);
	assert_int_equal(call_new(&e->dbus, m, "it", NULL, NULL, ret_call), 0);
}

static void client_that_leaves_is_not_waited_for(void **state)
{
	struct ends *e = *state;
	struct list waiters = LIST_INIT(waiters);
	struct call *first, *second;

	new_call_from(e, ":1.1", &first);
	new_call_from(e, ":1.10", &second);
	waiter_add(&first->waiter, &waiters);
	waiter_add(&second->waiter, &waiters);
	call_client_gone(&e->dbus, ":1.1");
	assert_int_equal(e->dbus.n_calls, 1);
	assert_ptr_equal(list_first(&waiters, struct waiter, node),
			 &second->waiter);
	call_client_gone(&e->dbus, ":1.10");
	assert_true(list_is_empty(&waiters));
}

static void operation_that_refuses_sets_the_error(void **state)
{
	struct ends *e = *state;
	sd_bus_error error = SD_BUS_ERROR_NULL;
	struct call *call;

	new_call_from(e, ":1.1", &call);
	assert_int_equal(call_started(call, -EBUSY, &error), -EBUSY);
	assert_string_equal(error.name, "au.com.codeconstruct.MCTP1.Error.Busy");
	assert_int_equal(e->dbus.n_calls, 0);
	sd_bus_error_free(&error);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer_comes_when_the_operation_ends),
		CASE(failure_is_answered_with_its_error),
		CASE(absence_is_an_error_unless_it_is_an_answer),
		CASE(calls_beyond_the_limit_are_refused),
		CASE(client_that_leaves_is_not_waited_for),
		CASE(operation_that_refuses_sets_the_error),
	};

	return cmocka_run_group_tests_name("dbus-call", tests, NULL, NULL);
}
