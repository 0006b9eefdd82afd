// SPDX-License-Identifier: Apache-2.0
/*
 * Published endpoints.
 */
#include "endpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "eid-pool.h"
#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "network.h"
#include "path.h"
#include "proto/mctp.h"
#include "spdm-client.h"
#include "state.h"
#include "timer.h"
#include "waiter.h"

/* A route that is being replaced by one with another MTU. */
struct endpoint_mtu_change {
	struct endpoint *endpoint;
	struct path_call path;
	struct list waiters;
};

const char *endpoint_connectivity_format(enum endpoint_connectivity value)
{
	switch (value) {
	case ENDPOINT_AVAILABLE:
		return "Available";
	case ENDPOINT_DEGRADED:
		return "Degraded";
	}
	return NULL;
}

bool endpoint_has_type(const struct endpoint *endpoint, uint8_t type)
{
	return memchr(endpoint->identity.types, type,
		      endpoint->identity.n_types);
}

void endpoint_address(const struct endpoint *endpoint,
		      struct transport_address *ret_address)
{
	const struct device *device = endpoint->device;

	*ret_address = (struct transport_address){
		.network = endpoint->network->id,
		.eid = endpoint->eid,
	};
	/* not sent to, but looked for in the answer */
	if (device) {
		ret_address->hwaddr_len = device->hwaddr_len;
		memcpy(ret_address->hwaddr, device->hwaddr, device->hwaddr_len);
	}
}

static void notify(struct endpoint *endpoint, unsigned int changes)
{
	manager_notify(endpoint->network->manager, endpoint_changed, endpoint,
		       changes);
}

/* Not fatal: without it everything else about the endpoint is known. */
static void add_spdm(struct endpoint *endpoint)
{
	int r = spdm_client_new(endpoint, &endpoint->spdm);

	if (r < 0)
		log_warning("EID %u: no SPDM: %s", endpoint->eid, strerror(-r));
}

int endpoint_new(struct device *device, uint8_t eid, uint32_t mtu,
		 const struct endpoint_identity *identity)
{
	struct link *link = device->link;
	struct manager *manager = link->manager;
	struct endpoint *endpoint = calloc(1, sizeof(*endpoint));

	if (!endpoint)
		return -ENOMEM;
	endpoint->network = link->network;
	endpoint->device = device;
	endpoint->eid = eid;
	endpoint->mtu = mtu;
	endpoint->connectivity = ENDPOINT_AVAILABLE;
	endpoint->identity = *identity;
	device->endpoint = endpoint;
	network_add_endpoint(link->network, endpoint);
	eid_pool_remember(link->network->pool, eid, true);
	state_set_eid(manager->state, link->network->id, link->name,
		      device->hwaddr, device->hwaddr_len, eid);
	log_info("%s: endpoint EID %u in network %u", device_label(device), eid,
		 link->network->id);
	if (endpoint_has_type(endpoint, MCTP_TYPE_SPDM))
		add_spdm(endpoint);
	manager_notify(manager, endpoint_added, endpoint);
	return 0;
}

static void finish_mtu_change(struct endpoint *endpoint, int error)
{
	struct endpoint_mtu_change *change = endpoint->mtu_change;
	struct outcome outcome = { .error = error, .endpoint = endpoint };

	if (!change)
		return;
	endpoint->mtu_change = NULL;
	path_call_cancel(&change->path);
	waiters_finish(&change->waiters, &outcome);
	free(change);
}

struct endpoint *endpoint_free_keep_eid(struct endpoint *endpoint,
					const char *reason)
{
	struct network *network;
	struct device *device;

	if (!endpoint)
		return NULL;
	network = endpoint->network;
	device = endpoint->device;
	log_info("%s: endpoint EID %u removed: %s", device_label(device),
		 endpoint->eid, reason);
	manager_notify(network->manager, endpoint_removed, endpoint);
	endpoint->spdm = spdm_client_free(endpoint->spdm);
	finish_mtu_change(endpoint, -ECANCELED);
	network_remove_endpoint(network, endpoint);
	device->endpoint = NULL;
	free(endpoint);
	return NULL;
}

struct endpoint *endpoint_free(struct endpoint *endpoint, const char *reason)
{
	struct network *network;
	struct link *link;
	uint8_t eid;

	if (!endpoint)
		return NULL;
	network = endpoint->network;
	link = endpoint->device->link;
	eid = endpoint->eid;
	endpoint_free_keep_eid(endpoint, reason);
	/* what the kernel holds outlives this process */
	if (!network->manager->stopping)
		path_remove(link, eid);
	eid_pool_release(network->pool, eid,
			 timers_now_us(network->manager->timers));
	return NULL;
}

