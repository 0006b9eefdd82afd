// SPDX-License-Identifier: Apache-2.0
/*
 * Control message headers and the names of their codes.
 */
#include "codec.h"

#include "proto/control.h"
#include "proto/versions.h"

/* The header may be followed by anything: only its own end is strict here. */
static int header_decode(struct buf_reader *r, struct control_header *ret)
{
	struct control_header header;
	int err = control_header_decode(r, &header);

	if (!err)
		err = buf_reader_done(r);
	if (!err)
		*ret = header;
	return err;
}

static void header_encode(struct buf_writer *w, const struct control_header *h)
{
	control_header_encode(w, h);
}

DEFINE_CODEC(header, struct control_header);

static void header_keeps_every_field(void **state)
{
	struct control_header h;

	(void)state;
	CODEC_CHECK(&header_codec, 0x85, CONTROL_GET_EID);
	CODEC_CHECK(&header_codec, 0xdf, 0xff);
	CODEC_DECODE(&header_codec, &h, 0xd3, 0x0d);
	assert_true(h.request);
	assert_true(h.datagram);
	assert_int_equal(h.instance, 0x13);
	assert_int_equal(h.command, CONTROL_DISCOVERY_NOTIFY);
}

static void header_ignores_the_reserved_bit(void **state)
{
	struct control_header h;

	(void)state;
	CODEC_DECODE(&header_codec, &h, 0x25, 0x02);
	assert_false(h.request);
	assert_int_equal(h.instance, 5);
}

static void request_has_rq_set(void **state)
{
	static const uint8_t want[] = { 0x9f, 0x05 };
	uint8_t data[8];
	struct buf_writer w;

	(void)state;
	buf_writer_init(&w, data, sizeof(data));
	control_request_encode(&w, 0x3f, CONTROL_GET_TYPES);
	assert_int_equal(buf_writer_done(&w), sizeof(want));
	assert_memory_equal(data, want, sizeof(want));
}

static void response_repeats_instance_and_command_of_its_request(void **state)
{
	static const struct control_header request = {
		.request = true,
		.datagram = true,
		.instance = 7,
		.command = 3,
	};
	static const uint8_t want[] = { 0x07, 0x03, 0x04 };
	struct control_header header;
	uint8_t data[8], code = 0;
	struct buf_writer w;
	struct buf_reader r;

	(void)state;
	buf_writer_init(&w, data, sizeof(data));
	control_response_encode(&w, &request, CONTROL_ERROR_NOT_READY);
	assert_int_equal(buf_writer_done(&w), sizeof(want));
	assert_memory_equal(data, want, sizeof(want));
	buf_reader_init(&r, data, sizeof(want));
	assert_int_equal(control_response_decode(&r, &header, &code), 0);
	assert_int_equal(code, CONTROL_ERROR_NOT_READY);
	assert_int_equal(header.instance, 7);
	assert_int_equal(header.command, 3);
	assert_int_equal(control_empty_decode(&r), 0);
}

static int response_of(const uint8_t *data, size_t len)
{
	struct control_header header;
	struct buf_reader r;
	uint8_t code;

	buf_reader_init(&r, data, len);
	return control_response_decode(&r, &header, &code);
}

/* DSP0236 11.4: Rq and D of a response are clear */
static void response_is_neither_request_nor_datagram(void **state)
{
	(void)state;
	assert_int_equal(response_of((uint8_t[]){ 0x01, 2, 0 }, 3), 0);
	assert_int_equal(response_of((uint8_t[]){ 0x81, 2, 0 }, 3), -EBADMSG);
	assert_int_equal(response_of((uint8_t[]){ 0x41, 2, 0 }, 3), -EBADMSG);
}

static void response_is_refused_when_cut(void **state)
{
	static const uint8_t data[] = { 0x01, 2, 0 };

	(void)state;
	for (size_t n = 0; n < sizeof(data); n++)
		assert_int_equal(response_of(data, n), -EBADMSG);
}

static void empty_message_has_no_data(void **state)
{
	struct buf_reader r;

	(void)state;
	buf_reader_init(&r, "", 0);
	assert_int_equal(control_empty_decode(&r), 0);
	buf_reader_init(&r, "x", 1);
	assert_int_equal(control_empty_decode(&r), -EBADMSG);
}

static void commands_have_names_up_to_the_last(void **state)
{
	(void)state;
	for (unsigned int c = CONTROL_SET_EID; c <= CONTROL_GET_INTERFACES; c++)
		assert_non_null(control_command_name(c));
	assert_string_equal(control_command_name(CONTROL_GET_EID),
			    "Get Endpoint ID");
	assert_null(control_command_name(0));
	assert_null(control_command_name(CONTROL_GET_INTERFACES + 1));
	assert_null(control_command_name(0xff));
}

static void completion_codes_have_text(void **state)
{
	(void)state;
	assert_string_equal(control_completion_text(CONTROL_GET_EID, 0x05),
			    "unsupported command");
	assert_string_equal(control_completion_text(CONTROL_GET_VERSIONS,
						    VERSIONS_ERROR_TYPE),
			    "message type not supported");
	assert_string_equal(control_completion_text(CONTROL_GET_EID, 0x80),
			    "command-specific error");
	assert_string_equal(control_completion_text(CONTROL_GET_EID, 0x7f),
			    "reserved completion code");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_keeps_every_field),
		cmocka_unit_test(header_ignores_the_reserved_bit),
		cmocka_unit_test(request_has_rq_set),
		cmocka_unit_test(
			response_repeats_instance_and_command_of_its_request),
		cmocka_unit_test(response_is_neither_request_nor_datagram),
		cmocka_unit_test(response_is_refused_when_cut),
		cmocka_unit_test(empty_message_has_no_data),
		cmocka_unit_test(commands_have_names_up_to_the_last),
		cmocka_unit_test(completion_codes_have_text),
	};

	return cmocka_run_group_tests_name("proto-control", tests, NULL, NULL);
}
