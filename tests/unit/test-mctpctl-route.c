// SPDX-License-Identifier: Apache-2.0
/*
 * What mctpctl makes of the kernel's routes and neighbours, also of messages
 * that are cut or of other families.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/rtnetlink.h>

#include "mctpctl/neigh.h"
#include "mctpctl/routeinfo.h"

static struct linktab_link links[] = {
	{ .ifindex = 3, .name = "mctpi3c0", .network = 9 },
};
static const struct linktab tab = { links, 1 };

struct parts {
	uint8_t first, more, source;
	uint32_t oif, mtu;
	struct routeinfo_gateway gateway;
};

static struct nl_msg *new_route(const struct parts *p)
{
	struct rtmsg route = {
		.rtm_family = AF_MCTP,
		.rtm_dst_len = p->more,
		.rtm_type = RTN_UNICAST,
	};
	struct nl_msg *m =
		netlink_request(RTM_NEWROUTE, 0, &route, sizeof(route));
	struct nlattr *metrics;

	netlink_put(m, RTA_DST, &p->first, 1);
	metrics = netlink_nest(m, RTA_METRICS);
	if (p->mtu)
		netlink_put(m, RTAX_MTU, &p->mtu, sizeof(p->mtu));
	nla_nest_end(m, metrics);
	if (p->oif)
		netlink_put(m, RTA_OIF, &p->oif, sizeof(p->oif));
	if (p->gateway.net)
		netlink_put(m, RTA_GATEWAY, &p->gateway, sizeof(p->gateway));
	if (p->source)
		netlink_put(m, RTA_PREFSRC, &p->source, 1);
	return m;
}

static int decode(struct nl_msg *m, struct value *row)
{
	struct nlmsghdr *h = nlmsg_hdr(m);
	int r = routeinfo_decode(nlmsg_data(h), nlmsg_datalen(h), &tab, row);

	nlmsg_free(m);
	return r;
}

static void expect_text(const struct value *row, const char *key,
			const char *text)
{
	_cleanup_free_ char *got = value_to_text(value_get(row, key));

	assert_string_equal(got, text);
}

static void direct_route_has_device_and_source(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct parts p = {
		.first = 20, .more = 9, .source = 8, .oif = 3, .mtu = 68
	};

	(void)state;
	assert_int_equal(decode(new_route(&p), row), 0);
	assert_int_equal(value_get(row, "network")->number, 9);
	expect_text(row, "first", "20-29");
	assert_int_equal(value_get(row, "last")->number, 29);
	expect_text(row, "type", "unicast");
	expect_text(row, "link", "mctpi3c0");
	assert_int_equal(value_get(row, "via")->kind, VALUE_NULL);
	assert_int_equal(value_get(row, "mtu")->number, 68);
	assert_int_equal(value_get(row, "source")->number, 8);
}

static void answer_may_have_device_and_next_hop(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct parts p = { .first = 254,
			   .oif = 3,
			   .gateway = { 9, 30, { 0 } } };

	(void)state;
	assert_int_equal(decode(new_route(&p), row), 0);
	expect_text(row, "first", "254");
	expect_text(row, "link", "mctpi3c0");
	expect_text(row, "via", "9,30");
	assert_int_equal(value_get(row, "via.eid")->number, 30);
	assert_int_equal(value_get(row, "mtu")->kind, VALUE_NULL);
	assert_int_equal(value_get(row, "source")->kind, VALUE_NULL);
}

static void route_of_an_unknown_device_is_told(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct parts p = { .first = 8, .oif = 44 };

	(void)state;
	assert_int_equal(decode(new_route(&p), row), 0);
	expect_text(row, "link", "if44");
	assert_int_equal(value_get(row, "network")->number, 0);
}

static void routes_of_other_families_are_not_ours(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct rtmsg route = { .rtm_family = AF_INET };

	(void)state;
	assert_int_equal(routeinfo_decode(&route, sizeof(route), &tab, row),
			 -ENOENT);
	route.rtm_family = AF_MCTP;
	assert_int_equal(routeinfo_decode(&route, sizeof(route) - 1, &tab, row),
			 -ENOENT);
	assert_int_equal(routeinfo_decode(&route, sizeof(route), &tab, row),
			 -EBADMSG);
	assert_int_equal(row->count, 0);
}

/* Every length of @m, in a copy of just that size for the sanitizer. */
static void cut_everywhere(struct nl_msg *m, bool neigh)
{
	struct nlmsghdr *h = nlmsg_hdr(m), *copy;

	for (uint32_t len = NLMSG_HDRLEN; len < h->nlmsg_len; len++) {
		_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);

		copy = malloc(len);
		memcpy(copy, h, len);
		copy->nlmsg_len = len;
		if (neigh)
			neigh_decode(copy, &tab, row);
		else
			routeinfo_decode(nlmsg_data(copy), len - NLMSG_HDRLEN,
					 &tab, row);
		free(copy);
	}
	nlmsg_free(m);
}

