/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device for tests of the requester: answers by the book, unless a test
 * changes an answer on its way. Connected to a requester without any bus:
 * what the requester sends waits in the device until device_turn().
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/cert-chain.h"
#include "spdm/certificate.h"
#include "spdm/challenge.h"
#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/digests.h"
#include "spdm/end-session.h"
#include "spdm/error.h"
#include "spdm/finish.h"
#include "spdm/heartbeat.h"
#include "spdm/key-exchange.h"
#include "spdm/key-update.h"
#include "spdm/measurements.h"
#include "spdm/negotiate.h"
#include "spdm/opaque.h"
#include "spdm/requester.h"
#include "spdm/session.h"
#include "spdm/signature.h"
#include "spdm/transcript.h"
#include "spdm/trust.h"
#include "spdm/version.h"
#include "test-spdm-pki.h"

#define DEVICE_MESSAGE_MAX 8192
#define DEVICE_FLAGS                                                           \
	(SPDM_CAP_CERT | SPDM_CAP_CHAL | SPDM_CAP_MEAS_SIG |                   \
	 SPDM_CAP_ENCRYPT | SPDM_CAP_MAC | SPDM_CAP_KEY_EX | SPDM_CAP_HBEAT | \
	 SPDM_CAP_KEY_UPD)

struct device;

/* Changes an answer before it is protected; its new length, 0: no answer. */
typedef size_t (*device_change)(struct device *d, uint8_t request_code,
				uint8_t *msg, size_t len);

struct device {
	/* What it is like; set before the first turn. */
	uint8_t version;
	uint32_t flags;
	uint32_t asym;
	uint16_t dhe;
	uint16_t aead;
	uint8_t heartbeat_s;
	size_t portion_max;	/* of the chain; 0: as asked */
	device_change change;
	int counter;		/* for the change function's use */

	struct pki pki;
	struct crypto_key *key;
	uint8_t *chain;
	size_t chain_len;

	struct spdm_agreed agreed;
	struct spdm_transcripts transcripts;
	struct spdm_session *session;
	bool finished;		/* switch to data keys after the answer */
	bool ended;
	uint8_t record[512];	/* of measurements */
	size_t record_len;

	/* The requester's side. */
	struct spdm_requester *requester;
	struct spdm_trust *trust;
	uint8_t inbox[DEVICE_MESSAGE_MAX];
	size_t inbox_len;
	uint8_t inbox_type;
	size_t sent;		/* messages of the requester */
	uint64_t timer_us;
	size_t changes;
	uint8_t last[DEVICE_MESSAGE_MAX];	/* answer, to be replayed */
	size_t last_len;
	uint8_t last_type;
};

static inline int device_on_send(void *userdata, uint8_t type,
				 const uint8_t *body, size_t len)
{
	struct device *d = userdata;

	assert_true(len <= sizeof(d->inbox));
	memcpy(d->inbox, body, len);
	d->inbox_len = len;
	d->inbox_type = type;
	d->sent++;
	return 0;
}

static inline void device_on_timer(void *userdata, uint64_t delay_us)
{
	((struct device *)userdata)->timer_us = delay_us;
}

static inline void device_on_change(void *userdata)
{
	((struct device *)userdata)->changes++;
}

static inline void device_measurements(struct device *d)
{
	static const uint8_t digest[48] = { 0xd1, 0x6e, 0x57 };
	static const struct spdm_measurement blocks[] = {
		{ 1, 0, false, { digest, sizeof(digest) } },
		{ 2, 1, false, { digest, sizeof(digest) } },
		{ 7, 7, true, { digest, 8 } },
	};
	struct buf_writer w;

	buf_writer_init(&w, d->record, sizeof(d->record));
	for (size_t i = 0; i < 3; i++)
		spdm_measurement_encode(&w, &blocks[i]);
	d->record_len = buf_writer_done(&w);
}

