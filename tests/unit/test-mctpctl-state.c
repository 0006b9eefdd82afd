// SPDX-License-Identifier: Apache-2.0
/*
 * What mctpctl makes of the generic netlink family "mctp": states of links
 * and networks, also odd ones, and what it lets users set.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <linux/genetlink.h>
#include <linux/mctp-ext.h>

#include "mctpctl/cli.h"
#include "mctpctl/control.h"
#include "mctpctl/output.h"
#include "mctpctl/state.h"

#define FAMILY 0x1c /* some number that the kernel may give */

static const struct family family = { .id = FAMILY, .route_group = 7 };

static struct nl_msg *new_message(int type)
{
	struct genlmsghdr header = { .cmd = MCTP_CMD_LINK_GET, .version = 1 };

	return netlink_request(type, 0, &header, sizeof(header));
}

static void put_u32(struct nl_msg *m, int type, uint32_t n)
{
	netlink_put(m, type, &n, sizeof(n));
}

static void put_u64(struct nl_msg *m, int type, uint64_t n)
{
	netlink_put(m, type, &n, sizeof(n));
}

static void put_counter(struct nl_msg *m, int nest, int type, uint64_t n)
{
	struct nlattr *a = netlink_nest(m, nest);

	put_u64(m, type, n);
	nla_nest_end(m, a);
}

static int decode(struct nl_msg *m, struct state *ret_state)
{
	int r = state_decode(&family, nlmsg_hdr(m), ret_state);

	nlmsg_free(m);
	return r;
}

static struct nl_msg *link_message(void)
{
	struct nl_msg *m = new_message(FAMILY);
	uint8_t on = 1;
	struct nlattr *a;

	put_u32(m, MCTP_A_IFINDEX, 3);
	put_u32(m, MCTP_A_NET, 9);
	netlink_put(m, MCTP_A_FORWARDING, &on, sizeof(on));
	a = netlink_nest(m, MCTP_A_LIMITS);
	put_u32(m, MCTP_LIMIT_REASM_CONTEXTS, 64);
	put_u32(m, MCTP_LIMIT_REASM_BYTES, 1 << 20);
	nla_nest_end(m, a);
	a = netlink_nest(m, MCTP_A_USED);
	put_u32(m, MCTP_LIMIT_REASM_CONTEXTS, 64);
	put_u32(m, MCTP_LIMIT_REASM_BYTES, 700);
	nla_nest_end(m, a);
	put_counter(m, MCTP_A_STATS, MCTP_STAT_RX_MESSAGES, UINT64_MAX);
	a = netlink_nest(m, MCTP_A_DROPS);
	put_u64(m, MCTP_DROP_VERSION, 0);
	put_u64(m, MCTP_DROP_NO_LISTENER, 3);
	nla_nest_end(m, a);
	return m;
}

static void state_of_a_link_is_read(void **state)
{
	struct state s;
	uint64_t n;

	(void)state;
	assert_int_equal(decode(link_message(), &s), 0);
	assert_int_equal(s.ifindex, 3);
	assert_int_equal(s.network, 9);
	assert_true(s.has_forwarding && s.forwarding);
	assert_true(counters_get(&s.limits, MCTP_LIMIT_REASM_BYTES, &n));
	assert_true(n == 1 << 20);
	assert_false(counters_get(&s.limits, MCTP_LIMIT_TAGS, &n));
	assert_true(counters_get(&s.stats, MCTP_STAT_RX_MESSAGES, &n));
	assert_true(n == UINT64_MAX);
}

static void state_of_network_0_is_one(void **state)
{
	struct nl_msg *m = new_message(FAMILY);
	struct state s;

	(void)state;
	put_u32(m, MCTP_A_NET, 0);
	assert_int_equal(decode(m, &s), 0);
	assert_int_equal(s.ifindex, 0);
	assert_int_equal(s.network, 0);
	assert_false(s.has_forwarding);
	assert_false(s.stats.offered);
}

