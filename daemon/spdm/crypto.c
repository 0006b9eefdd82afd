// SPDX-License-Identifier: Apache-2.0
/*
 * Hashes, HMAC, AEAD, random bytes by OpenSSL. Fetching an algorithm costs
 * as much as hashing a few kilobytes, so each is fetched once.
 */
#include "spdm/crypto.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/algorithm.h"
#include "spdm/crypto-internal.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

static struct {
	uint32_t base_hash;
	const char *name;
	EVP_MD *md;
} digests[] = {
	{ SPDM_HASH_SHA_256, "SHA2-256", NULL },
	{ SPDM_HASH_SHA_384, "SHA2-384", NULL },
	{ SPDM_HASH_SHA_512, "SHA2-512", NULL },
};

const EVP_MD *crypto_md(uint32_t base_hash)
{
	for (size_t i = 0; i < N(digests); i++) {
		if (digests[i].base_hash != base_hash)
			continue;
		if (!digests[i].md)
			digests[i].md =
				EVP_MD_fetch(NULL, digests[i].name, NULL);
		return digests[i].md;
	}
	return NULL;
}

struct crypto_hash {
	const EVP_MD *md;
	EVP_MD_CTX *ctx;
	EVP_MD_CTX *scratch; /* finalised in place of ctx */
};

int crypto_hash_new(uint32_t base_hash, struct crypto_hash **ret)
{
	_cleanup_(crypto_hash_freep) struct crypto_hash *h = NULL;
	const EVP_MD *md = crypto_md(base_hash);

	if (!md)
		return -EOPNOTSUPP;
	h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	h->md = md;
	h->ctx = EVP_MD_CTX_new();
	h->scratch = EVP_MD_CTX_new();
	if (!h->ctx || !h->scratch)
		return -ENOMEM;
	if (!EVP_DigestInit_ex2(h->ctx, md, NULL))
		return -EIO;
	*ret = take_ptr(h);
	return 0;
}

struct crypto_hash *crypto_hash_free(struct crypto_hash *h)
{
	if (!h)
		return NULL;
	EVP_MD_CTX_free(h->ctx);
	EVP_MD_CTX_free(h->scratch);
	free(h);
	return NULL;
}

int crypto_hash_reset(struct crypto_hash *h)
{
	return EVP_DigestInit_ex2(h->ctx, h->md, NULL) ? 0 : -EIO;
}

int crypto_hash_copy(struct crypto_hash *h, const struct crypto_hash *from)
{
	return EVP_MD_CTX_copy_ex(h->ctx, from->ctx) ? 0 : -EIO;
}

int crypto_hash_update(struct crypto_hash *h, const void *data, size_t len)
{
	return EVP_DigestUpdate(h->ctx, data, len) ? 0 : -EIO;
}

int crypto_hash_digest(const struct crypto_hash *h, uint8_t *ret)
{
	if (!EVP_MD_CTX_copy_ex(h->scratch, h->ctx) ||
	    !EVP_DigestFinal_ex(h->scratch, ret, NULL))
		return -EIO;
	return 0;
}

int crypto_hash_once(uint32_t base_hash, const void *data, size_t len,
		     uint8_t *ret)
{
	const EVP_MD *md = crypto_md(base_hash);

	if (!md)
		return -EOPNOTSUPP;
	return EVP_Digest(data, len, ret, NULL, md, NULL) ? 0 : -EIO;
}

