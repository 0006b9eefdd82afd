// SPDX-License-Identifier: Apache-2.0
/*
 * Completion out of the command table, with the live names of links, EIDs
 * and devices. What cannot be asked is left out without a word.
 */
#include "complete.h"

#include <stdio.h>
#include <string.h>

#include "endpoints.h"
#include "linktab.h"
#include "options.h"
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

static void print_kind(const char *kind, size_t len)
{
	if (!strncmp(kind, "LINK", len))
		print_links();
	else if (!strncmp(kind, "NET", len) && len == 3)
		print_networks();
	else if (!strncmp(kind, "EID", len))
		print_endpoints("eid");
	else if (!strncmp(kind, "PID", len))
		print_endpoints("hwaddr");
	else if (!strncmp(kind, "INODE", len))
		print_sockets();
	else if (strncmp(kind, "N", len))
		printf("%.*s\n", (int)len, kind);
}

/* The alternatives of the word at @index of @pattern. */
static void print_argument(const char *pattern, int index)
{
	size_t len;

	while (index-- && *pattern) {
		pattern += strcspn(pattern, " ");
		pattern += *pattern == ' ';
	}
	while (*pattern && *pattern != ' ') {
		len = strcspn(pattern, "| ");
		print_kind(pattern, len);
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

static void print_words(const char *object, const char *verb, int n_words)
{
	for (const struct command *c = commands; c->object; c++) {
		if (strcmp(c->object, object))
			continue;
		if (n_words == 2 && *c->verb)
			puts(c->verb);
		else if (n_words > 2 && !strcmp(c->verb, verb))
			print_argument(c->complete, n_words - 3);
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
	const char *plain[3] = { "", "", "" }, *current;
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
		if (n < 3)
			plain[n] = words[i];
		n++;
	}
	if (n <= 1)
		print_objects();
	else
		print_words(plain[0], plain[1], n);
	return CLI_OK;
}