static void other_messages_are_no_states(void **state)
{
	struct state s = { .ifindex = 77 };
	struct nl_msg *m = new_message(FAMILY + 1);

	(void)state;
	put_u32(m, MCTP_A_IFINDEX, 3);
	assert_int_equal(decode(m, &s), -ENOENT);
	assert_int_equal(decode(new_message(FAMILY), &s), -ENOENT);
	m = nlmsg_alloc_simple(FAMILY, 0);
	assert_int_equal(decode(m, &s), -EBADMSG);
	assert_int_equal(s.ifindex, 77);
}

static void message_may_end_anywhere(void **state)
{
	struct nl_msg *m = link_message();
	struct nlmsghdr *h = nlmsg_hdr(m);
	uint32_t whole = h->nlmsg_len;
	struct state s;

	(void)state;
	for (uint32_t len = NLMSG_HDRLEN; len < whole; len++) {
		/* a copy of just this size, for the sanitizer to watch */
		struct nlmsghdr *copy = malloc(len);

		memcpy(copy, h, len);
		copy->nlmsg_len = len;
		state_decode(&family, copy, &s);
		free(copy);
	}
	nlmsg_free(m);
}

static void odd_counters_are_survived(void **state)
{
	struct nl_msg *m = new_message(FAMILY);
	struct nlattr *a;
	struct state s;
	uint64_t n;

	(void)state;
	put_u32(m, MCTP_A_NET, 1);
	a = netlink_nest(m, MCTP_A_DROPS);
	put_u64(m, COUNTERS_MAX - 1, 5);
	put_u64(m, COUNTERS_MAX, 6);
	put_u32(m, MCTP_DROP_VERSION, 7);
	netlink_put(m, MCTP_DROP_SHORT, "ab", 2);
	nla_nest_end(m, a);
	assert_int_equal(decode(m, &s), 0);
	assert_true(counters_get(&s.drops, COUNTERS_MAX - 1, &n) && n == 5);
	assert_true(counters_get(&s.drops, MCTP_DROP_VERSION, &n) && n == 7);
	assert_false(counters_get(&s.drops, MCTP_DROP_SHORT, &n));
	assert_int_equal(__builtin_popcountll(s.drops.has), 2);
}

static void json_has_every_counter_by_name(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct state s;

	(void)state;
	decode(link_message(), &s);
	state_add(row, &s, false);
	assert_int_equal(value_get(row, "drops")->count, MCTP_DROP_MAX);
	assert_int_equal(value_get(row, "stats")->count, MCTP_STAT_MAX);
	assert_int_equal(value_get(row, "usage")->count, MCTP_LIMIT_MAX);
	assert_int_equal(value_get(row, "drops.no_listener")->number, 3);
	assert_int_equal(value_get(row, "drops.version")->number, 0);
	assert_int_equal(value_get(row, "drops.version")->kind, VALUE_UINT);
	/* known here, but not told by the kernel */
	assert_int_equal(value_get(row, "drops.forward_off")->kind, VALUE_NULL);
	assert_int_equal(value_get(row, "usage.tags")->kind, VALUE_NULL);
	assert_int_equal(value_get(row, "usage.reasm_bytes.used")->number, 700);
}

/* What is printed of the drops for people. */
static void expect_drops(const struct counters *drops, bool all,
			 const char *text)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	_cleanup_free_ char *printed = NULL;
	struct output out = { .legend = true };
	size_t size;

	out.file = open_memstream(&printed, &size);
	counters_add_drops(row, drops, all);
	output_block(&out, "x", row);
	fclose(out.file);
	assert_string_equal(printed, text);
}

