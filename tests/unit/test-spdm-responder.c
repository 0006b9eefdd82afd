// SPDX-License-Identifier: Apache-2.0
/*
 * The SPDM responder of emulated devices: against the requester of the
 * daemon, and against messages that no good requester sends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mctp-target/misbehave.h"
#include "mctp-target/spdm-responder.h"
#include "spdm/agreed.h"
#include "spdm/crypto-pkey.h"
#include "spdm/error.h"
#include "spdm/key-exchange.h"
#include "spdm/opaque.h"
#include "spdm/requester.h"
#include "spdm/trust.h"
#include "test-spdm-pki.h"

#define MESSAGE_MAX (SPDM_RESPONDER_MESSAGE_MAX + 64)
#define TURNS_MAX 500
#define RECORDED_MAX 64
#define NEVER SIZE_MAX

struct sent {
	uint8_t type;
	uint8_t body[MESSAGE_MAX];
	size_t len;
};

struct peers {
	struct pki pki;
	struct misbehave misbehave;
	struct spdm_trust *trust;
	struct spdm_responder *responder;
	struct spdm_requester *requester;
	struct sent sent; /* by the requester, not handed on yet */
	bool pending;
	bool timer;
	size_t turn;	       /* requests handed on */
	size_t lose;	       /* the answer of this one */
	struct sent *recorded; /* RECORDED_MAX requests, or NULL */
};

static int on_send(void *user, uint8_t type, const uint8_t *body, size_t len)
{
	struct peers *p = user;

	assert_true(len <= MESSAGE_MAX);
	p->sent.type = type;
	memcpy(p->sent.body, body, len);
	p->sent.len = len;
	p->pending = true;
	return 0;
}

static void on_set_timer(void *user, uint64_t delay_us)
{
	struct peers *p = user;

	p->timer = delay_us;
}

static void on_changed(void *user)
{
	(void)user;
}

static const struct spdm_requester_ops ops = {
	.send = on_send,
	.set_timer = on_set_timer,
	.changed = on_changed,
};

static void requester_make(struct peers *p, uint32_t message_max)
{
	const struct spdm_requester_config config = {
		.trust = p->trust,
		.session = true,
		.message_max = message_max,
		.retries = 2,
	};

	p->requester = spdm_requester_new(&config, &ops, p);
	assert_non_null(p->requester);
}

static void peers_init(struct peers *p, const struct pki_options *options)
{
	*p = (struct peers){ .lose = NEVER };
	p->pki = pki_make(options);
	p->trust = spdm_trust_new();
	assert_int_equal(spdm_trust_add_pem(p->trust, p->pki.root_pem,
					    strlen(p->pki.root_pem)),
			 0);
	assert_int_equal(
		spdm_responder_new(p->pki.key_pem, strlen(p->pki.key_pem),
				   p->pki.chain_pem, strlen(p->pki.chain_pem),
				   &p->misbehave, &p->responder),
		0);
	requester_make(p, 0);
}

static void peers_done(struct peers *p)
{
	spdm_requester_free(p->requester);
	spdm_responder_free(p->responder);
	spdm_trust_free(p->trust);
	pki_done(&p->pki);
}

static void turn(struct peers *p)
{
	uint8_t response[MESSAGE_MAX];
	struct sent sent = p->sent;
	size_t len;

	p->pending = false;
	if (p->recorded && p->turn < RECORDED_MAX)
		p->recorded[p->turn] = sent;
	len = spdm_responder_handle(p->responder, sent.type, sent.body,
				    sent.len, response, sizeof(response));
	if (p->turn++ == p->lose)
		len = 0;
	if (len)
		spdm_requester_receive(p->requester, sent.type, response, len);
}

/* Until nothing is outstanding; a lost answer is a time-out. */
static void run(struct peers *p)
{
	for (size_t i = 0; i < TURNS_MAX; i++) {
		if (p->pending) {
			turn(p);
		} else if (p->timer) {
			p->timer = false;
			spdm_requester_timeout(p->requester);
		}
		if (!p->pending && !spdm_requester_busy(p->requester))
			return;
	}
	fail_msg("no end after %d turns", TURNS_MAX);
}

