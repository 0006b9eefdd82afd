// SPDX-License-Identifier: Apache-2.0
/*
 * Running transcript hashes.
 */
#include "spdm/transcript.h"

#include <errno.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/crypto.h"

void spdm_vca_reset(struct spdm_vca *vca)
{
	vca->len = 0;
}

int spdm_vca_add(struct spdm_vca *vca, const void *msg, size_t len)
{
	if (len > sizeof(vca->data) - vca->len)
		return -EMSGSIZE;
	memcpy(vca->data + vca->len, msg, len);
	vca->len += len;
	return 0;
}

int spdm_transcript_init(struct spdm_transcript *t, uint32_t base_hash,
			 const struct spdm_vca *vca)
{
	int r;

	*t = (struct spdm_transcript){ .empty = true };
	r = crypto_hash_new(base_hash, &t->hash);
	if (r == 0)
		r = crypto_hash_new(base_hash, &t->start);
	if (r == 0 && vca)
		r = crypto_hash_update(t->start, vca->data, vca->len);
	if (r == 0)
		r = crypto_hash_copy(t->hash, t->start);
	if (r < 0)
		spdm_transcript_done(t);
	return r;
}

void spdm_transcript_done(struct spdm_transcript *t)
{
	t->hash = crypto_hash_free(t->hash);
	t->start = crypto_hash_free(t->start);
}

int spdm_transcript_reset(struct spdm_transcript *t)
{
	if (t->empty)
		return 0;
	t->empty = true;
	return crypto_hash_copy(t->hash, t->start);
}

int spdm_transcript_add(struct spdm_transcript *t, const void *msg, size_t len)
{
	t->empty = false;
	return crypto_hash_update(t->hash, msg, len);
}

int spdm_transcript_digest(const struct spdm_transcript *t, uint8_t *ret)
{
	return crypto_hash_digest(t->hash, ret);
}

int spdm_transcripts_start(struct spdm_transcripts *t,
			   const struct spdm_agreed *agreed)
{
	bool vca_in_l1l2 = agreed->version >= SPDM_VERSION_1_2;
	int r;

	spdm_transcripts_done(t);
	r = spdm_transcript_init(&t->m1m2, agreed->alg.base_hash, &t->vca);
	if (r == 0)
		r = spdm_transcript_init(&t->l1l2, agreed->alg.base_hash,
					 vca_in_l1l2 ? &t->vca : NULL);
	return r;
}

void spdm_transcripts_done(struct spdm_transcripts *t)
{
	spdm_transcript_done(&t->m1m2);
	spdm_transcript_done(&t->l1l2);
}

/*
 * DSP0274 "M1 and M2 message transcript": the requests that keep what is
 * gathered. GET_DIGESTS begins anew, everything else drops it.
 */
static bool continues_m1m2(uint8_t code)
{
	switch (code) {
	case SPDM_GET_CERTIFICATE:
	case SPDM_CHALLENGE:
	case SPDM_RESPOND_IF_READY:
	case SPDM_CHUNK_SEND:
	case SPDM_CHUNK_GET:
	case SPDM_VENDOR_DEFINED_REQUEST:
		return true;
	default:
		return false;
	}
}

/* "L1 and L2 message transcript": only measurements in a row count. */
static bool continues_l1l2(uint8_t code)
{
	switch (code) {
	case SPDM_GET_MEASUREMENTS:
	case SPDM_RESPOND_IF_READY:
	case SPDM_CHUNK_SEND:
	case SPDM_CHUNK_GET:
		return true;
	default:
		return false;
	}
}

int spdm_transcripts_request(struct spdm_transcripts *t, uint8_t code)
{
	int r = 0;

	if (!continues_m1m2(code))
		r = spdm_transcript_reset(&t->m1m2);
	if (r == 0)
		r = spdm_transcript_request_l1l2(&t->l1l2, code);
	return r;
}

int spdm_transcript_request_l1l2(struct spdm_transcript *l1l2, uint8_t code)
{
	return continues_l1l2(code) ? 0 : spdm_transcript_reset(l1l2);
}
