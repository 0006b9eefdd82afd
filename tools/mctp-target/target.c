// SPDX-License-Identifier: Apache-2.0
/*
 * An emulated device: between wire and stack stands the PEC.
 */
#include "target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target-config.h"
#include "stack.h"
#include "lib/log.h"
#include "proto/packet.h"
#include "proto/pec.h"
#include "spdm-responder.h"
#include "wire.h"

struct target {
	const struct target_config *config;
	void (*gone)(void *user);
	void *user;
	struct wire *wire;
	struct stack *stack;
	struct spdm_responder *spdm;
	uint64_t bad_pec;
	bool notified;
};

static void on_receive(void *user, const uint8_t *data, size_t len)
{
	struct target *t = user;

	/* DSP0233: a packet whose PEC is wrong is dropped */
	if (len < 1 || pec_of_transfer(wire_address(t->wire), false, data,
				       len - 1) != data[len - 1]) {
		t->bad_pec++;
		log_debug("%s: wrong PEC, packet dropped", t->config->name);
		return;
	}
	stack_receive(t->stack, data, len - 1);
}

static void on_send(void *user, const uint8_t *packet, size_t len)
{
	struct target *t = user;

	wire_send(t->wire, packet, len);
}

static void on_address(void *user, uint8_t address)
{
	struct target *t = user;

	log_debug("%s: dynamic address 0x%02x", t->config->name, address);
	if (!address || !t->config->notify || t->notified)
		return;
	t->notified = true;
	stack_notify(t->stack);
}

static void on_gone(void *user)
{
	struct target *t = user;

	log_notice("%s: bus %s is gone", t->config->name, t->config->bus);
	t->gone(t->user);
}

static int wire_open(struct target *t, struct sd_event *event)
{
	const struct target_config *c = t->config;
	const struct misbehave *m = &c->misbehave;
	const struct wire_config config = {
		.bus = c->bus,
		.pid = c->pid,
		.bcr = c->bcr,
		.dcr = c->dcr,
		.mrl = c->mrl,
		.mwl = c->mwl,
		.hotjoin = !c->no_hotjoin,
		.bad_pec = misbehave_has(m, MISBEHAVE_BAD_PEC),
		.delay_ms = m->late_ms,
		.receive = on_receive,
		.address = on_address,
		.gone = on_gone,
		.user = t,
	};

	return wire_new(event, &config, &t->wire);
}

static int stack_open(struct target *t)
{
	const struct target_config *c = t->config;
	const struct stack_config config = {
		.uuid = c->uuid,
		.static_eid = c->eid,
		.types = c->types,
		.echo = c->echo,
		.spdm = t->spdm,
		.payload_max = c->mtu - PACKET_HEADER_SIZE,
		.misbehave = c->misbehave,
		.send = on_send,
		.user = t,
	};

	return stack_new(&config, &t->stack);
}

static void attach_error(const struct target_config *c, int err, char *error)
{
	switch (-err) {
	case ENXIO:
		snprintf(error, TARGET_ERROR_MAX,
			 "%s: %s is not there: modprobe i3c-sim", c->name,
			 WIRE_DEVICE);
		break;
	case ENOENT:
		snprintf(error, TARGET_ERROR_MAX,
			 "%s: bus %s does not exist or is not live", c->name,
			 c->bus);
		break;
	case EEXIST:
		snprintf(error, TARGET_ERROR_MAX,
			 "%s: PID %012" PRIx64 " is on bus %s already", c->name,
			 c->pid, c->bus);
		break;
	case ENOSPC:
		snprintf(error, TARGET_ERROR_MAX, "%s: bus %s is full", c->name,
			 c->bus);
		break;
	default:
		snprintf(error, TARGET_ERROR_MAX, "%s: bus %s: %s", c->name,
			 c->bus, strerror(-err));
	}
}

int target_new(struct sd_event *event, const struct target_config *config,
	       void (*gone)(void *user), void *user, struct target **ret_target,
	       char *error)
{
	struct target *t = calloc(1, sizeof(*t));
	int err;

	if (!t) {
		snprintf(error, TARGET_ERROR_MAX, "out of memory");
		return -ENOMEM;
	}
	t->config = config;
	t->gone = gone;
	t->user = user;
	if (config->spdm)
		err = spdm_responder_open(config->spdm_key, config->spdm_chain,
					  &config->misbehave, &t->spdm, error,
					  TARGET_ERROR_MAX);
	else
		err = 0;
	if (!err) {
		err = stack_open(t);
		if (!err)
			err = wire_open(t, event);
		if (err)
			attach_error(config, err, error);
	}
	if (err) {
		target_free(t);
		return err;
	}
	*ret_target = t;
	return 0;
}

static void counters_log(const struct target *t)
{
	const struct stack_counters *e = stack_counters(t->stack);
	const struct wire_counters *w = wire_counters(t->wire);

	log_debug("%s: EID %u, packets in %" PRIu64 " out %" PRIu64
		  ", messages in %" PRIu64 " out %" PRIu64
		  ", wrong PEC %" PRIu64 ", malformed %" PRIu64
		  ", foreign %" PRIu64 ", incomplete %" PRIu64
		  ", unknown type %" PRIu64 ", dropped %" PRIu64
		  ", lost %" PRIu64,
		  t->config->name, stack_eid(t->stack), e->packets_in,
		  e->packets_out, e->messages_in, e->messages_out, t->bad_pec,
		  e->malformed, e->foreign, e->incomplete, e->unknown,
		  w->dropped, w->lost);
}

struct target *target_free(struct target *t)
{
	if (!t)
		return NULL;
	if (t->wire)
		counters_log(t);
	wire_free(t->wire);
	stack_free(t->stack);
	spdm_responder_free(t->spdm);
	free(t);
	return NULL;
}
