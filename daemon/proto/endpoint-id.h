/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Set Endpoint ID (DSP0236 12.3) and Get Endpoint ID (12.4).
 */
#pragma once

#include <stdint.h>

#include "lib/buf.h"

enum set_eid_operation {
	SET_EID_SET = 0,
	SET_EID_FORCE = 1,
	SET_EID_RESET = 2,	    /* back to the static one */
	SET_EID_SET_DISCOVERED = 3, /* only marks it as discovered */
};

enum set_eid_status {
	SET_EID_ACCEPTED = 0,
	SET_EID_REJECTED = 1,
};

enum set_eid_pool {
	SET_EID_POOL_NONE = 0,
	SET_EID_POOL_WANTED = 1,
	SET_EID_POOL_PRESENT = 2,
};

enum get_eid_endpoint_type {
	GET_EID_SIMPLE = 0,
	GET_EID_BRIDGE = 1, /* or bus owner */
};

enum get_eid_id_type {
	GET_EID_DYNAMIC = 0,
	GET_EID_STATIC_SUPPORTED = 1,
	GET_EID_STATIC_IN_USE = 2,
	GET_EID_STATIC_OTHER = 3, /* has one, another is in effect */
};

struct set_eid_request {
	enum set_eid_operation operation;
	uint8_t eid;
};

struct set_eid_response {
	enum set_eid_status status;
	enum set_eid_pool pool;
	uint8_t eid; /* in effect */
	uint8_t pool_size;
};

struct get_eid_response {
	uint8_t eid; /* 0: none */
	enum get_eid_endpoint_type endpoint_type;
	enum get_eid_id_type id_type;
	uint8_t medium_specific;
};

void set_eid_request_encode(struct buf_writer *w,
			    const struct set_eid_request *request);
int set_eid_request_decode(struct buf_reader *r,
			   struct set_eid_request *ret_request);
void set_eid_response_encode(struct buf_writer *w,
			     const struct set_eid_response *response);
int set_eid_response_decode(struct buf_reader *r,
			    struct set_eid_response *ret_response);

/* The request of Get Endpoint ID has no data. */
void get_eid_response_encode(struct buf_writer *w,
			     const struct get_eid_response *response);
int get_eid_response_decode(struct buf_reader *r,
			    struct get_eid_response *ret_response);
