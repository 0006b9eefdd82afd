// SPDX-License-Identifier: Apache-2.0
/*
 * Packet error code of MCTP over I3C (DSP0233).
 */
#include "pec.h"

#define POLYNOMIAL 0x07

uint8_t pec_update(uint8_t pec, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++) {
		pec ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			pec = pec << 1 ^ (pec & 0x80 ? POLYNOMIAL : 0);
	}
	return pec;
}

uint8_t pec_of_transfer(uint8_t address, bool read, const void *data,
			size_t len)
{
	uint8_t first = address << 1 | (read ? 1 : 0);

	return pec_update(pec_update(0, &first, 1), data, len);
}
