// SPDX-License-Identifier: Apache-2.0
/*
 * Routes and neighbours of single EIDs.
 */
#include "path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "rtnl-message.h"

struct path *path_find(struct link *link, uint8_t eid)
{
	struct path *path;

	list_for_each(path, &link->paths, node) {
		if (path->eid == eid)
			return path;
	}
	return NULL;
}

uint8_t path_find_hwaddr(const struct link *link, const uint8_t *hwaddr,
			 size_t hwaddr_len)
{
	const struct path *path;

	list_for_each(path, &link->paths, node) {
		if (path->has_neigh && path->hwaddr_len == hwaddr_len &&
		    !memcmp(path->hwaddr, hwaddr, hwaddr_len))
			return path->eid;
	}
	return 0;
}

static struct path *get_path(struct link *link, uint8_t eid)
{
	struct path *path = path_find(link, eid);

	if (path)
		return path;
	path = calloc(1, sizeof(*path));
	if (!path)
		return NULL;
	path->eid = eid;
	path->seen = true;
	list_add_tail(&path->node, &link->paths);
	return path;
}

static void drop_path(struct path *path)
{
	list_remove(&path->node);
	free(path);
}

static void send_change(struct link *link, const struct rtnl_change *change)
{
	int r = rtnl_change(link->manager->rtnl, change, NULL);

	if (r < 0)
		log_warning("%s: %s for EID %u: %s", link->name,
			    rtnl_action_format(change->action), change->eid,
			    strerror(-r));
}

static void remove_part(struct link *link, uint8_t eid, enum rtnl_action action)
{
	const struct rtnl_change change = {
		.action = action,
		.ifindex = link->ifindex,
		.eid = eid,
	};

	send_change(link, &change);
}

void path_remove(struct link *link, uint8_t eid)
{
	struct path *path = path_find(link, eid);

	if (!path)
		return;
	if (path->has_route)
		remove_part(link, eid, RTNL_ROUTE_REMOVE);
	if (path->has_neigh)
		remove_part(link, eid, RTNL_NEIGH_REMOVE);
	drop_path(path);
}

void path_forget_all(struct link *link)
{
	struct path *path;

	while ((path = list_first(&link->paths, struct path, node)))
		drop_path(path);
}

static bool has_wanted_neigh(const struct path *path, const struct path *want)
{
	return path && path->has_neigh &&
	       path->hwaddr_len == want->hwaddr_len &&
	       !memcmp(path->hwaddr, want->hwaddr, want->hwaddr_len);
}

static bool has_wanted_route(const struct path *path, const struct path *want)
{
	return path && path->has_route && path->mtu == want->mtu;
}

static int send_neigh(struct path_call *call)
{
	const struct rtnl_change change = {
		.action = RTNL_NEIGH_ADD,
		.ifindex = call->link->ifindex,
		.eid = call->path.eid,
		.hwaddr = call->path.hwaddr,
		.hwaddr_len = call->path.hwaddr_len,
	};

	call->adds_route = false;
	return rtnl_change(call->link->manager->rtnl, &change, &call->rtnl);
}

static int send_route(struct path_call *call)
{
	const struct rtnl_change change = {
		.action = RTNL_ROUTE_ADD,
		.ifindex = call->link->ifindex,
		.eid = call->path.eid,
		.mtu = call->path.mtu,
	};

	call->adds_route = true;
	return rtnl_change(call->link->manager->rtnl, &change, &call->rtnl);
}

static void set_neigh(struct path *path, const struct path *done)
{
	path->seen = true;
	path->has_neigh = true;
	path->hwaddr_len = done->hwaddr_len;
	memcpy(path->hwaddr, done->hwaddr, done->hwaddr_len);
}

static void set_route(struct path *path, const struct path *done)
{
	path->seen = true;
	path->has_route = true;
	path->mtu = done->mtu;
}

static int send_next(struct path_call *call);

static void fail(struct path_call *call, int error)
{
	path_remove(call->link, call->path.eid);
	call->done(call, error);
}

