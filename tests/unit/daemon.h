/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A daemon without a kernel: a clock that tests turn, a wire with emulated
 * devices on it, and a rtnetlink that remembers what it was asked.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "device.h"
#include "eid-pool.h"
#include "endpoint.h"
#include "lib/buf.h"
#include "lib/list.h"
#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "network.h"
#include "path.h"
#include "proto/control.h"
#include "proto/endpoint-id.h"
#include "proto/mctp.h"
#include "proto/types.h"
#include "proto/uuid.h"
#include "proto/versions.h"
#include "rtnl.h"
#include "spdm-client.h"
#include "state.h"
#include "sysfs.h"
#include "timer.h"
#include "transport.h"

#define MS 1000
#define S (1000 * 1000)
#define IFINDEX 5

/* The clock. */

struct fake_timer {
	struct timer timer;
	struct list node;
	uint64_t at_us;
	timer_fire_t fire;
	void *fire_user;
};

static struct list fake_timers = LIST_INIT(fake_timers);
static uint64_t fake_now_us;

static uint64_t fake_timer_now(void *user)
{
	(void)user;
	return fake_now_us;
}

static void fake_timer_start(struct timer *timer, uint64_t delay_us)
{
	container_of(timer, struct fake_timer, timer)->at_us =
		fake_now_us + delay_us;
}

static void fake_timer_stop(struct timer *timer)
{
	(void)timer;
}

static void fake_timer_remove(struct timer *timer)
{
	struct fake_timer *ft = container_of(timer, struct fake_timer, timer);

	list_remove(&ft->node);
	free(ft);
}

static const struct timer_ops fake_timer_ops;

static int fake_timer_add(void *user, const char *description,
			  timer_fire_t fire, void *fire_user,
			  struct timer **ret_timer)
{
	struct fake_timer *ft = calloc(1, sizeof(*ft));

	(void)user;
	assert_non_null(ft);
	assert_non_null(description);
	ft->timer.ops = &fake_timer_ops;
	ft->fire = fire;
	ft->fire_user = fire_user;
	list_add_tail(&ft->node, &fake_timers);
	*ret_timer = &ft->timer;
	return 0;
}

static const struct timer_ops fake_timer_ops = {
	.now_us = fake_timer_now,
	.add = fake_timer_add,
	.start = fake_timer_start,
	.stop = fake_timer_stop,
	.remove = fake_timer_remove,
};

static struct timers fake_timers_all = { .ops = &fake_timer_ops };

static inline struct fake_timer *fake_timer_next(void)
{
	struct fake_timer *ft, *first = NULL;

	list_for_each(ft, &fake_timers, node) {
		if (ft->timer.running && (!first || ft->at_us < first->at_us))
			first = ft;
	}
	return first;
}

/* The wire. */

struct transport_channel {
	struct list node;
	transport_receive_t receive;
	void *user;
	bool busy; /* inside receive() */
	bool closed;
};

/* An answer on its way. */
struct fake_message {
	struct list node;
	struct transport_channel *channel;
	struct transport_address from;
	uint8_t type;
	size_t len;
	uint8_t data[256];
};

struct fake_sent {
	struct transport_channel *channel;
	struct transport_address to;
	uint8_t type;
	uint8_t data[256];
	size_t len;
};

/* An emulated device; what is 0 is well-behaved. */
struct fake_device {
	uint8_t hwaddr[6];
	uint8_t eid;
	uint8_t uuid[16];
	bool silent;
	uint8_t silent_after;	/* this command: unplugged */
	uint8_t silent_command; /* answers all but this */
	uint8_t error_command;	/* answers this with error_code */
	uint8_t error_code;
	bool wrong_instance;
	uint8_t takes_eid;   /* instead of what it is told */
	bool rejects_eid;
	bool answers_eid_0;
	uint8_t vendor_sets; /* how many; 0 none */
	bool vendor_loops;   /* the next selector is always 0 */
	bool spdm;	     /* lists type 5, and is silent to it */
	unsigned int requests;
};

