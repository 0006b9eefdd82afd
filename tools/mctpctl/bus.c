// SPDX-License-Identifier: Apache-2.0
/*
 * mctpd as seen over D-Bus.
 */
#include "bus.h"

#include <err.h>
#include <errno.h>
#include <string.h>

#define VALUE_DEPTH_MAX 8	 /* nothing mctpd says is deeper */
#define READ_TIMEOUT_US 5000000	 /* reading costs mctpd no I/O */
#define CALL_TIMEOUT_US 60000000 /* attestation of a slow device */

const char *bus_reason(int error)
{
	switch (error) {
	case -EHOSTUNREACH:
	case -ENXIO:
		return "mctpd is not running";
	case -ETIMEDOUT:
		return "mctpd does not answer";
	case -EACCES:
	case -EPERM:
		return "the D-Bus policy forbids it";
	case -EBADMSG:
		return "mctpd's answer makes no sense";
	}
	return strerror(-error);
}

int bus_open(sd_bus **ret_bus)
{
	int r = sd_bus_open_system(ret_bus);

	if (r < 0)
		return cli_fail("is dbus-daemon running?", "system bus: %s",
				strerror(-r));
	return CLI_OK;
}

static int read_value(sd_bus_message *m, struct value *parent, const char *key,
		      unsigned int depth);

