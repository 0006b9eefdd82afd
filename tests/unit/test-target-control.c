// SPDX-License-Identifier: Apache-2.0
/*
 * The control responder of emulated devices.
 */
#include "codec.h"

#include "mctp-target/control.h"
#include "mctp-target/echo.h"
#include "mctp-target/misbehave.h"
#include "proto/control.h"
#include "proto/mctp.h"

static const struct misbehave behaves;

static struct control plain(void)
{
	return (struct control){
		.uuid = { .bytes = { 1, 2, 3 } },
		.types = { .count = 2, .types = { 0x00, 0x7e } },
		.vendor = &echo_vendor,
		.misbehave = &behaves,
	};
}

static size_t ask(struct control *c, const uint8_t *data, size_t len,
		  uint8_t *response)
{
	const struct message request = {
		.tag_owner = true,
		.data = data,
		.len = len,
	};

	return control_handle(c, &request, response, CONTROL_MESSAGE_MAX);
}

struct bytes {
	const uint8_t *data;
	size_t len;
};

#define BYTES(...)                                         \
	((struct bytes){ (const uint8_t[]){ __VA_ARGS__ }, \
			 sizeof((const uint8_t[]){ __VA_ARGS__ }) })

static void expect(struct control *c, struct bytes request,
		   struct bytes response)
{
	uint8_t data[CONTROL_MESSAGE_MAX];

	assert_int_equal(ask(c, request.data, request.len, data), response.len);
	assert_memory_equal(data, response.data, response.len);
}

static void eid_is_taken_and_told(void **state)
{
	struct control c = plain();

	(void)state;
	expect(&c, BYTES(0x80, 0x02), BYTES(0x00, 0x02, 0, 0x00, 0x00, 0));
	expect(&c, BYTES(0x85, 0x01, 0, 0x0a),
	       BYTES(0x05, 0x01, 0, 0x00, 0x0a, 0));
	expect(&c, BYTES(0x80, 0x02), BYTES(0x00, 0x02, 0, 0x0a, 0x00, 0));
	expect(&c, BYTES(0x80, 0x01, 1, 0x0b),
	       BYTES(0x00, 0x01, 0, 0x00, 0x0b, 0));
}

static void eid_must_be_one(void **state)
{
	static const uint8_t bad[] = { 0x00, 0x07, 0xff };
	struct control c = plain();

	(void)state;
	for (size_t i = 0; i < sizeof(bad); i++)
		expect(&c, BYTES(0x80, 0x01, 0, bad[i]),
		       BYTES(0x00, 0x01, CONTROL_ERROR_INVALID_DATA));
	assert_int_equal(c.eid, 0);
}

/* DSP0236 12.3: reset without a static EID is invalid data */
static void reset_needs_a_static_eid(void **state)
{
	struct control c = plain();

	(void)state;
	expect(&c, BYTES(0x80, 0x01, 2, 0),
	       BYTES(0x00, 0x01, CONTROL_ERROR_INVALID_DATA));
	c.static_eid = c.eid = 0x20;
	expect(&c, BYTES(0x80, 0x02), BYTES(0x00, 0x02, 0, 0x20, 0x02, 0));
	expect(&c, BYTES(0x80, 0x01, 0, 0x0a),
	       BYTES(0x00, 0x01, 0, 0x00, 0x0a, 0));
	expect(&c, BYTES(0x80, 0x02), BYTES(0x00, 0x02, 0, 0x0a, 0x03, 0));
	expect(&c, BYTES(0x80, 0x01, 2, 0),
	       BYTES(0x00, 0x01, 0, 0x00, 0x20, 0));
}

/* DSP0236 12.14: only who is not discovered answers */
static void discovery_is_answered_until_discovered(void **state)
{
	struct control c = plain();
	uint8_t response[CONTROL_MESSAGE_MAX];

	(void)state;
	expect(&c, BYTES(0x80, 0x0c), BYTES(0x00, 0x0c, 0));
	expect(&c, BYTES(0x80, 0x01, 3, 0),
	       BYTES(0x00, 0x01, 0, 0x00, 0x00, 0));
	assert_int_equal(ask(&c, (uint8_t[]){ 0x80, 0x0c }, 2, response), 0);
	expect(&c, BYTES(0x80, 0x0b), BYTES(0x00, 0x0b, 0));
	expect(&c, BYTES(0x80, 0x0c), BYTES(0x00, 0x0c, 0));
}

