// SPDX-License-Identifier: Apache-2.0
/*
 * Links: what is done before devices are looked for, and who else may have a
 * say.
 */
#include "daemon.h"

static int setup(void **state)
{
	(void)state;
	fake_setup("");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_teardown();
	return 0;
}

static void link_gets_an_eid_and_comes_up(void **state)
{
	(void)state;
	link_sync_end(fake_link);
	fake_run(0);
	assert_int_equal(n_fake_changes, 2);
	assert_int_equal(fake_changes[0].action, RTNL_ADDRESS_ADD);
	assert_int_equal(fake_changes[0].eid, 8);
	assert_int_equal(fake_changes[1].action, RTNL_LINK_UP);
	assert_true(fake_link->up);
	assert_true(fake_link->ready);
	assert_int_equal(eid_pool_use(fake_link->network->pool, 8), EID_LOCAL);
}

static void eid_it_has_is_kept(void **state)
{
	(void)state;
	link_set_address(fake_link, 20, true);
	link_sync_end(fake_link);
	fake_run(0);
	assert_int_equal(fake_count_changes(RTNL_ADDRESS_ADD, 8), 0);
	assert_true(fake_link->ready);
	assert_int_equal(fake_link->local_eids[0], 20);
}

static void refusals_are_tried_again_with_pauses(void **state)
{
	(void)state;
	fake_change_fails = RTNL_ADDRESS_ADD;
	fake_change_error = -EPERM;
	link_sync_end(fake_link);
	fake_run(60 * S);
	assert_false(fake_link->ready);
	assert_in_range(n_fake_changes, 5, 14);
	/* none is held while it is not ours */
	assert_int_equal(eid_pool_count(fake_link->network->pool, EID_LOCAL),
			 0);
	fake_change_error = 0;
	fake_run(12 * S);
	assert_true(fake_link->ready);
}

static void only_a_bus_owner_does_anything(void **state)
{
	struct fake_device d = { .hwaddr = { 1 } };
	struct device *device;

	(void)state;
	fake_link->role = LINK_ENDPOINT;
	link_sync_end(fake_link);
	device = fake_plug(&d);
	fake_run(10 * S);
	assert_int_equal(n_fake_changes, 0);
	assert_int_equal(n_fake_sent, 0);
	assert_int_equal(device_setup(device, DEVICE_SETUP, 0, NULL), -EPERM);
	assert_int_equal(link_set_role(fake_link, LINK_BUS_OWNER), -EPERM);
}

static void unknown_role_can_be_decided_once(void **state)
{
	struct fake_device d = { .hwaddr = { 1 } };
	struct device *device;

	(void)state;
	fake_link->role = LINK_UNKNOWN;
	link_sync_end(fake_link);
	device = fake_plug(&d);
	fake_run(1 * S);
	assert_int_equal(n_fake_sent, 0);
	assert_int_equal(link_set_role(fake_link, LINK_BUS_OWNER), 0);
	fake_run(1 * S);
	assert_non_null(device->endpoint);
	assert_int_equal(link_set_role(fake_link, LINK_BUS_OWNER), 0);
	assert_int_equal(link_set_role(fake_link, LINK_UNKNOWN), -EPERM);
}

static void local_eids_are_bounded(void **state)
{
	(void)state;
	for (unsigned int i = 0; i <= LINK_LOCAL_EIDS_MAX; i++)
		link_set_address(fake_link, 20 + i, true);
	assert_int_equal(fake_link->n_local_eids, LINK_LOCAL_EIDS_MAX);
	link_set_address(fake_link, 20 + LINK_LOCAL_EIDS_MAX, false);
	assert_int_equal(fake_link->n_local_eids, LINK_LOCAL_EIDS_MAX);
	link_set_address(fake_link, 20, false);
	assert_int_equal(fake_link->n_local_eids, LINK_LOCAL_EIDS_MAX - 1);
	assert_int_equal(fake_link->local_eids[0], 21);
	assert_int_equal(eid_pool_use(fake_link->network->pool, 20), EID_FREE);
}

static void eid_on_two_links_is_local_until_both_lost_it(void **state)
{
	struct rtnl_link info = { .ifindex = IFINDEX + 1, .name = "test1",
				  .network = 1 };
	struct link *other;

	(void)state;
	assert_int_equal(link_new(&fake_manager, &info, &other), 0);
	link_set_address(fake_link, 20, true);
	link_set_address(other, 20, true);
	link_set_address(fake_link, 20, false);
	assert_int_equal(eid_pool_use(fake_link->network->pool, 20),
			 EID_LOCAL);
	link_set_address(other, 20, false);
	assert_int_equal(eid_pool_use(fake_link->network->pool, 20), EID_FREE);
	link_free(other);
}

static void networks_live_as_long_as_their_links(void **state)
{
	struct rtnl_link info = { .ifindex = IFINDEX + 1, .name = "test1",
				  .network = 7 };
	struct link *other;

	(void)state;
	assert_int_equal(link_new(&fake_manager, &info, &other), 0);
	assert_non_null(manager_find_network(&fake_manager, 7));
	assert_int_equal(fake_manager.n_networks, 2);
	link_free(other);
	assert_null(manager_find_network(&fake_manager, 7));
	assert_int_equal(fake_manager.n_networks, 1);
}

static void links_and_networks_are_bounded(void **state)
{
	struct link *links[MANAGER_LINKS_MAX];
	struct link *other;

	(void)state;
	for (unsigned int i = 1; i < MANAGER_LINKS_MAX; i++) {
		struct rtnl_link info = { .ifindex = 100 + i, .name = "x",
			.network = i < MANAGER_NETWORKS_MAX ? 1 + i : 1 };

		assert_int_equal(link_new(&fake_manager, &info, &links[i]), 0);
		if (i == MANAGER_NETWORKS_MAX) {
			info.network = 100;
			info.ifindex = 1;
			assert_int_equal(link_new(&fake_manager, &info,
						  &other), -EBUSY);
		}
	}
	assert_int_equal(link_new(&fake_manager,
				  &(struct rtnl_link){ .network = 1 }, &other),
			 -EBUSY);
	for (unsigned int i = 1; i < MANAGER_LINKS_MAX; i++)
		link_free(links[i]);
}

static void names_of_roles_are_those_of_dbus(void **state)
{
	enum link_role role;

	(void)state;
	assert_string_equal(link_role_format(LINK_BUS_OWNER), "BusOwner");
	assert_int_equal(link_role_parse("Endpoint", &role), 0);
	assert_int_equal(role, LINK_ENDPOINT);
	assert_int_equal(link_role_parse("endpoint", &role), -EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(link_gets_an_eid_and_comes_up),
		TEST(eid_it_has_is_kept),
		TEST(refusals_are_tried_again_with_pauses),
		TEST(only_a_bus_owner_does_anything),
		TEST(unknown_role_can_be_decided_once),
		TEST(local_eids_are_bounded),
		TEST(eid_on_two_links_is_local_until_both_lost_it),
		TEST(networks_live_as_long_as_their_links),
		TEST(links_and_networks_are_bounded),
		TEST(names_of_roles_are_those_of_dbus),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
