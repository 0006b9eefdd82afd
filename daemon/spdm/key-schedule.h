/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key schedule of a session (DSP0274 "Key schedule"). Call order: init
 * with the shared secret, handshake with TH1, data with TH2; done wipes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/spdm.h"

struct spdm_key_schedule {
	uint8_t version;
	uint32_t base_hash;
	size_t hash_size;
	uint8_t handshake[SPDM_HASH_MAX];
	uint8_t master[SPDM_HASH_MAX];
	uint8_t req_handshake[SPDM_HASH_MAX];
	uint8_t rsp_handshake[SPDM_HASH_MAX];
	uint8_t req_finished[SPDM_HASH_MAX];
	uint8_t rsp_finished[SPDM_HASH_MAX];
	uint8_t req_data[SPDM_HASH_MAX];
	uint8_t rsp_data[SPDM_HASH_MAX];
	uint8_t export_master[SPDM_HASH_MAX];
};

enum spdm_secret_kind {
	SPDM_SECRET_DHE,
	SPDM_SECRET_PSK, /* another salt from 1.3 on */
};

int spdm_key_schedule_init(struct spdm_key_schedule *ks, uint8_t version,
			   uint32_t base_hash, enum spdm_secret_kind kind,
			   const uint8_t *shared, size_t len);
int spdm_key_schedule_handshake(struct spdm_key_schedule *ks,
				const uint8_t *th1);
int spdm_key_schedule_data(struct spdm_key_schedule *ks, const uint8_t *th2);
/* Replaces @secret (req_data or rsp_data) by its successor. */
int spdm_key_schedule_update(const struct spdm_key_schedule *ks,
			     uint8_t *secret);
/* Record key (of @key_len bytes) and IV from one of the four secrets. */
int spdm_key_schedule_traffic(const struct spdm_key_schedule *ks,
			      const uint8_t *secret, size_t key_len,
			      uint8_t *ret_key, uint8_t *ret_iv);
/* Wipes what only the handshake needed, once the data secrets are made. */
void spdm_key_schedule_forget_handshake(struct spdm_key_schedule *ks);
/* Wipes everything. */
void spdm_key_schedule_done(struct spdm_key_schedule *ks);
