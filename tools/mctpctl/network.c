// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl network: the networks that links are in, with their local EIDs,
 * forwarding and limits.
 */
#include <string.h>

#include <linux/mctp-ext.h>

#include "address.h"
#include "control.h"
#include "linkwork.h"
#include "state.h"
#include "verbs.h"

struct networks {
	struct linkwork work;
	struct statetab states;
	struct value *addresses;
};

static void networks_done(struct networks *n)
{
	linkwork_done(&n->work);
	statetab_done(&n->states);
	n->addresses = value_free(n->addresses);
}

#define _cleanup_networks_ _cleanup_(networks_done)

static int networks_open(struct networks *n, const char *what)
{
	int r;

	n->addresses = value_new(VALUE_ARRAY);
	r = linkwork_open(&n->work, NULL, "%s", what);
	if (r)
		return r;
	r = address_read(n->work.nl, &n->work.links, n->addresses);
	if (!r)
		r = statetab_open(&n->states);
	return r < 0 ? netlink_fail(n->work.nl, r, "%s", what) : CLI_OK;
}

static struct value *add_row(struct value *rows, uint32_t net,
			     const struct networks *n)
{
	struct value *row = value_add(rows, NULL, VALUE_OBJECT), *list;
	const struct linktab *links = &n->work.links;
	const struct value *a;

	value_set_role(value_add_uint(row, "network", net), VALUE_ROLE_NAME);
	list = value_add(row, "links", VALUE_ARRAY);
	for (size_t i = 0; i < links->n; i++)
		if (links->links[i].network == net)
			value_add_string(list, NULL, links->links[i].name);
	list = value_add(row, "local_eids", VALUE_ARRAY);
	for (a = n->addresses->first; a; a = a->next)
		if (value_get(a, "network")->kind == VALUE_UINT &&
		    value_get(a, "network")->number == net)
			value_add_uint(list, NULL, value_get(a, "eid")->number);
	return row;
}

/* In a table, a dash says that the kernel does not offer it. */
static void add_usage(struct value *row, uint32_t net, const struct networks *n,
		      bool table)
{
	const struct state *s = statetab_network(&n->states, net);

	if (!s && table) {
		value_add(row, "forwarding", VALUE_NULL);
		value_add(row, "usage", VALUE_NULL);
		return;
	}
	state_add_forwarding(row, s);
	state_add_usage(row, s);
}

int network_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "network", "NET" },
		{ "links", "LINKS" },
		{ "local_eids", "EIDS" },
		{ "forwarding", "FORWARDING" },
		{ "usage.reasm_contexts", "REASSEMBLIES" },
		{ "usage.reasm_bytes", "BYTES" },
		{ "usage.tags", "TAGS" },
	};
	_cleanup_networks_ struct networks n = { .addresses = NULL };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	_cleanup_free_ uint32_t *nets = NULL;
	size_t n_nets;
	int r;

	(void)argc, (void)argv;
	r = networks_open(&n, "networks");
	if (r)
		return r;
	n_nets = state_networks(&n.states, &n.work.links, false, &nets);
	for (size_t i = 0; i < n_nets; i++)
		add_usage(add_row(rows, nets[i], &n), nets[i], &n, true);
	output_table(&cli->out, rows, columns, OUTPUT_COLUMNS(columns),
		     "network");
	return CLI_OK;
}

static bool exists(const struct networks *n, uint32_t net)
{
	for (size_t i = 0; i < n->work.links.n; i++)
		if (n->work.links.links[i].network == net)
			return true;
	return statetab_network(&n->states, net);
}

int network_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_networks_ struct networks n = { .addresses = NULL };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	char what[32];
	uint32_t net;
	int r;

	(void)argc;
	r = args_net(argv[0], &net);
	if (r)
		return r;
	snprintf(what, sizeof(what), "network %u", net);
	r = networks_open(&n, what);
	if (r)
		return r;
	if (!exists(&n, net))
		return cli_fail("mctpctl network lists them",
				"%s: no such network", what);
	add_usage(add_row(rows, net, &n), net, &n, false);
	output_details(&cli->out, rows->first);
	return CLI_OK;
}

int network_set(struct cli *cli, int argc, char **argv)
{
	struct control control;
	char what[32];
	uint32_t net;
	int r;

	(void)cli, (void)argc;
	r = args_net(argv[0], &net);
	if (r)
		return r;
	if (!control_is(argv[1]))
		return cli_usage(
			"expected forwarding, reasm-contexts, reasm-bytes or tags, got '%s'",
			argv[1]);
	r = control_parse(argv[1], argv[2], &control);
	if (r)
		return r;
	snprintf(what, sizeof(what), "network %u", net);
	return control_send(&control, MCTP_A_NET, net, what);
}
