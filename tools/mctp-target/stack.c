// SPDX-License-Identifier: Apache-2.0
/*
 * From packets to messages, to the responder of the type, and back.
 */
#include "stack.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "echo.h"
#include "proto/mctp.h"
#include "proto/packet.h"
#include "spdm-responder.h"

struct assembly {
	bool used;
	uint8_t dst;
	uint8_t src;
	bool tag_owner;
	uint8_t tag;
	uint64_t age; /* value of the stack's clock when it began */
	struct packet_assembly packets;
};

struct stack {
	struct stack_config config;
	struct control control;
	struct stack_counters counters;
	struct assembly assemblies[STACK_ASSEMBLIES_MAX];
	uint64_t clock; /* counts assemblies begun */
	uint8_t *response;
};

int stack_new(const struct stack_config *config, struct stack **ret_stack)
{
	struct stack *st;

	assert(config->payload_max <= STACK_PAYLOAD_MAX);
	st = calloc(1, sizeof(*st));
	if (!st)
		return -ENOMEM;
	st->response = malloc(MESSAGE_MAX);
	if (!st->response) {
		stack_free(st);
		return -ENOMEM;
	}
	st->config = *config;
	st->control = (struct control){
		.eid = config->static_eid,
		.static_eid = config->static_eid,
		.uuid = config->uuid,
		.types = config->types,
		.vendor = config->echo ? &echo_vendor : NULL,
		.misbehave = &st->config.misbehave,
	};
	*ret_stack = st;
	return 0;
}

struct stack *stack_free(struct stack *st)
{
	if (!st)
		return NULL;
	for (size_t i = 0; i < STACK_ASSEMBLIES_MAX; i++)
		free(st->assemblies[i].packets.message);
	free(st->response);
	free(st);
	return NULL;
}

static void message_send(struct stack *st, const struct packet_header *to,
			 const uint8_t *message, size_t len)
{
	uint8_t packet[PACKET_HEADER_SIZE + STACK_PAYLOAD_MAX];
	struct packet_fragmenter f;

	packet_fragmenter_init(&f, to, message, len, st->config.payload_max);
	for (;;) {
		struct buf_writer w;

		buf_writer_init(&w, packet, sizeof(packet));
		if (!packet_fragmenter_next(&f, &w))
			break;
		st->counters.packets_out++;
		st->config.send(st->config.user, packet, buf_writer_done(&w));
	}
	st->counters.messages_out++;
}

static bool keeps_silent(const struct stack *st)
{
	const struct misbehave *m = &st->config.misbehave;

	if (misbehave_has(m, MISBEHAVE_SILENT))
		return true;
	return misbehave_has(m, MISBEHAVE_DROP_AFTER) &&
	       st->counters.messages_out >= m->drop_after;
}

/* st->response holds the type byte and @len bytes. */
static void response_send(struct stack *st, const struct message *request,
			  size_t len)
{
	const struct packet_header to = {
		.dst = request->src,
		.src = st->control.eid,
		.tag = request->tag,
	};

	if (keeps_silent(st))
		return;
	st->response[0] = request->type;
	message_send(st, &to, st->response, 1 + len);
	if (misbehave_has(&st->config.misbehave, MISBEHAVE_DUPLICATE_REPLY))
		message_send(st, &to, st->response, 1 + len);
}

/* The length of the response that is in st->response after the type byte. */
static size_t message_answer(struct stack *st, const struct message *request)
{
	uint8_t *response = st->response + 1;
	size_t size = MESSAGE_MAX - 1;

	if (request->type == MCTP_TYPE_CONTROL)
		return control_handle(&st->control, request, response, size);
	if (request->type == MCTP_TYPE_VENDOR_PCI && st->config.echo)
		return echo_handle(request, response, size);
	if ((request->type == MCTP_TYPE_SPDM ||
	     request->type == MCTP_TYPE_SECURED) &&
	    st->config.spdm)
		return spdm_responder_handle(st->config.spdm, request->type,
					     request->data, request->len,
					     response, size);
	st->counters.unknown++;
	return 0;
}

