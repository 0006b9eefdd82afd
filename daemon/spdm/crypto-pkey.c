// SPDX-License-Identifier: Apache-2.0
/*
 * Key agreement and signatures by OpenSSL.
 */
#include "spdm/crypto-pkey.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/algorithm.h"
#include "spdm/crypto-internal.h"
#include "spdm/spdm.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

/* SEC 1 2.3.3: the first byte of an uncompressed point. */
#define POINT_UNCOMPRESSED 0x04

struct group {
	uint16_t dhe;
	const char *type;
	const char *name;
	bool is_ec;
};

static const struct group groups[] = {
	{ SPDM_DHE_FFDHE2048, "DH", "ffdhe2048", false },
	{ SPDM_DHE_FFDHE3072, "DH", "ffdhe3072", false },
	{ SPDM_DHE_FFDHE4096, "DH", "ffdhe4096", false },
	{ SPDM_DHE_SECP256R1, "EC", "prime256v1", true },
	{ SPDM_DHE_SECP384R1, "EC", "secp384r1", true },
	{ SPDM_DHE_SECP521R1, "EC", "secp521r1", true },
};

struct crypto_dh {
	const struct group *group;
	EVP_PKEY *pkey;
};

static int dh_alloc(uint16_t dhe, struct crypto_dh **ret)
{
	struct crypto_dh *dh;

	for (size_t i = 0; i < N(groups); i++) {
		if (groups[i].dhe != dhe)
			continue;
		dh = calloc(1, sizeof(*dh));
		if (!dh)
			return -ENOMEM;
		dh->group = &groups[i];
		*ret = dh;
		return 0;
	}
	return -EOPNOTSUPP;
}

struct crypto_dh *crypto_dh_free(struct crypto_dh *dh)
{
	if (!dh)
		return NULL;
	EVP_PKEY_free(dh->pkey);
	free(dh);
	return NULL;
}

int crypto_dh_new(uint16_t dhe, struct crypto_dh **ret)
{
	_cleanup_(crypto_dh_freep) struct crypto_dh *dh = NULL;
	OSSL_PARAM params[2];
	EVP_PKEY_CTX *ctx;
	bool ok;
	int r;

	r = dh_alloc(dhe, &dh);
	if (r < 0)
		return r;
	params[0] = OSSL_PARAM_construct_utf8_string(
		OSSL_PKEY_PARAM_GROUP_NAME, (char *)dh->group->name, 0);
	params[1] = OSSL_PARAM_construct_end();
	ctx = EVP_PKEY_CTX_new_from_name(NULL, dh->group->type, NULL);
	ok = ctx && EVP_PKEY_keygen_init(ctx) > 0 &&
	     EVP_PKEY_CTX_set_params(ctx, params) > 0 &&
	     EVP_PKEY_generate(ctx, &dh->pkey) > 0;
	EVP_PKEY_CTX_free(ctx);
	if (!ok)
		return -EIO;
	*ret = take_ptr(dh);
	return 0;
}

/* Public values as OpenSSL encodes them: points have a leading byte. */
static size_t encoded_size(const struct group *group)
{
	return spdm_dhe_exchange_size(group->dhe) + group->is_ec;
}

static void encode_exchange(const struct group *group, const uint8_t *exchange,
			    uint8_t *ret)
{
	if (group->is_ec)
		*ret++ = POINT_UNCOMPRESSED;
	memcpy(ret, exchange, spdm_dhe_exchange_size(group->dhe));
}

static bool push_pair(OSSL_PARAM_BLD *bld, const struct group *group,
		      const BIGNUM *priv, const BIGNUM *pub,
		      const uint8_t *encoded)
{
	if (!OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME,
					     group->name, 0) ||
	    !OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, priv))
		return false;
	if (group->is_ec)
		return OSSL_PARAM_BLD_push_octet_string(bld,
							OSSL_PKEY_PARAM_PUB_KEY,
							encoded,
							encoded_size(group));
	return OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PUB_KEY, pub);
}

int crypto_dh_new_from_pair(uint16_t dhe, const uint8_t *private_key,
			    size_t private_len, const uint8_t *exchange,
			    struct crypto_dh **ret)
{
	_cleanup_(crypto_dh_freep) struct crypto_dh *dh = NULL;
	uint8_t encoded[SPDM_EXCHANGE_MAX + 1];
	OSSL_PARAM *params = NULL;
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *priv = BN_bin2bn(private_key, private_len, NULL);
	BIGNUM *pub = NULL;
	EVP_PKEY_CTX *ctx = NULL;
	bool ok = false;
	int r;

