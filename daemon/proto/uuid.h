/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UUIDs in RFC 4122 byte order: their text, and the responses that carry one,
 * Get Endpoint UUID (DSP0236 12.5) and Get Network ID (12.16).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

#define UUID_SIZE 16
#define UUID_TEXT_SIZE 37 /* with the NUL */

struct uuid {
	uint8_t bytes[UUID_SIZE];
};

void uuid_response_encode(struct buf_writer *w, const struct uuid *uuid);
int uuid_response_decode(struct buf_reader *r, struct uuid *ret_uuid);

/* "01234567-89ab-cdef-0123-456789abcdef" */
void uuid_format(const struct uuid *uuid, char text[UUID_TEXT_SIZE]);
/* Takes the above form only, in either case. -EINVAL otherwise. */
int uuid_parse(const char *text, struct uuid *ret_uuid);
