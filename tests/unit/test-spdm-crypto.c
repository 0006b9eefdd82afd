// SPDX-License-Identifier: Apache-2.0
/*
 * The cryptography behind SPDM: known answers of the RFCs, agreement of both
 * ends, refusal of what is not genuine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/signature.h"

static void hash_of_abc(void **state)
{
	/* FIPS 180-2 */
	static const uint8_t sha256[] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
		0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
		0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
		0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	uint8_t got[SPDM_HASH_MAX];
	struct crypto_hash *h;

	(void)state;
	assert_int_equal(crypto_hash_once(SPDM_HASH_SHA_256, "abc", 3, got),
			 0);
	assert_memory_equal(got, sha256, 32);
	assert_int_equal(crypto_hash_new(SPDM_HASH_SHA_256, &h), 0);
	assert_int_equal(crypto_hash_update(h, "xyz", 3), 0);
	assert_int_equal(crypto_hash_reset(h), 0);
	assert_int_equal(crypto_hash_update(h, "ab", 2), 0);
	assert_int_equal(crypto_hash_digest(h, got), 0);
	assert_int_equal(crypto_hash_update(h, "c", 1), 0);
	assert_int_equal(crypto_hash_digest(h, got), 0);
	assert_memory_equal(got, sha256, 32);
	crypto_hash_free(h);
	assert_int_equal(crypto_hash_new(0, &h), -EOPNOTSUPP);
	assert_int_equal(crypto_hash_once(3, "abc", 3, got), -EOPNOTSUPP);
}

static void hkdf_of_rfc_5869(void **state)
{
	/* Appendix A.1 */
	static const uint8_t salt[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
					12 };
	static const uint8_t info[] = { 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5,
					0xf6, 0xf7, 0xf8, 0xf9 };
	static const uint8_t okm[] = {
		0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac, 0xd5, 0x7a, 0x90, 0x43,
		0x4f, 0x64, 0xd0, 0x36, 0x2f, 0x2a, 0x2d, 0x2d, 0x0a, 0x90,
		0xcf, 0x1a, 0x5a, 0x4c, 0x5d, 0xb0, 0x2d, 0x56, 0xec, 0xc4,
		0xc5, 0xbf, 0x34, 0x00, 0x72, 0x08, 0xd5, 0xb8, 0x87, 0x18,
		0x58, 0x65,
	};
	static uint8_t big[255 * 32 + 1];
	uint8_t ikm[22], prk[32], got[42];

	(void)state;
	memset(ikm, 0x0b, sizeof(ikm));
	assert_int_equal(crypto_hmac(SPDM_HASH_SHA_256, salt, sizeof(salt),
				     ikm, sizeof(ikm), prk), 0);
	assert_int_equal(crypto_hkdf_expand(SPDM_HASH_SHA_256, prk, info,
					    sizeof(info), got, sizeof(got)),
			 0);
	assert_memory_equal(got, okm, sizeof(okm));
	assert_int_equal(crypto_hkdf_expand(SPDM_HASH_SHA_256, prk, info,
					    sizeof(info), big,
					    sizeof(big) - 1), 0);
	assert_memory_equal(big, okm, sizeof(okm));
	assert_int_equal(crypto_hkdf_expand(SPDM_HASH_SHA_256, prk, info,
					    sizeof(info), big, sizeof(big)),
			 -EINVAL);
}

static void aead_refuses_and_wipes(void **state)
{
	static const uint8_t key[32] = { 1 }, iv[12] = { 2 };
	const struct spdm_bytes aad = { iv, 8 };
	uint8_t text[32] = "plain", out[32], back[32], tag[16];
	const uint8_t zero[32] = { 0 };
	struct crypto_aead *a;

	(void)state;
	for (uint16_t bit = 1; bit <= 4; bit <<= 1) {
		assert_int_equal(crypto_aead_new(bit, key, &a), 0);
		/* Both directions in turn with one context. */
		for (int i = 0; i < 3; i++) {
			assert_int_equal(crypto_aead_seal(a, iv, aad, text, 32,
							  out, tag), 0);
			assert_int_equal(crypto_aead_open(a, iv, aad, out, 32,
							  back, tag), 0);
			assert_memory_equal(back, text, 32);
			tag[15] ^= 1;
			assert_int_equal(crypto_aead_open(a, iv, aad, out, 32,
							  back, tag),
					 -EBADMSG);
			assert_memory_equal(back, zero, 32);
		}
		crypto_aead_free(a);
	}
	assert_int_equal(crypto_aead_new(8, key, &a), -EOPNOTSUPP);
}

