// SPDX-License-Identifier: Apache-2.0
/*
 * D-Bus paths to objects and back: one path per object, and no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dbus/object.h"

#define ROOT "/au/com/codeconstruct/mctp1"

/* One link, network 7 with endpoint 9, network 4294967295 with none. */
struct world {
	struct dbus dbus;
	struct manager manager;
	struct link link;
	struct network network, empty;
	struct endpoint endpoint;
};

static int world_setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	if (!w)
		return -1;
	w->dbus.manager = &w->manager;
	list_init(&w->manager.links);
	list_init(&w->manager.networks);
	snprintf(w->link.name, sizeof(w->link.name), "mctp-i3c.0");
	list_add_tail(&w->link.node, &w->manager.links);
	w->manager.n_links = 1;
	w->network.id = 7;
	list_init(&w->network.endpoints);
	list_add_tail(&w->network.node, &w->manager.networks);
	w->empty.id = UINT32_MAX;
	list_init(&w->empty.endpoints);
	list_add_tail(&w->empty.node, &w->manager.networks);
	w->manager.n_networks = 2;
	w->endpoint.eid = 9;
	w->endpoint.network = &w->network;
	list_add_tail(&w->endpoint.node, &w->network.endpoints);
	w->network.n_endpoints = 1;
	*state = w;
	return 0;
}

static int world_teardown(void **state)
{
	free(*state);
	return 0;
}

static void objects_are_found_by_their_own_path(void **state)
{
	struct world *w = *state;
	char path[OBJECT_PATH_MAX];

	object_link_path(&w->link, path);
	assert_ptr_equal(object_find_link(&w->dbus, path), &w->link);
	object_network_path(&w->network, path);
	assert_string_equal(path, ROOT "/networks/7");
	assert_ptr_equal(object_find_network(&w->dbus, path), &w->network);
	object_network_path(&w->empty, path);
	assert_ptr_equal(object_find_network(&w->dbus, path), &w->empty);
	object_endpoint_path(&w->endpoint, path);
	assert_string_equal(path, ROOT "/networks/7/endpoints/9");
	assert_ptr_equal(object_find_endpoint(&w->dbus, path), &w->endpoint);
}

static void link_names_are_escaped(void **state)
{
	struct world *w = *state;
	char path[OBJECT_PATH_MAX];

	object_link_path(&w->link, path);
	assert_true(sd_bus_object_path_is_valid(path));
	assert_null(object_find_link(&w->dbus, ROOT "/interfaces/mctp"));
	assert_null(object_find_link(&w->dbus, ROOT "/interfaces"));
}

static void other_spellings_are_other_paths(void **state)
{
	static const char *const paths[] = {
		ROOT "/networks",
		ROOT "/networks/",
		ROOT "/networks/07",
		ROOT "/networks/8",
		ROOT "/networks/7x",
		ROOT "/networks/-7",
		ROOT "/networks/4294967303",
		ROOT "/networks/7/endpoints",
		ROOT "/networks/7/endpoints/",
		ROOT "/networks/7/endpoints/10",
		ROOT "/networks/7/endpoints/09",
		ROOT "/networks/7/endpoints/265",
		ROOT "/networks/7/endpoints/9/x",
		ROOT "/networks/4294967295/endpoints/9",
		"/networks/7",
		"/",
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_null(object_find_network(&w->dbus, paths[i]));
		assert_null(object_find_endpoint(&w->dbus, paths[i]));
	}
	/* neither is the path of an endpoint that of its network */
	assert_null(
		object_find_network(&w->dbus, ROOT "/networks/7/endpoints/9"));
}

static void enumeration_lists_every_object_once(void **state)
{
	struct world *w = *state;
	char **nodes = NULL;
	size_t n = 0;

	assert_int_equal(object_enumerate(NULL, ROOT, &w->dbus, &nodes, NULL),
			 0);
	for (; nodes[n]; n++)
		assert_true(sd_bus_object_path_is_valid(nodes[n]));
	assert_int_equal(n, 4);
	assert_string_equal(nodes[2], ROOT "/networks/7/endpoints/9");
	while (n--)
		free(nodes[n]);
	free(nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_found_by_their_own_path),
		cmocka_unit_test(link_names_are_escaped),
		cmocka_unit_test(other_spellings_are_other_paths),
		cmocka_unit_test(enumeration_lists_every_object_once),
	};

	return cmocka_run_group_tests_name("dbus-object", tests, world_setup,
					   world_teardown);
}
