// SPDX-License-Identifier: Apache-2.0
/*
 * KEY_UPDATE and KEY_UPDATE_ACK: operation and tag in the header.
 */
#include "spdm/key-update.h"

#include <errno.h>

#include "spdm/spdm.h"

static long encode(void *buf, size_t size, uint8_t version, uint8_t code,
		   const struct spdm_key_update *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, code, m->operation, m->tag);
	return buf_writer_done(&w);
}

static int decode(const void *msg, size_t len, uint8_t version, uint8_t code,
		  struct spdm_key_update *ret)
{
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, version, code);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = (struct spdm_key_update){
		.operation = h.param1,
		.tag = h.param2,
	};
	return 0;
}

long spdm_key_update_encode(void *buf, size_t size, uint8_t version,
			    const struct spdm_key_update *m)
{
	return encode(buf, size, version, SPDM_KEY_UPDATE, m);
}

int spdm_key_update_decode(const void *msg, size_t len, uint8_t version,
			   struct spdm_key_update *ret)
{
	return decode(msg, len, version, SPDM_KEY_UPDATE, ret);
}

long spdm_key_update_ack_encode(void *buf, size_t size, uint8_t version,
				const struct spdm_key_update *m)
{
	return encode(buf, size, version, SPDM_KEY_UPDATE_ACK, m);
}

int spdm_key_update_ack_decode(const void *msg, size_t len, uint8_t version,
			       struct spdm_key_update *ret)
{
	return decode(msg, len, version, SPDM_KEY_UPDATE_ACK, ret);
}
