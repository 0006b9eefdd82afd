// SPDX-License-Identifier: Apache-2.0
/* What a directory of configfs says of a bus, and its routes. */
#include "bus.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "rtnl.h"

#define PID_LEN 6
#define LINE_LEN 32

static const struct {
	const char *name;
	uint8_t first_eid;
} behaviours[BUS_BEHAVIOURS] = {
	[BUS_ECHO] = { "echo", 16 },
	[BUS_SINK] = { "sink", 64 },
	[BUS_SOURCE] = { "source", 128 },
};

static int open_file(const struct bus *bus, int flags, const char *format,
		     va_list args)
{
	char name[PATH_MAX], path[2 * PATH_MAX];
	int fd;

	vsnprintf(name, sizeof(name), format, args);
	snprintf(path, sizeof(path), "%s/%s", bus->dir, name);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* One line without its end */
static int read_line(int fd, char *ret_line, size_t size)
{
	ssize_t n = read(fd, ret_line, size - 1);

	if (n < 0)
		return -errno;
	ret_line[n] = '\0';
	ret_line[strcspn(ret_line, "\n")] = '\0';
	return 0;
}

int bus_read(const struct bus *bus, uint64_t *ret_value, const char *format,
	     ...)
{
	_cleanup_close_ int fd = -1;
	char line[LINE_LEN];
	va_list args;
	int rc;

	va_start(args, format);
	fd = open_file(bus, O_RDONLY, format, args);
	va_end(args);
	if (fd < 0)
		return fd;
	rc = read_line(fd, line, sizeof(line));
	if (!rc)
		*ret_value = strtoull(line, NULL, 0);
	return rc;
}

int bus_write(const struct bus *bus, const char *text, const char *format, ...)
{
	_cleanup_close_ int fd = -1;
	va_list args;

	va_start(args, format);
	fd = open_file(bus, O_WRONLY, format, args);
	va_end(args);
	if (fd < 0)
		return fd;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

__attribute__((format(printf, 4, 5))) static int
read_word(const struct bus *bus, char *ret_word, size_t size,
	  const char *format, ...)
{
	_cleanup_close_ int fd = -1;
	va_list args;

	va_start(args, format);
	fd = open_file(bus, O_RDONLY, format, args);
	va_end(args);
	return fd < 0 ? fd : read_line(fd, ret_word, size);
}

static int target_read(const struct bus *bus, const char *name,
		       struct bus_target *ret_target, char *ret_behaviour,
		       size_t size)
{
	struct bus_target target = { 0 };
	int rc;

	if (strlen(name) >= sizeof(target.name))
		return -ENAMETOOLONG;
	strcpy(target.name, name);
	rc = bus_read(bus, &target.pid, "targets/%s/pid", name);
	if (!rc)
		rc = bus_read(bus, &target.size, "targets/%s/size", name);
	if (!rc)
		rc = read_word(bus, ret_behaviour, size, "targets/%s/behaviour",
			       name);
	if (!rc)
		*ret_target = target;
	return rc;
}

static int target_add(struct bus *bus, const char *name)
{
	struct bus_target target;
	char behaviour[LINE_LEN];
	int rc = target_read(bus, name, &target, behaviour, sizeof(behaviour));

	for (int i = 0; !rc && i < BUS_BEHAVIOURS; i++) {
		struct bus_targets *targets = &bus->targets[i];

		if (strcmp(behaviour, behaviours[i].name) ||
		    targets->count == BUS_TARGETS_MAX)
			continue;
		target.eid = behaviours[i].first_eid + targets->count;
		targets->list[targets->count++] = target;
	}
	return rc;
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
	/* that of the case before has another MTU */
	rtnl_route_remove(bus->ifindex, target->eid);
	rc = rtnl_route_add(bus->ifindex, target->eid, mtu);
	return rc ?: rtnl_neigh_add(bus->ifindex, target->eid, haddr, PID_LEN);
}

static int routes_add(const struct bus *bus, uint32_t mtu)
{
	int rc = rtnl_link_up(bus->ifindex, mtu);

	if (!rc)
		rc = rtnl_address_add(bus->ifindex, BUS_EID);
	for (int i = 0; i < BUS_BEHAVIOURS; i++) {
		const struct bus_targets *targets = &bus->targets[i];

		for (unsigned int j = 0; !rc && j < targets->count; j++)
			rc = target_route(bus, &targets->list[j], mtu);
	}
	return rc;
}

int bus_open(const char *dir, uint32_t mtu, struct bus *ret_bus)
{
	struct bus bus = { .dir = dir };
	char ifname[IF_NAMESIZE];
	uint64_t id;
	int rc = bus_read(&bus, &id, "bus");

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

int bus_socket(int room)
{
	struct timeval limit = { .tv_sec = 5 };
	_cleanup_close_ int fd = -1;

	fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		return -errno;
	return take_fd(fd);
}

struct sockaddr_mctp bus_request(const struct bus_target *target)
{
	return (struct sockaddr_mctp){
		.smctp_family = AF_MCTP,
		.smctp_network = MCTP_NET_ANY,
		.smctp_addr.s_addr = target->eid,
		.smctp_type = BUS_TYPE,
		.smctp_tag = MCTP_TAG_OWNER,
	};
}

#define RULE "bench"

int bus_fault_set(const struct bus *bus, const char *name, const char *value)
{
	return bus_write(bus, value, "faults/" RULE "/%s", name);
}

int bus_fault_add(const struct bus *bus)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/faults/" RULE, bus->dir);
	return mkdir(path, 0755) ? -errno : 0;
}

void bus_fault_remove(const struct bus *bus)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/faults/" RULE, bus->dir);
	rmdir(path);
}
