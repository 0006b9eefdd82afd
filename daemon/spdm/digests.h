/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET_DIGESTS and DIGESTS (DSP0274 "GET_DIGESTS request and DIGESTS response
 * messages").
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"
#include "spdm/spdm.h"

struct spdm_agreed;

struct spdm_digests {
	uint8_t supported_mask; /* 1.3; 0 before */
	uint8_t slot_mask;
	/* Per slot; NULL where the mask has no bit. Agreed hash size. */
	const uint8_t *digest[SPDM_SLOTS];
	/* Multiple-key connections (1.3) only. */
	uint8_t key_pair_id[SPDM_SLOTS];
	uint8_t certificate_info[SPDM_SLOTS];
	uint16_t key_usage[SPDM_SLOTS];
};

long spdm_get_digests_encode(void *buf, size_t size,
			     const struct spdm_agreed *agreed) _must_check_;
int spdm_get_digests_decode(const void *msg, size_t len,
			    const struct spdm_agreed *agreed) _must_check_;
long spdm_digests_encode(void *buf, size_t size,
			 const struct spdm_agreed *agreed,
			 const struct spdm_digests *m) _must_check_;
int spdm_digests_decode(const void *msg, size_t len,
			const struct spdm_agreed *agreed,
			struct spdm_digests *ret) _must_check_;
