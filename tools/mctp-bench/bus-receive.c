// SPDX-License-Identifier: Apache-2.0
/* Receiving from targets that always have another packet. */
#include "bus-cases.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bus.h"
#include "line.h"
#include "wire.h"

#define ROOM (1 << 20)
#define WARM_UP_MS 50
/* more than can come in the time of any case */
#define ENDLESS "1000000000"

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int listen_for_all(void)
{
	struct sockaddr_mctp addr = {
		.smctp_family = AF_MCTP,
		.smctp_network = MCTP_NET_ANY,
		.smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = BUS_TYPE,
	};
	int fd = bus_socket(ROOM), rc;

	if (fd < 0 || !bind(fd, (void *)&addr, sizeof(addr)))
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

/* Up to @count sources of such packets; the number switched */
static int sources_switch(const struct bus *bus, const struct bench_case *self,
			  const char *count)
{
	const struct bus_targets *sources = &bus->targets[BUS_SOURCE];
	unsigned int found = 0;

	for (unsigned int i = 0; i < sources->count && found < self->targets;
	     i++) {
		int rc;

		if (sources->list[i].size != self->len)
			continue;
		rc = bus_write(bus, count, "targets/%s/count",
			       sources->list[i].name);
		if (rc)
			return rc;
		found++;
	}
	return found == self->targets ? 0 : -ENXIO;
}

/* Messages received for so long, each as it should be */
static int receive(int fd, size_t len, unsigned int time_ms, double *ret_rate)
{
	double start = now_s(), end = start + time_ms / 1e3;
	unsigned long count = 0;
	char buffer[BUS_MESSAGE_MAX];

	do {
		ssize_t n = recv(fd, buffer, sizeof(buffer), 0);

		if (n < 0)
			return -errno;
		if ((size_t)n + 1 != len)
			return -EBADMSG;
		count++;
	} while (now_s() < end);
	*ret_rate = (double)count / (now_s() - start);
	return 0;
}

static int measure_receive(const struct bench *bench,
			   const struct bench_case *self, const struct bus *bus,
			   int fd, double *ret_rate)
{
	int rc = sources_switch(bus, self, ENDLESS);

	if (!rc)
		rc = receive(fd, self->len, WARM_UP_MS, ret_rate);
	if (!rc)
		rc = receive(fd, self->len, bench->time_ms, ret_rate);
	sources_switch(bus, self, "0");
	return rc;
}

int bus_run_receive(const struct bench *bench, const struct bench_case *self)
{
	struct bus bus;
	double rate;
	int fd, rc;

	rc = bus_open(bench->bus, self->len + WIRE_HEADER, &bus);
	if (rc)
		return rc;
	fd = listen_for_all();
	if (fd < 0)
		return fd;
	rc = bus_write(&bus, "1", "paced");
	if (!rc)
		rc = measure_receive(bench, self, &bus, fd, &rate);
	bus_write(&bus, "0", "paced");
	close(fd);
	if (rc)
		return rc;
	line_print(&(struct line){
		.name = self->name,
		.unit = "MB/s",
		.better = "more",
		.value = rate * (double)self->len / 1e6,
		.limit = wire_read_limit(self->len),
	});
	return 0;
}
