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

#define TARGET_CONFIG_NAME_MAX 64
#define TARGET_CONFIG_PATH_MAX 256
#define TARGET_CONFIG_BUS_MAX 32
#define TARGET_CONFIG_ERROR_MAX 512
/* Devices of one process. */
#define TARGET_CONFIGS_MAX 256

struct target_config {
	char name[TARGET_CONFIG_NAME_MAX];
	char bus[TARGET_CONFIG_BUS_MAX];
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
	char spdm_key[TARGET_CONFIG_PATH_MAX];
	char spdm_chain[TARGET_CONFIG_PATH_MAX];
	bool no_hotjoin;
	bool notify;
	struct misbehave misbehave;
	uint32_t seen; /* keys that were set, by their place in the table */
};

struct target_configs {
	struct target_config *targets;
	size_t count;
};

void target_config_init(struct target_config *t, const char *name);
/*
 * Sets @key; a NULL @value means "yes" and is for switches only. 0, or
 * -EINVAL with one line in @error (of TARGET_CONFIG_ERROR_MAX).
 */
int target_config_set(struct target_config *t, const char *key,
		      const char *value, char *error);
/* Fills what follows from other keys; errors as above. */
int target_config_check(struct target_config *t, char *error);

/* Appends one; -E2BIG at the limit. */
int target_configs_add(struct target_configs *config,
		       const struct target_config *t);
/* Reads a file; errors begin with "FILE:LINE: " or "FILE: ". */
int target_configs_load(struct target_configs *config, const char *path,
			char *error);
void target_configs_done(struct target_configs *config);
