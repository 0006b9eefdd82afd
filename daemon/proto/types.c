// SPDX-License-Identifier: Apache-2.0
/*
 * Get Message Type Support (DSP0236 12.7) and Get Vendor Defined Message
 * Support (12.8).
 */
#include "types.h"

void types_response_encode(struct buf_writer *w,
			   const struct types_response *response)
{
	buf_put_u8(w, response->count);
	buf_put_bytes(w, response->types, response->count);
}

int types_response_decode(struct buf_reader *r,
			  struct types_response *ret_response)
{
	struct types_response response = { .count = buf_get_u8(r) };
	int err;

	if (response.count > TYPES_MAX)
		buf_reader_fail(r);
	else
		buf_get_copy(r, response.types, response.count);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}

void vendor_types_request_encode(struct buf_writer *w,
				 const struct vendor_types_request *request)
{
	buf_put_u8(w, request->selector);
}

int vendor_types_request_decode(struct buf_reader *r,
				struct vendor_types_request *ret_request)
{
	uint8_t selector = buf_get_u8(r);
	int err = buf_reader_done(r);

	if (err)
		return err;
	ret_request->selector = selector;
	return 0;
}

void vendor_types_response_encode(struct buf_writer *w,
				  const struct vendor_types_response *response)
{
	buf_put_u8(w, response->next_selector);
	buf_put_u8(w, response->format);
	switch (response->format) {
	case VENDOR_FORMAT_PCI:
		buf_put_be16(w, response->id);
		break;
	case VENDOR_FORMAT_IANA:
		buf_put_be32(w, response->id);
		break;
	}
	buf_put_be16(w, response->command_set);
}

int vendor_types_response_decode(struct buf_reader *r,
				 struct vendor_types_response *ret_response)
{
	struct vendor_types_response response = {
		.next_selector = buf_get_u8(r),
	};
	uint8_t format = buf_get_u8(r);
	int err;

	if (format == VENDOR_FORMAT_PCI)
		response.id = buf_get_be16(r);
	else if (format == VENDOR_FORMAT_IANA)
		response.id = buf_get_be32(r);
	else
		buf_reader_fail(r);
	response.format = format;
	response.command_set = buf_get_be16(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}
