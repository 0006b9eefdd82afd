// SPDX-License-Identifier: Apache-2.0
/*
 * The request queue: order, limits, retries, and every way a request ends.
 */
#include "daemon.h"

#include "request.h"

#define TIMEOUT_MS 100
/* with the jitter of up to an eighth */
#define TRY_US (TIMEOUT_MS * MS * 9 / 8 + 1)
#define TRIES 3

struct ask {
	struct request_waiter waiter;
	unsigned int calls;
	int error;
	uint8_t completion_code;
	uint8_t type;
	uint8_t data[64];
	size_t len;
};

static struct request_queue *queue;
static struct request_peer peer;

static int setup(void **state)
{
	struct request_config config = { .timeout_ms = TIMEOUT_MS,
					 .tries = TRIES };

	(void)state;
	fake_reset();
	peer = (struct request_peer){ .next_instance = 0 };
	return request_queue_new(&fake_timers_all, &fake_transport, "test",
				 &config, &queue);
}

static int teardown(void **state)
{
	(void)state;
	queue = request_queue_free(queue);
	assert_true(list_is_empty(&fake_timers));
	assert_true(list_is_empty(&fake_channels));
	return 0;
}

static void on_done(struct request_waiter *waiter,
		    const struct request_result *result)
{
	struct ask *ask = container_of(waiter, struct ask, waiter);

	ask->calls++;
	ask->error = result->error;
	ask->completion_code = result->completion_code;
	ask->type = result->type;
	ask->len = result->len;
	assert_true(ask->len <= sizeof(ask->data));
	if (ask->len)
		memcpy(ask->data, result->data, ask->len);
}

static struct request_params params_of(struct request_peer *who, uint8_t eid)
{
	return (struct request_params){
		.peer = who,
		.to = { .network = 1, .eid = eid },
		.kind = REQUEST_CONTROL,
		.type = MCTP_TYPE_CONTROL,
		.command = CONTROL_GET_EID,
	};
}

static int submit(struct ask *ask, const struct request_params *params)
{
	*ask = (struct ask){ .waiter.done = on_done };
	list_init(&ask->waiter.node);
	return request_submit(queue, params, &ask->waiter);
}

static void submit_to(struct ask *ask, struct request_peer *who, uint8_t eid)
{
	struct request_params params = params_of(who, eid);

	assert_int_equal(submit(ask, &params), 0);
}

static struct fake_sent *last_sent(void)
{
	assert_true(n_fake_sent > 0);
	return &fake_sent[n_fake_sent - 1];
}

/* What the well-behaved peer says to @sent: one byte of data, 0x55. */
static void answer_changed(const struct fake_sent *sent, uint8_t flip_rq,
			   uint8_t flip_command, size_t cut,
			   uint8_t completion_code)
{
	uint8_t data[4] = { sent->data[0] & CONTROL_INSTANCE_MASK,
			    sent->data[1], completion_code, 0x55 };

	data[0] ^= flip_rq;
	data[1] ^= flip_command;
	fake_receive(sent->channel, &sent->to, MCTP_TYPE_CONTROL, data,
		     sizeof(data) - cut);
}

static void answer(const struct fake_sent *sent)
{
	answer_changed(sent, 0, 0, 0, CONTROL_SUCCESS);
}

static const struct request_stats *stats(void)
{
	return request_queue_stats(queue);
}

static void answer_ends_the_request(void **state)
{
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	/* never from within */
	assert_int_equal(n_fake_sent, 0);
	fake_run(1);
	assert_int_equal(n_fake_sent, 1);
	assert_int_equal(last_sent()->data[0], CONTROL_REQUEST);
	assert_int_equal(last_sent()->data[1], CONTROL_GET_EID);
	answer(last_sent());
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
	assert_int_equal(ask.len, 1);
	assert_int_equal(ask.data[0], 0x55);
	assert_int_equal(fake_n_channels(), 0);
}

static void completion_code_is_handed_on(void **state)
{
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	answer_changed(last_sent(), 0, 0, 1, CONTROL_ERROR_NOT_READY);
	assert_int_equal(ask.error, -EREMOTEIO);
	assert_int_equal(ask.completion_code, CONTROL_ERROR_NOT_READY);
}

