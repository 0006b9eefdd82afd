// SPDX-License-Identifier: Apache-2.0
/*
 * Devices: when they are asked, and what becomes of silence.
 *
 *   DISCOVERING  a discovery runs
 *     answered   -> SETTLED, with an endpoint
 *     not        -> SILENT; SETTLED while an endpoint has recoveries left;
 *                   IDLE after a user's question about an unpublished one
 *   SETTLED      the endpoint is looked at every poll interval; one that
 *                does not answer is Degraded, and a recovery (a discovery
 *                that keeps the EID) runs after a pause, RECOVERIES_MAX
 *                times; then the endpoint is removed: SILENT
 *   SILENT       asked again after a pause that doubles up to a limit
 *   IDLE         waits for the bus or a user
 *
 * Timer, one per device: "device" ends the pause of SETTLED and SILENT, and
 * answers a user who asks for what is known already.
 */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "discovery.h"
#include "eid-pool.h"
#include "lib/buf.h"
#include "lib/hex.h"
#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "network.h"
#include "proto/control.h"
#include "proto/endpoint-id.h"
#include "proto/mctp.h"
#include "timer.h"
#include "waiter.h"

#define RECOVERIES_MAX 3
#define RETRY_FIRST_US (500 * 1000)
#define RETRY_MAX_US (10 * 1000 * 1000)

static int start_discovery(struct device *device, enum device_setup_mode mode,
			   uint8_t eid, enum request_priority priority);

const char *device_state_format(enum device_state state)
{
	switch (state) {
	case DEVICE_DISCOVERING:
		return "discovering";
	case DEVICE_SETTLED:
		return "settled";
	case DEVICE_SILENT:
		return "silent";
	case DEVICE_IDLE:
		return "idle";
	}
	return NULL;
}

const char *device_label(const struct device *device)
{
	return device->label;
}

uint64_t device_owner_key(const struct device *device)
{
	uint64_t key = device->link->ifindex;

	for (size_t i = 0; i < device->hwaddr_len; i++)
		key = key * 1099511628211u ^ device->hwaddr[i];
	return key;
}

/* The pause that belongs to the state. */
static void arm_timer(struct device *device)
{
	const struct config *config = device->link->manager->config;
	bool degraded = device->endpoint &&
			device->endpoint->connectivity == ENDPOINT_DEGRADED;

	timer_stop(device->timer);
	if (device->state == DEVICE_SILENT ||
	    (device->state == DEVICE_SETTLED && degraded))
		timer_start(device->timer,
			    timer_backoff(device->attempts, RETRY_FIRST_US,
					  RETRY_MAX_US));
	else if (device->state == DEVICE_SETTLED && config->poll_ms)
		timer_start(device->timer,
			    timer_jitter(config->poll_ms * 1000));
}

static void set_state(struct device *device, enum device_state state)
{
	if (device->state != state)
		log_debug("%s: %s, was %s", device_label(device),
			  device_state_format(state),
			  device_state_format(device->state));
	device->state = state;
	arm_timer(device);
}

static void finish_waiters(struct device *device, const struct outcome *outcome)
{
	waiters_finish(&device->waiters, outcome);
}

static void go_silent(struct device *device)
{
	/* a device only a user named is not looked for */
	set_state(device, device->on_bus ? DEVICE_SILENT : DEVICE_IDLE);
}

static void log_failure(const struct device *device,
			const struct discovery_result *result)
{
	const char *reason = result->reason ? result->reason : "setup";

	/* the first of a row is news, the others are not */
	int priority = device->attempts ? LOG_DEBUG : LOG_WARNING;

	if (result->error == -EREMOTEIO)
		log_message(priority, "%s: %s: completion code 0x%02x",
			    device_label(device), reason,
			    result->completion_code);
	else if (result->error == -ETIMEDOUT)
		log_message(priority, "%s: %s: no answer", device_label(device),
			    reason);
	else
		log_message(priority, "%s: %s: %s", device_label(device),
			    reason, strerror(-result->error));
}

static void handle_failure(struct device *device,
			   const struct discovery_result *result)
{
	struct outcome outcome = {
		.error = result->error,
		.completion_code = result->completion_code,
		.reason = result->reason,
	};

	log_failure(device, result);
	/* it would not move, but it is there */
	if (device->endpoint && device->mode != DEVICE_SETUP &&
	    result->error != -ETIMEDOUT) {
		set_state(device, DEVICE_SETTLED);
		finish_waiters(device, &outcome);
		return;
	}
	device->attempts++;
	if (!device->endpoint) {
		go_silent(device);
	} else if (device->attempts >= RECOVERIES_MAX) {
		endpoint_free(device->endpoint, "it does not answer");
		go_silent(device);
	} else {
		endpoint_set_connectivity(device->endpoint, ENDPOINT_DEGRADED);
		set_state(device, DEVICE_SETTLED);
	}
	finish_waiters(device, &outcome);
}

