// SPDX-License-Identifier: Apache-2.0
/*
 * The key schedule: HKDF with labels.
 */
#include "spdm/key-schedule.h"

#include <errno.h>
#include <string.h>

#include "lib/buf.h"
#include "spdm/algorithm.h"
#include "spdm/crypto.h"

/* DSP0274 "Key schedule": the version text, its last digit is the minor. */
#define LABEL_VERSION "spdm1."
#define LABEL_MAX 16

/*
 * Expand with info = BinConcat(length, version, label, context): u16 length,
 * "spdm1.2 ", label, and a transcript hash or nothing.
 */
static int expand(const struct spdm_key_schedule *ks, const uint8_t *secret,
		  const char *label, const uint8_t *context, uint8_t *ret,
		  size_t len)
{
	uint8_t info[2 + sizeof(LABEL_VERSION) + 2 + LABEL_MAX + SPDM_HASH_MAX];
	struct buf_writer w;
	long info_len;

	buf_writer_init(&w, info, sizeof(info));
	buf_put_le16(&w, len);
	buf_put_bytes(&w, LABEL_VERSION, strlen(LABEL_VERSION));
	buf_put_u8(&w, '0' + (ks->version & 0xf));
	buf_put_u8(&w, ' ');
	buf_put_bytes(&w, label, strlen(label));
	if (context)
		buf_put_bytes(&w, context, ks->hash_size);
	info_len = buf_writer_done(&w);
	if (info_len < 0)
		return info_len;
	return crypto_hkdf_expand(ks->base_hash, secret, info, info_len, ret,
				  len);
}

/* RFC 5869 2.2: Extract is an HMAC keyed with the salt. */
static int extract(const struct spdm_key_schedule *ks, const uint8_t *salt,
		   const uint8_t *ikm, size_t len, uint8_t *ret)
{
	return crypto_hmac(ks->base_hash, salt, ks->hash_size, ikm, len, ret);
}

int spdm_key_schedule_init(struct spdm_key_schedule *ks, uint8_t version,
			   uint32_t base_hash, enum spdm_secret_kind kind,
			   const uint8_t *shared, size_t len)
{
	uint8_t salt[SPDM_HASH_MAX] = { 0 };

	*ks = (struct spdm_key_schedule){
		.version = version,
		.base_hash = base_hash,
		.hash_size = spdm_hash_size(base_hash),
	};
	if (!ks->hash_size)
		return -EOPNOTSUPP;
	if (kind == SPDM_SECRET_PSK && version >= SPDM_VERSION_1_3)
		memset(salt, 0xff, sizeof(salt));
	return extract(ks, salt, shared, len, ks->handshake);
}

int spdm_key_schedule_handshake(struct spdm_key_schedule *ks,
				const uint8_t *th1)
{
	size_t size = ks->hash_size;
	int r;

	r = expand(ks, ks->handshake, "req hs data", th1, ks->req_handshake,
		   size);
	if (r == 0)
		r = expand(ks, ks->handshake, "rsp hs data", th1,
			   ks->rsp_handshake, size);
	if (r == 0)
		r = expand(ks, ks->req_handshake, "finished", NULL,
			   ks->req_finished, size);
	if (r == 0)
		r = expand(ks, ks->rsp_handshake, "finished", NULL,
			   ks->rsp_finished, size);
	return r;
}

static int derive_master(struct spdm_key_schedule *ks)
{
	const uint8_t zero[SPDM_HASH_MAX] = { 0 };
	uint8_t salt[SPDM_HASH_MAX];
	int r;

	r = expand(ks, ks->handshake, "derived", NULL, salt, ks->hash_size);
	if (r == 0)
		r = extract(ks, salt, zero, ks->hash_size, ks->master);
	crypto_wipe(salt, sizeof(salt));
	return r;
}

int spdm_key_schedule_data(struct spdm_key_schedule *ks, const uint8_t *th2)
{
	size_t size = ks->hash_size;
	int r;

	r = derive_master(ks);
	if (r == 0)
		r = expand(ks, ks->master, "req app data", th2, ks->req_data,
			   size);
	if (r == 0)
		r = expand(ks, ks->master, "rsp app data", th2, ks->rsp_data,
			   size);
	if (r == 0)
		r = expand(ks, ks->master, "exp master", th2, ks->export_master,
			   size);
	return r;
}

int spdm_key_schedule_update(const struct spdm_key_schedule *ks,
			     uint8_t *secret)
{
	uint8_t next[SPDM_HASH_MAX];
	int r;

	r = expand(ks, secret, "traffic upd", NULL, next, ks->hash_size);
	if (r == 0)
		memcpy(secret, next, ks->hash_size);
	crypto_wipe(next, sizeof(next));
	return r;
}

int spdm_key_schedule_traffic(const struct spdm_key_schedule *ks,
			      const uint8_t *secret, size_t key_len,
			      uint8_t *ret_key, uint8_t *ret_iv)
{
	int r;

	r = expand(ks, secret, "key", NULL, ret_key, key_len);
	if (r == 0)
		r = expand(ks, secret, "iv", NULL, ret_iv, SPDM_IV_LEN);
	return r;
}

void spdm_key_schedule_forget_handshake(struct spdm_key_schedule *ks)
{
	crypto_wipe(ks->handshake, sizeof(ks->handshake));
	crypto_wipe(ks->req_handshake, sizeof(ks->req_handshake));
	crypto_wipe(ks->rsp_handshake, sizeof(ks->rsp_handshake));
	crypto_wipe(ks->req_finished, sizeof(ks->req_finished));
	crypto_wipe(ks->rsp_finished, sizeof(ks->rsp_finished));
}

void spdm_key_schedule_done(struct spdm_key_schedule *ks)
{
	crypto_wipe(ks, sizeof(*ks));
}
