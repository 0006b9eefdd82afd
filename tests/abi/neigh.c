/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH. TUN devices have no addresses;
 * that of lo has six bytes.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "netlink.h"
#include "probe.h"
#include "tun.h"

static void init(struct nl_request *req, int type, int ifindex)
{
	nl_init(req, type, 0, sizeof(req->ndm));
	req->ndm.ndm_ifindex = ifindex;
}

static void eids(void)
{
	static struct text text;
	bool ok[256];
	int i;

	for (i = 0; i < 256; i++)
		ok[i] = !nl_neigh(RTM_NEWNEIGH, 1, i, 6);
	text_ranges(&text, ok, 256);
	report("new", "%s", text.data);
	report_rc("null", nl_neigh(RTM_NEWNEIGH, 1, 0, 6));
	report_rc("again", nl_neigh(RTM_NEWNEIGH, 1, 8, 6));
	text.len = 0;
	for (i = 0; i < 256; i++)
		ok[i] = !nl_neigh(RTM_DELNEIGH, 1, i, 6);
	text_ranges(&text, ok, 256);
	report("del", "%s", text.data);
	report_rc("del-null", nl_neigh(RTM_DELNEIGH, 1, 0, 6));
	report_rc("del-again", nl_neigh(RTM_DELNEIGH, 1, 8, 6));
}

static void addresses(void)
{
	static const uint8_t lens[] = { 0, 1, 5, 6, 7, 31, 32, 33, 64 };
	size_t i;

	tun_open("tun0", 68, 9);
	for (i = 0; i < sizeof(lens); i++) {
		report_rc(key("lo-%u", lens[i]),
			  nl_neigh(RTM_NEWNEIGH, 1, 20 + i, lens[i]));
		report_rc(key("tun-%u", lens[i]),
			  nl_neigh(RTM_NEWNEIGH, 2, 20 + i, lens[i]));
	}
	nl_report_all("dump", RTM_GETNEIGH);
}

static void attributes(void)
{
	static const int types[] = { RTM_NEWNEIGH, RTM_DELNEIGH };
	struct nl_request req;
	size_t len;
	int i, k;

	for (i = 0; i < 2; i++) {
		init(&req, types[i], 1);
		report_rc(key("%d-none", types[i]), nl_do(&req));
		init(&req, types[i], 1);
		nl_attr(&req, NDA_LLADDR, "123456", 6);
		report_rc(key("%d-no-eid", types[i]), nl_do(&req));
		init(&req, types[i], 1);
		nl_attr_u8(&req, NDA_DST, 20);
		report_rc(key("%d-no-address", types[i]), nl_do(&req));
		for (len = 0; len < 6; len++) {
			init(&req, types[i], 1);
			nl_attr(&req, NDA_DST, "\x14\0\0\0\0", len);
			nl_attr(&req, NDA_LLADDR, "123456", 6);
			report_rc(key("%d-eid-length-%zu", types[i], len),
				  nl_do(&req));
		}
		for (k = 3; k < 16; k++) {
			init(&req, types[i], 1);
			nl_attr_u8(&req, NDA_DST, 30 + k);
			nl_attr(&req, NDA_LLADDR, "123456", 6);
			nl_attr_u32(&req, k, 1);
			report_rc(key("%d-also-%d", types[i], k), nl_do(&req));
		}
	}
	nl_report_all("dump", RTM_GETNEIGH);
}

