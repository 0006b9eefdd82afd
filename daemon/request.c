// SPDX-License-Identifier: Apache-2.0
/*
 * The request queue of one link.
 *
 * A request is QUEUED until it is its turn, SENT while a try is under way,
 * and WAITING between a try nobody answered and the next one; it owns its
 * peer's slot from the first try to its end. finish() is the only way out.
 *
 * Timers, one of each per queue: request-dispatch runs dispatch() in the
 * next turn of the loop; request-deadline fires at the earliest deadline of
 * a request that is SENT.
 */
#include "request.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/log.h"
#include "proto/control.h"
#include "proto/mctp.h"
#include "timer.h"

/* DSP0236 11.4: a control header without the message type */
#define CONTROL_HEADER_LEN 2

enum request_state {
	REQUEST_QUEUED,
	REQUEST_SENT,
	REQUEST_WAITING,
};

struct request {
	struct list node; /* in one of the queue's lists, by state */
	struct request_queue *queue;
	struct request_params params;
	uint8_t *data; /* params.data, and room for the header before it */
	enum request_state state;
	uint8_t instance;
	unsigned int tries_left;
	struct request_result result; /* -ECANCELED until better is known */
	uint64_t sent_us;
	uint64_t deadline_us;
	struct transport_channel *channel; /* since the first try */
	struct list waiters;
};

struct request_queue {
	const struct timers *timers;
	struct transport *transport;
	const char *name;
	struct request_config config;
	struct list pending[REQUEST_PRIORITIES]; /* QUEUED and WAITING */
	struct list sent;
	size_t n_requests;
	size_t n_sent;
	size_t n_null_eid;
	size_t n_background;
	struct timer *dispatch;
	struct timer *deadline;
	struct request_stats stats;
};

static bool is_null_eid(const struct request *req)
{
	return req->params.to.eid == 0;
}

static void close_channel(struct request *req)
{
	if (!req->channel)
		return;
	req->queue->transport->ops->close(req->channel);
	req->channel = NULL;
}

static void count_sent(struct request *req, int change)
{
	struct request_queue *queue = req->queue;

	queue->n_sent += change;
	if (is_null_eid(req))
		queue->n_null_eid += change;
	if (req->params.priority == REQUEST_BACKGROUND)
		queue->n_background += change;
}

static void set_state(struct request *req, enum request_state state)
{
	struct request_queue *queue = req->queue;

	if (req->state == REQUEST_SENT && state != REQUEST_SENT)
		count_sent(req, -1);
	if (req->state != REQUEST_SENT && state == REQUEST_SENT)
		count_sent(req, 1);
	req->state = state;
	list_remove(&req->node);
	if (state == REQUEST_SENT)
		list_add_tail(&req->node, &queue->sent);
	else
		list_add_tail(&req->node,
			      &queue->pending[req->params.priority]);
}

static void arm_deadline(struct request_queue *queue)
{
	uint64_t now = timers_now_us(queue->timers);
	uint64_t first = UINT64_MAX;
	const struct request *req;

	list_for_each(req, &queue->sent, node) {
		if (req->deadline_us < first)
			first = req->deadline_us;
	}
	if (first == UINT64_MAX)
		timer_stop(queue->deadline);
	else
		timer_start(queue->deadline, first > now ? first - now : 0);
}

static void kick(struct request_queue *queue)
{
	if (!timer_is_running(queue->dispatch))
		timer_start(queue->dispatch, 0);
}

/* Detaches the request from everything and frees it: exactly once each. */
static void finish(struct request *req)
{
	struct request_queue *queue = req->queue;
	struct request_peer *peer = req->params.peer;
	struct request_waiter *waiter;

	if (peer->active[req->params.kind] == req)
		peer->active[req->params.kind] = NULL;
	set_state(req, REQUEST_QUEUED);
	list_remove(&req->node);
	queue->n_requests--;
	close_channel(req);
	kick(queue);
	/* from here on the queue may go, too: a waiter may free it */
	while ((waiter = list_first(&req->waiters, struct request_waiter,
				    node))) {
		list_remove(&waiter->node);
		waiter->request = NULL;
		waiter->done(waiter, &req->result);
	}
	free(req->data);
	free(req);
}

