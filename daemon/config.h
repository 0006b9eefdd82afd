/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration file. An unknown key, a bad value or an unreadable file
 * is an error with file, line and reason; every key has a default.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link.h"

#define CONFIG_PATH_DEFAULT PROJECT_SYSCONFDIR "/mctpd.conf"
#define CONFIG_PATH_MAX 256

struct config {
	/* [mctp] */
	enum link_role role;
	uint8_t local_eid;     /* the first we give ourselves */
	uint8_t dynamic_first; /* EIDs we give to devices */
	uint8_t dynamic_last;
	uint8_t max_pool;    /* EIDs one bridge may have */
	uint32_t mtu;	     /* of routes to devices */
	uint64_t timeout_ms; /* for an answer */
	unsigned int retries;
	uint64_t poll_ms;    /* between looks at an endpoint; 0 off */
	uint64_t reclaim_ms; /* before an EID is given again */
	uint8_t uuid[16];
	bool has_uuid;
	/* [state] */
	char state_path[CONFIG_PATH_MAX]; /* empty: remember nothing */
	/* [spdm] */
	bool attest;
	bool session;
	bool check_dates; /* of certificates */
	char trust_dir[CONFIG_PATH_MAX];
	unsigned int spdm_parallel;
	unsigned int spdm_sessions;
};

void config_init(struct config *config);
/*
 * Reads @path over what @config holds. With an error, @error says
 * "file:line: reason" and @config is not usable.
 */
int config_load(struct config *config, const char *path, char *error,
		size_t error_size);
/* The same with the @text of a file, called @name in errors. */
int config_parse(struct config *config, const char *text, const char *name,
		 char *error, size_t error_size);
