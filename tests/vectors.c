// SPDX-License-Identifier: Apache-2.0
/*
 * check-vectors DIR: replays every recorded SPDM session of a directory with
 * the secrets recorded beside it. Each message is decoded and encoded again,
 * each transcript hash, signature, MAC, key and record computed again; any
 * difference fails the file. Sessions of a kind that is not implemented are
 * skipped, with the reason.
 */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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
#include "spdm/finish.h"
#include "spdm/heartbeat.h"
#include "spdm/key-exchange.h"
#include "spdm/key-update.h"
#include "spdm/measurements.h"
#include "spdm/negotiate.h"
#include "spdm/opaque.h"
#include "spdm/session.h"
#include "spdm/signature.h"
#include "spdm/transcript.h"
#include "spdm/trust.h"
#include "spdm/version.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define MESSAGE_MAX 65536

struct bytes {
	uint8_t *data;
	size_t len;
};

/* One file on its way through the library. */
struct replay {
	json_t *root;
	const char *name;
	size_t index;		/* of the message at hand */
	const char *message;
	enum spdm_role sender;
	struct bytes request;	/* the last one, without type byte */
	jmp_buf failed;
	char reason[512];

	struct spdm_agreed agreed;
	struct spdm_algorithms offer;
	struct spdm_transcripts transcripts;
	struct spdm_get_certificate get_certificate;
	struct spdm_challenge challenge;
	struct spdm_get_measurements measure;
	struct spdm_key_update update;
	struct bytes key_exchange;
	uint8_t summary_type;
	uint8_t *chain_data;
	size_t chain_len;
	uint8_t slot_digest[SPDM_HASH_MAX];
	struct spdm_cert_chain *chain;
	struct spdm_trust *trust;
	struct spdm_session *session;
	size_t updates;

	size_t signatures;
	size_t secrets;
	size_t records;
};

/* Ends the replay of this file. */
static void __attribute__((noreturn, format(printf, 2, 3)))
fail(struct replay *p, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(p->reason, sizeof(p->reason), "message %zu (%s): ",
		     p->index, p->message ? p->message : "-");
	va_start(ap, fmt);
	vsnprintf(p->reason + n, sizeof(p->reason) - n, fmt, ap);
	va_end(ap);
	longjmp(p->failed, 1);
}

static void check(struct replay *p, int r, const char *what)
{
	if (r < 0)
		fail(p, "%s: %s", what, strerror(-r));
}

static struct bytes from_hex(struct replay *p, const char *hex)
{
	size_t len = hex ? strlen(hex) / 2 : 0;
	struct bytes b = { malloc(len + 1), len };

	if (!hex || !b.data || strlen(hex) % 2)
		fail(p, "no value, or half a byte");
	for (size_t i = 0; i < len; i++) {
		unsigned int byte;

		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			fail(p, "not hexadecimal: %s", hex);
		b.data[i] = byte;
	}
	return b;
}

