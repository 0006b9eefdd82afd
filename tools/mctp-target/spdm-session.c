// SPDX-License-Identifier: Apache-2.0
/*
 * HEARTBEAT, KEY_UPDATE and END_SESSION: an established session.
 */
#include "spdm-internal.h"

#include "spdm/end-session.h"
#include "spdm/heartbeat.h"
#include "spdm/key-update.h"

long spdm_on_heartbeat(struct spdm_responder *r, struct spdm_exchange *x)
{
	if (spdm_heartbeat_decode(x->request, x->len, r->agreed.version))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	return spdm_heartbeat_ack_encode(x->response, x->size,
					 r->agreed.version);
}

/* Whether an update has not been confirmed with the new key yet. */
static bool update_is_pending(const struct spdm_session *s)
{
	return s->has_previous[SPDM_REQUESTER];
}

/* 0, an errno, or an SPDM error code above 0. */
static int update_run(struct spdm_session *s, uint8_t operation)
{
	int err;

	switch (operation) {
	case SPDM_KEY_UPDATE_KEY:
		if (update_is_pending(s))
			return SPDM_ERROR_INVALID_REQUEST;
		return spdm_session_update(s, SPDM_REQUESTER);
	case SPDM_KEY_UPDATE_ALL:
		if (update_is_pending(s))
			return SPDM_ERROR_INVALID_REQUEST;
		/* the answer goes with our new key */
		err = spdm_session_update(s, SPDM_REQUESTER);
		return err ? err : spdm_session_update(s, SPDM_RESPONDER);
	case SPDM_KEY_UPDATE_VERIFY:
		/* it came with the new key, or there would be none pending */
		if (!update_is_pending(s))
			return SPDM_ERROR_INVALID_REQUEST;
		spdm_session_commit(s);
		return 0;
	default:
		return SPDM_ERROR_INVALID_REQUEST;
	}
}

long spdm_on_key_update(struct spdm_responder *r, struct spdm_exchange *x)
{
	struct spdm_key_update request;
	int err;

	if (spdm_key_update_decode(x->request, x->len, r->agreed.version,
				   &request))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	err = update_run(x->session, request.operation);
	if (err > 0)
		return spdm_refuse(r, x, err, 0);
	if (err < 0)
		return err;
	return spdm_key_update_ack_encode(x->response, x->size,
					  r->agreed.version, &request);
}

/*
 * With "clear negotiated state" a requester asks not to keep anything for a
 * later connection, and nothing is kept: GET_VERSION always starts afresh.
 */
long spdm_on_end_session(struct spdm_responder *r, struct spdm_exchange *x)
{
	bool clear_state;

	if (spdm_end_session_decode(x->request, x->len, r->agreed.version,
				    &clear_state))
		return spdm_refuse(r, x, SPDM_ERROR_INVALID_REQUEST, 0);
	x->close = true;
	return spdm_end_session_ack_encode(x->response, x->size,
					   r->agreed.version);
}
