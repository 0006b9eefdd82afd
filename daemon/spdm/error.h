/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ERROR (DSP0274 "ERROR response message") with its extended data, and
 * RESPOND_IF_READY, the request that follows ResponseNotReady.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

/* Extended data of ResponseNotReady. */
struct spdm_not_ready {
	uint8_t rdt_exponent;
	uint8_t request_code;
	uint8_t token;
	uint8_t rdtm;
};

struct spdm_error {
	uint8_t code; /* enum spdm_error_code */
	uint8_t data;
	struct spdm_not_ready not_ready; /* ResponseNotReady only */
	struct spdm_bytes extended;	 /* everything after the header */
};

/* @version is the negotiated one, 1.0 before there is one. */
long spdm_error_encode(void *buf, size_t size, uint8_t version,
		       const struct spdm_error *m) _must_check_;
/* The version byte is not checked: an ERROR may precede the agreement. */
int spdm_error_decode(const void *msg, size_t len,
		      struct spdm_error *ret) _must_check_;
/* "Busy"; NULL for an unknown code. */
const char *spdm_error_name(uint8_t code);

long spdm_respond_if_ready_encode(void *buf, size_t size, uint8_t version,
				  const struct spdm_not_ready *m) _must_check_;
/* Fills request_code and token only. */
int spdm_respond_if_ready_decode(const void *msg, size_t len, uint8_t version,
				 struct spdm_not_ready *ret) _must_check_;
