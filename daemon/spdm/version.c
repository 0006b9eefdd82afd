// SPDX-License-Identifier: Apache-2.0
/*
 * GET_VERSION and VERSION.
 */
#include "spdm/version.h"

#include <errno.h>

#include "spdm/spdm.h"

long spdm_get_version_encode(void *buf, size_t size)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, SPDM_VERSION_1_0, SPDM_GET_VERSION, 0, 0);
	return buf_writer_done(&w);
}

int spdm_get_version_decode(const void *msg, size_t len)
{
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, SPDM_VERSION_1_0, SPDM_GET_VERSION);
	return buf_reader_done(&r);
}

long spdm_version_encode(void *buf, size_t size,
			 const struct spdm_version_list *list)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, SPDM_VERSION_1_0, SPDM_VERSION, 0, 0);
	buf_put_u8(&w, 0);
	buf_put_u8(&w, list->count);
	for (unsigned int i = 0; i < list->count; i++)
		buf_put_le16(&w, list->entries[i]);
	return buf_writer_done(&w);
}

int spdm_version_decode(const void *msg, size_t len,
			struct spdm_version_list *ret)
{
	struct spdm_version_list list = { 0 };
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, SPDM_VERSION_1_0, SPDM_VERSION);
	buf_skip(&r, 1);
	list.count = buf_get_u8(&r);
	if (!list.count)
		buf_reader_fail(&r);
	for (unsigned int i = 0; i < list.count; i++)
		list.entries[i] = buf_get_le16(&r);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = list;
	return 0;
}

uint8_t spdm_version_select(const struct spdm_version_list *list, uint8_t min,
			    uint8_t max)
{
	uint8_t best = 0;

	for (unsigned int i = 0; i < list->count; i++) {
		uint8_t v = list->entries[i] >> 8;

		if (v >= min && v <= max && v > best)
			best = v;
	}
	return best;
}
