// SPDX-License-Identifier: Apache-2.0
/*
 * The requester against a device that answers by the book: every version,
 * kind of session and service.
 */
#include "test-spdm-device.h"

static const struct spdm_requester_config with_session = { .session = true };

static void run(struct device *d)
{
	device_connect(d, with_session);
	device_run(d);
	device_expect(d, SPDM_STATE_SESSION);
	assert_int_equal(spdm_requester_identity(d->requester),
			 SPDM_IDENTITY_VERIFIED);
	assert_string_equal(spdm_requester_error(d->requester), "");
	assert_false(spdm_requester_busy(d->requester));
	assert_int_equal(spdm_requester_session_id(d->requester),
			 d->session->id);
}

static void session_is_established(void **state)
{
	struct spdm_requester_measurement m;
	struct device d;

	(void)state;
	device_init(&d);
	run(&d);
	assert_string_equal(spdm_requester_version(d.requester), "1.2");
	assert_string_equal(spdm_requester_algorithms(d.requester),
			    "ECDSA_P384 SHA_384 SECP384R1 AES_256_GCM");
	assert_string_equal(spdm_requester_subject(d.requester),
			    "CN = test device");
	assert_int_equal(spdm_requester_measurement_count(d.requester), 3);
	m = spdm_requester_measurement(d.requester, 2);
	assert_int_equal(m.index, 7);
	assert_int_equal(m.value_type, 0x87);
	assert_int_equal(m.value.len, 8);
	assert_int_equal(spdm_requester_cert_chain(d.requester).len,
			 d.chain_len);
	assert_int_equal(d.timer_us, 0);
	/* Nine requests, and the chain in one portion. */
	assert_int_equal(d.sent, 9);
	device_done(&d);
}

static void every_version_works(void **state)
{
	static const char *const names[] = { "1.1", "1.2", "1.3", "1.4" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct device d;

		device_init(&d);
		d.version = SPDM_VERSION_1_1 + i;
		run(&d);
		assert_string_equal(spdm_requester_version(d.requester),
				    names[i]);
		device_done(&d);
	}
}

static void every_group_and_aead_works(void **state)
{
	static const uint16_t groups[] = {
		SPDM_DHE_SECP256R1, SPDM_DHE_SECP384R1, SPDM_DHE_SECP521R1,
		SPDM_DHE_FFDHE2048, SPDM_DHE_FFDHE3072,
	};

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct device d;

		device_init(&d);
		d.dhe = groups[i];
		d.aead = 1 << i % 3;
		run(&d);
		device_done(&d);
	}
}

static void other_curves_sign(void **state)
{
	static const struct {
		const char *curve;
		uint32_t asym;
	} curves[] = {
		{ "P-256", SPDM_ASYM_ECDSA_P256 },
		{ "P-521", SPDM_ASYM_ECDSA_P521 },
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct pki_options o = { .curve = curves[i].curve };
		struct device d;

		device_init_with(&d, &o);
		d.asym = curves[i].asym;
		run(&d);
		device_done(&d);
	}
}

