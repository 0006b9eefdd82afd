// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl sim: simulated I3C buses, their targets inside the kernel and their
 * rules of faults, by the directories of i3c-sim in configfs.
 */
#include "sim.h"

#include <string.h>

#include "verbs.h"

int sim_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "name", "NAME" },	    { "live", "LIVE" },
		{ "bus", "I3C" },	    { "clock_hz", "CLOCK" },
		{ "paced", "PACED" },	    { "targets", "TARGETS" },
		{ "faults", "FAULTS" },	    { "stats.writes", "WRITES" },
		{ "stats.reads", "READS" }, { "stats.ibis", "IBIS" },
		{ "stats.nacks", "NACKS" },
	};
	_cleanup_value_ struct value *names = attrs_directories(sim_root);
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	int r = sim_check();

	(void)argc, (void)argv;
	if (r)
		return r;
	for (const struct value *v = names ? names->first : NULL; v;
	     v = v->next)
		value_adopt(rows, NULL, sim_read_bus(v->string, true));
	output_table(&cli->out, rows, columns, OUTPUT_COLUMNS(columns), "bus");
	return CLI_OK;
}

int sim_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_value_ struct value *object = NULL;
	struct sim_place bus;
	int r = sim_find_bus(argv[0], &bus);

	(void)argc;
	if (r)
		return r;
	object = sim_read_bus(argv[0], false);
	output_details(&cli->out, object);
	return CLI_OK;
}

int sim_add(struct cli *cli, int argc, char **argv)
{
	struct sim_place bus;
	int r = sim_new_place(NULL, NULL, NULL, argv[0], &bus);

	(void)cli;
	return r ? r : sim_make(&bus, argc - 1, argv + 1, "live=1");
}

int sim_set(struct cli *cli, int argc, char **argv)
{
	struct sim_place bus;
	int r = sim_find_bus(argv[0], &bus);

	(void)cli;
	return r ? r : attrs_set(&bus.attrs, argc - 1, argv + 1);
}

/* A bus with targets or rules in it cannot be removed. */
static int remove_parts(const struct sim_place *bus, const char *name,
			const char *kind, const char *directory)
{
	_cleanup_value_ struct value *parts =
		sim_read_parts(bus->dir, directory);
	struct sim_place part;
	int r = CLI_OK;

	for (const struct value *v = parts->first; !r && v; v = v->next) {
		r = sim_new_place(bus->dir, kind, name,
				  value_get(v, "name")->string, &part);
		if (!r)
			r = sim_remove_dir(&part);
	}
	return r;
}

int sim_remove(struct cli *cli, int argc, char **argv)
{
	struct sim_place bus;
	int r = sim_find_bus(argv[0], &bus);

	(void)cli, (void)argc;
	if (!r)
		r = remove_parts(&bus, argv[0], "fault", "faults");
	if (!r)
		r = remove_parts(&bus, argv[0], "target", "targets");
	return r ? r : sim_remove_dir(&bus);
}

/* What targets and rules of faults have in common. */
struct part_kind {
	const char *kind;
	const char *directory;
	const char *last; /* set when all else is */
	const struct output_column *columns;
	size_t n_columns;
};

static int list_parts(struct cli *cli, const struct part_kind *kind,
		      const struct sim_place *bus)
{
	_cleanup_value_ struct value *rows =
		sim_read_parts(bus->dir, kind->directory);

	output_table(&cli->out, rows, kind->columns, kind->n_columns,
		     kind->kind);
	return CLI_OK;
}

static int no_such_part(const struct part_kind *kind,
			const struct sim_place *bus,
			const struct sim_place *part)
{
	_cleanup_value_ struct value *parts =
		sim_read_parts(bus->dir, kind->directory);
	_cleanup_free_ char *all = NULL;

	for (struct value *v = parts->first; v; v = v->next)
		value_set_text(v, "%s", value_get(v, "name")->string);
	all = value_to_text(parts);
	if (!parts->first)
		return cli_fail(NULL, "%s: is not there, there is none",
				part->what);
	return cli_fail(NULL, "%s: is not there, there are %s", part->what,
			all);
}

/* "add", "set" or "remove" of one that has a name. */
static int run_part(const struct part_kind *kind, const struct sim_place *bus,
		    int argc, char **argv)
{
	const char *verb = argv[0];
	struct sim_place part;
	int r = sim_new_place(bus->dir, kind->kind, argv[1], argv[2], &part);

	if (r)
		return r;
	if (!strcmp(verb, "add"))
		return sim_make(&part, argc - 3, argv + 3, kind->last);
	if (access(part.dir, F_OK))
		return no_such_part(kind, bus, &part);
	if (!strcmp(verb, "set"))
		return attrs_set(&part.attrs, argc - 3, argv + 3);
	if (argc > 3)
		return cli_usage("sim %s remove: unexpected '%s'", kind->kind,
				 argv[3]);
	return sim_remove_dir(&part);
}

static int run_parts(struct cli *cli, const struct part_kind *kind, int argc,
		     char **argv)
{
	bool list = !strcmp(argv[0], "list");
	struct sim_place bus;
	int r;

	if (!list && strcmp(argv[0], "add") && strcmp(argv[0], "set") &&
	    strcmp(argv[0], "remove"))
		return cli_usage(
			"sim %s: expected add, set, remove or list, got '%s'",
			kind->kind, argv[0]);
	if (list && argc > 2)
		return cli_usage("sim %s list: unexpected '%s'", kind->kind,
				 argv[2]);
	if (!list && argc < 3)
		return cli_usage(
			"sim %s %s: too few arguments, it takes BUS NAME",
			kind->kind, argv[0]);
	r = sim_find_bus(argv[1], &bus);
	if (r)
		return r;
	return list ? list_parts(cli, kind, &bus) :
		      run_part(kind, &bus, argc, argv);
}

int sim_target(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "name", "NAME" },
		{ "pid", "PID" },
		{ "address", "ADDR" },
		{ "plugged", "PLUGGED" },
		{ "behaviour", "BEHAVIOUR" },
		{ "bcr", "BCR" },
		{ "dcr", "DCR" },
		{ "mrl", "MRL" },
		{ "mwl", "MWL" },
		{ "mdb", "MDB" },
	};
	static const struct part_kind targets = { "target", "targets",
						  "plugged=1", columns,
						  OUTPUT_COLUMNS(columns) };

	return run_parts(cli, &targets, argc, argv);
}

int sim_fault(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "name", "NAME" },	      { "pid", "PID" },
		{ "direction", "DIRECTION" }, { "action", "ACTION" },
		{ "value", "VALUE" },	      { "skip", "SKIP" },
		{ "every", "EVERY" },	      { "probability", "PPM" },
		{ "count", "COUNT" },	      { "enabled", "ENABLED" },
		{ "matched", "MATCHED" },     { "injected", "INJECTED" },
	};
	static const struct part_kind faults = { "fault", "faults", "enabled=1",
						 columns,
						 OUTPUT_COLUMNS(columns) };

	return run_parts(cli, &faults, argc, argv);
}
