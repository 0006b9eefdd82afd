// SPDX-License-Identifier: Apache-2.0
/*
 * The interfaces of an endpoint: xyz.openbmc_project.MCTP.Endpoint and
 * Common.UUID, au.com.codeconstruct.MCTP.Endpoint1 and Bridge1, and
 * org.mctp_i3c.Endpoint1.
 */
#include "vtables.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "device.h"
#include "error.h"
#include "proto/mctp.h"
#include "proto/uuid.h"

static int get_network(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	struct endpoint *endpoint = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "u", endpoint->network->id);
}

/* EID, Via, PoolStart, PoolEnd: @user is the byte. */
static int get_byte(sd_bus *bus, const char *path, const char *interface,
		    const char *property, sd_bus_message *reply, void *user,
		    sd_bus_error *error)
{
	uint8_t *byte = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "y", *byte);
}

static int get_types(sd_bus *bus, const char *path, const char *interface,
		     const char *property, sd_bus_message *reply, void *user,
		     sd_bus_error *error)
{
	struct endpoint *endpoint = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append_array(reply, 'y', endpoint->identity.types,
					   endpoint->identity.n_types);
}

static int append_vendor_type(sd_bus_message *reply,
			      const struct endpoint_vendor_type *type)
{
	switch (type->format) {
	case ENDPOINT_VENDOR_PCI:
		return sd_bus_message_append(reply, "(yvq)", type->format, "q",
					     type->id, type->command_set);
	case ENDPOINT_VENDOR_IANA:
		return sd_bus_message_append(reply, "(yvq)", type->format, "u",
					     type->id, type->command_set);
	}
	return -EINVAL;
}

static int get_vendor_types(sd_bus *bus, const char *path,
			    const char *interface, const char *property,
			    sd_bus_message *reply, void *user,
			    sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	const struct endpoint_identity *identity = &endpoint->identity;
	int r;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	r = sd_bus_message_open_container(reply, 'a', "(yvq)");
	for (size_t i = 0; r >= 0 && i < identity->n_vendor_types; i++)
		r = append_vendor_type(reply, &identity->vendor_types[i]);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int get_uuid(sd_bus *bus, const char *path, const char *interface,
		    const char *property, sd_bus_message *reply, void *user,
		    sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	char text[UUID_TEXT_SIZE];
	struct uuid uuid;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	memcpy(uuid.bytes, endpoint->identity.uuid, sizeof(uuid.bytes));
	uuid_format(&uuid, text);
	return sd_bus_message_append(reply, "s", text);
}

static int get_connectivity(sd_bus *bus, const char *path,
			    const char *interface, const char *property,
			    sd_bus_message *reply, void *user,
			    sd_bus_error *error)
{
	struct endpoint *endpoint = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(
		reply, "s",
		endpoint_connectivity_format(endpoint->connectivity));
}

static int get_link(sd_bus *bus, const char *path, const char *interface,
		    const char *property, sd_bus_message *reply, void *user,
		    sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	const struct device *device = endpoint->device;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s",
				     device ? device->link->name : "");
}

static int get_hwaddr(sd_bus *bus, const char *path, const char *interface,
		      const char *property, sd_bus_message *reply, void *user,
		      sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	const struct device *device = endpoint->device;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append_array(reply, 'y',
					   device ? device->hwaddr : NULL,
					   device ? device->hwaddr_len : 0);
}

static int get_device(sd_bus *bus, const char *path, const char *interface,
		      const char *property, sd_bus_message *reply, void *user,
		      sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	const struct device *device = endpoint->device;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", device ? device->name : "");
}

static int get_version(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	struct endpoint *endpoint = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", endpoint->identity.version);
}

static int new_call(struct endpoint *endpoint, sd_bus_message *m,
		    sd_bus_error *error, struct call **ret_call)
{
	char what[CALL_WHAT_MAX];

	snprintf(what, sizeof(what), "endpoint %u in network %u", endpoint->eid,
		 endpoint->network->id);
	return call_new(object_dbus(endpoint->network->manager), m, what, NULL,
			error, ret_call);
}

static int set_mtu(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	uint32_t max = UINT16_MAX, mtu;
	char what[CALL_WHAT_MAX];
	struct call *call;
	int r;

	r = sd_bus_message_read(m, "u", &mtu);
	if (r < 0)
		return r;
	snprintf(what, sizeof(what), "endpoint %u", endpoint->eid);
	if (endpoint->device && endpoint->device->link->mtu)
		max = endpoint->device->link->mtu;
	if (mtu < MCTP_BASELINE_PAYLOAD + 4 || mtu > max)
		return error_invalid(error, what,
				     "MTU %u is out of range, %u to %u", mtu,
				     MCTP_BASELINE_PAYLOAD + 4, max);
	r = new_call(endpoint, m, error, &call);
	if (r < 0)
		return r;
	return call_started(
		call, endpoint_set_mtu(endpoint, mtu, &call->waiter), error);
}

