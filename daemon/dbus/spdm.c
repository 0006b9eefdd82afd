// SPDX-License-Identifier: Apache-2.0
/*
 * org.mctp_i3c.Spdm1: identity, measurements and session of an endpoint.
 */
#include "vtables.h"

#include <stdio.h>

#include "call.h"
#include "error.h"
#include "spdm-client.h"

static int find_with_spdm(sd_bus *bus, const char *path, const char *interface,
			  void *user, void **ret_found, sd_bus_error *error)
{
	struct endpoint *endpoint = object_find_endpoint(user, path);

	(void)bus, (void)interface, (void)error;
	*ret_found = endpoint;
	return endpoint && endpoint->spdm;
}

static const struct spdm_client_info *info_of(void *user)
{
	struct endpoint *endpoint = user;

	return spdm_client_info(endpoint->spdm);
}

static int get_state(sd_bus *bus, const char *path, const char *interface,
		     const char *property, sd_bus_message *reply, void *user,
		     sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(
		reply, "s", spdm_client_state_format(info_of(user)->state));
}

static int get_version(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", info_of(user)->version);
}

static int get_algorithms(sd_bus *bus, const char *path, const char *interface,
			  const char *property, sd_bus_message *reply,
			  void *user, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", info_of(user)->algorithms);
}

static int get_session_id(sd_bus *bus, const char *path, const char *interface,
			  const char *property, sd_bus_message *reply,
			  void *user, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "u", info_of(user)->session_id);
}

static int get_identity(sd_bus *bus, const char *path, const char *interface,
			const char *property, sd_bus_message *reply, void *user,
			sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(
		reply, "s",
		spdm_client_identity_format(info_of(user)->identity));
}

static int get_subject(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", info_of(user)->subject);
}

static int get_measurements(sd_bus *bus, const char *path,
			    const char *interface, const char *property,
			    sd_bus_message *reply, void *user,
			    sd_bus_error *error)
{
	const struct spdm_client_info *info = info_of(user);
	int r;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	r = sd_bus_message_open_container(reply, 'a', "(yyay)");
	for (size_t i = 0; r >= 0 && i < info->n_measurements; i++) {
		const struct spdm_client_measurement *m =
			&info->measurements[i];

		r = sd_bus_message_open_container(reply, 'r', "yyay");
		if (r >= 0)
			r = sd_bus_message_append(reply, "yy", m->index,
						  m->type);
		if (r >= 0)
			r = sd_bus_message_append_array(reply, 'y', m->value,
							m->len);
		if (r >= 0)
			r = sd_bus_message_close_container(reply);
	}
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int get_error(sd_bus *bus, const char *path, const char *interface,
		     const char *property, sd_bus_message *reply, void *user,
		     sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "s", info_of(user)->error);
}

static int get_updated(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "t", info_of(user)->updated_ms);
}

static int new_call(struct endpoint *endpoint, sd_bus_message *m,
		    sd_bus_error *error, struct call **ret_call)
{
	char what[CALL_WHAT_MAX];
	int r;

	snprintf(what, sizeof(what), "endpoint %u in network %u", endpoint->eid,
		 endpoint->network->id);
	r = call_new(object_dbus(endpoint->network->manager), m, what, NULL,
		     error, ret_call);
	if (r >= 0)
		(*ret_call)->fail = error_set_spdm_outcome;
	return r;
}

static int attest(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	struct call *call;
	int r = new_call(endpoint, m, error, &call);

	if (r < 0)
		return r;
	return call_started(
		call, spdm_client_attest(endpoint->spdm, &call->waiter), error);
}

static int end_session(sd_bus_message *m, void *user, sd_bus_error *error)
{
	struct endpoint *endpoint = user;
	struct call *call;
	int r = new_call(endpoint, m, error, &call);

	if (r < 0)
		return r;
	return call_started(
		call, spdm_client_end_session(endpoint->spdm, &call->waiter),
		error);
}

#define EMITS SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("State", "s", get_state, 0, EMITS),
	SD_BUS_PROPERTY("Version", "s", get_version, 0, EMITS),
	SD_BUS_PROPERTY("Algorithms", "s", get_algorithms, 0, EMITS),
	SD_BUS_PROPERTY("SessionId", "u", get_session_id, 0, EMITS),
	SD_BUS_PROPERTY("Identity", "s", get_identity, 0, EMITS),
	SD_BUS_PROPERTY("Subject", "s", get_subject, 0, EMITS),
	SD_BUS_PROPERTY("Measurements", "a(yyay)", get_measurements, 0, EMITS),
	SD_BUS_PROPERTY("Error", "s", get_error, 0, EMITS),
	SD_BUS_PROPERTY("LastUpdated", "t", get_updated, 0, EMITS),
	SD_BUS_METHOD("Attest", "", "", attest, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("EndSession", "", "", end_session,
		      SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};

int spdm_interface_add(struct dbus *dbus)
{
	return sd_bus_add_fallback_vtable(dbus->bus, NULL, DBUS_NETWORKS,
					  DBUS_IF_SPDM, vtable, find_with_spdm,
					  dbus);
}

void spdm_interface_changed(struct dbus *dbus, struct endpoint *endpoint,
			    unsigned int changes)
{
	static char *names[] = { "State",	 "Version",
				 "Algorithms",	 "SessionId",
				 "Identity",	 "Subject",
				 "Measurements", "Error",
				 "LastUpdated",	 NULL };
	char path[OBJECT_PATH_MAX];

	object_endpoint_path(endpoint, path);
	if ((changes & ENDPOINT_CHANGED_SPDM_PRESENCE) && endpoint->spdm)
		sd_bus_emit_interfaces_added(dbus->bus, path, DBUS_IF_SPDM,
					     NULL);
	else if (changes & ENDPOINT_CHANGED_SPDM_PRESENCE)
		sd_bus_emit_interfaces_removed(dbus->bus, path, DBUS_IF_SPDM,
					       NULL);
	else if ((changes & ENDPOINT_CHANGED_SPDM) && endpoint->spdm)
		sd_bus_emit_properties_changed_strv(dbus->bus, path,
						    DBUS_IF_SPDM, names);
}
