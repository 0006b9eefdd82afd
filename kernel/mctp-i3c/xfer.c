// SPDX-License-Identifier: GPL-2.0-only
/*
 * One private transfer: what it returned, and whether to repeat it.
 */
#include "mctp-i3c.h"

/*
 * An interrupt, or another device that arbitrates for the bus, goes first; the
 * next try usually wins. The delay keeps a target that interrupts all the time
 * from keeping the worker busy.
 */
#define ARBITRATION_TRIES_MAX	16
#define ARBITRATION_DELAY_US	20
/*
 * A target that has no room for a packet, or has not got it ready, does not
 * acknowledge its address. Doubled at each try: 102 ms in all. A target that
 * has kept silent for that long gets one try per transfer until it answers.
 */
#define NACK_TRIES_MAX		10
#define NACK_DELAY_US		100

static enum mctp_i3c_outcome outcome(int rc, enum i3c_error_code err)
{
	if (!rc)
		return MCTP_I3C_DONE;
	if (rc == -EAGAIN)
		return MCTP_I3C_ARBITRATION;
	/* M2: no acknowledge; older cores pass it on as a positive result. */
	if (rc == -ENXIO || rc == I3C_ERROR_M2 || err == I3C_ERROR_M2)
		return MCTP_I3C_NACK;
	return MCTP_I3C_FAILED;
}

/*
 * Transfer up to @len bytes; the number read is in @ret_len. Controllers
 * report it in either of two fields: the new one is 0 unless set, the old one
 * is the length asked for unless changed. Where neither is touched the PEC
 * tells that the frame was shorter.
 */
enum mctp_i3c_outcome mctp_i3c_xfer(struct mctp_i3c_target *target, bool read,
				    void *frame, unsigned int len,
				    unsigned int *ret_len)
{
	struct i3c_xfer xfer = {
		.rnw = read,
		.len = len,
		.data.in = frame,
	};
	enum mctp_i3c_outcome ret;
	int rc;

	rc = i3c_device_do_xfers(target->i3c, &xfer, 1, I3C_SDR);
	ret = outcome(rc, xfer.err);
	if (ret == MCTP_I3C_DONE && ret_len)
		*ret_len = xfer.actual_len ?: xfer.len;
	return ret;
}

static bool nack_again(struct mctp_i3c_target *target, unsigned int tries,
		       ktime_t *ret_delay)
{
	if (target->silent || tries >= NACK_TRIES_MAX) {
		target->silent = true;
		return false;
	}
	*ret_delay = ktime_add_us(0, NACK_DELAY_US << tries);
	return true;
}

/* Whether to repeat a transfer that has failed @tries times before, and when. */
bool mctp_i3c_xfer_again(struct mctp_i3c_target *target,
			 enum mctp_i3c_outcome outcome, unsigned int tries,
			 ktime_t *ret_delay)
{
	switch (outcome) {
	case MCTP_I3C_DONE:
		target->silent = false;
		return false;
	case MCTP_I3C_ARBITRATION:
		*ret_delay = ktime_add_us(0, tries * ARBITRATION_DELAY_US);
		return tries < ARBITRATION_TRIES_MAX;
	case MCTP_I3C_NACK:
		return nack_again(target, tries, ret_delay);
	case MCTP_I3C_FAILED:
		break;
	}
	return false;
}
