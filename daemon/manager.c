// SPDX-License-Identifier: Apache-2.0
/*
 * The manager: makes the sources and leads what they tell to the objects.
 *
 * Timer: "stale-paths", once after the start, takes out what an earlier
 * daemon left in the kernel for devices that are gone.
 */
#include "manager.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>

#include "config.h"
#include "device.h"
#include "eid-pool.h"
#include "lib/log.h"
#include "link.h"
#include "network.h"
#include "path.h"
#include "responder.h"
#include "rtnl.h"
#include "spdm-client.h"
#include "state.h"
#include "timer.h"
#include "transport.h"
#include "uevent.h"

/* By then every device that is there has been asked several times. */
#define STALE_PATHS_DELAY_US (10 * 1000 * 1000)

struct network *manager_find_network(struct manager *manager, uint32_t id)
{
	struct network *network;

	list_for_each(network, &manager->networks, node) {
		if (network->id == id)
			return network;
	}
	return NULL;
}

struct link *manager_find_link(struct manager *manager, int ifindex)
{
	struct link *link;

	list_for_each(link, &manager->links, node) {
		if (link->ifindex == ifindex)
			return link;
	}
	return NULL;
}

struct link *manager_find_link_by_name(struct manager *manager,
				       const char *name)
{
	struct link *link;

	list_for_each(link, &manager->links, node) {
		if (!strcmp(link->name, name))
			return link;
	}
	return NULL;
}

struct link *manager_find_link_by_bus(struct manager *manager, const char *bus)
{
	struct link *link;

	list_for_each(link, &manager->links, node) {
		if (!strcmp(link->bus, bus))
			return link;
	}
	return NULL;
}

static void on_sync_begin(void *user)
{
	struct manager *manager = user;
	struct link *link;

	manager->syncing = true;
	list_for_each(link, &manager->links, node)
		link_sync_begin(link);
}

/* The kernel's routes and neighbours keep their EIDs for their devices. */
static void remember_paths(struct link *link)
{
	const struct path *path;

	list_for_each(path, &link->paths, node)
		eid_pool_remember(link->network->pool, path->eid, true);
}

static void on_sync_end(void *user)
{
	struct manager *manager = user;
	struct link *link, *tmp;

	manager->syncing = false;
	list_for_each_safe(link, tmp, &manager->links, node) {
		if (!link->seen)
			link_free(link);
	}
	list_for_each(link, &manager->links, node)
		remember_paths(link);
	list_for_each(link, &manager->links, node)
		link_sync_end(link);
}

static void on_link(void *user, const struct rtnl_link *info)
{
	struct manager *manager = user;
	struct link *link = manager_find_link(manager, info->ifindex);
	int r;

	if (link && link->network_id != info->network)
		link = link_free(link);
	if (link) {
		link_update(link, info);
		return;
	}
	r = link_new(manager, info, &link);
	if (r < 0)
		log_warning("%s: %s", info->name, strerror(-r));
	/* what came after the start has no addresses yet */
	else if (!manager->syncing)
		link_sync_end(link);
}

static void on_link_removed(void *user, int ifindex)
{
	link_free(manager_find_link(user, ifindex));
}

static void on_address(void *user, int ifindex, uint8_t eid, bool present)
{
	struct link *link = manager_find_link(user, ifindex);

	if (link)
		link_set_address(link, eid, present);
}

static void on_route(void *user, const struct rtnl_route *route)
{
	struct link *link = manager_find_link(user, route->ifindex);

	if (link)
		path_learn_route(link, route);
}

static void on_neigh(void *user, const struct rtnl_neigh *neigh)
{
	struct link *link = manager_find_link(user, neigh->ifindex);

	if (link)
		path_learn_neigh(link, neigh);
}

static const struct rtnl_events rtnl_events = {
	.sync_begin = on_sync_begin,
	.sync_end = on_sync_end,
	.link = on_link,
	.link_removed = on_link_removed,
	.address = on_address,
	.route = on_route,
	.neigh = on_neigh,
};

