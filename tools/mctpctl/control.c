// SPDX-License-Identifier: Apache-2.0
/*
 * Changes of links and networks by the family "mctp".
 */
#include "control.h"

#include <errno.h>
#include <string.h>

#include <linux/mctp-ext.h>

#include "args.h"
#include "family.h"

static const struct {
	const char *word;
	int limit;
	uint32_t min, max;
} controls[] = {
	{ "forwarding", 0, 0, 1 },
	{ "reasm-contexts", MCTP_LIMIT_REASM_CONTEXTS, 1, 65536 },
	{ "reasm-bytes", MCTP_LIMIT_REASM_BYTES, 64 << 10, 1 << 30 },
	{ "tags", MCTP_LIMIT_TAGS, 1, 65536 },
};

#define N_CONTROLS (sizeof(controls) / sizeof(controls[0]))

static size_t find(const char *word)
{
	size_t i = 0;

	while (i < N_CONTROLS && strcmp(controls[i].word, word))
		i++;
	return i;
}

bool control_is(const char *word)
{
	return find(word) < N_CONTROLS;
}

static int parse_switch(const char *value, uint64_t *ret_n)
{
	*ret_n = !strcmp(value, "on");
	if (*ret_n || !strcmp(value, "off"))
		return CLI_OK;
	return cli_usage("forwarding is on or off, not '%s'", value);
}

int control_parse(const char *word, const char *value,
		  struct control *ret_control)
{
	size_t i = find(word);
	uint64_t n;
	int r;

	r = controls[i].limit ? args_number(value, word, controls[i].min,
					    controls[i].max, &n) :
				parse_switch(value, &n);
	if (!r)
		*ret_control = (struct control){ controls[i].word,
						 controls[i].limit, n };
	return r;
}

static struct nl_msg *build(const struct family *family,
			    const struct control *control, int attr,
			    uint32_t id)
{
	bool network = attr == MCTP_A_NET;
	struct nl_msg *m = family_request(
		family, network ? MCTP_CMD_NETWORK_SET : MCTP_CMD_LINK_SET);
	uint8_t on = control->value;
	struct nlattr *limits;

	netlink_put(m, attr, &id, sizeof(id));
	if (!control->limit) {
		netlink_put(m, MCTP_A_FORWARDING, &on, sizeof(on));
		return m;
	}
	limits = netlink_nest(m, MCTP_A_LIMITS);
	netlink_put(m, control->limit, &control->value, sizeof(uint32_t));
	nla_nest_end(m, limits);
	return m;
}

int control_send(const struct control *control, int attr, uint32_t id,
		 const char *what)
{
	_cleanup_family_ struct family family = { .nl = NULL };
	int r;

	r = family_open(&family);
	if (r == -ENOENT)
		return family_missing(what, control->word);
	if (r < 0)
		return netlink_fail(family.nl, r, "%s", what);
	r = netlink_call(family.nl, build(&family, control, attr, id));
	if (r == -ENOENT)
		return cli_fail("mctpctl network lists them",
				"%s: no such network", what);
	if (r < 0)
		return netlink_fail(family.nl, r, "%s: cannot set %s", what,
				    control->word);
	return CLI_OK;
}
