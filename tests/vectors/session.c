// SPDX-License-Identifier: Apache-2.0
/*
 * Sessions: how they begin and end, what their keys are, and records, which
 * are opened and sealed again.
 */
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/end-session.h"
#include "spdm/finish.h"
#include "spdm/heartbeat.h"
#include "spdm/key-exchange.h"
#include "spdm/opaque.h"

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

const struct replay_handler session_handlers[] = {
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
	{ NULL, NULL, false },
};

/*
 * Opens a record and seals its content again: with the same padding length
 * the header and size are the same, without encryption every byte is.
 */
struct bytes open_record(struct replay *p, json_t *m)
{
	struct spdm_record_key *key, again;
	struct bytes body = p->body;
	size_t pad = json_integer_value(json_object_get(m, "pad_len"));
	uint64_t seq = json_integer_value(json_object_get(m, "seq"));
	size_t len, same;
	long n;

	p->plain = malloc(body.len);
	p->sealed = malloc(body.len);
	if (!p->session)
		fail(p, "a record without a session");
	key = &p->session->current[p->sender];
	if (key->sequence != seq)
		fail(p, "sequence number is not %llu",
		     (unsigned long long)key->sequence);
	again = *key;
	n = spdm_record_open(key, p->session->id, body.data, body.len,
			     p->plain, body.len);
	check(p, n < 0 ? n : 0, "record");
	len = n;
	expect_hex(p, text(m, "plaintext_hex"), p->plain, len, "plaintext");
	n = spdm_record_seal(&again, p->session->id, p->plain, len, pad,
			     p->sealed, body.len);
	same = p->session->mac_only ? body.len : SPDM_RECORD_HEADER_LEN;
	if (n < 0 || (size_t)n != body.len ||
	    memcmp(p->sealed, body.data, same) != 0)
		fail(p, "the record seals differently");
	p->records++;
	if (!len || p->plain[0] != SPDM_MCTP_TYPE)
		fail(p, "the record holds no SPDM message");
	return (struct bytes){ p->plain + 1, len - 1 };
}
