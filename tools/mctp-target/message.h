/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One MCTP message as the parts of an emulated device hand it on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What AF_MCTP sends at most, the type byte included. */
#define MESSAGE_MAX 65536

struct message {
	uint8_t dst;
	uint8_t src;
	bool tag_owner;
	uint8_t tag;
	uint8_t type;
	const uint8_t *data; /* after the type byte */
	size_t len;
};
