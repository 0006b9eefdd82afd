/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Get MCTP Version Support, DSP0236 12.6, and the text of a version number.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* As many as a control message can hold; see CONTROL_MESSAGE_MAX. */
#define VERSIONS_MAX 14
/* Completion code: the asked message type is not supported. */
#define VERSIONS_ERROR_TYPE 0x80

#define VERSION_TEXT_SIZE 16

struct versions_request {
	uint8_t type; /* message type; MCTP_TYPE_BASE asks for DSP0236 */
};

struct versions_response {
	size_t count;
	/* major, minor, update, alpha from the highest byte on */
	uint32_t versions[VERSIONS_MAX];
};

void versions_request_encode(struct buf_writer *w,
			     const struct versions_request *request);
int versions_request_decode(struct buf_reader *r,
			    struct versions_request *ret_request);
void versions_response_encode(struct buf_writer *w,
			      const struct versions_response *response);
int versions_response_decode(struct buf_reader *r,
			     struct versions_response *ret_response);

/* DSP0236 12.6.1: F1F3F100h is "1.3.1", F1F0FF00h "1.0", 1001F761h "10.01.7a" */
void version_format(uint32_t version, char text[VERSION_TEXT_SIZE]);
