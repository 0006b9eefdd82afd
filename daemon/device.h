/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device on a link, known by its physical address: seen on the bus or
 * named by a user. It exists as long as it is on the bus, whether it speaks
 * or not; its endpoint exists while it does. Other files read the fields.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "lib/list.h"
#include "request.h"
#include "transport.h"

struct discovery;
struct link;
struct waiter;

#define DEVICE_NAME_MAX 32

enum device_state {
	DEVICE_DISCOVERING, /* being asked */
	DEVICE_SETTLED,	    /* has an endpoint */
	DEVICE_SILENT,	    /* did not answer; asked again later */
	DEVICE_IDLE,	    /* left alone until a user asks */
};

/* What a setup may do about the EID. */
enum device_setup_mode {
	DEVICE_SETUP,  /* reuse, adopt or assign */
	DEVICE_ASSIGN, /* assign unless it is published */
	DEVICE_STATIC, /* this EID and no other */
	DEVICE_LEARN,  /* adopt or give up */
};

struct device {
	struct list node; /* in link->devices */
	struct link *link;
	char name[DEVICE_NAME_MAX]; /* in sysfs, "0-04cc..."; may be empty */
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
	size_t hwaddr_len;
	bool on_bus; /* sysfs has it; else only a user named it */
	enum device_state state;
	struct request_peer peer;
	struct endpoint *endpoint; /* NULL: not published */
	struct discovery *discovery;
};

const char *device_state_format(enum device_state state);
/* For log lines: link, name or address. */
const char *device_label(const struct device *device);

/*
 * Finds or makes the EID and publishes the endpoint. An endpoint that is
 * published is the answer at once, except that DEVICE_STATIC with another
 * EID moves it. The waiter hears the end from the event loop.
 */
int device_setup(struct device *device, enum device_setup_mode mode,
		 uint8_t eid, struct waiter *waiter);

/* For the daemon's own objects. */
int device_new(struct link *link, const char *name, const uint8_t *hwaddr,
	       size_t hwaddr_len, struct device **ret_device);
struct device *device_free(struct device *device);