static const char *text(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void expect_hex(struct replay *p, const char *hex, const void *data,
		       size_t len, const char *what)
{
	struct bytes b = from_hex(p, hex);
	bool same = b.len == len && memcmp(b.data, data, len) == 0;

	free(b.data);
	if (!same)
		fail(p, "%s differs", what);
}

/* Of the recorded secrets. */
static void expect_secret(struct replay *p, json_t *secrets, const char *key,
			  const void *data, size_t len)
{
	expect_hex(p, text(secrets, key), data, len, key);
	p->secrets++;
}

/* An encoded message against the recorded one. */
static void expect_same(struct replay *p, const uint8_t *again, long n,
			struct bytes msg)
{
	check(p, n < 0 ? n : 0, "encode");
	if ((size_t)n != msg.len || memcmp(again, msg.data, msg.len) != 0)
		fail(p, "encodes differently");
}

static size_t hash_size(const struct replay *p)
{
	return spdm_agreed_hash_size(&p->agreed);
}

static void add(struct replay *p, struct spdm_transcript *t, const void *data,
		size_t len)
{
	check(p, spdm_transcript_add(t, data, len), "transcript");
}

/* The request and the first @len bytes of the response. */
static void note(struct replay *p, struct spdm_transcript *t, struct bytes msg,
		 size_t len)
{
	add(p, t, p->request.data, p->request.len);
	add(p, t, msg.data, len);
}

/* The entry of "transcripts" for this message. */
static json_t *recorded_transcript(struct replay *p)
{
	json_t *list = json_object_get(p->root, "transcripts"), *t;
	size_t i;

	json_array_foreach(list, i, t)
		if ((size_t)json_integer_value(
			    json_object_get(t, "message_index")) == p->index)
			return t;
	fail(p, "no transcript recorded");
}

static void verify(struct replay *p, enum spdm_signature_context context,
		   const struct spdm_transcript *t, const uint8_t *signature)
{
	json_t *recorded = recorded_transcript(p);
	uint8_t digest[SPDM_HASH_MAX];

	check(p, spdm_transcript_digest(t, digest), "digest");
	expect_hex(p, text(recorded, "transcript_hash"), digest, hash_size(p),
		   "transcript hash");
	check(p, spdm_signature_verify(&p->agreed,
				       spdm_cert_chain_key(p->chain), context,
				       digest, signature), "signature");
	p->signatures++;
}

static void on_get_version(struct replay *p, struct bytes msg, uint8_t *buf)
{
	check(p, spdm_get_version_decode(msg.data, msg.len), "decode");
	expect_same(p, buf, spdm_get_version_encode(buf, MESSAGE_MAX), msg);
}

static void on_version(struct replay *p, struct bytes msg, uint8_t *buf)
{
	const char *wanted = text(p->root, "spdm_version");
	struct spdm_version_list list;
	char got[8];

	check(p, spdm_version_decode(msg.data, msg.len, &list), "decode");
	expect_same(p, buf, spdm_version_encode(buf, MESSAGE_MAX, &list), msg);
	p->agreed.version = spdm_version_select(&list, SPDM_VERSION_1_0,
						SPDM_VERSION_1_4);
	snprintf(got, sizeof(got), "%u.%u", p->agreed.version >> 4,
		 p->agreed.version & 0xf);
	if (!wanted || strcmp(got, wanted) != 0)
		fail(p, "selects version %s", got);
}

static void on_get_capabilities(struct replay *p, struct bytes msg,
				uint8_t *buf)
{
	uint8_t version = p->agreed.version;
	struct spdm_capabilities *caps = &p->agreed.req;
	const char *wrong;

	check(p, spdm_get_capabilities_decode(msg.data, msg.len, version, caps),
	      "decode");
	wrong = spdm_capabilities_check(caps, version, false);
	if (wrong)
		fail(p, "%s", wrong);
	expect_same(p, buf, spdm_get_capabilities_encode(buf, MESSAGE_MAX,
							 version, caps), msg);
}

static void on_capabilities(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;
	struct spdm_capabilities *caps = &p->agreed.rsp;
	const char *wrong;

	check(p, spdm_capabilities_decode(msg.data, msg.len, version, caps),
	      "decode");
	wrong = spdm_capabilities_check(caps, version, true);
	if (wrong)
		fail(p, "%s", wrong);
	expect_same(p, buf, spdm_capabilities_encode(buf, MESSAGE_MAX, version,
						     caps), msg);
}

static void on_negotiate(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;

	check(p, spdm_negotiate_algorithms_decode(msg.data, msg.len, version,
						  &p->offer), "decode");
	expect_same(p, buf,
		    spdm_negotiate_algorithms_encode(buf, MESSAGE_MAX, version,
						     &p->offer), msg);
}

static void on_algorithms(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;
	const char *wrong;

	check(p, spdm_algorithms_decode(msg.data, msg.len, version,
					&p->agreed.alg), "decode");
	expect_same(p, buf, spdm_algorithms_encode(buf, MESSAGE_MAX, version,
						   &p->agreed.alg), msg);
	wrong = spdm_algorithms_check(&p->agreed, &p->offer);
	if (wrong)
		fail(p, "%s", wrong);
}

static void on_get_digests(struct replay *p, struct bytes msg, uint8_t *buf)
{
	check(p, spdm_get_digests_decode(msg.data, msg.len, &p->agreed),
	      "decode");
	expect_same(p, buf, spdm_get_digests_encode(buf, MESSAGE_MAX,
						    &p->agreed), msg);
}

static void on_digests(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_digests m;

	check(p, spdm_digests_decode(msg.data, msg.len, &p->agreed, &m),
	      "decode");
	expect_same(p, buf, spdm_digests_encode(buf, MESSAGE_MAX, &p->agreed,
						&m), msg);
	if (!m.digest[0])
		fail(p, "slot 0 is not provisioned");
	memcpy(p->slot_digest, m.digest[0], hash_size(p));
	note(p, &p->transcripts.m1m2, msg, msg.len);
}

static void on_get_certificate(struct replay *p, struct bytes msg,
			       uint8_t *buf)
{
	check(p, spdm_get_certificate_decode(msg.data, msg.len, &p->agreed,
					     &p->get_certificate), "decode");
	expect_same(p, buf,
		    spdm_get_certificate_encode(buf, MESSAGE_MAX, &p->agreed,
						&p->get_certificate), msg);
}

/* The chain against DIGESTS, the recorded PEM files and the trust anchor. */
static void check_chain(struct replay *p)
{
	json_t *certs = json_object_get(p->root, "certificates");
	const char *pem = text(certs, "responder_chain_pem");
	const char *root = text(certs, "root_pem");
	char reason[SPDM_CERT_CHAIN_REASON_MAX] = "";
	struct spdm_bytes whole;
	uint8_t *built = NULL;
	size_t len = 0;
	bool same;

	if (spdm_cert_chain_new(&p->agreed, take_ptr(p->chain_data),
				p->chain_len, &p->chain, reason) < 0)
		fail(p, "%s", reason);
	if (memcmp(spdm_cert_chain_hash(p->chain), p->slot_digest,
		   hash_size(p)) != 0)
		fail(p, "digest differs");
	if (!pem || !root)
		fail(p, "no certificates recorded");
	check(p, spdm_cert_chain_build(p->agreed.alg.base_hash, pem,
				       strlen(pem), &built, &len), "build");
	whole = spdm_cert_chain_data(p->chain);
	same = len == whole.len && memcmp(built, whole.data, len) == 0;
	free(built);
	if (!same)
		fail(p, "the chain built from PEM differs");
	p->trust = spdm_trust_new();
	check(p, spdm_trust_add_pem(p->trust, root, strlen(root)), "trust");
	if (spdm_cert_chain_verify(p->chain, &p->agreed, p->trust,
				   SPDM_DATES_CHECK, reason) < 0)
		fail(p, "%s", reason);
}

static void on_certificate(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_certificate m;

	check(p, spdm_certificate_decode(msg.data, msg.len, &p->agreed, &m),
	      "decode");
	expect_same(p, buf, spdm_certificate_encode(buf, MESSAGE_MAX,
						    &p->agreed, &m), msg);
	note(p, &p->transcripts.m1m2, msg, msg.len);
	if (m.slot != p->get_certificate.slot ||
	    p->get_certificate.offset != p->chain_len)
		fail(p, "not the portion asked for");
	p->chain_data = realloc(p->chain_data, p->chain_len + m.portion.len);
	memcpy(p->chain_data + p->chain_len, m.portion.data, m.portion.len);
	p->chain_len += m.portion.len;
	if (!m.remainder)
		check_chain(p);
}

static void on_challenge(struct replay *p, struct bytes msg, uint8_t *buf)
{
	check(p, spdm_challenge_decode(msg.data, msg.len, &p->agreed,
				       &p->challenge), "decode");
	expect_same(p, buf, spdm_challenge_encode(buf, MESSAGE_MAX, &p->agreed,
						  &p->challenge), msg);
}

static void on_challenge_auth(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_challenge_auth m;

	check(p, spdm_challenge_auth_decode(msg.data, msg.len, &p->agreed,
					    p->challenge.summary_type, &m),
	      "decode");
	expect_same(p, buf, spdm_challenge_auth_encode(buf, MESSAGE_MAX,
						       &p->agreed, &m), msg);
	if (memcmp(m.chain_hash, p->slot_digest, hash_size(p)) != 0)
		fail(p, "chain hash differs");
	note(p, &p->transcripts.m1m2, msg, m.signed_len);
	verify(p, SPDM_SIGN_CHALLENGE_AUTH, &p->transcripts.m1m2, m.signature);
}

static void on_get_measurements(struct replay *p, struct bytes msg,
				uint8_t *buf)
{
	check(p, spdm_get_measurements_decode(msg.data, msg.len, &p->agreed,
					      &p->measure), "decode");
	expect_same(p, buf,
		    spdm_get_measurements_encode(buf, MESSAGE_MAX, &p->agreed,
						 &p->measure), msg);
}

/* Every block decoded and written again gives the same record. */
static void check_blocks(struct replay *p, const struct spdm_measurements *m,
			 uint8_t *buf)
{
	struct bytes record = { (uint8_t *)m->record.data, m->record.len };
	struct spdm_measurement block;
	struct buf_reader r;
	struct buf_writer w;

	buf_reader_init(&r, record.data, record.len);
	buf_writer_init(&w, buf, MESSAGE_MAX);
	while (buf_reader_left(&r)) {
		check(p, spdm_measurement_decode(&r, &block), "block");
		spdm_measurement_encode(&w, &block);
	}
	expect_same(p, buf, buf_writer_done(&w), record);
}

static void on_measurements(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_transcript *t = p->session ? &p->session->l1l2 :
						 &p->transcripts.l1l2;
	struct spdm_measurements m;

	check(p, spdm_measurements_decode(msg.data, msg.len, &p->agreed,
					  &p->measure, &m), "decode");
	expect_same(p, buf, spdm_measurements_encode(buf, MESSAGE_MAX,
						     &p->agreed, &m), msg);
	check_blocks(p, &m, buf);
	note(p, t, msg, m.signed_len);
	if (m.signature)
		verify(p, SPDM_SIGN_MEASUREMENTS, t, m.signature);
}

static void on_key_exchange(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_secured_versions offer;
	struct bytes opaque;
	struct spdm_key_exchange m;

	check(p, spdm_key_exchange_decode(msg.data, msg.len, &p->agreed, &m),
	      "decode");
	expect_same(p, buf, spdm_key_exchange_encode(buf, MESSAGE_MAX,
						     &p->agreed, &m), msg);
	check(p, spdm_opaque_offer_decode(m.opaque, p->agreed.version, &offer),
	      "opaque data");
	opaque = (struct bytes){ (uint8_t *)m.opaque.data, m.opaque.len };
	expect_same(p, buf, spdm_opaque_offer_encode(buf, MESSAGE_MAX,
						     p->agreed.version,
						     &offer), opaque);
	p->summary_type = m.summary_type;
	free(p->key_exchange.data);
	p->key_exchange.data = malloc(msg.len);
	memcpy(p->key_exchange.data, msg.data, msg.len);
	p->key_exchange.len = msg.len;
}

/* One side's private key with the other's public value. */
static void derive(struct replay *p, const char *key, const uint8_t *own,
		   const uint8_t *peer, uint8_t *secret)
{
	json_t *secrets = json_object_get(p->root, "secrets");
	struct bytes private_key = from_hex(p, text(secrets, key));
	uint8_t exchange[SPDM_EXCHANGE_MAX];
	uint16_t dhe = p->agreed.alg.dhe;
	struct crypto_dh *dh = NULL;
	int r;

	r = crypto_dh_new_from_pair(dhe, private_key.data, private_key.len,
				    own, &dh);
	free(private_key.data);
	if (r == 0)
		r = crypto_dh_exchange(dh, exchange);
	if (r == 0)
		r = crypto_dh_derive(dh, peer, secret);
	crypto_dh_free(dh);
	check(p, r, key);
	if (memcmp(exchange, own, spdm_dhe_exchange_size(dhe)) != 0)
		fail(p, "public value of %s differs", key);
	expect_secret(p, secrets, "dhe_secret", secret,
		      spdm_dhe_secret_size(dhe));
}

static void expect_traffic(struct replay *p, json_t *secrets,
			   const char *prefix, const uint8_t *secret)
{
	size_t key_len = spdm_aead_key_size(p->agreed.alg.aead);
	uint8_t key[SPDM_KEY_MAX], iv[SPDM_IV_LEN];
	char name[64];

	check(p, spdm_key_schedule_traffic(&p->session->keys, secret, key_len,
					   key, iv), "traffic keys");
	snprintf(name, sizeof(name), "%s_secret", prefix);
	expect_secret(p, secrets, name, secret, hash_size(p));
	snprintf(name, sizeof(name), "%s_key", prefix);
	expect_secret(p, secrets, name, key, key_len);
	snprintf(name, sizeof(name), "%s_iv", prefix);
	expect_secret(p, secrets, name, iv, sizeof(iv));
}

static void expect_th(struct replay *p, const char *name)
{
	uint8_t digest[SPDM_HASH_MAX];

	check(p, spdm_transcript_digest(&p->session->th, digest), name);
	expect_secret(p, json_object_get(p->root, "secrets"), name, digest,
		      hash_size(p));
}

static void expect_handshake(struct replay *p)
{
	json_t *secrets = json_object_get(p->root, "secrets");
	const struct spdm_key_schedule *ks = &p->session->keys;

	expect_secret(p, secrets, "handshake_secret", ks->handshake,
		      hash_size(p));
	expect_secret(p, secrets, "req_finished_key", ks->req_finished,
		      hash_size(p));
	expect_secret(p, secrets, "rsp_finished_key", ks->rsp_finished,
		      hash_size(p));
	expect_traffic(p, secrets, "req_handshake", ks->req_handshake);
	expect_traffic(p, secrets, "rsp_handshake", ks->rsp_handshake);
}

static void expect_data(struct replay *p)
{
	json_t *secrets = json_object_get(p->root, "secrets");
	const struct spdm_key_schedule *ks = &p->session->keys;

	expect_secret(p, secrets, "master_secret", ks->master, hash_size(p));
	expect_secret(p, secrets, "export_master_secret", ks->export_master,
		      hash_size(p));
	expect_traffic(p, secrets, "req_data", ks->req_data);
	expect_traffic(p, secrets, "rsp_data", ks->rsp_data);
}

static void check_verify_data(struct replay *p, enum spdm_role sender,
			      const uint8_t *verify_data)
{
	uint8_t expected[SPDM_HASH_MAX];

	check(p, spdm_session_verify_data(p->session, sender, expected),
	      "verify data");
	if (!crypto_equal(expected, verify_data, hash_size(p)))
		fail(p, "verify data differs");
	add(p, &p->session->th, verify_data, hash_size(p));
}

static void check_selection(struct replay *p, struct spdm_bytes opaque,
			    uint8_t *buf)
{
	struct bytes recorded = { (uint8_t *)opaque.data, opaque.len };
	uint8_t version = p->agreed.version;
	uint16_t selected;

	check(p, spdm_opaque_selection_decode(opaque, version, &selected),
	      "opaque data");
	expect_same(p, buf, spdm_opaque_selection_encode(buf, MESSAGE_MAX,
							 version, selected),
		    recorded);
}

static void on_key_exchange_rsp(struct replay *p, struct bytes msg,
				uint8_t *buf)
{
	struct spdm_key_exchange_rsp m;
	uint8_t secret[SPDM_EXCHANGE_MAX];
	struct spdm_key_exchange request;
	struct spdm_transcript *th;

	check(p, spdm_key_exchange_decode(p->key_exchange.data,
					  p->key_exchange.len, &p->agreed,
					  &request), "request");
	check(p, spdm_key_exchange_rsp_decode(msg.data, msg.len, &p->agreed,
					      p->summary_type, &m), "decode");
	expect_same(p, buf, spdm_key_exchange_rsp_encode(buf, MESSAGE_MAX,
							 &p->agreed, &m), msg);
	check_selection(p, m.opaque, buf);

	check(p, spdm_session_new(SPDM_REQUESTER, &p->agreed,
				  &p->transcripts.vca, &p->session),
	      "session");
	p->session->id = spdm_session_id(request.req_session_id,
					 m.rsp_session_id);
	th = &p->session->th;
	add(p, th, p->slot_digest, hash_size(p));
	note(p, th, msg, m.signed_len);
	verify(p, SPDM_SIGN_KEY_EXCHANGE_RSP, th, m.signature);
	add(p, th, m.signature, spdm_agreed_signature_size(&p->agreed));
	expect_th(p, "th1_hash");

	derive(p, "dhe_responder_private", m.exchange, request.exchange,
	       secret);
	derive(p, "dhe_requester_private", request.exchange, m.exchange,
	       secret);
	check(p, spdm_session_handshake(
			 p->session, SPDM_SECRET_DHE, secret,
			 spdm_dhe_secret_size(p->agreed.alg.dhe)), "handshake");
	expect_handshake(p);
	if (m.verify_data)
		check_verify_data(p, SPDM_RESPONDER, m.verify_data);
}

static void on_finish(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_finish m;

	check(p, spdm_finish_decode(msg.data, msg.len, &p->agreed, &m),
	      "decode");
	expect_same(p, buf, spdm_finish_encode(buf, MESSAGE_MAX, &p->agreed,
					       &m), msg);
	add(p, &p->session->th, msg.data, m.mac_len);
	check_verify_data(p, SPDM_REQUESTER, m.verify_data);
}

static void on_finish_rsp(struct replay *p, struct bytes msg, uint8_t *buf)
{
	struct spdm_finish_rsp m;

	check(p, spdm_finish_rsp_decode(msg.data, msg.len, &p->agreed, &m),
	      "decode");
	expect_same(p, buf, spdm_finish_rsp_encode(buf, MESSAGE_MAX,
						   &p->agreed, &m), msg);
	add(p, &p->session->th, msg.data, m.mac_len);
	if (m.verify_data)
		check_verify_data(p, SPDM_RESPONDER, m.verify_data);
	expect_th(p, "th2_hash");
	check(p, spdm_session_establish(p->session), "establish");
	expect_data(p);
}

static void on_heartbeat(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;

	check(p, spdm_heartbeat_decode(msg.data, msg.len, version), "decode");
	expect_same(p, buf, spdm_heartbeat_encode(buf, MESSAGE_MAX, version),
		    msg);
}

static void on_heartbeat_ack(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;

	check(p, spdm_heartbeat_ack_decode(msg.data, msg.len, version),
	      "decode");
	expect_same(p, buf, spdm_heartbeat_ack_encode(buf, MESSAGE_MAX,
						      version), msg);
}

static void update(struct replay *p, json_t *recorded, enum spdm_role sender)
{
	const struct spdm_key_schedule *ks = &p->session->keys;

	check(p, spdm_session_update(p->session, sender), "key update");
	if (sender == SPDM_REQUESTER)
		expect_traffic(p, recorded, "req_data", ks->req_data);
	else
		expect_traffic(p, recorded, "rsp_data", ks->rsp_data);
}

static void on_key_update(struct replay *p, struct bytes msg, uint8_t *buf)
{
	json_t *updates = json_object_get(json_object_get(p->root, "secrets"),
					  "key_updates");
	uint8_t version = p->agreed.version;
	json_t *recorded;

	check(p, spdm_key_update_decode(msg.data, msg.len, version,
					&p->update), "decode");
	expect_same(p, buf, spdm_key_update_encode(buf, MESSAGE_MAX, version,
						   &p->update), msg);
	if (p->update.operation == SPDM_KEY_UPDATE_VERIFY) {
		spdm_session_commit(p->session);
		return;
	}
	recorded = json_array_get(updates, p->updates++);
	if (!recorded)
		fail(p, "no key update recorded");
	update(p, recorded, SPDM_REQUESTER);
	if (p->update.operation == SPDM_KEY_UPDATE_ALL)
		update(p, recorded, SPDM_RESPONDER);
}

static void on_key_update_ack(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;
	struct spdm_key_update m;

	check(p, spdm_key_update_ack_decode(msg.data, msg.len, version, &m),
	      "decode");
	expect_same(p, buf, spdm_key_update_ack_encode(buf, MESSAGE_MAX,
						       version, &m), msg);
	if (m.operation != p->update.operation || m.tag != p->update.tag)
		fail(p, "acknowledges another update");
}

static void on_end_session(struct replay *p, struct bytes msg, uint8_t *buf)
{
	uint8_t version = p->agreed.version;
	bool clear;

	check(p, spdm_end_session_decode(msg.data, msg.len, version, &clear),
	      "decode");
	expect_same(p, buf, spdm_end_session_encode(buf, MESSAGE_MAX, version,
						    clear), msg);
}

static void on_end_session_ack(struct replay *p, struct bytes msg,
			       uint8_t *buf)
{
	uint8_t version = p->agreed.version;

	check(p, spdm_end_session_ack_decode(msg.data, msg.len, version),
	      "decode");
	expect_same(p, buf, spdm_end_session_ack_encode(buf, MESSAGE_MAX,
							version), msg);
}

static const struct {
	const char *name;
	void (*fn)(struct replay *p, struct bytes msg, uint8_t *buf);
	bool vca;
} handlers[] = {
	{ "GET_VERSION", on_get_version, true },
	{ "VERSION", on_version, true },
	{ "GET_CAPABILITIES", on_get_capabilities, true },
	{ "CAPABILITIES", on_capabilities, true },
	{ "NEGOTIATE_ALGORITHMS", on_negotiate, true },
	{ "ALGORITHMS", on_algorithms, true },
	{ "GET_DIGESTS", on_get_digests, false },
	{ "DIGESTS", on_digests, false },
	{ "GET_CERTIFICATE", on_get_certificate, false },
	{ "CERTIFICATE", on_certificate, false },
	{ "CHALLENGE", on_challenge, false },
	{ "CHALLENGE_AUTH", on_challenge_auth, false },
	{ "GET_MEASUREMENTS", on_get_measurements, false },
	{ "MEASUREMENTS", on_measurements, false },
	{ "KEY_EXCHANGE", on_key_exchange, false },
	{ "KEY_EXCHANGE_RSP", on_key_exchange_rsp, false },
	{ "FINISH", on_finish, false },
	{ "FINISH_RSP", on_finish_rsp, false },
	{ "HEARTBEAT", on_heartbeat, false },
	{ "HEARTBEAT_ACK", on_heartbeat_ack, false },
	{ "KEY_UPDATE", on_key_update, false },
	{ "KEY_UPDATE_ACK", on_key_update_ack, false },
	{ "END_SESSION", on_end_session, false },
	{ "END_SESSION_ACK", on_end_session_ack, false },
};

/*
 * Opens a record and seals its content again: with the same padding length
 * the header and size are the same, without encryption every byte is.
 */
static struct bytes open_record(struct replay *p, json_t *m, struct bytes body)
{
	struct spdm_record_key *key, again;
	struct bytes plain = { malloc(body.len), 0 };
	uint8_t *sealed = malloc(body.len);
	size_t pad = json_integer_value(json_object_get(m, "pad_len"));
	uint64_t seq = json_integer_value(json_object_get(m, "seq"));
	size_t same;
	long n;

	if (!p->session)
		fail(p, "a record without a session");
	key = &p->session->current[p->sender];
	if (key->sequence != seq)
		fail(p, "sequence number is not %llu",
		     (unsigned long long)key->sequence);
	again = *key;
	n = spdm_record_open(key, p->session->id, body.data, body.len,
			     plain.data, body.len);
	check(p, n < 0 ? n : 0, "record");
	plain.len = n;
	expect_hex(p, text(m, "plaintext_hex"), plain.data, plain.len,
		   "plaintext");
	n = spdm_record_seal(&again, p->session->id, plain.data, plain.len,
			     pad, sealed, body.len);
	same = p->session->mac_only ? body.len : SPDM_RECORD_HEADER_LEN;
	if (n < 0 || (size_t)n != body.len ||
	    memcmp(sealed, body.data, same) != 0)
		fail(p, "the record seals differently");
	free(sealed);
	p->records++;
	if (!plain.len || plain.data[0] != SPDM_MCTP_TYPE)
		fail(p, "the record holds no SPDM message");
	plain.len--;
	memmove(plain.data, plain.data + 1, plain.len);
	return plain;
}

static void keep_transcripts(struct replay *p, struct bytes msg, bool vca)
{
	uint8_t code = msg.data[1];

	if (vca) {
		check(p, spdm_vca_add(&p->transcripts.vca, msg.data, msg.len),
		      "VCA");
		if (code == SPDM_ALGORITHMS)
			check(p, spdm_transcripts_start(&p->transcripts,
							&p->agreed), "VCA");
	} else if (p->sender == SPDM_REQUESTER && p->session) {
		check(p, spdm_transcript_request_l1l2(&p->session->l1l2, code),
		      "L1/L2");
	} else if (p->sender == SPDM_REQUESTER) {
		check(p, spdm_transcripts_request(&p->transcripts, code),
		      "transcripts");
	}
	if (p->sender == SPDM_REQUESTER) {
		free(p->request.data);
		p->request.data = malloc(msg.len);
		memcpy(p->request.data, msg.data, msg.len);
		p->request.len = msg.len;
	}
}

static void replay_message(struct replay *p, json_t *m, uint8_t *buf)
{
	struct bytes body = from_hex(p, text(m, "hex"));
	const char *dir = text(m, "dir");
	struct bytes msg = body;
	size_t i = 0;

	p->message = text(m, "name");
	p->sender = dir && strcmp(dir, "req") == 0 ? SPDM_REQUESTER :
						     SPDM_RESPONDER;
	while (i < N(handlers) && strcmp(handlers[i].name, p->message) != 0)
		i++;
	if (i == N(handlers))
		fail(p, "no such message is known");
	if (json_integer_value(json_object_get(m, "mctp_type")) ==
	    SPDM_MCTP_TYPE_SECURED)
		msg = open_record(p, m, body);
	if (msg.len < SPDM_HEADER_LEN)
		fail(p, "too short");
	if (p->sender == SPDM_REQUESTER)
		keep_transcripts(p, msg, handlers[i].vca);
	handlers[i].fn(p, msg, buf);
	if (p->sender == SPDM_RESPONDER)
		keep_transcripts(p, msg, handlers[i].vca);
	if (msg.data != body.data)
		free(msg.data);
	free(body.data);
}

/* Why a session cannot be replayed; NULL if it can. */
static const char *unsupported(json_t *root)
{
	static const struct {
		const char *name;
		const char *reason;
	} messages[] = {
		{ "PSK_EXCHANGE", "pre-shared keys are not implemented" },
		{ "CHUNK_SEND", "large messages are not implemented" },
		{ "CHUNK_GET", "large messages are not implemented" },
		{ "GET_ENCAPSULATED_REQUEST",
		  "mutual authentication is not implemented" },
	};
	json_t *algorithms = json_object_get(root, "algorithms"), *m;
	size_t i;

	if (text(algorithms, "pqc_asym") || text(algorithms, "kem"))
		return "post-quantum algorithms are not implemented";
	json_array_foreach(json_object_get(root, "messages"), i, m)
		for (size_t k = 0; k < N(messages); k++)
			if (text(m, "name") &&
			    strcmp(text(m, "name"), messages[k].name) == 0)
				return messages[k].reason;
	return NULL;
}

static void replay_done(struct replay *p)
{
	free(p->request.data);
	free(p->key_exchange.data);
	free(p->chain_data);
	spdm_cert_chain_free(p->chain);
	spdm_trust_free(p->trust);
	spdm_session_free(p->session);
	spdm_transcripts_done(&p->transcripts);
}

static bool replay(json_t *root, const char *name)
{
	json_t *messages = json_object_get(root, "messages"), *m;
	struct replay *p = calloc(1, sizeof(*p));
	uint8_t *buf = malloc(MESSAGE_MAX);
	bool passed = false;
	size_t i;

	p->root = root;
	if (setjmp(p->failed) == 0) {
		if (!json_array_size(messages))
			fail(p, "no messages");
		json_array_foreach(messages, i, m) {
			p->index = i;
			replay_message(p, m, buf);
		}
		if (p->signatures !=
		    json_array_size(json_object_get(root, "transcripts")))
			fail(p, "not every recorded signature was verified");
		passed = true;
	}
	if (passed)
		printf("PASS %s: %zu messages, %zu records, %zu signatures, "
		       "%zu secrets\n", name, p->index + 1, p->records,
		       p->signatures, p->secrets);
	else
		printf("FAIL %s: %s\n", name, p->reason);
	replay_done(p);
	free(p);
	free(buf);
	return passed;
}

enum outcome {
	PASSED,
	FAILED,
	SKIPPED,
};

static enum outcome run_file(const char *dir, const char *name)
{
	enum outcome outcome = FAILED;
	const char *reason;
	json_error_t error;
	char path[4096];
	json_t *root;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	root = json_load_file(path, 0, &error);
	if (!root) {
		printf("FAIL %s:%d: %s\n", name, error.line, error.text);
		return FAILED;
	}
	reason = unsupported(root);
	if (reason) {
		printf("SKIP %s: %s\n", name, reason);
		outcome = SKIPPED;
	} else if (replay(root, name)) {
		outcome = PASSED;
	}
	json_decref(root);
	return outcome;
}

static int is_json(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && strcmp(dot, ".json") == 0;
}

int main(int argc, char **argv)
{
	unsigned int count[3] = { 0 };
	struct dirent **names;
	int n;

	if (argc != 2) {
		fprintf(stderr, "usage: check-vectors DIR\n");
		return 2;
	}
	n = scandir(argv[1], &names, is_json, alphasort);
	if (n < 0) {
		fprintf(stderr, "check-vectors: %s: %s\n", argv[1],
			strerror(errno));
		return 1;
	}
	for (int i = 0; i < n; i++) {
		count[run_file(argv[1], names[i]->d_name)]++;
		free(names[i]);
	}
	free(names);
	printf("%u passed, %u failed, %u skipped\n", count[PASSED],
	       count[FAILED], count[SKIPPED]);
	if (!n)
		fprintf(stderr, "check-vectors: %s: no vectors\n", argv[1]);
	return count[FAILED] || !n ? 1 : 0;
}
