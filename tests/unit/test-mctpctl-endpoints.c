// SPDX-License-Identifier: Apache-2.0
/*
 * What mctpctl makes of mctpd's objects, also of odd ones: properties that
 * are missing or of other types, values nested without end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "mctpctl/endpoints.h"

/* A connected bus to build messages on; nothing is sent. */
static int bus_setup(void **state)
{
	sd_bus *bus = NULL;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0 ||
	    sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fds[0], fds[0]) < 0 ||
	    sd_bus_start(bus) < 0)
		return -1;
	close(fds[1]);
	*state = bus;
	return 0;
}

static int bus_teardown(void **state)
{
	sd_bus_close_unref(*state);
	return 0;
}

static sd_bus_message *new_message(void **state)
{
	sd_bus_message *m = NULL;

	assert_true(sd_bus_message_new_signal(*state, &m, "/", "a.b", "C") >=
		    0);
	return m;
}

/* Reads the properties that were written; the result of the reader. */
static int read_back(sd_bus_message *m, struct value *object)
{
	assert_true(sd_bus_message_seal(m, 1, 0) >= 0);
	assert_true(sd_bus_message_rewind(m, true) >= 0);
	return bus_read_properties(m, object);
}

static void properties_of_every_type_are_read(void **state)
{
	_cleanup_message_ sd_bus_message *m = new_message(state);
	_cleanup_value_ struct value *object = value_new(VALUE_OBJECT);
	const struct value *v;

	assert_true(sd_bus_message_append(m, "a{sv}", 8, "y", "y", 255, "q",
					  "q", 65535, "u", "u", 4000000000u,
					  "t", "t", UINT64_MAX, "b", "b", 1,
					  "s", "s", "text", "ay", "ay", 2, 1, 2,
					  "v", "a(yyay)", 1, 3, 4, 1, 9) >= 0);
	assert_true(read_back(m, object) >= 0);
	assert_int_equal(object->count, 8);
	assert_int_equal(value_get(object, "y")->number, 255);
	assert_int_equal(value_get(object, "q")->number, 65535);
	assert_true(value_get(object, "u")->number == 4000000000u);
	assert_true(value_get(object, "t")->number == UINT64_MAX);
	assert_int_equal(value_get(object, "b")->kind, VALUE_BOOL);
	assert_string_equal(value_get(object, "s")->string, "text");
	assert_int_equal(value_get(object, "ay")->count, 2);
	v = value_get(object, "v")->first;
	assert_int_equal(v->count, 3);
	assert_int_equal(v->last->first->number, 9);
}

static void types_that_mctpd_has_not_become_null(void **state)
{
	_cleanup_message_ sd_bus_message *m = new_message(state);
	_cleanup_value_ struct value *object = value_new(VALUE_OBJECT);

	assert_true(sd_bus_message_append(m, "a{sv}", 3, "d", "d", 1.5, "i",
					  "i", -1, "after", "y", 7) >= 0);
	assert_true(read_back(m, object) >= 0);
	assert_int_equal(value_get(object, "d")->kind, VALUE_NULL);
	assert_int_equal(value_get(object, "i")->kind, VALUE_NULL);
	assert_int_equal(value_get(object, "after")->number, 7);
}

/* Variants within each other, @depth of them around a byte. */
static int read_nested(void **state, int depth)
{
	_cleanup_message_ sd_bus_message *m = new_message(state);
	_cleanup_value_ struct value *object = value_new(VALUE_OBJECT);

	sd_bus_message_open_container(m, 'a', "{sv}");
	sd_bus_message_open_container(m, 'e', "sv");
	sd_bus_message_append(m, "s", "deep");
	for (int i = 0; i < depth; i++)
		sd_bus_message_open_container(m, 'v',
					      i + 1 < depth ? "v" : "y");
	sd_bus_message_append(m, "y", 7);
	for (int i = 0; i < depth + 2; i++)
		assert_true(sd_bus_message_close_container(m) >= 0);
	return read_back(m, object);
}

static void nesting_has_a_limit(void **state)
{
	assert_true(read_nested(state, 8) >= 0);
	assert_int_equal(read_nested(state, 9), -EBADMSG);
	assert_int_equal(read_nested(state, 40), -EBADMSG);
}

static struct value *add_object(struct value *objects, unsigned int net,
				unsigned int eid)
{
	struct value *object = value_add(objects, NULL, VALUE_OBJECT), *i;

	value_add_format(object, "path", "/%u/%u", net, eid);
	i = value_add(object, BUS_IF_ENDPOINT, VALUE_OBJECT);
	value_add_uint(i, "NetworkId", net);
	value_add_uint(i, "EID", eid);
	return object;
}

