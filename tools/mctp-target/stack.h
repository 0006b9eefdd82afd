/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The MCTP endpoint of an emulated device: packets come in, messages are put
 * together and answered, packets go out. It knows nothing of the bus.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control.h"
#include "misbehave.h"

struct spdm_responder;

/* Messages that may be incomplete at the same time; the oldest gives way. */
#define STACK_ASSEMBLIES_MAX 8
/* Payload of a packet: a private transfer less header and PEC. */
#define STACK_PAYLOAD_MAX 4091

struct stack_counters {
	uint64_t packets_in;
	uint64_t packets_out;
	uint64_t messages_in;
	uint64_t messages_out;
	uint64_t malformed;  /* no packet, or no message type */
	uint64_t foreign;    /* for another EID */
	uint64_t incomplete; /* messages given up */
	uint64_t unknown;    /* message types without a responder */
};

struct stack_config {
	struct uuid uuid;
	uint8_t static_eid;
	struct types_response types; /* all of them, control included */
	bool echo;
	struct spdm_responder *spdm; /* NULL: none; borrowed */
	size_t payload_max;	     /* of a packet we send */
	struct misbehave misbehave;
	/* Takes a packet without PEC. */
	void (*send)(void *user, const uint8_t *packet, size_t len);
	void *user;
};

struct stack;

int stack_new(const struct stack_config *config, struct stack **ret_stack);
struct stack *stack_free(struct stack *st);

/* @packet is without PEC, which has been checked. */
void stack_receive(struct stack *st, const uint8_t *packet, size_t len);
/* Sends Discovery Notify to whoever owns the bus. */
void stack_notify(struct stack *st);
const struct stack_counters *stack_counters(const struct stack *st);
uint8_t stack_eid(const struct stack *st);
