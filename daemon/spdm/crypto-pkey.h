/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The asymmetric half of the cryptography: ephemeral key agreement, and
 * signatures in SPDM's wire encodings (ECDSA r||s, RSA big-endian).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"

/* An ephemeral key pair of a DHE group; freeing it wipes the private part. */
struct crypto_dh;

int crypto_dh_new(uint16_t dhe, struct crypto_dh **ret);
/* From a known pair, both as wire-size big-endian numbers (X||Y for EC). */
int crypto_dh_new_from_pair(uint16_t dhe, const uint8_t *private_key,
			    size_t private_len, const uint8_t *exchange,
			    struct crypto_dh **ret);
struct crypto_dh *crypto_dh_free(struct crypto_dh *dh);
DEFINE_CLEANUP(struct crypto_dh *, crypto_dh_free);
/* Own ExchangeData, spdm_dhe_exchange_size() bytes. */
int crypto_dh_exchange(const struct crypto_dh *dh, uint8_t *ret);
/*
 * The secret shared with the owner of @peer, spdm_dhe_secret_size() bytes.
 * -EBADMSG when @peer is no element of the group.
 */
int crypto_dh_derive(const struct crypto_dh *dh, const uint8_t *peer,
		     uint8_t *ret);

/* A public or private signature key. */
struct crypto_key;

/* A private key in PEM, unencrypted; -EINVAL if it is not. */
int crypto_key_new_pem(const void *pem, size_t len, struct crypto_key **ret);
struct crypto_key *crypto_key_free(struct crypto_key *k);
DEFINE_CLEANUP(struct crypto_key *, crypto_key_free);
/* The SPDM bits this key can sign with: one for EC, two for RSA. */
uint32_t crypto_key_asym(const struct crypto_key *k);

/*
 * Both work on the hash (of @base_hash) of what is signed. A signature has
 * spdm_asym_signature_size() bytes. -EBADMSG when it does not verify.
 */
int crypto_key_sign(const struct crypto_key *k, uint32_t asym,
		    uint32_t base_hash, const uint8_t *digest, uint8_t *ret);
int crypto_key_verify(const struct crypto_key *k, uint32_t asym,
		      uint32_t base_hash, const uint8_t *digest,
		      const uint8_t *signature);
