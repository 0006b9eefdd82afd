// SPDX-License-Identifier: Apache-2.0
/*
 * From packets to messages, to the responder of the type, and back.
 */
#include "endpoint.h"

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
	uint64_t age; /* value of the endpoint's clock when it began */
	struct packet_assembly packets;
};

struct endpoint {
	struct endpoint_config config;
	struct control control;
	struct endpoint_counters counters;
	struct assembly assemblies[ENDPOINT_ASSEMBLIES_MAX];
	uint64_t clock; /* counts assemblies begun */
	uint8_t *response;
};

int endpoint_new(const struct endpoint_config *config,
		 struct endpoint **ret_endpoint)
{
	struct endpoint *ep;

	assert(config->payload_max <= ENDPOINT_PAYLOAD_MAX);
	ep = calloc(1, sizeof(*ep));
	if (!ep)
		return -ENOMEM;
	ep->response = malloc(MESSAGE_MAX);
	if (!ep->response) {
		endpoint_free(ep);
		return -ENOMEM;
	}
	ep->config = *config;
	ep->control = (struct control){
		.eid = config->static_eid,
		.static_eid = config->static_eid,
		.uuid = config->uuid,
		.types = config->types,
		.vendor = config->echo ? &echo_vendor : NULL,
		.misbehave = &ep->config.misbehave,
	};
	*ret_endpoint = ep;
	return 0;
}

struct endpoint *endpoint_free(struct endpoint *ep)
{
	if (!ep)
		return NULL;
	for (size_t i = 0; i < ENDPOINT_ASSEMBLIES_MAX; i++)
		free(ep->assemblies[i].packets.message);
	free(ep->response);
	free(ep);
	return NULL;
}

static void message_send(struct endpoint *ep, const struct packet_header *to,
			 const uint8_t *message, size_t len)
{
	uint8_t packet[PACKET_HEADER_SIZE + ENDPOINT_PAYLOAD_MAX];
	struct packet_fragmenter f;

	packet_fragmenter_init(&f, to, message, len, ep->config.payload_max);
	for (;;) {
		struct buf_writer w;

		buf_writer_init(&w, packet, sizeof(packet));
		if (!packet_fragmenter_next(&f, &w))
			break;
		ep->counters.packets_out++;
		ep->config.send(ep->config.user, packet, buf_writer_done(&w));
	}
	ep->counters.messages_out++;
}

static bool keeps_silent(const struct endpoint *ep)
{
	const struct misbehave *m = &ep->config.misbehave;

	if (misbehave_has(m, MISBEHAVE_SILENT))
		return true;
	return misbehave_has(m, MISBEHAVE_DROP_AFTER) &&
	       ep->counters.messages_out >= m->drop_after;
}

/* ep->response holds the type byte and @len bytes. */
static void response_send(struct endpoint *ep, const struct message *request,
			  size_t len)
{
	const struct packet_header to = {
		.dst = request->src,
		.src = ep->control.eid,
		.tag = request->tag,
	};

	if (keeps_silent(ep))
		return;
	ep->response[0] = request->type;
	message_send(ep, &to, ep->response, 1 + len);
	if (misbehave_has(&ep->config.misbehave, MISBEHAVE_DUPLICATE_REPLY))
		message_send(ep, &to, ep->response, 1 + len);
}

/* The length of the response that is in ep->response after the type byte. */
static size_t message_answer(struct endpoint *ep, const struct message *request)
{
	uint8_t *response = ep->response + 1;
	size_t size = MESSAGE_MAX - 1;

	if (request->type == MCTP_TYPE_CONTROL)
		return control_handle(&ep->control, request, response, size);
	if (request->type == MCTP_TYPE_VENDOR_PCI && ep->config.echo)
		return echo_handle(request, response, size);
	if ((request->type == MCTP_TYPE_SPDM ||
	     request->type == MCTP_TYPE_SECURED) &&
	    ep->config.spdm)
		return spdm_responder_handle(ep->config.spdm, request->type,
					     request->data, request->len,
					     response, size);
	ep->counters.unknown++;
	return 0;
}

static void message_receive(struct endpoint *ep, const struct assembly *a)
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

	ep->counters.messages_in++;
	/* answers to what we sent need no handling */
	if (!a->tag_owner)
		return;
	len = message_answer(ep, &request);
	if (len)
		response_send(ep, &request, len);
}

static bool assembly_is_for(const struct assembly *a,
			    const struct packet_header *h)
{
	return a->used && a->dst == h->dst && a->src == h->src &&
	       a->tag_owner == h->tag_owner && a->tag == h->tag;
}

static struct assembly *assembly_find(struct endpoint *ep,
				      const struct packet_header *h)
{
	for (size_t i = 0; i < ENDPOINT_ASSEMBLIES_MAX; i++)
		if (assembly_is_for(&ep->assemblies[i], h))
			return &ep->assemblies[i];
	return NULL;
}

/* A free one, else the oldest. */
static struct assembly *assembly_pick(struct endpoint *ep)
{
	struct assembly *oldest = &ep->assemblies[0];

	for (size_t i = 0; i < ENDPOINT_ASSEMBLIES_MAX; i++) {
		if (!ep->assemblies[i].used)
			return &ep->assemblies[i];
		if (ep->assemblies[i].age < oldest->age)
			oldest = &ep->assemblies[i];
	}
	ep->counters.incomplete++;
	return oldest;
}

static struct assembly *assembly_begin(struct endpoint *ep,
				       const struct packet_header *h)
{
	struct assembly *a = assembly_pick(ep);

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
	a->age = ep->clock++;
	return a;
}

static bool is_for_us(const struct endpoint *ep, uint8_t dst)
{
	return dst == MCTP_EID_NULL || dst == MCTP_EID_BROADCAST ||
	       dst == ep->control.eid;
}

void endpoint_receive(struct endpoint *ep, const uint8_t *packet, size_t len)
{
	struct packet_header h;
	enum packet_result result;
	struct buf_reader r;
	struct assembly *a;

	ep->counters.packets_in++;
	buf_reader_init(&r, packet, len);
	if (packet_header_decode(&r, &h)) {
		ep->counters.malformed++;
		return;
	}
	if (!is_for_us(ep, h.dst)) {
		ep->counters.foreign++;
		return;
	}
	a = assembly_find(ep, &h);
	if (!a && h.som)
		a = assembly_begin(ep, &h);
	if (!a) {
		ep->counters.incomplete++;
		return;
	}
	len = buf_reader_left(&r);
	result = packet_assembly_add(&a->packets, &h, buf_get_bytes(&r, len),
				     len);
	if (result == PACKET_MORE)
		return;
	a->used = false;
	if (result == PACKET_COMPLETE)
		message_receive(ep, a);
	else
		ep->counters.incomplete++;
}

void endpoint_notify(struct endpoint *ep)
{
	const struct packet_header to = {
		.dst = MCTP_EID_NULL,
		.src = ep->control.eid,
		.tag_owner = true,
	};
	uint8_t message[1 + CONTROL_MESSAGE_MAX] = { MCTP_TYPE_CONTROL };
	struct buf_writer w;

	buf_writer_init(&w, message + 1, CONTROL_MESSAGE_MAX);
	control_request_encode(&w, 0, CONTROL_DISCOVERY_NOTIFY);
	message_send(ep, &to, message, 1 + buf_writer_done(&w));
}

const struct endpoint_counters *endpoint_counters(const struct endpoint *ep)
{
	return &ep->counters;
}

uint8_t endpoint_eid(const struct endpoint *ep)
{
	return ep->control.eid;
}