/* The @n-th of its maker */
#define FAKE_DEVICE(n)                                                         \
	{ .hwaddr = { 0x04, 0xcc, 0, 0, 0, n }, .uuid = { 0xde, 0xad, n } }

#define FAKE_DEVICES_MAX 300
#define FAKE_SENT_MAX 4096

static struct list fake_channels = LIST_INIT(fake_channels);
static struct list fake_answers = LIST_INIT(fake_answers);
static struct fake_device *fake_devices[FAKE_DEVICES_MAX];
static size_t n_fake_devices;
static struct fake_sent fake_sent[FAKE_SENT_MAX];
static size_t n_fake_sent;
static int fake_send_error;

static int fake_open(void *user, transport_receive_t receive,
		     void *receive_user,
		     struct transport_channel **ret_channel)
{
	struct transport_channel *channel = calloc(1, sizeof(*channel));

	(void)user;
	assert_non_null(channel);
	channel->receive = receive;
	channel->user = receive_user;
	list_add_tail(&channel->node, &fake_channels);
	*ret_channel = channel;
	return 0;
}

static void fake_close(struct transport_channel *channel)
{
	struct fake_message *m, *tmp;

	list_for_each_safe(m, tmp, &fake_answers, node) {
		if (m->channel == channel) {
			list_remove(&m->node);
			free(m);
		}
	}
	channel->closed = true;
	if (channel->busy)
		return;
	list_remove(&channel->node);
	free(channel);
}

/* Delivers at once, as the kernel does when the answer is in the socket. */
static inline void fake_receive(struct transport_channel *channel,
				const struct transport_address *from,
				uint8_t type, const void *data, size_t len)
{
	/* of the exact size, for the sanitizer */
	uint8_t *copy = malloc(len ? len : 1);
	struct transport_message message = {
		.peer = *from,
		.type = type,
		.data = copy,
		.len = len,
	};

	assert_non_null(copy);
	memcpy(copy, data, len);
	channel->busy = true;
	channel->receive(channel->user, &message);
	channel->busy = false;
	if (channel->closed) {
		list_remove(&channel->node);
		free(channel);
	}
	free(copy);
}

static inline void fake_answer(struct transport_channel *channel,
			       const struct transport_address *from,
			       const void *data, size_t len)
{
	struct fake_message *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	assert_true(len <= sizeof(m->data));
	m->channel = channel;
	m->from = *from;
	memcpy(m->data, data, len);
	m->len = len;
	list_add_tail(&m->node, &fake_answers);
}

static inline bool fake_device_takes_eid(struct fake_device *d,
					 struct buf_reader *r,
					 struct set_eid_response *response)
{
	struct set_eid_request request;

	if (set_eid_request_decode(r, &request) < 0)
		return false;
	if (d->rejects_eid)
		response->status = SET_EID_REJECTED;
	else
		d->eid = d->takes_eid ? d->takes_eid : request.eid;
	response->eid = d->answers_eid_0 ? 0 : d->eid;
	return true;
}

static inline void fake_device_data(struct fake_device *d,
				    const struct control_header *header,
				    struct buf_reader *r, struct buf_writer *w)
{
	struct set_eid_response set = { 0 };
	struct types_response types = { .count = 2, .types = { 0, 1 } };
	struct vendor_types_request vendor;
	struct uuid uuid;