static bool is_same_device(const struct endpoint *endpoint,
			   const struct discovery_result *result)
{
	const struct endpoint_identity *old = &endpoint->identity;
	const struct endpoint_identity *new = &result->identity;

	return old->has_uuid == new->has_uuid &&
	       !memcmp(old->uuid, new->uuid, sizeof(old->uuid));
}

static int publish(struct device *device, const struct discovery_result *result,
		   bool *ret_created)
{
	struct endpoint *endpoint = device->endpoint;

	if (endpoint) {
		endpoint_set_identity(endpoint, &result->identity);
		endpoint_set_connectivity(endpoint, ENDPOINT_AVAILABLE);
		*ret_created = false;
		return 0;
	}
	*ret_created = true;
	return endpoint_new(device, result->eid, result->mtu,
			    &result->identity);
}

static void handle_success(struct device *device,
			   const struct discovery_result *result)
{
	struct outcome outcome = { .error = 0 };

	if (device->endpoint && device->endpoint->eid != result->eid)
		endpoint_free(device->endpoint, "it has another EID");
	else if (device->endpoint && !is_same_device(device->endpoint, result))
		endpoint_free_keep_eid(device->endpoint,
				       "another device is in its place");
	device->attempts = 0;
	outcome.error = publish(device, result, &outcome.created);
	outcome.endpoint = device->endpoint;
	if (outcome.error < 0)
		log_warning("%s: %s", device_label(device),
			    strerror(-outcome.error));
	set_state(device, device->endpoint ? DEVICE_SETTLED : DEVICE_SILENT);
	finish_waiters(device, &outcome);
}

static void on_discovered(struct device *device,
			  const struct discovery_result *found)
{
	struct discovery_result result = *found;

	device->discovery = discovery_free(device->discovery);
	if (result.error < 0)
		handle_failure(device, &result);
	else
		handle_success(device, &result);
}

static int start_discovery(struct device *device, enum device_setup_mode mode,
			   uint8_t eid, enum request_priority priority)
{
	struct discovery_params params = {
		.mode = mode,
		.eid = eid,
		.priority = priority,
	};
	int r;

	request_waiter_cancel(&device->poll);
	device->discovery = discovery_free(device->discovery);
	r = discovery_new(device, &params, on_discovered, &device->discovery);
	if (r < 0) {
		log_warning("%s: %s", device_label(device), strerror(-r));
		go_silent(device);
		return r;
	}
	device->mode = mode;
	set_state(device, DEVICE_DISCOVERING);
	return 0;
}

static void recover_lost_eid(struct device *device, uint8_t eid)
{
	log_notice("%s: EID %u: it says it has EID %u: setting it up again",
		   device_label(device), device->endpoint->eid, eid);
	start_discovery(device, DEVICE_SETUP, 0, REQUEST_NORMAL);
}

/* The answer to a look at a published endpoint. */
static void on_poll(struct request_waiter *waiter,
		    const struct request_result *result)
{
	struct device *device = container_of(waiter, struct device, poll);
	struct get_eid_response response;
	struct buf_reader r;
	int error = result->error;

	if (!error) {
		buf_reader_init(&r, result->data, result->len);
		error = get_eid_response_decode(&r, &response);
	}
	if (error < 0) {
		log_debug("%s: EID %u: %s", device_label(device),
			  device->endpoint->eid, strerror(-error));
		endpoint_set_connectivity(device->endpoint, ENDPOINT_DEGRADED);
		arm_timer(device);
	} else if (response.eid != device->endpoint->eid) {
		recover_lost_eid(device, response.eid);
	} else {
		arm_timer(device);
	}
}

static void poll(struct device *device)
{
	struct request_params params = {
		.peer = &device->peer,
		.kind = REQUEST_CONTROL,
		.type = MCTP_TYPE_CONTROL,
		.command = CONTROL_GET_EID,
	};
	int r;

	if (device->poll.request)
		return;
	endpoint_address(device->endpoint, &params.to);
	r = request_submit(device->link->queue, &params, &device->poll);
	if (r < 0) {
		log_warning("%s: %s", device_label(device), strerror(-r));
		arm_timer(device);
	}
}

