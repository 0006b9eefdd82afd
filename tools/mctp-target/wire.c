// SPDX-License-Identifier: Apache-2.0
/*
 * A target on a simulated I3C bus.
 *
 * Event sources: the file, for EPOLLIN always and for EPOLLOUT while a packet
 * that is due waits for room; a timer, while the first packet is not due.
 */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/i3c-sim.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#include "lib/list.h"
#include "proto/pec.h"

#define BCR_IBI_CAPABLE 0x02 /* MIPI I3C 5.1.1.2.1 */
#define BCR_IBI_PAYLOAD 0x04
#define MDB_PENDING_READ_MCTP 0xae /* DSP0233: a packet is waiting */
#define EVENTS_PER_TURN 32

struct out {
	struct list node; /* in wire->queue */
	uint64_t due_us;
	size_t len;
	uint8_t data[]; /* struct i3c_sim_packet and the packet */
};

struct wire {
	struct wire_config config;
	int fd;
	uint8_t address;
	struct wire_counters counters;
	struct list queue;
	size_t queued;
	sd_event *event;
	sd_event_source *io;
	sd_event_source *timer;
	uint32_t events; /* that io waits for */
};

static uint64_t now_us(const struct wire *wire)
{
	uint64_t usec = 0;

	sd_event_now(wire->event, CLOCK_MONOTONIC, &usec);
	return usec;
}

static void out_free(struct wire *wire, struct out *out)
{
	list_remove(&out->node);
	wire->queued--;
	free(out);
}

static void io_wait(struct wire *wire, uint32_t events)
{
	if (wire->events == events)
		return;
	wire->events = events;
	sd_event_source_set_io_events(wire->io, events);
}

/* Writes what is due; waits for room or for the time otherwise. */
static void queue_flush(struct wire *wire)
{
	struct out *out;

	while ((out = list_first(&wire->queue, struct out, node))) {
		if (out->due_us > now_us(wire)) {
			sd_event_source_set_time(wire->timer, out->due_us);
			sd_event_source_set_enabled(wire->timer,
						    SD_EVENT_ONESHOT);
			break;
		}
		if (write(wire->fd, out->data, out->len) < 0 &&
		    errno == EAGAIN) {
			io_wait(wire, EPOLLIN | EPOLLOUT);
			return;
		}
		/* any other error: the bus is gone, which poll tells as well */
		out_free(wire, out);
	}
	io_wait(wire, EPOLLIN);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
	(void)source;
	(void)usec;
	queue_flush(user);
	return 0;
}

/* What goes before the packet, and behind it if the PEC shall be wrong. */
static void packet_fill(const struct wire *wire, struct out *out,
			const uint8_t *packet, size_t len)
{
	struct i3c_sim_packet header = { .len = len };
	uint8_t *data = out->data + sizeof(header);

	memcpy(data, packet, len);
	out->len = sizeof(header) + len;
	if (wire->config.bad_pec) {
		data[len] = ~pec_of_transfer(wire->address, true, packet, len);
		header.len++;
		out->len++;
	} else {
		header.flags |= I3C_SIM_PKT_PEC;
	}
	if (wire->config.bcr & BCR_IBI_CAPABLE)
		header.flags |= I3C_SIM_PKT_IBI;
	if (header.flags & I3C_SIM_PKT_IBI &&
	    wire->config.bcr & BCR_IBI_PAYLOAD) {
		header.ibi_len = 1;
		header.ibi[0] = MDB_PENDING_READ_MCTP;
	}
	memcpy(out->data, &header, sizeof(header));
}

void wire_send(struct wire *wire, const uint8_t *packet, size_t len)
{
	struct out *out = NULL;

	if (wire->queued < WIRE_QUEUE_MAX)
		out = malloc(sizeof(*out) + sizeof(struct i3c_sim_packet) +
			     len + 1);
	if (!out) {
		wire->counters.dropped++;
		return;
	}
	packet_fill(wire, out, packet, len);
	out->due_us = now_us(wire) + wire->config.delay_ms * 1000ull;
	list_add_tail(&out->node, &wire->queue);
	wire->queued++;
	/* behind another one it waits for that */
	if (wire->queued == 1)
		queue_flush(wire);
}

