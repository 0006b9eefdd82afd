/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET_MEASUREMENTS and MEASUREMENTS (DSP0274 "GET_MEASUREMENTS request and
 * MEASUREMENTS response messages") and the measurement blocks inside.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"
#include "spdm/spdm.h"

struct spdm_agreed;

struct spdm_get_measurements {
	bool sign;
	bool raw;   /* 1.2 */
	bool fresh; /* 1.3 */
	uint8_t operation;
	uint8_t slot;			   /* with sign */
	uint8_t nonce[SPDM_NONCE_LEN];	   /* with sign */
	uint8_t context[SPDM_CONTEXT_LEN]; /* 1.3 */
};

struct spdm_measurements {
	uint8_t total; /* to SPDM_MEASUREMENT_COUNT */
	uint8_t slot;
	uint8_t content_changed; /* 1.2 */
	uint8_t blocks;
	struct spdm_bytes record;
	uint8_t nonce[SPDM_NONCE_LEN];
	struct spdm_bytes opaque;
	uint8_t context[SPDM_CONTEXT_LEN]; /* 1.3 */
	const uint8_t *signature;	   /* NULL when not asked for */
	/* Decode only: bytes before the signature. */
	size_t signed_len;
};

/* DSP0274 "DMTF measurement specification format". */
struct spdm_measurement {
	uint8_t index;
	uint8_t value_type; /* without the raw bit */
	bool raw;
	struct spdm_bytes value;
};

long spdm_get_measurements_encode(
	void *buf, size_t size, const struct spdm_agreed *agreed,
	const struct spdm_get_measurements *m) _must_check_;
int spdm_get_measurements_decode(const void *msg, size_t len,
				 const struct spdm_agreed *agreed,
				 struct spdm_get_measurements *ret) _must_check_;
long spdm_measurements_encode(void *buf, size_t size,
			      const struct spdm_agreed *agreed,
			      const struct spdm_measurements *m) _must_check_;
/* @request decides if a signature follows and how many blocks may come. */
int spdm_measurements_decode(const void *msg, size_t len,
			     const struct spdm_agreed *agreed,
			     const struct spdm_get_measurements *request,
			     struct spdm_measurements *ret) _must_check_;

/* One block of a record at a time; -EBADMSG when the block is malformed. */
int spdm_measurement_decode(struct buf_reader *record,
			    struct spdm_measurement *ret) _must_check_;
void spdm_measurement_encode(struct buf_writer *record,
			     const struct spdm_measurement *m);
