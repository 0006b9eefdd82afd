// SPDX-License-Identifier: Apache-2.0
/*
 * The requester's lifetime, its public state and the getters.
 */
#include "spdm/requester.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/crypto-pkey.h"
#include "spdm/crypto.h"
#include "spdm/requester-internal.h"

#define DEFAULT_RTT_US 1000000
#define DEFAULT_BUSY_RETRIES 10
#define DEFAULT_BUSY_DELAY_US 100000

static void set_defaults(struct spdm_requester_config *c)
{
	if (!c->version_min)
		c->version_min = SPDM_VERSION_1_1;
	if (!c->version_max)
		c->version_max = SPDM_VERSION_1_4;
	if (!c->message_max)
		c->message_max = SPDM_REQUESTER_MESSAGE_MAX;
	if (c->message_max < SPDM_TRANSFER_SIZE_MIN)
		c->message_max = SPDM_TRANSFER_SIZE_MIN;
	if (!c->rtt_us)
		c->rtt_us = DEFAULT_RTT_US;
	if (!c->busy_retries)
		c->busy_retries = DEFAULT_BUSY_RETRIES;
	if (!c->busy_delay_us)
		c->busy_delay_us = DEFAULT_BUSY_DELAY_US;
}

struct spdm_requester *
spdm_requester_new(const struct spdm_requester_config *config,
		   const struct spdm_requester_ops *ops, void *userdata)
{
	struct spdm_requester *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->config = *config;
	set_defaults(&r->config);
	r->offer = config->offer ? *config->offer : spdm_algorithms_supported;
	r->config.offer = &r->offer;
	r->ops = *ops;
	r->userdata = userdata;
	r->step = SPDM_STEP_IDLE;
	return r;
}

static void forget_measurements(struct spdm_requester *r)
{
	free(r->record);
	r->record = NULL;
	r->record_len = 0;
	r->blocks = 0;
}

void spdm_requester_reset(struct spdm_requester *r)
{
	r->session = spdm_session_free(r->session);
	r->dh = crypto_dh_free(r->dh);
	spdm_transcripts_done(&r->transcripts);
	spdm_vca_reset(&r->transcripts.vca);
	r->transcripts_started = false;
	r->chain = spdm_cert_chain_free(r->chain);
	free(r->chain_data);
	r->chain_data = NULL;
	r->chain_len = 0;
	r->portions = 0;
	r->agreed = (struct spdm_agreed){ 0 };
	r->algorithms[0] = '\0';
	r->late_code = 0;
	r->identity = SPDM_IDENTITY_UNKNOWN;
	forget_measurements(r);
	r->dirty = true;
}

struct spdm_requester *spdm_requester_free(struct spdm_requester *r)
{
	if (!r)
		return NULL;
	spdm_requester_reset(r);
	crypto_wipe(r, sizeof(*r));
	free(r);
	return NULL;
}

void spdm_requester_set_state(struct spdm_requester *r,
			      enum spdm_requester_state state)
{
	if (r->state == state)
		return;
	r->state = state;
	r->dirty = true;
}

void spdm_requester_set_identity(struct spdm_requester *r,
				 enum spdm_identity identity)
{
	if (r->identity == identity)
		return;
	r->identity = identity;
	r->dirty = true;
}

void spdm_requester_reason(struct spdm_requester *r, const char *fmt, ...)
{
	const struct spdm_step_ops *step;
	va_list ap;
	int n = 0;

	if (r->error[0])
		return;
	if (r->step != SPDM_STEP_IDLE) {
		step = spdm_requester_step(r->step);
		n = snprintf(r->error, sizeof(r->error),
			     "%s: ", spdm_code_name(step->request));
	}
	va_start(ap, fmt);
	vsnprintf(r->error + n, sizeof(r->error) - n, fmt, ap);
	va_end(ap);
}

/* What was learnt about the device stays readable; secrets do not stay. */
void spdm_requester_fail(struct spdm_requester *r)
{
	spdm_requester_reason(r, "failed");
	r->session = spdm_session_free(r->session);
	r->dh = crypto_dh_free(r->dh);
	r->step = SPDM_STEP_IDLE;
	r->wait = SPDM_WAIT_NOTHING;
	r->ops.set_timer(r->userdata, 0);
	spdm_requester_set_state(r, SPDM_STATE_FAILED);
}

/* Every entry point ends here. */
static void tell_changes(struct spdm_requester *r)
{
	if (!r->dirty)
		return;
	r->dirty = false;
	r->ops.changed(r->userdata);
}

