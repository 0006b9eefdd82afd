// SPDX-License-Identifier: Apache-2.0
/*
 * Reassembly: the input is a list of packets, each with its length first.
 */
#include "proto/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t buffer[256];
	struct packet_assembly a;
	struct buf_reader r;

	packet_assembly_init(&a, buffer, sizeof(buffer));
	buf_reader_init(&r, data, size);
	while (buf_reader_left(&r)) {
		struct packet_header header;
		size_t len = buf_get_u8(&r);

		if (packet_header_decode(&r, &header))
			break;
		packet_assembly_add(&a, &header, buf_get_bytes(&r, len),
				    buf_reader_error(&r) ? 0 : len);
	}
	return 0;
}
