// SPDX-License-Identifier: Apache-2.0
/*
 * Transcripts: where each starts, which request continues or drops it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/crypto.h"
#include "spdm/transcript.h"

static const char vca_text[] = "vca";

static void start(struct spdm_transcripts *t, uint8_t version)
{
	const struct spdm_agreed a = {
		.version = version,
		.alg.base_hash = SPDM_HASH_SHA_256,
	};

	*t = (struct spdm_transcripts){ 0 };
	assert_int_equal(spdm_vca_add(&t->vca, vca_text, 3), 0);
	assert_int_equal(spdm_transcripts_start(t, &a), 0);
}

/* The transcript's hash is that of @text. */
static void expect(const struct spdm_transcript *t, const char *text)
{
	uint8_t got[SPDM_HASH_MAX], wanted[SPDM_HASH_MAX];

	assert_int_equal(spdm_transcript_digest(t, got), 0);
	assert_int_equal(crypto_hash_once(SPDM_HASH_SHA_256, text,
					  strlen(text), wanted), 0);
	assert_memory_equal(got, wanted, 32);
}

static void add(struct spdm_transcript *t, const char *text)
{
	assert_int_equal(spdm_transcript_add(t, text, strlen(text)), 0);
}

static void vca_is_in_front_as_the_version_says(void **state)
{
	struct spdm_transcripts t;

	(void)state;
	start(&t, SPDM_VERSION_1_2);
	expect(&t.m1m2, "vca");
	expect(&t.l1l2, "vca");
	spdm_transcripts_done(&t);
	start(&t, SPDM_VERSION_1_1);
	expect(&t.m1m2, "vca");
	expect(&t.l1l2, "");
	spdm_transcripts_done(&t);
}

static void a_digest_does_not_end_the_hash(void **state)
{
	struct spdm_transcripts t;

	(void)state;
	start(&t, SPDM_VERSION_1_2);
	add(&t.m1m2, "a");
	expect(&t.m1m2, "vcaa");
	add(&t.m1m2, "b");
	expect(&t.m1m2, "vcaab");
	expect(&t.m1m2, "vcaab");
	assert_int_equal(spdm_transcript_reset(&t.m1m2), 0);
	expect(&t.m1m2, "vca");
	spdm_transcripts_done(&t);
}

static const struct {
	uint8_t code;
	bool keeps_m1m2;
	bool keeps_l1l2;
} requests[] = {
	{ SPDM_GET_DIGESTS, false, false },
	{ SPDM_GET_CERTIFICATE, true, false },
	{ SPDM_CHALLENGE, true, false },
	{ SPDM_GET_MEASUREMENTS, false, true },
	{ SPDM_KEY_EXCHANGE, false, false },
	{ SPDM_FINISH, false, false },
	{ SPDM_PSK_EXCHANGE, false, false },
	{ SPDM_HEARTBEAT, false, false },
	{ SPDM_KEY_UPDATE, false, false },
	{ SPDM_END_SESSION, false, false },
	{ SPDM_RESPOND_IF_READY, true, true },
	{ SPDM_CHUNK_GET, true, true },
	{ SPDM_CHUNK_SEND, true, true },
};

static void requests_continue_or_drop(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		struct spdm_transcripts t;

		start(&t, SPDM_VERSION_1_2);
		add(&t.m1m2, "m");
		add(&t.l1l2, "l");
		assert_int_equal(spdm_transcripts_request(&t,
							  requests[i].code),
				 0);
		expect(&t.m1m2, requests[i].keeps_m1m2 ? "vcam" : "vca");
		expect(&t.l1l2, requests[i].keeps_l1l2 ? "vcal" : "vca");
		spdm_transcripts_done(&t);
	}
}

static void vca_has_a_limit(void **state)
{
	static uint8_t block[SPDM_VCA_MAX];
	static struct spdm_vca vca;

	(void)state;
	assert_int_equal(spdm_vca_add(&vca, block, SPDM_VCA_MAX), 0);
	assert_int_equal(spdm_vca_add(&vca, block, 1), -EMSGSIZE);
	assert_int_equal(vca.len, SPDM_VCA_MAX);
	spdm_vca_reset(&vca);
	assert_int_equal(spdm_vca_add(&vca, block, 1), 0);
}

static void unknown_hash_is_refused(void **state)
{
	struct spdm_transcript t;

	(void)state;
	assert_int_equal(spdm_transcript_init(&t, 0x40, NULL), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vca_is_in_front_as_the_version_says),
		cmocka_unit_test(a_digest_does_not_end_the_hash),
		cmocka_unit_test(requests_continue_or_drop),
		cmocka_unit_test(vca_has_a_limit),
		cmocka_unit_test(unknown_hash_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
