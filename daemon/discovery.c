// SPDX-License-Identifier: Apache-2.0
/*
 * Discovery of one device: a table of steps.
 *
 *   get EID -> path -> set EID -> types -> UUID -> vendor types -> version
 *           -> confirm -> done
 *
 * The path (route and neighbour) is there before the device is told its EID.
 * "Set EID" is passed over when the device has the EID already, "vendor
 * types" unless it speaks them, "confirm" unless an optional step ran into a
 * time-out: then the device must show that it is still there. A device that
 * takes another EID than asked goes back to "path" with that.
 */
#include "discovery.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "eid-pool.h"
#include "lib/buf.h"
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
#include "state.h"
#include "timer.h"

/* How often an EID other than asked, or a refusal, is argued about. */
#define SET_EID_ATTEMPTS 2

enum step {
	STEP_GET_EID,
	STEP_PATH,
	STEP_SET_EID,
	STEP_TYPES,
	STEP_UUID,
	STEP_VENDOR_TYPES,
	STEP_VERSION,
	STEP_CONFIRM,
	STEP_DONE,
	STEP_FAILED,
};

/* What a step makes of an answer, other than a negative errno. */
#define VERDICT_NEXT 0
#define VERDICT_AGAIN 1	    /* the same step */
#define VERDICT_OTHER_EID 2 /* back to the path */

struct discovery {
	struct device *device;
	struct discovery_params params;
	void (*done)(struct device *device,
		     const struct discovery_result *result);
	enum step step;
	struct discovery_result result;
	uint8_t reported_eid; /* what the device says it has */
	bool owns_eid;	      /* taken by this run */
	bool owns_path;
	bool doubtful; /* an optional step ran into a time-out */
	unsigned int set_attempts;
	uint8_t selector; /* of vendor types */
	struct request_waiter request;
	struct path_call path;
	struct timer *begin;
};

struct step_ops {
	const char *name;
	bool (*skip)(const struct discovery *d);
	/* Sends; 1 when the step is over without waiting. */
	int (*start)(struct discovery *d);
	int (*reply)(struct discovery *d, struct buf_reader *r);
	enum step on_success;
	enum step on_failure;
};

static const struct step_ops steps[];

static void enter(struct discovery *d, enum step step);
static void fail_step(struct discovery *d, int error);

static struct eid_pool *pool_of(const struct discovery *d)
{
	return d->device->link->network->pool;
}

static uint64_t now_us(const struct discovery *d)
{
	return timers_now_us(d->device->link->manager->timers);
}

/* Whether @eid is that of the device's endpoint, and its to keep. */
static bool is_published(const struct discovery *d, uint8_t eid)
{
	return d->device->endpoint && d->device->endpoint->eid == eid;
}

static void release_eid(struct discovery *d)
{
	/* what the kernel holds outlives this process */
	if (d->owns_path && !d->device->link->manager->stopping)
		path_remove(d->device->link, d->result.eid);
	if (d->owns_eid)
		eid_pool_release(pool_of(d), d->result.eid, now_us(d));
	d->owns_path = false;
	d->owns_eid = false;
	d->result.eid = 0;
}

/* Makes @eid the one this device shall have. */
static int take_eid(struct discovery *d, uint8_t eid)
{
	int r;

	if (!is_published(d, eid)) {
		r = eid_pool_take(pool_of(d), eid, EID_ENDPOINT,
				  device_owner_key(d->device), now_us(d));
		if (r < 0)
			return r;
		release_eid(d);
		d->owns_eid = true;
	} else {
		release_eid(d);
	}
	d->result.eid = eid;
	return 0;
}

/* What it had when it was last seen, else the first that is free. */
static int take_any_eid(struct discovery *d)
{
	const struct device *device = d->device;
	struct link *link = device->link;
	uint8_t eid;
	int r;

	eid = state_get_eid(link->manager->state, link->network->id, link->name,
			    device->hwaddr, device->hwaddr_len);
	if (eid && take_eid(d, eid) >= 0)
		return 0;
	eid = path_find_hwaddr(link, device->hwaddr, device->hwaddr_len);
	if (eid && take_eid(d, eid) >= 0)
		return 0;
	r = eid_pool_alloc(pool_of(d), 0, 1, EID_ENDPOINT,
			   device_owner_key(device), now_us(d), &eid);
	if (r < 0)
		return r;
	release_eid(d);
	d->owns_eid = true;
	d->result.eid = eid;
	return 0;
}

