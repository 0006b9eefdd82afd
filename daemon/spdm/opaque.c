// SPDX-License-Identifier: Apache-2.0
/*
 * Opaque data of the key exchanges: a list of elements, of which one, from
 * DMTF, negotiates the secured message version.
 */
#include "spdm/opaque.h"

#include <errno.h>
#include <stdbool.h>

#include "spdm/spdm.h"

/* DSP0277 "General opaque data": "DMTF" in the byte order of a u32. */
#define SPEC_ID 0x444d5446u
#define SPEC_VERSION 1
/* DSP0274 "Registry or standards body ID". */
#define ID_DMTF 0
/* DSP0277: SMDataVersion and SMDataID. */
#define SM_DATA_VERSION 1
#define SM_ID_SELECTION 0
#define SM_ID_SUPPORTED 1
#define ALIGNMENT 4

const struct spdm_secured_versions spdm_secured_versions_supported = {
	.count = 3,
	.versions = { SPDM_SECURED_1_0, SPDM_SECURED_1_1, SPDM_SECURED_1_2 },
};

static void put_list_header(struct buf_writer *w, uint8_t version)
{
	if (version < SPDM_VERSION_1_2) {
		buf_put_le32(w, SPEC_ID);
		buf_put_u8(w, SPEC_VERSION);
		buf_put_u8(w, 1);
		buf_put_zero(w, 2);
	} else {
		buf_put_u8(w, 1);
		buf_put_zero(w, 3);
	}
}

/* The number of elements. */
static uint8_t get_list_header(struct buf_reader *r, uint8_t version)
{
	uint8_t count;

	if (version < SPDM_VERSION_1_2) {
		if (buf_get_le32(r) != SPEC_ID || buf_get_u8(r) != SPEC_VERSION)
			buf_reader_fail(r);
		count = buf_get_u8(r);
		buf_skip(r, 2);
	} else {
		count = buf_get_u8(r);
		buf_skip(r, 3);
	}
	return count;
}

static size_t padding(size_t len)
{
	return -len & (ALIGNMENT - 1);
}

/* One element: its owner and, when that is DMTF, the data. */
static struct spdm_bytes get_element(struct buf_reader *r)
{
	uint8_t id = buf_get_u8(r);
	uint8_t vendor_len = buf_get_u8(r);
	struct spdm_bytes data;
	size_t pad;

	buf_skip(r, vendor_len);
	data = spdm_bytes_get(r, SPDM_OPAQUE_MAX);
	for (pad = padding(r->pos); pad; pad--)
		if (buf_get_u8(r))
			buf_reader_fail(r);
	if (id != ID_DMTF || vendor_len)
		data.len = 0;
	return data;
}

/*
 * The one element with @sm_id, positioned after the id. Other elements are
 * someone else's business.
 */
static int find_element(struct spdm_bytes opaque, uint8_t version,
			uint8_t sm_id, struct buf_reader *ret)
{
	struct buf_reader r, element;
	bool found = false;
	uint8_t count;

	buf_reader_init(&r, opaque.data, opaque.len);
	count = get_list_header(&r, version);
	for (unsigned int i = 0; i < count && !r.failed; i++) {
		struct spdm_bytes data = get_element(&r);
		uint8_t id;

		if (r.failed || !data.len)
			continue;
		buf_reader_init(&element, data.data, data.len);
		if (buf_get_u8(&element) != SM_DATA_VERSION)
			continue;
		id = buf_get_u8(&element);
		if (buf_reader_error(&element) < 0 || id != sm_id)
			continue;
		if (found)
			return -EBADMSG;
		found = true;
		*ret = element;
	}
	if (buf_reader_done(&r) < 0 || !found)
		return -EBADMSG;
	return 0;
}

long spdm_opaque_offer_encode(void *buf, size_t size, uint8_t version,
			      const struct spdm_secured_versions *offer)
{
	size_t len = 3 + 2 * (size_t)offer->count;
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	put_list_header(&w, version);
	buf_put_u8(&w, ID_DMTF);
	buf_put_u8(&w, 0);
	buf_put_le16(&w, len);
	buf_put_u8(&w, SM_DATA_VERSION);
	buf_put_u8(&w, SM_ID_SUPPORTED);
	buf_put_u8(&w, offer->count);
	for (unsigned int i = 0; i < offer->count; i++)
		buf_put_le16(&w, offer->versions[i]);
	buf_put_zero(&w, padding(w.pos));
	return buf_writer_done(&w);
}

int spdm_opaque_offer_decode(struct spdm_bytes opaque, uint8_t version,
			     struct spdm_secured_versions *ret)
{
	struct spdm_secured_versions offer = { 0 };
	struct buf_reader element;
	uint8_t count;

	if (find_element(opaque, version, SM_ID_SUPPORTED, &element) < 0)
		return -EBADMSG;
	count = buf_get_u8(&element);
	for (unsigned int i = 0; i < count; i++) {
		uint16_t v = buf_get_le16(&element);

		if (offer.count < SPDM_SECURED_VERSIONS_MAX)
			offer.versions[offer.count++] = v;
	}
	if (!count || buf_reader_done(&element) < 0)
		return -EBADMSG;
	*ret = offer;
	return 0;
}

long spdm_opaque_selection_encode(void *buf, size_t size, uint8_t version,
				  uint16_t selected)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	put_list_header(&w, version);
	buf_put_u8(&w, ID_DMTF);
	buf_put_u8(&w, 0);
	buf_put_le16(&w, 4);
	buf_put_u8(&w, SM_DATA_VERSION);
	buf_put_u8(&w, SM_ID_SELECTION);
	buf_put_le16(&w, selected);
	return buf_writer_done(&w);
}

int spdm_opaque_selection_decode(struct spdm_bytes opaque, uint8_t version,
				 uint16_t *ret_selected)
{
	struct buf_reader element;
	uint16_t selected;

	if (find_element(opaque, version, SM_ID_SELECTION, &element) < 0)
		return -EBADMSG;
	selected = buf_get_le16(&element);
	if (buf_reader_done(&element) < 0)
		return -EBADMSG;
	*ret_selected = selected;
	return 0;
}

uint16_t spdm_secured_version_select(const struct spdm_secured_versions *offer)
{
	uint16_t best = 0;

	for (unsigned int i = 0; i < offer->count; i++) {
		/* Update and alpha digits do not count. */
		uint16_t v = offer->versions[i] & 0xff00;

		if (v >= SPDM_SECURED_1_0 && v <= SPDM_SECURED_1_2 &&
		    v > (best & 0xff00))
			best = offer->versions[i];
	}
	return best;
}
