// SPDX-License-Identifier: Apache-2.0
/*
 * The requester's steps that make, keep and end a session.
 */
#include "spdm/requester-internal.h"

#include <errno.h>
#include <string.h>

#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/end-session.h"
#include "spdm/finish.h"
#include "spdm/heartbeat.h"
#include "spdm/key-update.h"
#include "spdm/opaque.h"
#include "spdm/signature.h"

#define OFFER_MAX 32

static bool session_wanted(const struct spdm_requester *r)
{
	return spdm_agreed_has(&r->agreed, SPDM_CAP_KEY_EX);
}

static long build_key_exchange(struct spdm_requester *r, uint8_t *buf,
			       size_t size)
{
	struct spdm_key_exchange m = {
		.summary_type = SPDM_SUMMARY_NONE,
		.slot = r->slot,
	};
	uint8_t exchange[SPDM_EXCHANGE_MAX];
	uint8_t offer[OFFER_MAX];
	long len;
	int ret;

	if (r->agreed.rsp.flags & SPDM_CAP_MEAS_MASK)
		m.summary_type = SPDM_SUMMARY_ALL;
	r->summary_type = m.summary_type;
	r->dh = crypto_dh_free(r->dh);
	ret = crypto_dh_new(r->agreed.alg.dhe, &r->dh);
	if (ret == 0)
		ret = crypto_dh_exchange(r->dh, exchange);
	if (ret == 0)
		ret = crypto_random(m.random, sizeof(m.random));
	if (ret == 0)
		ret = crypto_random(&m.req_session_id,
				    sizeof(m.req_session_id));
	if (ret < 0)
		return ret;
	len = spdm_opaque_offer_encode(offer, sizeof(offer), r->agreed.version,
				       &spdm_secured_versions_supported);
	if (len < 0)
		return len;
	m.exchange = exchange;
	m.opaque = (struct spdm_bytes){ offer, len };
	r->req_session_id = m.req_session_id;
	return spdm_key_exchange_encode(buf, size, &r->agreed, &m);
}

/* What the response may say at all. */
static int check_key_exchange(struct spdm_requester *r,
			      const struct spdm_key_exchange_rsp *m)
{
	struct spdm_secured_versions selected = { .count = 1 };

	if (m->mutual_auth)
		spdm_requester_reason(r, "the device asks for our identity");
	else if (m->heartbeat_s && !spdm_agreed_has(&r->agreed, SPDM_CAP_HBEAT))
		spdm_requester_reason(r, "a heartbeat that was not agreed on");
	else if (!spdm_session_id(r->req_session_id, m->rsp_session_id))
		spdm_requester_reason(r, "the session id is 0");
	else if (spdm_opaque_selection_decode(m->opaque, r->agreed.version,
					      selected.versions) < 0)
		spdm_requester_reason(r, "no secured message version");
	else if (!spdm_secured_version_select(&selected))
		spdm_requester_reason(r,
				      "secured message version 0x%04x was "
				      "not offered",
				      selected.versions[0]);
	else
		return 0;
	return -EPROTO;
}

/*
 * TH for the signature: VCA, the chain's hash, the request and the response
 * up to the signature.
 */
static int verify_key_exchange(struct spdm_requester *r,
			       const struct spdm_key_exchange_rsp *m,
			       const uint8_t *msg)
{
	struct spdm_transcript *th = &r->session->th;
	uint8_t digest[SPDM_HASH_MAX];
	int ret;

	ret = spdm_transcript_add(th, spdm_cert_chain_hash(r->chain),
				  spdm_agreed_hash_size(&r->agreed));
	if (ret == 0)
		ret = spdm_requester_note(r, th, msg, m->signed_len);
	if (ret == 0)
		ret = spdm_transcript_digest(th, digest);
	if (ret < 0)
		return ret;
	ret = spdm_signature_verify(&r->agreed, spdm_cert_chain_key(r->chain),
				    SPDM_SIGN_KEY_EXCHANGE_RSP, digest,
				    m->signature);
	if (ret < 0) {
		spdm_requester_set_identity(r, SPDM_IDENTITY_FAILED);
		spdm_requester_reason(r, "the signature does not verify");
		return ret;
	}
	return spdm_transcript_add(th, m->signature,
				   spdm_agreed_signature_size(&r->agreed));
}

static int derive_handshake(struct spdm_requester *r, const uint8_t *exchange)
{
	size_t len = spdm_dhe_secret_size(r->agreed.alg.dhe);
	uint8_t secret[SPDM_EXCHANGE_MAX];
	int ret;

	ret = crypto_dh_derive(r->dh, exchange, secret);
	if (ret == -EBADMSG)
		spdm_requester_reason(r, "the public value is not valid");
	r->dh = crypto_dh_free(r->dh);
	if (ret == 0)
		ret = spdm_session_handshake(r->session, SPDM_SECRET_DHE,
					     secret, len);
	crypto_wipe(secret, sizeof(secret));
	return ret;
}

