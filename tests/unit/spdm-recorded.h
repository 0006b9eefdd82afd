/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of messages need to read recorded ones. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm-message.h"

#define MESSAGE_MAX 2048

/* The agreement all recordings share but for the version. */
static inline struct spdm_agreed agreed_on(uint8_t version)
{
	return (struct spdm_agreed){
		.version = version,
		.req.flags = 0x62c6,
		.rsp.flags = 0x62f6,
		.alg = {
			.measurement_spec = SPDM_MEAS_SPEC_DMTF,
			.other_params = SPDM_OTHER_OPAQUE_FMT1,
			.measurement_hash = SPDM_MEAS_HASH_SHA_384,
			.base_asym = SPDM_ASYM_ECDSA_P384,
			.base_hash = SPDM_HASH_SHA_384,
			.dhe = SPDM_DHE_SECP384R1,
			.aead = SPDM_AEAD_AES_256_GCM,
			.req_base_asym = SPDM_ASYM_RSAPSS_3072,
			.key_schedule = SPDM_KEY_SCHEDULE_HMAC,
		},
	};
}

struct bytes {
	uint8_t data[MESSAGE_MAX];
	size_t len;
};

static inline struct bytes from_hex(const char *hex)
{
	struct bytes b = { .len = strlen(hex) / 2 };

	assert_true(b.len <= sizeof(b.data));
	for (size_t i = 0; i < b.len; i++) {
		unsigned int byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		b.data[i] = byte;
	}
	return b;
}
