// SPDX-License-Identifier: Apache-2.0
/* The cases of MCTP over I3C, on a simulated bus. */
#include "cases.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "bus.h"
#include "lib/cleanup.h"
#include "line.h"
#include "measure.h"

/* Packets of these routes, and what of them is message */
#define MTU  68
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

/* What is lost does not come later; what waits should not be lost here. */
static int socket_open(void)
{
	struct timeval limit = { .tv_sec = 2 };
	_cleanup_close_ int fd = -1;
	int room = BUFFER;

	fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		return -errno;
	return take_fd(fd);
}

static int exchange_init(struct exchange *x, const struct bus *bus,
			 const struct bench_case *self)
{
	*x = (struct exchange){
		.fd = socket_open(),
		.len = self->len,
		.count = self->targets * self->each,
	};
	if (x->fd < 0)
		return x->fd;
	for (unsigned int i = 0; i < x->count; i++) {
		const struct bus_target *target =
			&bus->echoes[i % self->targets];

		x->addrs[i] = (struct sockaddr_mctp){
			.smctp_family = AF_MCTP,
			.smctp_network = MCTP_NET_ANY,
			.smctp_addr.s_addr = target->eid,
			.smctp_type = BUS_TYPE,
			.smctp_tag = MCTP_TAG_OWNER,
		};
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
	int rc = bus_read(bus, "stats/writes", &writes);

	if (!rc)
		rc = bus_read(bus, "stats/reads", &reads);
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

static int run_exchange(const struct bench *bench,
			const struct bench_case *self)
{
	struct exchange x;
	struct bus bus;
	int rc = bus_open(bench->bus, MTU, &bus);

	if (rc)
		return rc;
	if (bus.echoes_count < self->targets)
		return -ENXIO;
	rc = exchange_init(&x, &bus, self);
	if (rc)
		return rc;
	rc = measure_exchange(bench, self, &bus, &x);
	close(x.fd);
	return rc;
}

const struct bench_case bench_bus_cases[] = {
	{ .name = "64 B round trip",
	  .run = run_exchange, .len = 63, .targets = 1, .each = 1 },
	{ .name = "64 B round trip, 8 at once",
	  .run = run_exchange, .len = 63, .targets = 1, .each = 8 },
	{ .name = "64 B round trip, 16 targets at once",
	  .run = run_exchange, .len = 63, .targets = 16, .each = 1 },
	{ .name = "4 KiB there and back",
	  .run = run_exchange, .len = 4095, .targets = 1, .each = 1 },
	{ .name = "4 KiB there and back, 16 targets at once",
	  .run = run_exchange, .len = 4095, .targets = 16, .each = 1 },
	{ 0 },
};
