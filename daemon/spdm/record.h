/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secured messages: one direction of the record layer (DSP0277 "Secured
 * message", DSP0276 for MCTP).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "spdm/spdm.h"

struct crypto_aead;

/* SessionID, SequenceNumber, Length. */
#define SPDM_RECORD_HEADER_LEN 8
#define SPDM_RECORD_PAD_MAX 32
/* What a record adds to its application data, at most. */
#define SPDM_RECORD_OVERHEAD                                                   \
	(SPDM_RECORD_HEADER_LEN + 2 + SPDM_RECORD_PAD_MAX + SPDM_TAG_LEN)
/*
 * A key's last sequence number. Far below what AES-GCM allows for records of
 * this size, far above what a session sends before it updates its keys.
 */
#define SPDM_RECORD_SEQUENCE_MAX 0xffffffffffull

enum spdm_iv_order {
	SPDM_IV_LITTLE_ENDIAN, /* sequence number at the IV's first bytes */
	SPDM_IV_BIG_ENDIAN,    /* at its last bytes: some old devices */
};

struct spdm_record_key {
	struct crypto_aead *aead;
	uint8_t iv[SPDM_IV_LEN];
	uint64_t sequence; /* of the next record */
	bool mac_only;
	enum spdm_iv_order iv_order;
};

int spdm_record_key_init(struct spdm_record_key *k, uint16_t aead,
			 const uint8_t *key, const uint8_t *iv, bool mac_only);
/* Wipes the key. */
void spdm_record_key_done(struct spdm_record_key *k);

/*
 * Application data of @len bytes into one record. @pad is the padding's
 * length, ignored without encryption. The record's length, or -ENOBUFS,
 * -EMSGSIZE (does not fit a record) or -EKEYEXPIRED (sequence exhausted).
 */
long spdm_record_seal(struct spdm_record_key *k, uint32_t session_id,
		      const void *data, size_t len, size_t pad, void *out,
		      size_t size) _must_check_;
/*
 * The application data in one record into @out, which has at least the
 * record's length. The data's length, or -ESTALE if it is another session's or
 * not the next in sequence, -EBADMSG if malformed or not authentic; only an
 * authentic record advances the sequence.
 */
long spdm_record_open(struct spdm_record_key *k, uint32_t session_id,
		      const void *record, size_t len, void *out,
		      size_t size) _must_check_;
/* The session a record claims to belong to; -EBADMSG if it is too short. */
int spdm_record_session_id(const void *record, size_t len, uint32_t *ret);
