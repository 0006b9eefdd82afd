// SPDX-License-Identifier: Apache-2.0
/*
 * I3C buses and devices out of a made-up sysfs.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "mctpctl/i3cbus.h"

static char root[] = "/tmp/test-i3cbus.XXXXXX";

static void make_dir(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	assert_int_equal(mkdir(path, 0755), 0);
}

static void make_file(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* A bus, a device of this driver and one of the in-tree driver. */
static void populate(void)
{
	char path[256];

	make_dir("i3c-3");
	make_file("i3c-3/pid", "4cc0000beef\n");
	make_file("i3c-3/mode", "pure\n");
	make_file("i3c-3/i3c_scl_frequency", "12500000\n");
	make_dir("i3c-3/net");
	make_dir("i3c-3/net/mctpi3c3");
	make_file("i3c-3/net/mctpi3c3/carrier", "1\n");
	make_file("i3c-3/net/mctpi3c3/operstate", "up\n");

	make_dir("3-4cc00000001");
	make_file("3-4cc00000001/pid", "4cc00000001\n");
	make_file("3-4cc00000001/dynamic_address", "0a\n");
	make_file("3-4cc00000001/dcr", "cc\n");
	make_dir("3-4cc00000001/mctp");
	make_file("3-4cc00000001/mctp/mtu", "255\n");
	make_file("3-4cc00000001/mctp/mrl", "0\n");
	make_file("3-4cc00000001/mctp/mode", "ibi\n");
	make_file("3-4cc00000001/mctp/tx_packets", "12\n");
	make_file("3-4cc00000001/mctp/rx_packets", "0\n");
	make_file("3-4cc00000001/mctp/tx_retries", "2\n");
	make_file("3-4cc00000001/mctp/rx_retries", "3\n");
	make_file("3-4cc00000001/mctp/last_error", "rx_pec 1000.250\n");

	make_dir("10-4cc00000002");
	make_file("10-4cc00000002/pid", "4cc00000002\n");
	snprintf(path, sizeof(path), "%s/10-4cc00000002/driver", root);
	assert_int_equal(symlink("../../drivers/mctp-i3c", path), 0);
}

static const char *text(const struct value *row, const char *key)
{
	static char texts[4][64];
	static int i;
	char *t = value_to_text(value_get(row, key));

	i = (i + 1) % 4;
	snprintf(texts[i], sizeof(texts[i]), "%s", t);
	free(t);
	return texts[i];
}

static void device_has_what_the_driver_tells(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	const struct value *row;

	(void)state;
	populate();
	assert_int_equal(i3cbus_read_devices("i3c-3", 1075000000, rows), 0);
	assert_int_equal(rows->count, 1);
	row = rows->first;
	assert_string_equal(text(row, "bus"), "i3c-3");
	assert_string_equal(text(row, "device"), "3-4cc00000001");
	assert_string_equal(text(row, "pid"), "04cc00000001");
	assert_string_equal(text(row, "address"), "0x0a");
	assert_int_equal(value_get(row, "address")->number, 10);
	assert_int_equal(value_get(row, "dcr")->number, 0xcc);
	assert_string_equal(text(row, "link"), "mctpi3c3");
	assert_int_equal(value_get(row, "mtu")->number, 255);
	assert_int_equal(value_get(row, "sent")->number, 12);
	assert_int_equal(value_get(row, "received")->kind, VALUE_UINT);
	assert_int_equal(value_get(row, "retries")->number, 5);
	assert_int_equal(value_get(row, "values.tx_retries")->number, 2);
	assert_string_equal(text(row, "last_error"), "rx_pec 1 min ago");
	assert_int_equal(value_get(row, "last_error.time_us")->number,
			 1000250000);
}

