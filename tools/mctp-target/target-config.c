// SPDX-License-Identifier: Apache-2.0
/*
 * The keys of an emulated device and what their values may be.
 */
#include "target-config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack.h"
#include "proto/mctp.h"
#include "proto/packet.h"

#define DCR_MCTP 0xcc	 /* MIPI I3C DCR assignment */
#define BCR_DEFAULT 0x06 /* IBI with a mandatory data byte */
#define PID_MAX 0xffffffffffffull
#define MTU_MIN (PACKET_HEADER_SIZE + MCTP_BASELINE_PAYLOAD)
#define MTU_MAX (PACKET_HEADER_SIZE + STACK_PAYLOAD_MAX)
#define PEC_SIZE 1

typedef const char *(*key_fn)(struct target_config *t, const char *value);

static bool number_parse(const char *text, int base, uint64_t min, uint64_t max,
			 uint64_t *ret)
{
	unsigned long long v;
	char *end;

	if (!strchr("0123456789abcdefABCDEF", *text) || !*text)
		return false;
	errno = 0;
	v = strtoull(text, &end, base);
	if (errno || *end || v < min || v > max)
		return false;
	*ret = v;
	return true;
}

static const char *text_set(char *to, size_t size, const char *value)
{
	if (!*value)
		return "is empty";
	if (strlen(value) >= size)
		return "is too long";
	strcpy(to, value);
	return NULL;
}

static const char *switch_set(bool *to, const char *value)
{
	if (!value || !strcmp(value, "yes"))
		*to = true;
	else if (!strcmp(value, "no"))
		*to = false;
	else
		return "is neither yes nor no";
	return NULL;
}

static const char *bus_set(struct target_config *t, const char *value)
{
	return text_set(t->bus, sizeof(t->bus), value);
}

static const char *pid_set(struct target_config *t, const char *value)
{
	return number_parse(value, 16, 1, PID_MAX, &t->pid) ?
		       NULL :
		       "is no PID: 1 to ffffffffffff, hexadecimal";
}

static const char *register_set(uint8_t *to, const char *value)
{
	uint64_t v;

	if (!number_parse(value, 16, 0, 0xff, &v))
		return "is no byte: 0 to ff, hexadecimal";
	*to = v;
	return NULL;
}

static const char *dcr_set(struct target_config *t, const char *value)
{
	return register_set(&t->dcr, value);
}

static const char *bcr_set(struct target_config *t, const char *value)
{
	return register_set(&t->bcr, value);
}

static const char *length_set(uint16_t *to, const char *value)
{
	uint64_t v;

	if (!number_parse(value, 10, 0, UINT16_MAX, &v))
		return "is no length: 0 to 65535";
	*to = v;
	return NULL;
}

static const char *mrl_set(struct target_config *t, const char *value)
{
	return length_set(&t->mrl, value);
}

static const char *mwl_set(struct target_config *t, const char *value)
{
	return length_set(&t->mwl, value);
}

static const char *mtu_set(struct target_config *t, const char *value)
{
	uint64_t v;

	if (!number_parse(value, 10, MTU_MIN, MTU_MAX, &v))
		return "is no packet size: 68 to 4095";
	t->mtu = v;
	return NULL;
}

static const char *uuid_set(struct target_config *t, const char *value)
{
	return uuid_parse(value, &t->uuid) ? "is no UUID" : NULL;
}

static const char *eid_set(struct target_config *t, const char *value)
{
	uint64_t v;

	if (!number_parse(value, 10, MCTP_EID_FIRST, MCTP_EID_LAST, &v))
		return "is no EID: 8 to 254";
	t->eid = v;
	return NULL;
}

static void type_add(struct types_response *types, uint8_t type)
{
	for (size_t i = 0; i < types->count; i++)
		if (types->types[i] == type)
			return;
	if (types->count < TYPES_MAX)
		types->types[types->count++] = type;
}

static const char *types_set(struct target_config *t, const char *value)
{
	char copy[TARGET_CONFIG_PATH_MAX], *rest = copy, *item;
	const char *problem = text_set(copy, sizeof(copy), value);
	uint64_t v;

	if (problem)
		return problem;
	while ((item = strsep(&rest, ","))) {
		if (!number_parse(item, 16, 0, MCTP_TYPE_MASK, &v))
			return "is no list of message types: 0 to 7f, "
			       "hexadecimal, with commas between";
		type_add(&t->types, v);
	}
	return NULL;
}

static const char *echo_set(struct target_config *t, const char *value)
{
	return switch_set(&t->echo, value);
}

static const char *spdm_set(struct target_config *t, const char *value)
{
	return switch_set(&t->spdm, value);
}

static const char *spdm_key_set(struct target_config *t, const char *value)
{
	return text_set(t->spdm_key, sizeof(t->spdm_key), value);
}

