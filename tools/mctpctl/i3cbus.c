// SPDX-License-Identifier: Apache-2.0
/*
 * I3C buses and devices out of sysfs.
 */
#include "i3cbus.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "attrs.h"

const char *i3cbus_sysfs = "/sys/bus/i3c/devices";

#define MCTP "mctp" /* the directory that mctp-i3c adds to a device */

__attribute__((format(printf, 2, 3))) static bool set_path(char path[PATH_MAX],
							   const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(path, PATH_MAX, fmt, ap);
	va_end(ap);
	return n < PATH_MAX;
}

/* The last component of what a link points to, or null. */
static void add_link_target(struct value *row, const char *key, const char *dir,
			    const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *base;
	ssize_t n = -1;

	if (set_path(path, "%s/%s", dir, name))
		n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0) {
		value_add(row, key, VALUE_NULL);
		return;
	}
	target[n] = '\0';
	base = strrchr(target, '/');
	value_add_string(row, key, base ? base + 1 : target);
}

static void add_string(struct value *row, const char *key, const char *dir,
		       const char *name)
{
	_cleanup_free_ char *text = attrs_get(dir, name);

	value_add_string(row, key, text && *text ? text : NULL);
}

static void add_pid(struct value *row, const char *dir)
{
	_cleanup_free_ char *text = attrs_get(dir, "pid");

	attrs_add_pid(row, "pid", text ? text : "");
}

/* sysfs has these in hexadecimal without 0x. */
static void add_byte(struct value *row, const char *key, const char *dir,
		     const char *name)
{
	_cleanup_free_ char *text = attrs_get(dir, name);
	char *end = NULL;
	unsigned long n = text ? strtoul(text, &end, 16) : 0;

	if (!text || end == text || *end || n > UINT8_MAX) {
		value_add(row, key, VALUE_NULL);
		return;
	}
	value_set_text(value_add_uint(row, key, n), "0x%02lx", n);
}

/* @zero: 0 is a number and not one that is unknown */
static struct value *add_number(struct value *row, const char *key,
				const char *dir, const char *name, bool zero)
{
	uint64_t n;

	if (!attrs_get_number(dir, name, &n) || (!n && !zero))
		return value_add(row, key, VALUE_NULL);
	return value_add_uint(row, key, n);
}

/* The sum of counters as far as they are there, null when none is. */
static void add_sum(struct value *row, const char *key, const char *dir,
		    const char *const names[])
{
	uint64_t sum = 0, n;
	bool any = false;

	for (; *names; names++) {
		if (!attrs_get_number(dir, *names, &n))
			continue;
		sum += n;
		any = true;
	}
	if (!any)
		value_add(row, key, VALUE_NULL);
	else
		value_set_role(value_add_uint(row, key, sum),
			       sum ? VALUE_ROLE_WARN : VALUE_ROLE_PLAIN);
}

static void set_age(struct value *v, const char *what, uint64_t age_s)
{
	static const struct {
		uint64_t s;
		const char *unit;
	} units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	size_t i = 0;

	while (i < 3 && age_s < units[i].s)
		i++;
	value_set_text(v, "%s %llu %s ago", what,
		       (unsigned long long)(age_s / units[i].s), units[i].unit);
}

/* "rx_pec 1763741512.120" or "none" */
static void add_last_error(struct value *row, const char *dir, uint64_t now_us)
{
	_cleanup_free_ char *text = attrs_get(dir, "last_error");
	unsigned long long s, ms;
	struct value *v;
	uint64_t time_us;
	char what[64];

	if (!text || sscanf(text, "%63s %llu.%3llu", what, &s, &ms) != 3) {
		v = value_add(row, "last_error", VALUE_NULL);
		if (text)
			value_set_text(v, "none");
		return;
	}
	time_us = s * 1000000 + ms * 1000;
	v = value_add(row, "last_error", VALUE_OBJECT);
	value_add_string(v, "what", what);
	value_add_uint(v, "time_us", time_us);
	value_set_role(v, VALUE_ROLE_WARN);
	set_age(v, what, now_us > time_us ? (now_us - time_us) / 1000000 : 0);
}

/* Every file of the driver, for who wants more than the columns. */
static void add_driver_values(struct value *row, const char *dir)
{
	_cleanup_value_ struct value *values = value_new(VALUE_OBJECT);

	attrs_add(values, dir);
	if (!values->first)
		value_add(row, "values", VALUE_NULL);
	else
		value_adopt(row, "values", take_ptr(values));
	value_set_hidden(row->last, true);
}

/* The network device of a bus, NULL without one; to be freed. */
static char *bus_link(const char *bus)
{
	_cleanup_value_ struct value *names = NULL;
	char path[PATH_MAX];

	if (set_path(path, "%s/%s/net", i3cbus_sysfs, bus))
		names = attrs_directories(path);
	if (!names || !names->first)
		return NULL;
	return strdup(names->first->string);
}

