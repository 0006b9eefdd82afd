// SPDX-License-Identifier: Apache-2.0
/*
 * The echo message type.
 */
#include "echo.h"

#include <string.h>

#include "lib/buf.h"

const struct control_vendor echo_vendor = {
	.format = VENDOR_FORMAT_PCI,
	.id = ECHO_VENDOR_ID,
	.command_set = ECHO_COMMAND_SET,
};

size_t echo_handle(const struct message *request, uint8_t *response,
		   size_t size)
{
	struct buf_reader r;

	buf_reader_init(&r, request->data, request->len);
	if (buf_get_be16(&r) != ECHO_VENDOR_ID || buf_reader_error(&r) ||
	    request->len > size)
		return 0;
	memcpy(response, request->data, request->len);
	return request->len;
}
