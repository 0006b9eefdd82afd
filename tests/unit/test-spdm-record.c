// SPDX-License-Identifier: Apache-2.0
/*
 * Records: sealing and opening, the sequence, forged and cut ones. Sessions:
 * both ends agree, updates move on and can be taken back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/crypto.h"
#include "spdm/record.h"
#include "spdm/session.h"

#define ID 0x12345678
#define RECORD_MAX 512

static const uint8_t key[32] = { 1, 2, 3 };
static const uint8_t iv[12] = { 9, 8, 7 };
static const char text[] = "application data";

struct pair {
	struct spdm_record_key tx, rx;
};

static void pair_init(struct pair *p, uint16_t aead, bool mac_only)
{
	assert_int_equal(spdm_record_key_init(&p->tx, aead, key, iv, mac_only),
			 0);
	assert_int_equal(spdm_record_key_init(&p->rx, aead, key, iv, mac_only),
			 0);
}

static void pair_done(struct pair *p)
{
	spdm_record_key_done(&p->tx);
	spdm_record_key_done(&p->rx);
}

static long open_copy(struct spdm_record_key *k, uint32_t id,
		      const uint8_t *record, size_t len, uint8_t *out)
{
	/* Exact sizes, for the sanitizer. */
	uint8_t *copy = malloc(len ? len : 1);
	uint8_t *plain = malloc(len ? len : 1);
	long n;

	memcpy(copy, record, len);
	n = spdm_record_open(k, id, copy, len, plain, len);
	if (n > 0 && out)
		memcpy(out, plain, n);
	free(copy);
	free(plain);
	return n;
}

static void records_open_for_the_other_end(void **state)
{
	static const uint16_t aeads[] = {
		SPDM_AEAD_AES_128_GCM,
		SPDM_AEAD_AES_256_GCM,
		SPDM_AEAD_CHACHA20_POLY1305,
	};

	(void)state;
	for (int i = 0; i < 6; i++) {
		uint8_t record[RECORD_MAX], out[RECORD_MAX];
		bool mac_only = i / 3;
		struct pair p;

		pair_init(&p, aeads[i % 3], mac_only);
		for (int k = 0; k < 4; k++) {
			size_t pad = 8 * k;
			long n = spdm_record_seal(&p.tx, ID, text, k * 5, pad,
						  record, sizeof(record));

			assert_int_equal(n, 8 + 16 + k * 5 +
						    (mac_only ? 0 : 2 + pad));
			assert_int_equal(open_copy(&p.rx, ID, record, n, out),
					 k * 5);
			assert_memory_equal(out, text, k * 5);
		}
		assert_int_equal(p.tx.sequence, 4);
		pair_done(&p);
	}
}

static void header_carries_the_low_sequence_bits(void **state)
{
	static const uint8_t expected_header[] = {
		0x78, 0x56, 0x34, 0x12, 0x02, 0x01, 0x20, 0x00,
	};
	uint8_t record[RECORD_MAX];
	struct pair p;

	(void)state;
	pair_init(&p, SPDM_AEAD_AES_256_GCM, true);
	p.tx.sequence = 0x30102;
	assert_int_equal(spdm_record_seal(&p.tx, ID, text, 16, 0, record,
					  sizeof(record)), 40);
	assert_memory_equal(record, expected_header, sizeof(expected_header));
	assert_memory_equal(record + 8, text, 16);
	pair_done(&p);
}

static void both_iv_orders_agree_on_the_first_record_only(void **state)
{
	uint8_t record[RECORD_MAX];
	struct pair p;
	long n;

	(void)state;
	pair_init(&p, SPDM_AEAD_AES_256_GCM, false);
	p.rx.iv_order = SPDM_IV_BIG_ENDIAN;
	n = spdm_record_seal(&p.tx, ID, text, 5, 1, record, sizeof(record));
	assert_int_equal(open_copy(&p.rx, ID, record, n, NULL), 5);
	n = spdm_record_seal(&p.tx, ID, text, 5, 1, record, sizeof(record));
	assert_int_equal(open_copy(&p.rx, ID, record, n, NULL), -EBADMSG);
	p.rx.iv_order = SPDM_IV_LITTLE_ENDIAN;
	assert_int_equal(open_copy(&p.rx, ID, record, n, NULL), 5);
	pair_done(&p);
}