static void event_handle(struct wire *wire, const uint8_t *data, size_t len)
{
	struct i3c_sim_event event;

	if (len < sizeof(event))
		return;
	memcpy(&event, data, sizeof(event));
	wire->counters.lost += event.lost;
	if (event.dyn_addr != wire->address) {
		wire->address = event.dyn_addr;
		wire->config.address(wire->config.user, wire->address);
	}
	if (event.type == I3C_SIM_EV_WRITE && event.len <= len - sizeof(event))
		wire->config.receive(wire->config.user, data + sizeof(event),
				     event.len);
}

/* Everything that waits, up to a limit that lets other devices have a turn. */
static void events_read(struct wire *wire)
{
	uint8_t data[sizeof(struct i3c_sim_event) + I3C_SIM_DATA_MAX];

	for (int i = 0; i < EVENTS_PER_TURN; i++) {
		ssize_t n = read(wire->fd, data, sizeof(data));

		if (n < 0)
			return;
		event_handle(wire, data, n);
	}
}

static int on_io(sd_event_source *source, int fd, uint32_t revents, void *user)
{
	struct wire *wire = user;

	(void)fd;
	if (revents & EPOLLOUT)
		queue_flush(wire);
	if (revents & EPOLLIN) {
		events_read(wire);
	} else if (revents & (EPOLLHUP | EPOLLERR)) {
		sd_event_source_set_enabled(source, SD_EVENT_OFF);
		wire->config.gone(wire->config.user);
	}
	return 0;
}

static int wire_attach(struct wire *wire)
{
	const struct wire_config *c = &wire->config;
	struct i3c_sim_attach attach = {
		.pid = c->pid,
		.bcr = c->bcr,
		.dcr = c->dcr,
		.flags = c->hotjoin ? 0 : I3C_SIM_ATTACH_NO_HOTJOIN,
		.mrl = c->mrl,
		.mwl = c->mwl,
	};

	if (strlen(c->bus) >= sizeof(attach.bus))
		return -ENOENT;
	strcpy(attach.bus, c->bus);
	wire->fd = open(WIRE_DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (wire->fd < 0)
		return errno == ENOENT ? -ENXIO : -errno;
	return ioctl(wire->fd, I3C_SIM_IOC_ATTACH, &attach) < 0 ? -errno : 0;
}

static int wire_watch(struct wire *wire)
{
	int err;

	wire->events = EPOLLIN;
	err = sd_event_add_io(wire->event, &wire->io, wire->fd, wire->events,
			      on_io, wire);
	if (err < 0)
		return err;
	sd_event_source_set_description(wire->io, "i3c-sim");
	err = sd_event_add_time(wire->event, &wire->timer, CLOCK_MONOTONIC, 0,
				1, on_timer, wire);
	if (err < 0)
		return err;
	sd_event_source_set_description(wire->timer, "delayed packet");
	return sd_event_source_set_enabled(wire->timer, SD_EVENT_OFF);
}

int wire_new(struct sd_event *event, const struct wire_config *config,
	     struct wire **ret_wire)
{
	struct wire *wire = calloc(1, sizeof(*wire));
	int err;

	if (!wire)
		return -ENOMEM;
	wire->config = *config;
	wire->fd = -1;
	wire->event = sd_event_ref(event);
	list_init(&wire->queue);
	err = wire_attach(wire);
	if (!err)
		err = wire_watch(wire);
	if (err < 0) {
		wire_free(wire);
		return err;
	}
	*ret_wire = wire;
	return 0;
}

struct wire *wire_free(struct wire *wire)
{
	struct out *out;

	if (!wire)
		return NULL;
	while ((out = list_first(&wire->queue, struct out, node)))
		out_free(wire, out);
	sd_event_source_disable_unref(wire->timer);
	sd_event_source_disable_unref(wire->io);
	if (wire->fd >= 0)
		close(wire->fd);
	sd_event_unref(wire->event);
	free(wire);
	return NULL;
}

uint8_t wire_address(const struct wire *wire)
{
	return wire->address;
}

const struct wire_counters *wire_counters(const struct wire *wire)
{
	return &wire->counters;
}