void spdm_requester_start(struct spdm_requester *r)
{
	spdm_requester_reset(r);
	r->restarts = 0;
	r->error[0] = '\0';
	spdm_requester_set_state(r, SPDM_STATE_CONNECTING);
	spdm_requester_begin(r, SPDM_STEP_VERSION);
	tell_changes(r);
}

void spdm_requester_receive(struct spdm_requester *r, uint8_t mctp_type,
			    const uint8_t *body, size_t len)
{
	spdm_requester_message(r, mctp_type, body, len);
	tell_changes(r);
}

void spdm_requester_timeout(struct spdm_requester *r)
{
	spdm_requester_timer(r);
	tell_changes(r);
}

static int begin_in_session(struct spdm_requester *r, enum spdm_step step)
{
	if (spdm_requester_busy(r))
		return -EBUSY;
	if (r->state != SPDM_STATE_SESSION)
		return -ENOTCONN;
	spdm_requester_begin(r, step);
	tell_changes(r);
	return 0;
}

int spdm_requester_end_session(struct spdm_requester *r)
{
	return begin_in_session(r, SPDM_STEP_END_SESSION);
}

int spdm_requester_key_update(struct spdm_requester *r, bool both)
{
	if (spdm_requester_busy(r))
		return -EBUSY;
	if (r->session && !spdm_agreed_has(&r->agreed, SPDM_CAP_KEY_UPD))
		return -EOPNOTSUPP;
	r->key_update_both = both;
	return begin_in_session(r, SPDM_STEP_KEY_UPDATE);
}

int spdm_requester_measure(struct spdm_requester *r)
{
	if (r->session && !(r->agreed.rsp.flags & SPDM_CAP_MEAS_SIG))
		return -EOPNOTSUPP;
	return begin_in_session(r, SPDM_STEP_MEASURE);
}

enum spdm_requester_state spdm_requester_state(const struct spdm_requester *r)
{
	return r->state;
}

const char *spdm_requester_state_name(enum spdm_requester_state state)
{
	switch (state) {
	case SPDM_STATE_NONE:
		return "none";
	case SPDM_STATE_CONNECTING:
		return "connecting";
	case SPDM_STATE_AUTHENTICATED:
		return "authenticated";
	case SPDM_STATE_SESSION:
		return "session";
	case SPDM_STATE_FAILED:
		return "failed";
	}
	return NULL;
}

const char *spdm_identity_name(enum spdm_identity identity)
{
	switch (identity) {
	case SPDM_IDENTITY_UNKNOWN:
		return "unknown";
	case SPDM_IDENTITY_VERIFIED:
		return "verified";
	case SPDM_IDENTITY_FAILED:
		return "failed";
	}
	return NULL;
}

bool spdm_requester_busy(const struct spdm_requester *r)
{
	return r->step != SPDM_STEP_IDLE;
}

const char *spdm_requester_version(const struct spdm_requester *r)
{
	switch (r->agreed.version) {
	case SPDM_VERSION_1_1:
		return "1.1";
	case SPDM_VERSION_1_2:
		return "1.2";
	case SPDM_VERSION_1_3:
		return "1.3";
	case SPDM_VERSION_1_4:
		return "1.4";
	}
	return "";
}

const char *spdm_requester_algorithms(const struct spdm_requester *r)
{
	return r->algorithms;
}

uint32_t spdm_requester_session_id(const struct spdm_requester *r)
{
	return r->state == SPDM_STATE_SESSION ? r->session->id : 0;
}

enum spdm_identity spdm_requester_identity(const struct spdm_requester *r)
{
	return r->identity;
}

const char *spdm_requester_subject(const struct spdm_requester *r)
{
	return r->chain ? spdm_cert_chain_subject(r->chain) : "";
}

const char *spdm_requester_error(const struct spdm_requester *r)
{
	return r->error;
}

uint64_t spdm_requester_dropped(const struct spdm_requester *r)
{
	return r->dropped;
}

size_t spdm_requester_measurement_count(const struct spdm_requester *r)
{
	return r->blocks;
}

struct spdm_requester_measurement
spdm_requester_measurement(const struct spdm_requester *r, size_t i)
{
	struct spdm_measurement m = { 0 };
	struct buf_reader record;

	buf_reader_init(&record, r->record, r->record_len);
	for (size_t at = 0; at <= i; at++)
		if (spdm_measurement_decode(&record, &m) < 0)
			return (struct spdm_requester_measurement){ 0 };
	return (struct spdm_requester_measurement){
		.index = m.index,
		.value_type = m.value_type | (m.raw ? 0x80 : 0),
		.value = m.value,
	};
}

struct spdm_bytes spdm_requester_cert_chain(const struct spdm_requester *r)
{
	if (!r->chain)
		return (struct spdm_bytes){ 0 };
	return spdm_cert_chain_data(r->chain);
}
