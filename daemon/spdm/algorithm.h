/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an algorithm bit of NEGOTIATE_ALGORITHMS stands for: its name and the
 * sizes it implies. An unknown or unsupported bit has size 0 and name NULL.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The algorithm fields of both messages: bit masks in an offer, at most one
 * bit each in a selection. @tables tells which AlgStruct tables the message
 * carries, bit n for AlgType n.
 */
struct spdm_algorithms {
	uint8_t measurement_spec;
	uint8_t other_params;
	uint8_t mel_spec;
	uint8_t tables;
	uint32_t measurement_hash;
	uint32_t base_asym;
	uint32_t base_hash;
	uint32_t pqc_asym;
	uint16_t dhe;
	uint16_t aead;
	uint16_t req_base_asym;
	uint16_t key_schedule;
	uint16_t req_pqc_asym;
	uint16_t kem;
};

/* Everything this library can do; a good default offer. */
extern const struct spdm_algorithms spdm_algorithms_supported;

size_t spdm_hash_size(uint32_t base_hash);
size_t spdm_asym_signature_size(uint32_t base_asym);
size_t spdm_dhe_exchange_size(uint16_t dhe);
size_t spdm_dhe_secret_size(uint16_t dhe);
size_t spdm_aead_key_size(uint16_t aead);

const char *spdm_hash_name(uint32_t base_hash);
const char *spdm_asym_name(uint32_t base_asym);
const char *spdm_dhe_name(uint16_t dhe);
const char *spdm_aead_name(uint16_t aead);

/*
 * The names of a selection in one line, "ECDSA_P384 SHA_384 SECP384R1
 * AES_256_GCM"; absent ones are left out.
 */
#define SPDM_ALGORITHMS_TEXT_MAX 96
void spdm_algorithms_format(const struct spdm_algorithms *alg, char *buf,
			    size_t size);

/*
 * A responder's choice from @offer of what @own can do: strongest first.
 * A field without common ground is 0; the caller decides if it can do without.
 */
void spdm_algorithms_select(const struct spdm_algorithms *offer,
			    const struct spdm_algorithms *own,
			    struct spdm_algorithms *ret);