	switch (header->command) {
	case CONTROL_GET_EID:
		get_eid_response_encode(w, &(struct get_eid_response){
			.eid = d->answers_eid_0 ? 0 : d->eid });
		break;
	case CONTROL_SET_EID:
		assert_true(fake_device_takes_eid(d, r, &set));
		set_eid_response_encode(w, &set);
		break;
	case CONTROL_GET_TYPES:
		if (d->vendor_sets)
			types.types[types.count++] = MCTP_TYPE_VENDOR_PCI;
		if (d->spdm)
			types.types[types.count++] = MCTP_TYPE_SPDM;
		types_response_encode(w, &types);
		break;
	case CONTROL_GET_UUID:
		memcpy(uuid.bytes, d->uuid, sizeof(uuid.bytes));
		uuid_response_encode(w, &uuid);
		break;
	case CONTROL_GET_VENDOR_TYPES:
		assert_int_equal(vendor_types_request_decode(r, &vendor), 0);
		vendor_types_response_encode(w, &(struct vendor_types_response){
			.next_selector = d->vendor_loops ? 0 :
				vendor.selector + 1 < d->vendor_sets ?
				vendor.selector + 1 : VENDOR_TYPES_LAST,
			.id = 0x1234, .command_set = vendor.selector });
		break;
	case CONTROL_GET_VERSIONS:
		versions_response_encode(w, &(struct versions_response){
			.count = 1, .versions = { 0xf1f3f100 } });
		break;
	}
}

static inline void fake_device_answer(struct fake_device *d,
				      const struct fake_sent *sent)
{
	struct transport_address from = {
		.network = 1, .ifindex = IFINDEX, .eid = d->eid,
		.hwaddr_len = sizeof(d->hwaddr),
	};
	struct control_header header;
	uint8_t data[64];
	struct buf_reader r;
	struct buf_writer w;

	buf_reader_init(&r, sent->data, sent->len);
	assert_int_equal(control_header_decode(&r, &header), 0);
	if (d->silent || header.command == d->silent_command)
		return;
	if (d->wrong_instance)
		header.instance ^= 1;
	buf_writer_init(&w, data, sizeof(data));
	if (header.command == d->error_command) {
		control_response_encode(&w, &header, d->error_code);
	} else {
		control_response_encode(&w, &header, CONTROL_SUCCESS);
		fake_device_data(d, &header, &r, &w);
	}
	memcpy(from.hwaddr, d->hwaddr, sizeof(d->hwaddr));
	fake_answer(sent->channel, &from, data, buf_writer_done(&w));
	if (header.command == d->silent_after)
		d->silent = true;
}

static inline struct fake_device *fake_find(const struct transport_address *to)
{
	for (size_t i = 0; i < n_fake_devices; i++) {
		struct fake_device *d = fake_devices[i];

		if (!memcmp(d->hwaddr, to->hwaddr, sizeof(d->hwaddr)))
			return d;
	}
	return NULL;
}

static int fake_send(struct transport_channel *channel,
		     const struct transport_address *to, uint8_t type,
		     const void *data, size_t len)
{
	struct fake_sent *sent = &fake_sent[n_fake_sent++ % FAKE_SENT_MAX];
	struct fake_device *d = fake_find(to);

	assert_true(len <= sizeof(sent->data));
	*sent = (struct fake_sent){ .channel = channel, .to = *to,
				    .type = type, .len = len };
	memcpy(sent->data, data, len);
	if (fake_send_error)
		return fake_send_error;
	/* a device hears its own EID and the null EID */
	if (d && type == MCTP_TYPE_CONTROL && (!to->eid || to->eid == d->eid)) {
		d->requests++;
		fake_device_answer(d, sent);
	}
	return 0;
}

static int fake_listen(void *user, uint8_t type, transport_receive_t receive,
		       void *receive_user,
		       struct transport_channel **ret_channel)
{
	(void)type;
	return fake_open(user, receive, receive_user, ret_channel);
}

static int fake_reply(struct transport_channel *channel,
		      const struct transport_message *request,
		      const void *data, size_t len)
{
	return fake_send(channel, &request->peer, request->type, data, len);
}

static const struct transport_ops fake_transport_ops = {
	.open = fake_open,
	.send = fake_send,
	.close = fake_close,
	.listen = fake_listen,
	.reply = fake_reply,
};

static struct transport fake_transport = { .ops = &fake_transport_ops };