/* Compares the device's verify data with ours and takes it into TH. */
static int check_verify_data(struct spdm_requester *r,
			     const uint8_t *verify_data)
{
	size_t hash_size = spdm_agreed_hash_size(&r->agreed);
	uint8_t expected[SPDM_HASH_MAX];
	int ret;

	ret = spdm_session_verify_data(r->session, SPDM_RESPONDER, expected);
	if (ret < 0)
		return ret;
	if (!crypto_equal(expected, verify_data, hash_size)) {
		spdm_requester_reason(r, "the verify data is wrong");
		return -EBADMSG;
	}
	return spdm_transcript_add(&r->session->th, verify_data, hash_size);
}

static int accept_key_exchange(struct spdm_requester *r, const uint8_t *msg,
			       size_t len)
{
	struct spdm_key_exchange_rsp m;
	int ret;

	ret = spdm_key_exchange_rsp_decode(msg, len, &r->agreed,
					   r->summary_type, &m);
	if (ret == 0)
		ret = check_key_exchange(r, &m);
	if (ret < 0)
		return ret;
	ret = spdm_session_new(SPDM_REQUESTER, &r->agreed, &r->transcripts.vca,
			       &r->session);
	if (ret < 0)
		return ret;
	r->session->id = spdm_session_id(r->req_session_id, m.rsp_session_id);
	r->session->heartbeat_s = m.heartbeat_s;
	ret = verify_key_exchange(r, &m, msg);
	if (ret == 0)
		ret = derive_handshake(r, m.exchange);
	if (ret == 0 && m.verify_data)
		ret = check_verify_data(r, m.verify_data);
	if (ret < 0)
		return ret;
	spdm_requester_set_identity(r, SPDM_IDENTITY_VERIFIED);
	spdm_requester_set_state(r, SPDM_STATE_AUTHENTICATED);
	return 0;
}

/* FINISH is in TH before its answer comes: its MAC covers itself. */
static long build_finish(struct spdm_requester *r, uint8_t *buf, size_t size)
{
	size_t hash_size = spdm_agreed_hash_size(&r->agreed);
	struct spdm_transcript *th = &r->session->th;
	uint8_t verify_data[SPDM_HASH_MAX];
	struct spdm_finish m = { 0 };
	long len;
	int ret;

	len = spdm_finish_encode(buf, size, &r->agreed, &m);
	if (len < 0)
		return len;
	ret = spdm_transcript_add(th, buf, len);
	if (ret == 0)
		ret = spdm_session_verify_data(r->session, SPDM_REQUESTER,
					       verify_data);
	if (ret == 0)
		ret = spdm_transcript_add(th, verify_data, hash_size);
	if (ret < 0)
		return ret;
	m.verify_data = verify_data;
	return spdm_finish_encode(buf, size, &r->agreed, &m);
}

static int accept_finish(struct spdm_requester *r, const uint8_t *msg,
			 size_t len)
{
	struct spdm_finish_rsp m;
	int ret;

	ret = spdm_finish_rsp_decode(msg, len, &r->agreed, &m);
	if (ret == 0)
		ret = spdm_transcript_add(&r->session->th, msg, m.mac_len);
	if (ret == 0 && m.verify_data)
		ret = check_verify_data(r, m.verify_data);
	if (ret == 0)
		ret = spdm_session_establish(r->session);
	if (ret < 0)
		return ret;
	spdm_requester_set_state(r, SPDM_STATE_SESSION);
	return 0;
}

static long build_heartbeat(struct spdm_requester *r, uint8_t *buf, size_t size)
{
	return spdm_heartbeat_encode(buf, size, r->agreed.version);
}

static int accept_heartbeat(struct spdm_requester *r, const uint8_t *msg,
			    size_t len)
{
	return spdm_heartbeat_ack_decode(msg, len, r->agreed.version);
}

static long encode_key_update(struct spdm_requester *r, uint8_t operation,
			      uint8_t *buf, size_t size)
{
	struct spdm_key_update m = { .operation = operation };

	if (crypto_random(&m.tag, sizeof(m.tag)) < 0)
		return -EIO;
	r->key_update_tag = m.tag;
	return spdm_key_update_encode(buf, size, r->agreed.version, &m);
}

