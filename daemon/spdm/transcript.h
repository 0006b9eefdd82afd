/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The running hashes over what both ends have said (DSP0274 "Transcript and
 * transcript hash calculation rules"). A transcript never keeps messages;
 * only VCA, the first six, is kept because the hash is agreed in the sixth.
 *
 * A message is appended once it was accepted. ERROR, RESPOND_IF_READY and
 * CHUNK messages never are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"
#include "spdm/spdm.h"

struct crypto_hash;
struct spdm_agreed;

/*
 * Room for GET_VERSION to ALGORITHMS: a VERSION with all 255 entries (516),
 * two times 20 for capabilities, two times the 128 an algorithm message may
 * have.
 */
#define SPDM_VCA_MAX 1024

struct spdm_vca {
	uint8_t data[SPDM_VCA_MAX];
	size_t len;
};

void spdm_vca_reset(struct spdm_vca *vca);
/* -EMSGSIZE when it does not fit. */
int spdm_vca_add(struct spdm_vca *vca, const void *msg, size_t len);

/* One running hash that starts from VCA or from nothing. */
struct spdm_transcript {
	struct crypto_hash *hash;
	struct crypto_hash *start;
	bool empty; /* nothing beyond its start */
};

int spdm_transcript_init(struct spdm_transcript *t, uint32_t base_hash,
			 const struct spdm_vca *vca_or_null);
void spdm_transcript_done(struct spdm_transcript *t);
/* Back to the start it was initialised with. */
int spdm_transcript_reset(struct spdm_transcript *t);
int spdm_transcript_add(struct spdm_transcript *t, const void *msg, size_t len);
/* The hash so far, of the agreed size. */
int spdm_transcript_digest(const struct spdm_transcript *t, uint8_t *ret);

/* The transcripts of a connection outside sessions. */
struct spdm_transcripts {
	struct spdm_vca vca;
	struct spdm_transcript m1m2;
	struct spdm_transcript l1l2;
};

/*
 * Once ALGORITHMS is in @t->vca: sets up M1/M2 and L1/L2. Before 1.2 only
 * M1/M2 starts with VCA.
 */
int spdm_transcripts_start(struct spdm_transcripts *t,
			   const struct spdm_agreed *agreed);
void spdm_transcripts_done(struct spdm_transcripts *t);
/*
 * What an accepted request with @code means for the messages gathered so far;
 * both ends call it before they append that request. The signature that
 * completes M1/M2 or L1/L2 also ends it: reset it then.
 */
int spdm_transcripts_request(struct spdm_transcripts *t, uint8_t code);
/* L1/L2 of a session likewise. */
int spdm_transcript_request_l1l2(struct spdm_transcript *l1l2, uint8_t code);
