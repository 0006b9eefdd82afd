// SPDX-License-Identifier: Apache-2.0
/*
 * The directories of i3c-sim.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "sim.h"

const char *sim_root = "/sys/kernel/config/i3c-sim";

int sim_check(void)
{
	if (!access(sim_root, F_OK))
		return CLI_OK;
	if (access("/sys/kernel/config", F_OK))
		return cli_fail("modprobe configfs",
				"sim: this kernel has no configfs");
	return cli_fail("modprobe i3c-sim", "sim: module not loaded");
}

static void set_attrs(struct sim_place *place, const char *busy_hint)
{
	place->attrs = (struct attrs_place){
		.dir = place->dir,
		.what = place->what,
		.busy_hint = busy_hint,
		.nodev_hint = "the bus is not live",
	};
}

/* Names become directories: not another one, and not a hidden one. */
static bool is_name(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/') &&
	       strlen(name) <= 64;
}

int sim_new_place(const char *parent, const char *kind, const char *bus,
		  const char *name, struct sim_place *ret_place)
{
	struct sim_place *p = ret_place;
	int r = sim_check();

	if (r)
		return r;
	if (!is_name(name))
		return cli_usage("sim: '%s' is not a name", name);
	if (parent) {
		snprintf(p->what, sizeof(p->what), "sim %s %s %s", bus, kind,
			 name);
		set_attrs(p, !strcmp(kind, "fault") ? "set enabled=0 first" :
						      "set plugged=0 first");
	} else {
		snprintf(p->what, sizeof(p->what), "sim %s", name);
		set_attrs(p, "set live=0 first");
	}
	if (snprintf(p->dir, sizeof(p->dir), "%s/%s%s%s",
		     parent ? parent : sim_root, parent ? kind : "",
		     parent ? "s/" : "", name) >= (int)sizeof(p->dir))
		return cli_usage("%s: name too long", p->what);
	return CLI_OK;
}

static int no_such_bus(const char *bus)
{
	_cleanup_value_ struct value *names = attrs_directories(sim_root);
	_cleanup_free_ char *all = value_to_text(names);

	if (!names || !names->first)
		return cli_fail("mctpctl sim add makes one",
				"sim %s: no such bus, there is none", bus);
	return cli_fail(NULL, "sim %s: no such bus, there are %s", bus, all);
}

int sim_find_bus(const char *bus, struct sim_place *ret_place)
{
	int r = sim_new_place(NULL, NULL, NULL, bus, ret_place);

	if (!r && access(ret_place->dir, F_OK))
		r = no_such_bus(bus);
	return r;
}

int sim_remove_dir(const struct sim_place *place)
{
	if (!rmdir(place->dir))
		return CLI_OK;
	if (errno == ENOENT)
		return cli_fail(NULL, "%s: is not there", place->what);
	return attrs_fail(&place->attrs, errno, "cannot be removed");
}

int sim_make(const struct sim_place *place, int n, char *const *settings,
	     const char *last)
{
	char *const after[] = { (char *)last };
	char key[32];
	int r;

	if (mkdir(place->dir, 0755))
		return attrs_fail(&place->attrs, errno, NULL);
	r = attrs_set(&place->attrs, n, settings);
	snprintf(key, sizeof(key), "%.*s", (int)strcspn(last, "="), last);
	if (!r && !attrs_setting(n, settings, key))
		r = attrs_set(&place->attrs, 1, after);
	if (r)
		rmdir(place->dir);
	return r;
}

/* The files of a directory, and those of stats in it as an object. */
static void add_directory(struct value *object, const char *dir,
			  const char *name)
{
	_cleanup_value_ struct value *stats = value_new(VALUE_OBJECT);
	char path[PATH_MAX];

	value_set_role(value_add_string(object, "name", name), VALUE_ROLE_NAME);
	attrs_add(object, dir);
	if (snprintf(path, sizeof(path), "%s/stats", dir) >= (int)sizeof(path))
		return;
	attrs_add(stats, path);
	if (stats->first)
		value_adopt(object, "stats", take_ptr(stats));
}

struct value *sim_read_parts(const char *dir, const char *kind)
{
	struct value *parts = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *names = NULL;
	char path[PATH_MAX], part[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", dir, kind) <
	    (int)sizeof(path))
		names = attrs_directories(path);
	for (const struct value *v = names ? names->first : NULL; v;
	     v = v->next) {
		struct value *one = value_add(parts, NULL, VALUE_OBJECT);

		if (snprintf(part, sizeof(part), "%s/%s", path, v->string) <
		    (int)sizeof(part))
			add_directory(one, part, v->string);
	}
	return parts;
}

static void add_parts(struct value *object, const char *dir, const char *kind,
		      bool count)
{
	struct value *parts = sim_read_parts(dir, kind);

	value_adopt(object, kind, parts);
	if (count)
		value_set_text(parts, "%zu", parts->count);
}

struct value *sim_read_bus(const char *bus, bool counts)
{
	struct value *object = value_new(VALUE_OBJECT);
	char dir[PATH_MAX];

	if (snprintf(dir, sizeof(dir), "%s/%s", sim_root, bus) >=
	    (int)sizeof(dir))
		return object;
	add_directory(object, dir, bus);
	add_parts(object, dir, "targets", counts);
	add_parts(object, dir, "faults", counts);
	return object;
}
