// SPDX-License-Identifier: Apache-2.0
/*
 * au.com.codeconstruct.MCTP.BusOwner1: gives EIDs to devices on a link that
 * this machine owns.
 */
#include "vtables.h"

#include <errno.h>
#include <stdio.h>

#include "call.h"
#include "device.h"
#include "error.h"
#include "lib/cleanup.h"
#include "proto/mctp.h"

#define POOL_MAX (MCTP_EID_LAST - MCTP_EID_FIRST)

/* The largest address that is written out in an error. */
#define HWADDR_TEXT_MAX (2 * TRANSPORT_HWADDR_MAX + 1)

static int find_owned(sd_bus *bus, const char *path, const char *interface,
		      void *user, void **ret_found, sd_bus_error *error)
{
	struct link *link = object_find_link(user, path);

	(void)bus, (void)interface, (void)error;
	if (!link || link->role != LINK_BUS_OWNER)
		return 0;
	*ret_found = link;
	return 1;
}

/* yisb; without an endpoint it has no EID: 0, network, "", false */
static int reply_endpoint(const struct call *call,
			  const struct outcome *outcome)
{
	const struct endpoint *endpoint = outcome->endpoint;
	char path[OBJECT_PATH_MAX];

	if (!endpoint)
		return sd_bus_reply_method_return(call->message, "yisb", 0, 0,
						  "", 0);
	object_endpoint_path(endpoint, path);
	return sd_bus_reply_method_return(call->message, "yisb", endpoint->eid,
					  (int32_t)endpoint->network->id, path,
					  (int)outcome->created);
}

/* LearnEndpoint tells whether there is one, not whether it is new. */
static int reply_learnt(const struct call *call, const struct outcome *outcome)
{
	struct outcome learnt = *outcome;

	learnt.created = outcome->endpoint != NULL;
	return reply_endpoint(call, &learnt);
}

static void format_what(const struct link *link, const uint8_t *hwaddr,
			size_t len, char what[CALL_WHAT_MAX])
{
	char text[HWADDR_TEXT_MAX] = "";

	for (size_t i = 0; i < len && i < TRANSPORT_HWADDR_MAX; i++)
		snprintf(text + 2 * i, 3, "%02x", hwaddr[i]);
	snprintf(what, CALL_WHAT_MAX, "%s: device %s", link->name, text);
}

/* Reads the address, which stays in @m, and says what the call is about. */
static int read_hwaddr(struct link *link, sd_bus_message *m,
		       const uint8_t **ret_hwaddr, size_t *ret_len,
		       char what[CALL_WHAT_MAX], sd_bus_error *error)
{
	const void *hwaddr;
	size_t len;
	int r;

	r = sd_bus_message_read_array(m, 'y', &hwaddr, &len);
	if (r < 0)
		return r;
	format_what(link, hwaddr, len, what);
	if (len != link->hwaddr_len)
		return error_invalid(error, link->name,
				     "an address has %zu bytes here, not %zu",
				     link->hwaddr_len, len);
	*ret_hwaddr = hwaddr;
	*ret_len = len;
	return 0;
}

struct setup {
	enum device_setup_mode mode;
	call_reply_fn reply;
	bool has_eid;
};

static int start(struct link *link, sd_bus_message *m,
		 const struct setup *setup, sd_bus_error *error)
{
	char what[CALL_WHAT_MAX];
	const uint8_t *hwaddr;
	struct device *device;
	struct call *call;
	uint8_t eid = 0;
	size_t len;
	int r;

	r = read_hwaddr(link, m, &hwaddr, &len, what, error);
	if (r >= 0 && setup->has_eid)
		r = sd_bus_message_read(m, "y", &eid);
	if (r < 0)
		return r;
	if (setup->has_eid && (eid < MCTP_EID_FIRST || eid > MCTP_EID_LAST))
		return error_invalid(error, what, "EID %u is reserved", eid);
	r = link_get_device(link, hwaddr, len, &device);
	if (r < 0)
		return error_set(error, r, what, NULL);
	r = call_new(object_dbus(link->manager), m, what, setup->reply, error,
		     &call);
	if (r < 0)
		return r;
	call->absence_is_answer = setup->mode == DEVICE_LEARN;
	return call_started(
		call, device_setup(device, setup->mode, eid, &call->waiter),
		error);
}

static int setup_endpoint(sd_bus_message *m, void *user, sd_bus_error *error)
{
	return start(user, m,
		     &(struct setup){ DEVICE_SETUP, reply_endpoint, false },
		     error);
}

static int assign_endpoint(sd_bus_message *m, void *user, sd_bus_error *error)
{
	return start(user, m,
		     &(struct setup){ DEVICE_ASSIGN, reply_endpoint, false },
		     error);
}

static int assign_static(sd_bus_message *m, void *user, sd_bus_error *error)
{
	return start(user, m,
		     &(struct setup){ DEVICE_STATIC, reply_endpoint, true },
		     error);
}

static int learn_endpoint(sd_bus_message *m, void *user, sd_bus_error *error)
{
	return start(user, m,
		     &(struct setup){ DEVICE_LEARN, reply_learnt, false },
		     error);
}

static int assign_bridge(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct link *link = user;
	char what[CALL_WHAT_MAX];
	const uint8_t *hwaddr;
	uint8_t eid, pool_start, pool_size;
	size_t len;
	int r;

	r = read_hwaddr(link, m, &hwaddr, &len, what, error);
	if (r >= 0)
		r = sd_bus_message_read(m, "yyy", &eid, &pool_start,
					&pool_size);
	if (r < 0)
		return r;
	if (eid < MCTP_EID_FIRST || eid > MCTP_EID_LAST)
		return error_invalid(error, what, "EID %u is reserved", eid);
	if (!pool_start)
		pool_start = eid < MCTP_EID_LAST ? eid + 1 : eid;
	if (pool_start < MCTP_EID_FIRST || pool_size < 1 ||
	    pool_size > POOL_MAX || pool_start + pool_size - 1 > MCTP_EID_LAST)
		return error_invalid(error, what,
				     "pool of %u from %u is out of range",
				     pool_size, pool_start);
	return error_set(error, -EOPNOTSUPP, what,
			 "mctpd gives no pools to bridges");
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("SetupEndpoint", SD_BUS_ARGS("ay", hwaddr),
				SD_BUS_RESULT("y", eid, "i", network, "s", path,
					      "b", new),
				setup_endpoint, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("AssignEndpoint", SD_BUS_ARGS("ay", hwaddr),
				SD_BUS_RESULT("y", eid, "i", network, "s", path,
					      "b", new),
				assign_endpoint, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS(
		"AssignEndpointStatic", SD_BUS_ARGS("ay", hwaddr, "y", eid),
		SD_BUS_RESULT("y", eid, "i", network, "s", path, "b", new),
		assign_static, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("AssignBridgeStatic",
				SD_BUS_ARGS("ay", hwaddr, "y", eid, "y",
					    pool_start, "y", pool_size),
				SD_BUS_RESULT("y", eid, "y", pool_start, "i",
					      network, "s", path, "b", new),
				assign_bridge, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("LearnEndpoint", SD_BUS_ARGS("ay", hwaddr),
				SD_BUS_RESULT("y", eid, "i", network, "s", path,
					      "b", found),
				learn_endpoint, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};

int busowner_add(struct dbus *dbus)
{
	return sd_bus_add_fallback_vtable(dbus->bus, NULL, DBUS_INTERFACES,
					  DBUS_IF_BUS_OWNER, vtable, find_owned,
					  dbus);
}