	r = dh_alloc(dhe, &dh);
	if (r == 0) {
		encode_exchange(dh->group, exchange, encoded);
		pub = BN_bin2bn(exchange, spdm_dhe_exchange_size(dhe), NULL);
		ctx = EVP_PKEY_CTX_new_from_name(NULL, dh->group->type, NULL);
		if (bld && priv && pub &&
		    push_pair(bld, dh->group, priv, pub, encoded))
			params = OSSL_PARAM_BLD_to_param(bld);
		ok = params && ctx && EVP_PKEY_fromdata_init(ctx) > 0 &&
		     EVP_PKEY_fromdata(ctx, &dh->pkey, EVP_PKEY_KEYPAIR,
				       params) > 0;
	}
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_clear_free(priv);
	BN_free(pub);
	if (r < 0)
		return r;
	if (!ok)
		return -EBADMSG;
	*ret = take_ptr(dh);
	return 0;
}

int crypto_dh_exchange(const struct crypto_dh *dh, uint8_t *ret)
{
	size_t size = encoded_size(dh->group);
	unsigned char *encoded = NULL;
	size_t len;

	len = EVP_PKEY_get1_encoded_public_key(dh->pkey, &encoded);
	if (len == size)
		memcpy(ret, encoded + dh->group->is_ec,
		       size - dh->group->is_ec);
	OPENSSL_free(encoded);
	return len == size ? 0 : -EIO;
}

/*
 * A peer's point is checked to be on the curve when it is decoded. All curves
 * here have cofactor 1, so that is all there is to check; OpenSSL's own full
 * check multiplies by the order, which costs as much as the agreement. For
 * finite fields its check is needed.
 */
static int new_peer(const struct crypto_dh *dh, const uint8_t *exchange,
		    EVP_PKEY **ret)
{
	uint8_t encoded[SPDM_EXCHANGE_MAX + 1];
	EVP_PKEY *peer = EVP_PKEY_new();

	if (!peer)
		return -ENOMEM;
	encode_exchange(dh->group, exchange, encoded);
	if (EVP_PKEY_copy_parameters(peer, dh->pkey) > 0 &&
	    EVP_PKEY_set1_encoded_public_key(peer, encoded,
					     encoded_size(dh->group)) > 0) {
		*ret = peer;
		return 0;
	}
	EVP_PKEY_free(peer);
	return -EBADMSG;
}

static int derive(EVP_PKEY_CTX *ctx, const struct group *group, EVP_PKEY *peer,
		  uint8_t *ret)
{
	size_t len = spdm_dhe_secret_size(group->dhe);
	OSSL_PARAM params[2];
	unsigned int pad = 1;

	if (EVP_PKEY_derive_init(ctx) <= 0)
		return -EIO;
	params[0] = OSSL_PARAM_construct_uint(OSSL_EXCHANGE_PARAM_PAD, &pad);
	params[1] = OSSL_PARAM_construct_end();
	if (!group->is_ec && EVP_PKEY_CTX_set_params(ctx, params) <= 0)
		return -EIO;
	if (EVP_PKEY_derive_set_peer_ex(ctx, peer, !group->is_ec) <= 0 ||
	    EVP_PKEY_derive(ctx, ret, &len) <= 0)
		return -EBADMSG;
	return len == spdm_dhe_secret_size(group->dhe) ? 0 : -EIO;
}

int crypto_dh_derive(const struct crypto_dh *dh, const uint8_t *peer_exchange,
		     uint8_t *ret)
{
	EVP_PKEY *peer = NULL;
	EVP_PKEY_CTX *ctx;
	int r;

	r = new_peer(dh, peer_exchange, &peer);
	if (r < 0)
		return r;
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, dh->pkey, NULL);
	r = ctx ? derive(ctx, dh->group, peer, ret) : -ENOMEM;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	return r;
}

static const struct {
	uint32_t asym;
	const char *group; /* NULL: RSA of @bits */
	int bits;
	int padding;
} signers[] = {
	{ SPDM_ASYM_RSASSA_2048, NULL, 2048, RSA_PKCS1_PADDING },
	{ SPDM_ASYM_RSAPSS_2048, NULL, 2048, RSA_PKCS1_PSS_PADDING },
	{ SPDM_ASYM_RSASSA_3072, NULL, 3072, RSA_PKCS1_PADDING },
	{ SPDM_ASYM_RSAPSS_3072, NULL, 3072, RSA_PKCS1_PSS_PADDING },
	{ SPDM_ASYM_RSASSA_4096, NULL, 4096, RSA_PKCS1_PADDING },
	{ SPDM_ASYM_RSAPSS_4096, NULL, 4096, RSA_PKCS1_PSS_PADDING },
	{ SPDM_ASYM_ECDSA_P256, "prime256v1", 256, 0 },
	{ SPDM_ASYM_ECDSA_P384, "secp384r1", 384, 0 },
	{ SPDM_ASYM_ECDSA_P521, "secp521r1", 521, 0 },
};

static bool fits(size_t i, const char *group, int bits)
{
	if (signers[i].group)
		return group && strcmp(group, signers[i].group) == 0;
	return !group && bits == signers[i].bits;
}

void crypto_key_init(struct crypto_key *k, EVP_PKEY *pkey)
{
	bool is_ec = EVP_PKEY_is_a(pkey, "EC");
	char group[64] = "";

	k->pkey = pkey;
	k->asym = 0;
	if (!is_ec && !EVP_PKEY_is_a(pkey, "RSA"))
		return;
	if (is_ec && !EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL))
		return;
	for (size_t i = 0; i < N(signers); i++)
		if (fits(i, is_ec ? group : NULL, EVP_PKEY_get_bits(pkey)))
			k->asym |= signers[i].asym;
}

