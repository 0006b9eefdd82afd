/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CHALLENGE and CHALLENGE_AUTH (DSP0274 "CHALLENGE request and
 * CHALLENGE_AUTH response messages").
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"
#include "spdm/spdm.h"

struct spdm_agreed;

struct spdm_challenge {
	uint8_t slot;
	uint8_t summary_type;
	uint8_t nonce[SPDM_NONCE_LEN];
	uint8_t context[SPDM_CONTEXT_LEN]; /* 1.3 */
};

struct spdm_challenge_auth {
	uint8_t slot;
	uint8_t slot_mask;
	bool basic_mutual;
	const uint8_t *chain_hash;
	uint8_t nonce[SPDM_NONCE_LEN];
	const uint8_t *summary; /* NULL when absent */
	struct spdm_bytes opaque;
	uint8_t context[SPDM_CONTEXT_LEN]; /* 1.3 */
	const uint8_t *signature;
	/* Decode only: bytes before the signature. */
	size_t signed_len;
};

long spdm_challenge_encode(void *buf, size_t size,
			   const struct spdm_agreed *agreed,
			   const struct spdm_challenge *m) _must_check_;
int spdm_challenge_decode(const void *msg, size_t len,
			  const struct spdm_agreed *agreed,
			  struct spdm_challenge *ret) _must_check_;
long spdm_challenge_auth_encode(
	void *buf, size_t size, const struct spdm_agreed *agreed,
	const struct spdm_challenge_auth *m) _must_check_;
/* @summary_type is that of the request. */
int spdm_challenge_auth_decode(const void *msg, size_t len,
			       const struct spdm_agreed *agreed,
			       uint8_t summary_type,
			       struct spdm_challenge_auth *ret) _must_check_;
