// SPDX-License-Identifier: Apache-2.0
/*
 * MCTP packets, DSP0236 clause 8.
 */
#include "packet.h"

#include <assert.h>
#include <string.h>

#define VERSION 1
#define VERSION_MASK 0x0f /* the other bits are reserved */
#define SOM 0x80
#define EOM 0x40
#define SEQUENCE_SHIFT 4
#define SEQUENCE_MASK 0x03
#define TAG_OWNER 0x08
#define TAG_MASK 0x07

void packet_header_encode(struct buf_writer *w,
			  const struct packet_header *header)
{
	buf_put_u8(w, VERSION);
	buf_put_u8(w, header->dst);
	buf_put_u8(w, header->src);
	buf_put_u8(w, (header->som ? SOM : 0) | (header->eom ? EOM : 0) |
			      (header->sequence & SEQUENCE_MASK)
				      << SEQUENCE_SHIFT |
			      (header->tag_owner ? TAG_OWNER : 0) |
			      (header->tag & TAG_MASK));
}

int packet_header_decode(struct buf_reader *r, struct packet_header *ret_header)
{
	struct packet_header header;
	uint8_t flags;
	int err;

	if ((buf_get_u8(r) & VERSION_MASK) != VERSION)
		buf_reader_fail(r);
	header.dst = buf_get_u8(r);
	header.src = buf_get_u8(r);
	flags = buf_get_u8(r);
	err = buf_reader_error(r);
	if (err)
		return err;
	header.som = flags & SOM;
	header.eom = flags & EOM;
	header.sequence = flags >> SEQUENCE_SHIFT & SEQUENCE_MASK;
	header.tag_owner = flags & TAG_OWNER;
	header.tag = flags & TAG_MASK;
	*ret_header = header;
	return 0;
}

void packet_fragmenter_init(struct packet_fragmenter *f,
			    const struct packet_header *address,
			    const void *message, size_t len, size_t payload_max)
{
	assert(len > 0 && payload_max > 0);
	*f = (struct packet_fragmenter){
		.header = *address,
		.message = message,
		.len = len,
		.payload_max = payload_max,
	};
	f->header.som = true;
	f->header.sequence = 0;
}

bool packet_fragmenter_next(struct packet_fragmenter *f, struct buf_writer *w)
{
	size_t n = f->len - f->pos;

	if (n == 0)
		return false;
	if (n > f->payload_max)
		n = f->payload_max;
	f->header.eom = f->pos + n == f->len;
	packet_header_encode(w, &f->header);
	buf_put_bytes(w, f->message + f->pos, n);
	f->pos += n;
	f->header.som = false;
	f->header.sequence = (f->header.sequence + 1) & SEQUENCE_MASK;
	return true;
}

void packet_assembly_init(struct packet_assembly *a, void *buffer, size_t size)
{
	*a = (struct packet_assembly){ .message = buffer, .size = size };
}

static enum packet_result drop(struct packet_assembly *a,
			       enum packet_result why)
{
	a->active = false;
	return why;
}

static enum packet_result check(const struct packet_assembly *a,
				const struct packet_header *header, size_t len)
{
	if (!a->active)
		return PACKET_UNEXPECTED;
	if (header->sequence != a->sequence)
		return PACKET_BAD_SEQUENCE;
	/* DSP0236 8.3.1: all but the last have one size, the last is no longer */
	if (header->eom ? len > a->payload : len != a->payload)
		return PACKET_BAD_LENGTH;
	return PACKET_MORE;
}

enum packet_result packet_assembly_add(struct packet_assembly *a,
				       const struct packet_header *header,
				       const void *payload, size_t len)
{
	enum packet_result result;

	/* DSP0236 8.5: a new first packet ends what went before */
	if (header->som) {
		a->active = true;
		a->len = 0;
		a->payload = len;
		a->sequence = header->sequence;
	}
	result = check(a, header, len);
	if (result != PACKET_MORE)
		return drop(a, result);
	if (len == 0)
		return drop(a, PACKET_BAD_LENGTH);
	if (len > a->size - a->len)
		return drop(a, PACKET_TOO_LONG);
	memcpy(a->message + a->len, payload, len);
	a->len += len;
	a->sequence = (a->sequence + 1) & SEQUENCE_MASK;
	return header->eom ? drop(a, PACKET_COMPLETE) : PACKET_MORE;
}
