// SPDX-License-Identifier: Apache-2.0
/*
 * au.com.codeconstruct.MCTP.Interface1 and org.mctp_i3c.Link1: a link.
 */
#include "vtables.h"

#include <errno.h>

#include "error.h"
#include "lib/cleanup.h"

static int get_role(sd_bus *bus, const char *path, const char *interface,
		    const char *property, sd_bus_message *reply, void *user,
		    sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", link_role_format(link->role));
}

static int set_role(sd_bus *bus, const char *path, const char *interface,
		    const char *property, sd_bus_message *value, void *user,
		    sd_bus_error *error)
{
	struct link *link = user;
	enum link_role role;
	const char *text;
	int r;

	(void)bus, (void)path, (void)interface, (void)property;
	r = sd_bus_message_read(value, "s", &text);
	if (r < 0)
		return r;
	r = link_role_parse(text, &role);
	if (r < 0)
		return error_invalid(error, link->name,
				     "role is BusOwner, Endpoint or Unknown");
	r = link_set_role(link, role);
	if (r == -EPERM)
		return error_set(error, r, link->name,
				 "the role is set already");
	return r < 0 ? error_set(error, r, link->name, NULL) : 0;
}

static int get_network(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "u", link->network->id);
}

static int get_hwaddr(sd_bus *bus, const char *path, const char *interface,
		      const char *property, sd_bus_message *reply, void *user,
		      sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append_array(reply, 'y', link->hwaddr,
					   link->hwaddr_len);
}

static int get_local_eids(sd_bus *bus, const char *path, const char *interface,
			  const char *property, sd_bus_message *reply,
			  void *user, sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append_array(reply, 'y', link->local_eids,
					   link->n_local_eids);
}

static int get_up(sd_bus *bus, const char *path, const char *interface,
		  const char *property, sd_bus_message *reply, void *user,
		  sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "b", (int)link->up);
}

static int get_mtu(sd_bus *bus, const char *path, const char *interface,
		   const char *property, sd_bus_message *reply, void *user,
		   sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "u", link->mtu);
}

static int get_bus(sd_bus *bus, const char *path, const char *interface,
		   const char *property, sd_bus_message *reply, void *user,
		   sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", link->bus);
}

static int get_binding(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s",
				     link_binding_format(link->binding));
}

static int get_discovered(sd_bus *bus, const char *path, const char *interface,
			  const char *property, sd_bus_message *reply,
			  void *user, sd_bus_error *error)
{
	struct link *link = user;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "u", (uint32_t)link->n_devices);
}

static const sd_bus_vtable interface_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_WRITABLE_PROPERTY("Role", "s", get_role, set_role, 0,
				 SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE |
					 SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_PROPERTY("NetworkId", "u", get_network, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

static const sd_bus_vtable link_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("HwAddress", "ay", get_hwaddr, 0,
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Up", "b", get_up, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Mtu", "u", get_mtu, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("LocalEIDs", "ay", get_local_eids, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Bus", "s", get_bus, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Binding", "s", get_binding, 0,
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Discovered", "u", get_discovered, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END
};

int interface_add(struct dbus *dbus)
{
	int r;

	r = sd_bus_add_fallback_vtable(dbus->bus, NULL, DBUS_INTERFACES,
				       DBUS_IF_INTERFACE, interface_vtable,
				       object_on_link, dbus);
	if (r < 0)
		return r;
	return sd_bus_add_fallback_vtable(dbus->bus, NULL, DBUS_INTERFACES,
					  DBUS_IF_LINK, link_vtable,
					  object_on_link, dbus);
}

static void emit_role(struct dbus *dbus, const struct link *link,
		      const char *path)
{
	sd_bus_emit_properties_changed(dbus->bus, path, DBUS_IF_INTERFACE,
				       "Role", NULL);
	if (link->role == LINK_BUS_OWNER)
		sd_bus_emit_interfaces_added(dbus->bus, path, DBUS_IF_BUS_OWNER,
					     NULL);
	else
		sd_bus_emit_interfaces_removed(dbus->bus, path,
					       DBUS_IF_BUS_OWNER, NULL);
}

void interface_changed(struct dbus *dbus, struct link *link,
		       unsigned int changes)
{
	static const struct {
		unsigned int change;
		const char *property;
	} properties[] = {
		{ LINK_CHANGED_UP, "Up" },
		{ LINK_CHANGED_MTU, "Mtu" },
		{ LINK_CHANGED_LOCAL_EIDS, "LocalEIDs" },
		{ LINK_CHANGED_DEVICES, "Discovered" },
	};
	size_t n = sizeof(properties) / sizeof(properties[0]);
	char *names[sizeof(properties) / sizeof(properties[0]) + 1] = { NULL };
	char path[OBJECT_PATH_MAX];
	size_t count = 0;

	object_link_path(link, path);
	if (changes & LINK_CHANGED_ROLE)
		emit_role(dbus, link, path);
	if (changes & LINK_CHANGED_NETWORK)
		sd_bus_emit_properties_changed(
			dbus->bus, path, DBUS_IF_INTERFACE, "NetworkId", NULL);
	for (size_t i = 0; i < n; i++)
		if (changes & properties[i].change)
			names[count++] = (char *)properties[i].property;
	if (count)
		sd_bus_emit_properties_changed_strv(dbus->bus, path,
						    DBUS_IF_LINK, names);
}