static void rows_are_sorted_and_filtered(void **state)
{
	_cleanup_value_ struct value *objects = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *all = NULL, *one = NULL;

	(void)state;
	add_object(objects, 2, 8);
	value_add(objects, NULL, VALUE_OBJECT);
	add_object(objects, 1, 200);
	add_object(objects, 1, 9);
	all = endpoints_rows(objects, 0);
	assert_int_equal(all->count, 3);
	assert_int_equal(value_get(all->first, "eid")->number, 9);
	assert_int_equal(value_get(all->first->next, "eid")->number, 200);
	assert_int_equal(value_get(all->last, "network")->number, 2);
	one = endpoints_rows(objects, 2);
	assert_int_equal(one->count, 1);
}

static void missing_interfaces_leave_all_keys(void **state)
{
	static const char *const keys[] = { "network",	    "eid",    "uuid",
					    "link",	    "hwaddr", "types",
					    "connectivity", "bridge", "via",
					    "spdm" };
	_cleanup_value_ struct value *objects = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *rows = NULL;

	(void)state;
	add_object(objects, 1, 9);
	rows = endpoints_rows(objects, 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_non_null(value_get(rows->first, keys[i]));
	assert_int_equal(value_get(rows->first, "uuid")->kind, VALUE_NULL);
	assert_int_equal(value_get(rows->first, "types")->kind, VALUE_ARRAY);
	assert_int_equal(value_get(rows->first, "spdm")->kind, VALUE_NULL);
}

static void properties_of_wrong_types_count_as_absent(void **state)
{
	_cleanup_value_ struct value *objects = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *rows = NULL;
	struct value *object, *i, *m;

	(void)state;
	object = value_add(objects, NULL, VALUE_OBJECT);
	i = value_add(object, BUS_IF_ENDPOINT, VALUE_OBJECT);
	value_add_string(i, "NetworkId", "one");
	value_add(i, "EID", VALUE_ARRAY);
	value_add_uint(i, "SupportedMessageTypes", 5);
	i = value_add(object, BUS_IF_UUID, VALUE_OBJECT);
	value_add_uint(i, "UUID", 1);
	i = value_add(object, BUS_IF_DEVICE, VALUE_OBJECT);
	value_add_string(i, "HwAddress", "04cc");
	i = value_add(object, BUS_IF_SPDM, VALUE_OBJECT);
	value_add_uint(i, "State", 3);
	m = value_add(i, "Measurements", VALUE_ARRAY);
	value_add_uint(m, NULL, 1);
	value_add(m, NULL, VALUE_ARRAY);
	rows = endpoints_rows(objects, 0);
	assert_int_equal(value_get(rows->first, "eid")->number, 0);
	assert_int_equal(value_get(rows->first, "types")->count, 0);
	assert_int_equal(value_get(rows->first, "uuid")->kind, VALUE_NULL);
	assert_int_equal(value_get(rows->first, "hwaddr")->kind, VALUE_NULL);
	assert_int_equal(value_get(rows->first, "spdm.state")->kind,
			 VALUE_NULL);
	assert_int_equal(value_get(rows->first, "spdm.measurements")->count, 0);
}

static void endpoint_is_found_by_eid_and_network(void **state)
{
	_cleanup_value_ struct value *objects = value_new(VALUE_ARRAY);
	const struct value *found = NULL;
	struct cli cli = { .net = 0 };

	(void)state;
	add_object(objects, 1, 9);
	add_object(objects, 2, 9);
	add_object(objects, 2, 10);
	assert_int_equal(endpoints_find(&cli, objects, 10, &found), CLI_OK);
	assert_string_equal(value_get(found, "path")->string, "/2/10");
	assert_int_equal(endpoints_find(&cli, objects, 9, &found), CLI_FAILED);
	assert_int_equal(endpoints_find(&cli, objects, 11, &found), CLI_FAILED);
	cli.net = 2;
	assert_int_equal(endpoints_find(&cli, objects, 9, &found), CLI_OK);
	assert_string_equal(value_get(found, "path")->string, "/2/9");
	cli.net = 1;
	assert_int_equal(endpoints_find(&cli, objects, 10, &found), CLI_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_of_every_type_are_read),
		cmocka_unit_test(types_that_mctpd_has_not_become_null),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(rows_are_sorted_and_filtered),
		cmocka_unit_test(missing_interfaces_leave_all_keys),
		cmocka_unit_test(properties_of_wrong_types_count_as_absent),
		cmocka_unit_test(endpoint_is_found_by_eid_and_network),
	};

	return cmocka_run_group_tests_name("mctpctl-endpoints", tests,
					   bus_setup, bus_teardown);
}
