// SPDX-License-Identifier: Apache-2.0
/*
 * The requester against devices that are broken or hostile: every one ends in
 * state failed with the reason, or in a session after all.
 */
#include "test-spdm-device.h"

static void late_and_foreign_answers_are_dropped(void **state)
{
	static const uint8_t stray[] = { 0x10, SPDM_VERSION, 0, 0, 0, 1, 0,
					 0x12 };
	struct device d;

	(void)state;
	device_init(&d);
	device_connect(&d, patient);
	/* Another type, too short, too long. */
	device_deliver(&d, SPDM_MCTP_TYPE_SECURED, stray, sizeof(stray));
	device_deliver(&d, 1, stray, sizeof(stray));
	device_deliver(&d, SPDM_MCTP_TYPE, stray, 0);
	device_deliver(&d, SPDM_MCTP_TYPE, stray, 3);
	{
		static uint8_t long_one[SPDM_REQUESTER_MESSAGE_MAX + 1];

		memcpy(long_one, stray, sizeof(stray));
		device_deliver(&d, SPDM_MCTP_TYPE, long_one, sizeof(long_one));
	}
	assert_int_equal(spdm_requester_dropped(d.requester), 5);
	/* Sent twice, answered twice. */
	spdm_requester_timeout(d.requester);
	device_turn(&d);
	device_deliver(&d, d.last_type, d.last, d.last_len);
	assert_int_equal(spdm_requester_dropped(d.requester), 6);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	/* Nothing is expected any more. */
	device_deliver(&d, d.last_type, d.last, d.last_len);
	device_deliver(&d, SPDM_MCTP_TYPE, stray, sizeof(stray));
	assert_int_equal(spdm_requester_dropped(d.requester), 8);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static void replayed_records_are_dropped(void **state)
{
	uint8_t old[DEVICE_MESSAGE_MAX], forged[64] = { 0 };
	struct device d;
	size_t len;

	(void)state;
	device_init(&d);
	device_connect(&d, patient);
	device_run(&d);
	assert_int_equal(spdm_requester_measure(d.requester), 0);
	device_run(&d);
	len = d.last_len;
	memcpy(old, d.last, len);
	assert_int_equal(spdm_requester_measure(d.requester), 0);
	device_deliver(&d, SPDM_MCTP_TYPE_SECURED, old, len);
	assert_int_equal(spdm_requester_dropped(d.requester), 1);
	/* Of another session. */
	forged[6] = sizeof(forged) - 8;
	device_deliver(&d, SPDM_MCTP_TYPE_SECURED, forged, sizeof(forged));
	assert_int_equal(spdm_requester_dropped(d.requester), 2);
	/* A plain ERROR proves nothing inside a session. */
	device_deliver(&d, SPDM_MCTP_TYPE,
		       (uint8_t[]){ 0x12, SPDM_ERROR, SPDM_ERROR_BUSY, 0 }, 4);
	assert_int_equal(spdm_requester_dropped(d.requester), 3);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static void a_bad_tag_ends_the_session(void **state)
{
	struct device d;
	uint8_t bad[DEVICE_MESSAGE_MAX];
	uint8_t plain[5] = { SPDM_MCTP_TYPE, 0x12, SPDM_MEASUREMENTS };
	long n;

	(void)state;
	device_init(&d);
	device_connect(&d, patient);
	device_run(&d);
	assert_int_equal(spdm_requester_measure(d.requester), 0);
	n = spdm_session_seal(d.session, plain, sizeof(plain), bad,
			      sizeof(bad));
	bad[n - 1] ^= 1;
	device_deliver(&d, SPDM_MCTP_TYPE_SECURED, bad, n);
	device_expect_failure(&d, "the record is not authentic");
	device_done(&d);
}

/* One byte of the answer to request @counter is flipped. */
static uint8_t flipped_code;
static size_t flipped_at;

static size_t flip(struct device *d, uint8_t code, uint8_t *msg, size_t len)
{
	(void)d;
	if (code == flipped_code)
		msg[flipped_at % len] ^= 1 << flipped_at % 8;
	return len;
}

static void a_flipped_bit_is_noticed(void **state)
{
	static const uint8_t codes[] = {
		SPDM_NEGOTIATE_ALGORITHMS, SPDM_GET_DIGESTS,
		SPDM_GET_CERTIFICATE, SPDM_CHALLENGE, SPDM_GET_MEASUREMENTS,
		SPDM_KEY_EXCHANGE,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(codes); i++) {
		for (flipped_at = 0; flipped_at < 250; flipped_at += 9) {
			struct device d;

			flipped_code = codes[i];
			device_run_with(&d, flip);
			/* Some turn into an ERROR or wait for the time-out. */
			if (spdm_requester_state(d.requester) ==
			    SPDM_STATE_SESSION)
				fail_msg("code 0x%02x, byte %zu", codes[i],
					 flipped_at);
			device_done(&d);
		}
	}
}

/* The answer to @flipped_code is cut or made longer. */
static size_t resize(struct device *d, uint8_t code, uint8_t *msg, size_t len)
{
	if (code != flipped_code)
		return len;
	msg[len] = 0;
	return d->counter > 0 ? len + 1 : len - 1;
}

static void wrong_lengths_are_noticed(void **state)
{
	static const uint8_t codes[] = {
		SPDM_GET_VERSION, SPDM_GET_CAPABILITIES,
		SPDM_NEGOTIATE_ALGORITHMS, SPDM_GET_DIGESTS,
		SPDM_GET_CERTIFICATE, SPDM_CHALLENGE, SPDM_GET_MEASUREMENTS,
		SPDM_KEY_EXCHANGE,
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(codes); i++) {
		struct device d;

		device_init(&d);
		d.counter = i % 2;
		flipped_code = codes[i / 2];
		d.change = resize;
		device_connect(&d, patient);
		device_run(&d);
		device_expect_failure(&d, "malformed");
		device_done(&d);
	}
}

/* Portions that add up wrongly, in one way each. */
static size_t wrong_portions(struct device *d, uint8_t code, uint8_t *msg,
			     size_t len)
{
	if (code != SPDM_GET_CERTIFICATE)
		return len;
	switch (d->counter) {
	case 0:	/* another slot */
		msg[2] = 1;
		return len;
	case 1:	/* nothing, for ever */
		msg[4] = 0;
		msg[5] = 0;
		return 8;
	case 2:	/* the remainder does not shrink */
		msg[6] = 0xe8;
		msg[7] = 0x03;
		return len;
	default: /* more than 64 KiB in all */
		msg[6] = 0xff;
		msg[7] = 0xff;
		return len;
	}
}

static void portions_must_add_up(void **state)
{
	static const char *const reasons[] = {
		"slot 1 instead of 0",
		"an empty portion",
		"the chain changes from",
		"more than 65536",
	};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct device d;

		device_init(&d);
		d.counter = i;
		d.portion_max = 200;
		d.change = wrong_portions;
		device_connect(&d, patient);
		device_run(&d);
		device_expect_failure(&d, reasons[i]);
		device_done(&d);
	}
}

/* Grows the portion beyond what was asked for. */
static size_t too_much(struct device *d, uint8_t code, uint8_t *msg,
		       size_t len)
{
	(void)d;
	if (code != SPDM_GET_CERTIFICATE)
		return len;
	msg[4]++;
	msg[len] = 0;
	return len + 1;
}

static void a_portion_is_not_longer_than_asked(void **state)
{
	struct spdm_requester_config config = patient;
	struct device d;

	(void)state;
	device_init(&d);
	d.change = too_much;
	config.message_max = 300;
	device_connect(&d, config);
	d.portion_max = 255;
	device_run(&d);
	/* 292 were asked for: 256 pass, and the next offset disagrees. */
	device_expect_failure(&d, "GET_CERTIFICATE");
	device_done(&d);
}

static void the_smallest_portions_have_a_limit(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	free(d.chain);
	d.chain_len = 4096;
	d.chain = calloc(1, d.chain_len);
	d.portion_max = 1;
	device_connect(&d, patient);
	device_run(&d);
	device_expect_failure(&d, "more than 2048 portions");
	device_done(&d);
}

/* The device's own answers, changed where it says who it is. */
static size_t wrong_context(struct device *d, uint8_t code, uint8_t *msg,
			    size_t len)
{
	if (code == SPDM_CHALLENGE && d->counter == 0)
		msg[4 + 48 + 32 + 48 + 2] ^= 1;
	if (code == SPDM_GET_MEASUREMENTS && d->counter == 1)
		msg[len - 96 - 1] ^= 1;
	return len;
}

static void the_requester_context_must_come_back(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct device d;

		device_init(&d);
		d.version = SPDM_VERSION_1_3;
		d.counter = i;
		d.change = wrong_context;
		device_connect(&d, patient);
		device_run(&d);
		device_expect_failure(&d, "the answer is to another");
		device_done(&d);
	}
}

