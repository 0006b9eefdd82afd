// SPDX-License-Identifier: Apache-2.0
/* What a directory of configfs says of a bus, and its routes. */
#include "bus.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "rtnl.h"

#define FIRST_ECHO 16
#define FIRST_SINK 64
#define PID_LEN	   6

static int open_file(const struct bus *bus, const char *name, int flags)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", bus->dir, name);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* One line without its end */
static int read_line(const struct bus *bus, const char *name, char *ret_line,
		     size_t size)
{
	_cleanup_close_ int fd = open_file(bus, name, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read(fd, ret_line, size - 1);
	if (n < 0)
		return -errno;
	ret_line[n] = '\0';
	ret_line[strcspn(ret_line, "\n")] = '\0';
	return 0;
}

int bus_read(const struct bus *bus, const char *name, uint64_t *ret_value)
{
	char line[32];
	int rc = read_line(bus, name, line, sizeof(line));

	if (!rc)
		*ret_value = strtoull(line, NULL, 0);
	return rc;
}

int bus_write(const struct bus *bus, const char *name, const char *text)
{
	_cleanup_close_ int fd = open_file(bus, name, O_WRONLY);

	if (fd < 0)
		return fd;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static int target_read(const struct bus *bus, const char *name,
		       struct bus_target *ret_target, char *ret_behaviour,
		       size_t size)
{
	struct bus_target target = { 0 };
	char file[NAME_MAX + 32];
	int rc;

	if (strlen(name) >= sizeof(target.name))
		return -ENAMETOOLONG;
	strcpy(target.name, name);
	snprintf(file, sizeof(file), "targets/%s/pid", name);
	rc = bus_read(bus, file, &target.pid);
	if (!rc) {
		snprintf(file, sizeof(file), "targets/%s/behaviour", name);
		rc = read_line(bus, file, ret_behaviour, size);
	}
	if (!rc)
		*ret_target = target;
	return rc;
}

static int target_add(struct bus *bus, const char *name)
{
	struct bus_target target;
	char behaviour[32];
	int rc = target_read(bus, name, &target, behaviour, sizeof(behaviour));

	if (rc)
		return rc;
	if (!strcmp(behaviour, "echo") &&
	    bus->echoes_count < BUS_TARGETS_MAX) {
		target.eid = FIRST_ECHO + bus->echoes_count;
		bus->echoes[bus->echoes_count++] = target;
	} else if (!strcmp(behaviour, "sink") &&
		   bus->sinks_count < BUS_TARGETS_MAX) {
		target.eid = FIRST_SINK + bus->sinks_count;
		bus->sinks[bus->sinks_count++] = target;
	}
	return 0;
}

static int targets_read(struct bus *bus)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int count, rc = 0;

	snprintf(path, sizeof(path), "%s/targets", bus->dir);
	count = scandir(path, &entries, NULL, alphasort);
	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		if (!rc && entries[i]->d_name[0] != '.')
			rc = target_add(bus, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return rc;
}

static int target_route(const struct bus *bus, const struct bus_target *target,
			uint32_t mtu)
{
	uint8_t haddr[PID_LEN];
	int rc;

	for (int i = 0; i < PID_LEN; i++)
		haddr[i] = target->pid >> 8 * (PID_LEN - 1 - i);
	rc = rtnl_route_add(bus->ifindex, target->eid, mtu);
	return rc ?: rtnl_neigh_add(bus->ifindex, target->eid, haddr, PID_LEN);
}

static int routes_add(const struct bus *bus, uint32_t mtu)
{
	int rc = rtnl_link_up(bus->ifindex, 0);

	if (!rc)
		rc = rtnl_address_add(bus->ifindex, BUS_EID);
	for (unsigned int i = 0; !rc && i < bus->echoes_count; i++)
		rc = target_route(bus, &bus->echoes[i], mtu);
	for (unsigned int i = 0; !rc && i < bus->sinks_count; i++)
		rc = target_route(bus, &bus->sinks[i], mtu);
	return rc;
}

int bus_open(const char *dir, uint32_t mtu, struct bus *ret_bus)
{
	struct bus bus = { .dir = dir };
	char ifname[IF_NAMESIZE];
	uint64_t id;
	int rc = bus_read(&bus, "bus", &id);

	if (rc)
		return rc;
	snprintf(ifname, sizeof(ifname), "mctpi3c%d", (int)id);
	bus.ifindex = if_nametoindex(ifname);
	if (!bus.ifindex)
		return -ENODEV;
	rc = targets_read(&bus);
	if (!rc)
		rc = routes_add(&bus, mtu);
	if (!rc)
		*ret_bus = bus;
	return rc;
}