static void identity_is_told(void **state)
{
	struct control c = plain();

	(void)state;
	expect(&c, BYTES(0x80, 0x03),
	       BYTES(0, 3, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect(&c, BYTES(0x80, 0x05), BYTES(0, 5, 0, 2, 0x00, 0x7e));
	expect(&c, BYTES(0x80, 0x06, 0),
	       BYTES(0, 6, 0, 0xff, 0, 0x12, 0x34, 0x00, 0x01));
	expect(&c, BYTES(0x80, 0x06, 1),
	       BYTES(0, 6, CONTROL_ERROR_INVALID_DATA));
	c.vendor = NULL;
	expect(&c, BYTES(0x80, 0x06, 0),
	       BYTES(0, 6, CONTROL_ERROR_INVALID_DATA));
	expect(&c, BYTES(0x80, 0x14), BYTES(0, 0x14, 0, 1, 6, 0));
}

static void versions_are_told_for_supported_types(void **state)
{
	struct control c = plain();

	(void)state;
	expect(&c, BYTES(0x80, 0x04, 0xff),
	       BYTES(0, 4, 0, 1, 0xf1, 0xf3, 0xf3, 0x00));
	expect(&c, BYTES(0x80, 0x04, 0x00),
	       BYTES(0, 4, 0, 1, 0xf1, 0xf3, 0xf3, 0x00));
	expect(&c, BYTES(0x80, 0x04, 0x7e),
	       BYTES(0, 4, 0, 1, 0xf1, 0xf0, 0xff, 0x00));
	expect(&c, BYTES(0x80, 0x04, 0x05), BYTES(0, 4, 0x80));
}

/* DSP0236 12: never silence, whatever the length. */
static void wrong_lengths_get_invalid_length(void **state)
{
	static const struct {
		uint8_t command;
		size_t len;
	} cases[] = { { 1, 2 }, { 2, 0 },  { 3, 0 },  { 4, 1 },	  { 5, 0 },
		      { 6, 1 }, { 11, 0 }, { 12, 0 }, { 0x14, 0 } };
	struct control c = plain();
	uint8_t response[CONTROL_MESSAGE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t data[8] = { 0x80, cases[i].command };

		for (size_t len = 0; len <= cases[i].len + 1; len++) {
			if (len == cases[i].len)
				continue;
			assert_int_equal(ask(&c, data, 2 + len, response), 3);
			assert_int_equal(response[2],
					 CONTROL_ERROR_INVALID_LENGTH);
		}
	}
	assert_int_equal(c.eid, 0);
}

static void unknown_commands_get_unsupported(void **state)
{
	struct control c = plain();

	(void)state;
	expect(&c, BYTES(0x9f, 0x0a, 0),
	       BYTES(0x1f, 0x0a, CONTROL_ERROR_UNSUPPORTED));
	expect(&c, BYTES(0x80, 0xff),
	       BYTES(0x00, 0xff, CONTROL_ERROR_UNSUPPORTED));
}

static void what_is_no_request_gets_no_answer(void **state)
{
	struct control c = plain();
	uint8_t response[CONTROL_MESSAGE_MAX];

	(void)state;
	assert_int_equal(ask(&c, (uint8_t[]){ 0x00, 0x02 }, 2, response), 0);
	assert_int_equal(ask(&c, (uint8_t[]){ 0xc0, 0x02 }, 2, response), 0);
	assert_int_equal(ask(&c, (uint8_t[]){ 0x80 }, 1, response), 0);
	assert_int_equal(ask(&c, (uint8_t[]){ 0 }, 0, response), 0);
}

static void eid_is_refused_or_exchanged_on_demand(void **state)
{
	const struct misbehave refuses = { .modes = MISBEHAVE_REFUSE_EID };
	const struct misbehave exchanges = { .modes = MISBEHAVE_OTHER_EID };
	struct control c = plain();

	(void)state;
	c.misbehave = &refuses;
	expect(&c, BYTES(0x80, 0x01, 0, 0x0a),
	       BYTES(0x00, 0x01, 0, 0x10, 0x00, 0));
	c.misbehave = &exchanges;
	expect(&c, BYTES(0x80, 0x01, 0, 0x0a),
	       BYTES(0x00, 0x01, 0, 0x00, 0x4a, 0));
	expect(&c, BYTES(0x80, 0x02), BYTES(0x00, 0x02, 0, 0x4a, 0x00, 0));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(eid_is_taken_and_told),
		cmocka_unit_test(eid_must_be_one),
		cmocka_unit_test(reset_needs_a_static_eid),
		cmocka_unit_test(discovery_is_answered_until_discovered),
		cmocka_unit_test(identity_is_told),
		cmocka_unit_test(versions_are_told_for_supported_types),
		cmocka_unit_test(wrong_lengths_get_invalid_length),
		cmocka_unit_test(unknown_commands_get_unsupported),
		cmocka_unit_test(what_is_no_request_gets_no_answer),
		cmocka_unit_test(eid_is_refused_or_exchanged_on_demand),
	};

	return cmocka_run_group_tests_name("target-control", tests, NULL, NULL);
}
