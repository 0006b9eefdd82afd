/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SPDM with one endpoint: drives the requester of spdm/ over message types
 * 5 and 6 and keeps what is published about it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct endpoint;
struct manager;
struct waiter;

#define SPDM_CLIENT_MEASUREMENTS_MAX 64

enum spdm_client_state {
	SPDM_CLIENT_NONE,
	SPDM_CLIENT_CONNECTING,
	SPDM_CLIENT_AUTHENTICATED,
	SPDM_CLIENT_SESSION,
	SPDM_CLIENT_FAILED,
};

enum spdm_client_identity {
	SPDM_CLIENT_IDENTITY_UNKNOWN,
	SPDM_CLIENT_IDENTITY_VERIFIED,
	SPDM_CLIENT_IDENTITY_FAILED,
};

struct spdm_client_measurement {
	uint8_t index;
	uint8_t type; /* DMTFSpecMeasurementValueType */
	const uint8_t *value;
	size_t len;
};

/* What is published; strings are never NULL, empty when not known. */
struct spdm_client_info {
	enum spdm_client_state state;
	enum spdm_client_identity identity;
	const char *version;	/* "1.2" */
	const char *algorithms; /* "ECDSA_P384 SHA_384 SECP384R1 ..." */
	const char *subject;
	const char *error;
	uint32_t session_id;
	uint64_t updated_ms; /* since the epoch; 0 never */
	const struct spdm_client_measurement *measurements;
	size_t n_measurements;
};

struct spdm_client;

const char *spdm_client_state_format(enum spdm_client_state state);
const char *spdm_client_identity_format(enum spdm_client_identity identity);

const struct spdm_client_info *
spdm_client_info(const struct spdm_client *client);
/* Joins a run or starts one; the outcome's reason is the SPDM error. */
int spdm_client_attest(struct spdm_client *client, struct waiter *waiter);
/* -ENOTCONN without a session. */
int spdm_client_end_session(struct spdm_client *client, struct waiter *waiter);

/* For endpoint.c. Starts a run by itself if the configuration says so. */
int spdm_client_new(struct endpoint *endpoint, struct spdm_client **ret_client);
struct spdm_client *spdm_client_free(struct spdm_client *client);

/* For the manager: the trust anchors, and who runs and who waits. */
int spdm_clients_init(struct manager *manager);
void spdm_clients_done(struct manager *manager);
