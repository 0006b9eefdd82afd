// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl endpoint: what mctpd found, and its methods on devices.
 */
#include <string.h>

#include "args.h"
#include "endpoints.h"
#include "linktab.h"
#include "verbs.h"

int endpoint_list(struct cli *cli, int argc, char **argv)
{
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_value_ struct value *objects = NULL, *rows = NULL;
	int r;

	(void)argc, (void)argv;
	r = bus_objects(cli, &bus, &objects);
	if (r)
		return r;
	rows = endpoints_rows(objects, cli->net);
	endpoints_print(&cli->out, rows);
	return CLI_OK;
}

int endpoint_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	int r;

	(void)argc;
	r = endpoints_read_row(cli, argv[0], rows);
	if (!r)
		output_details(&cli->out, rows->first);
	return r;
}

struct setup {
	const char *member;
	const char *flag; /* what the boolean of the reply tells */
	bool has_eid, has_pool;
	uint8_t eid, pool;
};

/* EID, network and whether it is new, out of the reply to a setup. */
static int print_result(struct cli *cli, sd_bus_message *reply,
			const struct setup *s)
{
	_cleanup_value_ struct value *v = value_new(VALUE_OBJECT);
	const char *path;
	uint8_t eid, pool = 0;
	int32_t net;
	int flag, r;

	r = s->has_pool ? sd_bus_message_read(reply, "yyisb", &eid, &pool, &net,
					      &path, &flag) :
			  sd_bus_message_read(reply, "yisb", &eid, &net, &path,
					      &flag);
	if (r < 0)
		return cli_fail(NULL, "mctpd's answer makes no sense");
	value_add_uint(v, "network", (uint32_t)net);
	value_add_uint(v, "eid", eid);
	if (s->has_pool)
		value_add_uint(v, "pool_start", pool);
	value_add_bool(v, s->flag, flag);
	output_details(&cli->out, v);
	return CLI_OK;
}

/* @argv: LINK ADDRESS, for methods of the link's bus owner interface */
static int setup(struct cli *cli, char **argv, const struct setup *s)
{
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	_cleanup_free_ char *path = NULL;
	struct args_hwaddr hwaddr;
	char what[128];
	int r;

	r = args_hwaddr(argv[1], &hwaddr);
	if (!r)
		r = bus_open(&bus);
	if (r)
		return r;
	snprintf(what, sizeof(what), "device %s on %s", argv[1], argv[0]);
	if (sd_bus_path_encode(BUS_ROOT "/interfaces", argv[0], &path) < 0)
		return cli_fail(NULL, "out of memory");
	call = bus_method(bus, path, BUS_IF_OWNER, s->member);
	r = sd_bus_message_append_array(call, 'y', hwaddr.bytes, hwaddr.len);
	if (r >= 0 && s->has_eid)
		r = sd_bus_message_append(call, "y", s->eid);
	if (r >= 0 && s->has_pool)
		r = sd_bus_message_append(call, "yy", 0, s->pool);
	if (r < 0)
		return cli_fail(NULL, "%s: %s", what, strerror(-r));
	r = bus_call(cli, bus, call, what, &reply);
	return r ? r : print_result(cli, reply, s);
}

int endpoint_setup(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	return setup(cli, argv,
		     &(struct setup){ .member = "SetupEndpoint",
				      .flag = "new" });
}

int endpoint_learn(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	return setup(cli, argv,
		     &(struct setup){ .member = "LearnEndpoint",
				      .flag = "found" });
}

int endpoint_assign(struct cli *cli, int argc, char **argv)
{
	struct setup s = { .member = "AssignEndpoint", .flag = "new" };
	uint64_t pool;
	int r = CLI_OK;

	if (argc > 2) {
		s.member = "AssignEndpointStatic";
		s.has_eid = true;
		r = args_eid(argv[2], &s.eid);
	}
	if (!r && argc == 4)
		r = cli_usage("'%s' is not 'pool SIZE'", argv[3]);
	if (!r && argc == 5) {
		s.member = "AssignBridgeStatic";
		s.has_pool = true;
		r = args_word(argv[3], "pool");
		if (!r)
			r = args_number(argv[4], "pool size", 1,
					ARGS_EID_MAX - ARGS_EID_MIN, &pool);
		if (!r)
			s.pool = pool;
	}
	return r ? r : setup(cli, argv, &s);
}

int endpoint_remove(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	return endpoints_call(cli, argv[0], BUS_IF_CONTROL, "Remove", NULL);
}

int endpoint_recover(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	return endpoints_call(cli, argv[0], BUS_IF_CONTROL, "Recover", NULL);
}

int endpoint_mtu(struct cli *cli, int argc, char **argv)
{
	uint64_t mtu;
	uint32_t arg;
	int r;

	(void)argc;
	/* DSP0236 8.1: 64 bytes of payload at least, and the header */
	r = args_number(argv[1], "MTU", 68, 65535, &mtu);
	if (r)
		return r;
	arg = mtu;
	return endpoints_call(cli, argv[0], BUS_IF_CONTROL, "SetMTU", &arg);
}