static void retries_keep_the_instance_id_and_end_in_a_timeout(void **state)
{
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(TRY_US * TRIES + TRY_US);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, -ETIMEDOUT);
	assert_int_equal(n_fake_sent, TRIES);
	for (size_t i = 1; i < TRIES; i++)
		assert_memory_equal(fake_sent[i].data, fake_sent[0].data,
				    fake_sent[0].len);
	assert_int_equal(stats()->retried, TRIES - 1);
	assert_int_equal(stats()->timed_out, 1);
	/* the next request has another id */
	submit_to(&ask, &peer, 10);
	fake_run(1);
	assert_int_equal(last_sent()->data[0], CONTROL_REQUEST | 1);
}

static void instance_ids_go_round(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 40; i++) {
		static struct ask ask;

		submit_to(&ask, &peer, 10);
		fake_run(1);
		assert_int_equal(last_sent()->data[0],
				 CONTROL_REQUEST | i % 32);
		answer(last_sent());
		assert_int_equal(ask.error, 0);
	}
}

static void answer_to_an_earlier_try_counts(void **state)
{
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(TRY_US);
	assert_int_equal(n_fake_sent, 2);
	answer(&fake_sent[0]);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
	fake_run(10 * TRY_US);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(n_fake_sent, 2);
}

/* Fills the link, so that a second try has to wait for its turn. */
static void answer_between_two_tries_is_late_but_taken(void **state)
{
	static struct request_peer others[REQUEST_IN_FLIGHT_MAX];
	static struct ask ask, asks[REQUEST_IN_FLIGHT_MAX];
	struct fake_sent *first;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	first = last_sent();
	fake_run(50 * MS);
	for (size_t i = 0; i < REQUEST_IN_FLIGHT_MAX; i++)
		submit_to(&asks[i], &others[i], 11 + i);
	fake_run(TRY_US - 50 * MS);
	answer(first);
	assert_int_equal(ask.error, 0);
	assert_int_equal(stats()->late, 1);
}

static void wrong_answers_are_counted_and_change_nothing(void **state)
{
	struct transport_address from;
	struct fake_sent *sent;
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	sent = last_sent();
	answer_changed(sent, 1, 0, 0, 0); /* instance id */
	answer_changed(sent, 0, 1, 0, 0); /* command */
	assert_int_equal(stats()->mismatch, 2);
	answer_changed(sent, CONTROL_REQUEST, 0, 0, 0);
	for (size_t cut = 2; cut <= 4; cut++)
		answer_changed(sent, 0, 0, cut, 0);
	assert_int_equal(stats()->malformed, 4);
	/* another message type on our tag */
	fake_receive(sent->channel, &sent->to, MCTP_TYPE_PLDM, "\0\2\0", 3);
	assert_int_equal(stats()->mismatch, 3);
	from = sent->to;
	from.eid++;
	fake_receive(sent->channel, &from, MCTP_TYPE_CONTROL, "\0\2\0", 3);
	from = sent->to;
	from.network++;
	fake_receive(sent->channel, &from, MCTP_TYPE_CONTROL, "\0\2\0", 3);
	assert_int_equal(stats()->foreign, 2);
	assert_int_equal(ask.calls, 0);
	answer(sent);
	assert_int_equal(ask.calls, 1);
}

static void answer_must_come_from_the_address_asked(void **state)
{
	struct request_params params = params_of(&peer, 0);
	struct transport_address from;
	struct fake_sent *sent;
	static struct ask ask;

	(void)state;
	params.to.ifindex = IFINDEX;
	params.to.hwaddr_len = 6;
	assert_int_equal(submit(&ask, &params), 0);
	fake_run(1);
	sent = last_sent();
	from = sent->to;
	from.eid = 99; /* it may have one we do not know of */
	from.hwaddr[5] = 1;
	fake_receive(sent->channel, &from, MCTP_TYPE_CONTROL, "\0\2\0", 3);
	from.hwaddr[5] = 0;
	from.hwaddr_len = 5;
	fake_receive(sent->channel, &from, MCTP_TYPE_CONTROL, "\0\2\0", 3);
	from.hwaddr_len = 6;
	from.ifindex++;
	fake_receive(sent->channel, &from, MCTP_TYPE_CONTROL, "\0\2\0", 3);
	assert_int_equal(stats()->foreign, 3);
	assert_int_equal(ask.calls, 0);
	from.ifindex--;
	fake_receive(sent->channel, &from, MCTP_TYPE_CONTROL, "\0\2\0", 3);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
}