static int decode_key_update(struct spdm_requester *r, uint8_t operation,
			     const uint8_t *msg, size_t len)
{
	struct spdm_key_update m;
	int ret;

	ret = spdm_key_update_ack_decode(msg, len, r->agreed.version, &m);
	if (ret < 0)
		return ret;
	if (m.operation == operation && m.tag == r->key_update_tag)
		return 0;
	spdm_requester_reason(r, "the acknowledgement is of another update");
	return -EPROTO;
}

static uint8_t update_operation(const struct spdm_requester *r)
{
	return r->key_update_both ? SPDM_KEY_UPDATE_ALL : SPDM_KEY_UPDATE_KEY;
}

static long build_key_update(struct spdm_requester *r, uint8_t *buf,
			     size_t size)
{
	int ret;

	/* "UpdateAllKeys" is acknowledged under the new key already. */
	if (r->key_update_both) {
		ret = spdm_session_update(r->session, SPDM_RESPONDER);
		if (ret < 0)
			return ret;
	}
	return encode_key_update(r, update_operation(r), buf, size);
}

static int accept_key_update(struct spdm_requester *r, const uint8_t *msg,
			     size_t len)
{
	int ret;

	ret = decode_key_update(r, update_operation(r), msg, len);
	if (ret < 0)
		return ret;
	if (r->key_update_both && !r->session->has_previous[SPDM_RESPONDER]) {
		spdm_requester_reason(r, "acknowledged under the old key");
		return -EPROTO;
	}
	return spdm_session_update(r->session, SPDM_REQUESTER);
}

static long build_key_verify(struct spdm_requester *r, uint8_t *buf,
			     size_t size)
{
	return encode_key_update(r, SPDM_KEY_UPDATE_VERIFY, buf, size);
}

static int accept_key_verify(struct spdm_requester *r, const uint8_t *msg,
			     size_t len)
{
	int ret;

	ret = decode_key_update(r, SPDM_KEY_UPDATE_VERIFY, msg, len);
	if (ret == 0)
		spdm_session_commit(r->session);
	return ret;
}

static long build_end_session(struct spdm_requester *r, uint8_t *buf,
			      size_t size)
{
	return spdm_end_session_encode(buf, size, r->agreed.version, false);
}

static int accept_end_session(struct spdm_requester *r, const uint8_t *msg,
			      size_t len)
{
	int ret;

	ret = spdm_end_session_ack_decode(msg, len, r->agreed.version);
	if (ret < 0)
		return ret;
	r->session = spdm_session_free(r->session);
	spdm_requester_set_state(r, SPDM_STATE_NONE);
	return 0;
}

const struct spdm_step_ops spdm_session_steps[SPDM_STEP_COUNT] = {
	[SPDM_STEP_KEY_EXCHANGE] = {
		.request = SPDM_KEY_EXCHANGE,
		.response = SPDM_KEY_EXCHANGE_RSP,
		.crypto = true,
		.wanted = session_wanted,
		.build = build_key_exchange,
		.accept = accept_key_exchange,
		.next = SPDM_STEP_FINISH,
	},
	[SPDM_STEP_FINISH] = {
		.request = SPDM_FINISH,
		.response = SPDM_FINISH_RSP,
		.crypto = true,
		.wanted = session_wanted,
		.build = build_finish,
		.accept = accept_finish,
		.next = SPDM_STEP_IDLE,
	},
	[SPDM_STEP_HEARTBEAT] = {
		.request = SPDM_HEARTBEAT,
		.response = SPDM_HEARTBEAT_ACK,
		.build = build_heartbeat,
		.accept = accept_heartbeat,
		.next = SPDM_STEP_IDLE,
	},
	[SPDM_STEP_KEY_UPDATE] = {
		.request = SPDM_KEY_UPDATE,
		.response = SPDM_KEY_UPDATE_ACK,
		.crypto = true,
		.afresh = true,
		.build = build_key_update,
		.accept = accept_key_update,
		.next = SPDM_STEP_KEY_VERIFY,
	},
	[SPDM_STEP_KEY_VERIFY] = {
		.request = SPDM_KEY_UPDATE,
		.response = SPDM_KEY_UPDATE_ACK,
		.crypto = true,
		.build = build_key_verify,
		.accept = accept_key_verify,
		.next = SPDM_STEP_IDLE,
	},
	[SPDM_STEP_MEASURE] = {
		.request = SPDM_GET_MEASUREMENTS,
		.response = SPDM_MEASUREMENTS,
		.crypto = true,
		.build = spdm_requester_build_measurements,
		.accept = spdm_requester_accept_measurements,
		.next = SPDM_STEP_IDLE,
	},
	[SPDM_STEP_END_SESSION] = {
		.request = SPDM_END_SESSION,
		.response = SPDM_END_SESSION_ACK,
		.build = build_end_session,
		.accept = accept_end_session,
		.next = SPDM_STEP_IDLE,
	},
};