static void finish_error(struct request *req, int error)
{
	req->result.error = error;
	finish(req);
}

/* DSP0236 11.4: the fields an answer shares with its request. */
static int check_control(struct request *req,
			 const struct transport_message *message,
			 struct request_result *result)
{
	struct request_stats *stats = &req->queue->stats;
	struct control_header header;
	struct buf_reader r;

	if (message->type != MCTP_TYPE_CONTROL) {
		stats->mismatch++;
		return -EBADMSG;
	}
	buf_reader_init(&r, message->data, message->len);
	if (control_response_decode(&r, &header, &result->completion_code) <
	    0) {
		stats->malformed++;
		return -EBADMSG;
	}
	if (header.instance != req->instance ||
	    header.command != req->params.command) {
		stats->mismatch++;
		return -EBADMSG;
	}
	result->len = buf_reader_left(&r);
	result->data = buf_get_bytes(&r, result->len);
	if (result->completion_code != CONTROL_SUCCESS)
		result->error = -EREMOTEIO;
	return 0;
}

/* An answer has the network, address and tag: the tag by its channel. */
static bool is_from_peer(const struct transport_address *asked,
			 const struct transport_address *from)
{
	if (asked->network && from->network != asked->network)
		return false;
	if (asked->eid && from->eid != asked->eid)
		return false;
	if (asked->ifindex && from->ifindex != asked->ifindex)
		return false;
	return !asked->hwaddr_len ||
	       (asked->hwaddr_len == from->hwaddr_len &&
		!memcmp(asked->hwaddr, from->hwaddr, asked->hwaddr_len));
}

static void on_message(void *user, const struct transport_message *message)
{
	struct request *req = user;
	struct request_stats *stats = &req->queue->stats;
	struct request_result result = {
		.type = message->type,
		.data = message->data,
		.len = message->len,
		.from = message->peer,
	};

	if (!is_from_peer(&req->params.to, &message->peer)) {
		stats->foreign++;
		return;
	}
	if (req->params.kind == REQUEST_CONTROL &&
	    check_control(req, message, &result) < 0)
		return;
	if (req->state == REQUEST_WAITING)
		stats->late++;
	stats->answered++;
	result.elapsed_us = timers_now_us(req->queue->timers) - req->sent_us;
	req->result = result;
	finish(req);
}

static int send_try(struct request *req)
{
	struct request_queue *queue = req->queue;
	const struct transport_ops *ops = queue->transport->ops;
	const struct request_params *params = &req->params;
	int r;

	if (!req->channel) {
		r = ops->open(queue->transport->user, on_message, req,
			      &req->channel);
		if (r < 0)
			return r;
	}
	return ops->send(req->channel, &params->to, params->type, params->data,
			 params->len);
}

/* The first try takes the peer's slot, and the next instance id. */
static void take_slot(struct request *req)
{
	struct request_peer *peer = req->params.peer;
	struct buf_writer w;

	peer->active[req->params.kind] = req;
	if (req->params.kind != REQUEST_CONTROL)
		return;
	req->instance = peer->next_instance;
	peer->next_instance = (req->instance + 1) & CONTROL_INSTANCE_MASK;
	buf_writer_init(&w, req->data, CONTROL_HEADER_LEN);
	control_request_encode(&w, req->instance, req->params.command);
}

/*
 * No tag, no room, or a physical address that the driver does not know yet,
 * as for a moment after a device joined the bus: a try, not the end.
 */
static bool is_like_a_loss(const struct request *req, int error)
{
	if (error == -EHOSTUNREACH)
		return req->params.to.hwaddr_len > 0;
	return error == -EBUSY || error == -ENOBUFS || error == -EAGAIN;
}

static void start_try(struct request *req)
{
	struct request_queue *queue = req->queue;
	int r;

	/* DSP0236 11.4: a retry keeps the instance id */
	if (req->state == REQUEST_QUEUED)
		take_slot(req);
	else
		queue->stats.retried++;
	req->tries_left--;
	req->sent_us = timers_now_us(queue->timers);
	req->deadline_us =
		req->sent_us + timer_jitter(req->params.timeout_ms * 1000);
	r = send_try(req);
	if (r < 0)
		queue->stats.failed++;
	else
		queue->stats.sent++;
	if (r < 0 && !is_like_a_loss(req, r))
		finish_error(req, r);
	else
		set_state(req, REQUEST_SENT);
}