/* Which EID, given the one it says it has. */
static int choose_eid(struct discovery *d)
{
	switch (d->params.mode) {
	case DEVICE_STATIC:
		return take_eid(d, d->params.eid);
	case DEVICE_LEARN:
		return d->reported_eid ? take_eid(d, d->reported_eid) :
					 -ENOTCONN;
	case DEVICE_SETUP:
		/* an EID it was published with is given back to it */
		if (d->device->endpoint)
			return take_eid(d, d->device->endpoint->eid);
		if (take_eid(d, d->reported_eid) >= 0)
			return 0;
		return take_any_eid(d);
	case DEVICE_ASSIGN:
		return take_any_eid(d);
	}
	return -EINVAL;
}

static int ask(struct discovery *d, bool by_address, uint8_t command,
	       const void *data, size_t len)
{
	const struct device *device = d->device;
	struct request_params params = {
		.peer = &d->device->peer,
		.to.network = device->link->network->id,
		.to.hwaddr_len = device->hwaddr_len,
		.kind = REQUEST_CONTROL,
		.priority = d->params.priority,
		.type = MCTP_TYPE_CONTROL,
		.command = command,
		.data = data,
		.len = len,
		/* a device believed dead is tried again anyway */
		.tries = d->params.priority == REQUEST_BACKGROUND ? 1 : 0,
	};

	memcpy(params.to.hwaddr, device->hwaddr, device->hwaddr_len);
	if (by_address)
		params.to.ifindex = device->link->ifindex;
	else
		params.to.eid = d->result.eid;
	return request_submit(device->link->queue, &params, &d->request);
}

static int start_get_eid(struct discovery *d)
{
	return ask(d, true, CONTROL_GET_EID, NULL, 0);
}

static int reply_get_eid(struct discovery *d, struct buf_reader *r)
{
	struct get_eid_response response;
	int err = get_eid_response_decode(r, &response);

	if (err < 0)
		return err;
	d->reported_eid = response.eid;
	d->result.identity.is_bridge = response.endpoint_type == GET_EID_BRIDGE;
	/* it answers: what follows is worth a retry */
	d->params.priority = REQUEST_NORMAL;
	err = choose_eid(d);
	if (err == -EADDRINUSE)
		d->result.reason = "the EID is taken";
	else if (err == -ENOSPC)
		d->result.reason = "no EID is left";
	return err < 0 ? err : VERDICT_NEXT;
}

static void on_path(struct path_call *call, int error)
{
	struct discovery *d = container_of(call, struct discovery, path);

	if (error) {
		fail_step(d, error);
		return;
	}
	enter(d, steps[d->step].on_success);
}

static int start_path(struct discovery *d)
{
	struct device *device = d->device;
	const struct path *path = path_find(device->link, d->result.eid);

	/* a route that is there already keeps its MTU */
	d->result.mtu = path && path->has_route ?
				path->mtu :
				device->link->manager->config->mtu;
	d->path.done = on_path;
	d->owns_path = !is_published(d, d->result.eid);
	return path_install(device->link, d->result.eid, device->hwaddr,
			    device->hwaddr_len, d->result.mtu, &d->path);
}

static bool has_eid(const struct discovery *d)
{
	return d->reported_eid == d->result.eid;
}

static int start_set_eid(struct discovery *d)
{
	const struct set_eid_request request = {
		/* a device that holds on to another EID needs a firm word */
		.operation = d->set_attempts ? SET_EID_FORCE : SET_EID_SET,
		.eid = d->result.eid,
	};
	uint8_t data[8];
	struct buf_writer w;
	long len;

	buf_writer_init(&w, data, sizeof(data));
	set_eid_request_encode(&w, &request);
	len = buf_writer_done(&w);
	return len < 0 ? len : ask(d, true, CONTROL_SET_EID, data, len);
}

static int reply_set_eid(struct discovery *d, struct buf_reader *r)
{
	struct set_eid_response response;
	int err = set_eid_response_decode(r, &response);

	if (err < 0)
		return err;
	d->set_attempts++;
	if (response.eid == d->result.eid) {
		d->reported_eid = response.eid;
		return VERDICT_NEXT;
	}
	/* DSP0236 12.3: it may have an EID of its own and stay with that */
	if (d->params.mode != DEVICE_STATIC && take_eid(d, response.eid) >= 0) {
		d->reported_eid = response.eid;
		return VERDICT_OTHER_EID;
	}
	return d->set_attempts < SET_EID_ATTEMPTS ? VERDICT_AGAIN :
						    -EADDRNOTAVAIL;
}

