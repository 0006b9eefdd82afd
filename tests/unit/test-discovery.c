// SPDX-License-Identifier: Apache-2.0
/*
 * From a device on the bus to an endpoint, with devices that behave and
 * devices that do not.
 */
#include "daemon.h"

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

/* Nothing of it is published, routed or reserved. */
static void assert_no_trace(const struct device *device)
{
	struct path *path;

	assert_null(device->endpoint);
	assert_int_equal(fake_link->network->n_endpoints, 0);
	assert_int_equal(eid_pool_count(fake_link->network->pool,
					EID_ENDPOINT), 0);
	list_for_each(path, &fake_link->paths, node)
		fail_msg("a path to EID %u is left", path->eid);
}

static void device_without_eid_gets_the_first_free_one(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device = fake_plug(&d);
	const struct endpoint_identity *identity;

	(void)state;
	fake_run(10 * MS);
	assert_int_equal(device->state, DEVICE_SETTLED);
	assert_non_null(device->endpoint);
	/* 8 is the link's */
	assert_int_equal(device->endpoint->eid, 9);
	assert_int_equal(d.eid, 9);
	assert_int_equal(n_fake_added, 1);
	identity = &device->endpoint->identity;
	assert_int_equal(identity->n_types, 2);
	assert_true(identity->has_uuid);
	assert_memory_equal(identity->uuid, d.uuid, 16);
	assert_string_equal(identity->version, "1.3.1");
}

static void at_most_six_requests_are_needed(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);

	(void)state;
	d.vendor_sets = 1;
	fake_plug(&d);
	fake_run(10 * MS);
	assert_int_equal(d.requests, 6);
	assert_int_equal(n_fake_added, 1);
}

static void path_is_there_before_the_device_has_its_eid(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	bool has_path = false;

	(void)state;
	fake_plug(&d);
	while (!d.eid) {
		const struct path *path = path_find(fake_link, 9);

		has_path = path && path->has_route && path->has_neigh;
		assert_true(fake_turn(fake_now_us + 10 * MS));
	}
	assert_true(has_path);
}

static void eid_the_device_has_is_kept(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.eid = 42;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 42);
	/* it is not told what it knows */
	for (size_t i = 0; i < n_fake_sent; i++)
		assert_int_not_equal(fake_sent[i].data[1], CONTROL_SET_EID);
}

static void eid_that_nobody_can_have_is_replaced(void **state)
{
	static const uint8_t bad[] = { 1, 7, 8 /* ours */, 255 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad); i++) {
		struct fake_device d = FAKE_DEVICE(1);
		struct device *device;

		d.hwaddr[5] = i + 1;
		d.eid = bad[i];
		device = fake_plug(&d);
		fake_run(10 * MS);
		assert_non_null(device->endpoint);
		assert_int_equal(device->endpoint->eid, 9 + i);
		assert_int_equal(d.eid, 9 + i);
	}
}

static void second_device_with_the_same_eid_gets_another(void **state)
{
	struct fake_device a = FAKE_DEVICE(1), b = FAKE_DEVICE(2);
	struct device *first, *second;

	(void)state;
	a.eid = 20;
	b.eid = 20;
	first = fake_plug(&a);
	fake_run(10 * MS);
	second = fake_plug(&b);
	fake_run(10 * MS);
	assert_int_equal(first->endpoint->eid, 20);
	assert_int_equal(a.eid, 20);
	assert_non_null(second->endpoint);
	assert_int_equal(second->endpoint->eid, 9);
}

static void eid_it_takes_instead_is_adopted_if_free(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.takes_eid = 77;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 77);
	assert_null(path_find(fake_link, 9));
	assert_non_null(path_find(fake_link, 77));
	assert_int_equal(eid_pool_use(fake_link->network->pool, 9), EID_FREE);
}

static void eid_it_takes_instead_is_refused_if_taken(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.takes_eid = 8;
	device = fake_plug(&d);
	fake_run(100 * MS);
	assert_int_equal(device->state, DEVICE_SILENT);
	assert_no_trace(device);
}

static void refusal_leaves_nothing_behind(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.rejects_eid = true;
	device = fake_plug(&d);
	fake_run(100 * MS);
	assert_no_trace(device);
	assert_int_equal(fake_count_changes(RTNL_ROUTE_REMOVE, 9), 1);
	assert_int_equal(fake_count_changes(RTNL_NEIGH_REMOVE, 9), 1);
}

static void eid_0_is_never_published(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.answers_eid_0 = true;
	device = fake_plug(&d);
	fake_run(20 * S);
	assert_no_trace(device);
	assert_int_equal(n_fake_added, 0);
}

static void silent_device_is_not_published_and_tried_with_pauses(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;
	unsigned int first;

	(void)state;
	d.silent = true;
	device = fake_plug(&d);
	fake_run(10 * S);
	assert_int_equal(device->state, DEVICE_SILENT);
	assert_no_trace(device);
	first = d.requests;
	assert_in_range(first, 4, 12);
	/* at most every RETRY_MAX_US and an answer time */
	fake_run(100 * S);
	assert_in_range(d.requests - first, 8, 11);
}

