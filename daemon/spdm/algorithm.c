// SPDX-License-Identifier: Apache-2.0
/*
 * Tables of the supported algorithms (DSP0274 "NEGOTIATE_ALGORITHMS"), each
 * ordered from the least to the most preferred.
 */
#include "spdm/algorithm.h"

#include <stdio.h>
#include <string.h>

#include "spdm/spdm.h"

struct algorithm {
	uint32_t bit;
	const char *name;
	uint16_t size;	 /* hash, signature, exchange data or key */
	uint16_t secret; /* DHE only */
};

static const struct algorithm hashes[] = {
	{ SPDM_HASH_SHA_256, "SHA_256", 32, 0 },
	{ SPDM_HASH_SHA_384, "SHA_384", 48, 0 },
	{ SPDM_HASH_SHA_512, "SHA_512", 64, 0 },
	{ 0 },
};

static const struct algorithm asyms[] = {
	{ SPDM_ASYM_RSASSA_2048, "RSASSA_2048", 256, 0 },
	{ SPDM_ASYM_RSAPSS_2048, "RSAPSS_2048", 256, 0 },
	{ SPDM_ASYM_RSASSA_3072, "RSASSA_3072", 384, 0 },
	{ SPDM_ASYM_RSAPSS_3072, "RSAPSS_3072", 384, 0 },
	{ SPDM_ASYM_RSASSA_4096, "RSASSA_4096", 512, 0 },
	{ SPDM_ASYM_RSAPSS_4096, "RSAPSS_4096", 512, 0 },
	{ SPDM_ASYM_ECDSA_P256, "ECDSA_P256", 64, 0 },
	{ SPDM_ASYM_ECDSA_P384, "ECDSA_P384", 96, 0 },
	{ SPDM_ASYM_ECDSA_P521, "ECDSA_P521", 132, 0 },
	{ 0 },
};

static const struct algorithm dhes[] = {
	{ SPDM_DHE_FFDHE2048, "FFDHE2048", 256, 256 },
	{ SPDM_DHE_FFDHE3072, "FFDHE3072", 384, 384 },
	{ SPDM_DHE_FFDHE4096, "FFDHE4096", 512, 512 },
	{ SPDM_DHE_SECP256R1, "SECP256R1", 64, 32 },
	{ SPDM_DHE_SECP384R1, "SECP384R1", 96, 48 },
	{ SPDM_DHE_SECP521R1, "SECP521R1", 132, 66 },
	{ 0 },
};

static const struct algorithm aeads[] = {
	{ SPDM_AEAD_AES_128_GCM, "AES_128_GCM", 16, 0 },
	{ SPDM_AEAD_CHACHA20_POLY1305, "CHACHA20_POLY1305", 32, 0 },
	{ SPDM_AEAD_AES_256_GCM, "AES_256_GCM", 32, 0 },
	{ 0 },
};

/* Not offered by a requester: the responder's own choice. */
static const struct algorithm measurement_hashes[] = {
	{ SPDM_MEAS_HASH_RAW, "RAW", 0, 0 },
	{ SPDM_MEAS_HASH_SHA_256, "SHA_256", 32, 0 },
	{ SPDM_MEAS_HASH_SHA_384, "SHA_384", 48, 0 },
	{ SPDM_MEAS_HASH_SHA_512, "SHA_512", 64, 0 },
	{ 0 },
};

#define TABLE(type) (1u << (type))

