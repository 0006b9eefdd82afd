/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What exactly is signed (DSP0274 "Signature generation" and "Signature
 * verification"): the transcript itself up to 1.1, its hash behind the
 * combined prefix from 1.2.
 */
#pragma once

#include <stdint.h>

struct crypto_key;
struct spdm_agreed;

enum spdm_signature_context {
	SPDM_SIGN_CHALLENGE_AUTH,
	SPDM_SIGN_MEASUREMENTS,
	SPDM_SIGN_KEY_EXCHANGE_RSP,
	SPDM_SIGN_FINISH, /* by the requester */
};

/* @digest is the transcript's hash. Signature sizes are the agreed ones. */
int spdm_signature_make(const struct spdm_agreed *agreed,
			const struct crypto_key *key,
			enum spdm_signature_context context,
			const uint8_t *digest, uint8_t *ret);
/* 0, or -EBADMSG. */
int spdm_signature_verify(const struct spdm_agreed *agreed,
			  const struct crypto_key *key,
			  enum spdm_signature_context context,
			  const uint8_t *digest, const uint8_t *signature);