static void silent_devices_delay_no_other(void **state)
{
	static struct fake_device dead[10];
	struct fake_device d = FAKE_DEVICE(100);
	struct device *device;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		dead[i] = (struct fake_device)FAKE_DEVICE(i + 1);
		dead[i].silent = true;
		fake_plug(&dead[i]);
	}
	/* they have become known as dead */
	fake_run(3 * S);
	for (unsigned int i = 0; i < 20; i++) {
		fake_run(100 * MS);
		device = fake_plug(&d);
		fake_run(1 * MS);
		assert_non_null(device->endpoint);
		fake_unplug(&d);
		n_fake_devices--;
	}
}

static void wrong_instance_id_is_ignored_and_counted(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.wrong_instance = true;
	device = fake_plug(&d);
	fake_run(2 * S);
	assert_no_trace(device);
	assert_true(request_queue_stats(fake_link->queue)->mismatch >= 3);
	/* as soon as it behaves it is an endpoint */
	d.wrong_instance = false;
	fake_run(20 * S);
	assert_non_null(device->endpoint);
}

static void device_unplugged_halfway_leaves_nothing(void **state)
{
	static const uint8_t last[] = {
		CONTROL_GET_EID, CONTROL_SET_EID, CONTROL_GET_TYPES,
		CONTROL_GET_UUID,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(last); i++) {
		struct fake_device d = FAKE_DEVICE(1);
		struct device *device;

		d.silent_after = last[i];
		device = fake_plug(&d);
		fake_run(5 * S);
		assert_no_trace(device);
		fake_unplug(&d);
		fake_run(10 * S);
	}
	assert_int_equal(n_fake_added, 0);
}

static void removed_during_every_step_leaves_nothing(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);

	(void)state;
	for (unsigned int turns = 1; turns < 40; turns++) {
		struct device *device;

		d.eid = 0;
		device = fake_plug(&d);
		for (unsigned int i = 0; i < turns; i++)
			fake_turn(fake_now_us);
		(void)device;
		fake_unplug(&d);
		n_fake_devices = 0;
		assert_int_equal(fake_link->n_devices, 0);
		assert_int_equal(eid_pool_count(fake_link->network->pool,
						EID_ENDPOINT), 0);
		assert_true(list_is_empty(&fake_link->paths));
		assert_int_equal(fake_n_channels(), 0);
		fake_run(6 * S);
	}
	assert_int_equal(n_fake_added, n_fake_removed);
	assert_true(n_fake_added > 0);
}

static void unsupported_uuid_is_no_obstacle(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.error_command = CONTROL_GET_UUID;
	d.error_code = CONTROL_ERROR_UNSUPPORTED;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_false(device->endpoint->identity.has_uuid);
}

static void device_silent_to_one_optional_command_is_published(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.silent_command = CONTROL_GET_UUID;
	device = fake_plug(&d);
	fake_run(2 * S);
	assert_non_null(device->endpoint);
	assert_false(device->endpoint->identity.has_uuid);
}

static void types_are_not_optional(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.error_command = CONTROL_GET_TYPES;
	d.error_code = CONTROL_ERROR;
	device = fake_plug(&d);
	fake_run(100 * MS);
	assert_no_trace(device);
}

static void vendor_types_are_bounded(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.vendor_sets = ENDPOINT_VENDOR_TYPES_MAX + 1;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->identity.n_vendor_types,
			 ENDPOINT_VENDOR_TYPES_MAX);
}

static void selectors_that_lead_in_circles_end(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	d.vendor_sets = 3;
	d.vendor_loops = true;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->identity.n_vendor_types, 1);
}

static void refused_neighbour_means_no_endpoint(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	fake_change_fails = RTNL_NEIGH_ADD;
	fake_change_error = -EPERM;
	device = fake_plug(&d);
	fake_run(100 * MS);
	assert_no_trace(device);
	assert_int_equal(d.eid, 0);
}

static void refused_route_takes_the_neighbour_out_again(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct device *device;

	(void)state;
	fake_change_fails = RTNL_ROUTE_ADD;
	fake_change_error = -ENOMEM;
	device = fake_plug(&d);
	fake_run(100 * MS);
	assert_no_trace(device);
	assert_true(fake_count_changes(RTNL_NEIGH_REMOVE, 9) >= 1);
	assert_int_equal(d.eid, 0);
}

static void unplugged_device_gets_its_eid_back(void **state)
{
	struct fake_device a = FAKE_DEVICE(1), b = FAKE_DEVICE(2), c = FAKE_DEVICE(3);
	struct device *device;

	(void)state;
	fake_plug(&a);
	fake_run(10 * MS);
	assert_int_equal(a.eid, 9);
	fake_unplug(&a);
	assert_int_equal(n_fake_removed, 1);
	assert_null(path_find(fake_link, 9));
	/* another one, before and after TRECLAIM, has other EIDs */
	fake_plug(&b);
	fake_run(10 * MS);
	assert_int_equal(b.eid, 10);
	fake_run(20 * S);
	fake_plug(&c);
	fake_run(10 * MS);
	assert_int_equal(c.eid, 11);
	a.eid = 0;
	device = fake_plug(&a);
	fake_run(10 * MS);
	assert_int_equal(device->endpoint->eid, 9);
}

