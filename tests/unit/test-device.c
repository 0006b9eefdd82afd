// SPDX-License-Identifier: Apache-2.0
/*
 * Published devices that fall silent, come back, forget or are exchanged.
 */
#include "daemon.h"

#include "waiter.h"

#define POLL_MS 1000

static struct fake_device d;
static struct device *device;
static unsigned int n_degraded, n_available;

static void on_changed(void *user, struct endpoint *endpoint,
		       unsigned int changes)
{
	(void)user;
	if (!(changes & ENDPOINT_CHANGED_CONNECTIVITY))
		return;
	if (endpoint->connectivity == ENDPOINT_DEGRADED)
		n_degraded++;
	else
		n_available++;
}

static const struct observer_ops observer = {
	.endpoint_added = count_added,
	.endpoint_removed = count_removed,
	.endpoint_changed = on_changed,
};

static int setup(void **state)
{
	(void)state;
	fake_setup("");
	fake_config.poll_ms = POLL_MS;
	fake_manager.observer = &observer;
	n_degraded = 0;
	n_available = 0;
	fake_start();
	d = (struct fake_device){ .hwaddr = { 4, 0xcc, 0, 0, 0, 1 },
				  .uuid = { 1 } };
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 9);
	n_fake_changes = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_teardown();
	return 0;
}

static void published_device_is_looked_at_at_the_interval(void **state)
{
	unsigned int before = d.requests;

	(void)state;
	fake_run(100 * POLL_MS * MS);
	assert_in_range(d.requests - before, 100 * 8 / 9 - 1, 100);
	assert_int_equal(n_degraded, 0);
	assert_int_equal(n_fake_changes, 0);
}

static void short_silence_is_degraded_and_back(void **state)
{
	(void)state;
	d.silent = true;
	fake_run(POLL_MS * MS * 9 / 8 + 1000 * MS);
	assert_int_equal(n_degraded, 1);
	assert_int_equal(device->endpoint->connectivity, ENDPOINT_DEGRADED);
	d.silent = false;
	fake_run(3 * S);
	assert_int_equal(n_available, 1);
	assert_int_equal(n_fake_removed, 0);
	assert_int_equal(n_fake_changes, 0);
}

static void long_silence_removes_the_endpoint(void **state)
{
	(void)state;
	d.silent = true;
	fake_run(10 * S);
	assert_null(device->endpoint);
	assert_int_equal(n_fake_removed, 1);
	assert_null(path_find(fake_link, 9));
	assert_int_equal(fake_count_changes(RTNL_ROUTE_REMOVE, 9), 1);
	assert_int_equal(fake_count_changes(RTNL_NEIGH_REMOVE, 9), 1);
	/* and it has its EID back when it speaks again */
	d.silent = false;
	d.eid = 0;
	fake_run(15 * S);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 9);
}

static void reset_device_gets_its_eid_back_as_the_same_endpoint(void **state)
{
	struct endpoint *endpoint = device->endpoint;

	(void)state;
	d.eid = 0;
	fake_run(3 * S);
	assert_ptr_equal(device->endpoint, endpoint);
	assert_int_equal(d.eid, 9);
	assert_int_equal(n_fake_added, 1);
	assert_int_equal(n_fake_removed, 0);
}

static void device_given_another_eid_is_set_right(void **state)
{
	(void)state;
	d.eid = 99;
	fake_run(5 * S);
	assert_int_equal(d.eid, 9);
	assert_int_equal(device->endpoint->eid, 9);
	assert_int_equal(n_fake_removed, 0);
}

static void exchanged_device_is_another_endpoint(void **state)
{
	(void)state;
	d.eid = 0;
	d.uuid[0] = 2;
	fake_run(3 * S);
	assert_int_equal(n_fake_removed, 1);
	assert_int_equal(n_fake_added, 2);
	assert_int_equal(device->endpoint->eid, 9);
	assert_int_equal(device->endpoint->identity.uuid[0], 2);
	assert_non_null(path_find(fake_link, 9));
	assert_int_equal(eid_pool_use(fake_link->network->pool, 9),
			 EID_ENDPOINT);
	/* the EID is given back once, when it goes */
	fake_unplug(&d);
	assert_int_equal(eid_pool_use(fake_link->network->pool, 9), EID_FREE);
}