static void another_key_does_not_verify(void **state)
{
	struct pki_options o = { 0 };
	struct pki other = pki_make(&o);
	struct device d;

	(void)state;
	device_init(&d);
	crypto_key_free(d.key);
	crypto_key_new_pem(other.key_pem, strlen(other.key_pem), &d.key);
	device_connect(&d, patient);
	device_run(&d);
	device_expect_failure(&d, "CHALLENGE: the signature does not verify");
	assert_int_equal(spdm_requester_identity(d.requester),
			 SPDM_IDENTITY_FAILED);
	pki_done(&other);
	device_done(&d);
}

static void an_unknown_root_is_refused(void **state)
{
	struct spdm_requester_config config = patient;
	struct spdm_trust *empty = spdm_trust_new();
	struct device d;

	(void)state;
	device_init(&d);
	config.trust = empty;
	device_connect(&d, config);
	device_run(&d);
	device_expect_failure(&d, "root: not among the trust anchors");
	assert_int_equal(spdm_requester_identity(d.requester),
			 SPDM_IDENTITY_FAILED);
	assert_string_equal(spdm_requester_subject(d.requester),
			    "CN = test device");
	spdm_trust_free(empty);
	device_done(&d);
}

static void no_common_version_is_named(void **state)
{
	struct spdm_requester_config config = patient;
	struct device d;

	(void)state;
	device_init(&d);
	config.version_min = SPDM_VERSION_1_3;
	device_connect(&d, config);
	device_run(&d);
	device_expect_failure(&d, "no common version, the device has 1.2");
	device_done(&d);
}

