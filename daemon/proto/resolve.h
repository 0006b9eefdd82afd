/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How to reach an endpoint: Resolve Endpoint ID (DSP0236 12.9), Resolve UUID
 * (12.18) and Query Hop (12.17).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "uuid.h"

/* Longest physical address taken; an I3C PID has 6 bytes. */
#define RESOLVE_ADDRESS_MAX 8
/* As many as a control message can hold: entries of at least 4 bytes. */
#define RESOLVE_UUID_ENTRIES_MAX 14

/* DSP0236 12.18: first handle, and in place of the next one if none is left */
#define RESOLVE_UUID_HANDLE_FIRST 0x00
#define RESOLVE_UUID_HANDLE_LAST 0xff

struct resolve_eid_request {
	uint8_t eid;
};

struct resolve_eid_response {
	uint8_t bridge_eid;
	uint8_t address_len; /* the rest of the message */
	uint8_t address[RESOLVE_ADDRESS_MAX];
};

struct resolve_uuid_request {
	struct uuid uuid;
	uint8_t handle;
};

struct resolve_uuid_entry {
	uint8_t eid;
	uint8_t binding; /* MCTP_BINDING_* */
	uint8_t medium;	 /* MCTP_MEDIUM_* */
	uint8_t address_len;
	uint8_t address[RESOLVE_ADDRESS_MAX];
};

struct resolve_uuid_response {
	uint8_t next_handle;
	size_t count;
	struct resolve_uuid_entry entries[RESOLVE_UUID_ENTRIES_MAX];
};

struct query_hop_request {
	uint8_t eid;
	uint8_t type; /* message type */
};

struct query_hop_response {
	uint8_t next_eid; /* the target itself, when it is the next hop */
	uint8_t type;
	uint16_t incoming_max; /* transmission units, in bytes of payload */
	uint16_t outgoing_max;
};

void resolve_eid_request_encode(struct buf_writer *w,
				const struct resolve_eid_request *request);
int resolve_eid_request_decode(struct buf_reader *r,
			       struct resolve_eid_request *ret_request);
void resolve_eid_response_encode(struct buf_writer *w,
				 const struct resolve_eid_response *response);
int resolve_eid_response_decode(struct buf_reader *r,
				struct resolve_eid_response *ret_response);

void resolve_uuid_request_encode(struct buf_writer *w,
				 const struct resolve_uuid_request *request);
int resolve_uuid_request_decode(struct buf_reader *r,
				struct resolve_uuid_request *ret_request);
void resolve_uuid_response_encode(struct buf_writer *w,
				  const struct resolve_uuid_response *response);
int resolve_uuid_response_decode(struct buf_reader *r,
				 struct resolve_uuid_response *ret_response);

void query_hop_request_encode(struct buf_writer *w,
			      const struct query_hop_request *request);
int query_hop_request_decode(struct buf_reader *r,
			     struct query_hop_request *ret_request);
void query_hop_response_encode(struct buf_writer *w,
			       const struct query_hop_response *response);
int query_hop_response_decode(struct buf_reader *r,
			      struct query_hop_response *ret_response);
