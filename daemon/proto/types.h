/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Get Message Type Support (DSP0236 12.7) and Get Vendor Defined Message
 * Support (12.8).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* As many as a control message can hold; see CONTROL_MESSAGE_MAX. */
#define TYPES_MAX 59

/* DSP0236 12.8: in place of the next selector, there are no more */
#define VENDOR_TYPES_LAST 0xff

enum vendor_format {
	VENDOR_FORMAT_PCI = 0,
	VENDOR_FORMAT_IANA = 1,
};

struct types_response {
	size_t count;
	uint8_t types[TYPES_MAX];
};

struct vendor_types_request {
	uint8_t selector;
};

struct vendor_types_response {
	uint8_t next_selector;
	enum vendor_format format;
	uint32_t id; /* 16 bits for PCI */
	uint16_t command_set;
};

/* The request of Get Message Type Support has no data. */
void types_response_encode(struct buf_writer *w,
			   const struct types_response *response);
int types_response_decode(struct buf_reader *r,
			  struct types_response *ret_response);

void vendor_types_request_encode(struct buf_writer *w,
				 const struct vendor_types_request *request);
int vendor_types_request_decode(struct buf_reader *r,
				struct vendor_types_request *ret_request);
void vendor_types_response_encode(struct buf_writer *w,
				  const struct vendor_types_response *response);
int vendor_types_response_decode(struct buf_reader *r,
				 struct vendor_types_response *ret_response);
