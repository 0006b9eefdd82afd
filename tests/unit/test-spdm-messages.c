// SPDX-License-Identifier: Apache-2.0
/* What only one message has beyond its layout: limits, choices, names. */
#include "spdm-recorded.h"

static void the_highest_common_version_is_selected(void **state)
{
	const struct spdm_version_list list = {
		.count = 5,
		.entries = { 0x1000, 0x1211, 0x1300, 0x1100, 0x2000 },
	};

	(void)state;
	assert_int_equal(spdm_version_select(&list, 0x11, 0x14), 0x13);
	assert_int_equal(spdm_version_select(&list, 0x11, 0x12), 0x12);
	assert_int_equal(spdm_version_select(&list, 0x14, 0x14), 0);
}

static void version_takes_255_entries_and_not_none(void **state)
{
	static struct spdm_version_list list = { .count = 255 };
	static struct spdm_version_list got;
	uint8_t msg[6 + 2 * 255];

	(void)state;
	list.entries[254] = 0x1200;
	assert_int_equal(spdm_version_encode(msg, sizeof(msg), &list),
			 sizeof(msg));
	assert_int_equal(spdm_version_decode(msg, sizeof(msg), &got), 0);
	assert_int_equal(spdm_version_select(&got, 0x11, 0x14), 0x12);
	list.count = 0;
	assert_int_equal(spdm_version_encode(msg, sizeof(msg), &list), 6);
	assert_int_equal(spdm_version_decode(msg, 6, &got), -EBADMSG);
}

static void capability_sizes_are_checked(void **state)
{
	struct spdm_capabilities c = {
		.flags = 0x62f6,
		.data_transfer_size = 42,
		.max_message_size = 42,
	};

	(void)state;
	assert_null(spdm_capabilities_check(&c, 0x12, true));
	c.max_message_size = 43;
	assert_non_null(spdm_capabilities_check(&c, 0x12, true));
	c.flags |= SPDM_CAP_CHUNK;
	assert_null(spdm_capabilities_check(&c, 0x12, true));
	c.max_message_size = 41;
	assert_non_null(spdm_capabilities_check(&c, 0x12, true));
	c.data_transfer_size = 41;
	assert_non_null(spdm_capabilities_check(&c, 0x12, true));
	/* None of these in 1.1. */
	c.flags &= ~SPDM_CAP_CHUNK;
	assert_null(spdm_capabilities_check(&c, 0x11, true));
	c.ct_exponent = 31;
	assert_null(spdm_capabilities_check(&c, 0x11, true));
	c.ct_exponent = 32;
	assert_non_null(spdm_capabilities_check(&c, 0x11, true));
}

static void undefined_capabilities_do_not_count(void **state)
{
	struct bytes msg = from_hex("1161000000000000f6620280");
	struct spdm_capabilities c;

	(void)state;
	assert_int_equal(spdm_capabilities_decode(msg.data, msg.len, 0x11, &c),
			 0);
	assert_int_equal(c.flags, 0x62f6);
}

static void selections_must_have_been_offered(void **state)
{
	struct spdm_agreed a = agreed_on(0x12);
	const struct spdm_algorithms *offer = &spdm_algorithms_supported;
	const struct spdm_algorithms good = a.alg;

	(void)state;
	a.alg.req_base_asym = 0;
	assert_null(spdm_algorithms_check(&a, offer));
	a.alg.base_hash = SPDM_HASH_SHA_256 | SPDM_HASH_SHA_384;
	assert_non_null(spdm_algorithms_check(&a, offer));
	a.alg.base_hash = 0x40;
	assert_non_null(spdm_algorithms_check(&a, offer));
	a.alg = good;
	a.alg.req_base_asym = 0;
	a.alg.base_asym = 0;
	assert_non_null(spdm_algorithms_check(&a, offer));
	a.alg.base_asym = good.base_asym;
	a.alg.dhe = 0;
	assert_non_null(spdm_algorithms_check(&a, offer));
	a.rsp.flags &= ~SPDM_CAP_KEY_EX;
	assert_null(spdm_algorithms_check(&a, offer));
	a.alg.kem = 1;
	assert_non_null(spdm_algorithms_check(&a, offer));
	a.alg.kem = 0;
	a.alg.other_params = 0x20;
	assert_non_null(spdm_algorithms_check(&a, offer));
}

static void selection_prefers_the_strongest(void **state)
{
	struct spdm_algorithms s;
	char text[SPDM_ALGORITHMS_TEXT_MAX];

	(void)state;
	spdm_algorithms_select(&spdm_algorithms_supported,
			       &spdm_algorithms_supported, &s);
	spdm_algorithms_format(&s, text, sizeof(text));
	assert_string_equal(text, "ECDSA_P521 SHA_512 SECP521R1 AES_256_GCM");
	s.dhe = 0;
	s.aead = 0;
	spdm_algorithms_format(&s, text, sizeof(text));
	assert_string_equal(text, "ECDSA_P521 SHA_512");
}

