// SPDX-License-Identifier: GPL-2.0-only
/*
 * Private transfers: what a call returned, how far it got, and whether to
 * repeat it.
 */
#include "mctp-i3c.h"

#include <kunit/visibility.h>
#include <linux/limits.h>

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

/* Left in actual_len by a controller that does not tell. */
#define LEN_UNTOLD		U16_MAX

static enum mctp_i3c_outcome outcome(int rc, enum i3c_error_code err)
{
	switch (rc) {
	case 0:
		return MCTP_I3C_DONE;
	case -EAGAIN:
		return MCTP_I3C_ARBITRATION;
	/* M2: no acknowledge; older cores pass it on as a positive result. */
	case -ENXIO:
	case I3C_ERROR_M2:
		return MCTP_I3C_NACK;
	/* what drivers answer before they touch the bus */
	case -EOPNOTSUPP:
	case -ENOTSUPP:
	case -EMSGSIZE:
	case -EFBIG:
	case -E2BIG:
	case -EINVAL:
		return MCTP_I3C_REFUSED;
	}
	return err == I3C_ERROR_M2 ? MCTP_I3C_NACK : MCTP_I3C_FAILED;
}

/*
 * Read up to @len bytes. How many there were is in @ret_xfer, in one field or
 * another (length.c).
 */
enum mctp_i3c_outcome mctp_i3c_xfer_read(struct mctp_i3c_target *target,
					 void *frame, unsigned int len,
					 struct i3c_xfer *ret_xfer)
{
	enum mctp_i3c_outcome ret;
	int rc;

	*ret_xfer = (struct i3c_xfer) {
		.rnw = true,
		.len = len,
		.data.in = frame,
	};
	rc = i3c_device_do_xfers(target->i3c, ret_xfer, 1, I3C_SDR);
	ret = outcome(rc, ret_xfer->err);
	if (ret == MCTP_I3C_DONE)
		target->bus->moved += ret_xfer->actual_len ?: ret_xfer->len;
	return ret;
}

static unsigned int first_error(const struct i3c_xfer *xfers, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && xfers[i].err == I3C_ERROR_UNKNOWN; i++)
		;
	return i;
}

/*
 * Which of the transfers of a failed call was the one that failed; @n if that
 * cannot be told. Controllers tell by its error code, or by the length of
 * those that were made, or they set the length, to 0 even, of those they tried
 * and of no other.
 */
static unsigned int failed_one(const struct i3c_xfer *xfers, unsigned int n)
{
	unsigned int tried, full;

	if (n == 1)
		return 0;
	full = first_error(xfers, n);
	if (full < n)
		return full;

	for (full = 0; full < n; full++)
		if (xfers[full].actual_len != xfers[full].len)
			break;
	if (full)
		return full;
	for (tried = 0; tried < n; tried++)
		if (xfers[tried].actual_len == LEN_UNTOLD)
			break;
	return tried && tried < n ? tried - 1 : n;
}

/**
 * mctp_i3c_xfer_progress() - how far the writes of one call got
 * @xfers: with what the controller left in them
 * @n: their number
 * @rc: result of the call
 *
 * A transfer that has failed may have arrived in part or, if only the
 * acknowledge of its end was lost, as a whole. Where the controller does not
 * tell which one it was, that holds for all of them. What comes after the one
 * that failed has not been sent: an error ends the call.
 */
struct mctp_i3c_progress mctp_i3c_xfer_progress(const struct i3c_xfer *xfers,
						unsigned int n, int rc)
{
	struct mctp_i3c_progress ret = {
		.written = n,
		.overrun = rc == -ENOSPC,
	};
	unsigned int failed;

	if (!rc)
		return ret;

	failed = failed_one(xfers, n);
	ret.outcome = outcome(rc, failed < n ? xfers[failed].err :
					       I3C_ERROR_UNKNOWN);
	ret.written = failed < n ? failed : 0;

	switch (ret.outcome) {
	case MCTP_I3C_DONE:
	case MCTP_I3C_EMPTY:
	case MCTP_I3C_ARBITRATION:
		/* Without a word it is the first: only a START is arbitrated */
		break;
	case MCTP_I3C_NACK:
		if (failed < n)
			break;
		ret.outcome = MCTP_I3C_FAILED;
		ret.unknown = n;
		break;
	case MCTP_I3C_REFUSED:
		/* Refused in the midst of it? */
		if (!ret.written)
			break;
		ret.outcome = MCTP_I3C_FAILED;
		fallthrough;
	case MCTP_I3C_FAILED:
		ret.unknown = failed < n ? 1 : n;
		break;
	}
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_xfer_progress);

/* Write @n frames in one call; length and data are set. */
struct mctp_i3c_progress mctp_i3c_xfer_writes(struct mctp_i3c_target *target,
					      struct i3c_xfer *xfers,
					      unsigned int n)
{
	struct mctp_i3c_progress ret;
	unsigned int i;
	int rc;

	for (i = 0; i < n; i++) {
		xfers[i].rnw = false;
		xfers[i].actual_len = LEN_UNTOLD;
		xfers[i].err = I3C_ERROR_UNKNOWN;
	}
	rc = i3c_device_do_xfers(target->i3c, xfers, n, I3C_SDR);
	ret = mctp_i3c_xfer_progress(xfers, n, rc);
	for (i = 0; i < ret.written; i++)
		target->bus->moved += xfers[i].len;
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
	case MCTP_I3C_REFUSED:
	case MCTP_I3C_EMPTY:
	case MCTP_I3C_FAILED:
		break;
	}
	return false;
}
