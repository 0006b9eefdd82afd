// SPDX-License-Identifier: Apache-2.0
/*
 * Packet headers, cutting messages and putting them together.
 */
#include "codec.h"

#include "proto/packet.h"

#define PAYLOAD 64
#define MESSAGE_MAX 300

static int header_decode(struct buf_reader *r, struct packet_header *ret_header)
{
	struct packet_header header;
	int err = packet_header_decode(r, &header);

	if (!err)
		err = buf_reader_done(r);
	if (!err)
		*ret_header = header;
	return err;
}

static void header_encode(struct buf_writer *w, const struct packet_header *h)
{
	packet_header_encode(w, h);
}

DEFINE_CODEC(header, struct packet_header);

static void header_keeps_every_field(void **state)
{
	struct packet_header h;

	(void)state;
	CODEC_CHECK(&header_codec, 0x01, 0x0a, 0x08, 0xc8);
	CODEC_DECODE(&header_codec, &h, 0x01, 0x0a, 0x08, 0x6d);
	assert_int_equal(h.dst, 0x0a);
	assert_int_equal(h.src, 0x08);
	assert_false(h.som);
	assert_true(h.eom);
	assert_int_equal(h.sequence, 2);
	assert_true(h.tag_owner);
	assert_int_equal(h.tag, 5);
}

static void header_wants_version_1_and_ignores_reserved_bits(void **state)
{
	struct packet_header h;

	(void)state;
	CODEC_REFUSES(&header_codec, 0x00, 0x0a, 0x08, 0xc8);
	CODEC_REFUSES(&header_codec, 0x02, 0x0a, 0x08, 0xc8);
	CODEC_DECODE(&header_codec, &h, 0xf1, 0x0a, 0x08, 0xc8);
	assert_int_equal(h.dst, 0x0a);
}

struct wire {
	uint8_t message[MESSAGE_MAX];
	uint8_t buffer[MESSAGE_MAX];
	struct packet_assembly assembly;
};

static void wire_init(struct wire *wire)
{
	for (size_t i = 0; i < MESSAGE_MAX; i++)
		wire->message[i] = i ^ i >> 8;
	packet_assembly_init(&wire->assembly, wire->buffer, MESSAGE_MAX);
}

static enum packet_result packet_give(struct wire *wire, const uint8_t *packet,
				      size_t len)
{
	struct packet_header h;
	struct buf_reader r;

	buf_reader_init(&r, packet, len);
	assert_int_equal(packet_header_decode(&r, &h), 0);
	assert_int_equal(h.dst, 0x0a);
	assert_int_equal(h.src, 0x08);
	assert_int_equal(h.tag, 3);
	return packet_assembly_add(&wire->assembly, &h,
				   packet + PACKET_HEADER_SIZE,
				   len - PACKET_HEADER_SIZE);
}

/* Sends @len bytes, without the packet of number @skip if that is there. */
static enum packet_result message_send(struct wire *wire, size_t len,
				       size_t skip)
{
	static const struct packet_header address = {
		.dst = 0x0a,
		.src = 0x08,
		.tag_owner = true,
		.tag = 3,
	};
	uint8_t packet[PACKET_HEADER_SIZE + PAYLOAD];
	enum packet_result result = PACKET_MORE;
	struct packet_fragmenter f;
	struct buf_writer w;

	packet_fragmenter_init(&f, &address, wire->message, len, PAYLOAD);
	for (size_t i = 0;; i++) {
		buf_writer_init(&w, packet, sizeof(packet));
		if (!packet_fragmenter_next(&f, &w))
			return result;
		if (i == skip)
			continue;
		result = packet_give(wire, packet, buf_writer_done(&w));
		if (result != PACKET_MORE)
			return result;
	}
}

static void message_of_each_length_survives(void **state)
{
	struct wire wire;

	(void)state;
	wire_init(&wire);
	for (size_t len = 1; len <= MESSAGE_MAX; len++) {
		assert_int_equal(message_send(&wire, len, SIZE_MAX),
				 PACKET_COMPLETE);
		assert_int_equal(wire.assembly.len, len);
		assert_memory_equal(wire.buffer, wire.message, len);
	}
}