static inline void device_init_with(struct device *d,
				    const struct pki_options *options)
{
	memset(d, 0, sizeof(*d));
	d->version = SPDM_VERSION_1_2;
	d->flags = DEVICE_FLAGS;
	d->asym = SPDM_ASYM_ECDSA_P384;
	d->dhe = SPDM_DHE_SECP384R1;
	d->aead = SPDM_AEAD_AES_256_GCM;
	d->pki = pki_make(options);
	assert_int_equal(crypto_key_new_pem(d->pki.key_pem,
					    strlen(d->pki.key_pem), &d->key),
			 0);
	assert_int_equal(spdm_cert_chain_build(SPDM_HASH_SHA_384,
					       d->pki.chain_pem,
					       strlen(d->pki.chain_pem),
					       &d->chain, &d->chain_len),
			 0);
	d->trust = spdm_trust_new();
	assert_int_equal(spdm_trust_add_pem(d->trust, d->pki.root_pem,
					    strlen(d->pki.root_pem)),
			 0);
	device_measurements(d);
}

static inline void device_init(struct device *d)
{
	device_init_with(d, &(struct pki_options){ 0 });
}

static inline void device_connect(struct device *d,
				  struct spdm_requester_config config)
{
	const struct spdm_requester_ops ops = {
		.send = device_on_send,
		.set_timer = device_on_timer,
		.changed = device_on_change,
	};

	if (!config.trust)
		config.trust = d->trust;
	d->requester = spdm_requester_new(&config, &ops, d);
	assert_non_null(d->requester);
	spdm_requester_start(d->requester);
}

static inline void device_done(struct device *d)
{
	spdm_requester_free(d->requester);
	spdm_trust_free(d->trust);
	spdm_session_free(d->session);
	spdm_transcripts_done(&d->transcripts);
	crypto_key_free(d->key);
	free(d->chain);
	pki_done(&d->pki);
}

static inline void device_sign(struct device *d,
			       enum spdm_signature_context context,
			       struct spdm_transcript *t, uint8_t *signature)
{
	uint8_t digest[SPDM_HASH_MAX];

	assert_int_equal(spdm_transcript_digest(t, digest), 0);
	assert_int_equal(spdm_signature_make(&d->agreed, d->key, context,
					     digest, signature),
			 0);
}

static inline void device_hash(struct device *d, const void *data, size_t len,
			       uint8_t *hash)
{
	assert_int_equal(crypto_hash_once(d->agreed.alg.base_hash, data, len,
					  hash),
			 0);
}

static inline long device_version(struct device *d, uint8_t *out)
{
	struct spdm_version_list list = {
		.count = 2,
		.entries = { 0x1000, (uint16_t)(d->version << 8) },
	};

	d->agreed = (struct spdm_agreed){ .version = d->version };
	spdm_vca_reset(&d->transcripts.vca);
	d->session = spdm_session_free(d->session);
	return spdm_version_encode(out, DEVICE_MESSAGE_MAX, &list);
}

static inline long device_capabilities(struct device *d, const uint8_t *req,
				       size_t len, uint8_t *out)
{
	d->agreed.rsp = (struct spdm_capabilities){
		.ct_exponent = 20,
		.flags = d->flags,
		.data_transfer_size = 4096,
		.max_message_size = 4096,
	};
	assert_int_equal(spdm_get_capabilities_decode(req, len, d->version,
						      &d->agreed.req),
			 0);
	assert_null(spdm_capabilities_check(&d->agreed.req, d->version,
					    false));
	return spdm_capabilities_encode(out, DEVICE_MESSAGE_MAX, d->version,
					&d->agreed.rsp);
}

static inline long device_algorithms(struct device *d, const uint8_t *req,
				     size_t len, uint8_t *out)
{
	struct spdm_algorithms own = spdm_algorithms_supported, offer;

	own.base_asym = d->asym;
	own.base_hash = SPDM_HASH_SHA_384;
	own.dhe = d->dhe;
	own.aead = d->aead;
	own.measurement_hash = SPDM_MEAS_HASH_SHA_384;
	assert_int_equal(spdm_negotiate_algorithms_decode(req, len, d->version,
							  &offer),
			 0);
	spdm_algorithms_select(&offer, &own, &d->agreed.alg);
	return spdm_algorithms_encode(out, DEVICE_MESSAGE_MAX, d->version,
				      &d->agreed.alg);
}

