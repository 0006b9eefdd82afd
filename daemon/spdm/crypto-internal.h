/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that include OpenSSL share among themselves.
 */
#pragma once

#include <openssl/evp.h>
#include <stdint.h>

struct crypto_key {
	EVP_PKEY *pkey;
	uint32_t asym; /* the SPDM bits it can be used with */
};

/* Fetched once and kept for the life of the process; NULL if unsupported. */
const EVP_MD *crypto_md(uint32_t base_hash);

/* Wraps @pkey, which stays the caller's. */
void crypto_key_init(struct crypto_key *k, EVP_PKEY *pkey);
