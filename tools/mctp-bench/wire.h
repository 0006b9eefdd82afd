/* SPDX-License-Identifier: Apache-2.0 */
/* What an I3C bus at 12.5 MHz could carry at best, by counting bits. */
#pragma once

#include <stddef.h>

/* Bytes of a packet around its payload: DSP0236 header, DSP0233 PEC */
#define WIRE_HEADER 4
#define WIRE_PEC 1

/* MB/s of payload in packets of @payload bytes */
double wire_write_limit(size_t payload);
double wire_read_limit(size_t payload);