/* Never asks at a terminal. */
static int no_password(char *buf, int size, int writing, void *userdata)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)userdata;
	return -1;
}

int crypto_key_new_pem(const void *pem, size_t len, struct crypto_key **ret)
{
	BIO *bio = BIO_new_mem_buf(pem, len);
	EVP_PKEY *pkey;
	struct crypto_key *k;

	if (!bio)
		return -ENOMEM;
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
	BIO_free(bio);
	if (!pkey)
		return -EINVAL;
	k = calloc(1, sizeof(*k));
	if (!k) {
		EVP_PKEY_free(pkey);
		return -ENOMEM;
	}
	crypto_key_init(k, pkey);
	*ret = k;
	return 0;
}

struct crypto_key *crypto_key_free(struct crypto_key *k)
{
	if (!k)
		return NULL;
	EVP_PKEY_free(k->pkey);
	free(k);
	return NULL;
}

uint32_t crypto_key_asym(const struct crypto_key *k)
{
	return k->asym;
}

/* RSA-PSS: MGF1 with the same hash, a salt as long as the hash. */
static bool set_parameters(EVP_PKEY_CTX *ctx, uint32_t asym, const EVP_MD *md)
{
	int padding = 0;

	for (size_t i = 0; i < N(signers); i++)
		if (signers[i].asym == asym)
			padding = signers[i].padding;
	if (padding && EVP_PKEY_CTX_set_rsa_padding(ctx, padding) <= 0)
		return false;
	if (EVP_PKEY_CTX_set_signature_md(ctx, md) <= 0)
		return false;
	return padding != RSA_PKCS1_PSS_PADDING ||
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) >
		       0;
}

static bool is_ecdsa(uint32_t asym)
{
	return asym & (SPDM_ASYM_ECDSA_P256 | SPDM_ASYM_ECDSA_P384 |
		       SPDM_ASYM_ECDSA_P521);
}

/* r||s into the DER form that OpenSSL takes. */
static int raw_to_der(const uint8_t *raw, size_t size, unsigned char **ret)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, size / 2, NULL);
	BIGNUM *s = BN_bin2bn(raw + size / 2, size / 2, NULL);
	int len = -1;

	if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) {
		r = NULL;
		s = NULL;
		len = i2d_ECDSA_SIG(sig, ret);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(sig);
	return len;
}

static int der_to_raw(const unsigned char *der, size_t len, uint8_t *raw,
		      size_t size)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, len);
	bool ok;

	ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, size / 2) >= 0 &&
	     BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + size / 2, size / 2) >= 0;
	ECDSA_SIG_free(sig);
	return ok ? 0 : -EIO;
}

int crypto_key_sign(const struct crypto_key *k, uint32_t asym,
		    uint32_t base_hash, const uint8_t *digest, uint8_t *ret)
{
	size_t size = spdm_asym_signature_size(asym);
	unsigned char sig[SPDM_SIGNATURE_MAX];
	const EVP_MD *md = crypto_md(base_hash);
	size_t len = sizeof(sig);
	EVP_PKEY_CTX *ctx;
	bool ok;

	if (!size || !(k->asym & asym) || !md)
		return -EOPNOTSUPP;
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
	ok = ctx && EVP_PKEY_sign_init(ctx) > 0 &&
	     set_parameters(ctx, asym, md) &&
	     EVP_PKEY_sign(ctx, sig, &len, digest, spdm_hash_size(base_hash)) >
		     0;
	EVP_PKEY_CTX_free(ctx);
	if (!ok)
		return -EIO;
	if (is_ecdsa(asym))
		return der_to_raw(sig, len, ret, size);
	if (len != size)
		return -EIO;
	memcpy(ret, sig, size);
	return 0;
}

int crypto_key_verify(const struct crypto_key *k, uint32_t asym,
		      uint32_t base_hash, const uint8_t *digest,
		      const uint8_t *signature)
{
	size_t size = spdm_asym_signature_size(asym);
	const EVP_MD *md = crypto_md(base_hash);
	unsigned char *der = NULL;
	EVP_PKEY_CTX *ctx;
	int len = size;
	bool ok;

	if (!size || !(k->asym & asym) || !md)
		return -EOPNOTSUPP;
	if (is_ecdsa(asym)) {
		len = raw_to_der(signature, size, &der);
		if (len < 0)
			return -ENOMEM;
	}
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
	ok = ctx && EVP_PKEY_verify_init(ctx) > 0 &&
	     set_parameters(ctx, asym, md) &&
	     EVP_PKEY_verify(ctx, der ? der : signature, len, digest,
			     spdm_hash_size(base_hash)) > 0;
	EVP_PKEY_CTX_free(ctx);
	OPENSSL_free(der);
	return ok ? 0 : -EBADMSG;
}