static void on_device_added(void *user, const struct sysfs_i3c_device *device)
{
	struct link *link = manager_find_link_by_bus(user, device->bus);

	if (link)
		link_add_device(link, device);
}

static void on_device_removed(void *user, const struct sysfs_i3c_device *device)
{
	struct link *link = manager_find_link_by_bus(user, device->bus);

	if (link)
		link_remove_device(link, device);
}

static void on_overrun(void *user)
{
	struct manager *manager = user;
	struct link *link;

	list_for_each(link, &manager->links, node) {
		if (link->ready)
			link_scan(link);
	}
}

static const struct uevent_events uevent_events = {
	.device_added = on_device_added,
	.device_removed = on_device_removed,
	.overrun = on_overrun,
};

/* Ours, as the state file has them, and without an endpoint. */
static void remove_stale_paths(struct link *link)
{
	struct path *path, *tmp;

	list_for_each_safe(path, tmp, &link->paths, node) {
		uint8_t eid = state_get_eid(link->manager->state,
					    link->network_id, link->name,
					    path->hwaddr, path->hwaddr_len);

		if (eid != path->eid ||
		    eid_pool_use(link->network->pool, eid) != EID_FREE)
			continue;
		log_info("%s: EID %u: nobody there: route removed", link->name,
			 eid);
		path_remove(link, eid);
	}
}

static void on_stale_paths(void *user)
{
	struct manager *manager = user;
	struct link *link;

	list_for_each(link, &manager->links, node)
		remove_stale_paths(link);
}

static int init_sources(struct manager *manager)
{
	int r;

	r = timers_new(manager->event, &manager->timers);
	if (r >= 0)
		r = timer_new(manager->timers, "stale-paths", on_stale_paths,
			      manager, &manager->stale_paths);
	if (r >= 0)
		r = state_new(manager->timers, manager->config->state_path,
			      &manager->state);
	if (r >= 0)
		r = transport_new(manager->event, &manager->transport);
	if (r >= 0)
		r = uevent_new(manager->event, &uevent_events, manager,
			       &manager->uevent);
	if (r >= 0)
		r = rtnl_new(manager->event, manager->timers, &rtnl_events,
			     manager, &manager->rtnl);
	if (r >= 0)
		r = spdm_clients_init(manager);
	if (r >= 0)
		r = responder_new(manager, &manager->responder);
	return r;
}

int manager_new(struct sd_event *event, const struct config *config,
		struct manager **ret_manager)
{
	struct manager *manager = calloc(1, sizeof(*manager));
	int r;

	if (!manager)
		return -ENOMEM;
	manager->event = sd_event_ref(event);
	manager->config = config;
	list_init(&manager->links);
	list_init(&manager->networks);
	r = init_sources(manager);
	if (r < 0) {
		manager_free(manager);
		return r;
	}
	*ret_manager = manager;
	return 0;
}

struct manager *manager_free(struct manager *manager)
{
	struct link *link;

	if (!manager)
		return NULL;
	manager->stopping = true;
	while ((link = list_first(&manager->links, struct link, node)))
		link_free(link);
	responder_free(manager->responder);
	spdm_clients_done(manager);
	rtnl_free(manager->rtnl);
	uevent_free(manager->uevent);
	transport_free(manager->transport);
	state_free(manager->state);
	timer_free(manager->stale_paths);
	timers_free(manager->timers);
	sd_event_unref(manager->event);
	free(manager);
	return NULL;
}

void manager_set_observer(struct manager *manager,
			  const struct observer_ops *ops, void *user)
{
	manager->observer = ops;
	manager->observer_user = user;
}

int manager_start(struct manager *manager)
{
	rtnl_sync(manager->rtnl);
	timer_start(manager->stale_paths, STALE_PATHS_DELAY_US);
	return 0;
}
