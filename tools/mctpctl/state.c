// SPDX-License-Identifier: Apache-2.0
/*
 * The state of links and networks.
 */
#include "state.h"

#include <err.h>
#include <errno.h>

#include <linux/mctp-ext.h>

int state_decode(const struct family *family, struct nlmsghdr *h,
		 struct state *ret_state)
{
	struct nlattr *tb[MCTP_A_MAX + 1];
	struct state s = { .ifindex = 0 };
	int r, command;

	r = family_decode(family, h, &command, tb);
	if (r < 0)
		return r;
	if (tb[MCTP_A_IFINDEX] && nla_len(tb[MCTP_A_IFINDEX]) >= 4)
		s.ifindex = nla_get_u32(tb[MCTP_A_IFINDEX]);
	if (tb[MCTP_A_NET] && nla_len(tb[MCTP_A_NET]) >= 4)
		s.network = nla_get_u32(tb[MCTP_A_NET]);
	else if (!s.ifindex)
		return -ENOENT;
	if (tb[MCTP_A_FORWARDING] && nla_len(tb[MCTP_A_FORWARDING]) >= 1) {
		s.has_forwarding = true;
		s.forwarding = nla_get_u8(tb[MCTP_A_FORWARDING]);
	}
	counters_decode(&s.limits, tb[MCTP_A_LIMITS]);
	counters_decode(&s.used, tb[MCTP_A_USED]);
	counters_decode(&s.stats, tb[MCTP_A_STATS]);
	counters_decode(&s.drops, tb[MCTP_A_DROPS]);
	*ret_state = s;
	return 0;
}

void state_add_forwarding(struct value *row, const struct state *s)
{
	if (s && s->has_forwarding)
		value_set_text(value_add_bool(row, "forwarding", s->forwarding),
			       s->forwarding ? "on" : "off");
	else
		counters_add_not_offered(row, "forwarding");
}

static const struct state no_state;

void state_add_usage(struct value *row, const struct state *s)
{
	s = s ? s : &no_state;
	counters_add_usage(row, &s->used, &s->limits);
}

void state_add(struct value *row, const struct state *s, bool all)
{
	state_add_forwarding(row, s);
	counters_add_stats(row, s ? &s->stats : &no_state.stats);
	state_add_usage(row, s);
	counters_add_drops(row, s ? &s->drops : &no_state.drops, all);
}

struct reading {
	const struct family *family;
	struct statetab *tab;
};

static int add_state(struct nlmsghdr *h, void *arg)
{
	struct reading *reading = arg;
	struct statetab *tab = reading->tab;
	struct state s, *states;
	int r;

	r = state_decode(reading->family, h, &s);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	states = reallocarray(tab->states, tab->n + 1, sizeof(*states));
	if (!states)
		return -ENOMEM;
	states[tab->n++] = s;
	tab->states = states;
	return 0;
}

int statetab_open(struct statetab *ret_tab)
{
	_cleanup_family_ struct family family = { .nl = NULL };
	struct statetab tab = { .offered = true };
	struct reading reading = { &family, &tab };
	int r;

	r = family_open(&family);
	if (r == -ENOENT) {
		*ret_tab = (struct statetab){ .offered = false };
		return 0;
	}
	if (!r)
		r = netlink_dump(family.nl,
				 family_request(&family, MCTP_CMD_LINK_GET),
				 add_state, &reading);
	if (!r)
		r = netlink_dump(family.nl,
				 family_request(&family, MCTP_CMD_NETWORK_GET),
				 add_state, &reading);
	if (r < 0)
		statetab_done(&tab);
	else
		*ret_tab = tab;
	return r;
}

void statetab_done(struct statetab *tab)
{
	free(tab->states);
	tab->states = NULL;
	tab->n = 0;
}

const struct state *statetab_link(const struct statetab *tab, int ifindex)
{
	for (size_t i = 0; i < tab->n; i++)
		if (tab->states[i].ifindex == ifindex)
			return &tab->states[i];
	return NULL;
}

const struct state *statetab_network(const struct statetab *tab, uint32_t net)
{
	for (size_t i = 0; i < tab->n; i++)
		if (!tab->states[i].ifindex && tab->states[i].network == net)
			return &tab->states[i];
	return NULL;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

size_t state_networks(const struct statetab *tab, const struct linktab *links,
		      bool none, uint32_t **ret_networks)
{
	uint32_t *nets = calloc(tab->n + links->n + 1, sizeof(*nets));
	size_t n = 0, unique = 0;

	if (!nets)
		errx(1, "out of memory");
	for (size_t i = 0; i < links->n; i++)
		nets[n++] = links->links[i].network;
	for (size_t i = 0; i < tab->n; i++)
		if (!tab->states[i].ifindex)
			nets[n++] = tab->states[i].network;
	qsort(nets, n, sizeof(*nets), compare);
	for (size_t i = 0; i < n; i++)
		if ((nets[i] || none) &&
		    (!unique || nets[unique - 1] != nets[i]))
			nets[unique++] = nets[i];
	*ret_networks = nets;
	return unique;
}
