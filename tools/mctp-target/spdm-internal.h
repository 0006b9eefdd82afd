/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the SPDM responder share: its state, and the handlers of
 * the requests.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "misbehave.h"
#include "spdm-responder.h"
#include "spdm/agreed.h"
#include "spdm/header.h"
#include "spdm/session.h"
#include "spdm/spdm.h"
#include "spdm/transcript.h"

struct crypto_key;

#define SPDM_RESPONDER_SLOT 0
#define SPDM_RESPONDER_SLOT_MASK (1 << SPDM_RESPONDER_SLOT)
#define SPDM_RESPONDER_VERSION SPDM_VERSION_1_2
#define SPDM_RESPONDER_HASH SPDM_HASH_SHA_384
#define SPDM_RESPONDER_RECORD_MAX 512

/* How far the connection is; each needs the one before. */
enum spdm_responder_state {
	SPDM_RESPONDER_START,
	SPDM_RESPONDER_VERSION_KNOWN,
	SPDM_RESPONDER_CAPABILITIES_KNOWN,
	SPDM_RESPONDER_NEGOTIATED,
};

/* The last exchange that must not happen twice, see repeat in handle(). */
struct spdm_responder_repeat {
	uint8_t type;
	size_t request_len;
	size_t response_len;
	uint8_t request[SPDM_RESPONDER_MESSAGE_MAX];
	uint8_t response[SPDM_RESPONDER_MESSAGE_MAX];
};

struct spdm_responder {
	const struct misbehave *misbehave;
	struct crypto_key *key;
	uint8_t *chain; /* DSP0274 structure, as in CERTIFICATE */
	size_t chain_len;
	uint8_t chain_hash[SPDM_HASH_MAX];
	uint8_t record[SPDM_RESPONDER_RECORD_MAX]; /* all measurements */
	size_t record_len;
	size_t record_blocks;

	enum spdm_responder_state state;
	struct spdm_agreed agreed;
	struct spdm_transcripts transcripts;
	struct spdm_session *sessions[SPDM_RESPONDER_SESSIONS_MAX];
	bool silent; /* misbehaviour: until GET_VERSION */

	struct spdm_responder_repeat repeat;
	/* What is inside a record, behind the message type byte. */
	uint8_t plain_request[SPDM_RESPONDER_MESSAGE_MAX];
	uint8_t plain_response[SPDM_RESPONDER_MESSAGE_MAX];
};

/* One request and its response. */
struct spdm_exchange {
	const uint8_t *request;
	size_t len;
	uint8_t *response;
	size_t size;
	struct spdm_session *session; /* NULL outside */
	/* For after the response has been sealed. */
	bool establish;
	bool close;
};

/*
 * A handler writes the response and returns its length; a negative value is
 * an error of our own and becomes ERROR(Unspecified). spdm_refuse() writes
 * ERROR with @code.
 */
typedef long (*spdm_handler)(struct spdm_responder *r, struct spdm_exchange *x);

long spdm_refuse(const struct spdm_responder *r, struct spdm_exchange *x,
		 uint8_t code, uint8_t data);
/* Drops everything that was negotiated. */
void spdm_responder_reset(struct spdm_responder *r);
void spdm_responder_session_close(struct spdm_responder *r,
				  struct spdm_session *session);

long spdm_on_get_version(struct spdm_responder *r, struct spdm_exchange *x);
long spdm_on_get_capabilities(struct spdm_responder *r,
			      struct spdm_exchange *x);
long spdm_on_negotiate_algorithms(struct spdm_responder *r,
				  struct spdm_exchange *x);

long spdm_on_get_digests(struct spdm_responder *r, struct spdm_exchange *x);
long spdm_on_get_certificate(struct spdm_responder *r, struct spdm_exchange *x);
long spdm_on_challenge(struct spdm_responder *r, struct spdm_exchange *x);
/* Signs @digest, a transcript's, wrongly if it shall misbehave. */
int spdm_responder_sign(const struct spdm_responder *r, int context,
			const uint8_t *digest, uint8_t *ret_signature);

/* Fills the record with the measurements that never change. */
int spdm_measurements_init(struct spdm_responder *r);
/* The hash over the measurements of @summary_type; -EINVAL if unknown. */
int spdm_measurements_summary(const struct spdm_responder *r,
			      uint8_t summary_type, uint8_t *ret);
long spdm_on_get_measurements(struct spdm_responder *r,
			      struct spdm_exchange *x);

long spdm_on_key_exchange(struct spdm_responder *r, struct spdm_exchange *x);
long spdm_on_finish(struct spdm_responder *r, struct spdm_exchange *x);

long spdm_on_heartbeat(struct spdm_responder *r, struct spdm_exchange *x);
long spdm_on_key_update(struct spdm_responder *r, struct spdm_exchange *x);
long spdm_on_end_session(struct spdm_responder *r, struct spdm_exchange *x);