static bool may_start(const struct request *req)
{
	const struct request_queue *queue = req->queue;
	const struct request *active =
		req->params.peer->active[req->params.kind];

	if (active && active != req)
		return false;
	if (is_null_eid(req) && queue->n_null_eid >= REQUEST_NULL_EID_MAX)
		return false;
	return req->params.priority != REQUEST_BACKGROUND ||
	       queue->n_background < REQUEST_BACKGROUND_MAX;
}

/*
 * A send that fails ends its request, and that may end others or the queue:
 * so one list is walked from its start after each.
 */
static struct request *next_request(struct request_queue *queue)
{
	struct request *req;

	if (queue->n_sent >= REQUEST_IN_FLIGHT_MAX)
		return NULL;
	for (size_t i = 0; i < REQUEST_PRIORITIES; i++) {
		list_for_each(req, &queue->pending[i], node) {
			if (may_start(req))
				return req;
		}
	}
	return NULL;
}

static void on_dispatch(void *user)
{
	struct request_queue *queue = user;
	struct request *req = next_request(queue);

	if (!req)
		return;
	/* before the send: a failure may free the queue */
	timer_start(queue->dispatch, 0);
	timer_start(queue->deadline, 0);
	start_try(req);
}

static void expire(struct request *req)
{
	if (!req->tries_left) {
		req->queue->stats.timed_out++;
		finish_error(req, -ETIMEDOUT);
		return;
	}
	/* the tags for answers from any EID are too few to keep one */
	if (is_null_eid(req))
		close_channel(req);
	set_state(req, REQUEST_WAITING);
	kick(req->queue);
}

static void on_deadline(void *user)
{
	struct request_queue *queue = user;
	uint64_t now = timers_now_us(queue->timers);
	struct request *req;

	list_for_each(req, &queue->sent, node) {
		if (req->deadline_us > now)
			continue;
		/* the end of a request may end the queue: one in each turn */
		timer_start(queue->deadline, 0);
		expire(req);
		return;
	}
	arm_deadline(queue);
}

int request_queue_new(const struct timers *timers, struct transport *transport,
		      const char *name, const struct request_config *config,
		      struct request_queue **ret_queue)
{
	struct request_queue *queue = calloc(1, sizeof(*queue));
	int r;

	if (!queue)
		return -ENOMEM;
	queue->timers = timers;
	queue->transport = transport;
	queue->name = name;
	queue->config = *config;
	for (size_t i = 0; i < REQUEST_PRIORITIES; i++)
		list_init(&queue->pending[i]);
	list_init(&queue->sent);
	r = timer_new(timers, "request-dispatch", on_dispatch, queue,
		      &queue->dispatch);
	if (r >= 0)
		r = timer_new(timers, "request-deadline", on_deadline, queue,
			      &queue->deadline);
	if (r < 0) {
		request_queue_free(queue);
		return r;
	}
	*ret_queue = queue;
	return 0;
}

static struct request *first_request(struct request_queue *queue)
{
	struct request *req = list_first(&queue->sent, struct request, node);

	for (size_t i = 0; !req && i < REQUEST_PRIORITIES; i++)
		req = list_first(&queue->pending[i], struct request, node);
	return req;
}

struct request_queue *request_queue_free(struct request_queue *queue)
{
	struct request *req;

	if (!queue)
		return NULL;
	while ((req = first_request(queue))) {
		queue->stats.cancelled++;
		finish(req);
	}
	timer_free(queue->dispatch);
	timer_free(queue->deadline);
	free(queue);
	return NULL;
}

const struct request_stats *
request_queue_stats(const struct request_queue *queue)
{
	return &queue->stats;
}

static bool is_same_address(const struct transport_address *a,
			    const struct transport_address *b)
{
	return a->network == b->network && a->ifindex == b->ifindex &&
	       a->eid == b->eid && a->hwaddr_len == b->hwaddr_len &&
	       !memcmp(a->hwaddr, b->hwaddr, a->hwaddr_len);
}

