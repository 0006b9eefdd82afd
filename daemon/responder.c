// SPDX-License-Identifier: Apache-2.0
/*
 * The control responder: one table of commands. Whoever asks may be hostile;
 * an answer needs no memory, and costs one message.
 */
#include "responder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-id128.h>

#include "config.h"
#include "device.h"
#include "lib/buf.h"
#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "proto/control.h"
#include "proto/endpoint-id.h"
#include "proto/mctp.h"
#include "proto/types.h"
#include "proto/uuid.h"
#include "proto/versions.h"
#include "transport.h"

struct type_support {
	uint8_t type;
	size_t n_versions;
	uint32_t versions[RESPONDER_VERSIONS_MAX];
};

struct responder {
	struct manager *manager;
	struct transport_channel *channel;
	struct uuid uuid;
	struct type_support types[RESPONDER_TYPES_MAX];
	size_t n_types;
	struct endpoint_vendor_type vendor_types[RESPONDER_VENDOR_TYPES_MAX];
	size_t n_vendor_types;
};

/* One request being answered. */
struct exchange {
	struct responder *responder;
	const struct transport_message *message;
	struct link *link;
	struct buf_reader request;
	struct buf_writer response; /* after the completion code */
};

struct command {
	uint8_t code;
	/* the completion code */
	uint8_t (*handle)(struct exchange *x);
};

_Static_assert(RESPONDER_TYPES_MAX + 1 <= TYPES_MAX,
	       "all types and control fit one answer");
_Static_assert(RESPONDER_VERSIONS_MAX <= VERSIONS_MAX,
	       "all versions fit one answer");

static uint8_t handle_get_eid(struct exchange *x)
{
	struct get_eid_response response = {
		.endpoint_type = GET_EID_BRIDGE,
		.id_type = GET_EID_STATIC_IN_USE,
	};

	if (control_empty_decode(&x->request) < 0)
		return CONTROL_ERROR_INVALID_LENGTH;
	if (x->link->n_local_eids)
		response.eid = x->link->local_eids[0];
	get_eid_response_encode(&x->response, &response);
	return CONTROL_SUCCESS;
}

static uint8_t handle_get_uuid(struct exchange *x)
{
	if (control_empty_decode(&x->request) < 0)
		return CONTROL_ERROR_INVALID_LENGTH;
	uuid_response_encode(&x->response, &x->responder->uuid);
	return CONTROL_SUCCESS;
}

static struct type_support *find_type(struct responder *responder, uint8_t type)
{
	for (size_t i = 0; i < responder->n_types; i++) {
		if (responder->types[i].type == type)
			return &responder->types[i];
	}
	return NULL;
}

static uint8_t handle_get_versions(struct exchange *x)
{
	/* DSP0236 12.6: what this control protocol is */
	static const uint32_t control_versions[] = { 0xf1f2f100, 0xf1f3f100 };
	struct versions_response response = { 0 };
	const struct type_support *support;
	struct versions_request request;

	if (versions_request_decode(&x->request, &request) < 0)
		return CONTROL_ERROR_INVALID_LENGTH;
	support = find_type(x->responder, request.type);
	if (request.type == MCTP_TYPE_BASE ||
	    request.type == MCTP_TYPE_CONTROL) {
		response.count = 2;
		memcpy(response.versions, control_versions,
		       sizeof(control_versions));
	} else if (support) {
		response.count = support->n_versions;
		memcpy(response.versions, support->versions,
		       support->n_versions * sizeof(support->versions[0]));
	} else {
		return VERSIONS_ERROR_TYPE;
	}
	versions_response_encode(&x->response, &response);
	return CONTROL_SUCCESS;
}

static uint8_t handle_get_types(struct exchange *x)
{
	const struct responder *responder = x->responder;
	struct types_response response = { 0 };

	if (control_empty_decode(&x->request) < 0)
		return CONTROL_ERROR_INVALID_LENGTH;
	response.types[response.count++] = MCTP_TYPE_CONTROL;
	for (size_t i = 0; i < responder->n_types; i++)
		response.types[response.count++] = responder->types[i].type;
	types_response_encode(&x->response, &response);
	return CONTROL_SUCCESS;
}

