/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control responder of an emulated device: its EID, and what it says
 * about itself.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"
#include "proto/control.h"
#include "proto/types.h"
#include "proto/uuid.h"

struct misbehave;

/* What the echo message type says it is, see echo.h. */
struct control_vendor {
	enum vendor_format format;
	uint32_t id;
	uint16_t command_set;
};

struct control {
	uint8_t eid;	    /* in effect; 0: none */
	uint8_t static_eid; /* 0: none */
	bool discovered;
	struct uuid uuid;
	struct types_response types;
	const struct control_vendor *vendor; /* NULL: none */
	const struct misbehave *misbehave;
};

/* The response's length, or 0 when there is none. */
size_t control_handle(struct control *c, const struct message *request,
		      uint8_t *response, size_t size);
