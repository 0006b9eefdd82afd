/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An endpoint: what is published about something that has an EID. It exists
 * from the end of its discovery until it is removed. Other files read the
 * fields; only endpoint.c writes them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"
#include "request.h"

struct device;
struct network;
struct outcome;
struct spdm_client;
struct waiter;

/* What a hostile device may make us remember. */
#define ENDPOINT_TYPES_MAX 64
#define ENDPOINT_VENDOR_TYPES_MAX 16

enum endpoint_connectivity {
	ENDPOINT_AVAILABLE,
	ENDPOINT_DEGRADED,
};

enum endpoint_vendor_format {
	ENDPOINT_VENDOR_PCI,
	ENDPOINT_VENDOR_IANA,
};

struct endpoint_vendor_type {
	enum endpoint_vendor_format format;
	uint32_t id;
	uint16_t command_set;
};

/* What the device says about itself. */
struct endpoint_identity {
	uint8_t types[ENDPOINT_TYPES_MAX];
	size_t n_types;
	struct endpoint_vendor_type vendor_types[ENDPOINT_VENDOR_TYPES_MAX];
	size_t n_vendor_types;
	uint8_t uuid[16];
	bool has_uuid;
	char version[16]; /* MCTP base, "1.3.3"; empty: unknown */
	bool is_bridge;
};

/* For observer_ops.endpoint_changed. */
enum endpoint_change {
	ENDPOINT_CHANGED_CONNECTIVITY = 1 << 0,
	ENDPOINT_CHANGED_IDENTITY = 1 << 1,
	ENDPOINT_CHANGED_SPDM = 1 << 2,
	ENDPOINT_CHANGED_MTU = 1 << 3,
	ENDPOINT_CHANGED_POOL = 1 << 4,
	ENDPOINT_CHANGED_SPDM_PRESENCE = 1 << 5, /* has one, or not */
};

struct endpoint {
	struct list node; /* in network->endpoints, by EID */
	struct network *network;
	struct device *device; /* NULL behind a bridge */
	uint8_t eid;
	uint8_t via;	    /* EID of the bridge; 0: direct */
	uint8_t pool_start; /* 0: has no pool */
	uint8_t pool_end;
	uint32_t mtu; /* of the route; 0: the link's */
	enum endpoint_connectivity connectivity;
	struct endpoint_identity identity;
	struct spdm_client *spdm; /* NULL unless it speaks type 5 */
	struct endpoint_mtu_change *mtu_change; /* private to endpoint.c */
};

const char *endpoint_connectivity_format(enum endpoint_connectivity value);
bool endpoint_has_type(const struct endpoint *endpoint, uint8_t type);

/*
 * Operations of a user. -EBUSY and the like are returned at once and the
 * waiter, which may be NULL, is left alone; with 0 it hears the end.
 */
int endpoint_set_mtu(struct endpoint *endpoint, uint32_t mtu,
		     struct waiter *waiter);
/* Takes it out of the network; the device is left alone until a setup. */
int endpoint_remove(struct endpoint *endpoint, struct waiter *waiter);
/* Asks whether it is there, and sets it up again with the same EID if not. */
int endpoint_recover(struct endpoint *endpoint, struct waiter *waiter);

/* For the daemon's own objects. */
/* Publishes it as @device->endpoint; @eid is taken and has a path. */
int endpoint_new(struct device *device, uint8_t eid, uint32_t mtu,
		 const struct endpoint_identity *identity);
/* Gives its EID and its path back; @reason is for the log. */
struct endpoint *endpoint_free(struct endpoint *endpoint, const char *reason);
/* Leaves both to a successor. */
struct endpoint *endpoint_free_keep_eid(struct endpoint *endpoint,
					const char *reason);
void endpoint_set_connectivity(struct endpoint *endpoint,
			       enum endpoint_connectivity value);
void endpoint_set_identity(struct endpoint *endpoint,
			   const struct endpoint_identity *identity);
/* Where a request to it goes. */
void endpoint_address(const struct endpoint *endpoint,
		      struct transport_address *ret_address);