static void text_has_the_drops_that_are_not_zero(void **state)
{
	struct counters none = { .offered = false };
	struct state s;

	(void)state;
	decode(link_message(), &s);
	expect_drops(&s.drops, false,
		     "x:\n    drops:\n        no_listener: 3\n");
	expect_drops(&s.drops, true,
		     "x:\n    drops:\n            version: 0\n"
		     "        no_listener: 3\n");
	s.drops.n[MCTP_DROP_NO_LISTENER] = 0;
	expect_drops(&s.drops, false, "x:\n    drops: none\n");
	expect_drops(&none, true,
		     "x:\n    drops: not offered by this kernel\n");
}

static void drops_are_summed_up(void **state)
{
	struct counters drops = { .offered = true };
	_cleanup_free_ char *text = NULL;

	(void)state;
	assert_null(counters_describe_drops(&drops));
	drops.has = UINT64_MAX;
	assert_null(counters_describe_drops(&drops));
	drops.n[MCTP_DROP_VERSION] = 1;
	drops.n[MCTP_DROP_NO_LISTENER] = 2;
	drops.n[COUNTERS_MAX - 1] = 4;
	text = counters_describe_drops(&drops);
	assert_string_equal(
		text, "dropped 7: 1 version, 2 no_listener, 4 counter_63");
}

static void full_limit_is_marked(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	const struct value *v;
	struct state s;

	(void)state;
	decode(link_message(), &s);
	state_add(row, &s, false);
	v = value_get(row, "usage.reasm_contexts");
	assert_string_equal(v->text, "64 of 64");
	assert_int_equal(v->role, VALUE_ROLE_WARN);
	assert_int_equal(value_get(row, "usage.reasm_bytes")->role,
			 VALUE_ROLE_PLAIN);
}

static void kernel_without_the_family_offers_nothing(void **state)
{
	static const char *const keys[] = { "forwarding", "stats", "usage",
					    "drops" };
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);

	(void)state;
	state_add(row, NULL, true);
	assert_int_equal(row->count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(value_get(row, keys[i])->kind, VALUE_NULL);
		assert_string_equal(value_get(row, keys[i])->text,
				    "not offered by this kernel");
	}
}

static void networks_are_told_once_and_in_order(void **state)
{
	struct linktab_link links[] = { { .network = 300 },
					{ .network = 2 },
					{ .network = 2 } };
	struct linktab tab = { links, 3 };
	struct state states[] = { { .network = 7 },
				  { .network = 2 },
				  { .network = 0 },
				  { .network = 44, .ifindex = 4 } };
	struct statetab known = { true, states, 4 };
	_cleanup_free_ uint32_t *all = NULL, *some = NULL;

	(void)state;
	assert_int_equal(state_networks(&known, &tab, true, &all), 4);
	assert_int_equal(all[0], 0);
	assert_int_equal(all[1], 2);
	assert_int_equal(all[2], 7);
	assert_int_equal(all[3], 300);
	assert_int_equal(state_networks(&known, &tab, false, &some), 3);
	assert_int_equal(some[0], 2);
	assert_ptr_equal(statetab_link(&known, 4), &states[3]);
	assert_null(statetab_link(&known, 5));
	assert_ptr_equal(statetab_network(&known, 2), &states[1]);
	assert_null(statetab_network(&known, 44));
}

static void limits_of_limits(void **state)
{
	static const struct {
		const char *word, *min, *max, *below, *above;
	} limits[] = {
		{ "reasm-contexts", "1", "65536", "0", "65537" },
		{ "reasm-bytes", "65536", "1073741824", "65535", "1073741825" },
		{ "tags", "1", "65536", "0", "65537" },
	};
	struct control c = { .value = 99 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(control_parse(limits[i].word, limits[i].min,
					       &c),
				 CLI_OK);
		assert_int_equal(control_parse(limits[i].word, limits[i].max,
					       &c),
				 CLI_OK);
		assert_string_equal(c.word, limits[i].word);
		c.value = 99;
		assert_int_equal(control_parse(limits[i].word, limits[i].below,
					       &c),
				 CLI_USAGE);
		assert_int_equal(control_parse(limits[i].word, limits[i].above,
					       &c),
				 CLI_USAGE);
		assert_int_equal(control_parse(limits[i].word, "many", &c),
				 CLI_USAGE);
		assert_int_equal(c.value, 99);
	}
}

