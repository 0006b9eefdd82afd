// SPDX-License-Identifier: Apache-2.0
/*
 * The endpoint of emulated devices: packets in, packets out.
 */
#include "codec.h"

#include "mctp-target/stack.h"
#include "mctp-target/message.h"
#include "proto/mctp.h"
#include "proto/packet.h"

#define PAYLOAD 64
#define PEER 0x08
#define EID 0x20
#define ANSWER_MAX (MESSAGE_MAX + 16)

struct fixture {
	struct stack *st;
	struct packet_assembly answer; /* puts together what is sent */
	enum packet_result result;     /* of the last packet */
	struct packet_header last;     /* header of the last packet */
	size_t packets;
	size_t messages;
};

static void on_send(void *user, const uint8_t *packet, size_t len)
{
	struct fixture *f = user;
	struct buf_reader r;

	assert_true(len <= PACKET_HEADER_SIZE + PAYLOAD);
	buf_reader_init(&r, packet, len);
	assert_int_equal(packet_header_decode(&r, &f->last), 0);
	f->result = packet_assembly_add(&f->answer, &f->last,
					packet + PACKET_HEADER_SIZE,
					len - PACKET_HEADER_SIZE);
	f->packets++;
	if (f->result == PACKET_COMPLETE)
		f->messages++;
}

static void fixture_init(struct fixture *f, const char *misbehave)
{
	struct stack_config config = {
		.static_eid = EID,
		.types = { .count = 2, .types = { 0x00, 0x7e } },
		.echo = true,
		.payload_max = PAYLOAD,
		.send = on_send,
		.user = f,
	};

	*f = (struct fixture){ 0 };
	if (misbehave)
		assert_int_equal(misbehave_parse(misbehave, &config.misbehave),
				 0);
	packet_assembly_init(&f->answer, malloc(ANSWER_MAX), ANSWER_MAX);
	assert_non_null(f->answer.message);
	assert_int_equal(stack_new(&config, &f->st), 0);
}

static int setup(void **state)
{
	struct fixture *f = malloc(sizeof(*f));

	if (!f)
		return -1;
	fixture_init(f, NULL);
	*state = f;
	return 0;
}

static void fixture_done(struct fixture *f)
{
	stack_free(f->st);
	free(f->answer.message);
}

static int teardown(void **state)
{
	fixture_done(*state);
	free(*state);
	return 0;
}

/* Gives one packet, in memory of its size. */
static void packet_give(struct fixture *f, const struct packet_header *h,
			const uint8_t *payload, size_t len)
{
	uint8_t *packet = malloc(PACKET_HEADER_SIZE + len);
	struct buf_writer w;

	assert_non_null(packet);
	buf_writer_init(&w, packet, PACKET_HEADER_SIZE + len);
	packet_header_encode(&w, h);
	buf_put_bytes(&w, payload, len);
	stack_receive(f->st, packet, buf_writer_done(&w));
	free(packet);
}

static void message_give(struct fixture *f, const struct packet_header *to,
			 const uint8_t *message, size_t len)
{
	uint8_t packet[PACKET_HEADER_SIZE + PAYLOAD];
	struct packet_fragmenter frag;
	struct buf_writer w;

	packet_fragmenter_init(&frag, to, message, len, PAYLOAD);
	for (;;) {
		buf_writer_init(&w, packet, sizeof(packet));
		if (!packet_fragmenter_next(&frag, &w))
			return;
		stack_receive(f->st, packet, buf_writer_done(&w));
	}
}

static const struct packet_header request = {
	.dst = EID,
	.src = PEER,
	.tag_owner = true,
	.tag = 5,
};

static const uint8_t get_eid[] = { MCTP_TYPE_CONTROL, 0x81, 0x02 };

static void answer_goes_back_with_the_tag(void **state)
{
	struct fixture *f = *state;
	static const uint8_t want[] = { 0, 0x01, 0x02, 0, EID, 0x02, 0 };

	message_give(f, &request, get_eid, sizeof(get_eid));
	assert_int_equal(f->messages, 1);
	assert_int_equal(f->last.dst, PEER);
	assert_int_equal(f->last.src, EID);
	assert_int_equal(f->last.tag, 5);
	assert_false(f->last.tag_owner);
	assert_int_equal(f->answer.len, sizeof(want));
	assert_memory_equal(f->answer.message, want, sizeof(want));
}

