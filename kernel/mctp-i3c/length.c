// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a read was. The drivers of controllers tell it in one of two fields
 * of the transfer: actual_len, which is 0 unless they set it, or len, which is
 * what was asked for unless they lower it. Some do neither. There the length
 * cannot be known, since a PEC of 8 bits fits one in 256 frames of any length,
 * so that such a controller is refused.
 *
 * States of a bus:
 *
 *	from		to		when
 *	unknown		by len		a read was shorter than asked for
 *	unknown, len	by actual_len	it was set
 *	unknown		never		a frame was shorter than what was told
 *
 * In the state unknown a read that is told by neither field may be as long as
 * was asked for, or not be told at all. So the buffer is filled before the read
 * with a pattern that no target knows. Whatever of it is left at the end has
 * not been read, and if the PEC fits what is before it, that is the frame.
 */
#include "length.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/random.h>
#include <linux/string.h>

#include "wire.h"

/* As much of the pattern as chance, or a target, cannot produce. */
#define UNTOUCHED_MIN	MCTP_I3C_LENGTH_PATTERN
/* Bytes at the end of a frame that may look like the pattern by chance. */
#define CHANCE_MAX	2

void mctp_i3c_length_init(struct mctp_i3c_length *length)
{
	length->state = MCTP_I3C_LENGTH_UNKNOWN;
	get_random_bytes(length->pattern, sizeof(length->pattern));
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_length_init);

/* Before a read of @want bytes into @frame. */
void mctp_i3c_length_prepare(const struct mctp_i3c_length *length, u8 *frame,
			     unsigned int want)
{
	unsigned int i;

	if (length->state != MCTP_I3C_LENGTH_UNKNOWN)
		return;
	for (i = 0; i < want; i += sizeof(length->pattern))
		memcpy(frame + i, length->pattern,
		       min_t(size_t, want - i, sizeof(length->pattern)));
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_length_prepare);

/* How much of the end of the frame was not written to. */
static unsigned int untouched(const struct mctp_i3c_length *length,
			      const u8 *frame, unsigned int want)
{
	unsigned int n = 0;

	while (n < want &&
	       frame[want - 1 - n] ==
		       length->pattern[(want - 1 - n) % sizeof(length->pattern)])
		n++;
	return n;
}

/* The frame is whole without what was not written to. */
static bool is_shorter(const u8 *frame, unsigned int want, unsigned int left,
		       u8 dyn_addr)
{
	unsigned int len;

	for (len = want - left; len <= want - left + CHANCE_MAX; len++)
		if (mctp_i3c_frame_check(dyn_addr, frame, len) >= 0)
			return true;
	return false;
}

/**
 * mctp_i3c_length_take() - how long a successful read was
 * @length: of the bus
 * @xfer: the read, as the controller left it
 * @want: what was asked for
 * @dyn_addr: address of the target
 *
 * Return: number of bytes, which a wrong driver may have larger than @want, or
 * -EBADMSG when there is no telling for this frame, -EPROTO when the controller
 * does not tell lengths, which is so from then on.
 */
int mctp_i3c_length_take(struct mctp_i3c_length *length,
			 const struct i3c_xfer *xfer, unsigned int want,
			 u8 dyn_addr)
{
	unsigned int left;

	if (length->state == MCTP_I3C_LENGTH_NEVER)
		return -EPROTO;
	if (xfer->actual_len) {
		length->state = MCTP_I3C_LENGTH_BY_ACTUAL_LEN;
		return xfer->actual_len;
	}
	if (length->state == MCTP_I3C_LENGTH_BY_ACTUAL_LEN)
		return 0;
	if (xfer->len != want)
		length->state = MCTP_I3C_LENGTH_BY_LEN;
	if (length->state == MCTP_I3C_LENGTH_BY_LEN)
		return xfer->len;

	left = untouched(length, xfer->data.in, want);
	if (left == want)
		return 0;
	if (left < UNTOUCHED_MIN)
		return want;
	if (!is_shorter(xfer->data.in, want, left, dyn_addr))
		return -EBADMSG;
	length->state = MCTP_I3C_LENGTH_NEVER;
	return -EPROTO;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_length_take);
