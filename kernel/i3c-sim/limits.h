/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the controller of a bus is capable of. Under bus->lock, and constant
 * while the bus is live.
 */
#ifndef I3C_SIM_LIMITS_H
#define I3C_SIM_LIMITS_H

#include <linux/bits.h>
#include <linux/i3c/device.h>
#include <linux/types.h>
#include <uapi/linux/i3c-sim.h>

/* The shortest MWL, so that every target can be written to */
#define I3C_SIM_TRANSFER_MIN	8
#define I3C_SIM_BATCH_MAX	256
/* A FIFO as large as the longest batch there is */
#define I3C_SIM_BATCH_BYTES_MAX	(I3C_SIM_BATCH_MAX * I3C_SIM_DATA_MAX)

/* Which fields of a transfer tell how long it was */
#define I3C_SIM_REPORT_LEN	BIT(0)
#define I3C_SIM_REPORT_ACTUAL	BIT(1)
#define I3C_SIM_REPORT_BOTH	(I3C_SIM_REPORT_LEN | I3C_SIM_REPORT_ACTUAL)

/**
 * struct i3c_sim_limits - of a controller
 * @clock_hz: SCL
 * @max_transfer: bytes of one private transfer
 * @max_batch: private transfers of one call, 0 any number
 * @max_batch_bytes: bytes written by one call, 0 any number
 * @max_ibi_len: bytes of an interrupt's payload that it passes on
 * @report: I3C_SIM_REPORT_*
 * @hdr_ddr: has that mode
 */
struct i3c_sim_limits {
	u32 clock_hz;
	u32 max_transfer;
	u32 max_batch;
	u32 max_batch_bytes;
	u32 max_ibi_len;
	unsigned int report;
	bool hdr_ddr;
};

void i3c_sim_limits_init(struct i3c_sim_limits *limits);
bool i3c_sim_limits_allow(const struct i3c_sim_limits *limits,
			  const struct i3c_xfer *xfers, int nxfers,
			  enum i3c_xfer_mode mode);
bool i3c_sim_xfer_is_read(const struct i3c_xfer *xfer, enum i3c_xfer_mode mode);
void i3c_sim_limits_report(const struct i3c_sim_limits *limits,
			   struct i3c_xfer *xfer, u16 len);
const char *i3c_sim_report_format(unsigned int report);
int i3c_sim_report_parse(const char *text);

#endif