static void headers(void)
{
	static const int types[] = { RTM_NEWNEIGH, RTM_DELNEIGH };
	static const int devices[] = { 0, -1, 2, 99 };
	struct nl_request req;
	int i, k;

	tap_open("tap0");
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 13; k++) {
			nl_init(&req, types[i], 0, k);
			report_rc(key("%d-length-%d", types[i], k),
				  nl_do(&req));
		}
		for (k = 0; k < 4; k++)
			report_rc(key("%d-device-%d", types[i], devices[k]),
				  nl_neigh(types[i], devices[k], 20, 6));
		report_rc(key("%d-no-device-no-eid", types[i]),
			  nl_neigh(types[i], 99, 7, 6));
	}
	init(&req, RTM_NEWNEIGH, 1);
	req.ndm.ndm_state = 0x1234;
	req.ndm.ndm_flags = 0x7f;
	req.ndm.ndm_type = 9;
	nl_attr_u8(&req, NDA_DST, 20);
	nl_attr(&req, NDA_LLADDR, "123456", 6);
	report_rc("other-fields", nl_do(&req));
	init(&req, RTM_NEWNEIGH, 1);
	req.nlh.nlmsg_flags |= NLM_F_REPLACE | NLM_F_CREATE;
	nl_attr_u8(&req, NDA_DST, 20);
	nl_attr(&req, NDA_LLADDR, "654321", 6);
	report_rc("replace", nl_do(&req));
	nl_report_all("dump", RTM_GETNEIGH);
	init(&req, RTM_DELNEIGH, 1);
	nl_attr_u8(&req, NDA_DST, 20);
	nl_attr(&req, NDA_LLADDR, "other", 5);
	report_rc("del-other-address", nl_do(&req));
}

static void dump_as(const char *of, int strict)
{
	static const struct {
		const char *name;
		size_t offset;
		uint8_t value;
	} fields[] = {
		{ "pad", 1, 1 },      { "state", 8, 0x80 }, { "state-2", 8, 2 },
		{ "flags", 10, 0x80 }, { "type", 11, 1 },
	};
	static const int lens[] = { 1, 4, 11, 12 };
	static const int devices[] = { 0, 1, 2, 99 };
	struct text text = { .len = 0 };
	struct nl_request req;
	int fd = nl_socket();
	size_t i;

	if (strict)
		nl_set(fd, NETLINK_GET_STRICT_CHK);
	for (i = 0; i < 4; i++) {
		nl_init(&req, RTM_GETNEIGH, 0, lens[i]);
		nl_add_dump(&text, fd, &req, key("length-%d", lens[i]));
	}
	for (i = 0; i < 4; i++) {
		init(&req, RTM_GETNEIGH, devices[i]);
		nl_add_dump(&text, fd, &req, key("device-%d", devices[i]));
	}
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		init(&req, RTM_GETNEIGH, 0);
		req.space[fields[i].offset] = fields[i].value;
		nl_add_dump(&text, fd, &req, fields[i].name);
	}
	init(&req, RTM_GETNEIGH, 0);
	nl_attr_u8(&req, NDA_DST, 20);
	nl_add_dump(&text, fd, &req, "eid");
	init(&req, RTM_GETNEIGH, 0);
	nl_attr_u32(&req, NDA_IFINDEX, 1);
	nl_add_dump(&text, fd, &req, "device-attribute");
	init(&req, RTM_GETNEIGH, 0);
	nl_attr_u32(&req, 1000, 1);
	nl_add_dump(&text, fd, &req, "unknown");
	report(of, "%s", text.data);
}

static void dumps(void)
{
	int tun = tun_open("tun0", 68, 9);
	struct nl_request req;

	nl_neigh(RTM_NEWNEIGH, 1, 20, 6);
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	nl_neigh(RTM_NEWNEIGH, 1, 200, 6);
	nl_report_all("all", RTM_GETNEIGH);
	init(&req, RTM_GETNEIGH, 1);
	nl_report_dump("filtered", &req, true);
	dump_as("lax", 0);
	dump_as("strict", 1);
	init(&req, RTM_GETNEIGH, 1);
	nl_attr_u8(&req, NDA_DST, 20);
	report("single", "%s", nl_get(&req));
	if_down("tun0");
	nl_report_all("down", RTM_GETNEIGH);
	close(tun);
	nl_report_all("gone", RTM_GETNEIGH);
}

const struct probe_area neigh_area = {
	.name = "neigh",
	.cases = (const struct probe_case[]){
		CASE("eid", eids),
		CASE("address", addresses),
		CASE("attribute", attributes),
		CASE("header", headers),
		CASE("dump", dumps),
		{ 0 },
	},
};
