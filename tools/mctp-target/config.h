/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an emulated device is, key by key: the keys of the configuration file
 * are the long options of the command line.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "misbehave.h"
#include "proto/types.h"
#include "proto/uuid.h"

#define CONFIG_NAME_MAX 64
#define CONFIG_PATH_MAX 256
#define CONFIG_BUS_MAX 32
#define CONFIG_ERROR_MAX 512
/* Devices of one process. */
#define CONFIG_TARGETS_MAX 256

struct config_target {
	char name[CONFIG_NAME_MAX];
	char bus[CONFIG_BUS_MAX];
	uint64_t pid;
	uint8_t dcr;
	uint8_t bcr;
	uint16_t mrl;
	uint16_t mwl;
	uint16_t mtu; /* packet without PEC */
	struct uuid uuid;
	uint8_t eid;
	struct types_response types; /* beside those that options imply */
	bool echo;
	bool spdm;
	char spdm_key[CONFIG_PATH_MAX];
	char spdm_chain[CONFIG_PATH_MAX];
	bool no_hotjoin;
	bool notify;
	struct misbehave misbehave;
	uint32_t seen; /* keys that were set, by their place in the table */
};

struct config {
	struct config_target *targets;
	size_t count;
};

void config_target_init(struct config_target *t, const char *name);
/*
 * Sets @key; a NULL @value means "yes" and is for switches only. 0, or
 * -EINVAL with one line in @error (of CONFIG_ERROR_MAX).
 */
int config_target_set(struct config_target *t, const char *key,
		      const char *value, char *error);
/* Fills what follows from other keys; errors as above. */
int config_target_check(struct config_target *t, char *error);

/* Appends one; -E2BIG at the limit. */
int config_add(struct config *config, const struct config_target *t);
/* Reads a file; errors begin with "FILE:LINE: " or "FILE: ". */
int config_load(struct config *config, const char *path, char *error);
void config_done(struct config *config);
