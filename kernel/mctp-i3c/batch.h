/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many packets a controller takes in one call, as far as its refusals
 * have shown.
 */
#ifndef MCTP_I3C_BATCH_H
#define MCTP_I3C_BATCH_H

#include <linux/types.h>

/* Packets of one call: what the command queues of most controllers hold. */
#define MCTP_I3C_BATCH_MAX	16
/* What a packet has on the bus beside itself: its PEC. */
#define MCTP_I3C_BATCH_OVERHEAD	1

/**
 * struct mctp_i3c_batch - what a controller has refused; of the worker
 * @refused: by number of packets, the fewest bytes that were refused; falls
 *	     with the number
 * @taken: most bytes of several packets that it has taken
 */
struct mctp_i3c_batch {
	u32 refused[MCTP_I3C_BATCH_MAX + 1];
	u32 taken;
};

void mctp_i3c_batch_init(struct mctp_i3c_batch *batch);
bool mctp_i3c_batch_fits(const struct mctp_i3c_batch *batch, unsigned int n,
			 u32 bytes);
void mctp_i3c_batch_set_taken(struct mctp_i3c_batch *batch, unsigned int n,
			      u32 bytes);
void mctp_i3c_batch_set_refused(struct mctp_i3c_batch *batch, unsigned int n,
				u32 bytes);

#endif
