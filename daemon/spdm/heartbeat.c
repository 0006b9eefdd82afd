// SPDX-License-Identifier: Apache-2.0
/*
 * HEARTBEAT and HEARTBEAT_ACK: nothing but a header.
 */
#include "spdm/heartbeat.h"

#include "spdm/spdm.h"

static long encode(void *buf, size_t size, uint8_t version, uint8_t code)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, code, 0, 0);
	return buf_writer_done(&w);
}

static int decode(const void *msg, size_t len, uint8_t version, uint8_t code)
{
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, version, code);
	return buf_reader_done(&r);
}

long spdm_heartbeat_encode(void *buf, size_t size, uint8_t version)
{
	return encode(buf, size, version, SPDM_HEARTBEAT);
}

int spdm_heartbeat_decode(const void *msg, size_t len, uint8_t version)
{
	return decode(msg, len, version, SPDM_HEARTBEAT);
}

long spdm_heartbeat_ack_encode(void *buf, size_t size, uint8_t version)
{
	return encode(buf, size, version, SPDM_HEARTBEAT_ACK);
}

int spdm_heartbeat_ack_decode(const void *msg, size_t len, uint8_t version)
{
	return decode(msg, len, version, SPDM_HEARTBEAT_ACK);
}