static void cancelled_while_queued_is_never_sent(void **state)
{
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	request_waiter_cancel(&ask.waiter);
	fake_run(10 * TRY_US);
	assert_int_equal(ask.calls, 0);
	assert_int_equal(n_fake_sent, 0);
	assert_int_equal(stats()->cancelled, 1);
}

static void cancelled_while_sent_frees_its_peer_and_tag(void **state)
{
	static struct ask ask, next;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	assert_int_equal(fake_n_channels(), 1);
	request_waiter_cancel(&ask.waiter);
	assert_int_equal(fake_n_channels(), 0);
	assert_null(peer.active[REQUEST_CONTROL]);
	submit_to(&next, &peer, 10);
	fake_run(1);
	assert_int_equal(n_fake_sent, 2);
	/* an answer to the one before is not taken for one to this */
	answer_changed(last_sent(), 1, 0, 0, 0);
	assert_int_equal(next.calls, 0);
	answer(last_sent());
	assert_int_equal(next.calls, 1);
	assert_int_equal(ask.calls, 0);
}

static void cancelled_after_its_answer_is_nothing(void **state)
{
	static struct ask ask;

	(void)state;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	answer(last_sent());
	request_waiter_cancel(&ask.waiter);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
	assert_int_equal(stats()->cancelled, 0);
}

static void same_question_is_sent_once(void **state)
{
	static struct ask a, b, c;

	(void)state;
	submit_to(&a, &peer, 10);
	fake_run(1);
	submit_to(&b, &peer, 10);
	submit_to(&c, &peer, 10);
	request_waiter_cancel(&c.waiter);
	fake_run(1);
	assert_int_equal(n_fake_sent, 1);
	assert_int_equal(stats()->joined, 2);
	answer(last_sent());
	assert_int_equal(a.calls + b.calls, 2);
	assert_int_equal(c.calls, 0);
}

static void other_questions_are_not_joined(void **state)
{
	struct request_params params = params_of(&peer, 10);
	static struct ask asks[4];

	(void)state;
	assert_int_equal(submit(&asks[0], &params), 0);
	params.data = "\1";
	params.len = 1;
	assert_int_equal(submit(&asks[1], &params), 0);
	params.data = "\2";
	assert_int_equal(submit(&asks[2], &params), 0);
	params.to.eid = 0;
	assert_int_equal(submit(&asks[3], &params), 0);
	assert_int_equal(stats()->joined, 0);
	/* and one after the other, since it is one peer */
	for (unsigned int i = 1; i <= 4; i++) {
		fake_run(1);
		assert_int_equal(n_fake_sent, i);
		answer(last_sent());
	}
}

static void silent_peer_delays_only_itself(void **state)
{
	static struct request_peer other;
	static struct ask dead, waits, lives;
	struct request_params params = params_of(&peer, 10);

	(void)state;
	submit_to(&dead, &peer, 10);
	params.command = CONTROL_GET_UUID;
	assert_int_equal(submit(&waits, &params), 0);
	submit_to(&lives, &other, 11);
	fake_run(1);
	assert_int_equal(n_fake_sent, 2);
	answer(last_sent());
	assert_int_equal(lives.calls, 1);
	assert_int_equal(waits.calls, 0);
}

static void requests_in_flight_are_bounded(void **state)
{
	static struct request_peer peers[REQUEST_IN_FLIGHT_MAX + 1];
	static struct ask asks[REQUEST_IN_FLIGHT_MAX + 1];

	(void)state;
	for (size_t i = 0; i <= REQUEST_IN_FLIGHT_MAX; i++)
		submit_to(&asks[i], &peers[i], 10 + i);
	fake_run(1);
	assert_int_equal(n_fake_sent, REQUEST_IN_FLIGHT_MAX);
	answer(&fake_sent[0]);
	fake_run(1);
	assert_int_equal(n_fake_sent, REQUEST_IN_FLIGHT_MAX + 1);
}

