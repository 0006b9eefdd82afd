/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rtnetlink: what the kernel holds of MCTP links, addresses, routes and
 * neighbours, told as it changes, and changes to it, acknowledged.
 */
#pragma once

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"
#include "transport.h"

struct rtnl_link {
	int ifindex;
	char name[IFNAMSIZ];
	bool up;
	uint32_t mtu;
	uint32_t network;
	uint8_t binding; /* 0: not told by this kernel */
	uint8_t hwaddr_len;
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
};

struct rtnl_route {
	int ifindex; /* 0: through a gateway */
	uint8_t first;
	uint8_t last;
	bool local;
	uint32_t mtu; /* 0: the link's */
};

struct rtnl_neigh {
	int ifindex;
	uint8_t eid;
	uint8_t hwaddr_len;
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
};

/*
 * Between sync_begin() and sync_end() everything there is is told, at the
 * start and whenever notifications were lost; what is not told is gone.
 * Routes and neighbours are told then and only then.
 */
struct rtnl_events {
	void (*sync_begin)(void *user);
	void (*sync_end)(void *user);
	void (*link)(void *user, const struct rtnl_link *link);
	void (*link_removed)(void *user, int ifindex);
	void (*address)(void *user, int ifindex, uint8_t eid, bool present);
	void (*route)(void *user, const struct rtnl_route *route);
	void (*neigh)(void *user, const struct rtnl_neigh *neigh);
};

enum rtnl_action {
	RTNL_LINK_UP,
	RTNL_ADDRESS_ADD,
	RTNL_ADDRESS_REMOVE,
	RTNL_ROUTE_ADD,
	RTNL_ROUTE_REMOVE,
	RTNL_NEIGH_ADD,
	RTNL_NEIGH_REMOVE,
};

struct rtnl_change {
	enum rtnl_action action;
	int ifindex;
	uint8_t eid;
	uint8_t extra;	    /* routes: EIDs after the first */
	uint32_t mtu;	    /* routes; 0: the link's */
	uint8_t hwaddr_len; /* neighbours */
	const uint8_t *hwaddr;
};

/* Embedded in whoever waits for an acknowledgement. */
struct rtnl_call {
	struct list node;
	uint32_t sequence;
	/* @error is 0 or the kernel's negative errno; never from within. */
	void (*done)(struct rtnl_call *call, int error);
};

struct rtnl_ops {
	int (*change)(void *user, const struct rtnl_change *change,
		      struct rtnl_call *call);
};

struct rtnl {
	const struct rtnl_ops *ops;
	void *user;
};

static inline void rtnl_call_init(struct rtnl_call *call,
				  void (*done)(struct rtnl_call *call,
					       int error))
{
	list_init(&call->node);
	call->done = done;
}

static inline bool rtnl_call_is_running(const struct rtnl_call *call)
{
	return !list_is_empty(&call->node);
}

/* The kernel does it all the same; done() is not called. */
static inline void rtnl_call_cancel(struct rtnl_call *call)
{
	list_remove(&call->node);
}

/* @call may be NULL: then a failure is logged and that is all. */
static inline int rtnl_change(struct rtnl *rtnl,
			      const struct rtnl_change *change,
			      struct rtnl_call *call)
{
	return rtnl->ops->change(rtnl->user, change, call);
}

struct sd_event;
struct timers;

/* The real one. @events is borrowed. */
int rtnl_new(struct sd_event *event, const struct timers *timers,
	     const struct rtnl_events *events, void *events_user,
	     struct rtnl **ret_rtnl);
struct rtnl *rtnl_free(struct rtnl *rtnl);
/* Asks for everything: sync_begin(), what there is, sync_end(). */
void rtnl_sync(struct rtnl *rtnl);