static void run_to_session(struct peers *p)
{
	spdm_requester_start(p->requester);
	run(p);
	assert_string_equal(spdm_requester_error(p->requester), "");
	assert_int_equal(spdm_requester_state(p->requester),
			 SPDM_STATE_SESSION);
}

static void run_to_failure(struct peers *p)
{
	spdm_requester_start(p->requester);
	run(p);
	assert_int_equal(spdm_requester_state(p->requester), SPDM_STATE_FAILED);
	assert_string_not_equal(spdm_requester_error(p->requester), "");
}

static int setup(void **state)
{
	static const struct pki_options options;
	struct peers *p = malloc(sizeof(*p));

	if (!p)
		return -1;
	peers_init(p, &options);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	peers_done(*state);
	free(*state);
	return 0;
}

static void requester_gets_identity_measurements_and_session(void **state)
{
	struct peers *p = *state;
	struct spdm_requester_measurement m;

	run_to_session(p);
	assert_int_equal(spdm_requester_identity(p->requester),
			 SPDM_IDENTITY_VERIFIED);
	assert_string_equal(spdm_requester_version(p->requester), "1.2");
	assert_string_equal(spdm_requester_algorithms(p->requester),
			    "ECDSA_P384 SHA_384 SECP384R1 AES_256_GCM");
	assert_int_not_equal(spdm_requester_session_id(p->requester), 0);
	assert_int_equal(spdm_requester_measurement_count(p->requester), 5);
	m = spdm_requester_measurement(p->requester, 4);
	assert_int_equal(m.index, 5);
	assert_int_equal(m.value.len, 5);
	assert_memory_equal(m.value.data, "1.0.0", 5);
}

static void session_survives_key_updates(void **state)
{
	struct peers *p = *state;

	run_to_session(p);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(spdm_requester_key_update(p->requester, i % 2),
				 0);
		run(p);
		assert_int_equal(spdm_requester_measure(p->requester), 0);
		run(p);
		assert_int_equal(spdm_requester_state(p->requester),
				 SPDM_STATE_SESSION);
	}
}

static void session_can_be_ended_and_begun_again(void **state)
{
	struct peers *p = *state;

	for (int i = 0; i < 3; i++) {
		run_to_session(p);
		assert_int_equal(spdm_requester_end_session(p->requester), 0);
		run(p);
		assert_int_equal(spdm_requester_state(p->requester),
				 SPDM_STATE_NONE);
	}
}

static void new_run_replaces_a_session_left_behind(void **state)
{
	struct peers *p = *state;

	/* more often than there is room for sessions */
	for (int i = 0; i < SPDM_RESPONDER_SESSIONS_MAX + 2; i++)
		run_to_session(p);
}

static void each_answer_may_get_lost_once(void **state)
{
	struct peers *p = *state;
	size_t turns;

	run_to_session(p);
	turns = p->turn;
	assert_true(turns > 8);
	for (size_t i = 0; i < turns; i++) {
		p->turn = 0;
		p->lose = i;
		run_to_session(p);
		assert_int_equal(p->turn, turns + 1);
	}
}

static void chain_comes_in_as_many_portions_as_it_needs(void **state)
{
	struct peers *p = *state;

	run_to_session(p);
	spdm_requester_free(p->requester);
	requester_make(p, 1024);
	run_to_session(p);
}

static void wrong_signature_is_found_out(void **state)
{
	struct peers *p = *state;

	p->misbehave.modes = MISBEHAVE_SPDM_WRONG_SIGNATURE;
	run_to_failure(p);
	assert_int_not_equal(spdm_requester_identity(p->requester),
			     SPDM_IDENTITY_VERIFIED);
}

static void wrong_version_is_found_out(void **state)
{
	struct peers *p = *state;

	p->misbehave.modes = MISBEHAVE_SPDM_WRONG_VERSION;
	run_to_failure(p);
}

