/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An MCTP network device: its role, local EIDs, request queue, and the
 * devices on it. Other files read the fields; only link.c writes them.
 */
#pragma once

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"
#include "transport.h"

struct device;
struct manager;
struct network;
struct request_queue;
struct rtnl_link;

#define LINK_DEVICES_MAX 256
#define LINK_LOCAL_EIDS_MAX 8
#define LINK_BUS_MAX 32

enum link_role {
	LINK_UNKNOWN,
	LINK_BUS_OWNER,
	LINK_ENDPOINT,
};

/* For observer_ops.link_changed. */
enum link_change {
	LINK_CHANGED_ROLE = 1 << 0,
	LINK_CHANGED_NETWORK = 1 << 1,
	LINK_CHANGED_UP = 1 << 2,
	LINK_CHANGED_MTU = 1 << 3,
	LINK_CHANGED_LOCAL_EIDS = 1 << 4,
	LINK_CHANGED_DEVICES = 1 << 5,
};

struct link {
	struct list node; /* in manager->links */
	struct manager *manager;
	struct network *network;
	int ifindex;
	char name[IFNAMSIZ];
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
	size_t hwaddr_len;
	uint8_t binding; /* DSP0239, see link_binding_format() */
	char bus[LINK_BUS_MAX]; /* of the device below, "i3c-0"; or empty */
	bool up;
	uint32_t mtu;
	enum link_role role;
	uint8_t local_eids[LINK_LOCAL_EIDS_MAX];
	size_t n_local_eids;
	struct request_queue *queue;
	struct list devices; /* struct device */
	size_t n_devices;
	struct link_work *work; /* private to link.c */
};

const char *link_role_format(enum link_role role);
/* "BusOwner", "Endpoint" or "Unknown"; else -EINVAL. */
int link_role_parse(const char *text, enum link_role *ret_role);
/* "i3c", "smbus", ...; "unknown". */
const char *link_binding_format(uint8_t binding);

/* -EPERM unless the role is unknown, as the D-Bus interface has it. */
int link_set_role(struct link *link, enum link_role role);

struct device *link_find_device(struct link *link, const uint8_t *hwaddr,
				size_t hwaddr_len);
/*
 * The device at this address, made if it is not known. -EINVAL for an
 * address of the wrong length, -EBUSY at LINK_DEVICES_MAX.
 */
int link_get_device(struct link *link, const uint8_t *hwaddr, size_t hwaddr_len,
		    struct device **ret_device);
