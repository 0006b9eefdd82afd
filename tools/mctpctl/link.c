// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl link: the kernel's MCTP devices (RTM_GETLINK, RTM_SETLINK), their
 * forwarding and limits (MCTP_CMD_LINK_GET, MCTP_CMD_LINK_SET).
 */
#include "link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_link.h>
#include <linux/mctp-ext.h>
#include <linux/rtnetlink.h>

#include "control.h"
#include "linkwork.h"
#include "state.h"
#include "verbs.h"

static void add_eids(struct value *row, const struct value *addresses,
		     const char *name)
{
	struct value *eids = value_add(row, "local_eids", VALUE_ARRAY);
	const struct value *a;

	for (a = addresses->first; a; a = a->next)
		if (!strcmp(value_get(a, "link")->string, name))
			value_add_uint(eids, NULL, value_get(a, "eid")->number);
}

static struct value *add_link(struct value *rows,
			      const struct linktab_link *link,
			      const struct value *addresses)
{
	struct value *row = value_add(rows, NULL, VALUE_OBJECT);
	struct value *up;

	value_set_role(value_add_string(row, "name", link->name),
		       VALUE_ROLE_NAME);
	value_add_uint(row, "network", link->network);
	up = value_add_bool(row, "up", link->up);
	value_set_text(up, link->up ? "up" : "down");
	value_set_role(up, link->up ? VALUE_ROLE_GOOD : VALUE_ROLE_WARN);
	value_add_uint(row, "mtu", link->mtu);
	add_eids(row, addresses, link->name);
	value_add_hex(row, "hwaddr", link->hwaddr, link->hwaddr_len);
	value_add_string(row, "binding", linktab_binding_name(link->binding));
	value_add_string(row, "bus", *link->bus ? link->bus : NULL);
	return row;
}

int link_read(struct netlink *nl, const struct linktab *links, bool loopback,
	      struct value *rows)
{
	_cleanup_value_ struct value *addresses = value_new(VALUE_ARRAY);
	int r;

	r = address_read(nl, links, addresses);
	for (size_t i = 0; !r && i < links->n; i++)
		if (loopback || !links->links[i].loopback)
			add_link(rows, &links->links[i], addresses);
	return r;
}

void link_print(const struct output *out, const struct value *rows)
{
	static const struct output_column columns[] = {
		{ "name", "LINK" },	  { "network", "NET" },
		{ "up", "STATE" },	  { "mtu", "MTU" },
		{ "local_eids", "EIDS" }, { "binding", "BINDING" },
		{ "bus", "BUS" },	  { "hwaddr", "HWADDR" },
	};

	output_table(out, rows, columns, OUTPUT_COLUMNS(columns), "link");
}

int link_list(struct cli *cli, int argc, char **argv)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	int r;

	(void)argc, (void)argv;
	r = linktab_open(&nl, &links);
	if (!r)
		r = link_read(nl, &links, true, rows);
	if (r < 0)
		return netlink_fail(nl, r, "links");
	link_print(&cli->out, rows);
	return CLI_OK;
}

static struct value *add_counter(struct value *parent, const char *key,
				 uint64_t n, bool failure)
{
	enum value_role role = failure && n ? VALUE_ROLE_WARN :
					      VALUE_ROLE_PLAIN;

	return value_set_role(value_add_uint(parent, key, n), role);
}

/* @n: packets, bytes, errors and dropped ones */
static void add_direction(struct value *row, const char *key,
			  const uint64_t n[4], bool line)
{
	struct value *v = value_add(row, key, VALUE_OBJECT);

	add_counter(v, "packets", n[0], false);
	add_counter(v, "bytes", n[1], false);
	add_counter(v, "errors", n[2], true);
	add_counter(v, "dropped", n[3], true);
	if (!line)
		return;
	value_set_text(v, "%llu packets, %llu bytes, %llu errors, %llu dropped",
		       (unsigned long long)n[0], (unsigned long long)n[1],
		       (unsigned long long)n[2], (unsigned long long)n[3]);
	value_set_role(v, n[2] || n[3] ? VALUE_ROLE_WARN : VALUE_ROLE_PLAIN);
}