static void silence_after_key_exchange_ends_at_the_next_connection(void **state)
{
	struct peers *p = *state;

	p->misbehave.modes = MISBEHAVE_SPDM_SILENT_AFTER_KEY_EXCHANGE;
	run_to_failure(p);
	p->misbehave.modes = 0;
	run_to_session(p);
}

static void expired_leaf_is_found_out(void **state)
{
	const struct pki_options options = { .leaf_expired = true };
	struct peers p;

	(void)state;
	peers_init(&p, &options);
	run_to_failure(&p);
	assert_int_equal(spdm_requester_identity(p.requester),
			 SPDM_IDENTITY_FAILED);
	peers_done(&p);
}

static void what_is_no_key_or_chain_is_refused(void **state)
{
	struct peers *p = *state;
	struct spdm_responder *r = NULL;
	const char *key = p->pki.key_pem, *chain = p->pki.chain_pem;

	assert_int_equal(spdm_responder_new("x", 1, chain, strlen(chain),
					    &p->misbehave, &r),
			 -EINVAL);
	assert_true(spdm_responder_new(key, strlen(key), "x", 1, &p->misbehave,
				       &r) < 0);
	assert_null(r);
}

/* --- messages by hand ------------------------------------------------- */

static size_t give(struct peers *p, uint8_t type, const uint8_t *data,
		   size_t len, uint8_t *response)
{
	/* the exact size, so that the sanitizer sees a read past the end */
	uint8_t *copy = malloc(len ? len : 1);
	size_t n;

	assert_non_null(copy);
	memcpy(copy, data, len);
	n = spdm_responder_handle(p->responder, type, copy, len, response,
				  MESSAGE_MAX);
	free(copy);
	return n;
}

/* Brings a connection up to its algorithms. */
static void negotiate(struct peers *p)
{
	spdm_requester_start(p->requester);
	for (int i = 0; i < 3; i++)
		turn(p);
	p->pending = false;
}

static void expect_error(struct peers *p, const uint8_t *data, size_t len,
			 uint8_t code, uint8_t error_data)
{
	uint8_t response[MESSAGE_MAX];
	struct spdm_error error;
	size_t n = give(p, SPDM_MCTP_TYPE, data, len, response);

	assert_int_not_equal(n, 0);
	assert_int_equal(spdm_error_decode(response, n, &error), 0);
	assert_int_equal(error.code, code);
	assert_int_equal(error.data, error_data);
}

#define EXPECT_ERROR(p, code, error_data, ...)                           \
	do {                                                             \
		const uint8_t _data[] = { __VA_ARGS__ };                 \
		expect_error(p, _data, sizeof(_data), code, error_data); \
	} while (0)

static void requests_wait_for_their_turn(void **state)
{
	struct peers *p = *state;
	static const uint8_t codes[] = { 0xe1, 0xe3, 0x81, 0x82, 0x83, 0xe0,
					 0xe4, 0xe5, 0xe8, 0xe9, 0xec };

	for (size_t i = 0; i < sizeof(codes); i++)
		EXPECT_ERROR(p, SPDM_ERROR_UNEXPECTED_REQUEST, 0, 0x12,
			     codes[i], 0, 0);
}

static void get_version_wants_version_1_0(void **state)
{
	struct peers *p = *state;
	uint8_t response[MESSAGE_MAX];
	static const uint8_t good[] = { 0x10, 0x84, 0, 0 };
	static const uint8_t want[] = { 0x10, 4, 0, 0, 0, 1, 0, 0x12 };

	EXPECT_ERROR(p, SPDM_ERROR_VERSION_MISMATCH, 0, 0x12, 0x84, 0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x10, 0x84, 0, 0, 0);
	assert_int_equal(give(p, SPDM_MCTP_TYPE, good, sizeof(good), response),
			 sizeof(want));
	assert_memory_equal(response, want, sizeof(want));
	EXPECT_ERROR(p, SPDM_ERROR_VERSION_MISMATCH, 0, 0x11, 0xe1, 0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x12, 0xe1, 0, 0);
}

