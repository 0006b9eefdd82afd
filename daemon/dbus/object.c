// SPDX-License-Identifier: Apache-2.0
/*
 * Object paths and their lookup.
 */
#include "object.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

void object_link_path(const struct link *link, char path[OBJECT_PATH_MAX])
{
	_cleanup_free_ char *encoded = NULL;

	path[0] = '\0';
	if (sd_bus_path_encode(DBUS_INTERFACES, link->name, &encoded) >= 0)
		snprintf(path, OBJECT_PATH_MAX, "%s", encoded);
}

void object_network_path(const struct network *network,
			 char path[OBJECT_PATH_MAX])
{
	snprintf(path, OBJECT_PATH_MAX, DBUS_NETWORKS "/%u", network->id);
}

void object_endpoint_path(const struct endpoint *endpoint,
			  char path[OBJECT_PATH_MAX])
{
	snprintf(path, OBJECT_PATH_MAX, DBUS_NETWORKS "/%u/endpoints/%u",
		 endpoint->network->id, endpoint->eid);
}

struct link *object_find_link(struct dbus *dbus, const char *path)
{
	_cleanup_free_ char *name = NULL;

	if (sd_bus_path_decode(path, DBUS_INTERFACES, &name) <= 0)
		return NULL;
	return manager_find_link_by_name(dbus->manager, name);
}

/*
 * Reads a number without sign or leading zero, so that each object has one
 * path. What follows it goes to *@ret_rest.
 */
static int parse_number(const char *s, const char **ret_rest, uint32_t *ret_n)
{
	uint64_t n = 0;
	const char *p;

	for (p = s; *p >= '0' && *p <= '9' && n <= UINT32_MAX; p++)
		n = n * 10 + (*p - '0');
	if (p == s || (*s == '0' && p > s + 1) || n > UINT32_MAX)
		return -EINVAL;
	*ret_rest = p;
	*ret_n = n;
	return 0;
}

/* The network a path begins with; *@ret_rest: what follows its number. */
static struct network *parse_network(struct dbus *dbus, const char *path,
				     const char **ret_rest)
{
	size_t prefix = strlen(DBUS_NETWORKS "/");
	uint32_t id;

	if (strncmp(path, DBUS_NETWORKS "/", prefix) ||
	    parse_number(path + prefix, ret_rest, &id) < 0)
		return NULL;
	return manager_find_network(dbus->manager, id);
}

struct network *object_find_network(struct dbus *dbus, const char *path)
{
	const char *rest;
	struct network *network = parse_network(dbus, path, &rest);

	return network && !*rest ? network : NULL;
}

struct endpoint *object_find_endpoint(struct dbus *dbus, const char *path)
{
	size_t middle = strlen("/endpoints/");
	const char *rest;
	struct network *network = parse_network(dbus, path, &rest);
	uint32_t eid;

	if (!network || strncmp(rest, "/endpoints/", middle) ||
	    parse_number(rest + middle, &rest, &eid) < 0 || *rest ||
	    eid > UINT8_MAX)
		return NULL;
	return network_find_endpoint(network, eid);
}

int object_on_link(sd_bus *bus, const char *path, const char *interface,
		   void *user, void **ret_found, sd_bus_error *error)
{
	(void)bus, (void)interface, (void)error;
	*ret_found = object_find_link(user, path);
	return !!*ret_found;
}

int object_on_network(sd_bus *bus, const char *path, const char *interface,
		      void *user, void **ret_found, sd_bus_error *error)
{
	(void)bus, (void)interface, (void)error;
	*ret_found = object_find_network(user, path);
	return !!*ret_found;
}

int object_on_endpoint(sd_bus *bus, const char *path, const char *interface,
		       void *user, void **ret_found, sd_bus_error *error)
{
	(void)bus, (void)interface, (void)error;
	*ret_found = object_find_endpoint(user, path);
	return !!*ret_found;
}

static size_t count_objects(struct manager *manager)
{
	struct network *network;
	size_t n = manager->n_links + manager->n_networks;

	list_for_each(network, &manager->networks, node)
		n += network->n_endpoints;
	return n;
}

/* Paths of every object; false when out of memory. */
static bool fill_paths(struct manager *manager, char **nodes)
{
	char path[OBJECT_PATH_MAX];
	struct endpoint *endpoint;
	struct network *network;
	struct link *link;
	size_t n = 0;

	list_for_each(link, &manager->links, node) {
		object_link_path(link, path);
		nodes[n++] = strdup(path);
	}
	list_for_each(network, &manager->networks, node) {
		object_network_path(network, path);
		nodes[n++] = strdup(path);
		list_for_each(endpoint, &network->endpoints, node) {
			object_endpoint_path(endpoint, path);
			nodes[n++] = strdup(path);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (!nodes[i])
			return false;
	return true;
}

int object_enumerate(sd_bus *bus, const char *prefix, void *user,
		     char ***ret_nodes, sd_bus_error *error)
{
	struct dbus *dbus = user;
	size_t n = count_objects(dbus->manager);
	char **nodes = calloc(n + 1, sizeof(*nodes));

	(void)bus, (void)prefix, (void)error;
	if (!nodes)
		return -ENOMEM;
	if (!fill_paths(dbus->manager, nodes)) {
		for (size_t i = 0; i < n; i++)
			free(nodes[i]);
		free(nodes);
		return -ENOMEM;
	}
	*ret_nodes = nodes;
	return 0;
}
