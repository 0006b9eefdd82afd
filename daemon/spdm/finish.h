/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FINISH and FINISH_RSP (DSP0274 "FINISH request and FINISH_RSP response
 * messages").
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

struct spdm_agreed;

struct spdm_finish {
	bool has_signature;
	uint8_t slot;
	struct spdm_bytes opaque; /* 1.4 */
	const uint8_t *signature; /* requester's; NULL without */
	const uint8_t *verify_data;
	/* Decode only: bytes before the signature, before the verify data. */
	size_t signed_len;
	size_t mac_len;
};

struct spdm_finish_rsp {
	struct spdm_bytes opaque;   /* 1.4 */
	const uint8_t *verify_data; /* clear handshake only, else NULL */
	/* Decode only: bytes before the verify data. */
	size_t mac_len;
};

/* Stops before the signature, or before the verify data, when NULL. */
long spdm_finish_encode(void *buf, size_t size,
			const struct spdm_agreed *agreed,
			const struct spdm_finish *m) _must_check_;
int spdm_finish_decode(const void *msg, size_t len,
		       const struct spdm_agreed *agreed,
		       struct spdm_finish *ret) _must_check_;
long spdm_finish_rsp_encode(void *buf, size_t size,
			    const struct spdm_agreed *agreed,
			    const struct spdm_finish_rsp *m) _must_check_;
int spdm_finish_rsp_decode(const void *msg, size_t len,
			   const struct spdm_agreed *agreed,
			   struct spdm_finish_rsp *ret) _must_check_;