void endpoint_set_connectivity(struct endpoint *endpoint,
			       enum endpoint_connectivity value)
{
	if (endpoint->connectivity == value)
		return;
	log_notice("%s: EID %u: %s, was %s", device_label(endpoint->device),
		   endpoint->eid, endpoint_connectivity_format(value),
		   endpoint_connectivity_format(endpoint->connectivity));
	endpoint->connectivity = value;
	notify(endpoint, ENDPOINT_CHANGED_CONNECTIVITY);
}

static bool is_same_identity(const struct endpoint_identity *a,
			     const struct endpoint_identity *b)
{
	bool same = a->n_types == b->n_types &&
		    !memcmp(a->types, b->types, a->n_types) &&
		    a->n_vendor_types == b->n_vendor_types &&
		    a->has_uuid == b->has_uuid &&
		    !memcmp(a->uuid, b->uuid, sizeof(a->uuid)) &&
		    !strcmp(a->version, b->version) &&
		    a->is_bridge == b->is_bridge;

	for (size_t i = 0; same && i < a->n_vendor_types; i++) {
		const struct endpoint_vendor_type *x = &a->vendor_types[i];
		const struct endpoint_vendor_type *y = &b->vendor_types[i];

		same = x->format == y->format && x->id == y->id &&
		       x->command_set == y->command_set;
	}
	return same;
}

void endpoint_set_identity(struct endpoint *endpoint,
			   const struct endpoint_identity *identity)
{
	bool has_spdm;

	if (is_same_identity(&endpoint->identity, identity))
		return;
	log_info("%s: EID %u: speaks other types or versions than before",
		 device_label(endpoint->device), endpoint->eid);
	endpoint->identity = *identity;
	notify(endpoint, ENDPOINT_CHANGED_IDENTITY);
	has_spdm = endpoint_has_type(endpoint, MCTP_TYPE_SPDM);
	if (has_spdm == !!endpoint->spdm)
		return;
	if (has_spdm)
		add_spdm(endpoint);
	else
		endpoint->spdm = spdm_client_free(endpoint->spdm);
	notify(endpoint, ENDPOINT_CHANGED_SPDM_PRESENCE);
}

static void on_mtu_changed(struct path_call *call, int error)
{
	struct endpoint_mtu_change *change =
		container_of(call, struct endpoint_mtu_change, path);
	struct endpoint *endpoint = change->endpoint;

	if (!error) {
		log_info("%s: EID %u: MTU %u, was %u",
			 device_label(endpoint->device), endpoint->eid,
			 call->path.mtu, endpoint->mtu);
		endpoint->mtu = call->path.mtu;
		notify(endpoint, ENDPOINT_CHANGED_MTU);
	}
	finish_mtu_change(endpoint, error);
}

int endpoint_set_mtu(struct endpoint *endpoint, uint32_t mtu,
		     struct waiter *waiter)
{
	struct device *device = endpoint->device;
	struct endpoint_mtu_change *change;
	int r;

	/* DSP0236 8.3.1: the baseline is the least; the link's the most */
	if (mtu < MCTP_BASELINE_PAYLOAD + 4 ||
	    (device->link->mtu && mtu > device->link->mtu))
		return -EINVAL;
	if (endpoint->mtu_change)
		return -EBUSY;
	change = calloc(1, sizeof(*change));
	if (!change)
		return -ENOMEM;
	change->endpoint = endpoint;
	change->path.done = on_mtu_changed;
	list_init(&change->path.rtnl.node);
	list_init(&change->waiters);
	r = path_install(device->link, endpoint->eid, device->hwaddr,
			 device->hwaddr_len, mtu, &change->path);
	if (r < 0) {
		free(change);
		return r;
	}
	endpoint->mtu_change = change;
	if (waiter)
		waiter_add(waiter, &change->waiters);
	if (r > 0)
		finish_mtu_change(endpoint, 0);
	return 0;
}

int endpoint_remove(struct endpoint *endpoint, struct waiter *waiter)
{
	struct device *device = endpoint->device;
	struct outcome outcome = { .error = 0 };

	endpoint_free(endpoint, "asked by a user");
	device_leave_alone(device);
	if (waiter)
		waiter->done(waiter, &outcome);
	return 0;
}

int endpoint_recover(struct endpoint *endpoint, struct waiter *waiter)
{
	return device_recover(endpoint->device, waiter);
}