static void forged_records_do_not_open(void **state)
{
	(void)state;
	for (int mac_only = 0; mac_only < 2; mac_only++) {
		uint8_t record[RECORD_MAX];
		struct pair p;
		long n;

		pair_init(&p, SPDM_AEAD_AES_256_GCM, mac_only);
		n = spdm_record_seal(&p.tx, ID, text, 9, 3, record,
				     sizeof(record));
		for (long bit = 0; bit < 8 * n; bit++) {
			record[bit / 8] ^= 1 << bit % 8;
			assert_true(open_copy(&p.rx, ID, record, n, NULL) < 0);
			record[bit / 8] ^= 1 << bit % 8;
		}
		for (long len = 0; len < n; len++)
			assert_int_equal(open_copy(&p.rx, ID, record, len,
						   NULL), -EBADMSG);
		record[n] = 0;
		assert_int_equal(open_copy(&p.rx, ID, record, n + 1, NULL),
				 -EBADMSG);
		/* Nothing of this has moved the sequence. */
		assert_int_equal(open_copy(&p.rx, ID, record, n, NULL), 9);
		pair_done(&p);
	}
}

static void only_the_next_record_opens(void **state)
{
	uint8_t first[RECORD_MAX], second[RECORD_MAX];
	struct pair p;
	long n, m;

	(void)state;
	pair_init(&p, SPDM_AEAD_AES_256_GCM, false);
	n = spdm_record_seal(&p.tx, ID, text, 5, 1, first, sizeof(first));
	m = spdm_record_seal(&p.tx, ID, text, 6, 1, second, sizeof(second));
	assert_int_equal(open_copy(&p.rx, ID, second, m, NULL), -ESTALE);
	assert_int_equal(open_copy(&p.rx, ID + 1, first, n, NULL), -ESTALE);
	assert_int_equal(open_copy(&p.rx, ID, first, n, NULL), 5);
	assert_int_equal(open_copy(&p.rx, ID, first, n, NULL), -ESTALE);
	assert_int_equal(open_copy(&p.rx, ID, second, m, NULL), 6);
	pair_done(&p);
}

static void the_sequence_ends(void **state)
{
	uint8_t record[RECORD_MAX];
	struct pair p;
	long n;

	(void)state;
	pair_init(&p, SPDM_AEAD_AES_256_GCM, false);
	p.tx.sequence = p.rx.sequence = SPDM_RECORD_SEQUENCE_MAX;
	n = spdm_record_seal(&p.tx, ID, text, 5, 1, record, sizeof(record));
	assert_true(n > 0);
	assert_int_equal(open_copy(&p.rx, ID, record, n, NULL), 5);
	assert_int_equal(spdm_record_seal(&p.tx, ID, text, 5, 1, record,
					  sizeof(record)), -EKEYEXPIRED);
	assert_int_equal(open_copy(&p.rx, ID, record, n, NULL), -EKEYEXPIRED);
	pair_done(&p);
}

static void sizes_are_checked_when_sealing(void **state)
{
	static uint8_t data[65536], record[70000];
	struct pair p;
	long n;

	(void)state;
	pair_init(&p, SPDM_AEAD_AES_256_GCM, false);
	n = 65535 - 16 - 2 - 4;
	assert_int_equal(spdm_record_seal(&p.tx, ID, data, n, 4, record,
					  sizeof(record)), 8 + 65535);
	assert_int_equal(spdm_record_seal(&p.tx, ID, data, n + 1, 4, record,
					  sizeof(record)), -EMSGSIZE);
	for (size_t size = 0; size < 8 + 2 + 5 + 1 + 16; size++)
		assert_int_equal(spdm_record_seal(&p.tx, ID, data, 5, 1,
						  record, size), -ENOBUFS);
	assert_int_equal(p.tx.sequence, 1);
	pair_done(&p);
}

/* A length inside an authentic record that leads out of it. */
static void inner_length_is_checked(void **state)
{
	uint8_t record[64] = { 0x78, 0x56, 0x34, 0x12, 0, 0, 2 + 5 + 16, 0,
			       6, 0 };
	struct spdm_bytes header = { record, 8 };
	struct pair p;

	(void)state;
	pair_init(&p, SPDM_AEAD_AES_256_GCM, false);
	assert_int_equal(crypto_aead_seal(p.tx.aead, iv, header, record + 8,
					  7, record + 8, record + 15), 0);
	assert_int_equal(open_copy(&p.rx, ID, record, 31, NULL), -EBADMSG);
	pair_done(&p);
}