static inline size_t fake_n_channels(void)
{
	struct transport_channel *channel;
	size_t n = 0;

	list_for_each(channel, &fake_channels, node)
		n++;
	return n;
}

/* rtnetlink. */

struct fake_ack {
	struct list node;
	struct rtnl_call *call; /* NULL: nobody waits */
	struct rtnl_change change;
};

#define FAKE_CHANGES_MAX 4096

static struct list fake_acks = LIST_INIT(fake_acks);
static struct rtnl_change fake_changes[FAKE_CHANGES_MAX];
static size_t n_fake_changes;
/* These fail with fake_change_error. */
static enum rtnl_action fake_change_fails;
static int fake_change_error;
/* Called with each change that succeeds. */
static void (*fake_changed)(const struct rtnl_change *change);
static struct list fake_calls = LIST_INIT(fake_calls);

static int fake_change(void *user, const struct rtnl_change *change,
		       struct rtnl_call *call)
{
	struct fake_ack *ack = calloc(1, sizeof(*ack));

	(void)user;
	assert_non_null(ack);
	fake_changes[n_fake_changes++ % FAKE_CHANGES_MAX] = *change;
	ack->change = *change;
	ack->call = call;
	if (call)
		list_add_tail(&call->node, &fake_calls);
	list_add_tail(&ack->node, &fake_acks);
	return 0;
}

static const struct rtnl_ops fake_rtnl_ops = { .change = fake_change };
static struct rtnl fake_rtnl = { .ops = &fake_rtnl_ops };

static inline bool fake_call_waits(const struct rtnl_call *call)
{
	struct rtnl_call *other;

	list_for_each(other, &fake_calls, node) {
		if (other == call)
			return true;
	}
	return false;
}

static inline void fake_acknowledge(struct fake_ack *ack)
{
	int error = 0;

	if (fake_change_error && ack->change.action == fake_change_fails)
		error = fake_change_error;
	list_remove(&ack->node);
	if (!error && fake_changed)
		fake_changed(&ack->change);
	if (ack->call && fake_call_waits(ack->call)) {
		list_remove(&ack->call->node);
		ack->call->done(ack->call, error);
	}
	free(ack);
}

static inline size_t fake_count_changes(enum rtnl_action action, uint8_t eid)
{
	size_t n = 0;

	for (size_t i = 0; i < n_fake_changes; i++)
		n += fake_changes[i].action == action &&
		     fake_changes[i].eid == eid;
	return n;
}

/* The loop. */

/* One thing that is due at @until_us or before; false when nothing is. */
static inline bool fake_turn(uint64_t until_us)
{
	struct fake_message *m =
		list_first(&fake_answers, struct fake_message, node);
	struct fake_ack *ack = list_first(&fake_acks, struct fake_ack, node);
	struct fake_timer *ft = fake_timer_next();

	if (ack) {
		fake_acknowledge(ack);
	} else if (m) {
		list_remove(&m->node);
		fake_receive(m->channel, &m->from, m->type, m->data, m->len);
		free(m);
	} else if (ft && ft->at_us <= until_us) {
		if (ft->at_us > fake_now_us)
			fake_now_us = ft->at_us;
		ft->timer.running = false;
		ft->fire(ft->fire_user);
	} else {
		return false;
	}
	return true;
}

static inline void fake_run(uint64_t us)
{
	uint64_t until_us = fake_now_us + us;
	unsigned int turns = 0;

	while (fake_turn(until_us))
		assert_true(++turns < 1000000);
	fake_now_us = until_us;
}

/* The daemon. */

static struct config fake_config;
static struct manager fake_manager;
static struct link *fake_link;
static unsigned int n_fake_added, n_fake_removed;

static void count_added(void *user, struct endpoint *endpoint)
{
	(void)user;
	assert_true(mctp_eid_is_unicast(endpoint->eid));
	n_fake_added++;
}

static void count_removed(void *user, struct endpoint *endpoint)
{
	(void)user;
	(void)endpoint;
	n_fake_removed++;
}

