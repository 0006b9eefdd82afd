// SPDX-License-Identifier: Apache-2.0
/*
 * END_SESSION and END_SESSION_ACK.
 */
#include "spdm/end-session.h"

#include <errno.h>

#include "spdm/spdm.h"

#define CLEAR_NEGOTIATED_STATE 0x01

long spdm_end_session_encode(void *buf, size_t size, uint8_t version,
			     bool clear_state)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, SPDM_END_SESSION,
			clear_state ? CLEAR_NEGOTIATED_STATE : 0, 0);
	return buf_writer_done(&w);
}

int spdm_end_session_decode(const void *msg, size_t len, uint8_t version,
			    bool *ret_clear_state)
{
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, version, SPDM_END_SESSION);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret_clear_state = h.param1 & CLEAR_NEGOTIATED_STATE;
	return 0;
}

long spdm_end_session_ack_encode(void *buf, size_t size, uint8_t version)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, SPDM_END_SESSION_ACK, 0, 0);
	return buf_writer_done(&w);
}

int spdm_end_session_ack_decode(const void *msg, size_t len, uint8_t version)
{
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, version, SPDM_END_SESSION_ACK);
	return buf_reader_done(&r);
}
