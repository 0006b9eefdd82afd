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
#include "rtnl.h"
#include "transport.h"

struct device;
struct manager;
struct network;
struct request_queue;
struct sysfs_i3c_device;
struct timer;

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
	uint8_t binding;	/* DSP0239, MCTP_BINDING_*; 0 unknown */
	char bus[LINK_BUS_MAX]; /* of the device below, "i3c-0"; or empty */
	bool up;
	uint32_t mtu;
	enum link_role role;
	uint8_t local_eids[LINK_LOCAL_EIDS_MAX];
	size_t n_local_eids;
	struct request_queue *queue;
	struct list devices; /* struct device */
	size_t n_devices;
	struct list paths; /* struct path */
	/* private to link.c */
	uint32_t network_id;
	bool seen;	     /* in the dump that runs */
	bool synced;	     /* a dump has told everything once */
	bool ready;	     /* devices are looked for */
	uint8_t pending_eid; /* asked of the kernel; 0: none */
	unsigned int failures;
	struct rtnl_call call;
	struct timer *retry;
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

/* For the manager: what the kernel tells. */
int link_new(struct manager *manager, const struct rtnl_link *info,
	     struct link **ret_link);
struct link *link_free(struct link *link);
void link_update(struct link *link, const struct rtnl_link *info);
void link_set_address(struct link *link, uint8_t eid, bool present);
void link_sync_begin(struct link *link);
/* Does what is still to be done before devices can be asked. */
void link_sync_end(struct link *link);
/* Looks at sysfs for devices that came and went unnoticed. */
void link_scan(struct link *link);
void link_add_device(struct link *link, const struct sysfs_i3c_device *info);
void link_remove_device(struct link *link, const struct sysfs_i3c_device *info);
