/* SPDX-License-Identifier: Apache-2.0 */
/* RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE, and where routes lead. */
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static void init(struct nl_request *req, int type)
{
	nl_init(req, type, 0, sizeof(req->rtm));
	req->rtm.rtm_type = RTN_UNICAST;
}

static void init_to(struct nl_request *req, int type, uint8_t eid)
{
	init(req, type);
	nl_attr_u8(req, RTA_DST, eid);
}

static void ranges(void)
{
	static const struct {
		uint8_t first, more;
	} list[] = {
		{ 0, 0 },   { 7, 0 },	{ 8, 0 },   { 254, 0 },	 { 255, 0 },
		{ 0, 8 },   { 7, 1 },	{ 8, 1 },   { 8, 246 },	 { 8, 247 },
		{ 253, 1 }, { 254, 1 }, { 255, 1 }, { 8, 255 },	 { 200, 55 },
		{ 200, 54 },
	};
	static struct text text;
	bool ok[256];
	size_t i;

	tun_open("tun0", 68, 0);
	for (i = 0; i < 256; i++)
		ok[i] = !nl_route(RTM_NEWROUTE, 2, i, 0, 0);
	text_ranges(&text, ok, 256);
	report("new", "%s", text.data);
	text.len = 0;
	for (i = 0; i < 256; i++)
		ok[i] = !nl_route(RTM_DELROUTE, 2, i, 0, 0);
	text_ranges(&text, ok, 256);
	report("del", "%s", text.data);
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		report_rc(key("new-%u+%u", list[i].first, list[i].more),
			  nl_route(RTM_NEWROUTE, 2, list[i].first,
				   list[i].more, 0));
		report_rc(key("del-%u+%u", list[i].first, list[i].more),
			  nl_route(RTM_DELROUTE, 2, list[i].first,
				   list[i].more, 0));
	}
}

static void outputs(void)
{
	static const int types[] = { RTM_NEWROUTE, RTM_DELROUTE };
	static const int devices[] = { 0, -1, 1, 2, 3, 99 };
	struct gateway gw = { .eid = 30 };
	struct nl_request req;
	int i, k;

	tun_open("tun0", 68, 0);
	tap_open("tap0");
	for (i = 0; i < 2; i++) {
		init_to(&req, types[i], 20);
		report_rc(key("%d-none", types[i]), nl_do(&req));
		for (k = 0; k < 6; k++) {
			/* removal by another device: see removal-of-other */
			if (i && devices[k] == 1)
				continue;
			report_rc(key("%d-device-%d", types[i], devices[k]),
				  nl_route(types[i], devices[k], 20, 0, 0));
		}
		init_to(&req, types[i], 21);
		nl_attr_u32(&req, RTA_OIF, 2);
		nl_attr(&req, RTA_GATEWAY, &gw, sizeof(gw));
		report_rc(key("%d-both", types[i]), nl_do(&req));
		init_to(&req, types[i], 22);
		nl_attr_u32(&req, RTA_OIF, 0);
		nl_attr(&req, RTA_GATEWAY, &gw, sizeof(gw));
		report_rc(key("%d-device-0-and-gateway", types[i]),
			  nl_do(&req));
	}
}

static void gateways(void)
{
	static const uint8_t eids[] = { 0, 7, 8, 20, 254, 255 };
	static const uint32_t nets[] = { 0, 1, 2, UINT32_MAX };
	struct gateway gw = { .eid = 30 };
	struct nl_request req;
	size_t i;

	for (i = 0; i < 6; i++) {
		report_rc(key("eid-%u", eids[i]),
			  nl_gateway(RTM_NEWROUTE, eids[i], 20 + i, 0, 0));
	}
	for (i = 0; i < 13; i++) {
		init_to(&req, RTM_NEWROUTE, 30 + i);
		nl_attr(&req, RTA_GATEWAY, &gw, i < 8 ? i : 8);
		if (i > 8)
			nl_attr(&req, RTA_GATEWAY, &req, i);
		report_rc(key("length-%zu", i), nl_do(&req));
	}
	for (i = 0; i < 4; i++) {
		init_to(&req, RTM_NEWROUTE, 60);
		gw.net = nets[i];
		nl_attr(&req, RTA_GATEWAY, &gw, sizeof(gw));
		report_rc(key("net-%u", nets[i]), nl_do(&req));
	}
	gw = (struct gateway){ .net = 1, .eid = 30, .pad = { 1, 2, 3 } };
	init_to(&req, RTM_NEWROUTE, 61);
	nl_attr(&req, RTA_GATEWAY, &gw, sizeof(gw));
	report_rc("pad", nl_do(&req));
	report_rc("same", nl_gateway(RTM_NEWROUTE, 31, 61, 0, 0));
	report_rc("itself", nl_gateway(RTM_NEWROUTE, 62, 62, 0, 0));
	nl_report_all("dump", RTM_GETROUTE);
	report_rc("del", nl_gateway(RTM_DELROUTE, 30, 61, 0, 0));
	report_rc("del-again", nl_gateway(RTM_DELROUTE, 30, 61, 0, 0));
}

