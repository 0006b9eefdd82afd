// SPDX-License-Identifier: Apache-2.0
/*
 * The configuration file: one section per emulated device.
 */
#include "config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"

struct loading {
	struct config *config;
	char reason[CONFIG_ERROR_MAX];
};

static struct config_target *section_find(struct config *config,
					  const char *name)
{
	for (size_t i = 0; i < config->count; i++)
		if (!strcmp(config->targets[i].name, name))
			return &config->targets[i];
	return NULL;
}

static int section_get(struct loading *l, const char *name,
		       struct config_target **ret_target)
{
	struct config_target t;
	int err;

	*ret_target = section_find(l->config, name);
	if (*ret_target)
		return 0;
	if (!*name || strlen(name) >= CONFIG_NAME_MAX) {
		snprintf(l->reason, sizeof(l->reason),
			 *name ? "the section's name is too long" :
				 "a key before the first section");
		return -EINVAL;
	}
	config_target_init(&t, name);
	err = config_add(l->config, &t);
	if (err == -E2BIG)
		snprintf(l->reason, sizeof(l->reason),
			 "more than %d sections", CONFIG_TARGETS_MAX);
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
	struct config_target *t;

	if (l->reason[0])
		return 0;
	if (section_get(l, section, &t))
		return 0;
	return config_target_set(t, name, value ? value : "", l->reason) == 0;
}

static int targets_check(struct config *config, const char *path, char *error)
{
	char reason[CONFIG_ERROR_MAX];

	if (config->count == 0) {
		snprintf(error, CONFIG_ERROR_MAX, "%s: no device in it", path);
		return -EINVAL;
	}
	for (size_t i = 0; i < config->count; i++) {
		struct config_target *t = &config->targets[i];

		if (config_target_check(t, reason) == 0)
			continue;
		snprintf(error, CONFIG_ERROR_MAX, "%.200s: [%s] %.200s", path,
			 t->name, reason);
		return -EINVAL;
	}
	return 0;
}

static void filep(FILE **f)
{
	if (*f)
		fclose(*f);
}

int config_load(struct config *config, const char *path, char *error)
{
	struct loading l = { .config = config };
	_cleanup_(filep) FILE *f = fopen(path, "re");
	int line;

	if (!f) {
		snprintf(error, CONFIG_ERROR_MAX, "%s: %s", path,
			 strerror(errno));
		return -errno;
	}
	line = ini_parse_file(f, on_key, &l);
	if (line > 0) {
		snprintf(error, CONFIG_ERROR_MAX, "%.200s:%d: %.256s", path,
			 line,
			 l.reason[0] ? l.reason : "neither section nor key");
		return -EINVAL;
	}
	if (line < 0 || ferror(f)) {
		snprintf(error, CONFIG_ERROR_MAX, "%s: cannot be read", path);
		return -EIO;
	}
	return targets_check(config, path, error);
}
