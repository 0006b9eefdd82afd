/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The packet error code of DSP0233: CRC-8 with polynomial 0x07 over the address
 * byte and the packet.
 */
#ifndef I3C_SIM_PEC_H
#define I3C_SIM_PEC_H

#include <linux/types.h>

void i3c_sim_pec_init(void);
u8 i3c_sim_pec(u8 addr_byte, const u8 *data, unsigned int len);

#endif
