// SPDX-License-Identifier: Apache-2.0
/*
 * Completion out of the command table, with the live names of links, EIDs
 * and devices. What cannot be asked is left out without a word.
 */
#include "complete.h"

#include <stdio.h>
#include <string.h>

#include "attrs.h"
#include "endpoints.h"
#include "i3cbus.h"
#include "linktab.h"
#include "options.h"
#include "sim.h"
#include "socket.h"
#include "state.h"

static void print_links(void)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab tab = { .n = 0 };

	if (linktab_open(&nl, &tab) < 0)
		return;
	for (size_t i = 0; i < tab.n; i++)
		puts(tab.links[i].name);
}

static void print_networks(void)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab tab = { .n = 0 };
	struct statetab none = { .n = 0 };
	_cleanup_free_ uint32_t *nets = NULL;
	size_t n;

	if (linktab_open(&nl, &tab) < 0)
		return;
	n = state_networks(&none, &tab, false, &nets);
	for (size_t i = 0; i < n; i++)
		printf("%u\n", nets[i]);
}

/* @key: which value of an endpoint */
static void print_endpoints(const char *key)
{
	_cleanup_bus_ sd_bus *bus = NULL;
	_cleanup_value_ struct value *objects = NULL, *rows = NULL;
	struct cli cli = { .timeout_us = 1000000 };

	if (sd_bus_open_system(&bus) < 0 ||
	    bus_read_objects(&cli, bus, &objects) < 0)
		return;
	rows = endpoints_rows(objects, 0);
	for (const struct value *row = rows->first; row; row = row->next) {
		_cleanup_free_ char *text = value_to_text(value_get(row, key));

		puts(text);
	}
}

static void print_sockets(void)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	if (socket_read(&nl, rows) < 0)
		return;
	for (const struct value *row = rows->first; row; row = row->next)
		printf("%llu\n",
		       (unsigned long long)value_get(row, "inode")->number);
}

static void print_strings(const struct value *names)
{
	for (const struct value *v = names ? names->first : NULL; v;
	     v = v->next)
		puts(v->string);
}

static void print_buses(void)
{
	_cleanup_value_ struct value *names = i3cbus_names();

	print_strings(names);
}

static void print_devices(void)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);

	i3cbus_read_devices(NULL, 0, rows);
	for (const struct value *row = rows->first; row; row = row->next)
		puts(value_get(row, "device")->string);
}

static void print_sims(void)
{
	_cleanup_value_ struct value *names = attrs_directories(sim_root);

	print_strings(names);
}

static void print_parts(const char *bus, const char *directory)
{
	_cleanup_value_ struct value *parts = NULL;
	char dir[PATH_MAX];

	if (snprintf(dir, sizeof(dir), "%s/%s", sim_root, bus) >=
	    (int)sizeof(dir))
		return;
	parts = sim_read_parts(dir, directory);
	for (const struct value *v = parts->first; v; v = v->next)
		puts(value_get(v, "name")->string);
}

/*
 * What can be set of a simulated bus, target or rule. One that is yet to be
 * made will have what another one has.
 */
static void print_keys(char *const *line)
{
	const char *kind = line[1];
	_cleanup_value_ struct value *keys = NULL;
	struct value *names = NULL;
	char dir[PATH_MAX];

	if (!strcmp(kind, "target") || !strcmp(kind, "fault"))
		snprintf(dir, sizeof(dir), "%s/%.64s/%ss", sim_root, line[3],
			 kind);
	else
		snprintf(dir, sizeof(dir), "%s", sim_root);
	names = attrs_directories(dir);
	if (names && names->first) {
		strncat(dir, "/", sizeof(dir) - strlen(dir) - 1);
		strncat(dir, names->first->string,
			sizeof(dir) - strlen(dir) - 1);
		keys = attrs_files(dir, true);
	}
	value_free(names);
	for (const struct value *v = keys ? keys->first : NULL; v; v = v->next)
		printf("%s=\n", v->string);
}

static bool is(const char *kind, size_t len, const char *name)
{
	return strlen(name) == len && !strncmp(kind, name, len);
}

/* @line: the words of the command */
static void print_kind(const char *kind, size_t len, char *const *line)
{
	if (is(kind, len, "LINK"))
		print_links();
	else if (is(kind, len, "NET"))
		print_networks();
	else if (is(kind, len, "EID"))
		print_endpoints("eid");
	else if (is(kind, len, "BUS"))
		print_buses();
	else if (is(kind, len, "DEVICE"))
		print_devices();
	else if (is(kind, len, "PID"))
		print_endpoints("hwaddr");
	else if (is(kind, len, "INODE"))
		print_sockets();
	else if (is(kind, len, "SIM"))
		print_sims();
	else if (is(kind, len, "TARGET"))
		print_parts(line[3], "targets");
	else if (is(kind, len, "FAULT"))
		print_parts(line[3], "faults");
	else if (is(kind, len, "KEY"))
		print_keys(line);
	else if (!is(kind, len, "N"))
		printf("%.*s\n", (int)len, kind);
}

/* The alternatives of the word at @index of @pattern. */
static void print_argument(const char *pattern, int index, char *const *line)
{
	size_t len;

	while (index-- && *pattern) {
		pattern += strcspn(pattern, " ");
		pattern += *pattern == ' ';
	}
	while (*pattern && *pattern != ' ') {
		len = strcspn(pattern, "| ");
		print_kind(pattern, len, line);
		pattern += len + (pattern[len] == '|');
	}
}

static void print_options(void)
{
	for (const struct option_row *o = option_rows; o->name; o++)
		printf("--%s\n", o->name);
}

static void print_objects(void)
{
	const char *last = "";

	for (const struct command *c = commands; c->object; c++) {
		if (strcmp(c->object, last))
			puts(c->object);
		last = c->object;
	}
}

/* @line: the words so far, the options left out */
static void print_words(char *const *line, int n_words)
{
	const char *object = line[0], *verb = line[1];

	for (const struct command *c = commands; c->object; c++) {
		if (strcmp(c->object, object))
			continue;
		if (n_words == 2 && *c->verb)
			puts(c->verb);
		else if (n_words > 2 && !strcmp(c->verb, verb))
			print_argument(c->complete, n_words - 3, line);
	}
}

static bool takes_value(const char *option)
{
	for (const struct option_row *o = option_rows; o->name; o++)
		if (option[1] == '-' ? !strcmp(o->name, option + 2) :
				       option[1] == o->letter && !option[2])
			return o->arg;
	return false;
}

int complete_run(int n_words, char **words)
{
	static char none[] = "";
	char *plain[4] = { none, none, none, none };
	const char *current;
	int n = 0;

	current = n_words ? words[n_words - 1] : "";
	if (current[0] == '-') {
		print_options();
		return CLI_OK;
	}
	for (int i = 0; i < n_words; i++) {
		if (words[i][0] == '-' && words[i][1]) {
			i += takes_value(words[i]);
			if (i == n_words - 1)
				return CLI_OK;
			continue;
		}
		if (n < 4)
			plain[n] = words[i];
		n++;
	}
	if (n <= 1)
		print_objects();
	else
		print_words(plain, n);
	return CLI_OK;
}
