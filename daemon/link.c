// SPDX-License-Identifier: Apache-2.0
/*
 * MCTP links. One that we own is given a local EID, brought up, and then
 * looked at for devices; each of these waits until the kernel has told that
 * the one before is done.
 *
 * Timer, one per link: "link-retry" after the kernel has refused something.
 */
#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "device.h"
#include "eid-pool.h"
#include "lib/log.h"
#include "manager.h"
#include "network.h"
#include "path.h"
#include "proto/mctp.h"
#include "request.h"
#include "rtnl-message.h"
#include "sysfs.h"
#include "timer.h"

#define RETRY_FIRST_US (200 * 1000)
#define RETRY_MAX_US (10 * 1000 * 1000)

static void advance(struct link *link);

static const char *const role_names[] = {
	[LINK_UNKNOWN] = "Unknown",
	[LINK_BUS_OWNER] = "BusOwner",
	[LINK_ENDPOINT] = "Endpoint",
};

const char *link_role_format(enum link_role role)
{
	return role_names[role];
}

int link_role_parse(const char *text, enum link_role *ret_role)
{
	for (size_t i = 0; i < sizeof(role_names) / sizeof(role_names[0]);
	     i++) {
		if (!strcmp(text, role_names[i])) {
			*ret_role = i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *link_binding_format(uint8_t binding)
{
	switch (binding) {
	case MCTP_BINDING_SMBUS:
		return "smbus";
	case MCTP_BINDING_PCIE_VDM:
		return "pcie";
	case MCTP_BINDING_USB:
		return "usb";
	case MCTP_BINDING_KCS:
		return "kcs";
	case MCTP_BINDING_SERIAL:
		return "serial";
	case MCTP_BINDING_I3C:
		return "i3c";
	case MCTP_BINDING_MMBI:
		return "mmbi";
	case MCTP_BINDING_PCC:
		return "pcc";
	case MCTP_BINDING_UCIE:
		return "ucie";
	case MCTP_BINDING_VENDOR:
		return "vendor";
	}
	return "unknown";
}

static void notify(struct link *link, unsigned int changes)
{
	if (changes)
		manager_notify(link->manager, link_changed, link, changes);
}

static void set_role(struct link *link, enum link_role role)
{
	if (link->role == role)
		return;
	log_info("%s: role %s, was %s", link->name, link_role_format(role),
		 link_role_format(link->role));
	link->role = role;
	notify(link, LINK_CHANGED_ROLE);
}

int link_set_role(struct link *link, enum link_role role)
{
	if (link->role == role)
		return 0;
	if (link->role != LINK_UNKNOWN)
		return -EPERM;
	set_role(link, role);
	advance(link);
	return 0;
}

static void fail(struct link *link, enum rtnl_action action, int error)
{
	log_warning("%s: %s: %s", link->name, rtnl_action_format(action),
		    strerror(-error));
	timer_start(link->retry, timer_backoff(link->failures++, RETRY_FIRST_US,
					       RETRY_MAX_US));
}

static void on_link_up(struct rtnl_call *call, int error)
{
	struct link *link = container_of(call, struct link, call);

	if (error)
		fail(link, RTNL_LINK_UP, error);
	else
		advance(link);
}

static void bring_up(struct link *link)
{
	const struct rtnl_change up = {
		.action = RTNL_LINK_UP,
		.ifindex = link->ifindex,
	};
	int r;

	rtnl_call_init(&link->call, on_link_up);
	r = rtnl_change(link->manager->rtnl, &up, &link->call);
	if (r < 0)
		fail(link, RTNL_LINK_UP, r);
}

static void drop_pending_eid(struct link *link)
{
	if (!link->pending_eid)
		return;
	eid_pool_release(link->network->pool, link->pending_eid, 0);
	link->pending_eid = 0;
}

static void on_address(struct rtnl_call *call, int error)
{
	struct link *link = container_of(call, struct link, call);

	/* the notification may be there before the answer, or the other way */
	if (!error) {
		advance(link);
		return;
	}
	drop_pending_eid(link);
	fail(link, RTNL_ADDRESS_ADD, error);
}

static void add_local_eid(struct link *link)
{
	const struct manager *manager = link->manager;
	struct rtnl_change add = {
		.action = RTNL_ADDRESS_ADD,
		.ifindex = link->ifindex,
	};
	int r;

	r = eid_pool_alloc(link->network->pool, manager->config->local_eid, 1,
			   EID_LOCAL, 0, timers_now_us(manager->timers),
			   &link->pending_eid);
	if (r < 0) {
		fail(link, RTNL_ADDRESS_ADD, r);
		return;
	}
	add.eid = link->pending_eid;
	rtnl_call_init(&link->call, on_address);
	r = rtnl_change(manager->rtnl, &add, &link->call);
	if (r < 0) {
		drop_pending_eid(link);
		fail(link, RTNL_ADDRESS_ADD, r);
	}
}

static void start_looking(struct link *link)
{
	struct device *device;

	if (link->ready)
		return;
	link->ready = true;
	link->failures = 0;
	log_info("%s: looking for devices on %s", link->name,
		 *link->bus ? link->bus : "it");
	list_for_each(device, &link->devices, node) {
		if (device->on_bus)
			device_appeared(device);
	}
	link_scan(link);
}

/* The next thing that stands between the link and its devices. */
static void advance(struct link *link)
{
	if (link->role != LINK_BUS_OWNER || rtnl_call_is_running(&link->call) ||
	    timer_is_running(link->retry))
		return;
	if (!link->n_local_eids && !link->pending_eid)
		add_local_eid(link);
	else if (link->n_local_eids && !link->up)
		bring_up(link);
	else if (link->n_local_eids)
		start_looking(link);
}

static void on_retry(void *user)
{
	advance(user);
}

static void copy_info(struct link *link, const struct rtnl_link *info)
{
	snprintf(link->name, sizeof(link->name), "%s", info->name);
	memcpy(link->hwaddr, info->hwaddr, info->hwaddr_len);
	link->hwaddr_len = info->hwaddr_len;
	link->mtu = info->mtu;
	link->up = info->up;
	/* kernels before 6.15 do not tell the binding */
	link->binding = info->binding;
	if (!link->binding && *link->bus)
		link->binding = MCTP_BINDING_I3C;
}

/* At the place that keeps the list in order. */
static void add_to_manager(struct link *link)
{
	struct link *after;

	list_for_each(after, &link->manager->links, node) {
		if (after->ifindex > link->ifindex)
			break;
	}
	list_add_before(&link->node, &after->node);
	link->manager->n_links++;
}

static int init_queue(struct link *link)
{
	const struct manager *manager = link->manager;
	struct request_config config = {
		.timeout_ms = manager->config->timeout_ms,
		.tries = manager->config->retries + 1,
	};
	int r;

	r = network_get(link->manager, link->network_id, &link->network);
	if (r < 0)
		return r;
	r = timer_new(manager->timers, "link-retry", on_retry, link,
		      &link->retry);
	if (r < 0)
		return r;
	return request_queue_new(manager->timers, manager->transport,
				 link->name, &config, &link->queue);
}

int link_new(struct manager *manager, const struct rtnl_link *info,
	     struct link **ret_link)
{
	struct link *link;
	int r;

	if (manager->n_links >= MANAGER_LINKS_MAX)
		return -EBUSY;
	link = calloc(1, sizeof(*link));
	if (!link)
		return -ENOMEM;
	link->manager = manager;
	link->ifindex = info->ifindex;
	link->network_id = info->network;
	link->seen = true;
	list_init(&link->node);
	list_init(&link->devices);
	list_init(&link->paths);
	list_init(&link->call.node);
	if (sysfs_netdev_bus(SYSFS_ROOT, info->name, link->bus,
			     sizeof(link->bus)) < 0)
		link->bus[0] = '\0';
	copy_info(link, info);
	r = init_queue(link);
	if (r < 0) {
		link_free(link);
		return r;
	}
	add_to_manager(link);
	link->role = manager->config->role;
	log_info("%s: added, %s, in network %u", link->name,
		 link_binding_format(link->binding), link->network_id);
	manager_notify(manager, link_added, link);
	*ret_link = link;
	return 0;
}

static void drop_device(struct link *link, struct device *device)
{
	list_remove(&device->node);
	link->n_devices--;
	device_free(device);
}

static void drop_devices(struct link *link)
{
	struct device *device;

	while ((device = list_first(&link->devices, struct device, node)))
		drop_device(link, device);
}

static void forget_local_eids(struct link *link)
{
	drop_pending_eid(link);
	for (size_t i = 0; i < link->n_local_eids; i++)
		eid_pool_release(link->network->pool, link->local_eids[i], 0);
	link->n_local_eids = 0;
}

struct link *link_free(struct link *link)
{
	if (!link)
		return NULL;
	rtnl_call_cancel(&link->call);
	drop_devices(link);
	if (!list_is_empty(&link->node)) {
		manager_notify(link->manager, link_removed, link);
		log_info("%s: removed", link->name);
		list_remove(&link->node);
		link->manager->n_links--;
	}
	if (link->network)
		forget_local_eids(link);
	path_forget_all(link);
	request_queue_free(link->queue);
	timer_free(link->retry);
	network_put(link->network);
	free(link);
	return NULL;
}

void link_update(struct link *link, const struct rtnl_link *info)
{
	unsigned int changes = 0;

	link->seen = true;
	if (link->up != info->up)
		changes |= LINK_CHANGED_UP;
	if (link->mtu != info->mtu)
		changes |= LINK_CHANGED_MTU;
	if (changes & LINK_CHANGED_UP)
		log_info("%s: %s", link->name, info->up ? "up" : "down");
	copy_info(link, info);
	notify(link, changes);
	if (link->synced)
		advance(link);
}

static size_t find_local_eid(const struct link *link, uint8_t eid)
{
	size_t i = 0;

	while (i < link->n_local_eids && link->local_eids[i] != eid)
		i++;
	return i;
}

static void add_address(struct link *link, uint8_t eid)
{
	int r = 0;

	if (link->n_local_eids == LINK_LOCAL_EIDS_MAX) {
		log_warning("%s: more than %d local EIDs: not looking at %u",
			    link->name, LINK_LOCAL_EIDS_MAX, eid);
		return;
	}
	if (link->pending_eid == eid)
		link->pending_eid = 0;
	else
		r = eid_pool_take(link->network->pool, eid, EID_LOCAL, 0, 0);
	/* one EID on several links is one local EID of the network */
	if (r < 0 && eid_pool_use(link->network->pool, eid) != EID_LOCAL)
		log_warning("%s: local EID %u: %s", link->name, eid,
			    strerror(-r));
	link->local_eids[link->n_local_eids++] = eid;
	log_info("%s: local EID %u", link->name, eid);
}

static bool has_local_eid(const struct network *network, uint8_t eid)
{
	const struct link *link;

	list_for_each(link, &network->manager->links, node) {
		if (link->network == network &&
		    find_local_eid(link, eid) < link->n_local_eids)
			return true;
	}
	return false;
}

static void remove_address(struct link *link, size_t i)
{
	uint8_t eid = link->local_eids[i];

	link->n_local_eids--;
	memmove(&link->local_eids[i], &link->local_eids[i + 1],
		link->n_local_eids - i);
	if (!has_local_eid(link->network, eid))
		eid_pool_release(link->network->pool, eid, 0);
	log_info("%s: no more local EID %u", link->name, eid);
}

void link_set_address(struct link *link, uint8_t eid, bool present)
{
	size_t i = find_local_eid(link, eid);

	if (present == (i < link->n_local_eids))
		return;
	if (present)
		add_address(link, eid);
	else
		remove_address(link, i);
	notify(link, LINK_CHANGED_LOCAL_EIDS);
	manager_notify(link->manager, network_changed, link->network,
		       NETWORK_CHANGED_LOCAL_EIDS);
	if (link->synced)
		advance(link);
}

void link_sync_begin(struct link *link)
{
	link->seen = false;
	path_sync_begin(link);
}

void link_sync_end(struct link *link)
{
	path_sync_end(link);
	link->synced = true;
	advance(link);
}

struct device *link_find_device(struct link *link, const uint8_t *hwaddr,
				size_t hwaddr_len)
{
	struct device *device;

	list_for_each(device, &link->devices, node) {
		if (device->hwaddr_len == hwaddr_len &&
		    !memcmp(device->hwaddr, hwaddr, hwaddr_len))
			return device;
	}
	return NULL;
}

static int add_device(struct link *link, const char *name,
		      const uint8_t *hwaddr, size_t hwaddr_len,
		      struct device **ret_device)
{
	struct device *device;
	int r;

	if (hwaddr_len != link->hwaddr_len)
		return -EINVAL;
	if (link->n_devices >= LINK_DEVICES_MAX)
		return -EBUSY;
	r = device_new(link, name, hwaddr, hwaddr_len, &device);
	if (r < 0)
		return r;
	list_add_tail(&device->node, &link->devices);
	link->n_devices++;
	notify(link, LINK_CHANGED_DEVICES);
	*ret_device = device;
	return 0;
}

int link_get_device(struct link *link, const uint8_t *hwaddr, size_t hwaddr_len,
		    struct device **ret_device)
{
	struct device *device = link_find_device(link, hwaddr, hwaddr_len);

	if (device) {
		*ret_device = device;
		return 0;
	}
	return add_device(link, "", hwaddr, hwaddr_len, ret_device);
}

void link_add_device(struct link *link, const struct sysfs_i3c_device *info)
{
	struct device *device;
	int r = 0;

	device = link_find_device(link, info->pid, sizeof(info->pid));
	if (!device) {
		r = add_device(link, info->name, info->pid, sizeof(info->pid),
			       &device);
		if (r < 0) {
			log_warning("%s: %s: %s", link->name, info->name,
				    strerror(-r));
			return;
		}
		log_info("%s: found", device_label(device));
	}
	device->on_bus = true;
	if (link->ready)
		device_appeared(device);
}

void link_remove_device(struct link *link, const struct sysfs_i3c_device *info)
{
	struct device *device;

	device = link_find_device(link, info->pid, sizeof(info->pid));
	if (!device)
		return;
	log_info("%s: gone from the bus", device_label(device));
	drop_device(link, device);
	notify(link, LINK_CHANGED_DEVICES);
}

static void on_scanned(void *user, const struct sysfs_i3c_device *info)
{
	struct link *link = user;
	struct device *device;

	device = link_find_device(link, info->pid, sizeof(info->pid));
	if (!device || !device->on_bus)
		link_add_device(link, info);
	device = link_find_device(link, info->pid, sizeof(info->pid));
	if (device)
		device->scanned = true;
}

void link_scan(struct link *link)
{
	struct device *device, *tmp;
	int r;

	if (!*link->bus)
		return;
	list_for_each(device, &link->devices, node)
		device->scanned = false;
	r = sysfs_scan_i3c_bus(SYSFS_ROOT, link->bus, on_scanned, link);
	if (r < 0) {
		log_warning("%s: looking at %s: %s", link->name, link->bus,
			    strerror(-r));
		return;
	}
	list_for_each_safe(device, tmp, &link->devices, node) {
		if (device->on_bus && !device->scanned)
			drop_device(link, device);
	}
}