static struct nl_msg *new_neigh(int family)
{
	struct ndmsg info = { .ndm_family = family, .ndm_ifindex = 3 };
	struct nl_msg *m =
		netlink_request(RTM_NEWNEIGH, 0, &info, sizeof(info));

	netlink_put(m, NDA_DST, "\x14", 1);
	netlink_put(m, NDA_LLADDR, "\x04\xcc\0\0\0\x01", 6);
	return m;
}

static void messages_may_end_anywhere(void **state)
{
	struct parts p = { .first = 20,
			   .source = 8,
			   .oif = 3,
			   .mtu = 68,
			   .gateway = { 9, 30, { 0 } } };

	(void)state;
	cut_everywhere(new_route(&p), false);
	cut_everywhere(new_neigh(AF_MCTP), true);
}

static void neighbour_is_read(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct nl_msg *m = new_neigh(AF_MCTP);

	(void)state;
	assert_int_equal(neigh_decode(nlmsg_hdr(m), &tab, row), 0);
	nlmsg_free(m);
	assert_int_equal(value_get(row, "network")->number, 9);
	assert_int_equal(value_get(row, "eid")->number, 20);
	expect_text(row, "link", "mctpi3c0");
	expect_text(row, "hwaddr", "04cc00000001");
}

static void neighbours_of_other_families_are_not_ours(void **state)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct nl_msg *m = new_neigh(AF_INET6);

	(void)state;
	assert_int_equal(neigh_decode(nlmsg_hdr(m), &tab, row), -ENOENT);
	nlmsg_free(m);
	assert_int_equal(row->count, 0);
}

static void links_are_put_replaced_and_dropped(void **state)
{
	_cleanup_linktab_ struct linktab t = { .n = 0 };
	struct linktab_link link = { .ifindex = 5, .network = 1 };

	(void)state;
	for (link.ifindex = 5; link.ifindex <= 7; link.ifindex++)
		assert_int_equal(linktab_put(&t, &link), 0);
	link.ifindex = 6;
	link.network = 2;
	assert_int_equal(linktab_put(&t, &link), 0);
	assert_int_equal(t.n, 3);
	assert_int_equal(linktab_by_index(&t, 6)->network, 2);
	linktab_drop(&t, 8);
	assert_int_equal(t.n, 3);
	linktab_drop(&t, 5);
	linktab_drop(&t, 7);
	assert_int_equal(t.n, 1);
	assert_int_equal(linktab_by_index(&t, 6)->network, 2);
	linktab_drop(&t, 6);
	assert_null(linktab_by_index(&t, 6));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(direct_route_has_device_and_source),
		cmocka_unit_test(answer_may_have_device_and_next_hop),
		cmocka_unit_test(route_of_an_unknown_device_is_told),
		cmocka_unit_test(routes_of_other_families_are_not_ours),
		cmocka_unit_test(messages_may_end_anywhere),
		cmocka_unit_test(neighbour_is_read),
		cmocka_unit_test(neighbours_of_other_families_are_not_ours),
		cmocka_unit_test(links_are_put_replaced_and_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
