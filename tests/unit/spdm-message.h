/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Room for any decoded SPDM message, and every codec: for tests that go
 * through all of them.
 */
#pragma once

#include "spdm/agreed.h"
#include "spdm/certificate.h"
#include "spdm/challenge.h"
#include "spdm/digests.h"
#include "spdm/end-session.h"
#include "spdm/error.h"
#include "spdm/finish.h"
#include "spdm/heartbeat.h"
#include "spdm/key-exchange.h"
#include "spdm/key-update.h"
#include "spdm/measurements.h"
#include "spdm/negotiate.h"
#include "spdm/opaque.h"
#include "spdm/version.h"

union message {
	struct spdm_version_list version;
	struct spdm_capabilities capabilities;
	struct spdm_algorithms algorithms;
	struct spdm_digests digests;
	struct spdm_get_certificate get_certificate;
	struct spdm_certificate certificate;
	struct spdm_challenge challenge;
	struct spdm_challenge_auth challenge_auth;
	struct spdm_get_measurements get_measurements;
	struct spdm_measurements measurements;
	struct spdm_key_exchange key_exchange;
	struct spdm_key_exchange_rsp key_exchange_rsp;
	struct spdm_finish finish;
	struct spdm_finish_rsp finish_rsp;
	struct spdm_key_update key_update;
	struct spdm_error error;
	struct spdm_not_ready not_ready;
	bool clear;
};
