// SPDX-License-Identifier: Apache-2.0
/*
 * The configuration file: one section per emulated device.
 */
#include "target-config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

struct loading {
	struct target_configs *config;
	char reason[TARGET_CONFIG_ERROR_MAX];
};

static struct target_config *section_find(struct target_configs *config,
					  const char *name)
{
	for (size_t i = 0; i < config->count; i++)
		if (!strcmp(config->targets[i].name, name))
			return &config->targets[i];
	return NULL;
}

static int section_get(struct loading *l, const char *name,
		       struct target_config **ret_target)
{
	struct target_config t;
	int err;

	*ret_target = section_find(l->config, name);
	if (*ret_target)
		return 0;
	if (!*name || strlen(name) >= TARGET_CONFIG_NAME_MAX) {
		snprintf(l->reason, sizeof(l->reason),
			 *name ? "the section's name is too long" :
				 "a key before the first section");
		return -EINVAL;
	}
	target_config_init(&t, name);
	err = target_configs_add(l->config, &t);
	if (err == -E2BIG)
		snprintf(l->reason, sizeof(l->reason), "more than %d sections",
			 TARGET_CONFIGS_MAX);
	if (err)
		return err;
	*ret_target = section_find(l->config, name);
	return 0;
}

/* As inih wants it: 1, or 0 for an error. Only the first one counts. */
static int on_key(void *user, const char *section, const char *name,
		  const char *value)
{
	struct loading *l = user;
	struct target_config *t;

	if (l->reason[0])
		return 0;
	if (section_get(l, section, &t))
		return 0;
	return target_config_set(t, name, value ? value : "", l->reason) == 0;
}

static int targets_check(struct target_configs *config, const char *path,
			 char *error)
{
	char reason[TARGET_CONFIG_ERROR_MAX];

	if (config->count == 0) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%s: no device in it",
			 path);
		return -EINVAL;
	}
	for (size_t i = 0; i < config->count; i++) {
		struct target_config *t = &config->targets[i];

		if (target_config_check(t, reason) == 0)
			continue;
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%.200s: [%s] %.200s",
			 path, t->name, reason);
		return -EINVAL;
	}
	return 0;
}

static void filep(FILE **f)
{
	if (*f)
		fclose(*f);
}

int target_configs_load(struct target_configs *config, const char *path,
			char *error)
{
	_cleanup_(filep) FILE *f = fopen(path, "re");
	struct loading l = { .config = config };
	int line;

	if (!f) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%s: %s", path,
			 strerror(errno));
		return -errno;
	}
	line = ini_parse_file(f, on_key, &l);
	if (line > 0) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%.200s:%d: %.256s",
			 path, line,
			 l.reason[0] ? l.reason : "neither section nor key");
		return -EINVAL;
	}
	if (line < 0 || ferror(f)) {
		snprintf(error, TARGET_CONFIG_ERROR_MAX, "%s: cannot be read",
			 path);
		return -EIO;
	}
	return targets_check(config, path, error);
}
