/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mctpd as seen over D-Bus: its objects as a tree of values, and calls.
 * Nothing in a reply is trusted: a property of another type than asked for is
 * treated as absent.
 */
#pragma once

#include <systemd/sd-bus.h>

#include "cli.h"

#define BUS_NAME "au.com.codeconstruct.MCTP1"
#define BUS_ROOT "/au/com/codeconstruct/mctp1"

#define BUS_IF_ENDPOINT "xyz.openbmc_project.MCTP.Endpoint"
#define BUS_IF_UUID "xyz.openbmc_project.Common.UUID"
#define BUS_IF_CONTROL "au.com.codeconstruct.MCTP.Endpoint1"
#define BUS_IF_BRIDGE "au.com.codeconstruct.MCTP.Bridge1"
#define BUS_IF_OWNER "au.com.codeconstruct.MCTP.BusOwner1"
#define BUS_IF_DEVICE "org.mctp_i3c.Endpoint1"
#define BUS_IF_SPDM "org.mctp_i3c.Spdm1"

#define BUS_ERROR(name) "au.com.codeconstruct.MCTP1.Error." name

#define _cleanup_bus_ _cleanup_(sd_bus_flush_close_unrefp)
#define _cleanup_message_ _cleanup_(sd_bus_message_unrefp)

/* 0, or CLI_FAILED after saying why there is no system bus. */
int bus_open(sd_bus **ret_bus);

/*
 * The managed objects: an array of {path, INTERFACE: {PROPERTY: value}}.
 * A negative errno, for the overview, which lists it as a problem.
 */
int bus_read_objects(const struct cli *cli, sd_bus *bus,
		     struct value **ret_objects);
/* bus_open() and the objects; 0, or CLI_FAILED after saying why not. */
int bus_objects(const struct cli *cli, sd_bus **ret_bus,
		struct value **ret_objects);
/* NULL when @object lacks it or has it with another type. */
const struct value *bus_property(const struct value *object,
				 const char *interface, const char *name,
				 enum value_kind kind);
bool bus_has_interface(const struct value *object, const char *interface);

/* Reads a{sv} into the object @parent. */
int bus_read_properties(sd_bus_message *m, struct value *parent);

/* A call to mctpd; ends the program when out of memory. */
sd_bus_message *bus_method(sd_bus *bus, const char *path, const char *interface,
			   const char *member);
/*
 * Sends @call and waits; CLI_OK, or CLI_FAILED after reporting the error as
 * one of @what. @ret_reply may be NULL.
 */
int bus_call(const struct cli *cli, sd_bus *bus, sd_bus_message *call,
	     const char *what, sd_bus_message **ret_reply);
/* Why mctpd cannot be asked, for @error of bus_read_objects(). */
const char *bus_reason(int error);
