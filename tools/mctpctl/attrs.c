// SPDX-License-Identifier: Apache-2.0
/*
 * Directories of attributes.
 */
#include "attrs.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "args.h"
#include "help.h"

#define VALUE_MAX 4096 /* a page, what sysfs has */
#define NAME_MAX_LEN 63

static int open_attr(const char *dir, const char *name, int flags)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	return open(path, flags | O_CLOEXEC);
}

char *attrs_get(const char *dir, const char *name)
{
	_cleanup_close_ int fd = open_attr(dir, name, O_RDONLY);
	_cleanup_free_ char *text = malloc(VALUE_MAX + 1);
	ssize_t n;

	if (!text)
		errx(1, "out of memory");
	if (fd < 0)
		return NULL;
	n = read(fd, text, VALUE_MAX);
	if (n < 0)
		return NULL;
	while (n && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	return take_ptr(text);
}

bool attrs_get_number(const char *dir, const char *name, uint64_t *ret_n)
{
	_cleanup_free_ char *text = attrs_get(dir, name);

	return text && !args_parse(text, ret_n);
}

/* What prints as it reads: 10, not 010 and not 0x10. */
static bool is_decimal(const char *text)
{
	return strspn(text, "0123456789") == strlen(text) &&
	       (text[0] != '0' || !text[1]);
}

void attrs_add_pid(struct value *object, const char *key, const char *text)
{
	char *end;
	uint64_t pid = strtoull(text, &end, 16);

	if (!pid || *end)
		value_add(object, key, VALUE_NULL);
	else
		value_add_format(object, key, "%012llx",
				 (unsigned long long)pid);
}

static void add_one(struct value *object, const char *dir, const char *name)
{
	_cleanup_free_ char *text = attrs_get(dir, name);
	uint64_t n;

	if (!text)
		return;
	if (!strcmp(name, "pid"))
		attrs_add_pid(object, name, text);
	else if (!strcmp(text, "-1"))
		value_add(object, name, VALUE_NULL);
	else if (is_decimal(text) && !args_parse(text, &n))
		value_add_uint(object, name, n);
	else
		value_add_string(object, name, text);
}

void attrs_add(struct value *object, const char *dir)
{
	_cleanup_value_ struct value *names = attrs_files(dir, false);

	for (const struct value *v = names ? names->first : NULL; v;
	     v = v->next)
		add_one(object, dir, v->string);
}

static bool is_kind(const char *dir, const struct dirent *entry, mode_t kind,
		    mode_t access)
{
	char path[PATH_MAX];
	struct stat st;

	if (entry->d_name[0] == '.' ||
	    snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name) >=
		    (int)sizeof(path) ||
	    stat(path, &st))
		return false;
	return (st.st_mode & S_IFMT) == kind && (st.st_mode & access);
}

