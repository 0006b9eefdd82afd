// SPDX-License-Identifier: Apache-2.0
/*
 * Messages outside of sessions: negotiation, certificates, challenge,
 * measurements. Each is decoded and encoded again.
 */
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/digests.h"
#include "spdm/version.h"

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

const struct replay_handler plain_handlers[] = {
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
	{ NULL, NULL, false },
};
