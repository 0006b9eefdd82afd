/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One recorded session on its way through the library, and what compares the
 * library's results with the recorded ones.
 */
#pragma once

#include <jansson.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/agreed.h"
#include "spdm/cert-chain.h"
#include "spdm/certificate.h"
#include "spdm/challenge.h"
#include "spdm/key-update.h"
#include "spdm/measurements.h"
#include "spdm/negotiate.h"
#include "spdm/session.h"
#include "spdm/signature.h"
#include "spdm/transcript.h"
#include "spdm/trust.h"

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
	struct bytes body;	/* as recorded */
	uint8_t *plain;		/* if it is a record: opened, */
	uint8_t *sealed;	/* and sealed again */
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

struct replay_handler {
	const char *name;
	void (*fn)(struct replay *p, struct bytes msg, uint8_t *buf);
	bool vca;
};

/* Each ends with one without a name */
extern const struct replay_handler plain_handlers[], session_handlers[];

/* Replays a file, and prints how that went. */
bool replay(json_t *root, const char *name);
/* What the record at hand holds, without type byte */
struct bytes open_record(struct replay *p, json_t *m);

/* Ends the replay of this file. */
__attribute__((noreturn, format(printf, 2, 3))) void
fail(struct replay *p, const char *fmt, ...);
/* Ends it if @r is a negative errno. */
void check(struct replay *p, int r, const char *what);
struct bytes from_hex(struct replay *p, const char *hex);
const char *text(json_t *object, const char *key);
void expect_hex(struct replay *p, const char *hex, const void *data,
		size_t len, const char *what);
/* Of the recorded secrets */
void expect_secret(struct replay *p, json_t *secrets, const char *key,
		   const void *data, size_t len);
/* An encoded message against the recorded one */
void expect_same(struct replay *p, const uint8_t *again, long n,
		 struct bytes msg);
size_t hash_size(const struct replay *p);
void add(struct replay *p, struct spdm_transcript *t, const void *data,
	 size_t len);
/* The request and the first @len bytes of the response */
void note(struct replay *p, struct spdm_transcript *t, struct bytes msg,
	  size_t len);
void verify(struct replay *p, enum spdm_signature_context context,
	    const struct spdm_transcript *t, const uint8_t *signature);
