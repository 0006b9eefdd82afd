// SPDX-License-Identifier: Apache-2.0
/*
 * Routing Information Update and Get Routing Table Entries.
 */
#include "codec.h"

#include "proto/control.h"
#include "proto/routing.h"

#define PID_SIZE 6

static int update_decode(struct buf_reader *r,
			 struct routing_update_request *ret_request)
{
	return routing_update_request_decode(r, PID_SIZE, ret_request);
}

static void update_encode(struct buf_writer *w,
			  const struct routing_update_request *request)
{
	routing_update_request_encode(w, PID_SIZE, request);
}

DEFINE_CODEC(update, struct routing_update_request);
DEFINE_CODEC(routing_entries_request, struct routing_entries_request);
DEFINE_CODEC(routing_entries_response, struct routing_entries_response);

static void update_lists_ranges_with_addresses(void **state)
{
	struct routing_update_request q;

	(void)state;
	CODEC_CHECK(&update_codec, 0);
	CODEC_CHECK(&update_codec, 2, 0, 1, 0x0a, 1, 2, 3, 4, 5, 6, 3, 16, 0x20,
		    6, 5, 4, 3, 2, 1);
	CODEC_DECODE(&update_codec, &q, 1, 0xf2, 1, 0x0c, 1, 2, 3, 4, 5, 6);
	assert_int_equal(q.count, 1);
	assert_int_equal(q.entries[0].type, ROUTING_BRIDGE);
	assert_int_equal(q.entries[0].first_eid, 0x0c);
	assert_int_equal(q.entries[0].address[5], 6);
}

/* DSP0236 12.11: reserved entry types */
static void update_refuses_reserved_types(void **state)
{
	(void)state;
	CODEC_REFUSES(&update_codec, 1, 4, 1, 0x0c, 1, 2, 3, 4, 5, 6);
}

static void update_refuses_an_entry_too_many(void **state)
{
	uint8_t data[1 + 9 * (ROUTING_UPDATE_MAX + 1)] = { ROUTING_UPDATE_MAX };

	(void)state;
	codec_round_trip(&update_codec, data, 1 + 9 * ROUTING_UPDATE_MAX);
	data[0]++;
	codec_refuses(&update_codec, data, sizeof(data));
	/* Rq and command, count, and the smallest entries */
	assert_true(2 + 1 + 4 * ROUTING_UPDATE_MAX <= CONTROL_MESSAGE_MAX);
	assert_true(2 + 1 + 4 * (ROUTING_UPDATE_MAX + 1) > CONTROL_MESSAGE_MAX);
}

static void entries_request_is_a_handle(void **state)
{
	(void)state;
	CODEC_CHECK(&routing_entries_request_codec, 0x07);
}

static void entries_keep_every_field(void **state)
{
	struct routing_entries_response p;
	const struct routing_entry *e = &p.entries[1];

	(void)state;
	CODEC_CHECK(&routing_entries_response_codec, 0xff, 0);
	CODEC_CHECK(&routing_entries_response_codec, 0xff, 2, 1, 0x0a, 0x80, 6,
		    0x30, 6, 1, 2, 3, 4, 5, 6, 4, 0x0b, 0x23, 1, 0x01, 1, 0x20);
	CODEC_DECODE(&routing_entries_response_codec, &p, 3, 2, 1, 0x0a, 0x80,
		     6, 0x30, 0, 4, 0x0b, 0x63, 1, 0x01, 1, 0x20);
	assert_int_equal(p.next_handle, 3);
	assert_int_equal(p.count, 2);
	assert_int_equal(p.entries[0].type, ROUTING_BRIDGE);
	assert_int_equal(p.entries[0].address_len, 0);
	assert_int_equal(e->range, 4);
	assert_int_equal(e->first_eid, 0x0b);
	assert_int_equal(e->type, ROUTING_BRIDGE_AND_RANGE);
	assert_true(e->is_static);
	assert_int_equal(e->port, 3);
	assert_int_equal(e->binding, 1);
	assert_int_equal(e->medium, 1);
	assert_int_equal(e->address_len, 1);
	assert_int_equal(e->address[0], 0x20);
}

static void entries_refuse_an_address_too_long(void **state)
{
	uint8_t data[8 + ROUTING_ADDRESS_MAX + 1] = {
		0xff, 1, 1, 0x0a, 0, 6, 0x30, ROUTING_ADDRESS_MAX,
	};

	(void)state;
	codec_check(&routing_entries_response_codec, data, sizeof(data) - 1);
	data[7]++;
	codec_refuses(&routing_entries_response_codec, data, sizeof(data));
}

static void entries_refuse_an_entry_too_many(void **state)
{
	uint8_t data[2 + 6 * (ROUTING_ENTRIES_MAX + 1)] = {
		0xff,
		ROUTING_ENTRIES_MAX,
	};

	(void)state;
	codec_check(&routing_entries_response_codec, data,
		    2 + 6 * ROUTING_ENTRIES_MAX);
	data[1]++;
	codec_refuses(&routing_entries_response_codec, data, sizeof(data));
	assert_true(3 + 2 + 6 * ROUTING_ENTRIES_MAX <= CONTROL_MESSAGE_MAX);
	assert_true(3 + 2 + 6 * (ROUTING_ENTRIES_MAX + 1) >
		    CONTROL_MESSAGE_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(update_lists_ranges_with_addresses),
		cmocka_unit_test(update_refuses_reserved_types),
		cmocka_unit_test(update_refuses_an_entry_too_many),
		cmocka_unit_test(entries_request_is_a_handle),
		cmocka_unit_test(entries_keep_every_field),
		cmocka_unit_test(entries_refuse_an_address_too_long),
		cmocka_unit_test(entries_refuse_an_entry_too_many),
	};

	return cmocka_run_group_tests_name("proto-routing", tests, NULL, NULL);
}
