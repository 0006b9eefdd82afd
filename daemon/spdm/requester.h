/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An SPDM requester: attests one device and holds one session with it. It
 * does no I/O and knows no clock; the owner connects it to both by its ops.
 *
 * How the daemon uses it, one per endpoint that lists message type 5:
 *
 *   r = spdm_requester_new(&config, &ops, endpoint);
 *   spdm_requester_start(r);
 *
 * From then on the requester calls
 *   ops.send()      to send one MCTP message: type 5 or 6 and its body (after
 *                   the type byte), as tag owner. One request is outstanding
 *                   at a time. A failure counts as a lost message.
 *   ops.set_timer() to arm its only timer, replacing what was set; 0: off.
 *   ops.changed()   when anything a getter returns has changed.
 * and the owner calls
 *   spdm_requester_receive() with the body of every type 5 and 6 message that
 *                   answers it (TO bit clear, tag of the request). Anything
 *                   else of those types from that endpoint may be passed too;
 *                   it is dropped and counted.
 *   spdm_requester_timeout() when the timer fires.
 *
 * None of the ops may call back into the requester, except getters from
 * changed(). After "failed", _start() begins afresh, at any time: it drops
 * the session without a word and runs the whole sequence again.
 *
 * States (the words of the D-Bus property State):
 *   none           not started, or ended by _end_session
 *   connecting     from _start until the device has proven its identity
 *   authenticated  certificate chain verified, possession of the key proven
 *                  (CHALLENGE, or KEY_EXCHANGE where there is none)
 *   session        session established; the device offers it and config asks
 *   failed         stopped; _error() tells why
 * A finished run is one that is not _busy().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"
#include "spdm/cert-chain.h"
#include "spdm/header.h"

struct spdm_algorithms;
struct spdm_requester;
struct spdm_trust;

enum spdm_requester_state {
	SPDM_STATE_NONE,
	SPDM_STATE_CONNECTING,
	SPDM_STATE_AUTHENTICATED,
	SPDM_STATE_SESSION,
	SPDM_STATE_FAILED,
};

enum spdm_identity {
	SPDM_IDENTITY_UNKNOWN,
	SPDM_IDENTITY_VERIFIED,
	SPDM_IDENTITY_FAILED,
};

/*
 * The largest SPDM message the requester accepts, announced as its
 * DataTransferSize. A record around it adds up to SPDM_RECORD_OVERHEAD.
 */
#define SPDM_REQUESTER_MESSAGE_MAX 4608
#define SPDM_REQUESTER_ERROR_MAX 256
/* Measurement blocks are kept up to this many bytes of values. */
#define SPDM_REQUESTER_MEASUREMENTS_MAX (16 * 1024)

struct spdm_requester_config {
	const struct spdm_trust *trust; /* outlives the requester */
	enum spdm_date_policy dates;
	uint8_t version_min;  /* 0: 1.1 */
	uint8_t version_max;  /* 0: the highest supported */
	bool session;	      /* go on to a session where offered */
	bool clear_handshake; /* offer HANDSHAKE_IN_THE_CLEAR */
	const struct spdm_algorithms *offer; /* NULL: all supported */
	uint32_t message_max;		     /* 0: SPDM_REQUESTER_MESSAGE_MAX */
	uint64_t rtt_us;		     /* transport round trip; 0: 1 s */
	unsigned int retries;	   /* after a lost message, per request */
	unsigned int busy_retries; /* after Busy, per request; 0: 10 */
	uint64_t busy_delay_us;	   /* 0: 100 ms, doubled each time */
};

struct spdm_requester_ops {
	int (*send)(void *userdata, uint8_t mctp_type, const uint8_t *body,
		    size_t len);
	void (*set_timer)(void *userdata, uint64_t delay_us);
	void (*changed)(void *userdata);
};

struct spdm_requester *
spdm_requester_new(const struct spdm_requester_config *config,
		   const struct spdm_requester_ops *ops, void *userdata);
struct spdm_requester *spdm_requester_free(struct spdm_requester *r);
DEFINE_CLEANUP(struct spdm_requester *, spdm_requester_free);

void spdm_requester_start(struct spdm_requester *r);
void spdm_requester_receive(struct spdm_requester *r, uint8_t mctp_type,
			    const uint8_t *body, size_t len);
void spdm_requester_timeout(struct spdm_requester *r);
/*
 * Says goodbye, then state none. -ENOTCONN without a session, -EBUSY while
 * another request is outstanding.
 */
int spdm_requester_end_session(struct spdm_requester *r);
/*
 * New keys for what we send, or for both directions. Same errors, and
 * -EOPNOTSUPP when not negotiated.
 */
int spdm_requester_key_update(struct spdm_requester *r, bool both);
/* Signed measurements again, inside the session. Same errors. */
int spdm_requester_measure(struct spdm_requester *r);

enum spdm_requester_state spdm_requester_state(const struct spdm_requester *r);
/* "none", "connecting", ... */
const char *spdm_requester_state_name(enum spdm_requester_state state);
/* "unknown", "verified", "failed" */
const char *spdm_identity_name(enum spdm_identity identity);
/* A request is outstanding or waits to be repeated. */
bool spdm_requester_busy(const struct spdm_requester *r);
/* "1.2"; "" before it is agreed. */
const char *spdm_requester_version(const struct spdm_requester *r);
/* "ECDSA_P384 SHA_384 SECP384R1 AES_256_GCM"; "" before they are. */
const char *spdm_requester_algorithms(const struct spdm_requester *r);
/* 0 without an established session. */
uint32_t spdm_requester_session_id(const struct spdm_requester *r);
enum spdm_identity spdm_requester_identity(const struct spdm_requester *r);
/* The leaf's subject; "" before the chain was read. */
const char *spdm_requester_subject(const struct spdm_requester *r);
/* Why it failed, in one sentence; "" if it did not. */
const char *spdm_requester_error(const struct spdm_requester *r);
/* Messages dropped: late, repeated, foreign. */
uint64_t spdm_requester_dropped(const struct spdm_requester *r);

struct spdm_requester_measurement {
	uint8_t index;
	uint8_t value_type; /* DMTFSpecMeasurementValueType, raw in bit 7 */
	struct spdm_bytes value;
};

/* Signed and verified ones only. */
size_t spdm_requester_measurement_count(const struct spdm_requester *r);
/* @i below the count; the value borrows until the next run or free. */
struct spdm_requester_measurement
spdm_requester_measurement(const struct spdm_requester *r, size_t i);
/* The device's whole chain structure; empty before it was read. */
struct spdm_bytes spdm_requester_cert_chain(const struct spdm_requester *r);
