// SPDX-License-Identifier: GPL-2.0-only
/*
 * The packet error code by table: the one of the SMBus core goes bit by bit,
 * which would be most of what a transfer costs here.
 */
#include "pec.h"

#include <kunit/visibility.h>
#include <linux/bits.h>

#define POLYNOMIAL	0x07

static u8 table[256] __ro_after_init;

void __init i3c_sim_pec_init(void)
{
	unsigned int i, bit;
	u8 crc;

	for (i = 0; i < sizeof(table); i++) {
		crc = i;
		for (bit = 0; bit < BITS_PER_BYTE; bit++)
			crc = crc << 1 ^ (crc & BIT(7) ? POLYNOMIAL : 0);
		table[i] = crc;
	}
}

u8 i3c_sim_pec(u8 addr_byte, const u8 *data, unsigned int len)
{
	u8 crc = table[addr_byte];

	while (len--)
		crc = table[crc ^ *data++];
	return crc;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_pec);
