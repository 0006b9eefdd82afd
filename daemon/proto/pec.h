/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packet error code of MCTP over I3C (DSP0233) and SMBus: CRC-8 with the
 * polynomial x^8 + x^2 + x + 1 and the initial value 0.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint8_t pec_update(uint8_t pec, const void *data, size_t len);
/*
 * Over the address byte of the transfer and @len bytes; @address is the
 * dynamic address, 7 bits, and @read the direction.
 */
uint8_t pec_of_transfer(uint8_t address, bool read, const void *data,
			size_t len);
