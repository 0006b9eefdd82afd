/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HEARTBEAT and HEARTBEAT_ACK (DSP0274 "HEARTBEAT request and HEARTBEAT_ACK
 * response messages").
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "spdm/header.h"

long spdm_heartbeat_encode(void *buf, size_t size,
			   uint8_t version) _must_check_;
int spdm_heartbeat_decode(const void *msg, size_t len,
			  uint8_t version) _must_check_;
long spdm_heartbeat_ack_encode(void *buf, size_t size,
			       uint8_t version) _must_check_;
int spdm_heartbeat_ack_decode(const void *msg, size_t len,
			      uint8_t version) _must_check_;