static void message_too_long_for_the_buffer_is_dropped(void **state)
{
	struct wire wire;

	(void)state;
	wire_init(&wire);
	wire.assembly.size = MESSAGE_MAX - 1;
	assert_int_equal(message_send(&wire, MESSAGE_MAX - 1, SIZE_MAX),
			 PACKET_COMPLETE);
	assert_int_equal(message_send(&wire, MESSAGE_MAX, SIZE_MAX),
			 PACKET_TOO_LONG);
	assert_int_equal(message_send(&wire, 10, SIZE_MAX), PACKET_COMPLETE);
}

static void missing_packet_drops_the_message(void **state)
{
	struct wire wire;

	(void)state;
	wire_init(&wire);
	assert_int_equal(message_send(&wire, 200, 0), PACKET_UNEXPECTED);
	for (size_t skip = 1; skip < 3; skip++)
		assert_int_equal(message_send(&wire, 200, skip),
				 PACKET_BAD_SEQUENCE);
	assert_int_equal(message_send(&wire, 200, SIZE_MAX), PACKET_COMPLETE);
}

static enum packet_result add(struct packet_assembly *a, bool som, bool eom,
			      uint8_t sequence, size_t len)
{
	static const uint8_t payload[MESSAGE_MAX];
	const struct packet_header h = {
		.som = som,
		.eom = eom,
		.sequence = sequence,
	};

	return packet_assembly_add(a, &h, payload, len);
}

/* DSP0236 8.3.1: one transmission unit per message */
static void payloads_have_one_size_but_the_last(void **state)
{
	struct wire wire;
	struct packet_assembly *a = &wire.assembly;

	(void)state;
	wire_init(&wire);
	assert_int_equal(add(a, true, false, 0, 64), PACKET_MORE);
	assert_int_equal(add(a, false, false, 1, 63), PACKET_BAD_LENGTH);
	assert_int_equal(add(a, false, true, 2, 64), PACKET_UNEXPECTED);
	assert_int_equal(add(a, true, false, 0, 64), PACKET_MORE);
	assert_int_equal(add(a, false, true, 1, 65), PACKET_BAD_LENGTH);
	assert_int_equal(add(a, true, false, 0, 64), PACKET_MORE);
	assert_int_equal(add(a, false, true, 1, 1), PACKET_COMPLETE);
	assert_int_equal(a->len, 65);
}

static void packets_without_payload_are_refused(void **state)
{
	struct wire wire;
	struct packet_assembly *a = &wire.assembly;

	(void)state;
	wire_init(&wire);
	assert_int_equal(add(a, true, true, 0, 0), PACKET_BAD_LENGTH);
	assert_int_equal(add(a, true, false, 0, 64), PACKET_MORE);
	assert_int_equal(add(a, false, true, 1, 0), PACKET_BAD_LENGTH);
}

/* DSP0236 8.5: a first packet begins a message */
static void new_first_packet_replaces_an_unfinished_message(void **state)
{
	struct wire wire;
	struct packet_assembly *a = &wire.assembly;

	(void)state;
	wire_init(&wire);
	assert_int_equal(add(a, true, false, 0, 64), PACKET_MORE);
	assert_int_equal(add(a, true, true, 2, 10), PACKET_COMPLETE);
	assert_int_equal(a->len, 10);
	assert_int_equal(add(a, false, true, 1, 10), PACKET_UNEXPECTED);
}

static void sequence_may_start_anywhere_and_wraps(void **state)
{
	struct wire wire;
	struct packet_assembly *a = &wire.assembly;

	(void)state;
	wire_init(&wire);
	assert_int_equal(add(a, true, false, 3, 64), PACKET_MORE);
	assert_int_equal(add(a, false, false, 0, 64), PACKET_MORE);
	assert_int_equal(add(a, false, true, 1, 64), PACKET_COMPLETE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_keeps_every_field),
		cmocka_unit_test(
			header_wants_version_1_and_ignores_reserved_bits),
		cmocka_unit_test(message_of_each_length_survives),
		cmocka_unit_test(message_too_long_for_the_buffer_is_dropped),
		cmocka_unit_test(missing_packet_drops_the_message),
		cmocka_unit_test(payloads_have_one_size_but_the_last),
		cmocka_unit_test(packets_without_payload_are_refused),
		cmocka_unit_test(
			new_first_packet_replaces_an_unfinished_message),
		cmocka_unit_test(sequence_may_start_anywhere_and_wraps),
	};

	return cmocka_run_group_tests_name("proto-packet", tests, NULL, NULL);
}
