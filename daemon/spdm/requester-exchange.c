// SPDX-License-Identifier: Apache-2.0
/*
 * One request and its response: sending, repetition, waiting, the errors a
 * device may answer with.
 *
 * Waits, and what ends them: RESPONSE (message or time-out), BUSY and READY
 * (timer: the device asked for time), HEARTBEAT (timer, or a new request).
 */
#include "spdm/requester-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/crypto.h"

#define BUSY_DELAY_MAX_US (10 * 1000000ull)

const struct spdm_step_ops *spdm_requester_step(enum spdm_step step)
{
	return step < SPDM_STEP_KEY_EXCHANGE ? &spdm_connect_steps[step] :
					       &spdm_session_steps[step];
}

static const struct spdm_step_ops *current_step(const struct spdm_requester *r)
{
	return spdm_requester_step(r->step);
}

static void wait_for(struct spdm_requester *r, enum spdm_wait what,
		     uint64_t delay_us)
{
	r->wait = what;
	r->ops.set_timer(r->userdata, what == SPDM_WAIT_NOTHING ? 0 : delay_us);
}

/* "Timing specification": T1, or T2 for what the device has to compute. */
static uint64_t response_time_us(const struct spdm_requester *r)
{
	uint64_t time = SPDM_ST1_US;

	if (current_step(r)->crypto) {
		uint64_t ct = 1ull << r->agreed.rsp.ct_exponent;

		if (ct > time)
			time = ct < SPDM_CT_MAX_US ? ct : SPDM_CT_MAX_US;
	}
	return r->config.rtt_us + time;
}

/* Whether the outstanding request travels as a record. */
static bool is_secured(const struct spdm_requester *r)
{
	if (!r->session || r->session->state == SPDM_SESSION_NEW)
		return false;
	if (r->session->state == SPDM_SESSION_HANDSHAKE)
		return !spdm_agreed_clear_handshake(&r->agreed);
	return true;
}

static void send_wire(struct spdm_requester *r)
{
	/* What cannot be sent is as good as lost: the timer sees to both. */
	(void)r->ops.send(r->userdata, r->wire_type, r->wire, r->wire_len);
	wait_for(r, SPDM_WAIT_RESPONSE, response_time_us(r));
}

/* Puts one message on the wire; @msg has a free byte in front of it. */
static void send_message(struct spdm_requester *r, uint8_t *msg, size_t len)
{
	uint32_t limit = r->agreed.rsp.data_transfer_size;
	long n = len;

	if (limit && len > limit) {
		spdm_requester_reason(
			r, "needs %zu bytes, the device takes only %u", len,
			limit);
		spdm_requester_fail(r);
		return;
	}
	if (is_secured(r)) {
		msg[-1] = SPDM_MCTP_TYPE;
		n = spdm_session_seal(r->session, msg - 1, len + 1, r->wire,
				      sizeof(r->wire));
		r->wire_type = SPDM_MCTP_TYPE_SECURED;
	} else {
		memcpy(r->wire, msg, len);
		r->wire_type = SPDM_MCTP_TYPE;
	}
	if (n < 0) {
		spdm_requester_reason(r, "cannot seal a record: %s",
				      strerror(-n));
		spdm_requester_fail(r);
		return;
	}
	r->wire_len = n;
	r->retries_left = r->config.retries;
	send_wire(r);
}

static void send_request(struct spdm_requester *r)
{
	send_message(r, r->request + 1, r->request_len);
}

static void send_respond_if_ready(struct spdm_requester *r)
{
	uint8_t msg[1 + SPDM_HEADER_LEN];
	long n;

	n = spdm_respond_if_ready_encode(msg + 1, sizeof(msg) - 1,
					 r->agreed.version, &r->not_ready);
	if (n < 0)
		spdm_requester_fail(r);
	else
		send_message(r, msg + 1, n);
}

static void begin_idle(struct spdm_requester *r)
{
	uint64_t period_us = 0;

	r->step = SPDM_STEP_IDLE;
	if (r->state == SPDM_STATE_CONNECTING) {
		spdm_requester_reason(r, "the device has nothing to prove its "
					 "identity with");
		spdm_requester_fail(r);
		return;
	}
	if (r->session)
		period_us = r->session->heartbeat_s * 1000000ull;
	/* Half of it: one heartbeat may get lost. */
	if (period_us)
		wait_for(r, SPDM_WAIT_HEARTBEAT, period_us / 2);
	else
		wait_for(r, SPDM_WAIT_NOTHING, 0);
	r->dirty = true;
}