void link_add_counters(struct value *row, const struct linktab_link *link,
		       bool line)
{
	const uint64_t in[] = { link->rx_packets, link->rx_bytes,
				link->rx_errors, link->rx_dropped };
	const uint64_t out[] = { link->tx_packets, link->tx_bytes,
				 link->tx_errors, link->tx_dropped };

	add_direction(row, "received", in, line);
	add_direction(row, "sent", out, line);
}

int link_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_linkwork_ struct linkwork work = { .nl = NULL };
	_cleanup_statetab_ struct statetab states = { .n = 0 };
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	_cleanup_value_ struct value *addresses = value_new(VALUE_ARRAY);
	const struct linktab_link *link;
	struct value *row;
	int r;

	(void)argc;
	r = linkwork_open(&work, argv[0], "link %s", argv[0]);
	if (r)
		return r;
	link = work.link;
	r = address_read(work.nl, &work.links, addresses);
	if (!r)
		r = statetab_open(&states);
	if (r < 0)
		return netlink_fail(work.nl, r, "%s", work.what);
	row = add_link(rows, link, addresses);
	value_add_uint(row, "ifindex", link->ifindex);
	state_add_forwarding(row, statetab_link(&states, link->ifindex));
	link_add_counters(row, link, false);
	output_details(&cli->out, row);
	return CLI_OK;
}

struct setting {
	struct control control;	    /* by the family "mctp" if it has a word */
	unsigned int flags, change; /* of struct ifinfomsg */
	uint32_t net;		    /* 0: leave */
	uint64_t mtu;		    /* 0: leave */
};

#define EXPECTED                                                               \
	"expected up, down, net N, mtu N, forwarding on|off, reasm-contexts N, reasm-bytes N or tags N, got '%s'"

static int parse_setting(int argc, char **argv, struct setting *ret_s)
{
	struct setting s = { .change = 0 };
	bool up = !strcmp(argv[0], "up");
	int r = CLI_OK;

	if (up || !strcmp(argv[0], "down")) {
		s.change = IFF_UP;
		s.flags = up ? IFF_UP : 0;
		if (argc == 2)
			r = cli_usage("unexpected '%s' after '%s'", argv[1],
				      argv[0]);
	} else if (argc < 2) {
		r = cli_usage(EXPECTED, argv[0]);
	} else if (!strcmp(argv[0], "net")) {
		r = args_net(argv[1], &s.net);
	} else if (!strcmp(argv[0], "mtu")) {
		/* DSP0236 8.1: 64 bytes of payload at least, and the header */
		r = args_number(argv[1], "MTU", 68, 65535, &s.mtu);
	} else if (control_is(argv[0])) {
		r = control_parse(argv[0], argv[1], &s.control);
	} else {
		r = cli_usage(EXPECTED, argv[0]);
	}
	if (!r)
		*ret_s = s;
	return r;
}

static struct nl_msg *build_setting(const struct linktab_link *link,
				    const struct setting *s)
{
	struct ifinfomsg info = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = link->ifindex,
		.ifi_flags = s->flags,
		.ifi_change = s->change,
	};
	struct nl_msg *m = netlink_request(RTM_SETLINK, 0, &info, sizeof(info));
	struct nlattr *spec, *family;
	uint32_t mtu = s->mtu;

	if (mtu)
		netlink_put(m, IFLA_MTU, &mtu, sizeof(mtu));
	if (s->net) {
		spec = netlink_nest(m, IFLA_AF_SPEC);
		family = netlink_nest(m, AF_MCTP);
		netlink_put(m, IFLA_MCTP_NET, &s->net, sizeof(s->net));
		nla_nest_end(m, family);
		nla_nest_end(m, spec);
	}
	return m;
}

int link_set(struct cli *cli, int argc, char **argv)
{
	_cleanup_linkwork_ struct linkwork work = { .nl = NULL };
	struct setting s;
	int r;

	(void)cli;
	r = parse_setting(argc - 1, argv + 1, &s);
	if (!r)
		r = linkwork_open(&work, argv[0], "link %s", argv[0]);
	if (r)
		return r;
	if (s.control.word)
		return control_send(&s.control, MCTP_A_IFINDEX,
				    work.link->ifindex, work.what);
	r = netlink_call(work.nl, build_setting(work.link, &s));
	if (r < 0)
		return netlink_fail(work.nl, r, "%s: cannot set %s", work.what,
				    argv[1]);
	return CLI_OK;
}