static const struct observer_ops fake_observer = {
	.endpoint_added = count_added,
	.endpoint_removed = count_removed,
};

/* The kernel tells of addresses and of a link that is up. */
static void fake_tell_change(const struct rtnl_change *change)
{
	struct rtnl_link info = {
		.ifindex = IFINDEX, .name = "test0", .mtu = 68,
		.network = 1, .binding = MCTP_BINDING_I3C, .hwaddr_len = 6,
		.up = true,
	};

	if (change->action == RTNL_LINK_UP)
		link_update(fake_link, &info);
	else if (change->action == RTNL_ADDRESS_ADD)
		link_set_address(fake_link, change->eid, true);
}

static inline void fake_reset(void)
{
	n_fake_devices = 0;
	n_fake_sent = 0;
	n_fake_changes = 0;
	n_fake_added = 0;
	n_fake_removed = 0;
	fake_send_error = 0;
	fake_change_error = 0;
	fake_changed = NULL;
	fake_now_us = 1000 * (uint64_t)S;
	log_set_level(LOG_EMERG);
}

/* A link that is not yet synchronised; see fake_start(). */
static inline void fake_setup(const char *state_path)
{
	struct rtnl_link info = {
		.ifindex = IFINDEX, .name = "test0", .mtu = 68,
		.network = 1, .binding = MCTP_BINDING_I3C, .hwaddr_len = 6,
	};

	fake_reset();
	config_init(&fake_config);
	fake_config.trust_dir[0] = '\0';
	fake_config.poll_ms = 0;
	fake_manager = (struct manager){
		.config = &fake_config,
		.timers = &fake_timers_all,
		.transport = &fake_transport,
		.rtnl = &fake_rtnl,
		.observer = &fake_observer,
	};
	list_init(&fake_manager.links);
	list_init(&fake_manager.networks);
	fake_changed = fake_tell_change;
	assert_int_equal(state_new(&fake_timers_all, state_path,
				   &fake_manager.state), 0);
	assert_int_equal(spdm_clients_init(&fake_manager), 0);
	assert_int_equal(link_new(&fake_manager, &info, &fake_link), 0);
}

static inline void fake_start(void)
{
	link_sync_end(fake_link);
	fake_run(0);
	assert_true(fake_link->ready);
	n_fake_changes = 0;
}

static inline void fake_teardown(void)
{
	struct fake_ack *ack;

	fake_manager.stopping = true;
	link_free(fake_link);
	spdm_clients_done(&fake_manager);
	state_free(fake_manager.state);
	while ((ack = list_first(&fake_acks, struct fake_ack, node))) {
		list_remove(&ack->node);
		free(ack);
	}
	/* nothing may outlive the daemon */
	assert_true(list_is_empty(&fake_timers));
	assert_true(list_is_empty(&fake_channels));
	assert_true(list_is_empty(&fake_answers));
	assert_true(list_is_empty(&fake_calls));
}

/* Puts the device on the bus, as a uevent would. */
static inline struct device *fake_plug(struct fake_device *d)
{
	struct sysfs_i3c_device info = { .bus = "i3c-0" };
	struct device *device;

	assert_true(n_fake_devices < FAKE_DEVICES_MAX);
	fake_devices[n_fake_devices++] = d;
	memcpy(info.pid, d->hwaddr, sizeof(info.pid));
	snprintf(info.name, sizeof(info.name), "0-%x", d->hwaddr[5]);
	link_add_device(fake_link, &info);
	device = link_find_device(fake_link, d->hwaddr, sizeof(d->hwaddr));
	return device;
}

/* Takes it off, with a uevent. */
static inline void fake_unplug(struct fake_device *d)
{
	struct sysfs_i3c_device info = { .bus = "i3c-0" };

	memcpy(info.pid, d->hwaddr, sizeof(info.pid));
	link_remove_device(fake_link, &info);
}
