/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What DSP0233 (MCTP over I3C) puts on the wire: constants, the packet error
 * code, and the synthetic link-layer header that carries Provisioned IDs
 * between the MCTP core and this driver and never reaches the bus.
 */
#ifndef MCTP_I3C_WIRE_H
#define MCTP_I3C_WIRE_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/i2c.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/unaligned.h>

/* MIPI DCR assignments: an MCTP endpoint */
#define MCTP_I3C_DCR		0xcc
/* DSP0233, IBI: mandatory data byte of a pending MCTP packet */
#define MCTP_I3C_MDB		0xae

/* DSP0236 8.1: bytes of the packet header */
#define MCTP_I3C_HDR_LEN	4
/* in its last byte: the first packet of a message */
#define MCTP_I3C_HDR_SOM	BIT(7)
#define MCTP_I3C_PEC_LEN	1
/* DSP0236 8.3: every endpoint takes 64 bytes of payload */
#define MCTP_I3C_PKT_BASELINE	(64 + MCTP_I3C_HDR_LEN)
#define MCTP_I3C_XFER_BASELINE	(MCTP_I3C_PKT_BASELINE + MCTP_I3C_PEC_LEN)
#define MCTP_I3C_XFER_MIN	(MCTP_I3C_HDR_LEN + MCTP_I3C_PEC_LEN)
/*
 * Longest transfer this driver makes, and so the size of its two buffers per
 * bus. Beyond any length a controller in the field can send in one go.
 */
#define MCTP_I3C_XFER_MAX	4096
#define MCTP_I3C_PKT_MAX	(MCTP_I3C_XFER_MAX - MCTP_I3C_PEC_LEN)

#define MCTP_I3C_PID_LEN	6

/**
 * struct mctp_i3c_hdr - synthetic link-layer header
 * @dest: Provisioned ID of the receiver, most significant byte first
 * @source: Provisioned ID of the sender
 */
struct mctp_i3c_hdr {
	u8 dest[MCTP_I3C_PID_LEN];
	u8 source[MCTP_I3C_PID_LEN];
};

static_assert(sizeof(struct mctp_i3c_hdr) == 12);

/* DSP0233, PEC: CRC-8 over the address byte and the packet. */
static inline u8 mctp_i3c_pec(u8 dyn_addr, bool read, const u8 *packet,
			      size_t len)
{
	u8 addr = dyn_addr << 1 | (read ? 1 : 0);
	u8 pec = i2c_smbus_pec(0, &addr, 1);

	return i2c_smbus_pec(pec, (u8 *)packet, len);
}

/*
 * Length of the packet in a frame that was read, or -EMSGSIZE when the frame
 * is too short to be one, -EBADMSG when its PEC is wrong.
 */
static inline int mctp_i3c_frame_check(u8 dyn_addr, const u8 *frame, size_t len)
{
	if (len < MCTP_I3C_XFER_MIN)
		return -EMSGSIZE;
	len -= MCTP_I3C_PEC_LEN;
	if (mctp_i3c_pec(dyn_addr, true, frame, len) != frame[len])
		return -EBADMSG;
	return len;
}

/*
 * Usable transfer length from what GETMRL or GETMWL answered. 0 stands for a
 * target that did not answer; less than the shortest frame is nonsense.
 */
static inline unsigned int mctp_i3c_xfer_len(unsigned int reported)
{
	if (reported < MCTP_I3C_XFER_MIN)
		return MCTP_I3C_XFER_BASELINE;
	return min_t(unsigned int, reported, MCTP_I3C_XFER_MAX);
}

static inline u64 mctp_i3c_hdr_dest(const struct mctp_i3c_hdr *hdr)
{
	return get_unaligned_be48(hdr->dest);
}

static inline void mctp_i3c_hdr_set(struct mctp_i3c_hdr *hdr, u64 dest,
				    u64 source)
{
	put_unaligned_be48(dest, hdr->dest);
	put_unaligned_be48(source, hdr->source);
}

#endif
