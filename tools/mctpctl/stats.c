// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl link stats and network stats: what the net devices count
 * (RTM_GETLINK), and what AF_MCTP counts per link and per network.
 */
#include <stdio.h>
#include <string.h>

#include "link.h"
#include "linkwork.h"
#include "state.h"
#include "verbs.h"

struct stats {
	struct linkwork work;
	struct statetab states;
	bool all;
	struct value *root;
};

static void stats_done(struct stats *s)
{
	linkwork_done(&s->work);
	statetab_done(&s->states);
	s->root = value_free(s->root);
}

#define _cleanup_stats_ _cleanup_(stats_done)

static int stats_open(struct stats *s, struct cli *cli, const char *link)
{
	int r;

	s->all = cli->given & CLI_OPT_ALL;
	r = linkwork_open(&s->work, link, "%s%s", link ? "link " : "links",
			  link ? link : "");
	if (r)
		return r;
	r = statetab_open(&s->states);
	if (r < 0)
		return netlink_fail(NULL, r, "%s", s->work.what);
	s->root = value_new(VALUE_OBJECT);
	return CLI_OK;
}

static void add_link(struct value *rows, const struct linktab_link *link,
		     const struct stats *s)
{
	struct value *row = value_add(rows, NULL, VALUE_OBJECT);

	value_set_hidden(value_add_string(row, "name", link->name), true);
	value_add_uint(row, "network", link->network);
	link_add_counters(row, link, true);
	state_add(row, statetab_link(&s->states, link->ifindex), s->all);
}

/* In text without what belongs to no network as long as nothing does. */
static void add_network(struct value *rows, uint32_t net, const struct stats *s)
{
	const struct state *state = statetab_network(&s->states, net);
	struct value *row = value_add(rows, NULL, VALUE_OBJECT);

	value_set_hidden(row, !net && !s->all && state &&
				      !counters_any(&state->stats) &&
				      !counters_any(&state->drops));
	value_set_hidden(value_add_uint(row, "network", net), true);
	state_add(row, state, s->all);
}

/* Adds the networks, or the one that is given. */
static void add_networks(const struct stats *s, const uint32_t *net)
{
	struct value *rows = value_add(s->root, "networks", VALUE_ARRAY);
	_cleanup_free_ uint32_t *nets = NULL;
	size_t n;

	n = state_networks(&s->states, &s->work.links, true, &nets);
	for (size_t i = 0; i < n; i++)
		if (!net || nets[i] == *net)
			add_network(rows, nets[i], s);
}

static void print_blocks(const struct output *out, const struct value *rows,
			 bool *first)
{
	const struct value *name, *net;
	char title[32];

	for (const struct value *row = rows->first; row; row = row->next) {
		if (row->hidden)
			continue;
		name = value_get(row, "name");
		net = value_get(row, "network");
		if (name)
			snprintf(title, sizeof(title), "%s", name->string);
		else if (net->number)
			snprintf(title, sizeof(title), "network %u",
				 (unsigned int)net->number);
		else
			snprintf(title, sizeof(title), "no network");
		if (!*first)
			fputc('\n', out->file);
		*first = false;
		output_block(out, title, row);
	}
}

static void print(const struct output *out, const struct value *root)
{
	bool first = true;

	if (out->json) {
		output_details(out, root);
		return;
	}
	for (const struct value *rows = root->first; rows; rows = rows->next)
		print_blocks(out, rows, &first);
}

int link_stats(struct cli *cli, int argc, char **argv)
{
	_cleanup_stats_ struct stats s = { .root = NULL };
	const struct linktab_link *only;
	struct value *rows;
	int r;

	r = stats_open(&s, cli, argc ? argv[0] : NULL);
	if (r)
		return r;
	only = s.work.link;
	rows = value_add(s.root, "links", VALUE_ARRAY);
	for (size_t i = 0; i < s.work.links.n; i++)
		if (!only || only == &s.work.links.links[i])
			add_link(rows, &s.work.links.links[i], &s);
	add_networks(&s, only ? &only->network : NULL);
	print(&cli->out, s.root);
	return CLI_OK;
}

int network_stats(struct cli *cli, int argc, char **argv)
{
	_cleanup_stats_ struct stats s = { .root = NULL };
	struct value *rows;
	uint64_t n = 0;
	uint32_t net;
	int r = CLI_OK;

	if (argc) /* 0: what belongs to none */
		r = args_number(argv[0], "network", 0, UINT32_MAX, &n);
	if (!r)
		r = stats_open(&s, cli, NULL);
	if (r)
		return r;
	net = n;
	add_networks(&s, argc ? &net : NULL);
	rows = s.root->first;
	if (argc && !rows->count)
		return cli_fail("mctpctl network lists them",
				"network %u: no such network", net);
	if (argc)
		value_set_hidden(rows->first, false);
	print(&cli->out, s.root);
	return CLI_OK;
}