static void removed_endpoint_is_left_alone_until_a_setup(void **state)
{
	unsigned int before;

	(void)state;
	assert_int_equal(endpoint_remove(device->endpoint, NULL), 0);
	assert_null(device->endpoint);
	before = d.requests;
	fake_run(60 * S);
	assert_int_equal(d.requests, before);
	assert_int_equal(device_setup(device, DEVICE_SETUP, 0, NULL), 0);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 9);
}

struct ask {
	struct waiter waiter;
	unsigned int calls;
	int error;
};

static void on_done(struct waiter *waiter, const struct outcome *outcome)
{
	struct ask *ask = container_of(waiter, struct ask, waiter);

	ask->calls++;
	ask->error = outcome->error;
}

static void recovery_tells_how_it_went(void **state)
{
	static struct ask ask;

	(void)state;
	ask = (struct ask){ .calls = 0 };
	waiter_init(&ask.waiter, on_done);
	assert_int_equal(endpoint_recover(device->endpoint, &ask.waiter), 0);
	fake_run(10 * MS);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
	d.silent = true;
	assert_int_equal(endpoint_recover(device->endpoint, &ask.waiter), 0);
	fake_run(1 * S);
	assert_int_equal(ask.calls, 2);
	assert_int_equal(ask.error, -ETIMEDOUT);
	assert_int_equal(device->endpoint->connectivity, ENDPOINT_DEGRADED);
}

static void mtu_has_limits_and_replaces_the_route(void **state)
{
	static struct ask ask;

	(void)state;
	ask = (struct ask){ .calls = 0 };
	waiter_init(&ask.waiter, on_done);
	fake_link->mtu = 256;
	assert_int_equal(endpoint_set_mtu(device->endpoint, 67, NULL),
			 -EINVAL);
	assert_int_equal(endpoint_set_mtu(device->endpoint, 257, NULL),
			 -EINVAL);
	assert_int_equal(endpoint_set_mtu(device->endpoint, 256, &ask.waiter),
			 0);
	assert_int_equal(endpoint_set_mtu(device->endpoint, 128, NULL),
			 -EBUSY);
	fake_run(1);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
	assert_int_equal(device->endpoint->mtu, 256);
	assert_int_equal(fake_count_changes(RTNL_ROUTE_REMOVE, 9), 1);
	assert_int_equal(fake_count_changes(RTNL_ROUTE_ADD, 9), 1);
	/* and that is what a recovery keeps */
	d.eid = 0;
	fake_run(3 * S);
	assert_int_equal(device->endpoint->mtu, 256);
	assert_int_equal(path_find(fake_link, 9)->mtu, 256);
}

static void link_that_goes_takes_everything_along(void **state)
{
	static struct ask ask;

	(void)state;
	ask = (struct ask){ .calls = 0 };
	waiter_init(&ask.waiter, on_done);
	assert_int_equal(endpoint_recover(device->endpoint, &ask.waiter), 0);
	fake_link = link_free(fake_link);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, -ENODEV);
	assert_int_equal(n_fake_removed, 1);
	assert_int_equal(fake_manager.n_networks, 0);
	fake_run(10 * S);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(published_device_is_looked_at_at_the_interval),
		TEST(short_silence_is_degraded_and_back),
		TEST(long_silence_removes_the_endpoint),
		TEST(reset_device_gets_its_eid_back_as_the_same_endpoint),
		TEST(device_given_another_eid_is_set_right),
		TEST(exchanged_device_is_another_endpoint),
		TEST(removed_endpoint_is_left_alone_until_a_setup),
		TEST(recovery_tells_how_it_went),
		TEST(mtu_has_limits_and_replaces_the_route),
		TEST(link_that_goes_takes_everything_along),
	};

	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