static void refused_get_version_leaves_the_session_alone(void **state)
{
	static const uint8_t bad[] = { 0x12, 0x84, 0, 0 };
	struct peers *p = *state;
	uint8_t response[MESSAGE_MAX];

	run_to_session(p);
	assert_int_equal(give(p, SPDM_MCTP_TYPE, bad, sizeof(bad), response),
			 SPDM_HEADER_LEN);
	assert_int_equal(response[0], SPDM_VERSION_1_0);
	assert_int_equal(response[2], SPDM_ERROR_VERSION_MISMATCH);
	assert_int_equal(spdm_requester_measure(p->requester), 0);
	run(p);
	assert_int_equal(spdm_requester_state(p->requester),
			 SPDM_STATE_SESSION);
}

static void unknown_requests_are_named(void **state)
{
	struct peers *p = *state;

	EXPECT_ERROR(p, SPDM_ERROR_UNSUPPORTED_REQUEST, 0xed, 0x12, 0xed, 0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_UNSUPPORTED_REQUEST, 0x04, 0x10, 0x04, 0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x10, 0x84, 0);
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x10);
}

static void wrong_requests_are_refused_when_negotiated(void **state)
{
	struct peers *p = *state;

	negotiate(p);
	EXPECT_ERROR(p, SPDM_ERROR_VERSION_MISMATCH, 0, 0x11, 0x81, 0, 0);
	/* not the identical one */
	EXPECT_ERROR(p, SPDM_ERROR_UNEXPECTED_REQUEST, 0, 0x12, 0xe3, 0, 0);
	/* slot 1, nothing asked for, and an offset behind the end */
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x12, 0x82, 1, 0, 0, 0,
		     0xff, 0xff);
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x12, 0x82, 0, 0, 0, 0,
		     0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x12, 0x82, 0, 0, 0xff,
		     0xff, 1, 0);
	/* a measurement there is not */
	EXPECT_ERROR(p, SPDM_ERROR_INVALID_REQUEST, 0, 0x12, 0xe0, 0, 6);
	EXPECT_ERROR(p, SPDM_ERROR_SESSION_REQUIRED, 0, 0x12, 0xe5, 0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_SESSION_REQUIRED, 0, 0x12, 0xe8, 0, 0);
	EXPECT_ERROR(p, SPDM_ERROR_SESSION_REQUIRED, 0, 0x12, 0xe9, 1, 0);
	EXPECT_ERROR(p, SPDM_ERROR_SESSION_REQUIRED, 0, 0x12, 0xec, 0, 0);
}

static void challenge_wants_slot_0_and_a_known_summary(void **state)
{
	struct peers *p = *state;
	uint8_t m[36] = { 0x12, 0x83, 0, 0 };
	uint8_t response[MESSAGE_MAX];

	negotiate(p);
	assert_int_not_equal(give(p, SPDM_MCTP_TYPE, m, sizeof(m), response),
			     0);
	assert_int_equal(response[1], SPDM_CHALLENGE_AUTH);
	m[2] = 1;
	expect_error(p, m, sizeof(m), SPDM_ERROR_INVALID_REQUEST, 0);
	m[2] = 0xff;
	expect_error(p, m, sizeof(m), SPDM_ERROR_INVALID_REQUEST, 0);
	m[2] = 0;
	m[3] = 2;
	expect_error(p, m, sizeof(m), SPDM_ERROR_INVALID_REQUEST, 0);
}

static void request_above_the_limit_gets_no_answer(void **state)
{
	struct peers *p = *state;
	static uint8_t m[SPDM_RESPONDER_MESSAGE_MAX + 1] = { 0x12, 0xed };
	uint8_t response[MESSAGE_MAX];

	assert_int_not_equal(
		give(p, SPDM_MCTP_TYPE, m, sizeof(m) - 1, response), 0);
	assert_int_equal(give(p, SPDM_MCTP_TYPE, m, sizeof(m), response), 0);
}

