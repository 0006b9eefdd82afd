/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A packet socket that sees the MCTP packets of one link, both ways.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* One packet from its MCTP header on, without what the link puts before. */
struct tap_packet {
	uint64_t time_ns; /* since the epoch */
	uint8_t kind;	  /* PACKET_HOST, PACKET_OUTGOING... */
	uint16_t hatype;  /* ARPHRD_* of the link */
	uint8_t halen;	  /* of the sender's physical address */
	uint8_t haddr[8]; /* as much of it as there is room for */
	uint32_t len;	  /* on the wire */
	uint32_t captured;
};

struct tap_statistics {
	uint32_t received; /* dropped ones included */
	uint32_t dropped;
};

/* A nonblocking socket, or a negative errno. Keeps @snaplen bytes. */
int tap_open(int ifindex, uint32_t snaplen);
/* -EAGAIN: none there. -ENETDOWN: the link went down, once. */
int tap_read(int fd, void *buf, size_t size, struct tap_packet *ret_packet);
/* Since it was asked last. */
int tap_read_statistics(int fd, struct tap_statistics *ret_statistics);