static void build_and_send(struct spdm_requester *r)
{
	long n;

	n = current_step(r)->build(r, r->request + 1, sizeof(r->request) - 1);
	if (n < 0) {
		spdm_requester_reason(r, "cannot be made: %s", strerror(-n));
		spdm_requester_fail(r);
		return;
	}
	r->request_len = n;
	send_request(r);
}

void spdm_requester_begin(struct spdm_requester *r, enum spdm_step step)
{
	const struct spdm_step_ops *ops;

	while (step != SPDM_STEP_IDLE) {
		ops = spdm_requester_step(step);
		if (!ops->wanted || ops->wanted(r))
			break;
		step = ops->next;
	}
	if (step == SPDM_STEP_IDLE) {
		begin_idle(r);
		return;
	}
	r->step = step;
	r->busy_left = r->config.busy_retries;
	r->busy_delay_us = r->config.busy_delay_us;
	r->ready_left_us = 0;
	r->resent = false;
	build_and_send(r);
}

int spdm_requester_note(struct spdm_requester *r, struct spdm_transcript *t,
			const uint8_t *response, size_t len)
{
	int ret;

	ret = spdm_transcript_add(t, r->request + 1, r->request_len);
	if (ret == 0)
		ret = spdm_transcript_add(t, response, len);
	return ret;
}

/* Back to GET_VERSION on the device's demand. */
static void restart(struct spdm_requester *r, const char *error)
{
	if (r->restarts >= SPDM_RESTARTS_MAX) {
		spdm_requester_reason(
			r, "the device answers %s again and again", error);
		spdm_requester_fail(r);
		return;
	}
	r->restarts++;
	spdm_requester_reset(r);
	spdm_requester_set_state(r, SPDM_STATE_CONNECTING);
	spdm_requester_begin(r, SPDM_STEP_VERSION);
}

static void on_busy(struct spdm_requester *r)
{
	if (!r->busy_left) {
		spdm_requester_reason(r, "the device stays busy");
		spdm_requester_fail(r);
		return;
	}
	r->busy_left--;
	wait_for(r, SPDM_WAIT_BUSY, r->busy_delay_us);
	r->busy_delay_us *= 2;
	if (r->busy_delay_us > BUSY_DELAY_MAX_US)
		r->busy_delay_us = BUSY_DELAY_MAX_US;
}

/*
 * "ResponseNotReady": wait RDT, then ask until RDT * RDTM is over. The device
 * may answer the question with another ResponseNotReady; the limit that its
 * first one gave stands.
 */
static void on_not_ready(struct spdm_requester *r,
			 const struct spdm_not_ready *e)
{
	const struct spdm_step_ops *step = current_step(r);
	uint64_t rdt_us, left_us;

	if (r->step <= SPDM_STEP_ALGORITHMS ||
	    e->request_code != step->request ||
	    e->rdt_exponent > SPDM_EXPONENT_MAX || !e->rdtm) {
		spdm_requester_reason(r, "a malformed ResponseNotReady");
		spdm_requester_fail(r);
		return;
	}
	rdt_us = 1ull << e->rdt_exponent;
	if (!r->ready_left_us) {
		left_us = rdt_us * e->rdtm;
		r->ready_left_us = 1 + (left_us < SPDM_READY_MAX_US ?
						left_us :
						SPDM_READY_MAX_US);
	}
	if (rdt_us >= r->ready_left_us) {
		spdm_requester_reason(r, "the device does not get ready");
		spdm_requester_fail(r);
		return;
	}
	r->ready_left_us -= rdt_us;
	r->not_ready = *e;
	wait_for(r, SPDM_WAIT_READY, rdt_us);
}

static void on_error(struct spdm_requester *r, const uint8_t *msg, size_t len)
{
	struct spdm_error e;
	const char *name;

	if (spdm_error_decode(msg, len, &e) < 0) {
		spdm_requester_reason(r, "a malformed ERROR");
		spdm_requester_fail(r);
		return;
	}
	name = spdm_error_name(e.code);
	switch (e.code) {
	case SPDM_ERROR_BUSY:
		on_busy(r);
		return;
	case SPDM_ERROR_RESPONSE_NOT_READY:
		on_not_ready(r, &e.not_ready);
		return;
	case SPDM_ERROR_REQUEST_RESYNCH:
	case SPDM_ERROR_VERSION_MISMATCH:
		restart(r, name);
		return;
	default:
		break;
	}
	if (name)
		spdm_requester_reason(r, "the device answers %s (0x%02x)", name,
				      e.data);
	else
		spdm_requester_reason(r, "the device answers error 0x%02x",
				      e.code);
	spdm_requester_fail(r);
}

