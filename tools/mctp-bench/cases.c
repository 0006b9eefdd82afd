// SPDX-License-Identifier: Apache-2.0
/* The cases of the socket family. */
#include "cases.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "line.h"
#include "load.h"
#include "measure.h"
#include "memory.h"
#include "path.h"

#define LOAD_STEPS 4
#define LOAD_TAGS 2000
#define LOAD_SOCKETS 500
#define LOAD_ROUTES 200
#define MEMORY_COUNT 4000
/* what a loaded machine may take longer than an idle one */
#define GROWTH_LIMIT 1.2
/* of the module mctp-pair */
#define PACKETS_FILE "/sys/module/mctp_pair/parameters/packets"
#define FLOOD_PACKETS 1024
#define STRINGIFY(macro) STRINGIFY_TEXT(macro)
#define STRINGIFY_TEXT(text) #text

static void print_limited(const char *name, const char *unit,
			  const char *better, double value, double limit)
{
	line_print(&(struct line){ name, unit, better, value, limit });
}

static void print(const char *name, const char *unit, double value)
{
	print_limited(name, unit, "less", value, NAN);
}

static int time_path(const struct bench *bench, struct path *path,
		     int (*op)(void *), double *ret_ns)
{
	struct measure what = {
		.op = op,
		.arg = path,
		.count = op == path_round_trips ? PATH_BATCH : 1,
	};

	return measure(&what, bench->time_ms, ret_ns);
}

/* The same over sockets that have nothing to do with MCTP */
static int time_unix(const struct bench *bench, size_t len, int (*op)(void *),
		     double *ret_ns)
{
	struct path path;
	int rc = path_new_unix(&path);

	if (rc)
		return rc;
	path.len = len;
	rc = time_path(bench, &path, op, ret_ns);
	path_done(&path);
	return rc;
}

static int getppid_op(void *arg)
{
	(void)arg;
	return syscall(SYS_getppid) < 0 ? -errno : 0;
}

static int run_syscall(const struct bench *bench, const struct bench_case *self)
{
	struct measure what = { .op = getppid_op, .count = 1 };
	double ns;
	int rc = measure(&what, bench->time_ms, &ns);

	if (!rc)
		print(self->name, "us", ns / 1e3);
	return rc;
}

static int packets_op(void *arg)
{
	static const char count[] = STRINGIFY(FLOOD_PACKETS);
	ssize_t n = write(*(int *)arg, count, strlen(count));

	return n < 0 ? -errno : 0;
}

/* What the devices of a pair take for a packet, of whatever protocol */
static int time_packet(const struct bench *bench, double *ret_ns)
{
	_cleanup_close_ int fd = open(PACKETS_FILE, O_WRONLY | O_CLOEXEC);
	struct measure what = {
		.op = packets_op,
		.arg = &fd,
		.count = FLOOD_PACKETS,
	};

	if (fd < 0)
		return -errno;
	return measure(&what, bench->time_ms, ret_ns);
}

/* At least the sockets, and the packets if there must be any */
static int time_least(const struct bench *bench, const struct bench_case *self,
		      double *ret_ns)
{
	unsigned int packets = self->len / PATH_UNIT + 1;
	double ns, packet = 0;
	int rc;

	if (self->op != path_oneway)
		packets *= 2;
	rc = time_unix(bench, self->len, self->op, &ns);
	if (!rc && self->device)
		rc = time_packet(bench, &packet);
	if (!rc)
		*ret_ns = ns + packets * packet;
	return rc;
}

static int path_new(const struct bench *bench, const struct bench_case *self,
		    struct path *ret_path)
{
	if (!self->device)
		return path_new_loopback(ret_path);
	if (!bench->pair[0])
		return -EOPNOTSUPP;
	return path_new_pair(bench->pair, ret_path);
}

static int run_path(const struct bench *bench, const struct bench_case *self)
{
	double ns, least;
	struct path path;
	int rc;

	rc = path_new(bench, self, &path);
	if (rc)
		return rc;
	path.len = self->len;
	if (self->op == path_oneway)
		rc = path_alloc_tag(&path);
	if (!rc)
		rc = time_path(bench, &path, self->op, &ns);
	path_done(&path);
	if (!rc)
		rc = time_least(bench, self, &least);
	if (rc)
		return rc;
	if (self->op == path_oneway)
		print_limited(self->name, "MB/s", "more", self->len * 1e3 / ns,
			      self->len * 1e3 / least);
	else
		print_limited(self->name, "us", "less", ns / 1e3, least / 1e3);
	return 0;
}