/* A KEY_EXCHANGE with the session id half @id. */
static size_t key_exchange(uint8_t *message, uint16_t id)
{
	const struct spdm_agreed agreed = {
		.version = SPDM_VERSION_1_2,
		.alg = { .dhe = SPDM_DHE_SECP384R1 },
	};
	_cleanup_(crypto_dh_freep) struct crypto_dh *dh = NULL;
	uint8_t exchange[SPDM_EXCHANGE_MAX], opaque[64];
	struct spdm_key_exchange m = { .req_session_id = id };
	long len;

	assert_int_equal(crypto_dh_new(SPDM_DHE_SECP384R1, &dh), 0);
	assert_int_equal(crypto_dh_exchange(dh, exchange), 0);
	m.exchange = exchange;
	m.opaque.len =
		spdm_opaque_offer_encode(opaque, sizeof(opaque), agreed.version,
					 &spdm_secured_versions_supported);
	m.opaque.data = opaque;
	len = spdm_key_exchange_encode(message, MESSAGE_MAX, &agreed, &m);
	assert_true(len > 0);
	return len;
}

static void one_session_too_many_is_refused(void **state)
{
	struct peers *p = *state;
	uint8_t m[MESSAGE_MAX], response[MESSAGE_MAX];
	size_t len;

	negotiate(p);
	for (int i = 0; i < SPDM_RESPONDER_SESSIONS_MAX; i++) {
		len = key_exchange(m, i);
		assert_int_not_equal(give(p, SPDM_MCTP_TYPE, m, len, response),
				     0);
		assert_int_equal(response[1], SPDM_KEY_EXCHANGE_RSP);
	}
	len = key_exchange(m, 0x1000);
	expect_error(p, m, len, SPDM_ERROR_SESSION_LIMIT_EXCEEDED, 0);
}

static void key_exchange_wants_a_point_on_the_curve(void **state)
{
	struct peers *p = *state;
	uint8_t m[MESSAGE_MAX];
	size_t len;

	negotiate(p);
	len = key_exchange(m, 1);
	m[60] ^= 0x01;
	expect_error(p, m, len, SPDM_ERROR_INVALID_REQUEST, 0);
	len = key_exchange(m, 1);
	m[3] = 1;
	expect_error(p, m, len, SPDM_ERROR_INVALID_REQUEST, 0);
}

static void answer_too_large_for_the_requester_says_so(void **state)
{
	struct peers *p = *state;
	uint8_t capabilities[20] = { 0x12, 0xe1, 0,    0, 0, 10,  0,
				     0,	   0xc6, 0x02, 0, 0, 100, 0,
				     0,	   0,	 100,  0, 0, 0 };
	struct sent recorded[RECORDED_MAX];
	uint8_t response[MESSAGE_MAX];
	struct spdm_error error;
	static const uint8_t get_version[] = { 0x10, 0x84, 0, 0 };
	static const uint8_t measure[] = { 0x12, 0xe0, 0, 0xff };
	size_t n;

	p->recorded = recorded;
	negotiate(p);
	give(p, SPDM_MCTP_TYPE, get_version, sizeof(get_version), response);
	give(p, SPDM_MCTP_TYPE, capabilities, sizeof(capabilities), response);
	assert_int_equal(response[1], SPDM_CAPABILITIES);
	give(p, SPDM_MCTP_TYPE, recorded[2].body, recorded[2].len, response);
	assert_int_equal(response[1], SPDM_ALGORITHMS);
	n = give(p, SPDM_MCTP_TYPE, measure, sizeof(measure), response);
	assert_int_equal(spdm_error_decode(response, n, &error), 0);
	assert_int_equal(error.code, SPDM_ERROR_RESPONSE_TOO_LARGE);
	assert_int_equal(error.extended.len, 4);
}

static void record_of_an_unknown_session_gets_no_answer(void **state)
{
	struct peers *p = *state;
	uint8_t record[64] = { 1, 2, 3, 4 };
	uint8_t response[MESSAGE_MAX];

	run_to_session(p);
	assert_int_equal(give(p, SPDM_MCTP_TYPE_SECURED, record, sizeof(record),
			      response),
			 0);
	for (size_t n = 0; n < 4; n++)
		assert_int_equal(give(p, SPDM_MCTP_TYPE_SECURED, record, n,
				      response),
				 0);
}

