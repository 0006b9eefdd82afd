// SPDX-License-Identifier: Apache-2.0
/*
 * Sending over a bus that takes its time: how near to what the wire can, and
 * whether a target that takes nothing keeps others from their share.
 */
#include "bus-cases.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "line.h"
#include "stream.h"
#include "wire.h"

#define WARM_UP_MS 50
#define PACKETS_MIN 8
#define GIVE_UP_S 5

/* What arrived until when */
struct mark {
	double s;
	uint64_t total;
	uint64_t packets[BUS_TARGETS_MAX];
};

static int mark_read(const struct bus *bus, unsigned int count,
		     struct mark *ret_mark)
{
	const struct bus_targets *sinks = &bus->targets[BUS_SINK];
	struct timespec ts;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ret_mark->s = ts.tv_sec + ts.tv_nsec / 1e9;
	ret_mark->total = 0;
	for (unsigned int i = 0; !rc && i < count; i++) {
		rc = bus_read(bus, &ret_mark->packets[i],
			      "targets/%s/stats/packets_in",
			      sinks->list[i].name);
		ret_mark->total += ret_mark->packets[i];
	}
	return rc;
}

/*
 * Packets that arrived while as many were sent as could be, for so long and at
 * least until there are some to compare
 */
static int stream_measure(const struct bench *bench, const struct bus *bus,
			  const struct stream *s, struct mark *ret_delta)
{
	struct mark from, to;
	int rc = stream_send(s, WARM_UP_MS);

	if (!rc)
		rc = mark_read(bus, s->count, &from);
	do {
		if (!rc)
			rc = stream_send(s, bench->time_ms);
		if (!rc)
			rc = mark_read(bus, s->count, &to);
		if (rc)
			return rc;
	} while (to.total - from.total < PACKETS_MIN * s->count &&
		 to.s - from.s < GIVE_UP_S);
	if (to.total == from.total)
		return -ETIMEDOUT;
	ret_delta->s = to.s - from.s;
	ret_delta->total = to.total - from.total;
	for (unsigned int i = 0; i < s->count; i++)
		ret_delta->packets[i] = to.packets[i] - from.packets[i];
	return 0;
}

static int open_paced(const struct bench *bench, const struct bench_case *self,
		      struct bus *ret_bus, struct stream *ret_stream)
{
	int rc = bus_open(bench->bus, self->len + WIRE_HEADER, ret_bus);

	if (!rc)
		rc = bus_write(ret_bus, "1", "paced");
	return rc ?: stream_open(ret_bus, self->targets, self->len, ret_stream);
}

/* What is queued still goes at once. */
static void close_paced(const struct bus *bus, struct stream *s)
{
	bus_write(bus, "0", "paced");
	stream_close(s);
}

int bus_run_send(const struct bench *bench, const struct bench_case *self)
{
	struct mark delta;
	struct stream s;
	struct bus bus;
	int rc = open_paced(bench, self, &bus, &s);

	if (rc)
		return rc;
	rc = stream_measure(bench, &bus, &s, &delta);
	close_paced(&bus, &s);
	if (rc)
		return rc;
	line_print(&(struct line){
		.name = self->name,
		.unit = "MB/s",
		.better = "more",
		.value = (double)(delta.total * self->len) / delta.s / 1e6,
		.limit = wire_write_limit(self->len),
	});
	return 0;
}

/* R. Jain's index: 1 if all have the same, 1/n if one has it all */
static double jain(const uint64_t *values, unsigned int count)
{
	double sum = 0, squares = 0;

	for (unsigned int i = 0; i < count; i++) {
		sum += (double)values[i];
		squares += (double)values[i] * (double)values[i];
	}
	return squares ? sum * sum / (count * squares) : 0;
}

static int refuse(const struct bus *bus)
{
	char pid[24];
	int rc = bus_fault_add(bus);

	snprintf(pid, sizeof(pid), "0x%llx",
		 (unsigned long long)bus->targets[BUS_SINK].list[0].pid);
	if (!rc)
		rc = bus_fault_set(bus, "pid", pid);
	if (!rc)
		rc = bus_fault_set(bus, "direction", "write");
	if (!rc)
		rc = bus_fault_set(bus, "action", "nack");
	return rc ?: bus_fault_set(bus, "enabled", "1");
}

/* Per second, of all targets but the first */
static double others(const struct mark *delta)
{
	return (double)(delta->total - delta->packets[0]) / delta->s;
}

static void print_fairness(const struct bench_case *self,
			   const struct mark *before, const struct mark *after)
{
	char name[96];

	snprintf(name, sizeof(name), "%s: what others keep", self->name);
	line_print(&(struct line){ name, "times", "more",
				   others(after) / others(before), 1 });
	snprintf(name, sizeof(name), "%s: Jain index of others", self->name);
	line_print(&(struct line){ name, "times", "more",
				   jain(after->packets + 1, self->targets - 1),
				   1 });
}

int bus_run_fairness(const struct bench *bench, const struct bench_case *self)
{
	struct mark before, after;
	struct stream s;
	struct bus bus;
	int rc = open_paced(bench, self, &bus, &s);

	if (rc)
		return rc;
	rc = stream_measure(bench, &bus, &s, &before);
	if (!rc)
		rc = refuse(&bus);
	if (!rc)
		rc = stream_measure(bench, &bus, &s, &after);
	bus_fault_remove(&bus);
	close_paced(&bus, &s);
	if (!rc)
		print_fairness(self, &before, &after);
	return rc;
}