static void handshake_in_the_clear(void **state)
{
	struct spdm_requester_config config = {
		.session = true,
		.clear_handshake = true,
	};
	struct device d;

	(void)state;
	device_init(&d);
	d.flags |= SPDM_CAP_HANDSHAKE_CLEAR;
	device_connect(&d, config);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	assert_int_equal(spdm_requester_key_update(d.requester, false), 0);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static void session_with_mac_only(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.flags &= ~SPDM_CAP_ENCRYPT;
	run(&d);
	assert_int_equal(spdm_requester_measure(d.requester), 0);
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

static void chain_comes_in_portions(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.portion_max = 100;
	run(&d);
	assert_int_equal(d.sent, 8 + (d.chain_len + 99) / 100);
	device_done(&d);
}

static void chain_without_root_is_verified(void **state)
{
	struct pki_options o = { .without_root = true };
	struct device d;
	uint8_t hash[48];
	X509 *x509;
	BIO *bio;
	unsigned char *der = NULL;
	int len;

	(void)state;
	device_init_with(&d, &o);
	/* The hash in front is the root's, which is not in the chain. */
	bio = BIO_new_mem_buf(d.pki.root_pem, -1);
	x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	len = i2d_X509(x509, &der);
	crypto_hash_once(SPDM_HASH_SHA_384, der, len, hash);
	memcpy(d.chain + 4, hash, sizeof(hash));
	OPENSSL_free(der);
	X509_free(x509);
	BIO_free(bio);
	run(&d);
	device_done(&d);
}

static void identity_only_when_no_session_is_wanted(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	device_connect(&d, (struct spdm_requester_config){ 0 });
	device_run(&d);
	device_expect(&d, SPDM_STATE_AUTHENTICATED);
	assert_int_equal(spdm_requester_identity(d.requester),
			 SPDM_IDENTITY_VERIFIED);
	assert_int_equal(spdm_requester_end_session(d.requester), -ENOTCONN);
	device_done(&d);
}

static void identity_by_key_exchange_alone(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.flags &= ~(SPDM_CAP_CHAL | SPDM_CAP_MEAS_MASK);
	run(&d);
	assert_int_equal(spdm_requester_measurement_count(d.requester), 0);
	assert_int_equal(spdm_requester_measure(d.requester), -EOPNOTSUPP);
	device_done(&d);
}

static void heartbeats_follow_the_period(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.heartbeat_s = 8;
	run(&d);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(d.timer_us, 4000000);
		spdm_requester_timeout(d.requester);
		assert_true(spdm_requester_busy(d.requester));
		device_run(&d);
		device_expect(&d, SPDM_STATE_SESSION);
	}
	assert_int_equal(d.sent, 12);
	device_done(&d);
}

static void services_of_a_session(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	run(&d);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(spdm_requester_key_update(d.requester, i % 2),
				 0);
		assert_int_equal(spdm_requester_key_update(d.requester, true),
				 -EBUSY);
		assert_int_equal(spdm_requester_end_session(d.requester),
				 -EBUSY);
		device_run(&d);
		device_expect(&d, SPDM_STATE_SESSION);
		assert_int_equal(spdm_requester_measure(d.requester), 0);
		device_run(&d);
		device_expect(&d, SPDM_STATE_SESSION);
	}
	assert_int_equal(spdm_requester_end_session(d.requester), 0);
	device_run(&d);
	device_expect(&d, SPDM_STATE_NONE);
	assert_true(d.ended);
	assert_int_equal(spdm_requester_session_id(d.requester), 0);
	device_done(&d);
}

static void a_new_run_begins_afresh(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	run(&d);
	spdm_requester_start(d.requester);
	device_expect(&d, SPDM_STATE_CONNECTING);
	assert_int_equal(spdm_requester_identity(d.requester),
			 SPDM_IDENTITY_UNKNOWN);
	assert_string_equal(spdm_requester_subject(d.requester), "");
	device_run(&d);
	device_expect(&d, SPDM_STATE_SESSION);
	device_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_is_established),
		cmocka_unit_test(every_version_works),
		cmocka_unit_test(every_group_and_aead_works),
		cmocka_unit_test(other_curves_sign),
		cmocka_unit_test(handshake_in_the_clear),
		cmocka_unit_test(session_with_mac_only),
		cmocka_unit_test(chain_comes_in_portions),
		cmocka_unit_test(chain_without_root_is_verified),
		cmocka_unit_test(identity_only_when_no_session_is_wanted),
		cmocka_unit_test(identity_by_key_exchange_alone),
		cmocka_unit_test(heartbeats_follow_the_period),
		cmocka_unit_test(services_of_a_session),
		cmocka_unit_test(a_new_run_begins_afresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