static void record_that_was_changed_ends_the_session(void **state)
{
	struct peers *p = *state;
	uint8_t response[MESSAGE_MAX];

	run_to_session(p);
	assert_int_equal(spdm_requester_measure(p->requester), 0);
	p->sent.body[p->sent.len - 1] ^= 0x01;
	turn(p);
	run(p);
	assert_int_equal(spdm_requester_state(p->requester), SPDM_STATE_FAILED);
	p->sent.body[p->sent.len - 1] ^= 0x01;
	assert_int_equal(
		give(p, p->sent.type, p->sent.body, p->sent.len, response), 0);
}

static void record_out_of_order_is_ignored(void **state)
{
	struct peers *p = *state;
	uint8_t response[MESSAGE_MAX];
	struct sent old;

	run_to_session(p);
	assert_int_equal(spdm_requester_measure(p->requester), 0);
	old = p->sent;
	run(p);
	assert_int_equal(spdm_requester_measure(p->requester), 0);
	run(p);
	assert_int_equal(give(p, old.type, old.body, old.len, response), 0);
	assert_int_equal(spdm_requester_measure(p->requester), 0);
	run(p);
	assert_int_equal(spdm_requester_state(p->requester),
			 SPDM_STATE_SESSION);
}

/* Replays the first @n requests, then gives a spoilt form of the next. */
static void spoil(struct peers *p, const struct sent *requests, size_t n,
		  size_t len, size_t bit)
{
	uint8_t response[MESSAGE_MAX];
	struct sent bad = requests[n];

	for (size_t i = 0; i < n; i++)
		give(p, requests[i].type, requests[i].body, requests[i].len,
		     response);
	if (bit != NEVER)
		bad.body[bit / 8] ^= 1 << bit % 8;
	give(p, bad.type, bad.body, len, response);
}

static void spoilt_requests_do_no_harm(void **state)
{
	struct peers *p = *state;
	struct sent requests[RECORDED_MAX];

	p->recorded = requests;
	run_to_session(p);
	p->recorded = NULL;
	/* what is left after KEY_EXCHANGE has keys that a replay has not */
	for (size_t n = 0; requests[n].type == SPDM_MCTP_TYPE; n++) {
		const struct sent *q = &requests[n];
		/* each replay costs signatures from CHALLENGE on */
		size_t step = n < 3 ? 1 : 37;

		for (size_t len = 0; len < q->len; len += step)
			spoil(p, requests, n, len, NEVER);
		for (size_t bit = 0; bit < q->len * 8; bit += step)
			spoil(p, requests, n, q->len, bit);
	}
	run_to_session(p);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(requester_gets_identity_measurements_and_session),
		TEST(session_survives_key_updates),
		TEST(session_can_be_ended_and_begun_again),
		TEST(new_run_replaces_a_session_left_behind),
		TEST(each_answer_may_get_lost_once),
		TEST(chain_comes_in_as_many_portions_as_it_needs),
		TEST(wrong_signature_is_found_out),
		TEST(wrong_version_is_found_out),
		TEST(silence_after_key_exchange_ends_at_the_next_connection),
		cmocka_unit_test(expired_leaf_is_found_out),
		TEST(what_is_no_key_or_chain_is_refused),
		TEST(requests_wait_for_their_turn),
		TEST(get_version_wants_version_1_0),
		TEST(refused_get_version_leaves_the_session_alone),
		TEST(unknown_requests_are_named),
		TEST(wrong_requests_are_refused_when_negotiated),
		TEST(challenge_wants_slot_0_and_a_known_summary),
		TEST(request_above_the_limit_gets_no_answer),
		TEST(one_session_too_many_is_refused),
		TEST(key_exchange_wants_a_point_on_the_curve),
		TEST(answer_too_large_for_the_requester_says_so),
		TEST(record_of_an_unknown_session_gets_no_answer),
		TEST(record_that_was_changed_ends_the_session),
		TEST(record_out_of_order_is_ignored),
		TEST(spoilt_requests_do_no_harm),
	};

	return cmocka_run_group_tests_name("spdm-responder", tests, NULL, NULL);
}