static void attributes(void)
{
	struct nl_request req;
	size_t len;
	int i;

	tun_open("tun0", 68, 0);
	init(&req, RTM_NEWROUTE);
	nl_attr_u32(&req, RTA_OIF, 2);
	report_rc("no-dst", nl_do(&req));
	for (len = 0; len < 6; len++) {
		init(&req, RTM_NEWROUTE);
		nl_attr(&req, RTA_DST, "\x14\0\0\0\0\0", len);
		nl_attr_u32(&req, RTA_OIF, 2);
		report_rc(key("dst-length-%zu", len), nl_do(&req));
		nl_route(RTM_DELROUTE, 2, 20, 0, 0);
	}
	for (len = 0; len < 9; len++) {
		init_to(&req, RTM_NEWROUTE, 20);
		nl_attr(&req, RTA_OIF, "\x02\0\0\0\0\0\0\0", len);
		report_rc(key("oif-length-%zu", len), nl_do(&req));
		nl_route(RTM_DELROUTE, 2, 20, 0, 0);
	}
	for (i = 2; i < 32; i++) {
		if (i == RTA_OIF || i == RTA_GATEWAY || i == RTA_METRICS)
			continue;
		init_to(&req, RTM_NEWROUTE, 20);
		nl_attr_u32(&req, RTA_OIF, 2);
		nl_attr_u32(&req, i, 1);
		report_rc(key("also-%d", i), nl_do(&req));
		nl_route(RTM_DELROUTE, 2, 20, 0, 0);
	}
}

static void headers(void)
{
	static const int types[] = { RTM_NEWROUTE, RTM_DELROUTE };
	struct nl_request req;
	int i, k;

	tun_open("tun0", 68, 0);
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 13; k++) {
			nl_init(&req, types[i], 0, k);
			report_rc(key("%d-length-%d", types[i], k),
				  nl_do(&req));
		}
		for (k = 0; k < 13; k++) {
			init_to(&req, types[i], 20);
			req.rtm.rtm_type = k;
			nl_attr_u32(&req, RTA_OIF, 2);
			report_rc(key("%d-type-%d", types[i], k), nl_do(&req));
		}
	}
	init_to(&req, RTM_NEWROUTE, 21);
	req.rtm.rtm_family = 0;
	nl_attr_u32(&req, RTA_OIF, 2);
	report_rc("family", nl_do(&req));
	init_to(&req, RTM_NEWROUTE, 21);
	req.rtm.rtm_src_len = 1;
	req.rtm.rtm_tos = 2;
	req.rtm.rtm_table = 3;
	req.rtm.rtm_protocol = 4;
	req.rtm.rtm_scope = 5;
	req.rtm.rtm_flags = 6;
	nl_attr_u32(&req, RTA_OIF, 2);
	report_rc("other-fields", nl_do(&req));
	init_to(&req, RTM_NEWROUTE, 21);
	req.nlh.nlmsg_flags |= NLM_F_REPLACE | NLM_F_CREATE;
	nl_attr_u32(&req, RTA_OIF, 2);
	report_rc("replace", nl_do(&req));
	nl_report_all("dump", RTM_GETROUTE);
}

