/* SPDX-License-Identifier: GPL-2.0-only */
/* How long a read was: which field of a transfer the controller tells it in. */
#ifndef MCTP_I3C_LENGTH_H
#define MCTP_I3C_LENGTH_H

#include <linux/i3c/device.h>
#include <linux/types.h>

#define MCTP_I3C_LENGTH_PATTERN		8

/**
 * enum mctp_i3c_length_state - where a controller tells the length of a read
 * @MCTP_I3C_LENGTH_UNKNOWN: every read so far was as long as was asked for
 * @MCTP_I3C_LENGTH_BY_LEN: in len
 * @MCTP_I3C_LENGTH_BY_ACTUAL_LEN: in actual_len
 * @MCTP_I3C_LENGTH_NEVER: in neither
 */
enum mctp_i3c_length_state {
	MCTP_I3C_LENGTH_UNKNOWN,
	MCTP_I3C_LENGTH_BY_LEN,
	MCTP_I3C_LENGTH_BY_ACTUAL_LEN,
	MCTP_I3C_LENGTH_NEVER,
};

/* Of a bus; used by its worker only. */
struct mctp_i3c_length {
	enum mctp_i3c_length_state state;
	u8 pattern[MCTP_I3C_LENGTH_PATTERN];
};

void mctp_i3c_length_init(struct mctp_i3c_length *length);
void mctp_i3c_length_prepare(const struct mctp_i3c_length *length, u8 *frame,
			     unsigned int want);
int mctp_i3c_length_take(struct mctp_i3c_length *length,
			 const struct i3c_xfer *xfer, unsigned int want,
			 u8 dyn_addr);

#endif
