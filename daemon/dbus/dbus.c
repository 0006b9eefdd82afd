// SPDX-License-Identifier: Apache-2.0
/*
 * The connection to the system bus, and the signals for what the manager's
 * objects do.
 */
#include "dbus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-event.h>

#include "call.h"
#include "lib/cleanup.h"
#include "lib/log.h"
#include "vtables.h"

DEFINE_CLEANUP(struct dbus *, dbus_free);

static void on_network_added(void *user, struct network *network)
{
	struct dbus *dbus = user;
	char path[OBJECT_PATH_MAX];

	object_network_path(network, path);
	sd_bus_emit_object_added(dbus->bus, path);
}

static void on_network_changed(void *user, struct network *network,
			       unsigned int changes)
{
	network_interface_changed(user, network, changes);
}

static void on_network_removed(void *user, struct network *network)
{
	struct dbus *dbus = user;
	char path[OBJECT_PATH_MAX];

	object_network_path(network, path);
	sd_bus_emit_object_removed(dbus->bus, path);
}

static void on_link_added(void *user, struct link *link)
{
	struct dbus *dbus = user;
	char path[OBJECT_PATH_MAX];

	object_link_path(link, path);
	sd_bus_emit_object_added(dbus->bus, path);
}

static void on_link_changed(void *user, struct link *link, unsigned int changes)
{
	interface_changed(user, link, changes);
}

static void on_link_removed(void *user, struct link *link)
{
	struct dbus *dbus = user;
	char path[OBJECT_PATH_MAX];

	object_link_path(link, path);
	sd_bus_emit_object_removed(dbus->bus, path);
}

static void on_endpoint_added(void *user, struct endpoint *endpoint)
{
	struct dbus *dbus = user;
	char path[OBJECT_PATH_MAX];

	object_endpoint_path(endpoint, path);
	sd_bus_emit_object_added(dbus->bus, path);
}

static void on_endpoint_changed(void *user, struct endpoint *endpoint,
				unsigned int changes)
{
	endpoint_interface_changed(user, endpoint, changes);
	spdm_interface_changed(user, endpoint, changes);
}

static void on_endpoint_removed(void *user, struct endpoint *endpoint)
{
	struct dbus *dbus = user;
	char path[OBJECT_PATH_MAX];

	object_endpoint_path(endpoint, path);
	sd_bus_emit_object_removed(dbus->bus, path);
}

static const struct observer_ops observer = {
	.network_added = on_network_added,
	.network_changed = on_network_changed,
	.network_removed = on_network_removed,
	.link_added = on_link_added,
	.link_changed = on_link_changed,
	.link_removed = on_link_removed,
	.endpoint_added = on_endpoint_added,
	.endpoint_changed = on_endpoint_changed,
	.endpoint_removed = on_endpoint_removed,
};

static int add_vtables(struct dbus *dbus)
{
	static int (*const add[])(struct dbus * dbus) = {
		root_add,
		interface_add,
		busowner_add,
		network_interface_add,
		endpoint_interface_add,
		spdm_interface_add,
	};
	int r = 0;

	for (size_t i = 0; r >= 0 && i < sizeof(add) / sizeof(add[0]); i++)
		r = add[i](dbus);
	if (r >= 0)
		r = sd_bus_add_node_enumerator(dbus->bus, NULL, DBUS_ROOT,
					       object_enumerate, dbus);
	if (r >= 0)
		r = sd_bus_add_object_manager(dbus->bus, NULL, DBUS_ROOT);
	return r;
}

/* A name lost its owner: a client that left, or a service that stopped. */
static int on_name_gone(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct dbus *dbus = user;
	const char *name;

	(void)error;
	if (sd_bus_message_read(m, "s", &name) >= 0) {
		call_client_gone(dbus, name);
		root_client_gone(dbus, name);
	}
	return 0;
}

static int on_name(sd_bus_message *m, void *user, sd_bus_error *ret_error)
{
	const sd_bus_error *error = sd_bus_message_get_error(m);
	struct dbus *dbus = user;
	uint32_t result = 0;

	(void)ret_error;
	/* 1: we are its owner, D-Bus specification, RequestName */
	if (!error && sd_bus_message_read(m, "u", &result) >= 0 && result == 1)
		return 0;
	log_error("D-Bus: cannot have the name %s: %s", DBUS_NAME,
		  error ? error->message : "another mctpd has it");
	return sd_event_exit(dbus->manager->event,
			     error ? sd_bus_error_get_errno(error) : EEXIST);
}

static int connect_bus(struct dbus *dbus)
{
	static const char match[] =
		"type='signal',sender='org.freedesktop.DBus',"
		"path='/org/freedesktop/DBus',"
		"interface='org.freedesktop.DBus',"
		"member='NameOwnerChanged',arg2=''";
	int r;

	r = sd_bus_open_system(&dbus->bus);
	if (r < 0)
		return r;
	sd_bus_set_exit_on_disconnect(dbus->bus, true);
	r = add_vtables(dbus);
	if (r >= 0)
		r = sd_bus_add_match_async(dbus->bus, NULL, match, on_name_gone,
					   NULL, dbus);
	if (r >= 0)
		r = sd_bus_attach_event(dbus->bus, dbus->manager->event,
					SD_EVENT_PRIORITY_NORMAL);
	if (r >= 0)
		r = sd_bus_request_name_async(dbus->bus, NULL, DBUS_NAME, 0,
					      on_name, dbus);
	return r;
}

int dbus_new(struct manager *manager, struct dbus **ret_dbus)
{
	_cleanup_(dbus_freep) struct dbus *dbus = calloc(1, sizeof(*dbus));
	int r;

	if (!dbus)
		return -ENOMEM;
	dbus->manager = manager;
	list_init(&dbus->calls);
	list_init(&dbus->registrations);
	r = connect_bus(dbus);
	if (r < 0)
		return r;
	manager_set_observer(manager, &observer, dbus);
	*ret_dbus = take_ptr(dbus);
	return 0;
}

struct dbus *dbus_free(struct dbus *dbus)
{
	if (!dbus)
		return NULL;
	if (object_dbus(dbus->manager) == dbus)
		manager_set_observer(dbus->manager, NULL, NULL);
	call_free_all(dbus);
	root_free_all(dbus);
	sd_bus_flush_close_unref(dbus->bus);
	free(dbus);
	return NULL;
}