static void both_ends_agree_on_a_secret(void **state)
{
	(void)state;
	for (uint16_t group = 1; group <= 0x20; group <<= 1) {
		uint8_t pub[2][SPDM_EXCHANGE_MAX], secret[2][SPDM_EXCHANGE_MAX];
		struct crypto_dh *dh[2];

		if (group == SPDM_DHE_FFDHE4096)
			continue;	/* slow under the sanitizers */
		for (int i = 0; i < 2; i++) {
			assert_int_equal(crypto_dh_new(group, &dh[i]), 0);
			assert_int_equal(crypto_dh_exchange(dh[i], pub[i]), 0);
		}
		for (int i = 0; i < 2; i++)
			assert_int_equal(crypto_dh_derive(dh[i], pub[!i],
							  secret[i]), 0);
		assert_memory_equal(secret[0], secret[1],
				    spdm_dhe_secret_size(group));
		crypto_dh_free(dh[0]);
		crypto_dh_free(dh[1]);
	}
}

static void public_values_outside_the_group_are_refused(void **state)
{
	uint8_t peer[SPDM_EXCHANGE_MAX], secret[SPDM_EXCHANGE_MAX];
	struct crypto_dh *dh;

	(void)state;
	assert_int_equal(crypto_dh_new(SPDM_DHE_SECP384R1, &dh), 0);
	memset(peer, 0, sizeof(peer));
	assert_int_equal(crypto_dh_derive(dh, peer, secret), -EBADMSG);
	memset(peer, 0xff, sizeof(peer));
	assert_int_equal(crypto_dh_derive(dh, peer, secret), -EBADMSG);
	assert_int_equal(crypto_dh_exchange(dh, peer), 0);
	peer[95] ^= 1;
	assert_int_equal(crypto_dh_derive(dh, peer, secret), -EBADMSG);
	crypto_dh_free(dh);

	assert_int_equal(crypto_dh_new(SPDM_DHE_FFDHE2048, &dh), 0);
	memset(peer, 0, sizeof(peer));
	assert_int_equal(crypto_dh_derive(dh, peer, secret), -EBADMSG);
	peer[255] = 1;
	assert_int_equal(crypto_dh_derive(dh, peer, secret), -EBADMSG);
	memset(peer, 0xff, sizeof(peer));
	assert_int_equal(crypto_dh_derive(dh, peer, secret), -EBADMSG);
	crypto_dh_free(dh);
	assert_int_equal(crypto_dh_new(0x40, &dh), -EOPNOTSUPP);
}

static struct crypto_key *new_key(EVP_PKEY *pkey)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct crypto_key *k;
	char *pem;
	long len;

	PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL);
	len = BIO_get_mem_data(bio, &pem);
	assert_int_equal(crypto_key_new_pem(pem, len, &k), 0);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
	return k;
}

static void sign_and_verify(const struct crypto_key *k, uint32_t asym)
{
	uint8_t digest[SPDM_HASH_MAX] = { 1, 2, 3 }, sig[SPDM_SIGNATURE_MAX];
	size_t size = spdm_asym_signature_size(asym);

	assert_true(crypto_key_asym(k) & asym);
	for (uint32_t hash = 1; hash <= 4; hash <<= 1) {
		assert_int_equal(crypto_key_sign(k, asym, hash, digest, sig),
				 0);
		assert_int_equal(crypto_key_verify(k, asym, hash, digest, sig),
				 0);
		digest[0] ^= 1;
		assert_int_equal(crypto_key_verify(k, asym, hash, digest, sig),
				 -EBADMSG);
		digest[0] ^= 1;
		for (size_t i = 0; i < size; i += 13) {
			sig[i] ^= 1;
			assert_int_equal(crypto_key_verify(k, asym, hash,
							   digest, sig),
					 -EBADMSG);
			sig[i] ^= 1;
		}
		memset(sig, 0, sizeof(sig));
		assert_int_equal(crypto_key_verify(k, asym, hash, digest, sig),
				 -EBADMSG);
	}
}