static uint8_t handle_get_vendor_types(struct exchange *x)
{
	const struct responder *responder = x->responder;
	const struct endpoint_vendor_type *vendor;
	struct vendor_types_request request;
	struct vendor_types_response response;

	if (vendor_types_request_decode(&x->request, &request) < 0)
		return CONTROL_ERROR_INVALID_LENGTH;
	if (request.selector >= responder->n_vendor_types)
		return CONTROL_ERROR_INVALID_DATA;
	vendor = &responder->vendor_types[request.selector];
	response = (struct vendor_types_response){
		.next_selector = request.selector + 1u <
						 responder->n_vendor_types ?
					 request.selector + 1 :
					 VENDOR_TYPES_LAST,
		.format = vendor->format == ENDPOINT_VENDOR_PCI ?
				  VENDOR_FORMAT_PCI :
				  VENDOR_FORMAT_IANA,
		.id = vendor->id,
		.command_set = vendor->command_set,
	};
	vendor_types_response_encode(&x->response, &response);
	return CONTROL_SUCCESS;
}

/* DSP0236 12.14: a device that joined a bus asks to be set up. */
static uint8_t handle_discovery_notify(struct exchange *x)
{
	const struct transport_address *peer = &x->message->peer;
	struct device *device;

	if (control_empty_decode(&x->request) < 0)
		return CONTROL_ERROR_INVALID_LENGTH;
	if (x->link->role != LINK_BUS_OWNER)
		return CONTROL_ERROR_UNSUPPORTED;
	device = link_find_device(x->link, peer->hwaddr, peer->hwaddr_len);
	if (device && device->on_bus)
		device_appeared(device);
	return CONTROL_SUCCESS;
}

static const struct command commands[] = {
	{ CONTROL_GET_EID, handle_get_eid },
	{ CONTROL_GET_UUID, handle_get_uuid },
	{ CONTROL_GET_VERSIONS, handle_get_versions },
	{ CONTROL_GET_TYPES, handle_get_types },
	{ CONTROL_GET_VENDOR_TYPES, handle_get_vendor_types },
	{ CONTROL_DISCOVERY_NOTIFY, handle_discovery_notify },
};

static uint8_t handle_command(struct exchange *x, uint8_t code)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].code == code)
			return commands[i].handle(x);
	}
	return CONTROL_ERROR_UNSUPPORTED;
}

static void send_response(struct exchange *x,
			  const struct control_header *header,
			  uint8_t completion_code)
{
	const struct transport_ops *ops = x->responder->manager->transport->ops;
	uint8_t message[CONTROL_MESSAGE_MAX];
	long data_len = buf_writer_done(&x->response);
	struct buf_writer w;
	long len;
	int r;

	if (data_len < 0)
		completion_code = CONTROL_ERROR;
	buf_writer_init(&w, message, sizeof(message));
	control_response_encode(&w, header, completion_code);
	if (completion_code == CONTROL_SUCCESS)
		buf_put_bytes(&w, x->response.data, data_len);
	len = buf_writer_done(&w);
	if (len < 0)
		return;
	r = ops->reply(x->responder->channel, x->message, message, len);
	if (r < 0)
		log_debug("%s: answer to EID %u: %s", x->link->name,
			  x->message->peer.eid, strerror(-r));
}

static void on_message(void *user, const struct transport_message *message)
{
	struct responder *responder = user;
	uint8_t data[CONTROL_MESSAGE_MAX];
	struct exchange x = { .responder = responder, .message = message };
	struct control_header header;

	buf_reader_init(&x.request, message->data, message->len);
	buf_writer_init(&x.response, data, sizeof(data));
	x.link = manager_find_link(responder->manager, message->peer.ifindex);
	if (!x.link || message->type != MCTP_TYPE_CONTROL ||
	    control_header_decode(&x.request, &header) < 0 || !header.request ||
	    header.datagram)
		return;
	send_response(&x, &header, handle_command(&x, header.command));
}