static int start_types(struct discovery *d)
{
	return ask(d, false, CONTROL_GET_TYPES, NULL, 0);
}

static int reply_types(struct discovery *d, struct buf_reader *r)
{
	struct endpoint_identity *identity = &d->result.identity;
	struct types_response response;
	int err = types_response_decode(r, &response);

	if (err < 0)
		return err;
	_Static_assert(TYPES_MAX <= ENDPOINT_TYPES_MAX,
		       "an answer fits what an endpoint remembers");
	identity->n_types = response.count;
	memcpy(identity->types, response.types, response.count);
	return VERDICT_NEXT;
}

static int start_uuid(struct discovery *d)
{
	return ask(d, false, CONTROL_GET_UUID, NULL, 0);
}

static int reply_uuid(struct discovery *d, struct buf_reader *r)
{
	struct uuid uuid;
	int err = uuid_response_decode(r, &uuid);

	if (err < 0)
		return err;
	memcpy(d->result.identity.uuid, uuid.bytes,
	       sizeof(d->result.identity.uuid));
	d->result.identity.has_uuid = true;
	return VERDICT_NEXT;
}

static bool lacks_vendor_types(const struct discovery *d)
{
	const struct endpoint_identity *identity = &d->result.identity;

	return !memchr(identity->types, MCTP_TYPE_VENDOR_PCI,
		       identity->n_types) &&
	       !memchr(identity->types, MCTP_TYPE_VENDOR_IANA,
		       identity->n_types);
}

static int start_vendor_types(struct discovery *d)
{
	const struct vendor_types_request request = { .selector = d->selector };
	uint8_t data[8];
	struct buf_writer w;
	long len;

	buf_writer_init(&w, data, sizeof(data));
	vendor_types_request_encode(&w, &request);
	len = buf_writer_done(&w);
	return len < 0 ? len :
			 ask(d, false, CONTROL_GET_VENDOR_TYPES, data, len);
}

static int reply_vendor_types(struct discovery *d, struct buf_reader *r)
{
	struct endpoint_identity *identity = &d->result.identity;
	struct vendor_types_response response;
	int err = vendor_types_response_decode(r, &response);

	if (err < 0)
		return err;
	identity->vendor_types[identity->n_vendor_types++] =
		(struct endpoint_vendor_type){
			.format = response.format == VENDOR_FORMAT_PCI ?
					  ENDPOINT_VENDOR_PCI :
					  ENDPOINT_VENDOR_IANA,
			.id = response.id,
			.command_set = response.command_set,
		};
	/* a selector that does not advance would lead in circles */
	if (response.next_selector == VENDOR_TYPES_LAST ||
	    response.next_selector <= d->selector ||
	    identity->n_vendor_types == ENDPOINT_VENDOR_TYPES_MAX)
		return VERDICT_NEXT;
	d->selector = response.next_selector;
	return VERDICT_AGAIN;
}

static int start_version(struct discovery *d)
{
	const struct versions_request request = { .type = MCTP_TYPE_BASE };
	uint8_t data[8];
	struct buf_writer w;
	long len;

	buf_writer_init(&w, data, sizeof(data));
	versions_request_encode(&w, &request);
	len = buf_writer_done(&w);
	return len < 0 ? len : ask(d, false, CONTROL_GET_VERSIONS, data, len);
}

static int reply_version(struct discovery *d, struct buf_reader *r)
{
	struct endpoint_identity *identity = &d->result.identity;
	struct versions_response response;
	int err = versions_response_decode(r, &response);

	if (err < 0)
		return err;
	_Static_assert(sizeof(identity->version) >= VERSION_TEXT_SIZE,
		       "a version fits");
	/* DSP0236 12.6: in ascending order */
	if (response.count)
		version_format(response.versions[response.count - 1],
			       identity->version);
	return VERDICT_NEXT;
}

static bool is_certain(const struct discovery *d)
{
	return !d->doubtful;
}

static int start_confirm(struct discovery *d)
{
	return ask(d, false, CONTROL_GET_EID, NULL, 0);
}

static int reply_confirm(struct discovery *d, struct buf_reader *r)
{
	struct get_eid_response response;
	int err = get_eid_response_decode(r, &response);

	if (err < 0)
		return err;
	return response.eid == d->result.eid ? VERDICT_NEXT : -EADDRNOTAVAIL;
}