static void signatures_verify_or_not(void **state)
{
	static const char *const curves[] = { "P-256", "P-384", "P-521" };
	static const uint32_t asyms[] = { SPDM_ASYM_ECDSA_P256,
					  SPDM_ASYM_ECDSA_P384,
					  SPDM_ASYM_ECDSA_P521 };
	uint8_t digest[SPDM_HASH_MAX] = { 0 }, sig[SPDM_SIGNATURE_MAX];
	struct crypto_key *k;

	(void)state;
	for (int i = 0; i < 3; i++) {
		k = new_key(EVP_EC_gen(curves[i]));
		assert_int_equal(crypto_key_asym(k), asyms[i]);
		sign_and_verify(k, asyms[i]);
		assert_int_equal(crypto_key_sign(k, asyms[(i + 1) % 3],
						 SPDM_HASH_SHA_256, digest,
						 sig), -EOPNOTSUPP);
		crypto_key_free(k);
	}
	k = new_key(EVP_RSA_gen(2048));
	sign_and_verify(k, SPDM_ASYM_RSASSA_2048);
	sign_and_verify(k, SPDM_ASYM_RSAPSS_2048);
	crypto_key_free(k);
	/* Sizes and curves without a place in SPDM. */
	k = new_key(EVP_RSA_gen(1024));
	assert_int_equal(crypto_key_asym(k), 0);
	crypto_key_free(k);
	k = new_key(EVP_EC_gen("secp224r1"));
	assert_int_equal(crypto_key_asym(k), 0);
	crypto_key_free(k);
}

static void keys_must_be_private_and_plain(void **state)
{
	static const char encrypted[] =
		"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
		"MIGbMFcGCSqGSIb3DQEFDTBK\n"
		"-----END ENCRYPTED PRIVATE KEY-----\n";
	struct crypto_key *k;

	(void)state;
	assert_int_equal(crypto_key_new_pem("", 0, &k), -EINVAL);
	assert_int_equal(crypto_key_new_pem("rubbish", 7, &k), -EINVAL);
	assert_int_equal(crypto_key_new_pem(encrypted, sizeof(encrypted) - 1,
					    &k), -EINVAL);
}

static void signatures_are_bound_to_their_context(void **state)
{
	struct spdm_agreed a = {
		.version = SPDM_VERSION_1_2,
		.alg.base_hash = SPDM_HASH_SHA_384,
		.alg.base_asym = SPDM_ASYM_ECDSA_P384,
		.alg.req_base_asym = SPDM_ASYM_ECDSA_P384,
	};
	struct crypto_key *k = new_key(EVP_EC_gen("P-384"));
	uint8_t digest[48] = { 7 }, sig[SPDM_SIGNATURE_MAX];

	(void)state;
	for (int made = 0; made <= SPDM_SIGN_FINISH; made++) {
		assert_int_equal(spdm_signature_make(&a, k, made, digest, sig),
				 0);
		for (int c = 0; c <= SPDM_SIGN_FINISH; c++)
			assert_int_equal(spdm_signature_verify(&a, k, c,
							       digest, sig),
					 c == made ? 0 : -EBADMSG);
	}
	/* And to the version. */
	a.version = SPDM_VERSION_1_3;
	assert_int_equal(spdm_signature_verify(&a, k, SPDM_SIGN_FINISH, digest,
					       sig), -EBADMSG);
	/* Not so in 1.1, which signs the transcript itself. */
	a.version = SPDM_VERSION_1_1;
	assert_int_equal(spdm_signature_make(&a, k, SPDM_SIGN_MEASUREMENTS,
					     digest, sig), 0);
	assert_int_equal(crypto_key_verify(k, SPDM_ASYM_ECDSA_P384,
					   SPDM_HASH_SHA_384, digest, sig), 0);
	crypto_key_free(k);
}

static void comparison_and_wiping(void **state)
{
	uint8_t a[8] = "secret", b[8] = "secret";

	(void)state;
	assert_true(crypto_equal(a, b, 8));
	b[7] = 1;
	assert_false(crypto_equal(a, b, 8));
	crypto_wipe(a, 8);
	assert_memory_equal(a, "\0\0\0\0\0\0\0", 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_of_abc),
		cmocka_unit_test(hkdf_of_rfc_5869),
		cmocka_unit_test(aead_refuses_and_wipes),
		cmocka_unit_test(both_ends_agree_on_a_secret),
		cmocka_unit_test(public_values_outside_the_group_are_refused),
		cmocka_unit_test(signatures_verify_or_not),
		cmocka_unit_test(keys_must_be_private_and_plain),
		cmocka_unit_test(signatures_are_bound_to_their_context),
		cmocka_unit_test(comparison_and_wiping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
