/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symmetric half of the cryptography: hashes, HMAC, AEAD, random bytes,
 * and memory hygiene. crypto.c, crypto-pkey.c and crypto-x509.c are the only
 * files that include OpenSSL. Algorithms are named by their SPDM bit and
 * fetched from the provider once per process. All functions return 0 or a
 * negative errno: -EOPNOTSUPP for an unsupported algorithm, -EBADMSG for a
 * MAC that does not match, -EIO when the provider fails.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"
#include "spdm/header.h"
#include "spdm/spdm.h"

/* A running hash. */
struct crypto_hash;

int crypto_hash_new(uint32_t base_hash, struct crypto_hash **ret);
struct crypto_hash *crypto_hash_free(struct crypto_hash *h);
DEFINE_CLEANUP(struct crypto_hash *, crypto_hash_free);
/* Starts over. */
int crypto_hash_reset(struct crypto_hash *h);
/* Makes @h, of the same algorithm, continue from where @from is. */
int crypto_hash_copy(struct crypto_hash *h, const struct crypto_hash *from);
int crypto_hash_update(struct crypto_hash *h, const void *data, size_t len);
/* The hash so far; more can follow. @ret has the algorithm's size. */
int crypto_hash_digest(const struct crypto_hash *h, uint8_t *ret);
int crypto_hash_once(uint32_t base_hash, const void *data, size_t len,
		     uint8_t *ret);

int crypto_hmac(uint32_t base_hash, const void *key, size_t key_len,
		const void *data, size_t len, uint8_t *ret);
/* RFC 5869, at most 255 times the hash size. */
int crypto_hkdf_expand(uint32_t base_hash, const uint8_t *secret,
		       const void *info, size_t info_len, uint8_t *ret,
		       size_t ret_len);

/* One AEAD key, for one direction. */
struct crypto_aead;

int crypto_aead_new(uint16_t aead, const uint8_t *key,
		    struct crypto_aead **ret);
struct crypto_aead *crypto_aead_free(struct crypto_aead *a);
DEFINE_CLEANUP(struct crypto_aead *, crypto_aead_free);
/* @out may be @in; the tag is SPDM_TAG_LEN bytes. */
int crypto_aead_seal(struct crypto_aead *a, const uint8_t *iv,
		     struct spdm_bytes aad, const uint8_t *in, size_t len,
		     uint8_t *out, uint8_t *tag);
/* On -EBADMSG nothing readable is left in @out. */
int crypto_aead_open(struct crypto_aead *a, const uint8_t *iv,
		     struct spdm_bytes aad, const uint8_t *in, size_t len,
		     uint8_t *out, const uint8_t *tag);

int crypto_random(void *buf, size_t len);
/* In constant time. */
bool crypto_equal(const void *a, const void *b, size_t len);
void crypto_wipe(void *buf, size_t len);