static bool asks_same(const struct request *req,
		      const struct request_params *params)
{
	const struct request_params *p = &req->params;
	size_t skip = p->kind == REQUEST_CONTROL ? CONTROL_HEADER_LEN : 0;

	return p->kind == REQUEST_CONTROL && p->peer == params->peer &&
	       params->kind == REQUEST_CONTROL &&
	       p->command == params->command &&
	       p->priority <= params->priority &&
	       is_same_address(&p->to, &params->to) &&
	       p->len - skip == params->len &&
	       (!params->len ||
		!memcmp(req->data + skip, params->data, params->len));
}

static struct request *find_same(struct request_queue *queue,
				 const struct request_params *params)
{
	struct request *req;

	list_for_each(req, &queue->sent, node) {
		if (asks_same(req, params))
			return req;
	}
	for (size_t i = 0; i < REQUEST_PRIORITIES; i++) {
		list_for_each(req, &queue->pending[i], node) {
			if (asks_same(req, params))
				return req;
		}
	}
	return NULL;
}

/* The message, with room for the header of a control request before it. */
static int copy_data(struct request *req, const struct request_params *params)
{
	size_t header = params->kind == REQUEST_CONTROL ? CONTROL_HEADER_LEN :
							  0;

	req->data = calloc(1, header + params->len + 1);
	if (!req->data)
		return -ENOMEM;
	if (params->len)
		memcpy(req->data + header, params->data, params->len);
	req->params.data = req->data;
	req->params.len = header + params->len;
	return 0;
}

static int new_request(struct request_queue *queue,
		       const struct request_params *params,
		       struct request **ret_req)
{
	struct request *req;
	int r;

	if (params->kind == REQUEST_CONTROL &&
	    params->len > REQUEST_CONTROL_BODY_MAX)
		return -EMSGSIZE;
	if (params->len > TRANSPORT_MESSAGE_MAX)
		return -EMSGSIZE;
	if (queue->n_requests >= REQUEST_QUEUED_MAX)
		return -EBUSY;
	req = calloc(1, sizeof(*req));
	if (!req)
		return -ENOMEM;
	req->queue = queue;
	req->params = *params;
	req->result.error = -ECANCELED;
	list_init(&req->node);
	list_init(&req->waiters);
	r = copy_data(req, params);
	if (r < 0) {
		free(req->data);
		free(req);
		return r;
	}
	req->tries_left = params->tries ? params->tries : queue->config.tries;
	if (!params->timeout_ms)
		req->params.timeout_ms = queue->config.timeout_ms;
	queue->n_requests++;
	set_state(req, REQUEST_QUEUED);
	*ret_req = req;
	return 0;
}

int request_submit(struct request_queue *queue,
		   const struct request_params *params,
		   struct request_waiter *waiter)
{
	struct request *req;
	int r;

	assert(!waiter->request);
	req = find_same(queue, params);
	if (req) {
		queue->stats.joined++;
	} else {
		r = new_request(queue, params, &req);
		if (r < 0)
			return r;
		kick(queue);
	}
	waiter->request = req;
	list_add_tail(&waiter->node, &req->waiters);
	return 0;
}

void request_waiter_cancel(struct request_waiter *waiter)
{
	struct request *req = waiter->request;

	if (!req)
		return;
	waiter->request = NULL;
	list_remove(&waiter->node);
	if (!list_is_empty(&req->waiters))
		return;
	req->queue->stats.cancelled++;
	finish(req);
}

void request_peer_cancel(struct request_queue *queue, struct request_peer *peer,
			 int error)
{
	struct request *req, *found;

	do {
		found = NULL;
		list_for_each(req, &queue->sent, node) {
			if (req->params.peer == peer)
				found = req;
		}
		for (size_t i = 0; i < REQUEST_PRIORITIES; i++) {
			list_for_each(req, &queue->pending[i], node) {
				if (req->params.peer == peer)
					found = req;
			}
		}
		if (found) {
			queue->stats.cancelled++;
			finish_error(found, error);
		}
	} while (found);
}