static void metrics(void)
{
	static const uint32_t mtus[] = { 0, 1, 5, 68, 65536, UINT32_MAX };
	struct nl_request req;
	size_t i, nest;

	tun_open("tun0", 68, 0);
	for (i = 0; i < 6; i++) {
		init_to(&req, RTM_NEWROUTE, 20 + i);
		nl_attr_u32(&req, RTA_OIF, 2);
		nest = nl_nest(&req, RTA_METRICS |
					     (i ? NLA_F_NESTED : 0));
		nl_attr_u32(&req, RTAX_MTU, mtus[i]);
		nl_nest_end(&req, nest);
		report_rc(key("mtu-%u", mtus[i]), nl_do(&req));
	}
	init_to(&req, RTM_NEWROUTE, 26);
	nl_attr_u32(&req, RTA_OIF, 2);
	nl_nest(&req, RTA_METRICS | NLA_F_NESTED);
	report_rc("empty", nl_do(&req));
	for (i = 0; i < 9; i++) {
		init_to(&req, RTM_NEWROUTE, 30 + i);
		nl_attr_u32(&req, RTA_OIF, 2);
		nest = nl_nest(&req, RTA_METRICS | NLA_F_NESTED);
		nl_attr(&req, RTAX_MTU, "\x44\0\0\0\0\0\0\0", i);
		nl_nest_end(&req, nest);
		report_rc(key("mtu-length-%zu", i), nl_do(&req));
	}
	for (i = 1; i < 20; i++) {
		if (i == RTAX_MTU)
			continue;
		init_to(&req, RTM_NEWROUTE, 40 + i);
		nl_attr_u32(&req, RTA_OIF, 2);
		nest = nl_nest(&req, RTA_METRICS | NLA_F_NESTED);
		nl_attr_u32(&req, i, 100);
		nl_nest_end(&req, nest);
		report_rc(key("also-%zu", i), nl_do(&req));
	}
	nl_report_all("dump", RTM_GETROUTE);
}

/* Which routes exclude each other */
static void duplicates(void)
{
	tun_open("tun0", 68, 9);
	tun_open("tun1", 68, 10);
	report_rc("first", nl_route(RTM_NEWROUTE, 2, 20, 9, 0));
	report_rc("same", nl_route(RTM_NEWROUTE, 2, 20, 9, 0));
	report_rc("other-mtu", nl_route(RTM_NEWROUTE, 2, 20, 9, 68));
	report_rc("other-device", nl_route(RTM_NEWROUTE, 3, 20, 9, 0));
	report_rc("by-gateway", nl_gateway(RTM_NEWROUTE, 40, 20, 9, 0));
	report_rc("within", nl_route(RTM_NEWROUTE, 3, 22, 2, 0));
	report_rc("across", nl_route(RTM_NEWROUTE, 3, 15, 9, 0));
	report_rc("local-eid", nl_route(RTM_NEWROUTE, 2, 9, 0, 0));
	report_rc("local-eid-of-other", nl_route(RTM_NEWROUTE, 2, 10, 0, 0));
	report_rc("around-local-eid", nl_route(RTM_NEWROUTE, 2, 8, 4, 0));
	nl_link_net(3, 2);
	report_rc("other-net", nl_route(RTM_NEWROUTE, 3, 20, 9, 0));
	nl_report_all("dump", RTM_GETROUTE);
}

/* What RTM_DELROUTE must name */
static void removal(void)
{
	struct nl_request req;

	tun_open("tun0", 68, 9);
	tun_open("tun1", 68, 0);
	report_rc("nothing", nl_route(RTM_DELROUTE, 2, 20, 0, 0));
	nl_route(RTM_NEWROUTE, 2, 20, 9, 100);
	report_rc("shorter", nl_route(RTM_DELROUTE, 2, 20, 8, 0));
	report_rc("longer", nl_route(RTM_DELROUTE, 2, 20, 10, 0));
	report_rc("inner", nl_route(RTM_DELROUTE, 2, 21, 8, 0));
	report_rc("other-mtu", nl_route(RTM_DELROUTE, 2, 20, 9, 68));
	report_rc("again", nl_route(RTM_DELROUTE, 2, 20, 9, 0));
	report_rc("local", nl_route(RTM_DELROUTE, 2, 9, 0, 0));
	init_to(&req, RTM_DELROUTE, 9);
	req.rtm.rtm_type = RTN_LOCAL;
	nl_attr_u32(&req, RTA_OIF, 2);
	report_rc("local-by-type", nl_do(&req));
	nl_route(RTM_NEWROUTE, 2, 20, 9, 0);
	nl_route(RTM_NEWROUTE, 2, 22, 0, 0);
	report_rc("around", nl_route(RTM_DELROUTE, 2, 20, 9, 0));
	report_rc("within", nl_route(RTM_DELROUTE, 2, 22, 0, 0));
	nl_report_all("dump", RTM_GETROUTE);
}

