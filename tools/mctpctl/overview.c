// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl alone: endpoints, links and whatever is wrong with them.
 */
#include <errno.h>
#include <string.h>

#include "endpoints.h"
#include "link.h"
#include "state.h"
#include "verbs.h"

static void add_problem(struct value *problems, const char *object,
			const char *problem, const char *hint)
{
	struct value *row = value_add(problems, NULL, VALUE_OBJECT);

	value_add_string(row, "object", object);
	value_set_role(value_add_string(row, "problem", problem),
		       VALUE_ROLE_BAD);
	value_add_string(row, "hint", hint);
}

/* What AF_MCTP dropped of what came in by the link, since it is there. */
static void check_drops(const struct linktab_link *link,
			const struct statetab *states, struct value *problems)
{
	const struct state *s = statetab_link(states, link->ifindex);
	_cleanup_free_ char *text = NULL;
	char hint[32 + IFNAMSIZ];

	text = s ? counters_describe_drops(&s->drops) : NULL;
	if (!text)
		return;
	snprintf(hint, sizeof(hint), "mctpctl link stats %s", link->name);
	add_problem(problems, link->name, text, hint);
}

static void read_links(struct value *links, struct value *problems)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab tab = { .n = 0 };
	_cleanup_statetab_ struct statetab states = { .n = 0 };
	size_t devices = 0;
	int r;

	r = linktab_open(&nl, &tab);
	if (!r)
		r = link_read(nl, &tab, false, links);
	if (!r)
		r = statetab_open(&states);
	if (r == -EAFNOSUPPORT) {
		add_problem(problems, "kernel", "has no AF_MCTP",
			    "modprobe mctp");
		return;
	}
	if (r < 0) {
		add_problem(problems, "kernel", strerror(-r), NULL);
		return;
	}
	for (size_t i = 0; i < tab.n; i++) {
		if (tab.links[i].loopback)
			continue;
		devices++;
		if (!tab.links[i].up)
			add_problem(problems, tab.links[i].name, "is down",
				    NULL);
		check_drops(&tab.links[i], &states, problems);
	}
	if (!devices)
		add_problem(problems, "kernel", "has no MCTP link",
			    "modprobe mctp-i3c");
}

static void check_endpoint(const struct value *row, struct value *problems)
{
	const struct value *v, *spdm = value_get(row, "spdm");
	char name[64];

	snprintf(name, sizeof(name), "endpoint %llu,%llu",
		 (unsigned long long)value_get(row, "network")->number,
		 (unsigned long long)value_get(row, "eid")->number);
	v = value_get(row, "connectivity");
	if (v->kind == VALUE_STRING && !strcmp(v->string, "Degraded"))
		add_problem(problems, name, "does not answer", NULL);
	if (spdm->kind != VALUE_OBJECT)
		return;
	v = value_get(spdm, "error");
	if (v->kind == VALUE_STRING)
		add_problem(problems, name, v->string, NULL);
}

static void read_endpoints(const struct cli *cli, struct value **endpoints,
			   struct value *problems)
{
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_value_ struct value *objects = NULL;
	int r;

	r = sd_bus_open_system(&bus);
	if (r < 0) {
		add_problem(problems, "system bus", strerror(-r),
			    "is dbus-daemon running?");
		return;
	}
	r = bus_read_objects(cli, bus, &objects);
	if (r < 0) {
		add_problem(problems, "mctpd", bus_reason(r),
			    r == -EHOSTUNREACH || r == -ENXIO ?
				    "systemctl start mctpd" :
				    NULL);
		return;
	}
	value_free(*endpoints);
	*endpoints = endpoints_rows(objects, 0);
	for (const struct value *e = (*endpoints)->first; e; e = e->next)
		check_endpoint(e, problems);
}

static void print(const struct output *out, const struct value *links,
		  const struct value *endpoints, const struct value *problems)
{
	static const struct output_column columns[] = {
		{ "object", "PROBLEM WITH" },
		{ "problem", "WHAT" },
		{ "hint", "HINT" },
	};

	link_print(out, links);
	fputc('\n', out->file);
	endpoints_print(out, endpoints);
	if (!problems->count)
		return;
	fputc('\n', out->file);
	output_table(out, problems, columns, OUTPUT_COLUMNS(columns),
		     "problem");
}

int overview_run(struct cli *cli, int argc, char **argv)
{
	_cleanup_value_ struct value *all = value_new(VALUE_OBJECT);
	struct value *links = value_add(all, "links", VALUE_ARRAY);
	struct value *problems = value_new(VALUE_ARRAY);
	struct value *endpoints = value_new(VALUE_ARRAY);

	(void)argc, (void)argv;
	read_links(links, problems);
	read_endpoints(cli, &endpoints, problems);
	value_adopt(all, "endpoints", endpoints);
	value_adopt(all, "problems", problems);
	if (cli->out.json)
		output_details(&cli->out, all);
	else
		print(&cli->out, links, endpoints, problems);
	return CLI_OK;
}
