// SPDX-License-Identifier: Apache-2.0
/*
 * The header of every SPDM message, and names of the codes in it.
 */
#include "spdm/header.h"

#include <errno.h>

#include "spdm/spdm.h"

void spdm_header_put(struct buf_writer *w, uint8_t version, uint8_t code,
		     uint8_t param1, uint8_t param2)
{
	buf_put_u8(w, version);
	buf_put_u8(w, code);
	buf_put_u8(w, param1);
	buf_put_u8(w, param2);
}

static struct spdm_header get_header(struct buf_reader *r)
{
	struct spdm_header h;

	h.version = buf_get_u8(r);
	h.code = buf_get_u8(r);
	h.param1 = buf_get_u8(r);
	h.param2 = buf_get_u8(r);
	return h;
}

struct spdm_header spdm_header_expect(struct buf_reader *r, uint8_t version,
				      uint8_t code)
{
	struct spdm_header h = get_header(r);

	if (h.version != version || h.code != code)
		buf_reader_fail(r);
	return h;
}

int spdm_header_peek(const void *msg, size_t len, struct spdm_header *ret)
{
	struct buf_reader r;
	struct spdm_header h;

	buf_reader_init(&r, msg, len);
	h = get_header(&r);
	if (buf_reader_error(&r) < 0)
		return -EBADMSG;
	*ret = h;
	return 0;
}

struct spdm_bytes spdm_bytes_get(struct buf_reader *r, size_t max)
{
	struct spdm_bytes b;

	b.len = buf_get_le16(r);
	if (b.len > max)
		buf_reader_fail(r);
	b.data = buf_get_bytes(r, b.len);
	if (!b.data)
		b.len = 0;
	return b;
}

void spdm_bytes_put(struct buf_writer *w, struct spdm_bytes bytes)
{
	buf_put_le16(w, bytes.len);
	buf_put_bytes(w, bytes.data, bytes.len);
}

static const struct {
	uint8_t code;
	const char *name;
} code_names[] = {
	{ SPDM_GET_DIGESTS, "GET_DIGESTS" },
	{ SPDM_GET_CERTIFICATE, "GET_CERTIFICATE" },
	{ SPDM_CHALLENGE, "CHALLENGE" },
	{ SPDM_GET_VERSION, "GET_VERSION" },
	{ SPDM_CHUNK_SEND, "CHUNK_SEND" },
	{ SPDM_CHUNK_GET, "CHUNK_GET" },
	{ SPDM_GET_ENDPOINT_INFO, "GET_ENDPOINT_INFO" },
	{ SPDM_GET_MEASUREMENTS, "GET_MEASUREMENTS" },
	{ SPDM_GET_CAPABILITIES, "GET_CAPABILITIES" },
	{ SPDM_GET_SUPPORTED_EVENT_TYPES, "GET_SUPPORTED_EVENT_TYPES" },
	{ SPDM_NEGOTIATE_ALGORITHMS, "NEGOTIATE_ALGORITHMS" },
	{ SPDM_KEY_EXCHANGE, "KEY_EXCHANGE" },
	{ SPDM_FINISH, "FINISH" },
	{ SPDM_PSK_EXCHANGE, "PSK_EXCHANGE" },
	{ SPDM_PSK_FINISH, "PSK_FINISH" },
	{ SPDM_HEARTBEAT, "HEARTBEAT" },
	{ SPDM_KEY_UPDATE, "KEY_UPDATE" },
	{ SPDM_GET_ENCAPSULATED_REQUEST, "GET_ENCAPSULATED_REQUEST" },
	{ SPDM_DELIVER_ENCAPSULATED_RESPONSE, "DELIVER_ENCAPSULATED_RESPONSE" },
	{ SPDM_END_SESSION, "END_SESSION" },
	{ SPDM_GET_CSR, "GET_CSR" },
	{ SPDM_SET_CERTIFICATE, "SET_CERTIFICATE" },
	{ SPDM_GET_MEASUREMENT_EXTENSION_LOG, "GET_MEASUREMENT_EXTENSION_LOG" },
	{ SPDM_SUBSCRIBE_EVENT_TYPES, "SUBSCRIBE_EVENT_TYPES" },
	{ SPDM_SEND_EVENT, "SEND_EVENT" },
	{ SPDM_GET_KEY_PAIR_INFO, "GET_KEY_PAIR_INFO" },
	{ SPDM_SET_KEY_PAIR_INFO, "SET_KEY_PAIR_INFO" },
	{ SPDM_VENDOR_DEFINED_REQUEST, "VENDOR_DEFINED_REQUEST" },
	{ SPDM_RESPOND_IF_READY, "RESPOND_IF_READY" },
	{ SPDM_DIGESTS, "DIGESTS" },
	{ SPDM_CERTIFICATE, "CERTIFICATE" },
	{ SPDM_CHALLENGE_AUTH, "CHALLENGE_AUTH" },
	{ SPDM_VERSION, "VERSION" },
	{ SPDM_CHUNK_SEND_ACK, "CHUNK_SEND_ACK" },
	{ SPDM_CHUNK_RESPONSE, "CHUNK_RESPONSE" },
	{ SPDM_MEASUREMENTS, "MEASUREMENTS" },
	{ SPDM_CAPABILITIES, "CAPABILITIES" },
	{ SPDM_ALGORITHMS, "ALGORITHMS" },
	{ SPDM_KEY_EXCHANGE_RSP, "KEY_EXCHANGE_RSP" },
	{ SPDM_FINISH_RSP, "FINISH_RSP" },
	{ SPDM_PSK_EXCHANGE_RSP, "PSK_EXCHANGE_RSP" },
	{ SPDM_PSK_FINISH_RSP, "PSK_FINISH_RSP" },
	{ SPDM_HEARTBEAT_ACK, "HEARTBEAT_ACK" },
	{ SPDM_KEY_UPDATE_ACK, "KEY_UPDATE_ACK" },
	{ SPDM_ENCAPSULATED_REQUEST, "ENCAPSULATED_REQUEST" },
	{ SPDM_ENCAPSULATED_RESPONSE_ACK, "ENCAPSULATED_RESPONSE_ACK" },
	{ SPDM_END_SESSION_ACK, "END_SESSION_ACK" },
	{ SPDM_VENDOR_DEFINED_RESPONSE, "VENDOR_DEFINED_RESPONSE" },
	{ SPDM_ERROR, "ERROR" },
};

const char *spdm_code_name(uint8_t code)
{
	for (size_t i = 0; i < sizeof(code_names) / sizeof(*code_names); i++)
		if (code_names[i].code == code)
			return code_names[i].name;
	return NULL;
}