static void requests_to_the_null_eid_are_bounded(void **state)
{
	static struct request_peer peers[REQUEST_NULL_EID_MAX + 1];
	static struct ask asks[REQUEST_NULL_EID_MAX + 1];

	(void)state;
	for (size_t i = 0; i <= REQUEST_NULL_EID_MAX; i++) {
		struct request_params params = params_of(&peers[i], 0);

		params.to.ifindex = IFINDEX;
		params.to.hwaddr_len = 6;
		params.to.hwaddr[5] = i;
		assert_int_equal(submit(&asks[i], &params), 0);
	}
	fake_run(1);
	assert_int_equal(n_fake_sent, REQUEST_NULL_EID_MAX);
	/* one that is not answered gives its tag back after each try */
	fake_run(TRY_US);
	assert_true(n_fake_sent > REQUEST_NULL_EID_MAX);
	assert_in_range(fake_n_channels(), 1, REQUEST_NULL_EID_MAX);
}

static void first_tries_go_before_retries(void **state)
{
	static struct request_peer peers[REQUEST_NULL_EID_MAX];
	static struct ask asks[REQUEST_NULL_EID_MAX];
	struct request_params params;
	static struct ask ask;

	(void)state;
	for (size_t i = 0; i < REQUEST_NULL_EID_MAX; i++) {
		params = params_of(&peers[i], 0);
		assert_int_equal(submit(&asks[i], &params), 0);
	}
	fake_run(1);
	params = params_of(&peer, 0);
	params.command = CONTROL_GET_UUID;
	assert_int_equal(submit(&ask, &params), 0);
	while (n_fake_sent == REQUEST_NULL_EID_MAX)
		assert_true(fake_turn(fake_now_us + TRY_US));
	assert_int_equal(last_sent()->data[1], CONTROL_GET_UUID);
}

static void background_requests_are_bounded_and_last(void **state)
{
	static struct request_peer peers[REQUEST_BACKGROUND_MAX + 1];
	static struct ask asks[REQUEST_BACKGROUND_MAX + 1];
	static struct ask ask;

	(void)state;
	for (size_t i = 0; i <= REQUEST_BACKGROUND_MAX; i++) {
		struct request_params params = params_of(&peers[i], 20 + i);

		params.priority = REQUEST_BACKGROUND;
		assert_int_equal(submit(&asks[i], &params), 0);
	}
	submit_to(&ask, &peer, 10);
	fake_run(1);
	assert_int_equal(n_fake_sent, REQUEST_BACKGROUND_MAX + 1);
	assert_int_equal(fake_sent[0].to.eid, 10);
}

static void queue_is_bounded(void **state)
{
	static struct request_peer peers[REQUEST_QUEUED_MAX + 1];
	static struct ask asks[REQUEST_QUEUED_MAX + 1];

	(void)state;
	for (size_t i = 0; i < REQUEST_QUEUED_MAX; i++)
		submit_to(&asks[i], &peers[i], 10);
	assert_int_equal(submit(&asks[REQUEST_QUEUED_MAX],
				&(struct request_params){
		.peer = &peer, .kind = REQUEST_CONTROL }), -EBUSY);
	assert_null(asks[REQUEST_QUEUED_MAX].waiter.request);
	queue = request_queue_free(queue);
	for (size_t i = 0; i < REQUEST_QUEUED_MAX; i++) {
		assert_int_equal(asks[i].calls, 1);
		assert_int_equal(asks[i].error, -ECANCELED);
	}
	setup(NULL);
}

static void control_requests_have_a_largest_size(void **state)
{
	uint8_t data[REQUEST_CONTROL_BODY_MAX + 1] = { 0 };
	struct request_params params = params_of(&peer, 10);
	static struct ask ask;

	(void)state;
	params.data = data;
	params.len = sizeof(data);
	assert_int_equal(submit(&ask, &params), -EMSGSIZE);
	params.len--;
	assert_int_equal(submit(&ask, &params), 0);
	request_waiter_cancel(&ask.waiter);
}

