/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Publishes the manager's objects on the system bus as
 * au.com.codeconstruct.MCTP1.
 */
#pragma once

struct dbus;
struct manager;

/*
 * Connects to the system bus, sets the manager's observer and asks for the
 * name; before manager_start(). Losing the bus or the name ends the loop.
 */
int dbus_new(struct manager *manager, struct dbus **ret_dbus);
struct dbus *dbus_free(struct dbus *dbus);