static inline long device_digests(struct device *d, uint8_t *out)
{
	uint8_t hash[SPDM_HASH_MAX];
	struct spdm_digests m = { .supported_mask = 1, .slot_mask = 1 };

	device_hash(d, d->chain, d->chain_len, hash);
	m.digest[0] = hash;
	return spdm_digests_encode(out, DEVICE_MESSAGE_MAX, &d->agreed, &m);
}

static inline long device_certificate(struct device *d, const uint8_t *req,
				      size_t len, uint8_t *out)
{
	struct spdm_get_certificate get;
	struct spdm_certificate m = { 0 };
	size_t n;

	assert_int_equal(spdm_get_certificate_decode(req, len, &d->agreed,
						     &get),
			 0);
	assert_true(get.offset < d->chain_len);
	n = d->chain_len - get.offset;
	if (n > get.length)
		n = get.length;
	if (d->portion_max && n > d->portion_max)
		n = d->portion_max;
	m.portion = (struct spdm_bytes){ d->chain + get.offset, n };
	m.remainder = d->chain_len - get.offset - n;
	return spdm_certificate_encode(out, DEVICE_MESSAGE_MAX, &d->agreed,
				       &m);
}

static inline void device_add(struct spdm_transcript *t, const void *data,
			      size_t len)
{
	assert_int_equal(spdm_transcript_add(t, data, len), 0);
}

static inline long device_challenge(struct device *d, const uint8_t *req,
				    size_t len, uint8_t *out)
{
	uint8_t chain_hash[SPDM_HASH_MAX], summary[SPDM_HASH_MAX];
	uint8_t signature[SPDM_SIGNATURE_MAX];
	struct spdm_challenge_auth m = { .slot_mask = 1 };
	struct spdm_challenge get;
	long n;

	assert_int_equal(spdm_challenge_decode(req, len, &d->agreed, &get), 0);
	device_hash(d, d->chain, d->chain_len, chain_hash);
	device_hash(d, d->record, d->record_len, summary);
	m.chain_hash = chain_hash;
	if (spdm_agreed_summary(&d->agreed, get.summary_type))
		m.summary = summary;
	memcpy(m.context, get.context, sizeof(m.context));
	n = spdm_challenge_auth_encode(out, DEVICE_MESSAGE_MAX, &d->agreed,
				       &m);
	device_add(&d->transcripts.m1m2, req, len);
	device_add(&d->transcripts.m1m2, out, n);
	device_sign(d, SPDM_SIGN_CHALLENGE_AUTH, &d->transcripts.m1m2,
		    signature);
	assert_int_equal(spdm_transcript_reset(&d->transcripts.m1m2), 0);
	m.signature = signature;
	return spdm_challenge_auth_encode(out, DEVICE_MESSAGE_MAX, &d->agreed,
					  &m);
}

static inline long device_get_measurements(struct device *d,
					   const uint8_t *req, size_t len,
					   uint8_t *out)
{
	struct spdm_transcript *t = d->session ? &d->session->l1l2 :
						 &d->transcripts.l1l2;
	uint8_t signature[SPDM_SIGNATURE_MAX];
	struct spdm_measurements m = { .blocks = 3 };
	struct spdm_get_measurements get;
	long n;

	assert_int_equal(spdm_get_measurements_decode(req, len, &d->agreed,
						      &get),
			 0);
	assert_true(get.sign && get.operation == SPDM_MEASUREMENT_ALL);
	m.record = (struct spdm_bytes){ d->record, d->record_len };
	memcpy(m.context, get.context, sizeof(m.context));
	n = spdm_measurements_encode(out, DEVICE_MESSAGE_MAX, &d->agreed, &m);
	device_add(t, req, len);
	device_add(t, out, n);
	device_sign(d, SPDM_SIGN_MEASUREMENTS, t, signature);
	assert_int_equal(spdm_transcript_reset(t), 0);
	m.signature = signature;
	return spdm_measurements_encode(out, DEVICE_MESSAGE_MAX, &d->agreed,
					&m);
}