static void failed_send_ends_the_request(void **state)
{
	static struct ask ask;

	(void)state;
	fake_send_error = -EHOSTUNREACH;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, -EHOSTUNREACH);
	assert_int_equal(stats()->failed, 1);
}

static void lack_of_tags_costs_a_try(void **state)
{
	static struct ask ask;

	(void)state;
	fake_send_error = -EBUSY;
	submit_to(&ask, &peer, 10);
	fake_run(1);
	assert_int_equal(ask.calls, 0);
	fake_send_error = 0;
	fake_run(TRY_US);
	assert_int_equal(n_fake_sent, 2);
	answer(last_sent());
	assert_int_equal(ask.error, 0);
}

static void device_without_driver_is_asked_again(void **state)
{
	struct request_params params = params_of(&peer, 0);
	static struct ask ask;

	(void)state;
	params.to.hwaddr_len = 6;
	fake_send_error = -EHOSTUNREACH;
	assert_int_equal(submit(&ask, &params), 0);
	fake_run(1);
	assert_int_equal(ask.calls, 0);
	fake_send_error = 0;
	fake_run(TRY_US);
	answer(last_sent());
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, 0);
}

static void other_types_do_not_wait_for_control_requests(void **state)
{
	struct request_params params = {
		.peer = &peer,
		.to = { .network = 1, .eid = 10 },
		.kind = REQUEST_OTHER,
		.type = MCTP_TYPE_SPDM,
		.data = "\x10\x84\0\0",
		.len = 4,
		.tries = 1,
	};
	static struct ask control, spdm;

	(void)state;
	submit_to(&control, &peer, 10);
	assert_int_equal(submit(&spdm, &params), 0);
	fake_run(1);
	assert_int_equal(n_fake_sent, 2);
	assert_int_equal(last_sent()->type, MCTP_TYPE_SPDM);
	assert_memory_equal(last_sent()->data, "\x10\x84\0\0", 4);
	fake_receive(last_sent()->channel, &last_sent()->to, MCTP_TYPE_SPDM,
		     "\x10\x04", 2);
	assert_int_equal(spdm.calls, 1);
	assert_int_equal(spdm.type, MCTP_TYPE_SPDM);
	assert_int_equal(spdm.len, 2);
	assert_int_equal(control.calls, 0);
}

static void peer_that_is_gone_ends_its_requests_only(void **state)
{
	static struct request_peer other;
	struct request_params params = params_of(&peer, 10);
	static struct ask sent, queued, lives;

	(void)state;
	submit_to(&sent, &peer, 10);
	params.command = CONTROL_GET_UUID;
	assert_int_equal(submit(&queued, &params), 0);
	submit_to(&lives, &other, 11);
	fake_run(1);
	request_peer_cancel(queue, &peer, -ENODEV);
	assert_int_equal(sent.error, -ENODEV);
	assert_int_equal(queued.error, -ENODEV);
	assert_int_equal(lives.calls, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answer_ends_the_request),
		TEST(completion_code_is_handed_on),
		TEST(retries_keep_the_instance_id_and_end_in_a_timeout),
		TEST(instance_ids_go_round),
		TEST(answer_to_an_earlier_try_counts),
		TEST(answer_between_two_tries_is_late_but_taken),
		TEST(wrong_answers_are_counted_and_change_nothing),
		TEST(answer_must_come_from_the_address_asked),
		TEST(cancelled_while_queued_is_never_sent),
		TEST(cancelled_while_sent_frees_its_peer_and_tag),
		TEST(cancelled_after_its_answer_is_nothing),
		TEST(same_question_is_sent_once),
		TEST(other_questions_are_not_joined),
		TEST(silent_peer_delays_only_itself),
		TEST(requests_in_flight_are_bounded),
		TEST(requests_to_the_null_eid_are_bounded),
		TEST(first_tries_go_before_retries),
		TEST(background_requests_are_bounded_and_last),
		TEST(queue_is_bounded),
		TEST(control_requests_have_a_largest_size),
		TEST(failed_send_ends_the_request),
		TEST(lack_of_tags_costs_a_try),
		TEST(device_without_driver_is_asked_again),
		TEST(other_types_do_not_wait_for_control_requests),
		TEST(peer_that_is_gone_ends_its_requests_only),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
