// SPDX-License-Identifier: Apache-2.0
/*
 * Sealing and opening of secured messages.
 */
#include "spdm/record.h"

#include <errno.h>
#include <string.h>

#include "spdm/crypto.h"

/* DSP0276: the low 16 bits of the sequence number are on the wire. */
#define SEQUENCE_MASK 0xffff
/* ApplicationDataLength, inside the ciphertext. */
#define APP_LENGTH_LEN 2
#define LENGTH_MAX 0xffff

int spdm_record_key_init(struct spdm_record_key *k, uint16_t aead,
			 const uint8_t *key, const uint8_t *iv, bool mac_only)
{
	*k = (struct spdm_record_key){ .mac_only = mac_only };
	memcpy(k->iv, iv, sizeof(k->iv));
	return crypto_aead_new(aead, key, &k->aead);
}

void spdm_record_key_done(struct spdm_record_key *k)
{
	k->aead = crypto_aead_free(k->aead);
	crypto_wipe(k->iv, sizeof(k->iv));
}

static void record_iv(const struct spdm_record_key *k, uint8_t *iv)
{
	memcpy(iv, k->iv, SPDM_IV_LEN);
	for (int i = 0; i < 8; i++) {
		uint8_t byte = k->sequence >> (8 * i);

		if (k->iv_order == SPDM_IV_LITTLE_ENDIAN)
			iv[i] ^= byte;
		else
			iv[SPDM_IV_LEN - 1 - i] ^= byte;
	}
}

static uint8_t *put_header(struct buf_writer *w, struct spdm_record_key *k,
			   uint32_t session_id, size_t length)
{
	buf_put_le32(w, session_id);
	buf_put_le16(w, k->sequence & SEQUENCE_MASK);
	buf_put_le16(w, length);
	return buf_put_space(w, length);
}

/* The payload, in place: the plaintext becomes the ciphertext. */
static int fill_encrypted(struct spdm_record_key *k, struct spdm_bytes header,
			  uint8_t *payload, const void *data, size_t len,
			  size_t pad)
{
	size_t plain_len = APP_LENGTH_LEN + len + pad;
	uint8_t iv[SPDM_IV_LEN];
	struct buf_writer w;

	buf_writer_init(&w, payload, plain_len);
	buf_put_le16(&w, len);
	buf_put_bytes(&w, data, len);
	if (pad && crypto_random(payload + w.pos, pad) < 0)
		return -EIO;
	record_iv(k, iv);
	return crypto_aead_seal(k->aead, iv, header, payload, plain_len,
				payload, payload + plain_len);
}

/* Header and data are both only authenticated, and adjacent. */
static int fill_mac_only(struct spdm_record_key *k, struct spdm_bytes header,
			 uint8_t *payload, const void *data, size_t len)
{
	struct spdm_bytes aad = { header.data, header.len + len };
	uint8_t iv[SPDM_IV_LEN];

	if (len)
		memcpy(payload, data, len);
	record_iv(k, iv);
	return crypto_aead_seal(k->aead, iv, aad, NULL, 0, payload + len,
				payload + len);
}

long spdm_record_seal(struct spdm_record_key *k, uint32_t session_id,
		      const void *data, size_t len, size_t pad, void *out,
		      size_t size)
{
	struct spdm_bytes header = { out, SPDM_RECORD_HEADER_LEN };
	size_t extra = k->mac_only ? 0 : APP_LENGTH_LEN + pad;
	struct buf_writer w;
	uint8_t *payload;
	int r;

	if (k->sequence > SPDM_RECORD_SEQUENCE_MAX)
		return -EKEYEXPIRED;
	if (len > LENGTH_MAX || extra > LENGTH_MAX ||
	    len + extra + SPDM_TAG_LEN > LENGTH_MAX)
		return -EMSGSIZE;
	buf_writer_init(&w, out, size);
	payload = put_header(&w, k, session_id, len + extra + SPDM_TAG_LEN);
	if (!payload)
		return -ENOBUFS;
	if (k->mac_only)
		r = fill_mac_only(k, header, payload, data, len);
	else
		r = fill_encrypted(k, header, payload, data, len, pad);
	if (r < 0)
		return r;
	k->sequence++;
	return buf_writer_done(&w);
}

static long open_encrypted(struct spdm_record_key *k, struct spdm_bytes header,
			   const uint8_t *payload, size_t len, uint8_t *out)
{
	uint8_t iv[SPDM_IV_LEN];
	struct buf_reader r;
	size_t data_len;
	int ret;

	record_iv(k, iv);
	ret = crypto_aead_open(k->aead, iv, header, payload, len, out,
			       payload + len);
	if (ret < 0)
		return ret;
	k->sequence++;
	buf_reader_init(&r, out, len);
	data_len = buf_get_le16(&r);
	if (!buf_get_bytes(&r, data_len)) {
		crypto_wipe(out, len);
		return -EBADMSG;
	}
	memmove(out, out + APP_LENGTH_LEN, data_len);
	return data_len;
}

static long open_mac_only(struct spdm_record_key *k, struct spdm_bytes header,
			  const uint8_t *payload, size_t len, uint8_t *out)
{
	struct spdm_bytes aad = { header.data, header.len + len };
	uint8_t iv[SPDM_IV_LEN];
	int ret;

	record_iv(k, iv);
	ret = crypto_aead_open(k->aead, iv, aad, NULL, 0, out, payload + len);
	if (ret < 0)
		return ret;
	k->sequence++;
	if (len)
		memcpy(out, payload, len);
	return len;
}

long spdm_record_open(struct spdm_record_key *k, uint32_t session_id,
		      const void *record, size_t len, void *out, size_t size)
{
	struct spdm_bytes header = { record, SPDM_RECORD_HEADER_LEN };
	const uint8_t *payload;
	struct buf_reader r;
	uint16_t sequence;
	uint32_t id;
	size_t n;

	if (k->sequence > SPDM_RECORD_SEQUENCE_MAX)
		return -EKEYEXPIRED;
	buf_reader_init(&r, record, len);
	id = buf_get_le32(&r);
	sequence = buf_get_le16(&r);
	n = buf_get_le16(&r);
	payload = buf_get_bytes(&r, n);
	if (buf_reader_done(&r) < 0 || n < SPDM_TAG_LEN || size < n)
		return -EBADMSG;
	/* No window: MCTP neither repeats nor reorders within an exchange. */
	if (id != session_id || sequence != (k->sequence & SEQUENCE_MASK))
		return -ESTALE;
	n -= SPDM_TAG_LEN;
	if (k->mac_only)
		return open_mac_only(k, header, payload, n, out);
	return open_encrypted(k, header, payload, n, out);
}

int spdm_record_session_id(const void *record, size_t len, uint32_t *ret)
{
	struct buf_reader r;
	uint32_t id;

	buf_reader_init(&r, record, len);
	id = buf_get_le32(&r);
	if (buf_reader_error(&r) < 0)
		return -EBADMSG;
	*ret = id;
	return 0;
}
