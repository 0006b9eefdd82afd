// SPDX-License-Identifier: Apache-2.0
/*
 * Query Supported Interfaces, DSP0236 12.22.
 */
#include "interfaces.h"

void interfaces_response_encode(struct buf_writer *w,
				const struct interfaces_response *response)
{
	buf_put_u8(w, response->count);
	for (size_t i = 0; i < response->count; i++) {
		buf_put_u8(w, response->entries[i].binding);
		buf_put_u8(w, response->entries[i].eid);
	}
}

int interfaces_response_decode(struct buf_reader *r,
			       struct interfaces_response *ret_response)
{
	struct interfaces_response response = { .count = buf_get_u8(r) };
	int err;

	if (response.count > INTERFACES_MAX)
		buf_reader_fail(r);
	for (size_t i = 0; i < response.count && !buf_reader_error(r); i++) {
		response.entries[i].binding = buf_get_u8(r);
		response.entries[i].eid = buf_get_u8(r);
	}
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}