static void init_uuid(struct responder *responder)
{
	/* of MCTP on this machine, so that the machine id stays private */
	static const sd_id128_t app = SD_ID128_MAKE(
		5c, 9e, 41, 6f, 0d, 77, 4b, 5a, 9a, 36, 2e, c8, 1d, 90, 44, ee);
	const struct config *config = responder->manager->config;
	sd_id128_t id;

	if (config->has_uuid)
		memcpy(responder->uuid.bytes, config->uuid, UUID_SIZE);
	else if (sd_id128_get_machine_app_specific(app, &id) >= 0 ||
		 sd_id128_randomize(&id) >= 0)
		memcpy(responder->uuid.bytes, id.bytes, UUID_SIZE);
}

int responder_new(struct manager *manager, struct responder **ret_responder)
{
	struct responder *responder = calloc(1, sizeof(*responder));
	int r;

	if (!responder)
		return -ENOMEM;
	responder->manager = manager;
	init_uuid(responder);
	r = manager->transport->ops->listen(manager->transport->user,
					    MCTP_TYPE_CONTROL, on_message,
					    responder, &responder->channel);
	if (r < 0) {
		log_error("MCTP control messages: %s",
			  r == -EADDRINUSE ? "another daemon answers them" :
					     strerror(-r));
		responder_free(responder);
		return r;
	}
	*ret_responder = responder;
	return 0;
}

struct responder *responder_free(struct responder *responder)
{
	if (!responder)
		return NULL;
	if (responder->channel)
		responder->manager->transport->ops->close(responder->channel);
	free(responder);
	return NULL;
}

int responder_add_type(struct responder *responder, uint8_t type,
		       const uint32_t *versions, size_t n_versions)
{
	struct type_support *support;

	if (type == MCTP_TYPE_CONTROL || type & ~MCTP_TYPE_MASK)
		return -EINVAL;
	if (find_type(responder, type))
		return -EEXIST;
	if (responder->n_types == RESPONDER_TYPES_MAX ||
	    n_versions > RESPONDER_VERSIONS_MAX)
		return -EBUSY;
	support = &responder->types[responder->n_types++];
	support->type = type;
	support->n_versions = n_versions;
	if (n_versions)
		memcpy(support->versions, versions,
		       n_versions * sizeof(*versions));
	return 0;
}

void responder_remove_type(struct responder *responder, uint8_t type)
{
	struct type_support *support = find_type(responder, type);

	if (support)
		*support = responder->types[--responder->n_types];
}

static struct endpoint_vendor_type *
find_vendor(struct responder *responder,
	    const struct endpoint_vendor_type *vendor)
{
	for (size_t i = 0; i < responder->n_vendor_types; i++) {
		struct endpoint_vendor_type *v = &responder->vendor_types[i];

		if (v->format == vendor->format && v->id == vendor->id &&
		    v->command_set == vendor->command_set)
			return v;
	}
	return NULL;
}

int responder_add_vendor_type(struct responder *responder,
			      const struct endpoint_vendor_type *vendor)
{
	if (vendor->format == ENDPOINT_VENDOR_PCI && vendor->id > UINT16_MAX)
		return -EINVAL;
	if (find_vendor(responder, vendor))
		return -EEXIST;
	if (responder->n_vendor_types == RESPONDER_VENDOR_TYPES_MAX)
		return -EBUSY;
	responder->vendor_types[responder->n_vendor_types++] = *vendor;
	return 0;
}

void responder_remove_vendor_type(struct responder *responder,
				  const struct endpoint_vendor_type *vendor)
{
	struct endpoint_vendor_type *found = find_vendor(responder, vendor);

	if (found)
		*found = responder->vendor_types[--responder->n_vendor_types];
}
