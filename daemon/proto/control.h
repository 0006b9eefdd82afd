/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MCTP control messages, DSP0236 clause 11: header, command and completion
 * codes. A message starts with the byte after the message type, as AF_MCTP
 * gives it. The data of each command are in a file of their own; its
 * decoders take a reader that stands after the header (requests) or after
 * the completion code (responses) and want it used up to the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* DSP0236 11.5: a control message fits the baseline unit, less the type. */
#define CONTROL_MESSAGE_MAX 63

/* DSP0236 11.4, byte 1 */
#define CONTROL_REQUEST 0x80
#define CONTROL_DATAGRAM 0x40
#define CONTROL_INSTANCE_MASK 0x1f

/* DSP0236 12.1, command codes */
#define CONTROL_SET_EID 0x01
#define CONTROL_GET_EID 0x02
#define CONTROL_GET_UUID 0x03
#define CONTROL_GET_VERSIONS 0x04
#define CONTROL_GET_TYPES 0x05
#define CONTROL_GET_VENDOR_TYPES 0x06
#define CONTROL_RESOLVE_EID 0x07
#define CONTROL_ALLOCATE_EIDS 0x08
#define CONTROL_ROUTING_UPDATE 0x09
#define CONTROL_GET_ROUTES 0x0a
#define CONTROL_PREPARE_DISCOVERY 0x0b
#define CONTROL_DISCOVERY 0x0c
#define CONTROL_DISCOVERY_NOTIFY 0x0d
#define CONTROL_GET_NETWORK_ID 0x0e
#define CONTROL_QUERY_HOP 0x0f
#define CONTROL_RESOLVE_UUID 0x10
#define CONTROL_QUERY_RATE_LIMIT 0x11
#define CONTROL_SET_RATE_LIMIT 0x12
#define CONTROL_NOTIFY_RATE_LIMIT 0x13
#define CONTROL_GET_INTERFACES 0x14

/* DSP0236 12.2, completion codes */
#define CONTROL_SUCCESS 0x00
#define CONTROL_ERROR 0x01
#define CONTROL_ERROR_INVALID_DATA 0x02
#define CONTROL_ERROR_INVALID_LENGTH 0x03
#define CONTROL_ERROR_NOT_READY 0x04
#define CONTROL_ERROR_UNSUPPORTED 0x05
#define CONTROL_ERROR_COMMAND_FIRST 0x80 /* of the command's own */

struct control_header {
	bool request;
	bool datagram;
	uint8_t instance;
	uint8_t command;
};

void control_header_encode(struct buf_writer *w,
			   const struct control_header *header);
void control_request_encode(struct buf_writer *w, uint8_t instance,
			    uint8_t command);
/* The response to @request, up to the completion code. */
void control_response_encode(struct buf_writer *w,
			     const struct control_header *request,
			     uint8_t completion_code);

int control_header_decode(struct buf_reader *r,
			  struct control_header *ret_header);
/* Header and completion code; -EBADMSG for a request. */
int control_response_decode(struct buf_reader *r,
			    struct control_header *ret_header,
			    uint8_t *ret_completion_code);
/* The data of a message that has none. */
int control_empty_decode(struct buf_reader *r) _must_check_;

/* "Get Endpoint ID"; NULL for a command that has no name. */
const char *control_command_name(uint8_t command);
/* "unsupported command"; the @command gives codes from 80h on a meaning. */
const char *control_completion_text(uint8_t command, uint8_t completion_code);
