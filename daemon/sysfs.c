// SPDX-License-Identifier: Apache-2.0
/*
 * I3C devices in sysfs.
 */
#include "sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

int sysfs_parse_i3c_name(const char *name, struct sysfs_i3c_device *ret_device)
{
	struct sysfs_i3c_device device = { 0 };
	size_t bus_digits = strspn(name, "0123456789");
	const char *digits = name + bus_digits + 1;
	uint64_t pid;
	size_t len;

	if (!bus_digits || bus_digits > 9 || name[bus_digits] != '-')
		return -EINVAL;
	len = strlen(digits);
	if (!len || len > 2 * SYSFS_PID_LEN ||
	    strspn(digits, "0123456789abcdef") != len)
		return -EINVAL;
	pid = strtoull(digits, NULL, 16);
	for (size_t i = 0; i < SYSFS_PID_LEN; i++)
		device.pid[i] = pid >> (8 * (SYSFS_PID_LEN - 1 - i));
	snprintf(device.name, sizeof(device.name), "%s", name);
	snprintf(device.bus, sizeof(device.bus), "i3c-%.*s", (int)bus_digits,
		 name);
	*ret_device = device;
	return 0;
}

int sysfs_parse_i3c_modalias(const char *modalias, uint8_t *ret_dcr)
{
	static const char prefix[] = "i3c:dcr";
	char digits[3] = "";
	char *end;

	if (strncmp(modalias, prefix, sizeof(prefix) - 1))
		return -EINVAL;
	memcpy(digits, modalias + sizeof(prefix) - 1,
	       strnlen(modalias + sizeof(prefix) - 1, 2));
	*ret_dcr = strtoul(digits, &end, 16);
	return strlen(digits) == 2 && !*end ? 0 : -EINVAL;
}

static int read_attribute(int dir_fd, const char *path, char *text,
			  size_t text_size)
{
	_cleanup_close_ int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, text, text_size - 1);
	if (len < 0)
		return -errno;
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

static bool is_mctp_device(int devices_fd, const char *name)
{
	char path[PATH_MAX], modalias[64];
	uint8_t dcr;

	snprintf(path, sizeof(path), "%s/driver", name);
	if (faccessat(devices_fd, path, F_OK, 0) < 0)
		return false;
	snprintf(path, sizeof(path), "%s/modalias", name);
	return read_attribute(devices_fd, path, modalias, sizeof(modalias)) >=
		       0 &&
	       sysfs_parse_i3c_modalias(modalias, &dcr) >= 0 &&
	       dcr == SYSFS_DCR_MCTP;
}

static int is_target(const struct dirent *entry)
{
	struct sysfs_i3c_device device;

	return sysfs_parse_i3c_name(entry->d_name, &device) >= 0;
}

int sysfs_scan_i3c_bus(const char *root, const char *bus,
		       void (*each)(void *user,
				    const struct sysfs_i3c_device *device),
		       void *user)
{
	_cleanup_close_ int fd = -1;
	struct dirent **entries;
	char path[PATH_MAX];
	int n;

	snprintf(path, sizeof(path), "%s/bus/i3c/devices", root);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* in order, so that the same devices get the same EIDs */
	n = scandirat(fd, ".", &entries, is_target, alphasort);
	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		struct sysfs_i3c_device device;

		if (sysfs_parse_i3c_name(entries[i]->d_name, &device) >= 0 &&
		    !strcmp(device.bus, bus) &&
		    is_mctp_device(fd, entries[i]->d_name))
			each(user, &device);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

int sysfs_netdev_bus(const char *root, const char *netdev, char *bus,
		     size_t bus_size)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/class/net/%s/device", root, netdev);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strncmp(name, "i3c-", 4) || strlen(name) >= bus_size)
		return -ENOENT;
	strcpy(bus, name);
	return 0;
}

bool sysfs_has_i3c(const char *root)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bus/i3c", root);
	return access(path, F_OK) == 0;
}
