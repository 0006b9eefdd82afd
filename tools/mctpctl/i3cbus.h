/* SPDX-License-Identifier: Apache-2.0 */
/*
 * I3C buses and the devices on them, as sysfs has them. What the driver in
 * use does not tell is null.
 */
#pragma once

#include "cli.h"

/* /sys/bus/i3c/devices; tests have one of their own. */
extern const char *i3cbus_sysfs;

/*
 * Adds a row per device to the array @rows, of all buses or of the one called
 * @bus, "i3c-0". @now_us: wall-clock time that ages are told from.
 * -ENOENT in a kernel without I3C.
 */
int i3cbus_read_devices(const char *bus, uint64_t now_us, struct value *rows);
/* What is known of a bus, without its devices. */
struct value *i3cbus_read(const char *bus);
/* Names of the buses, "i3c-0"; NULL in a kernel without I3C. */
struct value *i3cbus_names(void);
/* "i3c-0" from a name, a number or the name of a link: allocated, or NULL. */
char *i3cbus_find(const char *word);
/* "0-4cc00000001" from such a name or a PID: allocated, or NULL. */
char *i3cbus_find_device(const char *word);