static void null_and_broadcast_reach_it_and_other_eids_do_not(void **state)
{
	struct fixture *f = *state;
	struct packet_header to = request;

	to.dst = MCTP_EID_NULL;
	message_give(f, &to, get_eid, sizeof(get_eid));
	to.dst = MCTP_EID_BROADCAST;
	message_give(f, &to, get_eid, sizeof(get_eid));
	assert_int_equal(f->messages, 2);
	to.dst = EID + 1;
	message_give(f, &to, get_eid, sizeof(get_eid));
	assert_int_equal(f->messages, 2);
	assert_int_equal(stack_counters(f->st)->foreign, 1);
}

static size_t echo_message(uint8_t *message, size_t len)
{
	static const uint8_t head[] = { MCTP_TYPE_VENDOR_PCI, 0x12, 0x34 };

	memcpy(message, head, sizeof(head));
	for (size_t i = sizeof(head); i < len; i++)
		message[i] = i ^ i >> 8;
	return len;
}

static void echo_returns_the_message_of_any_length(void **state)
{
	static const size_t lengths[] = { 3,   4,    64,    65,
					  128, 4096, 65535, MESSAGE_MAX };
	struct fixture *f = *state;
	uint8_t *message = malloc(MESSAGE_MAX);

	assert_non_null(message);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		echo_message(message, lengths[i]);
		message_give(f, &request, message, lengths[i]);
		assert_int_equal(f->messages, i + 1);
		assert_int_equal(f->answer.len, lengths[i]);
		assert_memory_equal(f->answer.message, message, lengths[i]);
	}
	free(message);
}

static void message_above_the_limit_is_dropped(void **state)
{
	struct fixture *f = *state;
	uint8_t *message = calloc(1, MESSAGE_MAX + 1);

	assert_non_null(message);
	echo_message(message, MESSAGE_MAX + 1);
	message_give(f, &request, message, MESSAGE_MAX + 1);
	assert_int_equal(f->messages, 0);
	assert_int_equal(stack_counters(f->st)->incomplete, 1);
	free(message);
}

static void echo_of_another_vendor_is_not_answered(void **state)
{
	static const uint8_t other[] = { MCTP_TYPE_VENDOR_PCI, 0x12, 0x35 };
	static const uint8_t cut[] = { MCTP_TYPE_VENDOR_PCI, 0x12 };
	struct fixture *f = *state;

	message_give(f, &request, other, sizeof(other));
	message_give(f, &request, cut, sizeof(cut));
	message_give(f, &request, other, 1);
	assert_int_equal(f->messages, 0);
}

static void unknown_types_are_counted(void **state)
{
	static const uint8_t pldm[] = { MCTP_TYPE_PLDM, 0, 0 };
	static const uint8_t integrity[] = { MCTP_TYPE_INTEGRITY, 0x80, 2 };
	struct fixture *f = *state;

	message_give(f, &request, pldm, sizeof(pldm));
	message_give(f, &request, integrity, sizeof(integrity));
	assert_int_equal(f->messages, 0);
	assert_int_equal(stack_counters(f->st)->unknown, 2);
}

static void answers_to_it_are_not_answered(void **state)
{
	struct packet_header to = request;
	struct fixture *f = *state;

	to.tag_owner = false;
	message_give(f, &to, get_eid, sizeof(get_eid));
	assert_int_equal(f->messages, 0);
	assert_int_equal(stack_counters(f->st)->messages_in, 1);
}

static void first_packet(struct fixture *f, uint8_t src, uint8_t tag)
{
	struct packet_header h = request;
	uint8_t payload[PAYLOAD];

	echo_message(payload, sizeof(payload));
	h.src = src;
	h.tag = tag;
	h.som = true;
	packet_give(f, &h, payload, sizeof(payload));
}

