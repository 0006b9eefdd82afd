// SPDX-License-Identifier: Apache-2.0
/*
 * Set Endpoint ID (DSP0236 12.3) and Get Endpoint ID (12.4).
 */
#include "endpoint-id.h"

#define OPERATION_MASK 0x03
#define STATUS_SHIFT 4
#define STATUS_MASK 0x03
#define POOL_MASK 0x03
#define ENDPOINT_TYPE_SHIFT 4
#define ENDPOINT_TYPE_MASK 0x03
#define ID_TYPE_MASK 0x03

void set_eid_request_encode(struct buf_writer *w,
			    const struct set_eid_request *request)
{
	buf_put_u8(w, request->operation & OPERATION_MASK);
	buf_put_u8(w, request->eid);
}

int set_eid_request_decode(struct buf_reader *r,
			   struct set_eid_request *ret_request)
{
	struct set_eid_request request = {
		.operation = buf_get_u8(r) & OPERATION_MASK,
	};
	int err;

	request.eid = buf_get_u8(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_request = request;
	return 0;
}

void set_eid_response_encode(struct buf_writer *w,
			     const struct set_eid_response *response)
{
	buf_put_u8(w, response->status << STATUS_SHIFT | response->pool);
	buf_put_u8(w, response->eid);
	buf_put_u8(w, response->pool_size);
}

int set_eid_response_decode(struct buf_reader *r,
			    struct set_eid_response *ret_response)
{
	uint8_t status = buf_get_u8(r);
	struct set_eid_response response = {
		.status = status >> STATUS_SHIFT & STATUS_MASK,
		.pool = status & POOL_MASK,
	};
	int err;

	response.eid = buf_get_u8(r);
	response.pool_size = buf_get_u8(r);
	/* DSP0236 12.3: values 2 and 3, and 3, are reserved */
	if (response.status > SET_EID_REJECTED ||
	    response.pool > SET_EID_POOL_PRESENT)
		buf_reader_fail(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}

void get_eid_response_encode(struct buf_writer *w,
			     const struct get_eid_response *response)
{
	buf_put_u8(w, response->eid);
	buf_put_u8(w, response->endpoint_type << ENDPOINT_TYPE_SHIFT |
			      response->id_type);
	buf_put_u8(w, response->medium_specific);
}

int get_eid_response_decode(struct buf_reader *r,
			    struct get_eid_response *ret_response)
{
	struct get_eid_response response = { .eid = buf_get_u8(r) };
	uint8_t type = buf_get_u8(r);
	int err;

	response.endpoint_type = type >> ENDPOINT_TYPE_SHIFT &
				 ENDPOINT_TYPE_MASK;
	response.id_type = type & ID_TYPE_MASK;
	response.medium_specific = buf_get_u8(r);
	/* DSP0236 12.4: endpoint types 2 and 3 are reserved */
	if (response.endpoint_type > GET_EID_BRIDGE)
		buf_reader_fail(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}
