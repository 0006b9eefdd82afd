/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allocate Endpoint IDs, DSP0236 12.10: the EID pool of a bridge.
 */
#pragma once

#include <stdint.h>

#include "lib/buf.h"

enum pool_operation {
	POOL_ALLOCATE = 0,
	POOL_FORCE = 1,
	POOL_GET_INFORMATION = 2,
};

enum pool_status {
	POOL_ACCEPTED = 0,
	POOL_REJECTED = 1, /* has been given one by another bus owner */
};

struct pool_request {
	enum pool_operation operation;
	uint8_t size;
	uint8_t first_eid;
};

struct pool_response {
	enum pool_status status;
	uint8_t size;
	uint8_t first_eid;
};

void pool_request_encode(struct buf_writer *w,
			 const struct pool_request *request);
int pool_request_decode(struct buf_reader *r, struct pool_request *ret_request);
void pool_response_encode(struct buf_writer *w,
			  const struct pool_response *response);
int pool_response_decode(struct buf_reader *r,
			 struct pool_response *ret_response);