static void multi_key_digests_have_more_fields(void **state)
{
	struct spdm_agreed a = agreed_on(0x13);
	uint8_t zero[48] = { 0 }, hash[48] = { 1 }, msg[256];
	struct spdm_digests m = {
		.supported_mask = 3,
		.slot_mask = 3,
		.digest = { hash, zero },
		.key_pair_id = { 1, 2 },
		.certificate_info = { 1, 0 },
		.key_usage = { 7, 0 },
	}, got;
	long n;

	(void)state;
	a.multi_key = true;
	n = spdm_digests_encode(msg, sizeof(msg), &a, &m);
	assert_int_equal(n, 4 + 2 * (48 + 1 + 1 + 2));
	assert_int_equal(spdm_digests_decode(msg, n, &a, &got), 0);
	assert_int_equal(got.key_usage[0], 7);
	assert_int_equal(got.key_pair_id[1], 2);
	/* No certificate, but a digest. */
	msg[4 + 48] = 1;
	assert_int_equal(spdm_digests_decode(msg, n, &a, &got), -EBADMSG);
	msg[4 + 48] = 0;
	/* Slot 0 with a generic certificate, or without a usage. */
	msg[4 + 98] = 3;
	assert_int_equal(spdm_digests_decode(msg, n, &a, &got), -EBADMSG);
	msg[4 + 98] = 1;
	msg[4 + 100] = 0;
	assert_int_equal(spdm_digests_decode(msg, n, &a, &got), -EBADMSG);
	/* Provisioned, but not supported. */
	msg[4 + 100] = 7;
	msg[2] = 1;
	assert_int_equal(spdm_digests_decode(msg, n, &a, &got), -EBADMSG);
}

static void measurement_blocks_match_the_request(void **state)
{
	struct spdm_get_measurements request = { .operation = 3 };
	struct spdm_agreed a = agreed_on(0x12);
	const uint8_t value[4] = { 1, 2, 3, 4 };
	struct spdm_measurement block = { 3, 1, true, { value, 4 } };
	struct spdm_measurements m = { .blocks = 1 }, got;
	uint8_t record[64], msg[256];
	struct buf_writer w;
	long n;

	(void)state;
	buf_writer_init(&w, record, sizeof(record));
	spdm_measurement_encode(&w, &block);
	m.record = (struct spdm_bytes){ record, w.pos };
	n = spdm_measurements_encode(msg, sizeof(msg), &a, &m);
	assert_int_equal(spdm_measurements_decode(msg, n, &a, &request, &got),
			 0);
	request.operation = 4;
	assert_int_equal(spdm_measurements_decode(msg, n, &a, &request, &got),
			 -EBADMSG);
	request.operation = SPDM_MEASUREMENT_COUNT;
	assert_int_equal(spdm_measurements_decode(msg, n, &a, &request, &got),
			 -EBADMSG);
	/* The same index twice. */
	request.operation = SPDM_MEASUREMENT_ALL;
	spdm_measurement_encode(&w, &block);
	m.record.len = w.pos;
	m.blocks = 2;
	n = spdm_measurements_encode(msg, sizeof(msg), &a, &m);
	assert_int_equal(spdm_measurements_decode(msg, n, &a, &request, &got),
			 -EBADMSG);
	m.blocks = 255;
	n = spdm_measurements_encode(msg, sizeof(msg), &a, &m);
	assert_int_equal(spdm_measurements_decode(msg, n, &a, &request, &got),
			 -EBADMSG);
}

static void opaque_data_has_a_limit(void **state)
{
	static uint8_t opaque[SPDM_OPAQUE_MAX + 1];
	struct spdm_agreed a = agreed_on(0x12);
	uint8_t exchange[96] = { 0 }, msg[MESSAGE_MAX];
	struct spdm_key_exchange m = { .exchange = exchange }, got;
	long n;

	(void)state;
	m.opaque = (struct spdm_bytes){ opaque, SPDM_OPAQUE_MAX };
	n = spdm_key_exchange_encode(msg, sizeof(msg), &a, &m);
	assert_int_equal(spdm_key_exchange_decode(msg, n, &a, &got), 0);
	m.opaque.len++;
	n = spdm_key_exchange_encode(msg, sizeof(msg), &a, &m);
	assert_int_equal(spdm_key_exchange_decode(msg, n, &a, &got), -EBADMSG);
}

