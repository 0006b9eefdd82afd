// SPDX-License-Identifier: Apache-2.0
/*
 * au.com.codeconstruct.MCTP.Network1: a network.
 */
#include "vtables.h"

#include <stdio.h>

#include "call.h"
#include "error.h"
#include "proto/mctp.h"

static int get_local_eids(sd_bus *bus, const char *path, const char *interface,
			  const char *property, sd_bus_message *reply,
			  void *user, sd_bus_error *error)
{
	struct network *network = user;
	uint8_t eids[UINT8_MAX];
	size_t n = network_local_eids(network, eids, sizeof(eids));

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append_array(reply, 'y', eids, n);
}

static int reply_learnt(const struct call *call, const struct outcome *outcome)
{
	char path[OBJECT_PATH_MAX] = "";

	if (outcome->endpoint)
		object_endpoint_path(outcome->endpoint, path);
	return sd_bus_reply_method_return(call->message, "sb", path,
					  outcome->endpoint != NULL);
}

static int learn_endpoint(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct network *network = user;
	char what[CALL_WHAT_MAX];
	struct call *call;
	uint8_t eid;
	int r;

	r = sd_bus_message_read(m, "y", &eid);
	if (r < 0)
		return r;
	snprintf(what, sizeof(what), "EID %u in network %u", eid, network->id);
	if (eid < MCTP_EID_FIRST || eid > MCTP_EID_LAST)
		return error_invalid(error, what, "reserved");
	r = call_new(object_dbus(network->manager), m, what, reply_learnt,
		     error, &call);
	if (r < 0)
		return r;
	call->absence_is_answer = true;
	return call_started(call,
			    network_learn_endpoint(network, eid, &call->waiter),
			    error);
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("LearnEndpoint", SD_BUS_ARGS("y", eid),
				SD_BUS_RESULT("s", path, "b", found),
				learn_endpoint, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_PROPERTY("LocalEIDs", "ay", get_local_eids, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

int network_interface_add(struct dbus *dbus)
{
	return sd_bus_add_fallback_vtable(dbus->bus, NULL, DBUS_NETWORKS,
					  DBUS_IF_NETWORK, vtable,
					  object_on_network, dbus);
}

void network_interface_changed(struct dbus *dbus, struct network *network,
			       unsigned int changes)
{
	char path[OBJECT_PATH_MAX];

	if (!(changes & NETWORK_CHANGED_LOCAL_EIDS))
		return;
	object_network_path(network, path);
	sd_bus_emit_properties_changed(dbus->bus, path, DBUS_IF_NETWORK,
				       "LocalEIDs", NULL);
}