/* A keyed HMAC context; the caller frees it, which wipes the key. */
static EVP_MAC_CTX *hmac_new(uint32_t base_hash, const void *key,
			     size_t key_len)
{
	static EVP_MAC *hmac;
	const EVP_MD *md = crypto_md(base_hash);
	OSSL_PARAM params[2];
	EVP_MAC_CTX *ctx;

	if (!hmac)
		hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	if (!hmac || !md)
		return NULL;
	params[0] = OSSL_PARAM_construct_utf8_string(
		OSSL_MAC_PARAM_DIGEST, (char *)EVP_MD_get0_name(md), 0);
	params[1] = OSSL_PARAM_construct_end();
	ctx = EVP_MAC_CTX_new(hmac);
	if (ctx && EVP_MAC_init(ctx, key, key_len, params))
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

int crypto_hmac(uint32_t base_hash, const void *key, size_t key_len,
		const void *data, size_t len, uint8_t *ret)
{
	EVP_MAC_CTX *ctx = hmac_new(base_hash, key, key_len);
	bool ok;

	if (!ctx)
		return crypto_md(base_hash) ? -EIO : -EOPNOTSUPP;
	ok = EVP_MAC_update(ctx, data, len) &&
	     EVP_MAC_final(ctx, ret, NULL, spdm_hash_size(base_hash));
	EVP_MAC_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

/* RFC 5869 2.3: T(n) = HMAC(secret, T(n-1) | info | n). */
static bool expand_block(EVP_MAC_CTX *ctx, uint8_t *block, size_t block_len,
			 size_t hash_size, const void *info, size_t info_len,
			 uint8_t n)
{
	return EVP_MAC_init(ctx, NULL, 0, NULL) &&
	       EVP_MAC_update(ctx, block, block_len) &&
	       EVP_MAC_update(ctx, info, info_len) &&
	       EVP_MAC_update(ctx, &n, 1) &&
	       EVP_MAC_final(ctx, block, NULL, hash_size);
}

int crypto_hkdf_expand(uint32_t base_hash, const uint8_t *secret,
		       const void *info, size_t info_len, uint8_t *ret,
		       size_t ret_len)
{
	size_t hash_size = spdm_hash_size(base_hash), block_len = 0;
	uint8_t block[SPDM_HASH_MAX];
	EVP_MAC_CTX *ctx;
	uint8_t n = 0;
	int r = 0;

	if (!hash_size)
		return -EOPNOTSUPP;
	if (ret_len > 255 * hash_size)
		return -EINVAL;
	ctx = hmac_new(base_hash, secret, hash_size);
	if (!ctx)
		return -EIO;
	while (ret_len) {
		size_t len = ret_len < hash_size ? ret_len : hash_size;

		if (!expand_block(ctx, block, block_len, hash_size, info,
				  info_len, ++n)) {
			r = -EIO;
			break;
		}
		memcpy(ret, block, len);
		block_len = hash_size;
		ret += len;
		ret_len -= len;
	}
	crypto_wipe(block, sizeof(block));
	EVP_MAC_CTX_free(ctx);
	return r;
}

static struct {
	uint16_t aead;
	const char *name;
	EVP_CIPHER *cipher;
} ciphers[] = {
	{ SPDM_AEAD_AES_128_GCM, "AES-128-GCM", NULL },
	{ SPDM_AEAD_AES_256_GCM, "AES-256-GCM", NULL },
	{ SPDM_AEAD_CHACHA20_POLY1305, "ChaCha20-Poly1305", NULL },
};

static const EVP_CIPHER *aead_cipher(uint16_t aead)
{
	for (size_t i = 0; i < N(ciphers); i++) {
		if (ciphers[i].aead != aead)
			continue;
		if (!ciphers[i].cipher)
			ciphers[i].cipher =
				EVP_CIPHER_fetch(NULL, ciphers[i].name, NULL);
		return ciphers[i].cipher;
	}
	return NULL;
}

enum direction {
	DIRECTION_OPEN = 0, /* the values EVP_CipherInit_ex2() takes */
	DIRECTION_SEAL = 1,
	DIRECTION_UNSET,
};

struct crypto_aead {
	const EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *ctx;
	enum direction direction; /* the context is keyed for */
	uint8_t key[SPDM_KEY_MAX];
};

int crypto_aead_new(uint16_t aead, const uint8_t *key, struct crypto_aead **ret)
{
	const EVP_CIPHER *cipher = aead_cipher(aead);
	struct crypto_aead *a;

	if (!cipher)
		return -EOPNOTSUPP;
	a = calloc(1, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->ctx = EVP_CIPHER_CTX_new();
	if (!a->ctx) {
		free(a);
		return -ENOMEM;
	}
	a->cipher = cipher;
	a->direction = DIRECTION_UNSET;
	memcpy(a->key, key, spdm_aead_key_size(aead));
	*ret = a;
	return 0;
}

struct crypto_aead *crypto_aead_free(struct crypto_aead *a)
{
	if (!a)
		return NULL;
	EVP_CIPHER_CTX_free(a->ctx);
	crypto_wipe(a->key, sizeof(a->key));
	free(a);
	return NULL;
}

/* Keys the context on first use only; after that a record costs one IV. */
static bool aead_start(struct crypto_aead *a, enum direction direction,
		       const uint8_t *iv, struct spdm_bytes aad)
{
	bool keyed = a->direction == direction;
	int n;

	a->direction = DIRECTION_UNSET;
	if (!EVP_CipherInit_ex2(a->ctx, keyed ? NULL : a->cipher,
				keyed ? NULL : a->key, iv, direction, NULL))
		return false;
	a->direction = direction;
	return EVP_CipherUpdate(a->ctx, NULL, &n, aad.data, aad.len);
}

int crypto_aead_seal(struct crypto_aead *a, const uint8_t *iv,
		     struct spdm_bytes aad, const uint8_t *in, size_t len,
		     uint8_t *out, uint8_t *tag)
{
	int n;

	if (!aead_start(a, DIRECTION_SEAL, iv, aad))
		return -EIO;
	if (len && !EVP_CipherUpdate(a->ctx, out, &n, in, len))
		return -EIO;
	if (!EVP_CipherFinal_ex(a->ctx, out + len, &n) ||
	    EVP_CIPHER_CTX_ctrl(a->ctx, EVP_CTRL_AEAD_GET_TAG, SPDM_TAG_LEN,
				tag) <= 0)
		return -EIO;
	return 0;
}

int crypto_aead_open(struct crypto_aead *a, const uint8_t *iv,
		     struct spdm_bytes aad, const uint8_t *in, size_t len,
		     uint8_t *out, const uint8_t *tag)
{
	int n;

	if (!aead_start(a, DIRECTION_OPEN, iv, aad))
		return -EIO;
	if (len && !EVP_CipherUpdate(a->ctx, out, &n, in, len))
		return -EIO;
	if (EVP_CIPHER_CTX_ctrl(a->ctx, EVP_CTRL_AEAD_SET_TAG, SPDM_TAG_LEN,
				(void *)tag) <= 0)
		return -EIO;
	if (EVP_CipherFinal_ex(a->ctx, out + len, &n) <= 0) {
		crypto_wipe(out, len);
		return -EBADMSG;
	}
	return 0;
}

int crypto_random(void *buf, size_t len)
{
	return RAND_bytes(buf, len) == 1 ? 0 : -EIO;
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

void crypto_wipe(void *buf, size_t len)
{
	OPENSSL_cleanse(buf, len);
}
