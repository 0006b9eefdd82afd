/* SPDX-License-Identifier: Apache-2.0 */
/*
 * END_SESSION and END_SESSION_ACK (DSP0274 "END_SESSION request and
 * END_SESSION_ACK response messages").
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

/* @clear_state: the responder shall forget the negotiated state as well. */
long spdm_end_session_encode(void *buf, size_t size, uint8_t version,
			     bool clear_state) _must_check_;
int spdm_end_session_decode(const void *msg, size_t len, uint8_t version,
			    bool *ret_clear_state) _must_check_;
long spdm_end_session_ack_encode(void *buf, size_t size,
				 uint8_t version) _must_check_;
int spdm_end_session_ack_decode(const void *msg, size_t len,
				uint8_t version) _must_check_;