static int remove_endpoint(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct call *call;
	int r = new_call(user, m, error, &call);

	if (r < 0)
		return r;
	return call_started(call, endpoint_remove(user, &call->waiter), error);
}

static int recover(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct call *call;
	int r = new_call(user, m, error, &call);

	if (r < 0)
		return r;
	return call_started(call, endpoint_recover(user, &call->waiter), error);
}

static int find_with_uuid(sd_bus *bus, const char *path, const char *interface,
			  void *user, void **ret_found, sd_bus_error *error)
{
	struct endpoint *endpoint = object_find_endpoint(user, path);

	(void)bus, (void)interface, (void)error;
	*ret_found = endpoint;
	return endpoint && endpoint->identity.has_uuid;
}

static int find_with_pool(sd_bus *bus, const char *path, const char *interface,
			  void *user, void **ret_found, sd_bus_error *error)
{
	struct endpoint *endpoint = object_find_endpoint(user, path);

	(void)bus, (void)interface, (void)error;
	*ret_found = endpoint;
	return endpoint && endpoint->pool_start;
}

static const sd_bus_vtable endpoint_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("NetworkId", "u", get_network, 0,
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("EID", "y", get_byte, offsetof(struct endpoint, eid),
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("SupportedMessageTypes", "ay", get_types, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("VendorDefinedMessageTypes", "a(yvq)", get_vendor_types,
			0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

static const sd_bus_vtable uuid_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("UUID", "s", get_uuid, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_VTABLE_END
};

static const sd_bus_vtable control_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("SetMTU", SD_BUS_ARGS("u", mtu),
				SD_BUS_NO_RESULT, set_mtu,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Remove", "", "", remove_endpoint,
		      SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Recover", "", "", recover, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_PROPERTY("Connectivity", "s", get_connectivity, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

static const sd_bus_vtable bridge_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("PoolStart", "y", get_byte,
			offsetof(struct endpoint, pool_start),
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("PoolEnd", "y", get_byte,
			offsetof(struct endpoint, pool_end),
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

static const sd_bus_vtable device_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Link", "s", get_link, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("HwAddress", "ay", get_hwaddr, 0,
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Via", "y", get_byte, offsetof(struct endpoint, via),
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Device", "s", get_device, 0,
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Version", "s", get_version, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

int endpoint_interface_add(struct dbus *dbus)
{
	static const struct {
		const char *interface;
		const sd_bus_vtable *vtable;
		sd_bus_object_find_t find;
	} tables[] = {
		{ DBUS_IF_ENDPOINT, endpoint_vtable, object_on_endpoint },
		{ DBUS_IF_UUID, uuid_vtable, find_with_uuid },
		{ DBUS_IF_CONTROL, control_vtable, object_on_endpoint },
		{ DBUS_IF_BRIDGE, bridge_vtable, find_with_pool },
		{ DBUS_IF_DEVICE, device_vtable, object_on_endpoint },
	};
	int r = 0;

	for (size_t i = 0; r >= 0 && i < sizeof(tables) / sizeof(tables[0]);
	     i++)
		r = sd_bus_add_fallback_vtable(dbus->bus, NULL, DBUS_NETWORKS,
					       tables[i].interface,
					       tables[i].vtable, tables[i].find,
					       dbus);
	return r;
}

static void emit_pool(struct dbus *dbus, const struct endpoint *endpoint,
		      const char *path)
{
	if (endpoint->pool_start)
		sd_bus_emit_interfaces_added(dbus->bus, path, DBUS_IF_BRIDGE,
					     NULL);
	else
		sd_bus_emit_interfaces_removed(dbus->bus, path, DBUS_IF_BRIDGE,
					       NULL);
}

void endpoint_interface_changed(struct dbus *dbus, struct endpoint *endpoint,
				unsigned int changes)
{
	char path[OBJECT_PATH_MAX];

	object_endpoint_path(endpoint, path);
	if (changes & ENDPOINT_CHANGED_CONNECTIVITY)
		sd_bus_emit_properties_changed(dbus->bus, path, DBUS_IF_CONTROL,
					       "Connectivity", NULL);
	if (changes & ENDPOINT_CHANGED_IDENTITY) {
		sd_bus_emit_properties_changed(dbus->bus, path,
					       DBUS_IF_ENDPOINT,
					       "SupportedMessageTypes",
					       "VendorDefinedMessageTypes",
					       NULL);
		sd_bus_emit_properties_changed(dbus->bus, path, DBUS_IF_DEVICE,
					       "Version", NULL);
	}
	if (changes & ENDPOINT_CHANGED_POOL)
		emit_pool(dbus, endpoint, path);
}
