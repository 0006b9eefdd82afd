/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The requester's state, shared by the files that implement it:
 * requester.c (lifetime, getters), requester-exchange.c (one request and its
 * response), requester-connect.c and requester-session.c (the steps).
 */
#pragma once

#include "spdm/agreed.h"
#include "spdm/error.h"
#include "spdm/key-exchange.h"
#include "spdm/measurements.h"
#include "spdm/requester.h"
#include "spdm/session.h"
#include "spdm/transcript.h"

struct crypto_dh;

/* The longest request is KEY_EXCHANGE with a 4096-bit group: 574 bytes. */
#define SPDM_REQUEST_MAX 768
/* RequestResynch and VersionMismatch lead back to GET_VERSION this often. */
#define SPDM_RESTARTS_MAX 3
/* A device may ask for more time than this, but does not get it. */
#define SPDM_CT_MAX_US (60 * 1000000ull)
#define SPDM_READY_MAX_US (120 * 1000000ull)
/* 64 KiB in the portions of a device with the smallest transfer size. */
#define SPDM_PORTIONS_MAX 2048

/*
 * Steps of the requester. Those up to FINISH run in this order, each if it is
 * wanted; the others start from an established session.
 */
enum spdm_step {
	SPDM_STEP_VERSION,
	SPDM_STEP_CAPABILITIES,
	SPDM_STEP_ALGORITHMS,
	SPDM_STEP_DIGESTS,
	SPDM_STEP_CERTIFICATE,
	SPDM_STEP_CHALLENGE,
	SPDM_STEP_MEASUREMENTS,
	SPDM_STEP_KEY_EXCHANGE,
	SPDM_STEP_FINISH,
	SPDM_STEP_IDLE, /* nothing outstanding */
	SPDM_STEP_HEARTBEAT,
	SPDM_STEP_KEY_UPDATE,
	SPDM_STEP_KEY_VERIFY,
	SPDM_STEP_MEASURE,
	SPDM_STEP_END_SESSION,
	SPDM_STEP_COUNT,
};

struct spdm_step_ops {
	uint8_t request;
	uint8_t response;
	/* The device computes: T2 instead of T1 applies. */
	bool crypto;
	/* After Busy the request is built again, not repeated. */
	bool afresh;
	/* Whether to take the step; NULL: always. */
	bool (*wanted)(const struct spdm_requester *r);
	/* Writes the request: its length, or a negative errno. */
	long (*build)(struct spdm_requester *r, uint8_t *buf, size_t size);
	/*
	 * Takes the response: 0 done, 1 once more, or a negative errno, with
	 * the reason set by spdm_requester_reason() or a general one.
	 */
	int (*accept)(struct spdm_requester *r, const uint8_t *msg, size_t len);
	/* Where a finished step leads. */
	enum spdm_step next;
};

/* What the only timer is for. */
enum spdm_wait {
	SPDM_WAIT_NOTHING,   /* off */
	SPDM_WAIT_RESPONSE,  /* resend, or give up */
	SPDM_WAIT_BUSY,	     /* send the request again */
	SPDM_WAIT_READY,     /* send RESPOND_IF_READY */
	SPDM_WAIT_HEARTBEAT, /* idle in a session with heartbeat */
};

struct spdm_requester {
	struct spdm_requester_config config;
	struct spdm_requester_ops ops;
	void *userdata;

	/* Public state. */
	enum spdm_requester_state state;
	enum spdm_identity identity;
	char error[SPDM_REQUESTER_ERROR_MAX];
	char algorithms[SPDM_ALGORITHMS_TEXT_MAX];
	uint64_t dropped;
	bool dirty; /* changed() is due */

	/* The connection. */
	struct spdm_agreed agreed;
	struct spdm_algorithms offer;
	struct spdm_transcripts transcripts;
	bool transcripts_started;
	unsigned int restarts;

	/* The device's certificate chain. */
	uint8_t slot;
	uint8_t slot_digest[SPDM_HASH_MAX];
	uint8_t *chain_data; /* while it is being read */
	size_t chain_len;
	size_t chain_total;
	size_t portion_wanted;
	unsigned int portions;
	struct spdm_cert_chain *chain;

	/* Of the request outstanding, to compare the response with. */
	uint8_t summary_type;
	uint8_t context[SPDM_CONTEXT_LEN];
	struct spdm_get_measurements measure;
	uint8_t key_update_tag;
	bool key_update_both;

	/* Blocks of the last verified measurements. */
	uint8_t *record;
	size_t record_len;
	size_t blocks;

	struct crypto_dh *dh; /* between KEY_EXCHANGE and its response */
	uint16_t req_session_id;
	struct spdm_session *session;

	/* The exchange. */
	enum spdm_step step;
	enum spdm_wait wait;
	/* The inner type byte, used in records only, and the request. */
	uint8_t request[1 + SPDM_REQUEST_MAX];
	size_t request_len; /* without the type byte */
	/* What was sent last; its repetition must be identical. */
	uint8_t wire[1 + SPDM_REQUEST_MAX + SPDM_RECORD_OVERHEAD];
	size_t wire_len;
	uint8_t wire_type;
	unsigned int retries_left;
	unsigned int busy_left;
	uint64_t busy_delay_us;
	struct spdm_not_ready not_ready;
	/* Until WTmax, plus one; 0: there was no ResponseNotReady. */
	uint64_t ready_left_us;
	bool resent;
	/* A second answer with this code may still come; 0: none. */
	uint8_t late_code;
};

extern const struct spdm_step_ops spdm_connect_steps[SPDM_STEP_COUNT];
extern const struct spdm_step_ops spdm_session_steps[SPDM_STEP_COUNT];
const struct spdm_step_ops *spdm_requester_step(enum spdm_step step);

/* requester.c */
void spdm_requester_set_state(struct spdm_requester *r,
			      enum spdm_requester_state state);
void spdm_requester_set_identity(struct spdm_requester *r,
				 enum spdm_identity identity);
/* Says why what is going on fails; the first reason stands. */
void spdm_requester_reason(struct spdm_requester *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Stops with state failed. */
void spdm_requester_fail(struct spdm_requester *r);
/* Forgets connection and session, not what is published. */
void spdm_requester_reset(struct spdm_requester *r);

/* requester-exchange.c */
void spdm_requester_begin(struct spdm_requester *r, enum spdm_step step);
void spdm_requester_message(struct spdm_requester *r, uint8_t mctp_type,
			    const uint8_t *body, size_t len);
void spdm_requester_timer(struct spdm_requester *r);

/*
 * What an accepted exchange adds to a transcript: the request and the first
 * @len bytes of the response.
 */
int spdm_requester_note(struct spdm_requester *r, struct spdm_transcript *t,
			const uint8_t *response, size_t len);

/* requester-connect.c: used inside a session as well. */
long spdm_requester_build_measurements(struct spdm_requester *r, uint8_t *buf,
				       size_t size);
int spdm_requester_accept_measurements(struct spdm_requester *r,
				       const uint8_t *msg, size_t len);
