// SPDX-License-Identifier: Apache-2.0
/* How soon traffic flows again after a bus that was stuck. */
#include "bus-cases.h"

#include <errno.h>
#include <math.h>
#include <time.h>
#include <unistd.h>

#include "bus.h"
#include "line.h"
#include "wire.h"

#define ROOM 65536
#define STALL_MS 1000
#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x
/* before and after the stall */
#define TRIPS 200

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

static int round_trip(int fd, const struct sockaddr_mctp *to, size_t len)
{
	char buffer[BUS_MESSAGE_MAX] = { 0 };

	if (sendto(fd, buffer, len, 0, (const void *)to, sizeof(*to)) < 0 ||
	    recv(fd, buffer, sizeof(buffer), 0) < 0)
		return -errno;
	return 0;
}

/* The longest of some round trips */
static int longest(int fd, const struct sockaddr_mctp *to, size_t len,
		   double *ret_ms)
{
	double most = 0;

	for (int i = 0; i < TRIPS; i++) {
		double start = now_ms(), took;
		int rc = round_trip(fd, to, len);

		if (rc)
			return rc;
		took = now_ms() - start;
		if (took > most)
			most = took;
	}
	*ret_ms = most;
	return 0;
}

static int stall(const struct bus *bus)
{
	int rc = bus_fault_add(bus);

	if (!rc)
		rc = bus_fault_set(bus, "action", "stall");
	if (!rc)
		rc = bus_fault_set(bus, "value", TEXT(STALL_MS));
	if (!rc)
		rc = bus_fault_set(bus, "count", "1");
	return rc ?: bus_fault_set(bus, "enabled", "1");
}

int bus_run_stall(const struct bench *bench, const struct bench_case *self)
{
	struct sockaddr_mctp to;
	struct bus bus;
	double ms;
	int fd, rc;

	rc = bus_open(bench->bus, self->len + WIRE_HEADER, &bus);
	if (rc)
		return rc;
	fd = bus_socket(ROOM);
	if (fd < 0)
		return fd;
	to = bus_request(&bus.targets[BUS_ECHO].list[0]);
	rc = longest(fd, &to, self->len - 1, &ms);
	if (!rc)
		rc = stall(&bus);
	if (!rc)
		rc = longest(fd, &to, self->len - 1, &ms);
	bus_fault_remove(&bus);
	close(fd);
	if (rc)
		return rc;
	if (ms < STALL_MS)
		return -EPROTO;
	line_print(&(struct line){
		.name = self->name,
		.unit = "ms",
		.better = "less",
		.value = ms - STALL_MS,
		.limit = NAN,
	});
	return 0;
}