static void on_timer(void *user)
{
	struct device *device = user;
	struct outcome known = { .endpoint = device->endpoint };

	if (!list_is_empty(&device->waiters) && device->endpoint) {
		arm_timer(device);
		finish_waiters(device, &known);
	} else if (device->state == DEVICE_SILENT) {
		start_discovery(device, DEVICE_SETUP, 0, REQUEST_BACKGROUND);
	} else if (device->state == DEVICE_SETTLED &&
		   device->endpoint->connectivity == ENDPOINT_DEGRADED) {
		start_discovery(device, DEVICE_SETUP, 0, REQUEST_BACKGROUND);
	} else if (device->state == DEVICE_SETTLED) {
		poll(device);
	}
}

int device_setup(struct device *device, enum device_setup_mode mode,
		 uint8_t eid, struct waiter *waiter)
{
	bool moves = mode == DEVICE_STATIC && device->endpoint &&
		     device->endpoint->eid != eid;
	int r = 0;

	if (mode == DEVICE_STATIC && !mctp_eid_is_unicast(eid))
		return -EINVAL;
	if (device->link->role != LINK_BUS_OWNER)
		return -EPERM;
	if (mode == DEVICE_STATIC && !device->discovery &&
	    (!device->endpoint || moves) &&
	    eid_pool_use(device->link->network->pool, eid) != EID_FREE)
		return -EADDRINUSE;
	if (device->endpoint && !moves) {
		if (waiter && device->state == DEVICE_SETTLED)
			timer_start(device->timer, 0);
	} else if (device->state != DEVICE_DISCOVERING ||
		   (device->mode != mode && mode != DEVICE_LEARN)) {
		r = start_discovery(device, mode, eid, REQUEST_NORMAL);
	}
	if (r >= 0 && waiter)
		waiter_add(waiter, &device->waiters);
	return r;
}

int device_recover(struct device *device, struct waiter *waiter)
{
	int r = 0;

	if (device->state != DEVICE_DISCOVERING)
		r = start_discovery(device, DEVICE_SETUP, 0, REQUEST_NORMAL);
	if (r >= 0 && waiter)
		waiter_add(waiter, &device->waiters);
	return r;
}

void device_appeared(struct device *device)
{
	device->on_bus = true;
	device->attempts = 0;
	if (device->link->role != LINK_BUS_OWNER)
		return;
	if (device->endpoint && device->state == DEVICE_SETTLED)
		poll(device);
	else if (device->state != DEVICE_DISCOVERING)
		start_discovery(device, DEVICE_SETUP, 0, REQUEST_NORMAL);
}

void device_leave_alone(struct device *device)
{
	struct outcome outcome = { .error = -ECANCELED };

	request_waiter_cancel(&device->poll);
	device->discovery = discovery_free(device->discovery);
	set_state(device, DEVICE_IDLE);
	finish_waiters(device, &outcome);
}

static void format_label(struct device *device)
{
	char hwaddr[2 * TRANSPORT_HWADDR_MAX + 1];

	if (*device->name)
		snprintf(device->label, sizeof(device->label), "%s %s",
			 device->link->name, device->name);
	else
		snprintf(device->label, sizeof(device->label), "%s %s",
			 device->link->name,
			 hex_format(device->hwaddr, device->hwaddr_len, hwaddr,
				    sizeof(hwaddr)));
}

int device_new(struct link *link, const char *name, const uint8_t *hwaddr,
	       size_t hwaddr_len, struct device **ret_device)
{
	struct device *device;
	int r;

	if (hwaddr_len > sizeof(device->hwaddr))
		return -EINVAL;
	device = calloc(1, sizeof(*device));
	if (!device)
		return -ENOMEM;
	device->link = link;
	snprintf(device->name, sizeof(device->name), "%s", name);
	memcpy(device->hwaddr, hwaddr, hwaddr_len);
	device->hwaddr_len = hwaddr_len;
	device->state = DEVICE_IDLE;
	list_init(&device->node);
	list_init(&device->waiters);
	list_init(&device->poll.node);
	device->poll.done = on_poll;
	format_label(device);
	r = timer_new(link->manager->timers, "device", on_timer, device,
		      &device->timer);
	if (r < 0) {
		free(device);
		return r;
	}
	*ret_device = device;
	return 0;
}

struct device *device_free(struct device *device)
{
	struct outcome outcome = { .error = -ENODEV };

	if (!device)
		return NULL;
	request_waiter_cancel(&device->poll);
	device->discovery = discovery_free(device->discovery);
	endpoint_free(device->endpoint, "the device is gone");
	finish_waiters(device, &outcome);
	request_peer_cancel(device->link->queue, &device->peer, -ENODEV);
	timer_free(device->timer);
	free(device);
	return NULL;
}
