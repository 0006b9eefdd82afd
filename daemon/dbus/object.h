/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Object paths and their lookup. No object is registered by itself: the
 * vtables are fallbacks below /interfaces and /networks, and sd-bus asks here
 * which object a path stands for, so nothing can outlive its object.
 */
#pragma once

#include <systemd/sd-bus.h>

#include "endpoint.h"
#include "link.h"
#include "manager.h"
#include "network.h"

#define DBUS_NAME "au.com.codeconstruct.MCTP1"
#define DBUS_ROOT "/au/com/codeconstruct/mctp1"
#define DBUS_INTERFACES DBUS_ROOT "/interfaces"
#define DBUS_NETWORKS DBUS_ROOT "/networks"

/* The root, interfaces or networks, and escapes of a name of 15 bytes. */
#define OBJECT_PATH_MAX 128

struct dbus {
	struct manager *manager;
	sd_bus *bus;
	struct list calls; /* struct call, in call.c */
	size_t n_calls;
	struct list registrations; /* struct registration, in root.c */
};

/* The observer of the manager, which handlers reach by their object. */
static inline struct dbus *object_dbus(const struct manager *manager)
{
	return manager->observer_user;
}

void object_link_path(const struct link *link, char path[OBJECT_PATH_MAX]);
void object_network_path(const struct network *network,
			 char path[OBJECT_PATH_MAX]);
void object_endpoint_path(const struct endpoint *endpoint,
			  char path[OBJECT_PATH_MAX]);

/* NULL when the path stands for no such object. */
struct link *object_find_link(struct dbus *dbus, const char *path);
struct network *object_find_network(struct dbus *dbus, const char *path);
struct endpoint *object_find_endpoint(struct dbus *dbus, const char *path);

/*
 * For sd_bus_add_fallback_vtable(), @user is the struct dbus; the handlers
 * of the vtable get the object.
 */
int object_on_link(sd_bus *bus, const char *path, const char *interface,
		   void *user, void **ret_found, sd_bus_error *error);
int object_on_network(sd_bus *bus, const char *path, const char *interface,
		      void *user, void **ret_found, sd_bus_error *error);
int object_on_endpoint(sd_bus *bus, const char *path, const char *interface,
		       void *user, void **ret_found, sd_bus_error *error);

/* For sd_bus_add_node_enumerator() on the root. */
int object_enumerate(sd_bus *bus, const char *prefix, void *user,
		     char ***ret_nodes, sd_bus_error *error);
