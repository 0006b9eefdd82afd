// SPDX-License-Identifier: Apache-2.0
/*
 * The endpoints among mctpd's objects.
 */
#include "endpoints.h"

#include <string.h>

#include "args.h"

static uint64_t number(const struct value *object, const char *interface,
		       const char *name)
{
	const struct value *v =
		bus_property(object, interface, name, VALUE_UINT);

	return v ? v->number : 0;
}

/* NULL when absent or empty. */
static const char *string(const struct value *object, const char *interface,
			  const char *name)
{
	const struct value *v =
		bus_property(object, interface, name, VALUE_STRING);

	return v && *v->string ? v->string : NULL;
}

/* Bytes of an `ay` property as hexadecimal. */
static void add_bytes(struct value *row, const char *key,
		      const struct value *array)
{
	_cleanup_free_ uint8_t *bytes = NULL;
	size_t n = 0;

	if (array)
		bytes = malloc(array->count + 1);
	if (bytes)
		for (const struct value *v = array->first; v; v = v->next)
			bytes[n++] = v->number;
	value_add_hex(row, key, bytes, n);
}

const char *endpoints_type_name(uint64_t type)
{
	static const char *const names[] = {
		[0x00] = "ctrl",    [0x01] = "pldm",	 [0x02] = "ncsi",
		[0x03] = "eth",	    [0x04] = "nvme",	 [0x05] = "spdm",
		[0x06] = "secured", [0x07] = "cxl-fm",	 [0x08] = "cxl-cci",
		[0x7e] = "vdm-pci", [0x7f] = "vdm-iana",
	};

	return type < sizeof(names) / sizeof(names[0]) ? names[type] : NULL;
}

static void add_types(struct value *row, const struct value *object)
{
	struct value *types = value_add(row, "types", VALUE_ARRAY);
	const struct value *v;

	v = bus_property(object, BUS_IF_ENDPOINT, "SupportedMessageTypes",
			 VALUE_ARRAY);
	for (v = v ? v->first : NULL; v; v = v->next) {
		struct value *type = value_add_uint(types, NULL, v->number);
		const char *name = endpoints_type_name(v->number);

		if (name)
			value_set_text(type, "%s", name);
	}
}

static enum value_role state_role(const char *s)
{
	static const char *const good[] = { "Available", "session",
					    "authenticated", "verified" };
	static const char *const bad[] = { "Degraded", "failed" };

	for (size_t i = 0; s && i < sizeof(good) / sizeof(good[0]); i++)
		if (!strcmp(s, good[i]))
			return VALUE_ROLE_GOOD;
	for (size_t i = 0; s && i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!strcmp(s, bad[i]))
			return VALUE_ROLE_BAD;
	return VALUE_ROLE_PLAIN;
}

static void add_state(struct value *row, const char *key, const char *s)
{
	value_set_role(value_add_string(row, key, s), state_role(s));
}

static void add_bridge(struct value *row, const struct value *object)
{
	struct value *bridge;

	if (!bus_has_interface(object, BUS_IF_BRIDGE)) {
		value_add(row, "bridge", VALUE_NULL);
		return;
	}
	bridge = value_add(row, "bridge", VALUE_OBJECT);
	value_add_uint(bridge, "pool_start",
		       number(object, BUS_IF_BRIDGE, "PoolStart"));
	value_add_uint(bridge, "pool_end",
		       number(object, BUS_IF_BRIDGE, "PoolEnd"));
}

static void add_measurements(struct value *spdm, const struct value *object)
{
	struct value *list = value_add(spdm, "measurements", VALUE_ARRAY);
	const struct value *m, *index, *type, *bytes;

	m = bus_property(object, BUS_IF_SPDM, "Measurements", VALUE_ARRAY);
	for (m = m ? m->first : NULL; m; m = m->next) {
		struct value *entry;

		index = m->first;
		type = index ? index->next : NULL;
		bytes = type ? type->next : NULL;
		if (!bytes || bytes->kind != VALUE_ARRAY)
			continue;
		entry = value_add(list, NULL, VALUE_OBJECT);
		value_add_uint(entry, "index", index->number);
		value_add_uint(entry, "type", type->number);
		add_bytes(entry, "value", bytes);
	}
}

static void add_spdm(struct value *row, const struct value *object)
{
	struct value *spdm;
	uint64_t id;

	if (!bus_has_interface(object, BUS_IF_SPDM)) {
		value_add(row, "spdm", VALUE_NULL);
		return;
	}
	spdm = value_add(row, "spdm", VALUE_OBJECT);
	value_add_string(spdm, "version",
			 string(object, BUS_IF_SPDM, "Version"));
	add_state(spdm, "state", string(object, BUS_IF_SPDM, "State"));
	value_add_string(spdm, "algorithms",
			 string(object, BUS_IF_SPDM, "Algorithms"));
	id = number(object, BUS_IF_SPDM, "SessionId");
	if (id)
		value_set_text(value_add_uint(spdm, "session_id", id), "%08llx",
			       (unsigned long long)id);
	else
		value_add(spdm, "session_id", VALUE_NULL);
	add_state(spdm, "identity", string(object, BUS_IF_SPDM, "Identity"));
	value_add_string(spdm, "subject",
			 string(object, BUS_IF_SPDM, "Subject"));
	value_set_role(value_add_string(spdm, "error",
					string(object, BUS_IF_SPDM, "Error")),
		       VALUE_ROLE_BAD);
	add_measurements(spdm, object);
}