static void last_packet(struct fixture *f, uint8_t src, uint8_t tag)
{
	struct packet_header h = request;
	uint8_t payload[1] = { 0 };

	h.src = src;
	h.tag = tag;
	h.eom = true;
	h.sequence = 1;
	packet_give(f, &h, payload, sizeof(payload));
}

static void messages_of_several_senders_may_interleave(void **state)
{
	struct fixture *f = *state;

	first_packet(f, 0x08, 1);
	first_packet(f, 0x09, 1);
	first_packet(f, 0x08, 2);
	last_packet(f, 0x09, 1);
	last_packet(f, 0x08, 2);
	last_packet(f, 0x08, 1);
	assert_int_equal(f->messages, 3);
	assert_int_equal(stack_counters(f->st)->incomplete, 0);
}

static void oldest_unfinished_message_gives_way(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i <= STACK_ASSEMBLIES_MAX; i++)
		first_packet(f, 0x10 + i, 0);
	assert_int_equal(stack_counters(f->st)->incomplete, 1);
	last_packet(f, 0x10, 0);
	assert_int_equal(f->messages, 0);
	for (size_t i = 1; i <= STACK_ASSEMBLIES_MAX; i++)
		last_packet(f, 0x10 + i, 0);
	assert_int_equal(f->messages, STACK_ASSEMBLIES_MAX);
}

static void malformed_packets_are_counted(void **state)
{
	struct fixture *f = *state;
	uint8_t packet[] = { 0x02, EID, PEER, 0xcd, 0, 0x80, 0x02 };

	for (size_t len = 0; len < PACKET_HEADER_SIZE; len++)
		stack_receive(f->st, packet, len);
	stack_receive(f->st, packet, sizeof(packet));
	assert_int_equal(stack_counters(f->st)->malformed, 5);
	packet[0] = 0x01;
	stack_receive(f->st, packet, PACKET_HEADER_SIZE);
	assert_int_equal(stack_counters(f->st)->incomplete, 1);
	assert_int_equal(f->packets, 0);
}

static void discovery_notify_is_a_request_to_the_bus_owner(void **state)
{
	static const uint8_t want[] = { MCTP_TYPE_CONTROL, 0x80, 0x0d };
	struct fixture *f = *state;

	stack_notify(f->st);
	assert_int_equal(f->messages, 1);
	assert_int_equal(f->last.dst, MCTP_EID_NULL);
	assert_int_equal(f->last.src, EID);
	assert_true(f->last.tag_owner);
	assert_int_equal(f->answer.len, sizeof(want));
	assert_memory_equal(f->answer.message, want, sizeof(want));
}

static size_t answers(const char *misbehave, size_t requests)
{
	struct fixture f;

	fixture_init(&f, misbehave);
	for (size_t i = 0; i < requests; i++)
		message_give(&f, &request, get_eid, sizeof(get_eid));
	fixture_done(&f);
	return f.messages;
}

static void answers_fail_to_come_or_come_twice_on_demand(void **state)
{
	(void)state;
	assert_int_equal(answers("late=1", 3), 3);
	assert_int_equal(answers("silent", 3), 0);
	assert_int_equal(answers("drop-after=2", 5), 2);
	assert_int_equal(answers("drop-after=0", 5), 0);
	assert_int_equal(answers("duplicate-reply", 3), 6);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(answer_goes_back_with_the_tag),
		TEST(null_and_broadcast_reach_it_and_other_eids_do_not),
		TEST(echo_returns_the_message_of_any_length),
		TEST(message_above_the_limit_is_dropped),
		TEST(echo_of_another_vendor_is_not_answered),
		TEST(unknown_types_are_counted),
		TEST(answers_to_it_are_not_answered),
		TEST(messages_of_several_senders_may_interleave),
		TEST(oldest_unfinished_message_gives_way),
		TEST(malformed_packets_are_counted),
		TEST(discovery_notify_is_a_request_to_the_bus_owner),
		cmocka_unit_test(answers_fail_to_come_or_come_twice_on_demand),
	};

	return cmocka_run_group_tests_name("target-stack", tests, NULL, NULL);
}
