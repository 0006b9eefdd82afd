/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MCTP packets, DSP0236 clause 8: the header, cutting a message into packets
 * and putting it together again. Messages include the message type byte.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

#define PACKET_HEADER_SIZE 4
#define PACKET_TAGS 8

struct packet_header {
	uint8_t dst;
	uint8_t src;
	bool som;
	bool eom;
	uint8_t sequence; /* modulo 4 */
	bool tag_owner;
	uint8_t tag;
};

void packet_header_encode(struct buf_writer *w,
			  const struct packet_header *header);
/* -EBADMSG for a header version other than 1. */
int packet_header_decode(struct buf_reader *r,
			 struct packet_header *ret_header);

/* A message on its way out; @message is borrowed. */
struct packet_fragmenter {
	struct packet_header header; /* of the next packet */
	const uint8_t *message;
	size_t len;
	size_t pos;
	size_t payload_max; /* of one packet */
};

void packet_fragmenter_init(struct packet_fragmenter *f,
			    const struct packet_header *address,
			    const void *message, size_t len,
			    size_t payload_max);
/* Writes the next packet; false when the last one has been written. */
bool packet_fragmenter_next(struct packet_fragmenter *f, struct buf_writer *w);

enum packet_result {
	PACKET_MORE,	     /* the message goes on */
	PACKET_COMPLETE,     /* message and len are valid until the next add */
	PACKET_UNEXPECTED,   /* no message is being put together */
	PACKET_BAD_SEQUENCE, /* a packet is missing; the message is dropped */
	PACKET_BAD_LENGTH,   /* a payload differs from the first; dropped */
	PACKET_TOO_LONG,     /* does not fit the buffer; dropped */
};

/*
 * A message on its way in: all packets with the same addresses, tag and tag
 * owner. The owner supplies the buffer.
 */
struct packet_assembly {
	uint8_t *message;
	size_t size;
	size_t len;
	size_t payload; /* of the first packet: all but the last have it */
	uint8_t sequence;
	bool active;
};

void packet_assembly_init(struct packet_assembly *a, void *buffer, size_t size);
enum packet_result packet_assembly_add(struct packet_assembly *a,
				       const struct packet_header *header,
				       const void *payload, size_t len);