/* The number of the bus that "0-4cc00000001" is on; NULL: no device. */
static char *bus_of(const char *device)
{
	size_t len = strspn(device, "0123456789");
	char *bus;

	if (!len || device[len] != '-')
		return NULL;
	if (asprintf(&bus, "i3c-%.*s", (int)len, device) < 0)
		errx(1, "out of memory");
	return bus;
}

static void add_counters(struct value *row, const char *dir)
{
	static const char *const retries[] = { "tx_retries", "rx_retries",
					       NULL };
	static const char *const nacks[] = { "tx_nack", "rx_nack", NULL };
	static const char *const pec[] = { "rx_pec", NULL };

	add_number(row, "sent", dir, "tx_packets", true);
	add_number(row, "received", dir, "rx_packets", true);
	add_sum(row, "retries", dir, retries);
	add_sum(row, "nacks", dir, nacks);
	add_sum(row, "pec_errors", dir, pec);
}

static void add_device(struct value *rows, const char *device, const char *bus,
		       uint64_t now_us)
{
	struct value *row = value_add(rows, NULL, VALUE_OBJECT);
	_cleanup_free_ char *link = bus_link(bus);
	char dir[PATH_MAX], mctp[PATH_MAX];

	if (!set_path(dir, "%s/%s", i3cbus_sysfs, device) ||
	    !set_path(mctp, "%s/%s/" MCTP, i3cbus_sysfs, device))
		return;
	value_add_string(row, "bus", bus);
	value_set_role(value_add_string(row, "device", device),
		       VALUE_ROLE_NAME);
	add_pid(row, dir);
	add_byte(row, "address", dir, "dynamic_address");
	add_byte(row, "bcr", dir, "bcr");
	add_byte(row, "dcr", dir, "dcr");
	add_link_target(row, "driver", dir, "driver");
	value_add_string(row, "link", link);
	add_number(row, "mrl", mctp, "mrl", false);
	add_number(row, "mwl", mctp, "mwl", false);
	add_number(row, "mtu", mctp, "mtu", false);
	add_string(row, "mode", mctp, "mode");
	add_counters(row, mctp);
	add_last_error(row, mctp, now_us);
	add_driver_values(row, mctp);
}

int i3cbus_read_devices(const char *bus, uint64_t now_us, struct value *rows)
{
	_cleanup_value_ struct value *names = attrs_directories(i3cbus_sysfs);

	if (!names)
		return -ENOENT;
	for (const struct value *v = names->first; v; v = v->next) {
		_cleanup_free_ char *its = bus_of(v->string);

		if (its && (!bus || !strcmp(bus, its)))
			add_device(rows, v->string, its, now_us);
	}
	return 0;
}

struct value *i3cbus_read(const char *bus)
{
	struct value *object = value_new(VALUE_OBJECT);
	_cleanup_free_ char *link = bus_link(bus);
	char dir[PATH_MAX], net[PATH_MAX];
	uint64_t carrier;

	if (!set_path(dir, "%s/%s", i3cbus_sysfs, bus) ||
	    !set_path(net, "%s/%s/net/%s", i3cbus_sysfs, bus,
		      link ? link : "-"))
		return object;
	value_set_role(value_add_string(object, "bus", bus), VALUE_ROLE_NAME);
	add_pid(object, dir);
	add_string(object, "mode", dir, "mode");
	add_number(object, "clock_hz", dir, "i3c_scl_frequency", false);
	add_number(object, "i2c_clock_hz", dir, "i2c_scl_frequency", false);
	value_add_string(object, "link", link);
	/* cannot be read while the link is down */
	if (attrs_get_number(net, "carrier", &carrier))
		value_add_bool(object, "carrier", carrier);
	else
		value_add(object, "carrier", VALUE_NULL);
	add_string(object, "state", net, "operstate");
	return object;
}

struct value *i3cbus_names(void)
{
	_cleanup_value_ struct value *all = attrs_directories(i3cbus_sysfs);
	struct value *names;

	if (!all)
		return NULL;
	names = value_new(VALUE_ARRAY);
	for (const struct value *v = all->first; v; v = v->next)
		if (!strncmp(v->string, "i3c-", 4))
			value_add_string(names, NULL, v->string);
	return names;
}

char *i3cbus_find(const char *word)
{
	_cleanup_value_ struct value *names = i3cbus_names();

	for (const struct value *v = names ? names->first : NULL; v;
	     v = v->next) {
		_cleanup_free_ char *link = bus_link(v->string);

		if (!strcmp(word, v->string) || !strcmp(word, v->string + 4) ||
		    (link && !strcmp(word, link)))
			return strdup(v->string);
	}
	return NULL;
}

char *i3cbus_find_device(const char *word)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *wanted = value_new(VALUE_OBJECT);
	const char *device, *pid;

	attrs_add_pid(wanted, "pid", word);
	if (i3cbus_read_devices(NULL, 0, rows) < 0)
		return NULL;
	for (const struct value *row = rows->first; row; row = row->next) {
		device = value_get(row, "device")->string;
		pid = value_get(row, "pid")->string;
		if (!strcmp(word, device) ||
		    (pid && wanted->first->string &&
		     !strcmp(pid, wanted->first->string)))
			return strdup(device);
	}
	return NULL;
}