/* One that names another device, or a gateway that it is not */
static void removal_of_other(void)
{
	static struct text text;

	tun_open("tun0", 68, 9);
	tun_open("tun1", 68, 0);
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	text_add(&text, "device %s",
		 rc_name(nl_route(RTM_DELROUTE, 3, 20, 0, 0)));
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	text_add(&text, ", gateway for device %s",
		 rc_name(nl_gateway(RTM_DELROUTE, 30, 20, 0, 0)));
	nl_gateway(RTM_NEWROUTE, 30, 21, 0, 0);
	text_add(&text, ", other gateway %s",
		 rc_name(nl_gateway(RTM_DELROUTE, 31, 21, 0, 0)));
	nl_gateway(RTM_NEWROUTE, 30, 21, 0, 0);
	text_add(&text, ", device for gateway %s",
		 rc_name(nl_route(RTM_DELROUTE, 2, 21, 0, 0)));
	report("answers", "%s", text.data);
}

static void dump_as(const char *of, int strict)
{
	static const int lens[] = { 1, 4, 11, 12 };
	static const struct {
		const char *name;
		size_t offset;
		uint8_t value;
	} fields[] = {
		{ "dst-len", 1, 1 }, { "src-len", 2, 1 }, { "tos", 3, 1 },
		{ "table", 4, 253 }, { "table-254", 4, 254 },
		{ "protocol", 5, 4 }, { "scope", 6, 253 },
		{ "type", 7, 1 }, { "flags", 8, 1 },
	};
	struct text text = { .len = 0 };
	struct nl_request req;
	int fd = nl_socket();
	size_t i;

	if (strict)
		nl_set(fd, NETLINK_GET_STRICT_CHK);
	for (i = 0; i < 4; i++) {
		nl_init(&req, RTM_GETROUTE, 0, lens[i]);
		nl_add_dump(&text, fd, &req, key("length-%d", lens[i]));
	}
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
		req.space[fields[i].offset] = fields[i].value;
		nl_add_dump(&text, fd, &req, fields[i].name);
	}
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	req.rtm.rtm_family = 0;
	nl_add_dump(&text, fd, &req, "all-families");
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	nl_attr_u32(&req, RTA_OIF, 2);
	nl_add_dump(&text, fd, &req, "device");
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	nl_attr_u32(&req, RTA_OIF, 99);
	nl_add_dump(&text, fd, &req, "no-device");
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	nl_attr_u8(&req, RTA_DST, 20);
	nl_add_dump(&text, fd, &req, "dst");
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	nl_attr_u32(&req, RTA_PRIORITY, 1);
	nl_add_dump(&text, fd, &req, "priority");
	report(of, "%s", text.data);
}

static void dumps(void)
{
	struct nl_request req;

	tun_open("tun0", 68, 9);
	tun_open("tun1", 68, 10);
	nl_addr(RTM_NEWADDR, 1, 8);
	nl_route(RTM_NEWROUTE, 2, 20, 9, 0);
	nl_route(RTM_NEWROUTE, 3, 30, 0, 100);
	nl_gateway(RTM_NEWROUTE, 20, 40, 5, 0);
	nl_gateway(RTM_NEWROUTE, 20, 50, 0, 64);
	nl_report_all("all", RTM_GETROUTE);
	dump_as("lax", 0);
	dump_as("strict", 1);
	init_to(&req, RTM_GETROUTE, 20);
	report("single", "%s", nl_get(&req));
	init_to(&req, RTM_GETROUTE, 99);
	report("single-none", "%s", nl_get(&req));
}

/* More than one netlink buffer holds */
static void long_dump(void)
{
	struct nl_request req;
	int i;

	tun_open("tun0", 68, 0);
	for (i = 0; i < 1000; i++)
		nl_route(RTM_NEWROUTE, 2, 8 + i / 10, 1 + i % 10, 0);
	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	report_rc("1000", nl_dump(nl_socket(), &req, NULL));
}

