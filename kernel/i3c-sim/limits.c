// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limits of a controller: which calls it refuses, and what it reports of
 * those it makes.
 */
#include "limits.h"

#include <kunit/visibility.h>
#include <linux/i3c/master.h>
#include <linux/string.h>

#include "wire-time.h"

/* MIPI I3C 5.2.2: bit 7 of an HDR command word tells a read */
#define HDR_CMD_READ	BIT(7)

void i3c_sim_limits_init(struct i3c_sim_limits *limits)
{
	*limits = (struct i3c_sim_limits){
		.clock_hz = I3C_SIM_CLOCK_MAX_HZ,
		.max_transfer = I3C_SIM_DATA_MAX,
		.max_ibi_len = I3C_SIM_IBI_MAX,
		.report = I3C_SIM_REPORT_BOTH,
	};
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_limits_init);

bool i3c_sim_xfer_is_read(const struct i3c_xfer *xfer, enum i3c_xfer_mode mode)
{
	/* the field has two names, where there are HDR modes at all */
	return mode == I3C_SDR ? xfer->rnw : xfer->rnw & HDR_CMD_READ;
}

bool i3c_sim_limits_allow(const struct i3c_sim_limits *limits,
			  const struct i3c_xfer *xfers, int nxfers,
			  enum i3c_xfer_mode mode)
{
	unsigned int bytes = 0;
	int i;

	if (mode != I3C_SDR && (mode != I3C_HDR_DDR || !limits->hdr_ddr))
		return false;
	if (limits->max_batch && nxfers > limits->max_batch)
		return false;

	for (i = 0; i < nxfers; i++) {
		if (xfers[i].len > limits->max_transfer)
			return false;
		if (!i3c_sim_xfer_is_read(&xfers[i], mode))
			bytes += xfers[i].len;
	}
	return !limits->max_batch_bytes || bytes <= limits->max_batch_bytes;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_limits_allow);

/* The transfer was @len bytes long. */
void i3c_sim_limits_report(const struct i3c_sim_limits *limits,
			   struct i3c_xfer *xfer, u16 len)
{
	if (limits->report & I3C_SIM_REPORT_LEN)
		xfer->len = len;
	if (limits->report & I3C_SIM_REPORT_ACTUAL)
		xfer->actual_len = len;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_limits_report);

static const char * const reports[] = {
	[0] = "none",
	[I3C_SIM_REPORT_LEN] = "len",
	[I3C_SIM_REPORT_ACTUAL] = "actual_len",
	[I3C_SIM_REPORT_BOTH] = "both",
};

const char *i3c_sim_report_format(unsigned int report)
{
	return reports[report];
}

/* Return: I3C_SIM_REPORT_*, or -EINVAL. */
int i3c_sim_report_parse(const char *text)
{
	return __sysfs_match_string(reports, ARRAY_SIZE(reports), text);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_report_parse);