void endpoints_add_row(struct value *rows, const struct value *object)
{
	struct value *row = value_add(rows, NULL, VALUE_OBJECT);
	uint64_t via = number(object, BUS_IF_DEVICE, "Via");

	value_add_uint(row, "network",
		       number(object, BUS_IF_ENDPOINT, "NetworkId"));
	value_set_role(value_add_uint(row, "eid",
				      number(object, BUS_IF_ENDPOINT, "EID")),
		       VALUE_ROLE_NAME);
	value_add_string(row, "uuid", string(object, BUS_IF_UUID, "UUID"));
	value_add_string(row, "link", string(object, BUS_IF_DEVICE, "Link"));
	add_bytes(row, "hwaddr",
		  bus_property(object, BUS_IF_DEVICE, "HwAddress",
			       VALUE_ARRAY));
	add_types(row, object);
	add_state(row, "connectivity",
		  string(object, BUS_IF_CONTROL, "Connectivity"));
	add_bridge(row, object);
	if (via)
		value_add_uint(row, "via", via);
	else
		value_add(row, "via", VALUE_NULL);
	value_add_string(row, "device",
			 string(object, BUS_IF_DEVICE, "Device"));
	value_add_string(row, "version",
			 string(object, BUS_IF_DEVICE, "Version"));
	add_spdm(row, object);
}

static uint64_t order(const struct value *object)
{
	return number(object, BUS_IF_ENDPOINT, "NetworkId") << 8 |
	       number(object, BUS_IF_ENDPOINT, "EID");
}

static int compare(const void *a, const void *b)
{
	uint64_t x = order(*(const struct value *const *)a);
	uint64_t y = order(*(const struct value *const *)b);

	return x < y ? -1 : x > y;
}

struct value *endpoints_rows(const struct value *objects, uint32_t net)
{
	struct value *rows = value_new(VALUE_ARRAY);
	_cleanup_free_ const struct value **sorted = NULL;
	const struct value *o;
	size_t n = 0;

	sorted = calloc(objects->count + 1, sizeof(*sorted));
	if (!sorted)
		return rows;
	for (o = objects->first; o; o = o->next)
		if (bus_has_interface(o, BUS_IF_ENDPOINT) &&
		    (!net || net == number(o, BUS_IF_ENDPOINT, "NetworkId")))
			sorted[n++] = o;
	qsort(sorted, n, sizeof(*sorted), compare);
	for (size_t i = 0; i < n; i++)
		endpoints_add_row(rows, sorted[i]);
	return rows;
}

void endpoints_print(const struct output *out, const struct value *rows)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },
		{ "eid", "EID" },
		{ "link", "LINK" },
		{ "hwaddr", "PID" },
		{ "uuid", "UUID" },
		{ "types", "TYPES" },
		{ "spdm.version", "SPDM" },
		{ "spdm.state", "SESSION" },
		{ "spdm.identity", "IDENTITY" },
		{ "connectivity", "STATE" },
	};

	output_table(out, rows, columns, OUTPUT_COLUMNS(columns), "endpoint");
}

int endpoints_find(const struct cli *cli, const struct value *objects,
		   uint8_t eid, const struct value **ret_object)
{
	const struct value *o, *found = NULL;
	uint64_t net;

	for (o = objects->first; o; o = o->next) {
		if (!bus_has_interface(o, BUS_IF_ENDPOINT) ||
		    number(o, BUS_IF_ENDPOINT, "EID") != eid)
			continue;
		net = number(o, BUS_IF_ENDPOINT, "NetworkId");
		if (cli->net && cli->net != net)
			continue;
		if (found)
			return cli_fail("tell which by --net",
					"endpoint %u: in more than one network",
					eid);
		found = o;
	}
	if (!found && cli->net)
		return cli_fail("mctpctl endpoint lists them",
				"endpoint %u: not in network %u", eid,
				cli->net);
	if (!found)
		return cli_fail("mctpctl endpoint lists them",
				"endpoint %u: no such endpoint", eid);
	*ret_object = found;
	return CLI_OK;
}

/* args_eid(), bus_objects() and endpoints_find() */
static int open_endpoint(struct cli *cli, const char *eid_text,
			 sd_bus **ret_bus, struct value **ret_objects,
			 const struct value **ret_object)
{
	uint8_t eid;
	int r;

	r = args_eid(eid_text, &eid);
	if (!r)
		r = bus_objects(cli, ret_bus, ret_objects);
	if (!r)
		r = endpoints_find(cli, *ret_objects, eid, ret_object);
	return r;
}

int endpoints_read_row(struct cli *cli, const char *eid, struct value *rows)
{
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_value_ struct value *objects = NULL;
	const struct value *object;
	int r;

	r = open_endpoint(cli, eid, &bus, &objects, &object);
	if (!r)
		endpoints_add_row(rows, object);
	return r;
}

int endpoints_call(struct cli *cli, const char *eid_text, const char *interface,
		   const char *member, uint32_t *arg)
{
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_message_ sd_bus_message *call = NULL;
	_cleanup_value_ struct value *objects = NULL;
	const struct value *object;
	char what[32];
	unsigned int eid;
	int r;

	r = open_endpoint(cli, eid_text, &bus, &objects, &object);
	if (r)
		return r;
	eid = number(object, BUS_IF_ENDPOINT, "EID");
	if (!bus_has_interface(object, interface))
		return cli_fail(NULL, "endpoint %u: does not speak %s", eid,
				!strcmp(interface, BUS_IF_SPDM) ? "SPDM" :
								  interface);
	snprintf(what, sizeof(what), "endpoint %u", eid);
	call = bus_method(bus, value_get(object, "path")->string, interface,
			  member);
	if (arg)
		sd_bus_message_append(call, "u", *arg);
	return bus_call(cli, bus, call, what, NULL);
}
