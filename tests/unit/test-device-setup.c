// SPDX-License-Identifier: Apache-2.0
/*
 * What is asked of a device by somebody who waits: its set-up, an EID of its
 * own, to learn of it.
 */
#include "daemon.h"

#include "waiter.h"

static int setup(void **state)
{
	(void)state;
	fake_setup("");
	fake_start();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_teardown();
	return 0;
}

struct ask {
	struct waiter waiter;
	unsigned int calls;
	struct outcome outcome;
};

static void on_asked(struct waiter *waiter, const struct outcome *outcome)
{
	struct ask *ask = container_of(waiter, struct ask, waiter);

	ask->calls++;
	ask->outcome = *outcome;
}

/* Ends with the daemon, after the test's own variables. */
static void wait_with(struct ask *ask)
{
	*ask = (struct ask){ .calls = 0 };
	waiter_init(&ask->waiter, on_asked);
}

static void waiter_hears_the_completion_code(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	static struct ask ask;

	(void)state;
	d.error_command = CONTROL_GET_EID;
	d.error_code = CONTROL_ERROR_NOT_READY;
	wait_with(&ask);
	device = fake_plug(&d);
	assert_int_equal(device_setup(device, DEVICE_SETUP, 0, &ask.waiter),
			 0);
	fake_run(10 * MS);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.outcome.error, -EREMOTEIO);
	assert_int_equal(ask.outcome.completion_code, CONTROL_ERROR_NOT_READY);
	assert_string_equal(ask.outcome.reason, "Get Endpoint ID");
}

static void setup_of_what_is_published_is_answered_at_once(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	static struct ask ask;
	unsigned int requests;

	(void)state;
	device = fake_plug(&d);
	fake_run(10 * MS);
	requests = d.requests;
	wait_with(&ask);
	assert_int_equal(device_setup(device, DEVICE_SETUP, 0, &ask.waiter),
			 0);
	assert_int_equal(ask.calls, 0);
	fake_run(1);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.outcome.error, 0);
	assert_ptr_equal(ask.outcome.endpoint, device->endpoint);
	assert_false(ask.outcome.created);
	assert_int_equal(d.requests, requests);
}

static void static_eid_moves_the_endpoint(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	static struct ask ask;

	(void)state;
	device = fake_plug(&d);
	fake_run(10 * MS);
	wait_with(&ask);
	assert_int_equal(device_setup(device, DEVICE_STATIC, 60, &ask.waiter),
			 0);
	fake_run(10 * MS);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.outcome.error, 0);
	assert_true(ask.outcome.created);
	assert_int_equal(device->endpoint->eid, 60);
	assert_int_equal(d.eid, 60);
	assert_null(path_find(fake_link, 9));
	assert_int_equal(eid_pool_use(fake_link->network->pool, 9), EID_FREE);
}

static void static_eid_that_is_taken_moves_nothing(void **state)
{
	struct fake_device a = FAKE_DEVICE(1), b = FAKE_DEVICE(2);
	struct device *first;
	static struct ask ask;

	(void)state;
	first = fake_plug(&a);
	fake_run(10 * MS);
	fake_plug(&b);
	fake_run(10 * MS);
	wait_with(&ask);
	assert_int_equal(device_setup(first, DEVICE_STATIC, 10, &ask.waiter),
			 -EADDRINUSE);
	assert_int_equal(device_setup(first, DEVICE_STATIC, 8, &ask.waiter),
			 -EADDRINUSE);
	fake_run(30 * S);
	assert_int_equal(ask.calls, 0);
	assert_int_equal(n_fake_removed, 0);
	assert_int_equal(first->endpoint->connectivity, ENDPOINT_AVAILABLE);
	assert_int_equal(a.eid, 9);
	assert_int_equal(b.eid, 10);
	assert_int_equal(device_setup(first, DEVICE_STATIC, 7, &ask.waiter),
			 -EINVAL);
}

static void refused_move_leaves_the_endpoint_alone(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	static struct ask ask;

	(void)state;
	device = fake_plug(&d);
	fake_run(10 * MS);
	d.rejects_eid = true;
	wait_with(&ask);
	assert_int_equal(device_setup(device, DEVICE_STATIC, 60, &ask.waiter),
			 0);
	fake_run(30 * S);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.outcome.error, -EADDRNOTAVAIL);
	assert_int_equal(n_fake_removed, 0);
	assert_int_equal(device->endpoint->eid, 9);
	assert_int_equal(device->endpoint->connectivity, ENDPOINT_AVAILABLE);
	assert_non_null(path_find(fake_link, 9));
	assert_null(path_find(fake_link, 60));
}

static void learn_gives_no_eid(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	static struct ask ask;

	(void)state;
	fake_devices[n_fake_devices++] = &d;
	assert_int_equal(link_get_device(fake_link, d.hwaddr, 6, &device), 0);
	wait_with(&ask);
	assert_int_equal(device_setup(device, DEVICE_LEARN, 0, &ask.waiter),
			 0);
	fake_run(10 * MS);
	assert_int_equal(ask.outcome.error, -ENOTCONN);
	assert_int_equal(d.eid, 0);
	/* a device nobody has seen on the bus is not asked again */
	assert_int_equal(device->state, DEVICE_IDLE);
	assert_int_equal(link_get_device(fake_link, d.hwaddr, 5, &device),
			 -EINVAL);
}

static void waiter_of_an_unplugged_device_hears_of_it(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	static struct ask ask, gone;

	(void)state;
	d.silent = true;
	device = fake_plug(&d);
	wait_with(&ask);
	wait_with(&gone);
	assert_int_equal(device_setup(device, DEVICE_SETUP, 0, &ask.waiter),
			 0);
	assert_int_equal(device_setup(device, DEVICE_SETUP, 0, &gone.waiter),
			 0);
	waiter_cancel(&gone.waiter);
	fake_unplug(&d);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.outcome.error, -ENODEV);
	assert_int_equal(gone.calls, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(waiter_hears_the_completion_code),
		TEST(setup_of_what_is_published_is_answered_at_once),
		TEST(static_eid_moves_the_endpoint),
		TEST(static_eid_that_is_taken_moves_nothing),
		TEST(refused_move_leaves_the_endpoint_alone),
		TEST(learn_gives_no_eid),
		TEST(waiter_of_an_unplugged_device_hears_of_it),
	};

	return cmocka_run_group_tests_name("device-setup", tests, NULL, NULL);
}
