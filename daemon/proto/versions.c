// SPDX-License-Identifier: Apache-2.0
/*
 * Get MCTP Version Support, DSP0236 12.6.
 */
#include "versions.h"

void versions_request_encode(struct buf_writer *w,
			     const struct versions_request *request)
{
	buf_put_u8(w, request->type);
}

int versions_request_decode(struct buf_reader *r,
			    struct versions_request *ret_request)
{
	uint8_t type = buf_get_u8(r);
	int err = buf_reader_done(r);

	if (err)
		return err;
	ret_request->type = type;
	return 0;
}

void versions_response_encode(struct buf_writer *w,
			      const struct versions_response *response)
{
	buf_put_u8(w, response->count);
	for (size_t i = 0; i < response->count; i++)
		buf_put_be32(w, response->versions[i]);
}

int versions_response_decode(struct buf_reader *r,
			     struct versions_response *ret_response)
{
	struct versions_response response = { .count = buf_get_u8(r) };
	int err;

	if (response.count > VERSIONS_MAX)
		buf_reader_fail(r);
	for (size_t i = 0; i < response.count && !buf_reader_error(r); i++)
		response.versions[i] = buf_get_be32(r);
	err = buf_reader_done(r);
	if (err)
		return err;
	*ret_response = response;
	return 0;
}

static char digit_format(uint8_t nibble)
{
	/* what is no decimal digit came from a device that cannot count */
	return nibble < 10 ? '0' + nibble : '?';
}

/* A high nibble of Fh says that there is one digit only. */
static char *number_format(char *p, uint8_t bcd)
{
	if (bcd >> 4 != 0xf)
		*p++ = digit_format(bcd >> 4);
	*p++ = digit_format(bcd & 0x0f);
	return p;
}

void version_format(uint32_t version, char text[VERSION_TEXT_SIZE])
{
	uint8_t update = version >> 8;
	uint8_t alpha = version;
	char *p = text;

	p = number_format(p, version >> 24);
	*p++ = '.';
	p = number_format(p, version >> 16);
	/* FFh: the version has no update number */
	if (update != 0xff) {
		*p++ = '.';
		p = number_format(p, update);
	}
	if (alpha)
		*p++ = alpha > ' ' && alpha < 0x7f ? alpha : '?';
	*p = '\0';
}
