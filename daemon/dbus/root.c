// SPDX-License-Identifier: Apache-2.0
/*
 * au.com.codeconstruct.MCTP1: what message types this machine answers for.
 * A registration ends with the client that made it.
 */
#include "vtables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "error.h"
#include "lib/cleanup.h"
#include "responder.h"

struct registration {
	struct list node; /* in dbus->registrations */
	char *client;	  /* unique bus name */
	bool is_vendor;
	uint8_t type;
	struct endpoint_vendor_type vendor;
};

static struct registration *registration_free(struct registration *reg)
{
	if (!reg)
		return NULL;
	free(reg->client);
	free(reg);
	return NULL;
}
DEFINE_CLEANUP(struct registration *, registration_free);

static struct registration *registration_new(sd_bus_message *m)
{
	const char *sender = sd_bus_message_get_sender(m);
	struct registration *reg = calloc(1, sizeof(*reg));

	if (reg)
		reg->client = strdup(sender ? sender : "");
	return reg && reg->client ? reg : registration_free(reg);
}

static void registration_end(struct dbus *dbus, struct registration *reg)
{
	struct responder *responder = dbus->manager->responder;

	if (reg->is_vendor)
		responder_remove_vendor_type(responder, &reg->vendor);
	else
		responder_remove_type(responder, reg->type);
	list_remove(&reg->node);
	registration_free(reg);
}

void root_client_gone(struct dbus *dbus, const char *name)
{
	struct registration *reg, *tmp;

	list_for_each_safe(reg, tmp, &dbus->registrations, node)
		if (!strcmp(reg->client, name))
			registration_end(dbus, reg);
}

void root_free_all(struct dbus *dbus)
{
	struct registration *reg;

	while ((reg = list_first(&dbus->registrations, struct registration,
				 node)))
		registration_end(dbus, reg);
}

static int register_type(sd_bus_message *m, void *user, sd_bus_error *error)
{
	_cleanup_(registration_freep) struct registration *reg = NULL;
	struct dbus *dbus = user;
	const void *versions;
	char what[CALL_WHAT_MAX];
	size_t size;
	int r;

	reg = registration_new(m);
	if (!reg)
		return -ENOMEM;
	r = sd_bus_message_read(m, "y", &reg->type);
	if (r >= 0)
		r = sd_bus_message_read_array(m, 'u', &versions, &size);
	if (r < 0)
		return r;
	snprintf(what, sizeof(what), "message type 0x%02x", reg->type);
	if (reg->type > 0x7f)
		return error_invalid(error, what, "has 7 bits");
	if (!size || size / sizeof(uint32_t) > RESPONDER_VERSIONS_MAX)
		return error_invalid(error, what, "1 to %d versions are needed",
				     RESPONDER_VERSIONS_MAX);
	r = responder_add_type(dbus->manager->responder, reg->type, versions,
			       size / sizeof(uint32_t));
	if (r < 0)
		return error_set(error, r, what, NULL);
	list_add_tail(&reg->node, &dbus->registrations);
	take_ptr(reg);
	return sd_bus_reply_method_return(m, "");
}

/* The variant: `q` for a PCI id, `u` for an IANA number. */
static int read_vendor_id(sd_bus_message *m, struct endpoint_vendor_type *type)
{
	uint16_t pci;
	int r;

	if (type->format == ENDPOINT_VENDOR_IANA)
		return sd_bus_message_read(m, "v", "u", &type->id);
	r = sd_bus_message_read(m, "v", "q", &pci);
	if (r >= 0)
		type->id = pci;
	return r;
}

static int register_vendor_type(sd_bus_message *m, void *user,
				sd_bus_error *error)
{
	_cleanup_(registration_freep) struct registration *reg = NULL;
	struct dbus *dbus = user;
	char what[CALL_WHAT_MAX];
	uint8_t format;
	int r;

	reg = registration_new(m);
	if (!reg)
		return -ENOMEM;
	r = sd_bus_message_read(m, "y", &format);
	if (r < 0)
		return r;
	snprintf(what, sizeof(what), "vendor id format %u", format);
	if (format > 1)
		return error_invalid(error, what, "0 is PCI and 1 is IANA");
	reg->is_vendor = true;
	reg->vendor.format = format ? ENDPOINT_VENDOR_IANA :
				      ENDPOINT_VENDOR_PCI;
	r = read_vendor_id(m, &reg->vendor);
	if (r < 0)
		return error_invalid(error, what, "takes an id of type %s",
				     format ? "u" : "q");
	r = sd_bus_message_read(m, "q", &reg->vendor.command_set);
	if (r < 0)
		return r;
	r = responder_add_vendor_type(dbus->manager->responder, &reg->vendor);
	if (r < 0)
		return error_set(error, r, what, NULL);
	list_add_tail(&reg->node, &dbus->registrations);
	take_ptr(reg);
	return sd_bus_reply_method_return(m, "");
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS(
		"RegisterTypeSupport", SD_BUS_ARGS("y", type, "au", versions),
		SD_BUS_NO_RESULT, register_type, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("RegisterVDMTypeSupport",
				SD_BUS_ARGS("y", format, "v", id, "q",
					    command_set),
				SD_BUS_NO_RESULT, register_vendor_type,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};

int root_add(struct dbus *dbus)
{
	return sd_bus_add_object_vtable(dbus->bus, NULL, DBUS_ROOT,
					DBUS_IF_ROOT, vtable, dbus);
}
