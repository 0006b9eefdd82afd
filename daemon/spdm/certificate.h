/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET_CERTIFICATE and CERTIFICATE (DSP0274 "GET_CERTIFICATE request and
 * CERTIFICATE response messages"): one portion of a slot's chain. What the
 * portions add up to is in cert-chain.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

struct spdm_agreed;

#define SPDM_CERTIFICATE_HEADER_LEN 8

struct spdm_get_certificate {
	uint8_t slot;
	bool size_requested; /* 1.3 */
	uint16_t offset;
	uint16_t length;
};

struct spdm_certificate {
	uint8_t slot;
	uint8_t info; /* 1.3: certificate model */
	uint16_t remainder;
	struct spdm_bytes portion;
};

long spdm_get_certificate_encode(
	void *buf, size_t size, const struct spdm_agreed *agreed,
	const struct spdm_get_certificate *m) _must_check_;
int spdm_get_certificate_decode(const void *msg, size_t len,
				const struct spdm_agreed *agreed,
				struct spdm_get_certificate *ret) _must_check_;
long spdm_certificate_encode(void *buf, size_t size,
			     const struct spdm_agreed *agreed,
			     const struct spdm_certificate *m) _must_check_;
int spdm_certificate_decode(const void *msg, size_t len,
			    const struct spdm_agreed *agreed,
			    struct spdm_certificate *ret) _must_check_;