static void message_receive(struct stack *st, const struct assembly *a)
{
	const struct packet_assembly *p = &a->packets;
	const struct message request = {
		.dst = a->dst,
		.src = a->src,
		.tag_owner = a->tag_owner,
		.tag = a->tag,
		.type = p->message[0],
		.data = p->message + 1,
		.len = p->len - 1,
	};
	size_t len;

	st->counters.messages_in++;
	/* answers to what we sent need no handling */
	if (!a->tag_owner)
		return;
	len = message_answer(st, &request);
	if (len)
		response_send(st, &request, len);
}

static bool assembly_is_for(const struct assembly *a,
			    const struct packet_header *h)
{
	return a->used && a->dst == h->dst && a->src == h->src &&
	       a->tag_owner == h->tag_owner && a->tag == h->tag;
}

static struct assembly *assembly_find(struct stack *st,
				      const struct packet_header *h)
{
	for (size_t i = 0; i < STACK_ASSEMBLIES_MAX; i++)
		if (assembly_is_for(&st->assemblies[i], h))
			return &st->assemblies[i];
	return NULL;
}

/* A free one, else the oldest. */
static struct assembly *assembly_pick(struct stack *st)
{
	struct assembly *oldest = &st->assemblies[0];

	for (size_t i = 0; i < STACK_ASSEMBLIES_MAX; i++) {
		if (!st->assemblies[i].used)
			return &st->assemblies[i];
		if (st->assemblies[i].age < oldest->age)
			oldest = &st->assemblies[i];
	}
	st->counters.incomplete++;
	return oldest;
}

static struct assembly *assembly_begin(struct stack *st,
				       const struct packet_header *h)
{
	struct assembly *a = assembly_pick(st);

	if (!a->packets.message) {
		uint8_t *buffer = malloc(MESSAGE_MAX);

		if (!buffer)
			return NULL;
		packet_assembly_init(&a->packets, buffer, MESSAGE_MAX);
	}
	a->used = true;
	a->dst = h->dst;
	a->src = h->src;
	a->tag_owner = h->tag_owner;
	a->tag = h->tag;
	a->age = st->clock++;
	return a;
}

static bool is_for_us(const struct stack *st, uint8_t dst)
{
	return dst == MCTP_EID_NULL || dst == MCTP_EID_BROADCAST ||
	       dst == st->control.eid;
}

void stack_receive(struct stack *st, const uint8_t *packet, size_t len)
{
	struct packet_header h;
	enum packet_result result;
	struct buf_reader r;
	struct assembly *a;

	st->counters.packets_in++;
	buf_reader_init(&r, packet, len);
	if (packet_header_decode(&r, &h)) {
		st->counters.malformed++;
		return;
	}
	if (!is_for_us(st, h.dst)) {
		st->counters.foreign++;
		return;
	}
	a = assembly_find(st, &h);
	if (!a && h.som)
		a = assembly_begin(st, &h);
	if (!a) {
		st->counters.incomplete++;
		return;
	}
	len = buf_reader_left(&r);
	result = packet_assembly_add(&a->packets, &h, buf_get_bytes(&r, len),
				     len);
	if (result == PACKET_MORE)
		return;
	a->used = false;
	if (result == PACKET_COMPLETE)
		message_receive(st, a);
	else
		st->counters.incomplete++;
}

void stack_notify(struct stack *st)
{
	const struct packet_header to = {
		.dst = MCTP_EID_NULL,
		.src = st->control.eid,
		.tag_owner = true,
	};
	uint8_t message[1 + CONTROL_MESSAGE_MAX] = { MCTP_TYPE_CONTROL };
	struct buf_writer w;

	buf_writer_init(&w, message + 1, CONTROL_MESSAGE_MAX);
	control_request_encode(&w, 0, CONTROL_DISCOVERY_NOTIFY);
	message_send(st, &to, message, 1 + buf_writer_done(&w));
}

const struct stack_counters *stack_counters(const struct stack *st)
{
	return &st->counters;
}

uint8_t stack_eid(const struct stack *st)
{
	return st->control.eid;
}
