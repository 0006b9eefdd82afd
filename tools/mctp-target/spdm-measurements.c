// SPDX-License-Identifier: Apache-2.0
/*
 * GET_MEASUREMENTS and what an emulated device measures of itself.
 */
#include "spdm-internal.h"

#include <errno.h>
#include <string.h>

#include "spdm/crypto.h"
#include "spdm/measurements.h"
#include "spdm/signature.h"

/* DSP0274 "DMTFSpecMeasurementValueType" */
enum value_type {
	VALUE_ROM = 0,
	VALUE_FIRMWARE = 1,
	VALUE_HARDWARE_CONFIG = 2,
	VALUE_FIRMWARE_CONFIG = 3,
	VALUE_VERSION = 6,
};

static const struct block {
	uint8_t index;
	enum value_type type;
	bool raw;	  /* the text itself, else its hash */
	const char *text; /* what is measured */
} blocks[] = {
	{ 1, VALUE_ROM, false, "immutable ROM of an emulated device" },
	{ 2, VALUE_FIRMWARE, false, "firmware of an emulated device" },
	{ 3, VALUE_HARDWARE_CONFIG, false, "straps of an emulated device" },
	{ 4, VALUE_FIRMWARE_CONFIG, false, "settings of an emulated device" },
	{ 5, VALUE_VERSION, true, "1.0.0" },
};

#define N_BLOCKS (sizeof(blocks) / sizeof(blocks[0]))

static int block_encode(struct buf_writer *w, const struct block *b)
{
	struct spdm_measurement m = {
		.index = b->index,
		.value_type = b->type,
		.raw = b->raw,
		.value = { (const uint8_t *)b->text, strlen(b->text) },
	};
	uint8_t digest[SPDM_HASH_MAX];
	int err;

	if (!b->raw) {
		/* MeasurementHashAlgo and BaseHashAlgo are both SHA-384 */
		err = crypto_hash_once(SPDM_RESPONDER_HASH, b->text,
				       strlen(b->text), digest);
		if (err)
			return err;
		m.value.data = digest;
		m.value.len = spdm_hash_size(SPDM_RESPONDER_HASH);
	}
	spdm_measurement_encode(w, &m);
	return 0;
}

int spdm_measurements_init(struct spdm_responder *r)
{
	struct buf_writer w;
	long len;

	buf_writer_init(&w, r->record, sizeof(r->record));
	for (size_t i = 0; i < N_BLOCKS; i++) {
		int err = block_encode(&w, &blocks[i]);

		if (err)
			return err;
	}
	len = buf_writer_done(&w);
	if (len < 0)
		return len;
	r->record_len = len;
	r->record_blocks = N_BLOCKS;
	return 0;
}

/* The block with @index; empty when there is none. */
static struct spdm_bytes block_find(const struct spdm_responder *r,
				    uint8_t index)
{
	struct spdm_measurement m;
	struct buf_reader reader;
	size_t start = 0;

	buf_reader_init(&reader, r->record, r->record_len);
	while (start < r->record_len &&
	       spdm_measurement_decode(&reader, &m) == 0) {
		if (m.index == index)
			return (struct spdm_bytes){ r->record + start,
						    reader.pos - start };
		start = reader.pos;
	}
	return (struct spdm_bytes){ 0 };
}

int spdm_measurements_summary(const struct spdm_responder *r,
			      uint8_t summary_type, uint8_t *ret)
{
	struct spdm_bytes what = { r->record, r->record_len };

	/* the only part of the trusted computing base is the ROM */
	if (summary_type == SPDM_SUMMARY_TCB)
		what = block_find(r, blocks[0].index);
	else if (summary_type != SPDM_SUMMARY_ALL)
		return -EINVAL;
	return crypto_hash_once(SPDM_RESPONDER_HASH, what.data, what.len, ret);
}

static int record_select(const struct spdm_responder *r, uint8_t operation,
			 struct spdm_measurements *m)
{
	switch (operation) {
	case SPDM_MEASUREMENT_COUNT:
		m->total = r->record_blocks;
		return 0;
	case SPDM_MEASUREMENT_ALL:
		m->blocks = r->record_blocks;
		m->record = (struct spdm_bytes){ r->record, r->record_len };
		return 0;
	default:
		m->blocks = 1;
		m->record = block_find(r, operation);
		return m->record.len ? 0 : -ENOENT;
	}
}

static struct spdm_transcript *l1l2(struct spdm_responder *r,
				    const struct spdm_exchange *x)
{
	return x->session ? &x->session->l1l2 : &r->transcripts.l1l2;
}

static int l1l2_add(struct spdm_responder *r, const struct spdm_exchange *x,
		    long len)
{
	struct spdm_transcript *t = l1l2(r, x);
	int err;

	if (len < 0)
		return len;
	err = spdm_transcript_add(t, x->request, x->len);
	return err ? err : spdm_transcript_add(t, x->response, len);
}

/* Makes the signature over what has been said, which then begins anew. */
static int l1l2_sign(struct spdm_responder *r, const struct spdm_exchange *x,
		     uint8_t *ret_signature)
{
	struct spdm_transcript *t = l1l2(r, x);
	uint8_t digest[SPDM_HASH_MAX];
	int err;

	err = spdm_transcript_digest(t, digest);
	if (!err)
		err = spdm_responder_sign(r, SPDM_SIGN_MEASUREMENTS, digest,
					  ret_signature);
	return err ? err : spdm_transcript_reset(t);
}

long spdm_on_get_measurements(struct spdm_responder *r, struct spdm_exchange *x)
{
	struct spdm_measurements response = { .slot = SPDM_RESPONDER_SLOT };
	struct spdm_get_measurements request;
	uint8_t signature[SPDM_SIGNATURE_MAX];
	long len;
	int err;

	if (spdm_get_measurements_decode(x->request, x->len, &r->agreed,
					 &request) ||
	    (request.sign && request.slot != SPDM_RESPONDER_SLOT) ||
	    record_select(r, request.operation, &response) < 0)
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	err = crypto_random(response.nonce, sizeof(response.nonce));
	if (err)
		return err;
	len = spdm_measurements_encode(x->response, x->size, &r->agreed,
				       &response);
	err = l1l2_add(r, x, len);
	if (err || !request.sign)
		return err ? err : len;
	err = l1l2_sign(r, x, signature);
	if (err)
		return err;
	response.signature = signature;
	return spdm_measurements_encode(x->response, x->size, &r->agreed,
					&response);
}
