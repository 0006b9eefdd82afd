/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What both ends of a connection have agreed on: version, capabilities and
 * algorithms. Codecs read from it which fields exist and how long they are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/algorithm.h"
#include "spdm/capabilities.h"
#include "spdm/spdm.h"

struct spdm_agreed {
	uint8_t version;
	struct spdm_capabilities req;
	struct spdm_capabilities rsp;
	struct spdm_algorithms alg;
	/* 1.3 ResponderMultiKeyConn: DIGESTS carries more per slot. */
	bool multi_key;
};

/* True when both ends announced every bit of @flag. */
bool spdm_agreed_has(const struct spdm_agreed *a, uint32_t flag);
/* FINISH goes outside the record layer. */
bool spdm_agreed_clear_handshake(const struct spdm_agreed *a);
/* Requests for signatures carry a context, which the answer repeats. */
bool spdm_agreed_has_context(const struct spdm_agreed *a);
/* Whether a response to summary kind @summary_type carries the hash. */
bool spdm_agreed_summary(const struct spdm_agreed *a, uint8_t summary_type);

size_t spdm_agreed_hash_size(const struct spdm_agreed *a);
size_t spdm_agreed_signature_size(const struct spdm_agreed *a);
size_t spdm_agreed_exchange_size(const struct spdm_agreed *a);