static void forwarding_is_on_or_off(void **state)
{
	struct control c;

	(void)state;
	assert_int_equal(control_parse("forwarding", "on", &c), CLI_OK);
	assert_int_equal(c.limit, 0);
	assert_int_equal(c.value, 1);
	assert_int_equal(control_parse("forwarding", "off", &c), CLI_OK);
	assert_int_equal(c.value, 0);
	assert_int_equal(control_parse("forwarding", "1", &c), CLI_USAGE);
	assert_int_equal(control_parse("forwarding", "", &c), CLI_USAGE);
}

static void tags_are_limited_per_network_only(void **state)
{
	(void)state;
	assert_true(control_is("tags"));
	assert_true(control_is("forwarding"));
	assert_false(control_is("mtu"));
	assert_false(control_is(""));
}

static void put_group(struct nl_msg *m, uint32_t id, const char *name)
{
	struct nlattr *a = netlink_nest(m, 1);

	put_u32(m, CTRL_ATTR_MCAST_GRP_ID, id);
	netlink_put(m, CTRL_ATTR_MCAST_GRP_NAME, name, strlen(name) + 1);
	nla_nest_end(m, a);
}

/* A notification of the controller. */
static void follow(struct family *f, int command, const char *name,
		   bool with_id)
{
	struct genlmsghdr header = { .cmd = command, .version = 1 };
	struct nl_msg *m =
		netlink_request(GENL_ID_CTRL, 0, &header, sizeof(header));
	uint16_t id = 0x21;
	struct nlattr *groups;

	netlink_put(m, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	if (with_id)
		netlink_put(m, CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
	groups = netlink_nest(m, CTRL_ATTR_MCAST_GROUPS);
	put_group(m, 4, "other");
	put_group(m, 5, MCTP_GENL_GROUP_ROUTE);
	nla_nest_end(m, groups);
	family_follow(f, nlmsg_hdr(m));
	nlmsg_free(m);
}

static void family_is_followed_as_it_comes_and_goes(void **state)
{
	struct family f = { .id = 0 };

	(void)state;
	assert_int_equal(netlink_open_protocol(NETLINK_GENERIC, &f.nl), 0);
	follow(&f, CTRL_CMD_NEWFAMILY, "mctp2", true);
	follow(&f, CTRL_CMD_NEWFAMILY, "mctp", false);
	assert_int_equal(f.id, 0);
	follow(&f, CTRL_CMD_NEWFAMILY, "mctp", true);
	assert_int_equal(f.id, 0x21);
	assert_int_equal(f.route_group, 5);
	follow(&f, CTRL_CMD_DELFAMILY, "mctp2", true);
	assert_int_equal(f.id, 0x21);
	follow(&f, CTRL_CMD_DELFAMILY, "mctp", true);
	assert_int_equal(f.id, 0);
	assert_int_equal(f.route_group, 0);
	family_done(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(state_of_a_link_is_read),
		cmocka_unit_test(state_of_network_0_is_one),
		cmocka_unit_test(other_messages_are_no_states),
		cmocka_unit_test(message_may_end_anywhere),
		cmocka_unit_test(odd_counters_are_survived),
		cmocka_unit_test(json_has_every_counter_by_name),
		cmocka_unit_test(text_has_the_drops_that_are_not_zero),
		cmocka_unit_test(drops_are_summed_up),
		cmocka_unit_test(full_limit_is_marked),
		cmocka_unit_test(kernel_without_the_family_offers_nothing),
		cmocka_unit_test(networks_are_told_once_and_in_order),
		cmocka_unit_test(limits_of_limits),
		cmocka_unit_test(forwarding_is_on_or_off),
		cmocka_unit_test(tags_are_limited_per_network_only),
		cmocka_unit_test(family_is_followed_as_it_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
