// SPDX-License-Identifier: Apache-2.0
/*
 * Control requests and their answers, DSP0236 clause 12. One table names the
 * commands; what is not in it gets "unsupported command", what has another
 * length "invalid length".
 */
#include "control.h"

#include "misbehave.h"
#include "proto/endpoint-id.h"
#include "proto/interfaces.h"
#include "proto/mctp.h"
#include "proto/versions.h"

/* Turns an EID into the one that a device of mode other-eid takes. */
#define OTHER_EID_FLIP 0x40

static const uint32_t base_versions[] = { 0xf1f3f300 };
static const uint32_t type_versions[] = { 0xf1f0ff00 };

/* Writes the response's data and returns the completion code. */
typedef uint8_t (*command_fn)(struct control *c, struct buf_reader *r,
			      struct buf_writer *w);

static uint8_t eid_assign(struct control *c, uint8_t eid,
			  enum set_eid_status *ret_status)
{
	if (!mctp_eid_is_unicast(eid))
		return CONTROL_ERROR_INVALID_DATA;
	if (misbehave_has(c->misbehave, MISBEHAVE_REFUSE_EID)) {
		*ret_status = SET_EID_REJECTED;
		return CONTROL_SUCCESS;
	}
	if (misbehave_has(c->misbehave, MISBEHAVE_OTHER_EID) &&
	    mctp_eid_is_unicast(eid ^ OTHER_EID_FLIP))
		eid ^= OTHER_EID_FLIP;
	c->eid = eid;
	c->discovered = true;
	return CONTROL_SUCCESS;
}

static uint8_t set_eid(struct control *c, struct buf_reader *r,
		       struct buf_writer *w)
{
	struct set_eid_response response = { .status = SET_EID_ACCEPTED };
	uint8_t code = CONTROL_SUCCESS;
	struct set_eid_request request;

	if (set_eid_request_decode(r, &request))
		return CONTROL_ERROR_INVALID_DATA;
	switch (request.operation) {
	case SET_EID_SET:
	case SET_EID_FORCE:
		code = eid_assign(c, request.eid, &response.status);
		break;
	case SET_EID_RESET:
		/* DSP0236 12.3: invalid data where there is no static EID */
		if (!c->static_eid)
			code = CONTROL_ERROR_INVALID_DATA;
		else
			c->eid = c->static_eid;
		break;
	case SET_EID_SET_DISCOVERED:
		c->discovered = true;
		break;
	}
	response.eid = c->eid;
	if (code == CONTROL_SUCCESS)
		set_eid_response_encode(w, &response);
	return code;
}

static uint8_t get_eid(struct control *c, struct buf_reader *r,
		       struct buf_writer *w)
{
	struct get_eid_response response = {
		.eid = c->eid,
		.endpoint_type = GET_EID_SIMPLE,
		.id_type = GET_EID_DYNAMIC,
	};

	(void)r;
	if (c->static_eid)
		response.id_type = c->eid == c->static_eid ?
					   GET_EID_STATIC_IN_USE :
					   GET_EID_STATIC_OTHER;
	get_eid_response_encode(w, &response);
	return CONTROL_SUCCESS;
}

static uint8_t get_uuid(struct control *c, struct buf_reader *r,
			struct buf_writer *w)
{
	(void)r;
	uuid_response_encode(w, &c->uuid);
	return CONTROL_SUCCESS;
}

static bool type_is_supported(const struct control *c, uint8_t type)
{
	for (size_t i = 0; i < c->types.count; i++)
		if (c->types.types[i] == type)
			return true;
	return false;
}

static uint8_t get_versions(struct control *c, struct buf_reader *r,
			    struct buf_writer *w)
{
	struct versions_response response = { .count = 1 };
	struct versions_request request;

	if (versions_request_decode(r, &request))
		return CONTROL_ERROR_INVALID_DATA;
	if (request.type == MCTP_TYPE_BASE || request.type == MCTP_TYPE_CONTROL)
		response.versions[0] = base_versions[0];
	else if (type_is_supported(c, request.type))
		response.versions[0] = type_versions[0];
	else
		return VERSIONS_ERROR_TYPE;
	versions_response_encode(w, &response);
	return CONTROL_SUCCESS;
}

