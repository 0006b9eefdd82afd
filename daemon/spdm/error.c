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

const char *spdm_error_name(uint8_t code)
{
	switch (code) {
	case SPDM_ERROR_INVALID_REQUEST:
		return "InvalidRequest";
	case SPDM_ERROR_INVALID_SESSION:
		return "InvalidSession";
	case SPDM_ERROR_BUSY:
		return "Busy";
	case SPDM_ERROR_UNEXPECTED_REQUEST:
		return "UnexpectedRequest";
	case SPDM_ERROR_UNSPECIFIED:
		return "Unspecified";
	case SPDM_ERROR_DECRYPT_ERROR:
		return "DecryptError";
	case SPDM_ERROR_UNSUPPORTED_REQUEST:
		return "UnsupportedRequest";
	case SPDM_ERROR_REQUEST_IN_FLIGHT:
		return "RequestInFlight";
	case SPDM_ERROR_INVALID_RESPONSE_CODE:
		return "InvalidResponseCode";
	case SPDM_ERROR_SESSION_LIMIT_EXCEEDED:
		return "SessionLimitExceeded";
	case SPDM_ERROR_SESSION_REQUIRED:
		return "SessionRequired";
	case SPDM_ERROR_RESET_REQUIRED:
		return "ResetRequired";
	case SPDM_ERROR_RESPONSE_TOO_LARGE:
		return "ResponseTooLarge";
	case SPDM_ERROR_REQUEST_TOO_LARGE:
		return "RequestTooLarge";
	case SPDM_ERROR_LARGE_RESPONSE:
		return "LargeResponse";
	case SPDM_ERROR_MESSAGE_LOST:
		return "MessageLost";
	case SPDM_ERROR_INVALID_POLICY:
		return "InvalidPolicy";
	case SPDM_ERROR_DATA_TOO_LARGE:
		return "DataTooLarge";
	case SPDM_ERROR_VERSION_MISMATCH:
		return "VersionMismatch";
	case SPDM_ERROR_RESPONSE_NOT_READY:
		return "ResponseNotReady";
	case SPDM_ERROR_REQUEST_RESYNCH:
		return "RequestResynch";
	case SPDM_ERROR_OPERATION_FAILED:
		return "OperationFailed";
	case SPDM_ERROR_NO_PENDING_REQUESTS:
		return "NoPendingRequests";
	case SPDM_ERROR_REQUEST_SESSION_TERMINATED:
		return "RequestSessionTerminated";
	case SPDM_ERROR_INVALID_STATE:
		return "InvalidState";
	case SPDM_ERROR_VENDOR_DEFINED:
		return "VendorDefined";
	}
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
