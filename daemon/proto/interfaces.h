/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Query Supported Interfaces, DSP0236 12.22: the bindings a device speaks.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* As many as a control message can hold: entries of 2 bytes after a count. */
#define INTERFACES_MAX 29

struct interface_entry {
	uint8_t binding; /* MCTP_BINDING_* */
	uint8_t eid;	 /* 0: none */
};

struct interfaces_response {
	size_t count;
	struct interface_entry entries[INTERFACES_MAX];
};

/* The request has no data. */
void interfaces_response_encode(struct buf_writer *w,
				const struct interfaces_response *response);
int interfaces_response_decode(struct buf_reader *r,
			       struct interfaces_response *ret_response);
