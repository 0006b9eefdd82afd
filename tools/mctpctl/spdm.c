// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl spdm: identities, measurements and sessions of the endpoints that
 * speak SPDM.
 */
#include <string.h>

#include "endpoints.h"
#include "verbs.h"

static void copy_uint(struct value *to, const struct value *row,
		      const char *key)
{
	const struct value *v = value_get(row, key);

	value_add_uint(to, key, v->number);
}

static void copy(struct value *to, const struct value *spdm, const char *key)
{
	const struct value *v = value_get(spdm, key);
	struct value *c;

	c = v->kind == VALUE_UINT ? value_add_uint(to, key, v->number) :
				    value_add_string(to, key, v->string);
	if (v->text)
		value_set_text(c, "%s", v->text);
	value_set_role(c, v->role);
}

/* One flat row per endpoint that speaks SPDM. */
static struct value *flatten(const struct value *endpoints)
{
	static const char *const keys[] = { "version",	  "state",
					    "identity",	  "session_id",
					    "algorithms", "subject",
					    "error" };
	struct value *rows = value_new(VALUE_ARRAY), *row;
	const struct value *e, *spdm;

	for (e = endpoints->first; e; e = e->next) {
		spdm = value_get(e, "spdm");
		if (spdm->kind != VALUE_OBJECT)
			continue;
		row = value_add(rows, NULL, VALUE_OBJECT);
		copy_uint(row, e, "network");
		copy_uint(row, e, "eid");
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			copy(row, spdm, keys[i]);
	}
	return rows;
}

int spdm_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },		{ "eid", "EID" },
		{ "version", "SPDM" },		{ "state", "SESSION" },
		{ "session_id", "ID" },		{ "identity", "IDENTITY" },
		{ "algorithms", "ALGORITHMS" }, { "error", "ERROR" },
	};
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_value_ struct value *objects = NULL, *all = NULL, *rows = NULL;
	int r;

	(void)argc, (void)argv;
	r = bus_objects(cli, &bus, &objects);
	if (r)
		return r;
	all = endpoints_rows(objects, cli->net);
	rows = flatten(all);
	output_table(&cli->out, rows, columns, OUTPUT_COLUMNS(columns),
		     "SPDM endpoint");
	return CLI_OK;
}

int spdm_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	const struct value *spdm;
	int r;

	(void)argc;
	r = endpoints_read_row(cli, argv[0], rows);
	if (r)
		return r;
	spdm = value_get(rows->first, "spdm");
	if (spdm->kind != VALUE_OBJECT)
		return cli_fail(
			NULL, "endpoint %u: does not speak SPDM",
			(unsigned int)value_get(rows->first, "eid")->number);
	output_details(&cli->out, spdm);
	return CLI_OK;
}

int spdm_attest(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	return endpoints_call(cli, argv[0], BUS_IF_SPDM, "Attest", NULL);
}

int spdm_end(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	return endpoints_call(cli, argv[0], BUS_IF_SPDM, "EndSession", NULL);
}