static struct spdm_agreed agreed_on(uint32_t flags)
{
	return (struct spdm_agreed){
		.version = SPDM_VERSION_1_2,
		.req.flags = flags,
		.rsp.flags = flags,
		.alg.base_hash = SPDM_HASH_SHA_384,
		.alg.aead = SPDM_AEAD_AES_256_GCM,
	};
}

struct ends {
	struct spdm_session *req, *rsp;
};

static struct spdm_session *new_session(enum spdm_role role)
{
	struct spdm_agreed a = agreed_on(SPDM_CAP_MAC | SPDM_CAP_ENCRYPT);
	struct spdm_vca vca = { .data = "vca", .len = 3 };
	static const uint8_t shared[48] = { 5 };
	struct spdm_session *s;

	assert_int_equal(spdm_session_new(role, &a, &vca, &s), 0);
	s->id = ID;
	assert_int_equal(spdm_session_handshake(s, SPDM_SECRET_DHE, shared,
						sizeof(shared)), 0);
	return s;
}

/* @from sends, @to opens: the length that arrives. */
static long pass(struct spdm_session *from, struct spdm_session *to)
{
	uint8_t record[RECORD_MAX], out[RECORD_MAX];
	long n = spdm_session_seal(from, text, 7, record, sizeof(record));

	assert_true(n > 0);
	return spdm_session_open(to, record, n, out, n);
}

static void ends_init(struct ends *e)
{
	e->req = new_session(SPDM_REQUESTER);
	e->rsp = new_session(SPDM_RESPONDER);
	assert_int_equal(pass(e->req, e->rsp), 7);
	assert_int_equal(pass(e->rsp, e->req), 7);
	assert_int_equal(spdm_session_establish(e->req), 0);
	assert_int_equal(spdm_session_establish(e->rsp), 0);
}

static void ends_done(struct ends *e)
{
	spdm_session_free(e->req);
	spdm_session_free(e->rsp);
}

static void a_session_needs_mac_and_aead(void **state)
{
	struct spdm_agreed a = agreed_on(SPDM_CAP_ENCRYPT);
	struct spdm_vca vca = { .len = 0 };
	struct spdm_session *s;

	(void)state;
	assert_int_equal(spdm_session_new(SPDM_REQUESTER, &a, &vca, &s),
			 -EOPNOTSUPP);
	a = agreed_on(SPDM_CAP_MAC);
	a.alg.aead = 0;
	assert_int_equal(spdm_session_new(SPDM_REQUESTER, &a, &vca, &s),
			 -EOPNOTSUPP);
}

static void both_ends_prove_the_same_secret(void **state)
{
	uint8_t a[SPDM_HASH_MAX], b[SPDM_HASH_MAX];
	struct ends e = {
		.req = new_session(SPDM_REQUESTER),
		.rsp = new_session(SPDM_RESPONDER),
	};

	(void)state;
	assert_int_equal(spdm_session_verify_data(e.req, SPDM_RESPONDER, a),
			 0);
	assert_int_equal(spdm_session_verify_data(e.rsp, SPDM_RESPONDER, b),
			 0);
	assert_memory_equal(a, b, 48);
	assert_int_equal(spdm_session_verify_data(e.rsp, SPDM_REQUESTER, b),
			 0);
	assert_memory_not_equal(a, b, 48);
	ends_done(&e);
}

static void the_handshake_leaves_no_secrets(void **state)
{
	const uint8_t zero[SPDM_HASH_MAX] = { 0 };
	const struct spdm_key_schedule *ks;
	struct ends e;

	(void)state;
	ends_init(&e);
	ks = &e.req->keys;
	assert_memory_equal(ks->handshake, zero, SPDM_HASH_MAX);
	assert_memory_equal(ks->req_handshake, zero, SPDM_HASH_MAX);
	assert_memory_equal(ks->rsp_handshake, zero, SPDM_HASH_MAX);
	assert_memory_equal(ks->req_finished, zero, SPDM_HASH_MAX);
	assert_memory_equal(ks->rsp_finished, zero, SPDM_HASH_MAX);
	assert_memory_not_equal(ks->req_data, zero, 48);
	ends_done(&e);
}

