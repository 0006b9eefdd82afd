/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The MCTP packet on the wire: transport header, endpoint ids and the limits
 * that come from the protocol (DSP0236 1.3, "MCTP packet fields", "Special
 * endpoint IDs", "Packet payload and transmission unit sizes").
 */
#ifndef MCTP_WIRE_H
#define MCTP_WIRE_H

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/mctp.h>
#include <linux/types.h>

struct mctp_hdr {
	u8 ver;
	u8 dest;
	u8 src;
	u8 flags_seq_tag;
};

/* The upper nibble is reserved: sent as 0, ignored on receive. */
#define MCTP_HDR_VER		GENMASK(3, 0)
#define MCTP_HDR_VER_1		1

#define MCTP_HDR_SOM		BIT(7)
#define MCTP_HDR_EOM		BIT(6)
#define MCTP_HDR_SEQ		GENMASK(5, 4)
#define MCTP_HDR_TO		BIT(3)
#define MCTP_HDR_TAG		GENMASK(2, 0)

/* Sequence numbers count modulo this. */
#define MCTP_SEQ_MOD		4

/* Values of the tag field: a pair of endpoints has so many requests open. */
#define MCTP_TAG_VALUES		8

/* EIDs 1 to 7 are reserved, 0 is null, 255 is broadcast. */
#define MCTP_EID_MIN		8
#define MCTP_EID_MAX		254
#define MCTP_EID_COUNT		(MCTP_EID_MAX - MCTP_EID_MIN + 1)
#define MCTP_EID_SPACE		256

/* First byte of a message body: integrity check bit and message type. */
#define MCTP_TYPE_IC		BIT(7)
#define MCTP_TYPE		GENMASK(6, 0)

/* Message body with its type byte; the family's own limit, as in-tree. */
#define MCTP_MESSAGE_MAX	65536

static inline bool mctp_eid_is_unicast(u8 eid)
{
	return eid >= MCTP_EID_MIN && eid <= MCTP_EID_MAX;
}

static inline bool mctp_eid_is_source(u8 eid)
{
	return eid == MCTP_ADDR_NULL || mctp_eid_is_unicast(eid);
}

static inline bool mctp_eid_is_dest(u8 eid)
{
	return eid == MCTP_ADDR_ANY || mctp_eid_is_source(eid);
}

/* One decoded header. */
struct mctp_pkt {
	u8 dest;
	u8 src;
	u8 tag;		/* MCTP_HDR_TAG and MCTP_HDR_TO */
	u8 seq;
	bool som;
	bool eom;
};

static inline bool mctp_wire_version_ok(const struct mctp_hdr *hdr)
{
	return FIELD_GET(MCTP_HDR_VER, hdr->ver) == MCTP_HDR_VER_1;
}

static inline void mctp_wire_decode(const struct mctp_hdr *hdr,
				    struct mctp_pkt *ret_pkt)
{
	u8 bits = hdr->flags_seq_tag;

	*ret_pkt = (struct mctp_pkt) {
		.dest = hdr->dest,
		.src = hdr->src,
		.tag = bits & (MCTP_HDR_TO | MCTP_HDR_TAG),
		.seq = FIELD_GET(MCTP_HDR_SEQ, bits),
		.som = bits & MCTP_HDR_SOM,
		.eom = bits & MCTP_HDR_EOM,
	};
}

/* Everything but the tag, which is known only when the message is sent. */
static inline void mctp_wire_encode(struct mctp_hdr *hdr, u8 dest, u8 src,
				    u8 seq, bool som, bool eom)
{
	hdr->ver = MCTP_HDR_VER_1;
	hdr->dest = dest;
	hdr->src = src;
	hdr->flags_seq_tag = FIELD_PREP(MCTP_HDR_SEQ, seq % MCTP_SEQ_MOD) |
			     (som ? MCTP_HDR_SOM : 0) |
			     (eom ? MCTP_HDR_EOM : 0);
}

#endif
