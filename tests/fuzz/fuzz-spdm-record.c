// SPDX-License-Identifier: Apache-2.0
/*
 * Records: the input as a record, and as the content of an authentic one.
 */
#include <stdlib.h>

#include "spdm/crypto.h"
#include "spdm/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[16], iv[SPDM_IV_LEN];

/* A record around @data as its plaintext, length field and all. */
static void open_forged(const uint8_t *data, size_t size)
{
	size_t len = SPDM_RECORD_HEADER_LEN + size + SPDM_TAG_LEN;
	struct spdm_record_key tx, rx;
	struct spdm_bytes header;
	struct buf_writer w;
	uint8_t *record, *out, *payload;

	if (spdm_record_key_init(&tx, SPDM_AEAD_AES_128_GCM, key, iv, false) ||
	    spdm_record_key_init(&rx, SPDM_AEAD_AES_128_GCM, key, iv, false))
		abort();
	record = malloc(len);
	out = malloc(len);
	buf_writer_init(&w, record, len);
	buf_put_le32(&w, 1);
	buf_put_le16(&w, 0);
	buf_put_le16(&w, size + SPDM_TAG_LEN);
	header = (struct spdm_bytes){ record, SPDM_RECORD_HEADER_LEN };
	payload = record + SPDM_RECORD_HEADER_LEN;
	if (crypto_aead_seal(tx.aead, iv, header, data, size, payload,
			     payload + size))
		abort();
	(void)!spdm_record_open(&rx, 1, record, len, out, len);
	spdm_record_key_done(&tx);
	spdm_record_key_done(&rx);
	free(record);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spdm_record_key rx;
	uint8_t *out;
	uint32_t id;

	if (size > UINT16_MAX - SPDM_TAG_LEN)
		return 0;
	out = malloc(size + 1);
	for (int mac_only = 0; mac_only < 2; mac_only++) {
		if (spdm_record_key_init(&rx, SPDM_AEAD_AES_128_GCM, key, iv,
					 mac_only))
			abort();
		if (spdm_record_session_id(data, size, &id) == 0)
			(void)!spdm_record_open(&rx, id, data, size, out,
						size);
		spdm_record_key_done(&rx);
	}
	free(out);
	open_forged(data, size);
	return 0;
}