static void identity_needs_a_proof(void **state)
{
	struct spdm_requester_config config = { 0 };
	struct device d;

	(void)state;
	device_init(&d);
	d.flags &= ~(SPDM_CAP_CHAL | SPDM_CAP_MEAS_MASK);
	device_connect(&d, config);
	device_run(&d);
	device_expect_failure(&d, "nothing to prove its identity with");
	assert_int_equal(spdm_requester_identity(d.requester),
			 SPDM_IDENTITY_UNKNOWN);
	device_done(&d);
}

static void capabilities_must_be_consistent(void **state)
{
	static const struct {
		uint32_t add, remove;
		const char *reason;
	} cases[] = {
		{ SPDM_CAP_MEAS_MASK, 0, "MEAS_CAP has the reserved value" },
		{ SPDM_CAP_PSK_MASK, 0, "PSK_CAP has the reserved value" },
		{ 0, SPDM_CAP_KEY_EX, "without a key exchange" },
		{ 0, SPDM_CAP_MAC | SPDM_CAP_ENCRYPT, "without MAC_CAP" },
		{ SPDM_CAP_PUB_KEY_ID, 0, "both CERT_CAP and PUB_KEY_ID" },
		{ 0, SPDM_CAP_CERT, "without CERT_CAP" },
		{ SPDM_CAP_CSR, 0, "CSR_CAP without SET_CERT_CAP" },
		{ SPDM_CAP_CERT_INSTALL_RESET, 0, "CERT_INSTALL_RESET_CAP" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct device d;

		device_init(&d);
		d.flags = (d.flags & ~cases[i].remove) | cases[i].add;
		device_connect(&d, patient);
		device_run(&d);
		device_expect_failure(&d, cases[i].reason);
		device_done(&d);
	}
}

/* Answers of the key exchange that break the agreement. */
static size_t wrong_exchange(struct device *d, uint8_t code, uint8_t *msg,
			     size_t len)
{
	if (code != SPDM_KEY_EXCHANGE)
		return len;
	switch (d->counter) {
	case 0:	/* mutual authentication */
		msg[6] = 1;
		break;
	case 1:	/* no point on the curve */
		msg[40 + 95] ^= 1;
		break;
	case 2:	/* secured message version 1.9 */
		msg[40 + 96 + 48 + 2 + 11] = 0x19;
		break;
	case 3:	/* ResponderVerifyData */
		msg[len - 1] ^= 1;
		break;
	}
	return len;
}

static void key_exchange_must_match_the_agreement(void **state)
{
	static const char *const reasons[] = {
		"asks for our identity",
		"the signature does not verify",
		"secured message version 0x1900",
		"the verify data is wrong",
	};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct device d;

		device_init(&d);
		d.counter = i;
		d.change = wrong_exchange;
		device_connect(&d, patient);
		device_run(&d);
		device_expect_failure(&d, reasons[i]);
		device_done(&d);
	}
}

static size_t refuse_heartbeat(struct device *d, uint8_t code, uint8_t *msg,
			       size_t len)
{
	const struct spdm_error e = { .code = SPDM_ERROR_DECRYPT_ERROR };

	return code == SPDM_HEARTBEAT ? device_put_error(d, msg, &e) : len;
}

static void an_error_in_session_ends_it(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.heartbeat_s = 2;
	d.change = refuse_heartbeat;
	device_connect(&d, patient);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	spdm_requester_timeout(d.requester);
	device_run(&d);
	device_expect_failure(&d, "HEARTBEAT: the device answers DecryptErr");
	/* And back again. */
	d.change = NULL;
	spdm_requester_start(d.requester);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	assert_string_equal(spdm_requester_error(d.requester), "");
	device_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(late_and_foreign_answers_are_dropped),
		cmocka_unit_test(replayed_records_are_dropped),
		cmocka_unit_test(a_bad_tag_ends_the_session),
		cmocka_unit_test(a_flipped_bit_is_noticed),
		cmocka_unit_test(wrong_lengths_are_noticed),
		cmocka_unit_test(portions_must_add_up),
		cmocka_unit_test(a_portion_is_not_longer_than_asked),
		cmocka_unit_test(the_smallest_portions_have_a_limit),
		cmocka_unit_test(the_requester_context_must_come_back),
		cmocka_unit_test(another_key_does_not_verify),
		cmocka_unit_test(an_unknown_root_is_refused),
		cmocka_unit_test(no_common_version_is_named),
		cmocka_unit_test(identity_needs_a_proof),
		cmocka_unit_test(capabilities_must_be_consistent),
		cmocka_unit_test(key_exchange_must_match_the_agreement),
		cmocka_unit_test(an_error_in_session_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
