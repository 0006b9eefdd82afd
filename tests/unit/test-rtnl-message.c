// SPDX-License-Identifier: Apache-2.0
/*
 * rtnetlink messages: what is asked, and what is told, cut at each length.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "rtnl-message.h"

static const uint8_t pid[6] = { 0x04, 0xcc, 1, 2, 3, 4 };

/*
 * The message cut to each length, as a datagram may be: only the sanitizer
 * and the parser's own sense keep it from reading on.
 */
static void cut_everywhere(struct nl_msg *msg,
			   int (*parse)(struct nlmsghdr *header))
{
	const struct nlmsghdr *full = nlmsg_hdr(msg);

	for (uint32_t len = sizeof(*full); len < full->nlmsg_len; len++) {
		struct nlmsghdr *copy = malloc(len);

		assert_non_null(copy);
		memcpy(copy, full, len);
		copy->nlmsg_len = len;
		parse(copy);
		free(copy);
	}
	assert_int_equal(parse(nlmsg_hdr(msg)), 0);
}

static struct rtnl_link told_link;
static struct rtnl_route told_route;
static struct rtnl_neigh told_neigh;
static int told_ifindex;
static uint8_t told_eid;

static int parse_link(struct nlmsghdr *header)
{
	return rtnl_message_parse_link(header, &told_link);
}

static int parse_address(struct nlmsghdr *header)
{
	return rtnl_message_parse_address(header, &told_ifindex, &told_eid);
}

static int parse_route(struct nlmsghdr *header)
{
	return rtnl_message_parse_route(header, &told_route);
}

static int parse_neigh(struct nlmsghdr *header)
{
	return rtnl_message_parse_neigh(header, &told_neigh);
}

static struct nl_msg *link_message(uint16_t type, bool with_net)
{
	struct ifinfomsg info = { .ifi_type = type, .ifi_index = 7,
				  .ifi_flags = IFF_UP };
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWLINK, 0);
	struct nlattr *spec, *mctp;

	assert_non_null(msg);
	nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO);
	nla_put_string(msg, IFLA_IFNAME, "mctpi3c0");
	nla_put_u32(msg, IFLA_MTU, 68);
	nla_put(msg, IFLA_ADDRESS, sizeof(pid), pid);
	spec = nla_nest_start(msg, IFLA_AF_SPEC);
	mctp = nla_nest_start(msg, AF_MCTP);
	if (with_net)
		nla_put_u32(msg, IFLA_MCTP_NET, 3);
	nla_put_u8(msg, 2, 6);
	nla_nest_end(msg, mctp);
	nla_nest_end(msg, spec);
	return msg;
}

static void link_is_told(void **state)
{
	struct nl_msg *msg = link_message(290, true);

	(void)state;
	cut_everywhere(msg, parse_link);
	assert_int_equal(told_link.ifindex, 7);
	assert_string_equal(told_link.name, "mctpi3c0");
	assert_true(told_link.up);
	assert_int_equal(told_link.mtu, 68);
	assert_int_equal(told_link.network, 3);
	assert_int_equal(told_link.binding, 6);
	assert_int_equal(told_link.hwaddr_len, 6);
	assert_memory_equal(told_link.hwaddr, pid, 6);
	nlmsg_free(msg);
}

static void other_links_are_not_ours(void **state)
{
	struct nl_msg *ethernet = link_message(1, true);
	struct nl_msg *no_net = link_message(290, false);

	(void)state;
	assert_int_equal(parse_link(nlmsg_hdr(ethernet)), -ENOENT);
	assert_int_equal(parse_link(nlmsg_hdr(no_net)), -ENOENT);
	nlmsg_free(ethernet);
	nlmsg_free(no_net);
}

static void address_change_reads_back(void **state)
{
	struct rtnl_change change = { .action = RTNL_ADDRESS_ADD,
				      .ifindex = 7, .eid = 8 };
	struct nl_msg *msg = rtnl_message_change(&change, 42);

	(void)state;
	assert_non_null(msg);
	assert_int_equal(nlmsg_hdr(msg)->nlmsg_type, RTM_NEWADDR);
	assert_int_equal(nlmsg_hdr(msg)->nlmsg_seq, 42);
	assert_true(nlmsg_hdr(msg)->nlmsg_flags & NLM_F_ACK);
	assert_true(nlmsg_hdr(msg)->nlmsg_flags & NLM_F_EXCL);
	cut_everywhere(msg, parse_address);
	assert_int_equal(told_ifindex, 7);
	assert_int_equal(told_eid, 8);
	nlmsg_free(msg);
}

static void route_change_reads_back(void **state)
{
	struct rtnl_change change = { .action = RTNL_ROUTE_ADD, .ifindex = 7,
				      .eid = 20, .extra = 5, .mtu = 256 };
	struct nl_msg *msg = rtnl_message_change(&change, 1);

	(void)state;
	assert_non_null(msg);
	cut_everywhere(msg, parse_route);
	assert_int_equal(told_route.ifindex, 7);
	assert_int_equal(told_route.first, 20);
	assert_int_equal(told_route.last, 25);
	assert_int_equal(told_route.mtu, 256);
	assert_false(told_route.local);
	nlmsg_free(msg);
}

