// SPDX-License-Identifier: Apache-2.0
/*
 * Allocate Endpoint IDs, DSP0236 12.10.
 */
#include "pool.h"

#define OPERATION_MASK 0x03
#define STATUS_MASK 0x03

void pool_request_encode(struct buf_writer *w,
			 const struct pool_request *request)
{
	buf_put_u8(w, request->operation);
	buf_put_u8(w, request->size);
	buf_put_u8(w, request->first_eid);
}

int pool_request_decode(struct buf_reader *r, struct pool_request *ret_request)
{
	struct pool_request request = {
		.operation = buf_get_u8(r) & OPERATION_MASK,
	};
	int err;

	request.size = buf_get_u8(r);
	request.first_eid = buf_get_u8(r);
	/* DSP0236 12.10: operation 3 is reserved */
	if (request.operation > POOL_GET_INFORMATION)
		buf_reader_fail(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_request = request;
	return 0;
}

void pool_response_encode(struct buf_writer *w,
			  const struct pool_response *response)
{
	buf_put_u8(w, response->status);
	buf_put_u8(w, response->size);
	buf_put_u8(w, response->first_eid);
}

int pool_response_decode(struct buf_reader *r,
			 struct pool_response *ret_response)
{
	struct pool_response response = {
		.status = buf_get_u8(r) & STATUS_MASK,
	};
	int err;

	response.size = buf_get_u8(r);
	response.first_eid = buf_get_u8(r);
	/* DSP0236 12.10: status 2 and 3 are reserved */
	if (response.status > POOL_REJECTED)
		buf_reader_fail(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}
