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
struct timer;
struct waiter;

#define DEVICE_NAME_MAX 32
#define DEVICE_LABEL_MAX 96

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
	char name[DEVICE_NAME_MAX];   /* in sysfs, "0-04cc..."; may be empty */
	char label[DEVICE_LABEL_MAX]; /* see device_label() */
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
	size_t hwaddr_len;
	bool on_bus; /* sysfs has it; else only a user named it */
	enum device_state state;
	struct request_peer peer;
	struct endpoint *endpoint; /* NULL: not published */
	struct discovery *discovery;
	bool scanned; /* for link_scan() */
	/* private to device.c */
	enum device_setup_mode mode; /* of the discovery that runs */
	unsigned int attempts;	     /* without an answer, in a row */
	struct list waiters;
	struct timer *timer;
	struct request_waiter poll;
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
/* The bus has it, anew perhaps: look at it without delay. */
void device_appeared(struct device *device);
/* Waits for the next word of it from the bus or a user. */
void device_leave_alone(struct device *device);
/* Asks by address whether it is there, EID and all. */
int device_recover(struct device *device, struct waiter *waiter);
/* For eid_pool_take(): one number per link and address. */
uint64_t device_owner_key(const struct device *device);