static uint8_t get_types(struct control *c, struct buf_reader *r,
			 struct buf_writer *w)
{
	(void)r;
	types_response_encode(w, &c->types);
	return CONTROL_SUCCESS;
}

static uint8_t get_vendor_types(struct control *c, struct buf_reader *r,
				struct buf_writer *w)
{
	struct vendor_types_request request;
	struct vendor_types_response response = {
		.next_selector = VENDOR_TYPES_LAST,
	};

	if (vendor_types_request_decode(r, &request) || !c->vendor ||
	    request.selector != 0)
		return CONTROL_ERROR_INVALID_DATA;
	response.format = c->vendor->format;
	response.id = c->vendor->id;
	response.command_set = c->vendor->command_set;
	vendor_types_response_encode(w, &response);
	return CONTROL_SUCCESS;
}

static uint8_t prepare_discovery(struct control *c, struct buf_reader *r,
				 struct buf_writer *w)
{
	(void)r;
	(void)w;
	c->discovered = false;
	return CONTROL_SUCCESS;
}

static uint8_t discovery(struct control *c, struct buf_reader *r,
			 struct buf_writer *w)
{
	(void)c;
	(void)r;
	(void)w;
	return CONTROL_SUCCESS;
}

static uint8_t get_interfaces(struct control *c, struct buf_reader *r,
			      struct buf_writer *w)
{
	const struct interfaces_response response = {
		.count = 1,
		.entries = { { .binding = MCTP_BINDING_I3C, .eid = c->eid } },
	};

	(void)r;
	interfaces_response_encode(w, &response);
	return CONTROL_SUCCESS;
}

static const struct command {
	uint8_t command;
	uint8_t len; /* of the request's data */
	command_fn fn;
} commands[] = {
	{ CONTROL_SET_EID, 2, set_eid },
	{ CONTROL_GET_EID, 0, get_eid },
	{ CONTROL_GET_UUID, 0, get_uuid },
	{ CONTROL_GET_VERSIONS, 1, get_versions },
	{ CONTROL_GET_TYPES, 0, get_types },
	{ CONTROL_GET_VENDOR_TYPES, 1, get_vendor_types },
	{ CONTROL_PREPARE_DISCOVERY, 0, prepare_discovery },
	{ CONTROL_DISCOVERY, 0, discovery },
	{ CONTROL_GET_INTERFACES, 0, get_interfaces },
};

static uint8_t command_run(struct control *c, uint8_t command,
			   struct buf_reader *r, struct buf_writer *w)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].command != command)
			continue;
		if (buf_reader_left(r) != commands[i].len)
			return CONTROL_ERROR_INVALID_LENGTH;
		return commands[i].fn(c, r, w);
	}
	return CONTROL_ERROR_UNSUPPORTED;
}

/* DSP0236 12.14: answered only by devices that are not discovered. */
static bool is_answered(const struct control *c,
			const struct control_header *header)
{
	if (!header->request || header->datagram)
		return false;
	return header->command != CONTROL_DISCOVERY || !c->discovered;
}

size_t control_handle(struct control *c, const struct message *request,
		      uint8_t *response, size_t size)
{
	uint8_t data[CONTROL_MESSAGE_MAX];
	struct control_header header;
	struct buf_writer body, w;
	struct buf_reader r;
	uint8_t code;
	long len;

	buf_reader_init(&r, request->data, request->len);
	if (control_header_decode(&r, &header) || !is_answered(c, &header))
		return 0;
	buf_writer_init(&body, data, sizeof(data));
	code = command_run(c, header.command, &r, &body);
	len = buf_writer_done(&body);
	buf_writer_init(&w, response, size);
	control_response_encode(&w, &header, code);
	if (code == CONTROL_SUCCESS && len > 0)
		buf_put_bytes(&w, data, len);
	len = buf_writer_done(&w);
	return len < 0 ? 0 : misbehave_control(c->misbehave, response, len);
}
