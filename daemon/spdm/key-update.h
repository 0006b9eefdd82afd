/* SPDX-License-Identifier: Apache-2.0 */
/*
 * KEY_UPDATE and KEY_UPDATE_ACK (DSP0274 "KEY_UPDATE request and
 * KEY_UPDATE_ACK response messages").
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

struct spdm_key_update {
	uint8_t operation; /* enum spdm_key_update_op */
	uint8_t tag;
};

long spdm_key_update_encode(void *buf, size_t size, uint8_t version,
			    const struct spdm_key_update *m) _must_check_;
/* An unknown operation decodes: the responder answers InvalidRequest. */
int spdm_key_update_decode(const void *msg, size_t len, uint8_t version,
			   struct spdm_key_update *ret) _must_check_;
long spdm_key_update_ack_encode(void *buf, size_t size, uint8_t version,
				const struct spdm_key_update *m) _must_check_;
int spdm_key_update_ack_decode(const void *msg, size_t len, uint8_t version,
			       struct spdm_key_update *ret) _must_check_;