static const struct step_ops steps[] = {
	[STEP_GET_EID] = { "Get Endpoint ID", NULL, start_get_eid,
			   reply_get_eid, STEP_PATH, STEP_FAILED },
	[STEP_PATH] = { "route and neighbour", NULL, start_path, NULL,
			STEP_SET_EID, STEP_FAILED },
	[STEP_SET_EID] = { "Set Endpoint ID", has_eid, start_set_eid,
			   reply_set_eid, STEP_TYPES, STEP_FAILED },
	[STEP_TYPES] = { "Get Message Type Support", NULL, start_types,
			 reply_types, STEP_UUID, STEP_FAILED },
	[STEP_UUID] = { "Get Endpoint UUID", NULL, start_uuid, reply_uuid,
			STEP_VENDOR_TYPES, STEP_VENDOR_TYPES },
	[STEP_VENDOR_TYPES] = { "Get Vendor Defined Message Support",
				lacks_vendor_types, start_vendor_types,
				reply_vendor_types, STEP_VERSION,
				STEP_VERSION },
	[STEP_VERSION] = { "Get MCTP Version Support", NULL, start_version,
			   reply_version, STEP_CONFIRM, STEP_CONFIRM },
	[STEP_CONFIRM] = { "Get Endpoint ID again", is_certain, start_confirm,
			   reply_confirm, STEP_DONE, STEP_FAILED },
};

const char *discovery_step_name(const struct discovery *discovery)
{
	return discovery->step < STEP_DONE ? steps[discovery->step].name :
					     "done";
}

static void finish(struct discovery *d)
{
	if (d->step == STEP_FAILED)
		release_eid(d);
	else
		d->result.error = 0;
	/* now the endpoint's */
	d->owns_eid = false;
	d->owns_path = false;
	d->done(d->device, &d->result);
}

static void fail_step(struct discovery *d, int error)
{
	const struct step_ops *step = &steps[d->step];

	if (error == -ETIMEDOUT)
		d->doubtful = true;
	d->result.error = error;
	if (!d->result.reason)
		d->result.reason = step->name;
	if (step->on_failure != STEP_FAILED)
		log_debug("%s: %s: %s", device_label(d->device), step->name,
			  strerror(-error));
	enter(d, step->on_failure);
}

static void enter(struct discovery *d, enum step step)
{
	int r = 1;

	/* ends: no step leads back without an answer */
	while (step < STEP_DONE && r > 0) {
		d->step = step;
		d->result.reason = NULL;
		r = 1;
		if (!steps[step].skip || !steps[step].skip(d))
			r = steps[step].start(d);
		if (r > 0)
			step = steps[step].on_success;
	}
	if (r < 0) {
		fail_step(d, r);
	} else if (step >= STEP_DONE) {
		d->step = step;
		finish(d);
	}
}

static void on_reply(struct request_waiter *waiter,
		     const struct request_result *reply)
{
	struct discovery *d = container_of(waiter, struct discovery, request);
	struct buf_reader reader;
	int verdict;

	if (reply->error < 0) {
		d->result.completion_code = reply->completion_code;
		fail_step(d, reply->error);
		return;
	}
	buf_reader_init(&reader, reply->data, reply->len);
	verdict = steps[d->step].reply(d, &reader);
	if (verdict < 0)
		fail_step(d, verdict);
	else if (verdict == VERDICT_AGAIN)
		enter(d, d->step);
	else if (verdict == VERDICT_OTHER_EID)
		enter(d, STEP_PATH);
	else
		enter(d, steps[d->step].on_success);
}

static void on_begin(void *user)
{
	enter(user, STEP_GET_EID);
}

int discovery_new(struct device *device, const struct discovery_params *params,
		  void (*done)(struct device *device,
			       const struct discovery_result *result),
		  struct discovery **ret_discovery)
{
	struct discovery *d = calloc(1, sizeof(*d));
	int r;

	if (!d)
		return -ENOMEM;
	d->device = device;
	d->params = *params;
	d->done = done;
	d->result.error = -ECANCELED;
	list_init(&d->request.node);
	d->request.done = on_reply;
	list_init(&d->path.rtnl.node);
	r = timer_new(device->link->manager->timers, "discovery-begin",
		      on_begin, d, &d->begin);
	if (r < 0) {
		free(d);
		return r;
	}
	timer_start(d->begin, 0);
	*ret_discovery = d;
	return 0;
}

struct discovery *discovery_free(struct discovery *discovery)
{
	if (!discovery)
		return NULL;
	request_waiter_cancel(&discovery->request);
	path_call_cancel(&discovery->path);
	release_eid(discovery);
	timer_free(discovery->begin);
	free(discovery);
	return NULL;
}