static void what_is_not_told_is_null(void **state)
{
	static const char *const keys[] = {
		"address",    "link",	    "mrl",	"mwl",	   "mtu",
		"mode",	      "sent",	    "received", "retries", "nacks",
		"pec_errors", "last_error", "values"
	};
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	(void)state;
	populate();
	assert_int_equal(i3cbus_read_devices("i3c-10", 0, rows), 0);
	assert_int_equal(rows->count, 1);
	assert_string_equal(text(rows->first, "driver"), "mctp-i3c");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_non_null(value_get(rows->first, keys[i]));
		assert_int_equal(value_get(rows->first, keys[i])->kind,
				 VALUE_NULL);
	}
	value_free(take_ptr(rows));
	rows = value_new(VALUE_ARRAY);
	/* a length of 0 is one that the target does not tell */
	assert_int_equal(i3cbus_read_devices("i3c-3", 0, rows), 0);
	assert_int_equal(value_get(rows->first, "mrl")->kind, VALUE_NULL);
}

static void all_buses_have_all_devices(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	(void)state;
	populate();
	assert_int_equal(i3cbus_read_devices(NULL, 0, rows), 0);
	assert_int_equal(rows->count, 2);
}

static void last_error_that_is_no_error_is_null(void **state)
{
	static const char *const odd[] = { "none\n", "\n", "rx_pec\n",
					   "rx_pec soon\n", "" };
	(void)state;
	populate();
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

		make_file("3-4cc00000001/mctp/last_error", odd[i]);
		i3cbus_read_devices("i3c-3", 0, rows);
		assert_int_equal(value_get(rows->first, "last_error")->kind,
				 VALUE_NULL);
		assert_string_equal(text(rows->first, "last_error"), "none");
	}
}

static void error_of_the_future_is_not_old(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	(void)state;
	populate();
	i3cbus_read_devices("i3c-3", 1, rows);
	assert_string_equal(text(rows->first, "last_error"), "rx_pec 0 s ago");
}

static void bus_is_found_by_name_number_and_link(void **state)
{
	static const char *const good[] = { "i3c-3", "3", "mctpi3c3" };
	static const char *const bad[] = {
		"i3c-4", "4", "", "i3c-", "3-4cc00000001", "mctpi3c4"
	};
	(void)state;
	populate();
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		_cleanup_free_ char *bus = i3cbus_find(good[i]);

		assert_non_null(bus);
		assert_string_equal(bus, "i3c-3");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(i3cbus_find(bad[i]));
}

static void device_is_found_by_name_and_pid(void **state)
{
	static const char *const good[] = { "3-4cc00000001", "04cc00000001",
					    "4cc00000001", "0x4cc00000001" };
	static const char *const bad[] = { "3-4cc00000002", "4cc00000003", "",
					   "0", "i3c-3" };
	(void)state;
	populate();
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		_cleanup_free_ char *device = i3cbus_find_device(good[i]);

		assert_non_null(device);
		assert_string_equal(device, "3-4cc00000001");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(i3cbus_find_device(bad[i]));
}

static void bus_has_its_controller_and_link(void **state)
{
	_cleanup_value_ struct value *bus = NULL;

	(void)state;
	populate();
	bus = i3cbus_read("i3c-3");
	assert_string_equal(text(bus, "pid"), "04cc0000beef");
	assert_int_equal(value_get(bus, "clock_hz")->number, 12500000);
	assert_string_equal(text(bus, "link"), "mctpi3c3");
	assert_string_equal(text(bus, "state"), "up");
	assert_int_equal(value_get(bus, "carrier")->number, 1);
	assert_int_equal(value_get(bus, "i2c_clock_hz")->kind, VALUE_NULL);
}

static void kernel_without_i3c_has_no_list(void **state)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	(void)state;
	i3cbus_sysfs = "/nonexistent";
	assert_int_equal(i3cbus_read_devices(NULL, 0, rows), -ENOENT);
	assert_null(i3cbus_names());
	assert_null(i3cbus_find("0"));
	assert_null(i3cbus_find_device("04cc00000001"));
}

static int make_root(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	i3cbus_sysfs = root;
	return !mkdtemp(root);
}

static int remove_root(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(device_has_what_the_driver_tells),
		TEST(what_is_not_told_is_null),
		TEST(all_buses_have_all_devices),
		TEST(last_error_that_is_no_error_is_null),
		TEST(error_of_the_future_is_not_old),
		TEST(bus_is_found_by_name_number_and_link),
		TEST(device_is_found_by_name_and_pid),
		TEST(bus_has_its_controller_and_link),
		TEST(kernel_without_i3c_has_no_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
