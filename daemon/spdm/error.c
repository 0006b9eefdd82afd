// SPDX-License-Identifier: Apache-2.0
/*
 * ERROR and RESPOND_IF_READY.
 */
#include "spdm/error.h"

#include <errno.h>

#include "spdm/spdm.h"

/* "ExtendedErrorData": at most 32 bytes are defined by any vendor format. */
#define EXTENDED_MAX 32

long spdm_error_encode(void *buf, size_t size, uint8_t version,
		       const struct spdm_error *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, SPDM_ERROR, m->code, m->data);
	if (m->code == SPDM_ERROR_RESPONSE_NOT_READY) {
		buf_put_u8(&w, m->not_ready.rdt_exponent);
		buf_put_u8(&w, m->not_ready.request_code);
		buf_put_u8(&w, m->not_ready.token);
		buf_put_u8(&w, m->not_ready.rdtm);
	} else if (m->extended.len) {
		buf_put_bytes(&w, m->extended.data, m->extended.len);
	}
	return buf_writer_done(&w);
}

int spdm_error_decode(const void *msg, size_t len, struct spdm_error *ret)
{
	struct spdm_error m = { 0 };
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	buf_skip(&r, 1);
	if (buf_get_u8(&r) != SPDM_ERROR)
		buf_reader_fail(&r);
	m.code = buf_get_u8(&r);
	m.data = buf_get_u8(&r);
	m.extended.len = buf_reader_left(&r);
	if (m.extended.len > EXTENDED_MAX)
		buf_reader_fail(&r);
	if (m.code == SPDM_ERROR_RESPONSE_NOT_READY) {
		m.extended.len = 0;
		m.not_ready.rdt_exponent = buf_get_u8(&r);
		m.not_ready.request_code = buf_get_u8(&r);
		m.not_ready.token = buf_get_u8(&r);
		m.not_ready.rdtm = buf_get_u8(&r);
	} else {
		m.extended.data = buf_get_bytes(&r, m.extended.len);
	}
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

static const struct {
	uint8_t code;
	const char *name;
} error_names[] = {
	{ SPDM_ERROR_INVALID_REQUEST, "InvalidRequest" },
	{ SPDM_ERROR_INVALID_SESSION, "InvalidSession" },
	{ SPDM_ERROR_BUSY, "Busy" },
	{ SPDM_ERROR_UNEXPECTED_REQUEST, "UnexpectedRequest" },
	{ SPDM_ERROR_UNSPECIFIED, "Unspecified" },
	{ SPDM_ERROR_DECRYPT_ERROR, "DecryptError" },
	{ SPDM_ERROR_UNSUPPORTED_REQUEST, "UnsupportedRequest" },
	{ SPDM_ERROR_REQUEST_IN_FLIGHT, "RequestInFlight" },
	{ SPDM_ERROR_INVALID_RESPONSE_CODE, "InvalidResponseCode" },
	{ SPDM_ERROR_SESSION_LIMIT_EXCEEDED, "SessionLimitExceeded" },
	{ SPDM_ERROR_SESSION_REQUIRED, "SessionRequired" },
	{ SPDM_ERROR_RESET_REQUIRED, "ResetRequired" },
	{ SPDM_ERROR_RESPONSE_TOO_LARGE, "ResponseTooLarge" },
	{ SPDM_ERROR_REQUEST_TOO_LARGE, "RequestTooLarge" },
	{ SPDM_ERROR_LARGE_RESPONSE, "LargeResponse" },
	{ SPDM_ERROR_MESSAGE_LOST, "MessageLost" },
	{ SPDM_ERROR_INVALID_POLICY, "InvalidPolicy" },
	{ SPDM_ERROR_DATA_TOO_LARGE, "DataTooLarge" },
	{ SPDM_ERROR_VERSION_MISMATCH, "VersionMismatch" },
	{ SPDM_ERROR_RESPONSE_NOT_READY, "ResponseNotReady" },
	{ SPDM_ERROR_REQUEST_RESYNCH, "RequestResynch" },
	{ SPDM_ERROR_OPERATION_FAILED, "OperationFailed" },
	{ SPDM_ERROR_NO_PENDING_REQUESTS, "NoPendingRequests" },
	{ SPDM_ERROR_REQUEST_SESSION_TERMINATED, "RequestSessionTerminated" },
	{ SPDM_ERROR_INVALID_STATE, "InvalidState" },
	{ SPDM_ERROR_VENDOR_DEFINED, "VendorDefined" },
};

const char *spdm_error_name(uint8_t code)
{
	for (size_t i = 0; i < sizeof(error_names) / sizeof(*error_names); i++)
		if (error_names[i].code == code)
			return error_names[i].name;
	return NULL;
}

long spdm_respond_if_ready_encode(void *buf, size_t size, uint8_t version,
				  const struct spdm_not_ready *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, SPDM_RESPOND_IF_READY, m->request_code,
			m->token);
	return buf_writer_done(&w);
}

int spdm_respond_if_ready_decode(const void *msg, size_t len, uint8_t version,
				 struct spdm_not_ready *ret)
{
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, version, SPDM_RESPOND_IF_READY);
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = (struct spdm_not_ready){
		.request_code = h.param1,
		.token = h.param2,
	};
	return 0;
}