static void on_neigh(struct rtnl_call *rtnl, int error)
{
	struct path_call *call = container_of(rtnl, struct path_call, rtnl);
	struct path *path = get_path(call->link, call->path.eid);

	if (!error && !path)
		error = -ENOMEM;
	/* there is one we have not been told of */
	if (error == -EEXIST && !call->replaced) {
		call->replaced = true;
		remove_part(call->link, call->path.eid, RTNL_NEIGH_REMOVE);
		error = send_neigh(call);
		if (!error)
			return;
	}
	if (!error) {
		set_neigh(path, &call->path);
		call->replaced = false;
		error = send_next(call);
	}
	if (error < 0)
		fail(call, error);
	else if (error > 0)
		call->done(call, 0);
}

static void on_route(struct rtnl_call *rtnl, int error)
{
	struct path_call *call = container_of(rtnl, struct path_call, rtnl);
	struct path *path = get_path(call->link, call->path.eid);

	if (!error && !path)
		error = -ENOMEM;
	if (error == -EEXIST && !call->replaced) {
		call->replaced = true;
		remove_part(call->link, call->path.eid, RTNL_ROUTE_REMOVE);
		error = send_route(call);
		if (!error)
			return;
	}
	if (error) {
		fail(call, error);
		return;
	}
	set_route(path, &call->path);
	call->done(call, 0);
}

/* Sends the next part that is missing; 1: none is. */
static int send_next(struct path_call *call)
{
	struct path *path = path_find(call->link, call->path.eid);

	if (!has_wanted_neigh(path, &call->path)) {
		if (path && path->has_neigh) {
			remove_part(call->link, path->eid, RTNL_NEIGH_REMOVE);
			path->has_neigh = false;
		}
		rtnl_call_init(&call->rtnl, on_neigh);
		return send_neigh(call);
	}
	if (has_wanted_route(path, &call->path))
		return 1;
	rtnl_call_init(&call->rtnl, on_route);
	return send_route(call);
}

/* An EID is in one place of a network: what leads elsewhere is out of date. */
static void remove_elsewhere(struct link *link, uint8_t eid)
{
	struct link *other;

	list_for_each(other, &link->manager->links, node) {
		if (other != link && other->network == link->network)
			path_remove(other, eid);
	}
}

int path_install(struct link *link, uint8_t eid, const uint8_t *hwaddr,
		 size_t hwaddr_len, uint32_t mtu, struct path_call *call)
{
	struct path *path;

	call->link = link;
	call->path = (struct path){ .eid = eid, .mtu = mtu };
	if (hwaddr_len > sizeof(call->path.hwaddr))
		return -EINVAL;
	call->path.hwaddr_len = hwaddr_len;
	memcpy(call->path.hwaddr, hwaddr, hwaddr_len);
	call->replaced = false;
	remove_elsewhere(link, eid);
	path = path_find(link, eid);
	if (path && path->has_route && !has_wanted_route(path, &call->path)) {
		remove_part(link, eid, RTNL_ROUTE_REMOVE);
		path->has_route = false;
	}
	return send_next(call);
}

void path_call_cancel(struct path_call *call)
{
	struct path *path;

	if (!rtnl_call_is_running(&call->rtnl))
		return;
	rtnl_call_cancel(&call->rtnl);
	path = get_path(call->link, call->path.eid);
	if (path && call->adds_route)
		set_route(path, &call->path);
	else if (path)
		set_neigh(path, &call->path);
}

void path_sync_begin(struct link *link)
{
	struct path *path;

	list_for_each(path, &link->paths, node)
		path->seen = false;
}

static struct path *see_path(struct link *link, uint8_t eid)
{
	struct path *path = get_path(link, eid);

	if (path && !path->seen) {
		path->seen = true;
		path->has_route = false;
		path->has_neigh = false;
	}
	return path;
}

/* Ranges are somebody else's, or those of a bridge. */
void path_learn_route(struct link *link, const struct rtnl_route *route)
{
	struct path *path;

	if (route->local || route->first != route->last)
		return;
	path = see_path(link, route->first);
	if (!path)
		return;
	path->has_route = true;
	path->mtu = route->mtu;
}

void path_learn_neigh(struct link *link, const struct rtnl_neigh *neigh)
{
	struct path *path = see_path(link, neigh->eid);

	if (!path)
		return;
	path->has_neigh = true;
	path->hwaddr_len = neigh->hwaddr_len;
	memcpy(path->hwaddr, neigh->hwaddr, neigh->hwaddr_len);
}

void path_sync_end(struct link *link)
{
	struct path *path, *tmp;

	list_for_each_safe(path, tmp, &link->paths, node) {
		if (!path->seen)
			drop_path(path);
	}
}
