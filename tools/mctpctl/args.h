/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments of verbs: text to numbers, with the limits of the protocol.
 * Every function returns CLI_OK, or CLI_USAGE after saying what is wrong.
 */
#pragma once

#include <stdint.h>

#include "cli.h"

/* DSP0236 8.2: 0 is null, 1-7 are reserved, 255 is the broadcast EID. */
#define ARGS_EID_MIN 8
#define ARGS_EID_MAX 254
#define ARGS_HWADDR_MAX 32

struct args_hwaddr {
	uint8_t bytes[ARGS_HWADDR_MAX];
	size_t len;
};

/* Decimal, or hexadecimal by 0x: 0 or -EINVAL, and nothing is said. */
int args_parse(const char *s, uint64_t *ret_n);
/* @what names the argument in the message. Decimal, or hexadecimal by 0x. */
int args_number(const char *s, const char *what, uint64_t min, uint64_t max,
		uint64_t *ret_n);
int args_eid(const char *s, uint8_t *ret_eid);
/* EID or EID-EID */
int args_eid_range(const char *s, uint8_t *ret_first, uint8_t *ret_last);
int args_net(const char *s, uint32_t *ret_net);
/* NET,EID */
int args_net_eid(const char *s, uint32_t *ret_net, uint8_t *ret_eid);
/* Hexadecimal bytes, with or without 0x and colons between them. */
int args_hwaddr(const char *s, struct args_hwaddr *ret_hwaddr);
/* Seconds, with a fraction: 0.001 to 3600. */
int args_seconds(const char *s, const char *what, uint64_t *ret_us);
/* The literal @word, for example "dev". */
int args_word(const char *s, const char *word);