static void route_range_past_255_is_refused(void **state)
{
	struct rtnl_change change = { .action = RTNL_ROUTE_ADD, .ifindex = 7,
				      .eid = 250, .extra = 6 };
	struct nl_msg *msg = rtnl_message_change(&change, 1);

	(void)state;
	assert_non_null(msg);
	assert_int_equal(parse_route(nlmsg_hdr(msg)), -EBADMSG);
	nlmsg_free(msg);
}

static void neighbour_change_reads_back(void **state)
{
	struct rtnl_change change = { .action = RTNL_NEIGH_ADD, .ifindex = 7,
				      .eid = 20, .hwaddr = pid,
				      .hwaddr_len = sizeof(pid) };
	struct nl_msg *msg = rtnl_message_change(&change, 1);

	(void)state;
	assert_non_null(msg);
	cut_everywhere(msg, parse_neigh);
	assert_int_equal(told_neigh.ifindex, 7);
	assert_int_equal(told_neigh.eid, 20);
	assert_int_equal(told_neigh.hwaddr_len, 6);
	assert_memory_equal(told_neigh.hwaddr, pid, 6);
	nlmsg_free(msg);
}

static void other_families_are_not_ours(void **state)
{
	struct rtnl_change change = { .action = RTNL_ADDRESS_ADD, .eid = 8 };
	struct nl_msg *msg = rtnl_message_change(&change, 1);

	(void)state;
	*(uint8_t *)nlmsg_data(nlmsg_hdr(msg)) = AF_INET;
	assert_int_equal(parse_address(nlmsg_hdr(msg)), -ENOENT);
	nlmsg_free(msg);
	change.action = RTNL_ROUTE_ADD;
	msg = rtnl_message_change(&change, 1);
	*(uint8_t *)nlmsg_data(nlmsg_hdr(msg)) = AF_INET;
	assert_int_equal(parse_route(nlmsg_hdr(msg)), -ENOENT);
	nlmsg_free(msg);
}

static void dumps_ask_for_everything(void **state)
{
	static const uint16_t types[] = {
		[RTNL_DUMP_LINKS] = RTM_GETLINK,
		[RTNL_DUMP_ADDRESSES] = RTM_GETADDR,
		[RTNL_DUMP_ROUTES] = RTM_GETROUTE,
		[RTNL_DUMP_NEIGHBOURS] = RTM_GETNEIGH,
	};

	(void)state;
	for (enum rtnl_dump dump = 0; dump < RTNL_DUMPS; dump++) {
		struct nl_msg *msg = rtnl_message_dump(dump, 9);
		const struct nlmsghdr *header = nlmsg_hdr(msg);

		assert_int_equal(header->nlmsg_type, types[dump]);
		assert_int_equal(header->nlmsg_seq, 9);
		assert_int_equal(header->nlmsg_flags & NLM_F_DUMP, NLM_F_DUMP);
		assert_int_equal(*(uint8_t *)nlmsg_data(header),
				 dump == RTNL_DUMP_LINKS ? AF_UNSPEC :
							   AF_MCTP);
		nlmsg_free(msg);
	}
}

static int parse_reason(struct nlmsghdr *header)
{
	const char *reason = rtnl_message_parse_reason(header);

	/* all of it is within the message */
	if (reason)
		assert_true(strlen(reason) < header->nlmsg_len);
	return 0;
}

static void reason_of_the_kernel_is_found(void **state)
{
	struct nl_msg *msg = nlmsg_alloc_simple(NLMSG_ERROR, NLM_F_CAPPED |
								NLM_F_ACK_TLVS);
	struct nlmsgerr ack = { .error = -EINVAL };

	(void)state;
	assert_non_null(msg);
	nlmsg_append(msg, &ack, sizeof(ack), NLMSG_ALIGNTO);
	nla_put_string(msg, NLMSGERR_ATTR_MSG, "EID is taken");
	cut_everywhere(msg, parse_reason);
	assert_string_equal(rtnl_message_parse_reason(nlmsg_hdr(msg)),
			    "EID is taken");
	/* without its NUL it is not text */
	((char *)nlmsg_hdr(msg))[sizeof(struct nlmsghdr) + sizeof(ack) +
				 NLA_HDRLEN + 12] = 'x';
	assert_null(rtnl_message_parse_reason(nlmsg_hdr(msg)));
	/* a request that is said to be longer than all there is */
	nlmsg_hdr(msg)->nlmsg_flags = NLM_F_ACK_TLVS;
	((struct nlmsgerr *)nlmsg_data(nlmsg_hdr(msg)))->msg.nlmsg_len = 9999;
	assert_null(rtnl_message_parse_reason(nlmsg_hdr(msg)));
	nlmsg_free(msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(link_is_told),
		cmocka_unit_test(other_links_are_not_ours),
		cmocka_unit_test(address_change_reads_back),
		cmocka_unit_test(route_change_reads_back),
		cmocka_unit_test(route_range_past_255_is_refused),
		cmocka_unit_test(neighbour_change_reads_back),
		cmocka_unit_test(other_families_are_not_ours),
		cmocka_unit_test(dumps_ask_for_everything),
		cmocka_unit_test(reason_of_the_kernel_is_found),
	};

	return cmocka_run_group_tests_name("rtnl-message", tests, NULL, NULL);
}