static int read_container(sd_bus_message *m, char type, const char *contents,
			  struct value *parent, const char *key,
			  unsigned int depth)
{
	struct value *array;
	int r;

	if (depth >= VALUE_DEPTH_MAX)
		return -EBADMSG;
	r = sd_bus_message_enter_container(m, type, contents);
	if (r < 0)
		return r;
	if (type == SD_BUS_TYPE_VARIANT) {
		r = read_value(m, parent, key, depth + 1);
	} else {
		array = value_add(parent, key, VALUE_ARRAY);
		while (!(r = sd_bus_message_at_end(m, false))) {
			r = read_value(m, array, NULL, depth + 1);
			if (r < 0)
				break;
		}
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int read_integer(sd_bus_message *m, char type, struct value *parent,
			const char *key)
{
	uint8_t y = 0;
	uint16_t q = 0;
	uint32_t u = 0;
	uint64_t t = 0;
	int r;

	switch (type) {
	case SD_BUS_TYPE_BYTE:
		r = sd_bus_message_read_basic(m, type, &y);
		t = y;
		break;
	case SD_BUS_TYPE_UINT16:
		r = sd_bus_message_read_basic(m, type, &q);
		t = q;
		break;
	case SD_BUS_TYPE_UINT32:
		r = sd_bus_message_read_basic(m, type, &u);
		t = u;
		break;
	default:
		r = sd_bus_message_read_basic(m, type, &t);
	}
	if (r >= 0)
		value_add_uint(parent, key, t);
	return r;
}

static int read_value(sd_bus_message *m, struct value *parent, const char *key,
		      unsigned int depth)
{
	const char *contents, *s;
	char type;
	int r, b;

	r = sd_bus_message_peek_type(m, &type, &contents);
	if (r <= 0)
		return r < 0 ? r : -EBADMSG;
	switch (type) {
	case SD_BUS_TYPE_BYTE:
	case SD_BUS_TYPE_UINT16:
	case SD_BUS_TYPE_UINT32:
	case SD_BUS_TYPE_UINT64:
		return read_integer(m, type, parent, key);
	case SD_BUS_TYPE_BOOLEAN:
		r = sd_bus_message_read_basic(m, type, &b);
		if (r >= 0)
			value_add_bool(parent, key, b);
		return r;
	case SD_BUS_TYPE_STRING:
	case SD_BUS_TYPE_OBJECT_PATH:
		r = sd_bus_message_read_basic(m, type, &s);
		if (r >= 0)
			value_add_string(parent, key, s);
		return r;
	case SD_BUS_TYPE_ARRAY:
	case SD_BUS_TYPE_STRUCT:
	case SD_BUS_TYPE_VARIANT:
		return read_container(m, type, contents, parent, key, depth);
	}
	value_add(parent, key, VALUE_NULL);
	return sd_bus_message_skip(m, NULL);
}

int bus_read_properties(sd_bus_message *m, struct value *parent)
{
	const char *name;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "{sv}");
	while (r >= 0 &&
	       (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		r = sd_bus_message_read(m, "s", &name);
		if (r >= 0)
			r = read_value(m, parent, name, 0);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

/* a{sa{sv}} into the object @parent */
static int read_interfaces(sd_bus_message *m, struct value *parent)
{
	const char *name;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "{sa{sv}}");
	while (r >= 0 &&
	       (r = sd_bus_message_enter_container(m, 'e', "sa{sv}")) > 0) {
		r = sd_bus_message_read(m, "s", &name);
		if (r >= 0)
			r = bus_read_properties(m, value_add(parent, name,
							     VALUE_OBJECT));
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int read_objects(sd_bus_message *m, struct value *array)
{
	struct value *object;
	const char *path;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "{oa{sa{sv}}}");
	while (r >= 0 &&
	       (r = sd_bus_message_enter_container(m, 'e', "oa{sa{sv}}")) > 0) {
		object = value_add(array, NULL, VALUE_OBJECT);
		r = sd_bus_message_read(m, "o", &path);
		if (r >= 0) {
			value_add_string(object, "path", path);
			r = read_interfaces(m, object);
		}
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

sd_bus_message *bus_method(sd_bus *bus, const char *path, const char *interface,
			   const char *member)
{
	sd_bus_message *m = NULL;

	if (sd_bus_message_new_method_call(bus, &m, BUS_NAME, path, interface,
					   member) < 0)
		errx(1, "out of memory");
	/* looking must not start the daemon */
	sd_bus_message_set_auto_start(m, false);
	return m;
}

int bus_read_objects(const struct cli *cli, sd_bus *bus,
		     struct value **ret_objects)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	_cleanup_value_ struct value *objects = value_new(VALUE_ARRAY);
	int r;

	call = bus_method(bus, BUS_ROOT, "org.freedesktop.DBus.ObjectManager",
			  "GetManagedObjects");
	r = sd_bus_call(bus, call,
			cli->timeout_us ? cli->timeout_us : READ_TIMEOUT_US,
			NULL, &reply);
	if (r < 0)
		return r;
	r = read_objects(reply, objects);
	if (r < 0)
		return -EBADMSG;
	*ret_objects = take_ptr(objects);
	return 0;
}

int bus_objects(const struct cli *cli, sd_bus **ret_bus,
		struct value **ret_objects)
{
	int r = bus_open(ret_bus);

	if (r)
		return r;
	r = bus_read_objects(cli, *ret_bus, ret_objects);
	if (r < 0)
		return cli_fail(r == -EHOSTUNREACH || r == -ENXIO ?
					"systemctl start mctpd" :
					NULL,
				"endpoints: %s", bus_reason(r));
	return CLI_OK;
}

static const struct value *find_key(const struct value *object, const char *key)
{
	const struct value *v;

	for (v = object->first; v; v = v->next)
		if (v->key && !strcmp(v->key, key))
			return v;
	return NULL;
}

const struct value *bus_property(const struct value *object,
				 const char *interface, const char *name,
				 enum value_kind kind)
{
	const struct value *v = find_key(object, interface);

	if (v)
		v = find_key(v, name);
	return v && v->kind == kind ? v : NULL;
}

bool bus_has_interface(const struct value *object, const char *interface)
{
	return find_key(object, interface);
}

/* What to say for errors of the bus itself, whose texts speak to programs. */
static const struct {
	const char *name, *reason, *hint;
} bus_errors[] = {
	{ SD_BUS_ERROR_ACCESS_DENIED, "the D-Bus policy forbids it",
	  "needs root" },
	{ SD_BUS_ERROR_SERVICE_UNKNOWN, "mctpd is not running",
	  "systemctl start mctpd" },
	{ SD_BUS_ERROR_NAME_HAS_NO_OWNER, "mctpd is not running",
	  "systemctl start mctpd" },
	{ SD_BUS_ERROR_NO_REPLY, "mctpd does not answer", NULL },
	{ SD_BUS_ERROR_TIMEOUT, "no answer in time", "--timeout waits longer" },
	{ SD_BUS_ERROR_UNKNOWN_OBJECT, "mctpd does not know it",
	  "mctpctl lists what it knows" },
	{ SD_BUS_ERROR_UNKNOWN_INTERFACE, "mctpd is not the bus owner there",
	  NULL },
	{ SD_BUS_ERROR_UNKNOWN_METHOD, "mctpd is not the bus owner there",
	  NULL },
};

static int report_error(const sd_bus_error *error, int r, const char *what)
{
	const char *own = BUS_ERROR("");
	const char *hint = NULL;

	/* mctpd's own errors name the object */
	if (error->name && error->message &&
	    !strncmp(error->name, own, strlen(own))) {
		if (sd_bus_error_has_name(error, BUS_ERROR("NotPermitted")))
			hint = "needs root";
		return cli_fail(hint, "%s", error->message);
	}
	for (size_t i = 0; i < sizeof(bus_errors) / sizeof(bus_errors[0]); i++)
		if (sd_bus_error_has_name(error, bus_errors[i].name))
			return cli_fail(bus_errors[i].hint, "%s: %s", what,
					bus_errors[i].reason);
	return cli_fail(NULL, "%s: %s", what,
			error->message ? error->message : bus_reason(r));
}

int bus_call(const struct cli *cli, sd_bus *bus, sd_bus_message *call,
	     const char *what, sd_bus_message **ret_reply)
{
	_cleanup_(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	_cleanup_message_ sd_bus_message *reply = NULL;
	int r;

	r = sd_bus_call(bus, call,
			cli->timeout_us ? cli->timeout_us : CALL_TIMEOUT_US,
			&error, &reply);
	if (r >= 0) {
		if (ret_reply)
			*ret_reply = take_ptr(reply);
		return CLI_OK;
	}
	return report_error(&error, r, what);
}