static inline void device_handshake(struct device *d, struct crypto_dh *dh,
				    const uint8_t *peer)
{
	uint8_t secret[SPDM_EXCHANGE_MAX];

	assert_int_equal(crypto_dh_derive(dh, peer, secret), 0);
	assert_int_equal(
		spdm_session_handshake(d->session, SPDM_SECRET_DHE, secret,
				       spdm_dhe_secret_size(d->dhe)),
		0);
	crypto_dh_free(dh);
}

static inline long device_key_exchange(struct device *d, const uint8_t *req,
				       size_t len, uint8_t *out)
{
	uint8_t hash[SPDM_HASH_MAX], signature[SPDM_SIGNATURE_MAX];
	uint8_t exchange[SPDM_EXCHANGE_MAX], verify[SPDM_HASH_MAX];
	struct spdm_key_exchange_rsp m = { .rsp_session_id = 0xbeef };
	struct spdm_secured_versions offer;
	struct spdm_key_exchange get;
	struct spdm_transcript *th;
	struct crypto_dh *dh;
	uint8_t opaque[16];
	long n;

	assert_int_equal(spdm_key_exchange_decode(req, len, &d->agreed, &get),
			 0);
	assert_int_equal(spdm_opaque_offer_decode(get.opaque, d->version,
						  &offer),
			 0);
	n = spdm_opaque_selection_encode(opaque, sizeof(opaque), d->version,
					 spdm_secured_version_select(&offer));
	m.opaque = (struct spdm_bytes){ opaque, n };
	m.heartbeat_s = d->heartbeat_s;
	assert_int_equal(crypto_dh_new(d->dhe, &dh), 0);
	assert_int_equal(crypto_dh_exchange(dh, exchange), 0);
	m.exchange = exchange;
	device_hash(d, d->record, d->record_len, hash);
	if (spdm_agreed_summary(&d->agreed, get.summary_type))
		m.summary = hash;
	n = spdm_key_exchange_rsp_encode(out, DEVICE_MESSAGE_MAX, &d->agreed,
					 &m);
	assert_int_equal(spdm_session_new(SPDM_RESPONDER, &d->agreed,
					  &d->transcripts.vca, &d->session),
			 0);
	d->session->id = spdm_session_id(get.req_session_id, 0xbeef);
	th = &d->session->th;
	device_hash(d, d->chain, d->chain_len, verify);
	device_add(th, verify, spdm_agreed_hash_size(&d->agreed));
	device_add(th, req, len);
	device_add(th, out, n);
	device_sign(d, SPDM_SIGN_KEY_EXCHANGE_RSP, th, signature);
	device_add(th, signature, spdm_agreed_signature_size(&d->agreed));
	device_handshake(d, dh, get.exchange);
	m.signature = signature;
	if (!spdm_agreed_clear_handshake(&d->agreed)) {
		assert_int_equal(spdm_session_verify_data(
					 d->session, SPDM_RESPONDER, verify),
				 0);
		device_add(th, verify, spdm_agreed_hash_size(&d->agreed));
		m.verify_data = verify;
	}
	return spdm_key_exchange_rsp_encode(out, DEVICE_MESSAGE_MAX,
					    &d->agreed, &m);
}

static inline long device_finish(struct device *d, const uint8_t *req,
				 size_t len, uint8_t *out)
{
	size_t hash_size = spdm_agreed_hash_size(&d->agreed);
	struct spdm_transcript *th = &d->session->th;
	struct spdm_finish_rsp m = { 0 };
	uint8_t verify[SPDM_HASH_MAX];
	struct spdm_finish get;
	long n;

	assert_int_equal(spdm_finish_decode(req, len, &d->agreed, &get), 0);
	device_add(th, req, get.mac_len);
	assert_int_equal(spdm_session_verify_data(d->session, SPDM_REQUESTER,
						  verify),
			 0);
	assert_memory_equal(verify, get.verify_data, hash_size);
	device_add(th, get.verify_data, hash_size);
	n = spdm_finish_rsp_encode(out, DEVICE_MESSAGE_MAX, &d->agreed, &m);
	device_add(th, out, n);
	d->finished = true;
	if (!spdm_agreed_clear_handshake(&d->agreed))
		return n;
	assert_int_equal(spdm_session_verify_data(d->session, SPDM_RESPONDER,
						  verify),
			 0);
	device_add(th, verify, hash_size);
	m.verify_data = verify;
	return spdm_finish_rsp_encode(out, DEVICE_MESSAGE_MAX, &d->agreed, &m);
}

