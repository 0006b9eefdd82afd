/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An MCTP network: the EIDs and the endpoints that hold them. It exists
 * while a link is in it. Other files read the fields.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"

struct eid_pool;
struct endpoint;
struct manager;
struct waiter;

/* For observer_ops.network_changed. */
enum network_change {
	NETWORK_CHANGED_LOCAL_EIDS = 1 << 0,
};

struct network {
	struct list node; /* in manager->networks */
	struct manager *manager;
	uint32_t id;
	struct eid_pool *pool;
	struct list endpoints; /* struct endpoint, by EID */
	size_t n_endpoints;
	size_t n_links;
};

struct endpoint *network_find_endpoint(struct network *network, uint8_t eid);
/* Fills @eids in ascending order; the number of them. */
size_t network_local_eids(const struct network *network, uint8_t *eids,
			  size_t size);
/*
 * Asks by EID, over the routes there are; publishes the endpoint if it
 * answers. -EINVAL for an EID that no endpoint can have.
 */
int network_learn_endpoint(struct network *network, uint8_t eid,
			   struct waiter *waiter);

/* For links and endpoints. A network lives from the first get to the last put. */
int network_get(struct manager *manager, uint32_t id,
		struct network **ret_network);
struct network *network_put(struct network *network);
void network_add_endpoint(struct network *network, struct endpoint *endpoint);
void network_remove_endpoint(struct network *network,
			     struct endpoint *endpoint);
