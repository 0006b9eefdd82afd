// SPDX-License-Identifier: Apache-2.0
/*
 * Header of MCTP control messages, DSP0236 clause 11, and the names of their
 * codes.
 */
#include "control.h"

#include <errno.h>

#include "versions.h"

static const char *const commands[] = {
	[CONTROL_SET_EID] = "Set Endpoint ID",
	[CONTROL_GET_EID] = "Get Endpoint ID",
	[CONTROL_GET_UUID] = "Get Endpoint UUID",
	[CONTROL_GET_VERSIONS] = "Get MCTP Version Support",
	[CONTROL_GET_TYPES] = "Get Message Type Support",
	[CONTROL_GET_VENDOR_TYPES] = "Get Vendor Defined Message Support",
	[CONTROL_RESOLVE_EID] = "Resolve Endpoint ID",
	[CONTROL_ALLOCATE_EIDS] = "Allocate Endpoint IDs",
	[CONTROL_ROUTING_UPDATE] = "Routing Information Update",
	[CONTROL_GET_ROUTES] = "Get Routing Table Entries",
	[CONTROL_PREPARE_DISCOVERY] = "Prepare for Endpoint Discovery",
	[CONTROL_DISCOVERY] = "Endpoint Discovery",
	[CONTROL_DISCOVERY_NOTIFY] = "Discovery Notify",
	[CONTROL_GET_NETWORK_ID] = "Get Network ID",
	[CONTROL_QUERY_HOP] = "Query Hop",
	[CONTROL_RESOLVE_UUID] = "Resolve UUID",
	[CONTROL_QUERY_RATE_LIMIT] = "Query Rate Limit",
	[CONTROL_SET_RATE_LIMIT] = "Request TX Rate Limit",
	[CONTROL_NOTIFY_RATE_LIMIT] = "Update Rate Limit",
	[CONTROL_GET_INTERFACES] = "Query Supported Interfaces",
};

void control_header_encode(struct buf_writer *w,
			   const struct control_header *header)
{
	uint8_t first = header->instance & CONTROL_INSTANCE_MASK;

	if (header->request)
		first |= CONTROL_REQUEST;
	if (header->datagram)
		first |= CONTROL_DATAGRAM;
	buf_put_u8(w, first);
	buf_put_u8(w, header->command);
}

void control_request_encode(struct buf_writer *w, uint8_t instance,
			    uint8_t command)
{
	const struct control_header header = {
		.request = true,
		.instance = instance,
		.command = command,
	};

	control_header_encode(w, &header);
}

void control_response_encode(struct buf_writer *w,
			     const struct control_header *request,
			     uint8_t completion_code)
{
	const struct control_header header = {
		.instance = request->instance,
		.command = request->command,
	};

	control_header_encode(w, &header);
	buf_put_u8(w, completion_code);
}

int control_header_decode(struct buf_reader *r,
			  struct control_header *ret_header)
{
	uint8_t first = buf_get_u8(r);
	uint8_t command = buf_get_u8(r);
	int err = buf_reader_error(r);

	if (err)
		return err;
	*ret_header = (struct control_header){
		.request = first & CONTROL_REQUEST,
		.datagram = first & CONTROL_DATAGRAM,
		.instance = first & CONTROL_INSTANCE_MASK,
		.command = command,
	};
	return 0;
}

int control_response_decode(struct buf_reader *r,
			    struct control_header *ret_header,
			    uint8_t *ret_completion_code)
{
	struct control_header header;
	uint8_t completion_code;
	int err;

	err = control_header_decode(r, &header);
	if (err)
		return err;
	completion_code = buf_get_u8(r);
	/* DSP0236 11.4: a response has neither Rq nor D set */
	if (header.request || header.datagram)
		buf_reader_fail(r);
	err = buf_reader_error(r);
	if (err)
		return err;
	*ret_header = header;
	*ret_completion_code = completion_code;
	return 0;
}

int control_empty_decode(struct buf_reader *r)
{
	return buf_reader_done(r);
}

const char *control_command_name(uint8_t command)
{
	if (command >= sizeof(commands) / sizeof(commands[0]))
		return NULL;
	return commands[command];
}

const char *control_completion_text(uint8_t command, uint8_t completion_code)
{
	switch (completion_code) {
	case CONTROL_SUCCESS:
		return "success";
	case CONTROL_ERROR:
		return "error";
	case CONTROL_ERROR_INVALID_DATA:
		return "invalid data";
	case CONTROL_ERROR_INVALID_LENGTH:
		return "invalid length";
	case CONTROL_ERROR_NOT_READY:
		return "not ready";
	case CONTROL_ERROR_UNSUPPORTED:
		return "unsupported command";
	}
	if (command == CONTROL_GET_VERSIONS &&
	    completion_code == VERSIONS_ERROR_TYPE)
		return "message type not supported";
	if (completion_code >= CONTROL_ERROR_COMMAND_FIRST)
		return "command-specific error";
	return "reserved completion code";
}
