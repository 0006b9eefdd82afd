/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers to the control requests of other endpoints, and what this machine
 * says it supports. Also where a device announces itself.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

struct manager;
struct responder;

#define RESPONDER_TYPES_MAX 32
#define RESPONDER_VERSIONS_MAX 8 /* of one type */
#define RESPONDER_VENDOR_TYPES_MAX 16

int responder_new(struct manager *manager, struct responder **ret_responder);
struct responder *responder_free(struct responder *responder);

/*
 * What Get Message Type Support, Get MCTP Version Support and Get Vendor
 * Defined Message Support tell. @versions as on the wire, 0xF1F3F100 for
 * 1.3.0. -EEXIST when it is registered, -EINVAL for type 0 and the base
 * protocol, -EBUSY at the limits above.
 */
int responder_add_type(struct responder *responder, uint8_t type,
		       const uint32_t *versions, size_t n_versions);
void responder_remove_type(struct responder *responder, uint8_t type);
int responder_add_vendor_type(struct responder *responder,
			      const struct endpoint_vendor_type *vendor);
void responder_remove_vendor_type(struct responder *responder,
				  const struct endpoint_vendor_type *vendor);
