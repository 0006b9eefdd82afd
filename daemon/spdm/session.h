/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One secure session: its transcript, key schedule and both directions of
 * its record layer. Used by either end; freeing it wipes every secret.
 *
 * Requester: new, [append to th], _handshake(shared), [append], _establish.
 * Responder: the same calls at the same points of the transcript.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/cleanup.h"
#include "spdm/agreed.h"
#include "spdm/key-schedule.h"
#include "spdm/record.h"
#include "spdm/transcript.h"

enum spdm_role {
	SPDM_REQUESTER,
	SPDM_RESPONDER,
};

enum spdm_session_state {
	SPDM_SESSION_NEW,	  /* no keys */
	SPDM_SESSION_HANDSHAKE,	  /* handshake keys */
	SPDM_SESSION_ESTABLISHED, /* data keys */
};

struct spdm_session {
	enum spdm_role role;
	enum spdm_session_state state;
	uint32_t id; /* set when both halves are known */
	uint16_t aead;
	bool mac_only;
	uint8_t heartbeat_s; /* 0: none */
	struct spdm_transcript th;
	struct spdm_transcript l1l2;
	struct spdm_key_schedule keys;
	/* By the role of the sender. */
	struct spdm_record_key current[2];
	/* What was there before the last update, until that is confirmed. */
	struct spdm_record_key previous[2];
	uint8_t previous_secret[2][SPDM_HASH_MAX];
	bool has_previous[2];
};

/*
 * Starts TH with VCA. -EOPNOTSUPP without MAC and an AEAD in common. The
 * caller appends: 1.3 multi-key DIGESTS, Hash(certificate chain),
 * KEY_EXCHANGE, KEY_EXCHANGE_RSP without signature; verifies or makes the
 * signature over th; appends the signature; calls _handshake.
 */
int spdm_session_new(enum spdm_role role, const struct spdm_agreed *agreed,
		     const struct spdm_vca *vca, struct spdm_session **ret);
struct spdm_session *spdm_session_free(struct spdm_session *s);
DEFINE_CLEANUP(struct spdm_session *, spdm_session_free);

/* TH1 is what th holds at this call. Handshake keys are in place after it. */
int spdm_session_handshake(struct spdm_session *s, enum spdm_secret_kind kind,
			   const uint8_t *shared, size_t len);
/*
 * HMAC with the finished key of @sender over what th holds, hash-size bytes:
 * ResponderVerifyData right after _handshake, RequesterVerifyData after the
 * FINISH header was appended.
 */
int spdm_session_verify_data(const struct spdm_session *s,
			     enum spdm_role sender, uint8_t *ret);
/*
 * TH2 is what th holds at this call. Data keys are in place after it, and the
 * handshake's secrets are gone.
 */
int spdm_session_establish(struct spdm_session *s);

/*
 * Records in the own sending and receiving direction. @data starts with the
 * inner MCTP message type byte. Results as in record.h.
 */
long spdm_session_seal(struct spdm_session *s, const void *data, size_t len,
		       void *out, size_t size) _must_check_;
/*
 * A record that fails under the current key is tried under the previous one,
 * if that is still kept; success then means the peer did not follow the key
 * update, which is taken back.
 */
long spdm_session_open(struct spdm_session *s, const void *record, size_t len,
		       void *out, size_t size) _must_check_;

/* Moves the keys of what @sender sends one on; keeps the old one aside. */
int spdm_session_update(struct spdm_session *s, enum spdm_role sender);
/* Forgets the keys kept aside: the update is confirmed. */
void spdm_session_commit(struct spdm_session *s);
