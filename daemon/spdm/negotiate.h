/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NEGOTIATE_ALGORITHMS and ALGORITHMS (DSP0274 "NEGOTIATE_ALGORITHMS request
 * and ALGORITHMS response messages").
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/algorithm.h"
#include "spdm/header.h"

struct spdm_agreed;

long spdm_negotiate_algorithms_encode(void *buf, size_t size, uint8_t version,
				      const struct spdm_algorithms *offer)
	_must_check_;
int spdm_negotiate_algorithms_decode(const void *msg, size_t len,
				     uint8_t version,
				     struct spdm_algorithms *ret) _must_check_;
long spdm_algorithms_encode(void *buf, size_t size, uint8_t version,
			    const struct spdm_algorithms *selection)
	_must_check_;
int spdm_algorithms_decode(const void *msg, size_t len, uint8_t version,
			   struct spdm_algorithms *ret) _must_check_;

/*
 * Checks @agreed->alg, a responder's selection, against @offer and what the
 * agreed version and capabilities require: NULL, or what is wrong.
 */
const char *spdm_algorithms_check(const struct spdm_agreed *agreed,
				  const struct spdm_algorithms *offer);
