/* SPDX-License-Identifier: Apache-2.0 */
/*
 * KEY_EXCHANGE and KEY_EXCHANGE_RSP (DSP0274 "KEY_EXCHANGE request and
 * KEY_EXCHANGE_RSP response messages").
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"
#include "spdm/spdm.h"

struct spdm_agreed;

struct spdm_key_exchange {
	uint8_t summary_type;
	uint8_t slot;
	uint16_t req_session_id;
	uint8_t policy; /* 1.2 */
	uint8_t random[SPDM_RANDOM_LEN];
	const uint8_t *exchange; /* agreed exchange size */
	struct spdm_bytes opaque;
};

struct spdm_key_exchange_rsp {
	uint8_t heartbeat_s;
	uint16_t rsp_session_id;
	uint8_t mutual_auth;
	uint8_t slot_param;
	uint8_t random[SPDM_RANDOM_LEN];
	const uint8_t *exchange;
	const uint8_t *summary; /* NULL when absent */
	struct spdm_bytes opaque;
	const uint8_t *signature;
	const uint8_t *verify_data; /* NULL in a clear handshake */
	/* Decode only: bytes before the signature. */
	size_t signed_len;
};

long spdm_key_exchange_encode(void *buf, size_t size,
			      const struct spdm_agreed *agreed,
			      const struct spdm_key_exchange *m) _must_check_;
int spdm_key_exchange_decode(const void *msg, size_t len,
			     const struct spdm_agreed *agreed,
			     struct spdm_key_exchange *ret) _must_check_;
/* Stops before the signature, or before the verify data, when NULL. */
long spdm_key_exchange_rsp_encode(
	void *buf, size_t size, const struct spdm_agreed *agreed,
	const struct spdm_key_exchange_rsp *m) _must_check_;
/* @summary_type is that of the request. */
int spdm_key_exchange_rsp_decode(
	const void *msg, size_t len, const struct spdm_agreed *agreed,
	uint8_t summary_type, struct spdm_key_exchange_rsp *ret) _must_check_;

static inline uint32_t spdm_session_id(uint16_t req_id, uint16_t rsp_id)
{
	return (uint32_t)rsp_id << 16 | req_id;
}
