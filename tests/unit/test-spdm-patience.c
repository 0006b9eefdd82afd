// SPDX-License-Identifier: Apache-2.0
/*
 * The requester against devices that are slow: busy, not ready, out of step,
 * silent. It waits as long as it should and no longer.
 */
#include "test-spdm-device.h"

static size_t busy_twice(struct device *d, uint8_t code, uint8_t *msg,
			 size_t len)
{
	const struct spdm_error e = { .code = SPDM_ERROR_BUSY };

	if (code != SPDM_GET_DIGESTS || d->counter == 2)
		return len;
	d->counter++;
	spdm_transcript_reset(&d->transcripts.m1m2);
	return device_put_error(d, msg, &e);
}

static void busy_is_tried_again_later(void **state)
{
	struct device d;

	(void)state;
	device_run_with(&d, busy_twice);
	assert_int_equal(d.timer_us, 100000);
	spdm_requester_timeout(d.requester);
	device_run(&d);
	assert_int_equal(d.timer_us, 200000);
	spdm_requester_timeout(d.requester);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static size_t busy_update(struct device *d, uint8_t code, uint8_t *msg,
			  size_t len)
{
	const struct spdm_error e = { .code = SPDM_ERROR_BUSY };

	if (code != SPDM_KEY_UPDATE || d->counter++)
		return len;
	/* As if the update had never been asked for. */
	for (int i = 0; i < 2; i++) {
		uint8_t *secret = i ? d->session->keys.rsp_data :
				      d->session->keys.req_data;

		crypto_aead_free(d->session->current[i].aead);
		d->session->current[i] = d->session->previous[i];
		d->session->previous[i] = (struct spdm_record_key){ 0 };
		d->session->has_previous[i] = false;
		memcpy(secret, d->session->previous_secret[i], SPDM_HASH_MAX);
	}
	return device_put_error(d, msg, &e);
}

static void busy_takes_a_key_update_back(void **state)
{
	struct device d;

	(void)state;
	device_run_with(&d, busy_update);
	device_expect(&d, SPDM_STATE_SESSION);
	assert_int_equal(spdm_requester_key_update(d.requester, true), 0);
	device_run(&d);
	assert_int_equal(d.timer_us, 100000);
	spdm_requester_timeout(d.requester);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	assert_int_equal(spdm_requester_measure(d.requester), 0);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static size_t always_busy(struct device *d, uint8_t code, uint8_t *msg,
			  size_t len)
{
	const struct spdm_error e = { .code = SPDM_ERROR_BUSY };

	(void)len;
	return code == SPDM_GET_VERSION ? len : device_put_error(d, msg, &e);
}

static void busy_has_a_limit(void **state)
{
	struct device d;

	(void)state;
	device_run_with(&d, always_busy);
	for (int i = 0; i < 3; i++) {
		device_expect(&d, SPDM_STATE_CONNECTING);
		assert_true(d.timer_us > 0);
		spdm_requester_timeout(d.requester);
		device_run(&d);
	}
	device_expect_failure(&d, "GET_CAPABILITIES: the device stays busy");
	device_done(&d);
}

/* Holds the answer back until it was asked for @counter times. */
static uint8_t held[DEVICE_MESSAGE_MAX];
static size_t held_len;

static size_t not_ready(struct device *d, uint8_t code, uint8_t *msg,
			size_t len)
{
	struct spdm_error e = {
		.code = SPDM_ERROR_RESPONSE_NOT_READY,
		.not_ready = {
			.rdt_exponent = 16,
			.request_code = SPDM_CHALLENGE,
			.token = 7,
			.rdtm = 4,
		},
	};

	if (code == SPDM_CHALLENGE) {
		memcpy(held, msg, len);
		held_len = len;
		return device_put_error(d, msg, &e);
	}
	if (code != SPDM_RESPOND_IF_READY)
		return len;
	if (--d->counter > 0)
		return device_put_error(d, msg, &e);
	memcpy(msg, held, held_len);
	return held_len;
}

static void run_not_ready(struct device *d, int questions)
{
	device_init(d);
	d->counter = questions;
	d->change = not_ready;
	device_connect(d, patient);
	device_run(d);
	for (int i = 0; i < questions && spdm_requester_busy(d->requester);
	     i++) {
		assert_int_equal(d->timer_us, 65536);
		spdm_requester_timeout(d->requester);
		assert_int_equal(d->inbox[1], SPDM_RESPOND_IF_READY);
		assert_int_equal(d->inbox[2], SPDM_CHALLENGE);
		assert_int_equal(d->inbox[3], 7);
		device_run(d);
	}
}

static void not_ready_is_asked_until_its_limit(void **state)
{
	struct device d;

	(void)state;
	for (int questions = 1; questions <= 4; questions++) {
		run_not_ready(&d, questions);
		device_expect(&d, SPDM_STATE_SESSION);
		device_done(&d);
	}
	run_not_ready(&d, 5);
	device_expect_failure(&d, "CHALLENGE: the device does not get ready");
	device_done(&d);
}

static size_t not_ready_at_once(struct device *d, uint8_t code, uint8_t *msg,
				size_t len)
{
	const struct spdm_error e = {
		.code = SPDM_ERROR_RESPONSE_NOT_READY,
		.not_ready = { 10, SPDM_GET_CAPABILITIES, 1, 2 },
	};

	return code == SPDM_GET_CAPABILITIES ? device_put_error(d, msg, &e) :
					       len;
}

static void not_ready_is_refused_before_the_agreement(void **state)
{
	struct device d;

	(void)state;
	device_run_with(&d, not_ready_at_once);
	device_expect_failure(&d, "malformed ResponseNotReady");
	device_done(&d);
}

static size_t not_ready_with(struct device *d, uint8_t code, uint8_t *msg,
			     size_t len)
{
	static const struct spdm_not_ready wrong[] = {
		{ 32, SPDM_GET_DIGESTS, 1, 2 },
		{ 10, SPDM_CHALLENGE, 1, 2 },
		{ 10, SPDM_GET_DIGESTS, 1, 0 },
		{ 31, SPDM_GET_DIGESTS, 1, 255 },
	};
	struct spdm_error e = { .code = SPDM_ERROR_RESPONSE_NOT_READY };

	e.not_ready = wrong[d->counter];
	return code == SPDM_GET_DIGESTS ? device_put_error(d, msg, &e) : len;
}

static void not_ready_with_nonsense_is_refused(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct device d;

		device_init(&d);
		d.counter = i;
		d.change = not_ready_with;
		device_connect(&d, patient);
		device_run(&d);
		device_expect_failure(&d, "GET_DIGESTS: ");
		device_done(&d);
	}
}

static size_t resynch_once(struct device *d, uint8_t code, uint8_t *msg,
			   size_t len)
{
	const struct spdm_error e = { .code = SPDM_ERROR_REQUEST_RESYNCH };

	if (code != SPDM_CHALLENGE || d->counter++)
		return len;
	return device_put_error(d, msg, &e);
}

static size_t resynch_always(struct device *d, uint8_t code, uint8_t *msg,
			     size_t len)
{
	const struct spdm_error e = { .code = SPDM_ERROR_REQUEST_RESYNCH };

	return code == SPDM_CHALLENGE ? device_put_error(d, msg, &e) : len;
}

static void resynch_leads_back_to_the_start(void **state)
{
	struct device d;

	(void)state;
	device_run_with(&d, resynch_once);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);

	device_run_with(&d, resynch_always);
	device_expect_failure(&d, "RequestResynch again and again");
	device_done(&d);
}

