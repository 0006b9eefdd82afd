/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET_CAPABILITIES and CAPABILITIES (DSP0274 "GET_CAPABILITIES request and
 * CAPABILITIES response messages") with the rules that bind their flags.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

struct spdm_capabilities {
	/* Cryptographic time-out: 2^ct_exponent microseconds. */
	uint8_t ct_exponent;
	uint16_t ext_flags; /* 1.4 */
	uint32_t flags;
	uint32_t data_transfer_size; /* 1.2; 0 before */
	uint32_t max_message_size;   /* 1.2; 0 before */
};

/* Decoding clears the flags that @version does not define. */
long spdm_get_capabilities_encode(void *buf, size_t size, uint8_t version,
				  const struct spdm_capabilities *caps)
	_must_check_;
int spdm_get_capabilities_decode(const void *msg, size_t len, uint8_t version,
				 struct spdm_capabilities *ret) _must_check_;
long spdm_capabilities_encode(void *buf, size_t size, uint8_t version,
			      const struct spdm_capabilities *caps) _must_check_;
int spdm_capabilities_decode(const void *msg, size_t len, uint8_t version,
			     struct spdm_capabilities *ret) _must_check_;

/* The flags that @version defines for one side. */
uint32_t spdm_capabilities_defined(uint8_t version, bool responder);
/* NULL, or a sentence about the first rule that is broken. */
const char *spdm_capabilities_check(const struct spdm_capabilities *caps,
				    uint8_t version, bool responder);