static const char *spdm_chain_set(struct target_config *t, const char *value)
{
	return text_set(t->spdm_chain, sizeof(t->spdm_chain), value);
}

static const char *no_hotjoin_set(struct target_config *t, const char *value)
{
	return switch_set(&t->no_hotjoin, value);
}

static const char *notify_set(struct target_config *t, const char *value)
{
	return switch_set(&t->notify, value);
}

static const char *misbehave_set(struct target_config *t, const char *value)
{
	return misbehave_parse(value, &t->misbehave) ?
		       "is no misbehaviour; --help lists them" :
		       NULL;
}

static const struct key {
	const char *name;
	key_fn set;
} keys[] = {
	{ "bus", bus_set },
	{ "pid", pid_set },
	{ "dcr", dcr_set },
	{ "bcr", bcr_set },
	{ "mrl", mrl_set },
	{ "mwl", mwl_set },
	{ "mtu", mtu_set },
	{ "uuid", uuid_set },
	{ "eid", eid_set },
	{ "types", types_set },
	{ "echo", echo_set },
	{ "spdm", spdm_set },
	{ "spdm-key", spdm_key_set },
	{ "spdm-chain", spdm_chain_set },
	{ "no-hotjoin", no_hotjoin_set },
	{ "notify", notify_set },
	{ "misbehave", misbehave_set },
};

#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

static const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static bool is_set(const struct target_config *t, const char *name)
{
	return t->seen & 1u << (key_find(name) - keys);
}

void target_config_init(struct target_config *t, const char *name)
{
	*t = (struct target_config){
		.dcr = DCR_MCTP,
		.bcr = BCR_DEFAULT,
		.mtu = MTU_MIN,
	};
	snprintf(t->name, sizeof(t->name), "%s", name);
	type_add(&t->types, MCTP_TYPE_CONTROL);
}

int target_config_set(struct target_config *t, const char *key,
		      const char *value, char *error)
{
	const struct key *k = key_find(key);
	const char *problem;

	if (!k) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "unknown key %.64s",
			 key);
		return -EINVAL;
	}
	if (is_set(t, key)) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%s is given twice",
			 key);
		return -EINVAL;
	}
	problem = k->set(t, value);
	if (problem) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%s %.256s %s", key,
			 value ? value : "", problem);
		return -EINVAL;
	}
	t->seen |= 1u << (k - keys);
	return 0;
}

/* One that differs from device to device and stays the same. */
static void uuid_from_pid(struct target_config *t)
{
	t->uuid = (struct uuid){ .bytes = { [6] = 0x80, [8] = 0x80 } };
	for (size_t i = 0; i < 6; i++)
		t->uuid.bytes[10 + i] = t->pid >> (8 * (5 - i));
}

static const char *lengths_check(struct target_config *t)
{
	if (!is_set(t, "mrl"))
		t->mrl = t->mtu + PEC_SIZE;
	if (!is_set(t, "mwl"))
		t->mwl = t->mtu + PEC_SIZE;
	/* 0: the target does not tell, the controller takes the baseline */
	if (t->mrl ? t->mtu + PEC_SIZE > t->mrl : t->mtu > MTU_MIN)
		return "mtu does not fit mrl";
	return NULL;
}

static const char *target_check(struct target_config *t)
{
	if (!is_set(t, "bus"))
		return "bus is missing";
	if (!is_set(t, "pid"))
		return "pid is missing";
	if (t->spdm && (!is_set(t, "spdm-key") || !is_set(t, "spdm-chain")))
		return "spdm needs spdm-key and spdm-chain";
	if (!is_set(t, "uuid"))
		uuid_from_pid(t);
	if (t->spdm) {
		type_add(&t->types, MCTP_TYPE_SPDM);
		type_add(&t->types, MCTP_TYPE_SECURED);
	}
	if (t->echo)
		type_add(&t->types, MCTP_TYPE_VENDOR_PCI);
	return lengths_check(t);
}

int target_config_check(struct target_config *t, char *error)
{
	const char *problem = target_check(t);

	if (!problem)
		return 0;
	snprintf(error, TARGET_CONFIG_ERROR_MAX, "%s", problem);
	return -EINVAL;
}

int target_configs_add(struct target_configs *config,
		       const struct target_config *t)
{
	struct target_config *targets;

	if (config->count == TARGET_CONFIGS_MAX)
		return -E2BIG;
	targets = realloc(config->targets,
			  (config->count + 1) * sizeof(*targets));
	if (!targets)
		return -ENOMEM;
	targets[config->count++] = *t;
	config->targets = targets;
	return 0;
}

void target_configs_done(struct target_configs *config)
{
	free(config->targets);
	*config = (struct target_configs){ 0 };
}
