/* SPDX-License-Identifier: Apache-2.0 */
/*
 * I3C devices as sysfs names them: "<bus>-<PID in hex>".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYSFS_ROOT "/sys"
#define SYSFS_NAME_MAX 32
#define SYSFS_PID_LEN 6
/* DSP0233: Device Characteristics Register of an MCTP endpoint */
#define SYSFS_DCR_MCTP 0xcc

struct sysfs_i3c_device {
	char name[SYSFS_NAME_MAX];
	char bus[SYSFS_NAME_MAX];   /* "i3c-0" */
	uint8_t pid[SYSFS_PID_LEN]; /* big endian, as a link address */
};

/* Of a target: -EINVAL for the name of anything else. */
int sysfs_parse_i3c_name(const char *name, struct sysfs_i3c_device *ret_device);
/* The DCR in a modalias, "i3c:dcrCC..."; -EINVAL. */
int sysfs_parse_i3c_modalias(const char *modalias, uint8_t *ret_dcr);
/* Calls @each for the MCTP devices on @bus that have a driver. */
int sysfs_scan_i3c_bus(const char *root, const char *bus,
		       void (*each)(void *user,
				    const struct sysfs_i3c_device *device),
		       void *user);
/* The bus below a net device, "i3c-0"; -ENOENT. */
int sysfs_netdev_bus(const char *root, const char *netdev, char *bus,
		     size_t bus_size);
bool sysfs_has_i3c(const char *root);