static int load_step(const struct bench *bench, struct load *load,
		     unsigned int step)
{
	int rc;

	if (!step)
		return 0;
	rc = load_sockets(load, LOAD_SOCKETS * step / LOAD_STEPS);
	if (!rc)
		rc = load_binds(load);
	if (!rc)
		rc = load_tags(load, LOAD_TAGS * step / LOAD_STEPS);
	if (!rc && bench->pair[0])
		rc = load_routes(load, if_nametoindex(bench->pair[0]),
				 LOAD_ROUTES * step / LOAD_STEPS);
	return rc;
}

/* One point of the curve, for both ways to ask */
static int load_point(const struct bench *bench, const struct bench_case *self,
		      struct path *path, const struct load *load,
		      double ret_ns[2])
{
	int (*const ops[2])(void *) = { path_round_trip, path_round_trips };
	const char *const suffix[2] = { "", ", 8 at once" };
	char name[160];

	for (int i = 0; i < 2; i++) {
		double ns;
		int rc = time_path(bench, path, ops[i], &ns);

		if (rc)
			return rc;
		snprintf(name, sizeof(name),
			 "%s, %u tags %u sockets %u routes%s", self->name,
			 load->tags_count, load->sockets_count,
			 load->routes_count, suffix[i]);
		print(name, "us", ns / 1e3);
		ret_ns[i] = ns;
	}
	return 0;
}

static int load_curve(const struct bench *bench, const struct bench_case *self,
		      struct path *path, struct load *load)
{
	double idle[2], now[2] = { 0, 0 };
	char name[128];

	for (unsigned int step = 0; step <= LOAD_STEPS; step++) {
		int rc = load_step(bench, load, step);

		if (!rc)
			rc = load_point(bench, self, path, load,
					step ? now : idle);
		if (rc)
			return rc;
	}
	snprintf(name, sizeof(name), "%s, full to none", self->name);
	print_limited(name, "times", "less", now[0] / idle[0], GROWTH_LIMIT);
	snprintf(name, sizeof(name), "%s, full to none, 8 at once", self->name);
	print_limited(name, "times", "less", now[1] / idle[1], GROWTH_LIMIT);
	return 0;
}

static int run_load(const struct bench *bench, const struct bench_case *self)
{
	struct load load = { 0 };
	struct path path;
	int rc = path_new_loopback(&path);

	if (rc)
		return rc;
	path.len = self->len;
	rc = load_curve(bench, self, &path, &load);
	load_done(&load);
	path_done(&path);
	return rc;
}

static int memory_cases(struct load *load)
{
	double size, none, sockets, tags;
	int rc = memory_sock_size(&size);

	/* a first one fills what there is once only */
	if (!rc)
		rc = load_sockets(load, 1);
	if (!rc)
		rc = load_tags(load, 1);
	if (!rc)
		rc = memory_slabs(&none);
	if (!rc)
		rc = load_sockets(load, MEMORY_COUNT + 1);
	if (!rc)
		rc = memory_slabs(&sockets);
	if (!rc)
		rc = load_tags(load, MEMORY_COUNT + 1);
	if (!rc)
		rc = memory_slabs(&tags);
	if (rc)
		return rc;
	print("memory: structure of a socket", "bytes", size);
	print("memory: idle socket with its file", "bytes",
	      (sockets - none) / MEMORY_COUNT);
	print("memory: tag", "bytes", (tags - sockets) / MEMORY_COUNT);
	return 0;
}

static int run_memory(const struct bench *bench, const struct bench_case *self)
{
	struct load load = { 0 };
	int rc = memory_cases(&load);

	(void)bench;
	(void)self;
	load_done(&load);
	return rc;
}

const struct bench_case bench_socket_cases[] = {
	/* first, while the slabs are as the boot left them */
	{ "memory", run_memory, 0, 0, 0, NULL, false },
	{ "system call", run_syscall, 0, 0, 0, NULL, false },
	{ "64 B round trip, loopback", run_path, 64, 0, 0, path_round_trip,
	  false },
	{ "64 B round trip, loopback, 8 at once", run_path, 64, 0, 0,
	  path_round_trips, false },
	{ "64 B round trip, device", run_path, 64, 0, 0, path_round_trip,
	  true },
	{ "64 B round trip, device, 8 at once", run_path, 64, 0, 0,
	  path_round_trips, true },
	{ "4 KiB, loopback", run_path, 4096, 0, 0, path_oneway, false },
	{ "64 KiB, loopback", run_path, PATH_MESSAGE_MAX, 0, 0, path_oneway,
	  false },
	{ "4 KiB, device", run_path, 4096, 0, 0, path_oneway, true },
	{ "64 KiB, device", run_path, PATH_MESSAGE_MAX, 0, 0, path_oneway,
	  true },
	{ "64 B round trip under load", run_load, 64, 0, 0, NULL, false },
	{ 0 },
};
