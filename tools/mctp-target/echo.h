/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The echo message type: a vendor type whose message begins with the PCI
 * vendor id below, big-endian, and comes back as it is.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "control.h"
#include "message.h"

#define ECHO_VENDOR_ID 0x1234
#define ECHO_COMMAND_SET 0x0001

extern const struct control_vendor echo_vendor;

/* The response's length, or 0 for a message of another vendor. */
size_t echo_handle(const struct message *request, uint8_t *response,
		   size_t size);