static inline long device_key_update(struct device *d, const uint8_t *req,
				     size_t len, uint8_t *out)
{
	struct spdm_key_update m;

	assert_int_equal(spdm_key_update_decode(req, len, d->version, &m), 0);
	if (m.operation == SPDM_KEY_UPDATE_VERIFY) {
		spdm_session_commit(d->session);
	} else {
		assert_int_equal(spdm_session_update(d->session,
						     SPDM_REQUESTER),
				 0);
		if (m.operation == SPDM_KEY_UPDATE_ALL)
			assert_int_equal(spdm_session_update(d->session,
							     SPDM_RESPONDER),
					 0);
	}
	return spdm_key_update_ack_encode(out, DEVICE_MESSAGE_MAX, d->version,
					  &m);
}

static inline long device_answer(struct device *d, const uint8_t *req,
				 size_t len, uint8_t *out)
{
	switch (req[1]) {
	case SPDM_GET_VERSION:
		return device_version(d, out);
	case SPDM_GET_CAPABILITIES:
		return device_capabilities(d, req, len, out);
	case SPDM_NEGOTIATE_ALGORITHMS:
		return device_algorithms(d, req, len, out);
	case SPDM_GET_DIGESTS:
		return device_digests(d, out);
	case SPDM_GET_CERTIFICATE:
		return device_certificate(d, req, len, out);
	case SPDM_CHALLENGE:
		return device_challenge(d, req, len, out);
	case SPDM_GET_MEASUREMENTS:
		return device_get_measurements(d, req, len, out);
	case SPDM_KEY_EXCHANGE:
		return device_key_exchange(d, req, len, out);
	case SPDM_FINISH:
		return device_finish(d, req, len, out);
	case SPDM_HEARTBEAT:
		return spdm_heartbeat_ack_encode(out, DEVICE_MESSAGE_MAX,
						 d->version);
	case SPDM_KEY_UPDATE:
		return device_key_update(d, req, len, out);
	case SPDM_END_SESSION:
		d->ended = true;
		return spdm_end_session_ack_encode(out, DEVICE_MESSAGE_MAX,
						   d->version);
	}
	fail_msg("the device got request 0x%02x", req[1]);
	return -1;
}

/* What is appended before the answer is made, and after. */
static inline void device_transcripts(struct device *d, const uint8_t *req,
				      size_t len, const uint8_t *rsp, size_t n)
{
	switch (req[1]) {
	case SPDM_GET_VERSION:
	case SPDM_GET_CAPABILITIES:
	case SPDM_NEGOTIATE_ALGORITHMS:
		spdm_vca_add(&d->transcripts.vca, req, len);
		spdm_vca_add(&d->transcripts.vca, rsp, n);
		if (req[1] == SPDM_NEGOTIATE_ALGORITHMS)
			assert_int_equal(spdm_transcripts_start(&d->transcripts,
								&d->agreed),
					 0);
		break;
	case SPDM_GET_DIGESTS:
	case SPDM_GET_CERTIFICATE:
		device_add(&d->transcripts.m1m2, req, len);
		device_add(&d->transcripts.m1m2, rsp, n);
		break;
	}
}

static inline void device_deliver(struct device *d, uint8_t type,
				  const uint8_t *body, size_t len)
{
	/* A copy of exact size: the sanitizer sees reads past its end. */
	uint8_t *copy = malloc(len ? len : 1);

	memcpy(copy, body, len);
	spdm_requester_receive(d->requester, type, copy, len);
	free(copy);
}

