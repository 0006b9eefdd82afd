/* SPDX-License-Identifier: Apache-2.0 */
/* RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR. */
#include <errno.h>
#include <sys/socket.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static void init(struct nl_request *req, int type, int ifindex)
{
	nl_init(req, type, 0, sizeof(req->ifa));
	req->ifa.ifa_index = ifindex;
}

static long with_attr(int type, int ifindex, int attr, size_t len)
{
	static const uint8_t value[16] = { 8 };
	struct nl_request req;

	init(&req, type, ifindex);
	nl_attr(&req, attr, value, len);
	return nl_do(&req);
}

static void eids(void)
{
	static struct text text;
	bool ok[256];
	int i;

	for (i = 0; i < 256; i++)
		ok[i] = !nl_addr(RTM_NEWADDR, 1, i);
	text_ranges(&text, ok, 256);
	report("new", "%s", text.data);
	report_rc("null", nl_addr(RTM_NEWADDR, 1, 0));
	report_rc("reserved", nl_addr(RTM_NEWADDR, 1, 7));
	report_rc("broadcast", nl_addr(RTM_NEWADDR, 1, 255));
	report_rc("again", nl_addr(RTM_NEWADDR, 1, 8));
	nl_report_all("dump", RTM_GETADDR);
	text.len = 0;
	for (i = 0; i < 256; i++)
		ok[i] = !nl_addr(RTM_DELADDR, 1, i);
	text_ranges(&text, ok, 256);
	report("del", "%s", text.data);
	report_rc("del-null", nl_addr(RTM_DELADDR, 1, 0));
	report_rc("del-broadcast", nl_addr(RTM_DELADDR, 1, 255));
	report_rc("del-again", nl_addr(RTM_DELADDR, 1, 8));
	nl_report_all("empty", RTM_GETADDR);
}

static void attributes(void)
{
	static const int attrs[] = { IFA_ADDRESS, IFA_LOCAL };
	struct nl_request req;
	size_t i, len;

	init(&req, RTM_NEWADDR, 1);
	report_rc("none", nl_do(&req));
	for (i = 0; i < 2; i++) {
		for (len = 0; len < 6; len++) {
			report_rc(key("new-%d-length-%zu", attrs[i], len),
				  with_attr(RTM_NEWADDR, 1, attrs[i], len));
			report_rc(key("del-%d-length-%zu", attrs[i], len),
				  with_attr(RTM_DELADDR, 1, attrs[i], len));
		}
	}
	init(&req, RTM_NEWADDR, 1);
	nl_attr_u8(&req, IFA_LOCAL, 10);
	nl_attr_u8(&req, IFA_ADDRESS, 11);
	report_rc("both", nl_do(&req));
	init(&req, RTM_NEWADDR, 1);
	nl_attr_u8(&req, IFA_LOCAL, 12);
	nl_attr_u8(&req, IFA_LOCAL, 13);
	report_rc("twice", nl_do(&req));
	nl_report_all("dump", RTM_GETADDR);
	report_rc("nested", with_attr(RTM_NEWADDR, 1,
				      IFA_LOCAL | NLA_F_NESTED, 1));
	report_rc("byte-order", with_attr(RTM_NEWADDR, 1,
					  IFA_LOCAL | NLA_F_NET_BYTEORDER, 1));
	for (i = 3; i < 14; i++)
		report_rc(key("only-%zu", i), with_attr(RTM_NEWADDR, 1, i, 4));
	init(&req, RTM_NEWADDR, 1);
	nl_attr_u8(&req, IFA_LOCAL, 14);
	nl_attr_u32(&req, IFA_FLAGS, 0);
	report_rc("known-elsewhere", nl_do(&req));
	init(&req, RTM_NEWADDR, 1);
	nl_attr_u8(&req, IFA_LOCAL, 15);
	nl_attr_u32(&req, 1000, 0);
	report_rc("unknown", nl_do(&req));
}

