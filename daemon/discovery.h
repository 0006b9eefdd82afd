/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions that make a device an endpoint: its EID, kept or assigned,
 * then what it is. One run per device at a time.
 */
#pragma once

#include <stdint.h>

#include "device.h"
#include "endpoint.h"
#include "request.h"

struct discovery;

struct discovery_params {
	enum device_setup_mode mode;
	uint8_t eid; /* DEVICE_STATIC */
	enum request_priority priority;
};

struct discovery_result {
	int error; /* as for struct outcome */
	uint8_t completion_code;
	const char *reason; /* the step that failed; NULL: none */
	uint8_t eid;	    /* taken in the pool, and with a path */
	uint32_t mtu;	    /* of the route; 0: the link's */
	struct endpoint_identity identity;
};

/*
 * done() comes from the loop, once; the discovery is over then and freed by
 * the caller. A run that fails, or is freed before, leaves no EID taken and
 * no path behind, other than those of the device's endpoint.
 */
int discovery_new(struct device *device, const struct discovery_params *params,
		  void (*done)(struct device *device,
			       const struct discovery_result *result),
		  struct discovery **ret_discovery);
struct discovery *discovery_free(struct discovery *discovery);
/* For log lines: "Get Endpoint UUID". */
const char *discovery_step_name(const struct discovery *discovery);
