// SPDX-License-Identifier: Apache-2.0
/*
 * Resolve Endpoint ID (DSP0236 12.9), Resolve UUID (12.18) and Query Hop
 * (12.17).
 */
#include "resolve.h"

void resolve_eid_request_encode(struct buf_writer *w,
				const struct resolve_eid_request *request)
{
	buf_put_u8(w, request->eid);
}

int resolve_eid_request_decode(struct buf_reader *r,
			       struct resolve_eid_request *ret_request)
{
	uint8_t eid = buf_get_u8(r);
	int err = buf_reader_done(r);

	if (err)
		return err;
	ret_request->eid = eid;
	return 0;
}

void resolve_eid_response_encode(struct buf_writer *w,
				 const struct resolve_eid_response *response)
{
	buf_put_u8(w, response->bridge_eid);
	buf_put_bytes(w, response->address, response->address_len);
}

int resolve_eid_response_decode(struct buf_reader *r,
				struct resolve_eid_response *ret_response)
{
	struct resolve_eid_response response = { .bridge_eid = buf_get_u8(r) };
	size_t left = buf_reader_left(r);
	int err;

	/* no medium has addresses without bytes */
	if (left == 0 || left > RESOLVE_ADDRESS_MAX)
		buf_reader_fail(r);
	else
		buf_get_copy(r, response.address, left);
	response.address_len = left;
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}

void resolve_uuid_request_encode(struct buf_writer *w,
				 const struct resolve_uuid_request *request)
{
	buf_put_bytes(w, request->uuid.bytes, UUID_SIZE);
	buf_put_u8(w, request->handle);
}

int resolve_uuid_request_decode(struct buf_reader *r,
				struct resolve_uuid_request *ret_request)
{
	struct resolve_uuid_request request;
	int err;

	buf_get_copy(r, request.uuid.bytes, UUID_SIZE);
	request.handle = buf_get_u8(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_request = request;
	return 0;
}

void resolve_uuid_response_encode(struct buf_writer *w,
				  const struct resolve_uuid_response *response)
{
	buf_put_u8(w, response->next_handle);
	buf_put_u8(w, response->count);
	for (size_t i = 0; i < response->count; i++) {
		const struct resolve_uuid_entry *e = &response->entries[i];

		buf_put_u8(w, e->eid);
		buf_put_u8(w, e->binding);
		buf_put_u8(w, e->medium);
		buf_put_u8(w, e->address_len);
		buf_put_bytes(w, e->address, e->address_len);
	}
}

static void uuid_entry_decode(struct buf_reader *r,
			      struct resolve_uuid_entry *e)
{
	e->eid = buf_get_u8(r);
	e->binding = buf_get_u8(r);
	e->medium = buf_get_u8(r);
	e->address_len = buf_get_u8(r);
	if (e->address_len > RESOLVE_ADDRESS_MAX)
		buf_reader_fail(r);
	else
		buf_get_copy(r, e->address, e->address_len);
}

int resolve_uuid_response_decode(struct buf_reader *r,
				 struct resolve_uuid_response *ret_response)
{
	struct resolve_uuid_response response = {
		.next_handle = buf_get_u8(r),
	};
	int err;

	response.count = buf_get_u8(r);
	if (response.count > RESOLVE_UUID_ENTRIES_MAX)
		buf_reader_fail(r);
	for (size_t i = 0; i < response.count && !buf_reader_error(r); i++)
		uuid_entry_decode(r, &response.entries[i]);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}

void query_hop_request_encode(struct buf_writer *w,
			      const struct query_hop_request *request)
{
	buf_put_u8(w, request->eid);
	buf_put_u8(w, request->type);
}

int query_hop_request_decode(struct buf_reader *r,
			     struct query_hop_request *ret_request)
{
	struct query_hop_request request = { .eid = buf_get_u8(r) };
	int err;

	request.type = buf_get_u8(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_request = request;
	return 0;
}

void query_hop_response_encode(struct buf_writer *w,
			       const struct query_hop_response *response)
{
	buf_put_u8(w, response->next_eid);
	buf_put_u8(w, response->type);
	buf_put_be16(w, response->incoming_max);
	buf_put_be16(w, response->outgoing_max);
}

int query_hop_response_decode(struct buf_reader *r,
			      struct query_hop_response *ret_response)
{
	struct query_hop_response response = { .next_eid = buf_get_u8(r) };
	int err;

	response.type = buf_get_u8(r);
	response.incoming_max = buf_get_be16(r);
	response.outgoing_max = buf_get_be16(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}