static void headers(void)
{
	static const int types[] = { RTM_NEWADDR, RTM_DELADDR };
	static const int families[] = { 0, 1, 44 };
	struct nl_request req;
	int i, k;

	tap_open("tap0");
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 9; k++) {
			nl_init(&req, types[i], 0, k);
			report_rc(key("%d-length-%d", types[i], k),
				  nl_do(&req));
		}
		report_rc(key("%d-device-0", types[i]),
			  nl_addr(types[i], 0, 8));
		report_rc(key("%d-device-99", types[i]),
			  nl_addr(types[i], 99, 8));
		report_rc(key("%d-ethernet", types[i]),
			  nl_addr(types[i], 2, 8));
		report_rc(key("%d-ethernet-null", types[i]),
			  nl_addr(types[i], 2, 0));
		for (k = 0; k < 3; k++) {
			init(&req, types[i], 1);
			req.ifa.ifa_family = families[k];
			nl_attr_u8(&req, IFA_LOCAL, 8);
			report_rc(key("%d-family-%d", types[i], families[k]),
				  nl_do(&req));
		}
	}
	init(&req, RTM_NEWADDR, 1);
	req.ifa.ifa_prefixlen = 8;
	req.ifa.ifa_flags = 0xff;
	req.ifa.ifa_scope = 9;
	nl_attr_u8(&req, IFA_LOCAL, 8);
	report_rc("other-fields", nl_do(&req));
	init(&req, RTM_NEWADDR, 1);
	req.nlh.nlmsg_flags |= NLM_F_REPLACE | NLM_F_CREATE;
	nl_attr_u8(&req, IFA_LOCAL, 8);
	report_rc("replace", nl_do(&req));
	init(&req, RTM_NEWADDR, 1);
	req.nlh.nlmsg_flags |= NLM_F_EXCL | NLM_F_APPEND;
	nl_attr_u8(&req, IFA_LOCAL, 9);
	report_rc("flags", nl_do(&req));
	nl_report_all("dump", RTM_GETADDR);
}

/* What a dump can be asked, by a program that checks and one that does not */
static void dump_as(const char *of, int strict)
{
	struct text text = { .len = 0 };
	struct nl_request req;
	int fd = nl_socket(), k;
	static const int lens[] = { 1, 4, 7, 8 };

	if (strict)
		nl_set(fd, NETLINK_GET_STRICT_CHK);
	for (k = 0; k < 4; k++) {
		nl_init(&req, RTM_GETADDR, 0, lens[k]);
		nl_add_dump(&text, fd, &req, key("length-%d", lens[k]));
	}
	for (k = 0; k < 4; k++) {
		init(&req, RTM_GETADDR, (const int[]){ 1, 2, 3, 99 }[k]);
		nl_add_dump(&text, fd, &req, key("device-%u", req.ifa.ifa_index));
	}
	init(&req, RTM_GETADDR, 0);
	req.ifa.ifa_family = 0;
	nl_add_dump(&text, fd, &req, "all-families");
	init(&req, RTM_GETADDR, 0);
	req.ifa.ifa_prefixlen = 1;
	nl_add_dump(&text, fd, &req, "prefix-length");
	init(&req, RTM_GETADDR, 0);
	req.ifa.ifa_scope = 1;
	nl_add_dump(&text, fd, &req, "scope");
	init(&req, RTM_GETADDR, 0);
	nl_attr_u8(&req, IFA_LOCAL, 8);
	nl_add_dump(&text, fd, &req, "eid");
	init(&req, RTM_GETADDR, 0);
	nl_attr_u32(&req, 1000, 8);
	nl_add_dump(&text, fd, &req, "unknown");
	report(of, "%s", text.data);
}

static void dumps(void)
{
	struct nl_request req;

	tun_open("tun0", 68, 9);
	tun_open("tun1", 68, 0);
	nl_addr(RTM_NEWADDR, 1, 8);
	nl_addr(RTM_NEWADDR, 2, 8);
	nl_addr(RTM_NEWADDR, 2, 200);
	nl_report_all("all", RTM_GETADDR);
	init(&req, RTM_GETADDR, 2);
	nl_report_dump("filtered", &req, false);
	dump_as("lax", 0);
	dump_as("strict", 1);
	init(&req, RTM_GETADDR, 2);
	nl_attr_u8(&req, IFA_LOCAL, 9);
	report("single", "%s", nl_get(&req));
}

const struct probe_area addr_area = {
	.name = "addr",
	.cases = (const struct probe_case[]){
		CASE("eid", eids),
		CASE("attribute", attributes),
		CASE("header", headers),
		CASE("dump", dumps),
		{ 0 },
	},
};