static int reset_transcripts(struct spdm_requester *r, uint8_t code)
{
	if (r->session && r->session->state == SPDM_SESSION_ESTABLISHED)
		return spdm_transcript_request_l1l2(&r->session->l1l2, code);
	if (r->transcripts_started)
		return spdm_transcripts_request(&r->transcripts, code);
	return 0;
}

static void on_response(struct spdm_requester *r, const uint8_t *msg,
			size_t len)
{
	const struct spdm_step_ops *step = current_step(r);
	int ret;

	wait_for(r, SPDM_WAIT_NOTHING, 0);
	r->late_code = r->resent ? step->response : 0;
	ret = reset_transcripts(r, step->request);
	if (ret == 0)
		ret = step->accept(r, msg, len);
	if (ret < 0) {
		if (ret == -EBADMSG)
			spdm_requester_reason(r, "a malformed %s",
					      spdm_code_name(step->response));
		else
			spdm_requester_reason(r, "%s", strerror(-ret));
		spdm_requester_fail(r);
		return;
	}
	spdm_requester_begin(r, ret > 0 ? r->step : step->next);
}

static uint8_t expected_version(const struct spdm_requester *r)
{
	return r->step == SPDM_STEP_VERSION ? SPDM_VERSION_1_0 :
					      r->agreed.version;
}

static void on_message(struct spdm_requester *r, const uint8_t *msg, size_t len)
{
	struct spdm_header h;

	if (spdm_header_peek(msg, len, &h) < 0) {
		r->dropped++;
		return;
	}
	/* An ERROR may come before the device knows of the agreement. */
	if (h.code == SPDM_ERROR && (h.version == expected_version(r) ||
				     h.version == SPDM_VERSION_1_0)) {
		on_error(r, msg, len);
		return;
	}
	if (h.code != current_step(r)->response && h.code == r->late_code) {
		r->dropped++;
		return;
	}
	if (h.version != expected_version(r) ||
	    h.code != current_step(r)->response) {
		spdm_requester_reason(
			r, "an answer of version 0x%02x, code 0x%02x",
			h.version, h.code);
		spdm_requester_fail(r);
		return;
	}
	on_response(r, msg, len);
}

/*
 * Records that are not the next of this session prove nothing, not even a
 * fault of the device: they are dropped. One that should be the next and is
 * not authentic ends the session (DSP0277 "Secured message error").
 */
static void on_record(struct spdm_requester *r, const uint8_t *body, size_t len)
{
	uint8_t *data = malloc(len);
	long n;

	if (!data) {
		r->dropped++;
		return;
	}
	n = spdm_session_open(r->session, body, len, data, len);
	if (n == -ESTALE) {
		r->dropped++;
	} else if (n < 0) {
		spdm_requester_reason(r, "the record is not authentic");
		spdm_requester_fail(r);
	} else if (n < 1 || data[0] != SPDM_MCTP_TYPE) {
		r->dropped++;
	} else {
		on_message(r, data + 1, n - 1);
	}
	crypto_wipe(data, len);
	free(data);
}

/* DataTransferSize counts the SPDM message, not the record around it. */
static size_t body_max(const struct spdm_requester *r)
{
	return r->config.message_max + (r->wire_type == SPDM_MCTP_TYPE_SECURED ?
						SPDM_RECORD_OVERHEAD :
						0);
}

void spdm_requester_message(struct spdm_requester *r, uint8_t mctp_type,
			    const uint8_t *body, size_t len)
{
	if (r->wait != SPDM_WAIT_RESPONSE || mctp_type != r->wire_type ||
	    !len || len > body_max(r)) {
		r->dropped++;
		return;
	}
	if (mctp_type == SPDM_MCTP_TYPE_SECURED)
		on_record(r, body, len);
	else
		on_message(r, body, len);
}

static void on_no_response(struct spdm_requester *r)
{
	if (r->retries_left) {
		r->retries_left--;
		r->resent = true;
		send_wire(r);
		return;
	}
	spdm_requester_reason(r, "no answer after %u attempts",
			      r->config.retries + 1);
	spdm_requester_fail(r);
}

void spdm_requester_timer(struct spdm_requester *r)
{
	switch (r->wait) {
	case SPDM_WAIT_NOTHING:
		break;
	case SPDM_WAIT_RESPONSE:
		on_no_response(r);
		break;
	case SPDM_WAIT_BUSY:
		if (current_step(r)->afresh)
			build_and_send(r);
		else
			send_request(r);
		break;
	case SPDM_WAIT_READY:
		send_respond_if_ready(r);
		break;
	case SPDM_WAIT_HEARTBEAT:
		spdm_requester_begin(r, SPDM_STEP_HEARTBEAT);
		break;
	}
}
