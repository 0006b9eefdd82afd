// SPDX-License-Identifier: Apache-2.0
/* Requests to targets that echo, over a bus that costs no time. */
#include "bus-cases.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bus.h"
#include "line.h"
#include "measure.h"

/* Packets of these routes, and what of them is message */
#define MTU 68
#define UNIT (MTU - 4)

#define BUFFER (8 << 20)

static char buffer[BUS_BATCH_MAX][BUS_MESSAGE_MAX];

/* Requests to several targets, each answered with as much. */
struct exchange {
	int fd;
	size_t len;
	unsigned int count;
	struct sockaddr_mctp addrs[BUS_BATCH_MAX];
};

static void batch_fill(const struct exchange *x, struct mmsghdr *msgs,
		       struct iovec *iovs, struct sockaddr_mctp *addrs)
{
	memset(msgs, 0, x->count * sizeof(*msgs));
	for (unsigned int i = 0; i < x->count; i++) {
		addrs[i] = x->addrs[i];
		iovs[i] = (struct iovec){ buffer[i], x->len };
		msgs[i].msg_hdr = (struct msghdr){
			.msg_iov = &iovs[i],
			.msg_iovlen = 1,
			.msg_name = &addrs[i],
			.msg_namelen = sizeof(addrs[i]),
		};
	}
}

static int all(const struct exchange *x, int n)
{
	if (n < 0)
		return -errno;
	return (unsigned int)n == x->count ? 0 : -EBADMSG;
}

/* An operation for measure() */
static int exchange_run(void *arg)
{
	const struct exchange *x = arg;
	struct sockaddr_mctp addrs[BUS_BATCH_MAX];
	struct mmsghdr msgs[BUS_BATCH_MAX];
	struct iovec iovs[BUS_BATCH_MAX];
	int rc;

	batch_fill(x, msgs, iovs, addrs);
	rc = all(x, sendmmsg(x->fd, msgs, x->count, 0));
	if (!rc)
		rc = all(x, recvmmsg(x->fd, msgs, x->count, 0, NULL));
	for (unsigned int i = 0; !rc && i < x->count; i++) {
		if (msgs[i].msg_len != x->len)
			rc = -EBADMSG;
	}
	return rc;
}

static int exchange_init(struct exchange *x, const struct bus *bus,
			 const struct bench_case *self)
{
	*x = (struct exchange){
		.fd = bus_socket(BUFFER),
		.len = self->len,
		.count = self->targets * self->each,
	};
	if (x->fd < 0)
		return x->fd;
	for (unsigned int i = 0; i < x->count; i++) {
		const struct bus_target *target =
			&bus->targets[BUS_ECHO].list[i % self->targets];

		x->addrs[i] = bus_request(target);
	}
	return 0;
}

/* Time that the processor was not idle, of all of it, in seconds */
static int read_busy(double *ret_s)
{
	double up, idle;
	FILE *file = fopen("/proc/uptime", "re");
	int n;

	if (!file)
		return -errno;
	n = fscanf(file, "%lf %lf", &up, &idle);
	fclose(file);
	if (n != 2)
		return -EIO;
	*ret_s = up - idle;
	return 0;
}

static int bus_packets(const struct bus *bus, uint64_t *ret_count)
{
	uint64_t writes, reads;
	int rc = bus_read(bus, &writes, "stats/writes");

	if (!rc)
		rc = bus_read(bus, &reads, "stats/reads");
	if (!rc)
		*ret_count = writes + reads;
	return rc;
}

/* Beside a time on the clock that on the processor, for each packet */
struct effort {
	double busy_s;
	uint64_t packets;
};

static int effort_read(const struct bus *bus, struct effort *ret_effort)
{
	int rc = bus_packets(bus, &ret_effort->packets);

	return rc ?: read_busy(&ret_effort->busy_s);
}

static int effort_print(const struct bus *bus, const char *name,
			const struct effort *before)
{
	struct effort now;
	char text[160];
	int rc = effort_read(bus, &now);

	if (rc)
		return rc;
	snprintf(text, sizeof(text), "%s, processor time per packet", name);
	line_print(&(struct line){
		.name = text,
		.unit = "us",
		.better = "less",
		.value = (now.busy_s - before->busy_s) * 1e6 /
			 (double)(now.packets - before->packets),
		.limit = NAN,
	});
	return 0;
}

static int measure_exchange(const struct bench *bench,
			    const struct bench_case *self,
			    const struct bus *bus, struct exchange *x)
{
	struct measure what = {
		.op = exchange_run,
		.arg = x,
		.count = x->count,
	};
	bool whole = self->len <= UNIT;
	struct effort before;
	double ns;
	int rc = effort_read(bus, &before);

	if (!rc)
		rc = measure(&what, bench->time_ms, &ns);
	if (rc)
		return rc;
	line_print(&(struct line){
		.name = self->name,
		.unit = whole ? "us" : "1/s",
		.better = whole ? "less" : "more",
		.value = whole ? ns / 1e3 : 1e9 / ns,
		.limit = NAN,
	});
	return whole ? 0 : effort_print(bus, self->name, &before);
}

int bus_run_exchange(const struct bench *bench, const struct bench_case *self)
{
	struct exchange x;
	struct bus bus;
	int rc = bus_open(bench->bus, MTU, &bus);

	if (rc)
		return rc;
	if (bus.targets[BUS_ECHO].count < self->targets)
		return -ENXIO;
	rc = exchange_init(&x, &bus, self);
	if (rc)
		return rc;
	rc = measure_exchange(bench, self, &bus, &x);
	close(x.fd);
	return rc;
}
