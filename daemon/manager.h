/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owner of everything the daemon knows: links, networks, and the sources
 * they are learnt from. Whoever publishes it (dbus/) sets the observer; the
 * objects never know who that is.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"

struct config;
struct endpoint;
struct link;
struct network;
struct rtnl;
struct sd_event;
struct responder;
struct spdm_clients;
struct state;
struct timer;
struct timers;
struct transport;
struct uevent;

#define MANAGER_LINKS_MAX 64
#define MANAGER_NETWORKS_MAX 16

/*
 * Called after an object is complete and before it goes; @changes is a mask
 * of the object's *_CHANGED_* bits. Any may be NULL.
 */
struct observer_ops {
	void (*network_added)(void *user, struct network *network);
	void (*network_changed)(void *user, struct network *network,
				unsigned int changes);
	void (*network_removed)(void *user, struct network *network);
	void (*link_added)(void *user, struct link *link);
	void (*link_changed)(void *user, struct link *link,
			     unsigned int changes);
	void (*link_removed)(void *user, struct link *link);
	void (*endpoint_added)(void *user, struct endpoint *endpoint);
	void (*endpoint_changed)(void *user, struct endpoint *endpoint,
				 unsigned int changes);
	void (*endpoint_removed)(void *user, struct endpoint *endpoint);
};

struct manager {
	struct sd_event *event;
	const struct config *config;
	struct timers *timers;
	struct transport *transport;
	struct rtnl *rtnl;
	struct state *state;
	struct uevent *uevent;
	struct responder *responder;
	struct list links;    /* struct link, by ifindex */
	struct list networks; /* struct network, by id */
	size_t n_links;
	size_t n_networks;
	struct timer *stale_paths;
	struct spdm_clients *spdm; /* shared by the SPDM clients */
	bool syncing;
	bool stopping; /* the kernel keeps what it has */
	const struct observer_ops *observer;
	void *observer_user;
};

/* @config is borrowed. */
int manager_new(struct sd_event *event, const struct config *config,
		struct manager **ret_manager);
/* Leaves addresses, routes and neighbours in the kernel. */
struct manager *manager_free(struct manager *manager);
/* Before manager_start(); @ops is borrowed. */
void manager_set_observer(struct manager *manager,
			  const struct observer_ops *ops, void *user);
/* Looks at what there is and at what comes. */
int manager_start(struct manager *manager);

struct network *manager_find_network(struct manager *manager, uint32_t id);
struct link *manager_find_link(struct manager *manager, int ifindex);
struct link *manager_find_link_by_name(struct manager *manager,
				       const char *name);
struct link *manager_find_link_by_bus(struct manager *manager, const char *bus);

/* For the daemon's objects: tells the observer. */
#define manager_notify(m, op, ...)                                             \
	do {                                                                   \
		const struct manager *_m = (m);                                \
		if (_m->observer && _m->observer->op)                          \
			_m->observer->op(_m->observer_user, __VA_ARGS__);      \
	} while (0)
