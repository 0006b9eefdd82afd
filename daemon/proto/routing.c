// SPDX-License-Identifier: Apache-2.0
/*
 * Routing Information Update (DSP0236 12.11) and Get Routing Table Entries
 * (12.12).
 */
#include "routing.h"

#include <assert.h>

#define UPDATE_TYPE_MASK 0x0f
#define ENTRY_TYPE_SHIFT 6
#define ENTRY_STATIC 0x20
#define ENTRY_PORT_MASK 0x1f

void routing_update_request_encode(struct buf_writer *w, size_t address_len,
				   const struct routing_update_request *request)
{
	assert(address_len <= ROUTING_ADDRESS_MAX);
	buf_put_u8(w, request->count);
	for (size_t i = 0; i < request->count; i++) {
		const struct routing_update_entry *e = &request->entries[i];

		buf_put_u8(w, e->type);
		buf_put_u8(w, e->range);
		buf_put_u8(w, e->first_eid);
		buf_put_bytes(w, e->address, address_len);
	}
}

static void update_entry_decode(struct buf_reader *r, size_t address_len,
				struct routing_update_entry *e)
{
	e->type = buf_get_u8(r) & UPDATE_TYPE_MASK;
	e->range = buf_get_u8(r);
	e->first_eid = buf_get_u8(r);
	buf_get_copy(r, e->address, address_len);
	/* DSP0236 12.11: types from 4 on are reserved */
	if (e->type > ROUTING_RANGE)
		buf_reader_fail(r);
}

int routing_update_request_decode(struct buf_reader *r, size_t address_len,
				  struct routing_update_request *ret_request)
{
	struct routing_update_request request = { .count = buf_get_u8(r) };
	int err;

	assert(address_len <= ROUTING_ADDRESS_MAX);
	if (request.count > ROUTING_UPDATE_MAX)
		buf_reader_fail(r);
	for (size_t i = 0; i < request.count && !buf_reader_error(r); i++)
		update_entry_decode(r, address_len, &request.entries[i]);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_request = request;
	return 0;
}

void routing_entries_request_encode(
	struct buf_writer *w, const struct routing_entries_request *request)
{
	buf_put_u8(w, request->handle);
}

int routing_entries_request_decode(struct buf_reader *r,
				   struct routing_entries_request *ret_request)
{
	uint8_t handle = buf_get_u8(r);
	int err = buf_reader_done(r);

	if (err)
		return err;
	ret_request->handle = handle;
	return 0;
}

void routing_entries_response_encode(
	struct buf_writer *w, const struct routing_entries_response *response)
{
	buf_put_u8(w, response->next_handle);
	buf_put_u8(w, response->count);
	for (size_t i = 0; i < response->count; i++) {
		const struct routing_entry *e = &response->entries[i];

		buf_put_u8(w, e->range);
		buf_put_u8(w, e->first_eid);
		buf_put_u8(w, e->type << ENTRY_TYPE_SHIFT |
				      (e->is_static ? ENTRY_STATIC : 0) |
				      (e->port & ENTRY_PORT_MASK));
		buf_put_u8(w, e->binding);
		buf_put_u8(w, e->medium);
		buf_put_u8(w, e->address_len);
		buf_put_bytes(w, e->address, e->address_len);
	}
}

static void entry_decode(struct buf_reader *r, struct routing_entry *e)
{
	uint8_t type;

	e->range = buf_get_u8(r);
	e->first_eid = buf_get_u8(r);
	type = buf_get_u8(r);
	e->type = type >> ENTRY_TYPE_SHIFT;
	e->is_static = type & ENTRY_STATIC;
	e->port = type & ENTRY_PORT_MASK;
	e->binding = buf_get_u8(r);
	e->medium = buf_get_u8(r);
	e->address_len = buf_get_u8(r);
	if (e->address_len > ROUTING_ADDRESS_MAX)
		buf_reader_fail(r);
	else
		buf_get_copy(r, e->address, e->address_len);
}

int routing_entries_response_decode(
	struct buf_reader *r, struct routing_entries_response *ret_response)
{
	struct routing_entries_response response = {
		.next_handle = buf_get_u8(r),
	};
	int err;

	response.count = buf_get_u8(r);
	if (response.count > ROUTING_ENTRIES_MAX)
		buf_reader_fail(r);
	for (size_t i = 0; i < response.count && !buf_reader_error(r); i++)
		entry_decode(r, &response.entries[i]);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}