static size_t silent(struct device *d, uint8_t code, uint8_t *msg, size_t len)
{
	(void)msg;
	return code == SPDM_GET_MEASUREMENTS && d->counter-- > 0 ? 0 : len;
}

static void silence_is_bridged_by_the_same_bytes(void **state)
{
	uint8_t first[DEVICE_MESSAGE_MAX];
	struct device d;
	size_t len;

	(void)state;
	device_init(&d);
	device_connect(&d, patient);
	len = d.inbox_len;
	memcpy(first, d.inbox, len);
	for (int i = 0; i < 2; i++) {
		/* T1: round trip and ST1. */
		assert_int_equal(d.timer_us, 150000);
		d.inbox_len = 0;
		spdm_requester_timeout(d.requester);
		assert_int_equal(d.inbox_len, len);
		assert_memory_equal(d.inbox, first, len);
	}
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static void silence_has_a_limit(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.counter = 3;
	d.change = silent;
	device_connect(&d, patient);
	device_run(&d);
	for (int i = 0; i < 3; i++) {
		/* T2: round trip and 2^20 us of CTExponent. */
		assert_int_equal(d.timer_us, 50000 + (1 << 20));
		device_expect(&d, SPDM_STATE_AUTHENTICATED);
		d.inbox_len = 0;
		spdm_requester_timeout(d.requester);
	}
	device_expect_failure(&d, "GET_MEASUREMENTS: no answer after 3");
	device_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(busy_is_tried_again_later),
		cmocka_unit_test(busy_takes_a_key_update_back),
		cmocka_unit_test(busy_has_a_limit),
		cmocka_unit_test(not_ready_is_asked_until_its_limit),
		cmocka_unit_test(not_ready_is_refused_before_the_agreement),
		cmocka_unit_test(not_ready_with_nonsense_is_refused),
		cmocka_unit_test(resynch_leads_back_to_the_start),
		cmocka_unit_test(silence_is_bridged_by_the_same_bytes),
		cmocka_unit_test(silence_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
