// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl bus: I3C buses and the devices on them, out of sysfs.
 */
#include <limits.h>
#include <stdio.h>
#include <time.h>

#include "attrs.h"
#include "i3cbus.h"
#include "verbs.h"

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void print_devices(const struct output *out, const struct value *rows)
{
	static const struct output_column columns[] = {
		{ "bus", "BUS" },
		{ "pid", "PID" },
		{ "address", "ADDR" },
		{ "mrl", "MRL" },
		{ "mwl", "MWL" },
		{ "mtu", "MTU" },
		{ "mode", "MODE" },
		{ "sent", "SENT" },
		{ "received", "RECEIVED" },
		{ "retries", "RETRIES" },
		{ "nacks", "NACKS" },
		{ "pec_errors", "PEC" },
		{ "last_error", "LAST ERROR" },
	};

	output_table(out, rows, columns, OUTPUT_COLUMNS(columns), "device");
}

static int no_i3c(void)
{
	return cli_fail("modprobe i3c", "this kernel has no I3C buses");
}

int bus_list(struct cli *cli, int argc, char **argv)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	(void)argc, (void)argv;
	if (i3cbus_read_devices(NULL, now_us(), rows) < 0)
		return no_i3c();
	print_devices(&cli->out, rows);
	return CLI_OK;
}

static int no_such_bus(const char *word)
{
	_cleanup_value_ struct value *names = i3cbus_names();
	_cleanup_free_ char *all = value_to_text(names);

	if (!names)
		return no_i3c();
	if (!names->first)
		return cli_fail(NULL, "bus %s: no such bus, there is none",
				word);
	return cli_fail(NULL, "bus %s: no such bus, there are %s", word, all);
}

int bus_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_free_ char *bus = i3cbus_find(argv[0]);
	_cleanup_value_ struct value *object = NULL;
	struct value *rows = value_new(VALUE_ARRAY);

	(void)argc;
	if (!bus) {
		value_free(rows);
		return no_such_bus(argv[0]);
	}
	i3cbus_read_devices(bus, now_us(), rows);
	object = i3cbus_read(bus);
	value_adopt(object, "devices", rows);
	if (cli->out.json) {
		output_details(&cli->out, object);
		return CLI_OK;
	}
	value_set_hidden(rows, true);
	output_details(&cli->out, object);
	fputc('\n', cli->out.file);
	print_devices(&cli->out, rows);
	return CLI_OK;
}

int bus_set(struct cli *cli, int argc, char **argv)
{
	_cleanup_free_ char *device = i3cbus_find_device(argv[0]);
	char dir[PATH_MAX], what[64];
	const struct attrs_place place = { .dir = dir, .what = what };

	(void)cli;
	if (!device)
		return cli_fail("mctpctl bus lists them", "bus: no device '%s'",
				argv[0]);
	snprintf(what, sizeof(what), "device %s", device);
	if (snprintf(dir, sizeof(dir), "%s/%s/mctp", i3cbus_sysfs, device) >=
		    (int)sizeof(dir) ||
	    access(dir, F_OK))
		return cli_fail(NULL, "%s: its driver has nothing to set",
				what);
	return attrs_set(&place, argc - 1, argv + 1);
}
