// SPDX-License-Identifier: Apache-2.0
/*
 * One MCTP network.
 */
#include "network.h"

#include <errno.h>
#include <stdlib.h>

#include "config.h"
#include "device.h"
#include "eid-pool.h"
#include "endpoint.h"
#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "path.h"
#include "proto/mctp.h"
#include "state.h"
#include "waiter.h"

static void remember_eid(void *user, uint8_t eid)
{
	eid_pool_remember(user, eid, true);
}

static struct network *free_network(struct network *network)
{
	eid_pool_free(network->pool);
	free(network);
	return NULL;
}

static int new_network(struct manager *manager, uint32_t id,
		       struct network **ret_network)
{
	const struct config *config = manager->config;
	struct network *network, *after;
	int r;

	if (manager->n_networks >= MANAGER_NETWORKS_MAX)
		return -EBUSY;
	network = calloc(1, sizeof(*network));
	if (!network)
		return -ENOMEM;
	network->manager = manager;
	network->id = id;
	list_init(&network->endpoints);
	r = eid_pool_new(config->dynamic_first, config->dynamic_last,
			 config->reclaim_ms * 1000, &network->pool);
	if (r < 0) {
		free_network(network);
		return r;
	}
	state_for_each_eid(manager->state, id, remember_eid, network->pool);
	list_for_each(after, &manager->networks, node) {
		if (after->id > id)
			break;
	}
	list_add_before(&network->node, &after->node);
	manager->n_networks++;
	log_info("network %u: added", id);
	manager_notify(manager, network_added, network);
	*ret_network = network;
	return 0;
}

int network_get(struct manager *manager, uint32_t id,
		struct network **ret_network)
{
	struct network *network = manager_find_network(manager, id);
	int r;

	if (!network) {
		r = new_network(manager, id, &network);
		if (r < 0)
			return r;
	}
	network->n_links++;
	*ret_network = network;
	return 0;
}

struct network *network_put(struct network *network)
{
	if (!network || --network->n_links > 0)
		return NULL;
	/* endpoints are on links, and those are gone */
	manager_notify(network->manager, network_removed, network);
	log_info("network %u: removed", network->id);
	list_remove(&network->node);
	network->manager->n_networks--;
	return free_network(network);
}

void network_add_endpoint(struct network *network, struct endpoint *endpoint)
{
	struct endpoint *after;

	list_for_each(after, &network->endpoints, node) {
		if (after->eid > endpoint->eid)
			break;
	}
	list_add_before(&endpoint->node, &after->node);
	network->n_endpoints++;
}

void network_remove_endpoint(struct network *network, struct endpoint *endpoint)
{
	list_remove(&endpoint->node);
	network->n_endpoints--;
}

struct endpoint *network_find_endpoint(struct network *network, uint8_t eid)
{
	struct endpoint *endpoint;

	list_for_each(endpoint, &network->endpoints, node) {
		if (endpoint->eid == eid)
			return endpoint;
	}
	return NULL;
}

size_t network_local_eids(const struct network *network, uint8_t *eids,
			  size_t size)
{
	size_t n = 0;

	for (unsigned int eid = MCTP_EID_FIRST;
	     eid <= MCTP_EID_LAST && n < size; eid++) {
		if (eid_pool_use(network->pool, eid) == EID_LOCAL)
			eids[n++] = eid;
	}
	return n;
}

/* The device the kernel's routes lead to. */
static struct device *find_routed_device(struct network *network, uint8_t eid)
{
	struct link *link;

	list_for_each(link, &network->manager->links, node) {
		const struct path *path = path_find(link, eid);

		if (link->network == network && path && path->has_neigh)
			return link_find_device(link, path->hwaddr,
						path->hwaddr_len);
	}
	return NULL;
}

int network_learn_endpoint(struct network *network, uint8_t eid,
			   struct waiter *waiter)
{
	struct endpoint *endpoint;
	struct device *device;

	if (!mctp_eid_is_unicast(eid) ||
	    eid_pool_use(network->pool, eid) == EID_LOCAL)
		return -EINVAL;
	endpoint = network_find_endpoint(network, eid);
	device = endpoint ? endpoint->device : find_routed_device(network, eid);
	if (!device)
		return -EHOSTUNREACH;
	return device_setup(device, DEVICE_LEARN, 0, waiter);
}