static void kernel_state_of_an_earlier_daemon_is_adopted(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct rtnl_route route = { .ifindex = IFINDEX, .first = 30,
				    .last = 30, .mtu = 200 };
	struct rtnl_neigh neigh = { .ifindex = IFINDEX, .eid = 30,
				    .hwaddr_len = 6 };
	struct device *device;

	(void)state;
	fake_setup("");
	memcpy(neigh.hwaddr, d.hwaddr, 6);
	link_sync_begin(fake_link);
	path_learn_route(fake_link, &route);
	path_learn_neigh(fake_link, &neigh);
	fake_start();
	d.eid = 30;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 30);
	/* traffic of others goes on: nothing was touched */
	assert_int_equal(n_fake_changes, 0);
	assert_int_equal(device->endpoint->mtu, 200);
	fake_teardown();
	assert_int_equal(n_fake_changes, 0);
}

static void device_that_lost_its_eid_has_the_one_of_the_kernel(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct rtnl_neigh neigh = { .ifindex = IFINDEX, .eid = 30,
				    .hwaddr_len = 6 };
	struct device *device;

	(void)state;
	fake_setup("");
	memcpy(neigh.hwaddr, d.hwaddr, 6);
	link_sync_begin(fake_link);
	path_learn_neigh(fake_link, &neigh);
	fake_start();
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(device->endpoint->eid, 30);
	fake_teardown();
}

static void neighbour_of_another_device_is_replaced(void **state)
{
	struct fake_device d = FAKE_DEVICE(1);
	struct rtnl_neigh neigh = { .ifindex = IFINDEX, .eid = 9,
				    .hwaddr_len = 6, .hwaddr = { 1 } };
	struct device *device;

	(void)state;
	fake_setup("");
	link_sync_begin(fake_link);
	path_learn_neigh(fake_link, &neigh);
	fake_start();
	d.eid = 9;
	device = fake_plug(&d);
	fake_run(10 * MS);
	assert_non_null(device->endpoint);
	assert_int_equal(fake_count_changes(RTNL_NEIGH_REMOVE, 9), 1);
	assert_int_equal(fake_count_changes(RTNL_NEIGH_ADD, 9), 1);
	assert_int_equal(fake_count_changes(RTNL_ROUTE_ADD, 9), 1);
	fake_teardown();
}

static void devices_per_link_are_bounded(void **state)
{
	static struct fake_device many[LINK_DEVICES_MAX + 1];
	size_t published;

	(void)state;
	for (size_t i = 0; i <= LINK_DEVICES_MAX; i++) {
		many[i] = (struct fake_device)FAKE_DEVICE(i);
		many[i].hwaddr[4] = i >> 8;
		if (i < LINK_DEVICES_MAX)
			assert_non_null(fake_plug(&many[i]));
		else
			assert_null(fake_plug(&many[i]));
	}
	fake_run(2 * S);
	/* the EIDs from 8 to 254, without ours */
	published = fake_link->network->n_endpoints;
	assert_int_equal(published, 246);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(device_without_eid_gets_the_first_free_one),
		TEST(at_most_six_requests_are_needed),
		TEST(path_is_there_before_the_device_has_its_eid),
		TEST(eid_the_device_has_is_kept),
		TEST(eid_that_nobody_can_have_is_replaced),
		TEST(second_device_with_the_same_eid_gets_another),
		TEST(eid_it_takes_instead_is_adopted_if_free),
		TEST(eid_it_takes_instead_is_refused_if_taken),
		TEST(refusal_leaves_nothing_behind),
		TEST(eid_0_is_never_published),
		TEST(silent_device_is_not_published_and_tried_with_pauses),
		TEST(silent_devices_delay_no_other),
		TEST(wrong_instance_id_is_ignored_and_counted),
		TEST(device_unplugged_halfway_leaves_nothing),
		TEST(removed_during_every_step_leaves_nothing),
		TEST(unsupported_uuid_is_no_obstacle),
		TEST(device_silent_to_one_optional_command_is_published),
		TEST(types_are_not_optional),
		TEST(vendor_types_are_bounded),
		TEST(selectors_that_lead_in_circles_end),
		TEST(refused_neighbour_means_no_endpoint),
		TEST(refused_route_takes_the_neighbour_out_again),
		TEST(unplugged_device_gets_its_eid_back),
		cmocka_unit_test(kernel_state_of_an_earlier_daemon_is_adopted),
		cmocka_unit_test(
			device_that_lost_its_eid_has_the_one_of_the_kernel),
		cmocka_unit_test(neighbour_of_another_device_is_replaced),
		TEST(devices_per_link_are_bounded),
	};

	return cmocka_run_group_tests_name("discovery", tests, NULL, NULL);
}
