/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interfaces, one file each, and what belongs to the root object's.
 */
#pragma once

#include "object.h"

#define DBUS_IF_ROOT "au.com.codeconstruct.MCTP1"
#define DBUS_IF_INTERFACE "au.com.codeconstruct.MCTP.Interface1"
#define DBUS_IF_BUS_OWNER "au.com.codeconstruct.MCTP.BusOwner1"
#define DBUS_IF_NETWORK "au.com.codeconstruct.MCTP.Network1"
#define DBUS_IF_ENDPOINT "xyz.openbmc_project.MCTP.Endpoint"
#define DBUS_IF_UUID "xyz.openbmc_project.Common.UUID"
#define DBUS_IF_CONTROL "au.com.codeconstruct.MCTP.Endpoint1"
#define DBUS_IF_BRIDGE "au.com.codeconstruct.MCTP.Bridge1"
#define DBUS_IF_LINK "org.mctp_i3c.Link1"
#define DBUS_IF_DEVICE "org.mctp_i3c.Endpoint1"
#define DBUS_IF_SPDM "org.mctp_i3c.Spdm1"

/* root.c */
int root_add(struct dbus *dbus);
void root_client_gone(struct dbus *dbus, const char *name);
void root_free_all(struct dbus *dbus);
/* interface.c */
int interface_add(struct dbus *dbus);
void interface_changed(struct dbus *dbus, struct link *link,
		       unsigned int changes);
/* busowner.c */
int busowner_add(struct dbus *dbus);
/* network.c */
int network_interface_add(struct dbus *dbus);
void network_interface_changed(struct dbus *dbus, struct network *network,
			       unsigned int changes);
/* endpoint.c */
int endpoint_interface_add(struct dbus *dbus);
void endpoint_interface_changed(struct dbus *dbus, struct endpoint *endpoint,
				unsigned int changes);
/* spdm.c */
int spdm_interface_add(struct dbus *dbus);
void spdm_interface_changed(struct dbus *dbus, struct endpoint *endpoint,
			    unsigned int changes);
