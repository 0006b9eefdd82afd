/* SPDX-License-Identifier: Apache-2.0 */
/* Single-packet messages to several targets at once, as many as they take. */
#pragma once

#include "bus.h"

struct stream {
	unsigned int count;
	size_t len; /* of a message without its type */
	int fds[BUS_TARGETS_MAX];
	struct sockaddr_mctp addrs[BUS_TARGETS_MAX];
};

/* To the first @count sinks, packets with a payload of @payload bytes */
int stream_open(const struct bus *bus, unsigned int count, size_t payload,
		struct stream *ret_stream);
/* Lets no target wait for so long */
int stream_send(const struct stream *stream, unsigned int time_ms);
void stream_close(struct stream *stream);