static const char *way(int fd, int one, int two, uint8_t eid)
{
	long rc = mctp_send(fd, eid, 0, "a", 1);
	const char *first;

	if (rc < 0)
		return rc_name(rc);
	first = key("tun0 %s", tun_sent(one));
	return key("%s, tun1 %s", first, tun_sent(two));
}

/* Of several routes, the one that is taken */
static void choice(void)
{
	int one = tun_open("tun0", 68, 9), two = tun_open("tun1", 68, 10);
	int fd = mctp_socket();

	nl_route(RTM_NEWROUTE, 2, 20, 9, 0);
	report("one", "%s", way(fd, one, two, 22));
	nl_route(RTM_NEWROUTE, 3, 22, 0, 0);
	report("newer-and-smaller", "%s", way(fd, one, two, 22));
	report("beside", "%s", way(fd, one, two, 23));
	nl_route(RTM_NEWROUTE, 2, 15, 14, 0);
	report("newer-and-larger", "%s", way(fd, one, two, 22));
	nl_route(RTM_DELROUTE, 2, 15, 14, 0);
	report("removed", "%s", way(fd, one, two, 22));
	close(two);
	report("device-gone", "%s", way(fd, one, one, 22));
}

/* An EID of this machine within a range that is routed elsewhere */
static void local_first(void)
{
	int one = tun_open("tun0", 68, 0), fd = mctp_socket();
	int to = mctp_listener();

	nl_route(RTM_NEWROUTE, 2, 20, 9, 0);
	nl_addr(RTM_NEWADDR, 1, 22);
	report_rc("address-is-newer", mctp_send(fd, 22, TAG_OWNER, "a", 1));
	report("address-is-newer/wire", "%s", tun_sent(one));
	report("address-is-newer/received", "%s", mctp_received(to));
	nl_route(RTM_NEWROUTE, 2, 20, 5, 0);
	mctp_send(fd, 22, TAG_OWNER, "a", 1);
	report("route-is-newer", "%s",
	       mctp_recv(to, &(char){ 0 }, 1, &(struct sockaddr_mctp){ 0 }) == 1 ?
		       "here" : "elsewhere");
}

static long count_routes(void)
{
	struct nl_request req;

	nl_init(&req, RTM_GETROUTE, 0, sizeof(req.rtm));
	return nl_dump(nl_socket(), &req, NULL);
}

/* The same EID on two devices, one of which loses it again */
static void same_eid(void)
{
	int one = tun_open("tun0", 68, 9), two = tun_open("tun1", 68, 0);
	int to = mctp_listener();

	report_rc("second", nl_addr(RTM_NEWADDR, 3, 9));
	nl_report_all("addrs", RTM_GETADDR);
	report_rc("routes", count_routes());
	tun_write(two, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("by-second", "%s", mctp_received(to));
	report_rc("remove-second", nl_addr(RTM_DELADDR, 3, 9));
	tun_write(one, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("by-first", "%s", mctp_received(to));
	report_rc("left", count_routes());
}

/* A route to an EID, which then becomes one of this machine */
static void route_then_local(void)
{
	int tun = tun_open("tun0", 68, 0), to = mctp_listener();

	report_rc("route", nl_route(RTM_NEWROUTE, 2, 22, 0, 0));
	report_rc("address", nl_addr(RTM_NEWADDR, 2, 22));
	tun_write(tun, 22, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("here", "%s", mctp_received(to));
	report("wire", "%s", tun_sent(tun));
}

const struct probe_area route_area = {
	.name = "route",
	.cases = (const struct probe_case[]){
		CASE("range", ranges),
		CASE("output", outputs),
		CASE("gateway", gateways),
		CASE("attribute", attributes),
		CASE("header", headers),
		CASE("metric", metrics),
		CASE("duplicate", duplicates),
		CASE("removal", removal),
		CASE("removal-of-other", removal_of_other),
		CASE("dump", dumps),
		CASE("long-dump", long_dump),
		CASE("choice", choice),
		CASE("local-first", local_first),
		CASE("same-eid", same_eid),
		CASE("route-then-local", route_then_local),
		{ 0 },
	},
};
