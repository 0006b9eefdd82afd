// SPDX-License-Identifier: Apache-2.0
/*
 * Signature input.
 */
#include "spdm/signature.h"

#include <errno.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"

/*
 * DSP0274 "Signature generation": the version text four times, then zeros
 * and the context, right-aligned, up to 100 bytes.
 */
#define PREFIX_TEXT "dmtf-spdm-v1.2.*"
#define PREFIX_DIGIT 13 /* of PREFIX_TEXT: the minor version */
#define PREFIX_REPEAT 4
#define PREFIX_LEN 100

static const char *const contexts[] = {
	[SPDM_SIGN_CHALLENGE_AUTH] = "responder-challenge_auth signing",
	[SPDM_SIGN_MEASUREMENTS] = "responder-measurements signing",
	[SPDM_SIGN_KEY_EXCHANGE_RSP] = "responder-key_exchange_rsp signing",
	[SPDM_SIGN_FINISH] = "requester-finish signing",
};

static void put_prefix(struct buf_writer *w, uint8_t version,
		       const char *context)
{
	const size_t text_len = strlen(PREFIX_TEXT);
	char text[] = PREFIX_TEXT;

	text[PREFIX_DIGIT] = '0' + (version & 0xf);
	for (int i = 0; i < PREFIX_REPEAT; i++)
		buf_put_bytes(w, text, text_len);
	buf_put_zero(w,
		     PREFIX_LEN - PREFIX_REPEAT * text_len - strlen(context));
	buf_put_bytes(w, context, strlen(context));
}

/* The hash that the signature algorithm works on. */
static int signed_digest(const struct spdm_agreed *agreed,
			 enum spdm_signature_context context,
			 const uint8_t *digest, uint8_t *ret)
{
	size_t hash_size = spdm_agreed_hash_size(agreed);
	uint8_t message[PREFIX_LEN + SPDM_HASH_MAX];
	struct buf_writer w;
	long len;

	if (agreed->version < SPDM_VERSION_1_2) {
		memcpy(ret, digest, hash_size);
		return 0;
	}
	buf_writer_init(&w, message, sizeof(message));
	put_prefix(&w, agreed->version, contexts[context]);
	buf_put_bytes(&w, digest, hash_size);
	len = buf_writer_done(&w);
	if (len < 0)
		return len;
	return crypto_hash_once(agreed->alg.base_hash, message, len, ret);
}

/* A requester signs with the algorithm negotiated for it. */
static uint32_t context_asym(const struct spdm_agreed *agreed,
			     enum spdm_signature_context context)
{
	return context == SPDM_SIGN_FINISH ? agreed->alg.req_base_asym :
					     agreed->alg.base_asym;
}

int spdm_signature_make(const struct spdm_agreed *agreed,
			const struct crypto_key *key,
			enum spdm_signature_context context,
			const uint8_t *digest, uint8_t *ret)
{
	uint8_t to_sign[SPDM_HASH_MAX];
	int r;

	r = signed_digest(agreed, context, digest, to_sign);
	if (r < 0)
		return r;
	return crypto_key_sign(key, context_asym(agreed, context),
			       agreed->alg.base_hash, to_sign, ret);
}

int spdm_signature_verify(const struct spdm_agreed *agreed,
			  const struct crypto_key *key,
			  enum spdm_signature_context context,
			  const uint8_t *digest, const uint8_t *signature)
{
	uint8_t to_verify[SPDM_HASH_MAX];
	int r;

	r = signed_digest(agreed, context, digest, to_verify);
	if (r < 0)
		return r;
	return crypto_key_verify(key, context_asym(agreed, context),
				 agreed->alg.base_hash, to_verify, signature);
}