const struct spdm_algorithms spdm_algorithms_supported = {
	.measurement_spec = SPDM_MEAS_SPEC_DMTF,
	.other_params = SPDM_OTHER_OPAQUE_FMT1,
	.tables = TABLE(SPDM_ALG_TYPE_DHE) | TABLE(SPDM_ALG_TYPE_AEAD) |
		  TABLE(SPDM_ALG_TYPE_REQ_BASE_ASYM) |
		  TABLE(SPDM_ALG_TYPE_KEY_SCHEDULE),
	.base_asym = SPDM_ASYM_RSASSA_2048 | SPDM_ASYM_RSAPSS_2048 |
		     SPDM_ASYM_RSASSA_3072 | SPDM_ASYM_RSAPSS_3072 |
		     SPDM_ASYM_RSASSA_4096 | SPDM_ASYM_RSAPSS_4096 |
		     SPDM_ASYM_ECDSA_P256 | SPDM_ASYM_ECDSA_P384 |
		     SPDM_ASYM_ECDSA_P521,
	.base_hash = SPDM_HASH_SHA_256 | SPDM_HASH_SHA_384 | SPDM_HASH_SHA_512,
	.dhe = SPDM_DHE_FFDHE2048 | SPDM_DHE_FFDHE3072 | SPDM_DHE_FFDHE4096 |
	       SPDM_DHE_SECP256R1 | SPDM_DHE_SECP384R1 | SPDM_DHE_SECP521R1,
	.aead = SPDM_AEAD_AES_128_GCM | SPDM_AEAD_AES_256_GCM |
		SPDM_AEAD_CHACHA20_POLY1305,
	.req_base_asym = SPDM_ASYM_ECDSA_P256 | SPDM_ASYM_ECDSA_P384 |
			 SPDM_ASYM_ECDSA_P521,
	.key_schedule = SPDM_KEY_SCHEDULE_HMAC,
};

static const struct algorithm *find(const struct algorithm *table, uint32_t bit)
{
	static const struct algorithm none;

	for (; table->bit; table++)
		if (table->bit == bit)
			return table;
	return &none;
}

size_t spdm_hash_size(uint32_t base_hash)
{
	return find(hashes, base_hash)->size;
}

size_t spdm_asym_signature_size(uint32_t base_asym)
{
	return find(asyms, base_asym)->size;
}

size_t spdm_dhe_exchange_size(uint16_t dhe)
{
	return find(dhes, dhe)->size;
}

size_t spdm_dhe_secret_size(uint16_t dhe)
{
	return find(dhes, dhe)->secret;
}

size_t spdm_aead_key_size(uint16_t aead)
{
	return find(aeads, aead)->size;
}

const char *spdm_hash_name(uint32_t base_hash)
{
	return find(hashes, base_hash)->name;
}

const char *spdm_asym_name(uint32_t base_asym)
{
	return find(asyms, base_asym)->name;
}

const char *spdm_dhe_name(uint16_t dhe)
{
	return find(dhes, dhe)->name;
}

const char *spdm_aead_name(uint16_t aead)
{
	return find(aeads, aead)->name;
}

void spdm_algorithms_format(const struct spdm_algorithms *alg, char *buf,
			    size_t size)
{
	const char *names[] = {
		spdm_asym_name(alg->base_asym),
		spdm_hash_name(alg->base_hash),
		spdm_dhe_name(alg->dhe),
		spdm_aead_name(alg->aead),
	};
	size_t pos = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!names[i] || pos >= size)
			continue;
		pos += snprintf(buf + pos, size - pos, "%s%s", pos ? " " : "",
				names[i]);
	}
}

static uint32_t best(const struct algorithm *table, uint32_t common)
{
	uint32_t bit = 0;

	for (; table->bit; table++)
		if (table->bit & common)
			bit = table->bit;
	return bit;
}

static uint32_t lowest_bit(uint32_t mask)
{
	return mask & -mask;
}

void spdm_algorithms_select(const struct spdm_algorithms *offer,
			    const struct spdm_algorithms *own,
			    struct spdm_algorithms *ret)
{
	uint8_t other = offer->other_params & own->other_params;

	*ret = (struct spdm_algorithms){
		.measurement_spec = lowest_bit(offer->measurement_spec &
					       own->measurement_spec),
		.other_params = other & SPDM_OTHER_OPAQUE_FMT1 ?
					SPDM_OTHER_OPAQUE_FMT1 :
					other & SPDM_OTHER_OPAQUE_FMT0,
		.tables = offer->tables & own->tables,
		.base_asym = best(asyms, offer->base_asym & own->base_asym),
		.base_hash = best(hashes, offer->base_hash & own->base_hash),
		.dhe = best(dhes, offer->dhe & own->dhe),
		.aead = best(aeads, offer->aead & own->aead),
		.req_base_asym =
			best(asyms, offer->req_base_asym & own->req_base_asym),
		.key_schedule = offer->key_schedule & own->key_schedule,
	};
	if (ret->measurement_spec)
		ret->measurement_hash =
			best(measurement_hashes, own->measurement_hash);
}