static void directions_have_their_own_keys(void **state)
{
	uint8_t record[RECORD_MAX], out[RECORD_MAX];
	struct ends e;
	long n;

	(void)state;
	ends_init(&e);
	assert_int_equal(pass(e.req, e.rsp), 7);
	/* What the requester sent does not come back as an answer. */
	n = spdm_session_seal(e.rsp, text, 7, record, sizeof(record));
	assert_int_equal(spdm_session_open(e.req, record, n, out, n), 7);
	n = spdm_session_seal(e.req, text, 7, record, sizeof(record));
	assert_int_equal(spdm_session_open(e.req, record, n, out, n),
			 -EBADMSG);
	ends_done(&e);
}

static void an_update_starts_a_new_sequence(void **state)
{
	struct ends e;

	(void)state;
	ends_init(&e);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(pass(e.req, e.rsp), 7);
		assert_int_equal(spdm_session_update(e.req, SPDM_REQUESTER),
				 0);
		assert_int_equal(spdm_session_update(e.rsp, SPDM_REQUESTER),
				 0);
		assert_int_equal(e.req->current[SPDM_REQUESTER].sequence, 0);
		assert_int_equal(pass(e.req, e.rsp), 7);
		assert_int_equal(pass(e.rsp, e.req), 7);
		spdm_session_commit(e.rsp);
		spdm_session_commit(e.req);
		assert_int_equal(pass(e.req, e.rsp), 7);
	}
	ends_done(&e);
}

static void an_update_that_one_end_missed_is_taken_back(void **state)
{
	struct ends e;

	(void)state;
	ends_init(&e);
	assert_int_equal(pass(e.rsp, e.req), 7);
	assert_int_equal(spdm_session_update(e.req, SPDM_RESPONDER), 0);
	assert_true(e.req->has_previous[SPDM_RESPONDER]);
	assert_int_equal(pass(e.rsp, e.req), 7);
	assert_false(e.req->has_previous[SPDM_RESPONDER]);
	assert_int_equal(pass(e.rsp, e.req), 7);
	/* And both can still move on together. */
	assert_int_equal(spdm_session_update(e.req, SPDM_RESPONDER), 0);
	assert_int_equal(spdm_session_update(e.rsp, SPDM_RESPONDER), 0);
	assert_int_equal(pass(e.rsp, e.req), 7);
	spdm_session_commit(e.req);
	assert_int_equal(pass(e.rsp, e.req), 7);
	ends_done(&e);
}

static void a_committed_update_is_final(void **state)
{
	struct ends e;

	(void)state;
	ends_init(&e);
	assert_int_equal(spdm_session_update(e.req, SPDM_RESPONDER), 0);
	spdm_session_commit(e.req);
	assert_int_equal(pass(e.rsp, e.req), -EBADMSG);
	ends_done(&e);
}

static void updates_need_an_established_session(void **state)
{
	struct spdm_session *s = new_session(SPDM_REQUESTER);

	(void)state;
	assert_int_equal(spdm_session_update(s, SPDM_REQUESTER), -ENOTCONN);
	spdm_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_open_for_the_other_end),
		cmocka_unit_test(header_carries_the_low_sequence_bits),
		cmocka_unit_test(both_iv_orders_agree_on_the_first_record_only),
		cmocka_unit_test(forged_records_do_not_open),
		cmocka_unit_test(only_the_next_record_opens),
		cmocka_unit_test(the_sequence_ends),
		cmocka_unit_test(sizes_are_checked_when_sealing),
		cmocka_unit_test(inner_length_is_checked),
		cmocka_unit_test(a_session_needs_mac_and_aead),
		cmocka_unit_test(both_ends_prove_the_same_secret),
		cmocka_unit_test(the_handshake_leaves_no_secrets),
		cmocka_unit_test(directions_have_their_own_keys),
		cmocka_unit_test(an_update_starts_a_new_sequence),
		cmocka_unit_test(an_update_that_one_end_missed_is_taken_back),
		cmocka_unit_test(a_committed_update_is_final),
		cmocka_unit_test(updates_need_an_established_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
