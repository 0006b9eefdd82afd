/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET_VERSION and VERSION (DSP0274 "GET_VERSION request and VERSION response
 * messages"). Both always carry version 1.0 in their header.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

#define SPDM_VERSION_ENTRIES_MAX 255

struct spdm_version_list {
	uint8_t count;
	/* major[15:12] minor[11:8] update[7:4] alpha[3:0] */
	uint16_t entries[SPDM_VERSION_ENTRIES_MAX];
};

long spdm_get_version_encode(void *buf, size_t size) _must_check_;
int spdm_get_version_decode(const void *msg, size_t len) _must_check_;
long spdm_version_encode(void *buf, size_t size,
			 const struct spdm_version_list *list) _must_check_;
int spdm_version_decode(const void *msg, size_t len,
			struct spdm_version_list *ret) _must_check_;

/*
 * The highest version (as a header byte) of @list within @min and @max, or 0.
 * Update and alpha digits do not count.
 */
uint8_t spdm_version_select(const struct spdm_version_list *list, uint8_t min,
			    uint8_t max);
