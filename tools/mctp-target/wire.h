/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A target on a simulated I3C bus: an open file of /dev/i3c-sim, with a
 * queue of the packets that it does not take yet.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sd_event;
struct wire;

#define WIRE_DEVICE "/dev/i3c-sim"
/* Packets waiting to be sent; more are dropped. */
#define WIRE_QUEUE_MAX 8192

struct wire_config {
	const char *bus;
	uint64_t pid;
	uint8_t bcr;
	uint8_t dcr;
	uint16_t mrl;
	uint16_t mwl;
	bool hotjoin;
	bool bad_pec;	       /* sends a wrong one */
	unsigned int delay_ms; /* of each packet */
	/* A private write, with the PEC. */
	void (*receive)(void *user, const uint8_t *data, size_t len);
	/* The dynamic address is another one; 0: none. */
	void (*address)(void *user, uint8_t address);
	/* The bus is gone. */
	void (*gone)(void *user);
	void *user;
};

struct wire_counters {
	uint64_t dropped; /* packets, for the queue was full */
	uint64_t lost;	  /* events that the kernel had to drop */
};

/* Errors as I3C_SIM_IOC_ATTACH; -ENXIO without the device file. */
int wire_new(struct sd_event *event, const struct wire_config *config,
	     struct wire **ret_wire);
struct wire *wire_free(struct wire *wire);
void wire_send(struct wire *wire, const uint8_t *packet, size_t len);
uint8_t wire_address(const struct wire *wire);
const struct wire_counters *wire_counters(const struct wire *wire);