static void signed_messages_are_made_in_turns(void **state)
{
	uint8_t hash[48] = { 1 }, exchange[96] = { 2 }, sig[96] = { 3 };
	struct spdm_agreed a = agreed_on(0x12);
	struct spdm_key_exchange_rsp m = { .exchange = exchange };
	uint8_t msg[MESSAGE_MAX];

	(void)state;
	assert_int_equal(spdm_key_exchange_rsp_encode(msg, sizeof(msg), &a,
						      &m), 138);
	m.verify_data = hash;
	assert_int_equal(spdm_key_exchange_rsp_encode(msg, sizeof(msg), &a,
						      &m), 138);
	m.signature = sig;
	assert_int_equal(spdm_key_exchange_rsp_encode(msg, sizeof(msg), &a,
						      &m), 138 + 96 + 48);
	m.verify_data = NULL;
	assert_int_equal(spdm_key_exchange_rsp_encode(msg, sizeof(msg), &a,
						      &m), 138 + 96);
}

static void secured_versions_are_negotiated(void **state)
{
	static const char *const good[] = {
		/* 1.2: one element; with a vendor's element before it. */
		"010000000000040001000012",
		"020000000302aabb03000102030000000000040001000012",
	};
	static const char *const bad[] = {
		"",
		"00000000",
		"0100000000000400010000",
		"010000000000040001010012",	/* an offer */
		"010000000000040002000012",	/* other data version */
		"01000000000005000100001200000001", /* padding not zero */
		"020000000000040001000012",	/* one of two missing */
		"0200000000000400010000120000040001000012", /* twice */
		"01000000000004000100001200",	/* something behind it */
	};
	uint16_t selected;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct bytes b = from_hex(good[i]);
		struct spdm_bytes o = { b.data, b.len };

		assert_int_equal(spdm_opaque_selection_decode(o, 0x12,
							      &selected), 0);
		assert_int_equal(selected, 0x1200);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct bytes b = from_hex(bad[i]);
		struct spdm_bytes o = { b.data, b.len };

		if (spdm_opaque_selection_decode(o, 0x12, &selected) == 0)
			fail_msg("%s is taken", bad[i]);
	}
}

static void secured_version_offers_have_a_limit(void **state)
{
	struct spdm_secured_versions offer = { .count = 8 }, got;
	uint8_t buf[64], more[32] = { 0 };
	struct spdm_bytes o = { buf, 0 };

	(void)state;
	offer.versions[7] = SPDM_SECURED_1_1;
	for (int version = 0x11; version <= 0x12; version++) {
		o.len = spdm_opaque_offer_encode(buf, sizeof(buf), version,
						 &offer);
		assert_int_equal(spdm_opaque_offer_decode(o, version, &got),
				 0);
		assert_int_equal(got.count, 8);
		assert_int_equal(spdm_secured_version_select(&got),
				 SPDM_SECURED_1_1);
	}
	/* A ninth is read over: its length, its count, two bytes more. */
	memcpy(more, buf, 27);
	more[6] += 2;
	more[10]++;
	o = (struct spdm_bytes){ more, 32 };
	assert_int_equal(spdm_opaque_offer_decode(o, 0x12, &got), 0);
	assert_int_equal(got.count, 8);
	offer.count = 0;
	o = (struct spdm_bytes){ buf, 0 };
	o.len = spdm_opaque_offer_encode(buf, sizeof(buf), 0x12, &offer);
	assert_int_equal(spdm_opaque_offer_decode(o, 0x12, &got), -EBADMSG);
}

static void names_are_known(void **state)
{
	(void)state;
	assert_string_equal(spdm_code_name(SPDM_FINISH), "FINISH");
	assert_null(spdm_code_name(0x55));
	assert_string_equal(spdm_error_name(SPDM_ERROR_BUSY), "Busy");
	assert_null(spdm_error_name(0x77));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_highest_common_version_is_selected),
		cmocka_unit_test(version_takes_255_entries_and_not_none),
		cmocka_unit_test(capability_sizes_are_checked),
		cmocka_unit_test(undefined_capabilities_do_not_count),
		cmocka_unit_test(selections_must_have_been_offered),
		cmocka_unit_test(selection_prefers_the_strongest),
		cmocka_unit_test(multi_key_digests_have_more_fields),
		cmocka_unit_test(measurement_blocks_match_the_request),
		cmocka_unit_test(opaque_data_has_a_limit),
		cmocka_unit_test(signed_messages_are_made_in_turns),
		cmocka_unit_test(secured_versions_are_negotiated),
		cmocka_unit_test(secured_version_offers_have_a_limit),
		cmocka_unit_test(names_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
