/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The opaque data of the key exchanges: negotiation of the secured message
 * version (DSP0277 "Secured message opaque data format"), in the general
 * format of SPDM 1.2 and in the older one of 1.1.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

/* More offered versions than this are not remembered. */
#define SPDM_SECURED_VERSIONS_MAX 8

struct spdm_secured_versions {
	uint8_t count;
	uint16_t versions[SPDM_SECURED_VERSIONS_MAX];
};

long spdm_opaque_offer_encode(void *buf, size_t size, uint8_t version,
			      const struct spdm_secured_versions *offer)
	_must_check_;
int spdm_opaque_offer_decode(struct spdm_bytes opaque, uint8_t version,
			     struct spdm_secured_versions *ret) _must_check_;
long spdm_opaque_selection_encode(void *buf, size_t size, uint8_t version,
				  uint16_t selected) _must_check_;
int spdm_opaque_selection_decode(struct spdm_bytes opaque, uint8_t version,
				 uint16_t *ret_selected) _must_check_;

/* The highest of @offer that this library speaks (1.0 to 1.2), or 0. */
uint16_t spdm_secured_version_select(const struct spdm_secured_versions *offer);
/* What a requester offers. */
extern const struct spdm_secured_versions spdm_secured_versions_supported;