/* The plain request of what lies in the inbox. */
static inline size_t device_open(struct device *d, uint8_t *req)
{
	uint8_t plain[DEVICE_MESSAGE_MAX];
	long n;

	if (d->inbox_type == SPDM_MCTP_TYPE) {
		memcpy(req, d->inbox, d->inbox_len);
		return d->inbox_len;
	}
	assert_non_null(d->session);
	n = spdm_session_open(d->session, d->inbox, d->inbox_len, plain,
			      sizeof(plain));
	assert_true(n > 1);
	assert_int_equal(plain[0], SPDM_MCTP_TYPE);
	memcpy(req, plain + 1, n - 1);
	return n - 1;
}

static inline void device_respond(struct device *d, bool secured, uint8_t *msg,
				  size_t len)
{
	uint8_t plain[DEVICE_MESSAGE_MAX];
	long n = len;

	if (secured) {
		plain[0] = SPDM_MCTP_TYPE;
		memcpy(plain + 1, msg, len);
		n = spdm_session_seal(d->session, plain, len + 1, d->last,
				      sizeof(d->last));
		assert_true(n > 0);
	} else {
		memcpy(d->last, msg, len);
	}
	d->last_len = n;
	d->last_type = secured ? SPDM_MCTP_TYPE_SECURED : SPDM_MCTP_TYPE;
	if (d->finished) {
		assert_int_equal(spdm_session_establish(d->session), 0);
		d->finished = false;
	}
	device_deliver(d, d->last_type, d->last, d->last_len);
}

/* Answers the request in the inbox; false when there is none. */
static inline bool device_turn(struct device *d)
{
	uint8_t req[DEVICE_MESSAGE_MAX], rsp[DEVICE_MESSAGE_MAX];
	bool secured = d->inbox_type == SPDM_MCTP_TYPE_SECURED;
	uint8_t code;
	size_t len;
	long n;

	if (!d->inbox_len)
		return false;
	len = device_open(d, req);
	d->inbox_len = 0;
	code = req[1];
	if (code != SPDM_RESPOND_IF_READY && d->session)
		spdm_transcript_request_l1l2(&d->session->l1l2, code);
	else if (d->transcripts.m1m2.hash)
		spdm_transcripts_request(&d->transcripts, code);
	n = code == SPDM_RESPOND_IF_READY ? 0 :
					    device_answer(d, req, len, rsp);
	assert_true(n >= 0);
	device_transcripts(d, req, len, rsp, n);
	if (d->change)
		n = d->change(d, code, rsp, n);
	if (n)
		device_respond(d, secured, rsp, n);
	return true;
}

/* Until the requester has nothing more to say. */
static inline void device_run(struct device *d)
{
	for (int i = 0; i < 10000 && device_turn(d); i++)
		;
}

static inline void device_expect(struct device *d,
				 enum spdm_requester_state state)
{
	if (spdm_requester_state(d->requester) != state)
		fail_msg("state %s: %s",
			 spdm_requester_state_name(
				 spdm_requester_state(d->requester)),
			 spdm_requester_error(d->requester));
}

/* Failed, for a reason that has @text in it. */
static inline void device_expect_failure(struct device *d, const char *text)
{
	device_expect(d, SPDM_STATE_FAILED);
	if (!strstr(spdm_requester_error(d->requester), text))
		fail_msg("\"%s\" lacks \"%s\"",
			 spdm_requester_error(d->requester), text);
	assert_false(spdm_requester_busy(d->requester));
	assert_int_equal(d->timer_us, 0);
	assert_int_equal(spdm_requester_session_id(d->requester), 0);
}

static const struct spdm_requester_config patient = {
	.session = true,
	.retries = 2,
	.rtt_us = 50000,
	.busy_retries = 3,
};

/* Runs a device with @change against a requester that does not wait. */
static inline void device_run_with(struct device *d, device_change change)
{
	device_init(d);
	d->change = change;
	device_connect(d, patient);
	device_run(d);
}

static inline size_t device_put_error(struct device *d, uint8_t *msg,
				      const struct spdm_error *e)
{
	long n = spdm_error_encode(msg, DEVICE_MESSAGE_MAX, d->version, e);

	assert_true(n > 0);
	return n;
}