static struct value *list(const char *dir, mode_t kind, mode_t access)
{
	struct value *names;
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, alphasort);

	if (n < 0)
		return NULL;
	names = value_new(VALUE_ARRAY);
	for (int i = 0; i < n; i++) {
		if (is_kind(dir, entries[i], kind, access))
			value_add_string(names, NULL, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return names;
}

struct value *attrs_files(const char *dir, bool writable)
{
	return list(dir, S_IFREG, writable ? 0222 : 0444);
}

struct value *attrs_directories(const char *dir)
{
	return list(dir, S_IFDIR, 0777);
}

static const char *nearest(const char *word, const struct value *names)
{
	const char *best = NULL;
	size_t least = 3, d;

	for (const struct value *v = names->first; v; v = v->next) {
		d = help_remoteness(word, v->string);
		if (d < least) {
			least = d;
			best = v->string;
		}
	}
	return best;
}

static int unknown_key(const struct attrs_place *place, const char *key)
{
	_cleanup_value_ struct value *names = attrs_files(place->dir, true);
	_cleanup_free_ char *all = value_to_text(names);
	const char *near = names ? nearest(key, names) : NULL;

	if (!names || !names->first)
		return cli_usage("%s: no attribute '%s', nothing can be set",
				 place->what, key);
	if (near)
		return cli_usage(
			"%s: no attribute '%s', did you mean '%s'? There are %s",
			place->what, key, near, all);
	return cli_usage("%s: no attribute '%s', there are %s", place->what,
			 key, all);
}

static int check(const struct attrs_place *place, const char *setting)
{
	size_t len = strcspn(setting, "=");
	char key[NAME_MAX_LEN + 1], path[PATH_MAX];
	struct stat st;

	if (!len || setting[len] != '=')
		return cli_usage("%s: expected KEY=VALUE, got '%s'",
				 place->what, setting);
	if (len > NAME_MAX_LEN || memchr(setting, '/', len))
		return cli_usage("%s: no attribute '%.*s'", place->what,
				 (int)len, setting);
	snprintf(key, sizeof(key), "%.*s", (int)len, setting);
	if (snprintf(path, sizeof(path), "%s/%s", place->dir, key) >=
		    (int)sizeof(path) ||
	    stat(path, &st) || !S_ISREG(st.st_mode))
		return unknown_key(place, key);
	if (!(st.st_mode & 0222))
		return cli_usage("%s: %s can only be read", place->what, key);
	return CLI_OK;
}

static const char *reason(int error)
{
	switch (error) {
	case EINVAL:
	case ERANGE:
	case EDOM:
		return "the kernel refuses this value";
	case EBUSY:
		return "cannot be changed now";
	case EEXIST:
		return "exists already";
	case ENOSPC:
		return "there are as many as there may be";
	}
	return strerror(error);
}

int attrs_fail(const struct attrs_place *place, int error, const char *doing)
{
	const char *hint = NULL;

	if (error == EACCES || error == EPERM)
		hint = "needs root";
	else if (error == EBUSY)
		hint = place->busy_hint;
	else if (error == ENODEV)
		hint = place->nodev_hint;
	if (doing)
		return cli_fail(hint, "%s: %s: %s", place->what, doing,
				reason(error));
	return cli_fail(hint, "%s: %s", place->what, reason(error));
}

/* PIDs are hexadecimal everywhere; the kernel wants to be told. */
static char *value_for(const char *key, size_t len, const char *value)
{
	char *text;
	bool bare = len == 3 && !strncmp(key, "pid", 3) &&
		    strncasecmp(value, "0x", 2);

	if (asprintf(&text, "%s%s", bare ? "0x" : "", value) < 0)
		errx(1, "out of memory");
	return text;
}

static int set_one(const struct attrs_place *place, const char *setting)
{
	size_t len = strcspn(setting, "=");
	_cleanup_free_ char *value = value_for(setting, len, setting + len + 1);
	char key[NAME_MAX_LEN + 1];
	_cleanup_close_ int fd = -1;

	snprintf(key, sizeof(key), "%.*s", (int)len, setting);
	fd = open_attr(place->dir, key, O_WRONLY | O_TRUNC);
	/* an empty value is a write of a newline, not none at all */
	if (fd < 0 || dprintf(fd, "%s\n", value) < 0)
		return attrs_fail(place, errno, setting);
	return CLI_OK;
}

int attrs_set(const struct attrs_place *place, int n, char *const *settings)
{
	int r = CLI_OK;

	for (int i = 0; !r && i < n; i++)
		r = check(place, settings[i]);
	for (int i = 0; !r && i < n; i++)
		r = set_one(place, settings[i]);
	return r;
}

const char *attrs_setting(int n, char *const *settings, const char *key)
{
	const char *found = NULL;
	size_t len = strlen(key);

	for (int i = 0; i < n; i++)
		if (!strncmp(settings[i], key, len) && settings[i][len] == '=')
			found = settings[i] + len + 1;
	return found;
}
