/* SPDX-License-Identifier: Apache-2.0 */
/* MCTP_OPT_ADDR_EXT: device and physical address in the address. */
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static struct sockaddr_mctp_ext ext_addr(int ifindex, uint8_t eid, uint8_t tag)
{
	return (struct sockaddr_mctp_ext){
		.base = mctp_addr(NET_ANY, eid, tag),
		.ifindex = ifindex,
	};
}

static long send_ext(int fd, const struct sockaddr_mctp_ext *addr,
		     socklen_t len)
{
	return result(sendto(fd, "abc", 3, 0, (const void *)addr, len));
}

/* Off, the 52 bytes are an address like any other */
static void off_and_on(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();
	struct sockaddr_mctp_ext addr = ext_addr(if_index("tun0"), 20, 0);
	static const socklen_t list[] = { 12, 13, 51, 52, 53, 128 };
	uint8_t space[128] = { 0 };
	size_t i;

	memcpy(space, &addr, sizeof(addr));
	report_rc("off", send_ext(fd, &addr, sizeof(addr)));
	set_addr_ext(fd);
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		report_rc(key("on-%u", list[i]),
			  send_ext(fd, (void *)space, list[i]));
		report(key("on-%u/wire", list[i]), "%s", tun_sent(tun));
	}
	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 0, 0);
	report_rc("routed-12", send_ext(fd, &addr, 12));
	report("routed-12/wire", "%s", tun_sent(tun));
	addr.ifindex = 99;
	report_rc("routed-52", send_ext(fd, &addr, 52));
	addr.halen = 200;
	report_rc("short-ignores-the-rest", send_ext(fd, &addr, 51));
}

static void fields(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();
	const struct sockaddr_mctp_ext good = ext_addr(if_index("tun0"), 20, 0);
	static const uint8_t halens[] = { 0, 1, 6, 7, 31, 32, 33, 255 };
	static const int devices[] = { 0, -1, 1, 2, 3, 99 };
	struct sockaddr_mctp_ext addr;
	size_t i, k;

	tap_open("tap0");
	set_addr_ext(fd);
	for (i = 0; i < 3; i++) {
		addr = good;
		addr.pad[i] = 1;
		report_rc(key("pad-%zu", i), send_ext(fd, &addr, 52));
	}
	for (k = 0; k < sizeof(devices) / sizeof(devices[0]); k++) {
		for (i = 0; i < sizeof(halens) / sizeof(halens[0]); i++) {
			addr = good;
			addr.ifindex = devices[k];
			addr.halen = halens[i];
			report_rc(key("device%d-halen%u", devices[k],
				      halens[i]),
				  send_ext(fd, &addr, 52));
		}
	}
	tun_sent(tun);
	addr = good;
	addr.haddr[31] = 1;
	report_rc("haddr-beyond-halen", send_ext(fd, &addr, 52));
	addr = good;
	addr.base.pad1 = 1;
	report_rc("base-pad", send_ext(fd, &addr, 52));
	addr = good;
	addr.base.net = 7;
	tun_sent(tun);
	report_rc("other-net", send_ext(fd, &addr, 52));
	report("other-net/wire", "%s", tun_sent(tun));
}

/* Any EID, also those no route can hold; from a device without an EID, too */
static void eids(void)
{
	int tun = tun_open("tun0", 68, 0), fd = mctp_socket();
	int index = if_index("tun0"), i;
	static const uint8_t list[] = { 0, 1, 7, 8, 254, 255 };
	struct sockaddr_mctp_ext addr;

	set_addr_ext(fd);
	for (i = 0; i < 6; i++) {
		addr = ext_addr(index, list[i], 0);
		report_rc(key("%u", list[i]), send_ext(fd, &addr, 52));
		report(key("%u/wire", list[i]), "%s", tun_sent(tun));
	}
	nl_addr(RTM_NEWADDR, index, 9);
	addr = ext_addr(index, 9, 0);
	report_rc("own", send_ext(fd, &addr, 52));
	report("own/wire", "%s", tun_sent(tun));
}

/* A request to the null EID: whoever answers, answers it */
static void answers(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();
	struct sockaddr_mctp_ext addr = ext_addr(if_index("tun0"), 0, TAG_OWNER);

	set_addr_ext(fd);
	report_rc("null", send_ext(fd, &addr, 52));
	report("null/wire", "%s", tun_sent(tun));
	tun_write(tun, 9, 77, HDR_ONE | 1, "\x7ex", 2);
	report("null/wrong-tag", "%s", mctp_received(fd));
	tun_write(tun, 8, 77, HDR_ONE | 0, "\x7ex", 2);
	report("null/wrong-dest", "%s", mctp_received(fd));
	tun_write(tun, 9, 77, HDR_ONE | 0, "\x7ey", 2);
	report("null/answer", "%s", mctp_received(fd));
	tun_write(tun, 9, 78, HDR_ONE | 0, "\x7ez", 2);
	report("null/second-answer", "%s", mctp_received(fd));

	addr.base.eid = EID_ANY;
	report_rc("broadcast", send_ext(fd, &addr, 52));
	report("broadcast/wire", "%s", tun_sent(tun));
	tun_write(tun, 9, 77, HDR_ONE | 0, "\x7ey", 2);
	report("broadcast/answer", "%s", mctp_received(fd));
	tun_write(tun, 9, 78, HDR_ONE | 0, "\x7ez", 2);
	report("broadcast/second-answer", "%s", mctp_received(fd));
}

static void show_received(const char *of, int fd, size_t size)
{
	uint8_t name[128];
	socklen_t len = size;
	char data[64];
	long rc;

	memset(name, 0xee, sizeof(name));
	rc = result(recvfrom(fd, data, sizeof(data), MSG_DONTWAIT,
			     (void *)name, &len));
	report(of, "%s, name of %u: %s", rc_name(rc), len, hex(name, size));
}

/* The name that comes with a message */
static void received(void)
{
	static const size_t sizes[] = { 0, 12, 13, 51, 52, 53, 64 };
	int tun = tun_open("tun0", 68, 9), to = mctp_listener();
	int fd = mctp_socket();
	size_t i;

	set_addr_ext(to);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 5, "\x7e" "ab", 3);
		show_received(key("%zu", sizes[i]), to, sizes[i]);
	}
	tun_write(tun, 9, 20, HDR_SOM | HDR_TO | 5, "\x7e" "ab", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1) | HDR_TO | 5, "c", 1);
	show_received("fragments", to, 52);
	nl_addr(RTM_NEWADDR, 1, 8);
	mctp_send(fd, 8, TAG_OWNER, "a", 1);
	show_received("local", to, 52);
	mctp_send(fd, 9, TAG_OWNER, "a", 1);
	show_received("local-to-tun", to, 52);
}

/* Tags are per network of the device, peer and local EID */
static void tags(void)
{
	int one = tun_open("tun0", 68, 9), two = tun_open("tun1", 68, 10);
	int fd = mctp_socket(), indexes[2];
	struct sockaddr_mctp_ext addr;
	int i;

	indexes[0] = if_index("tun0");
	indexes[1] = if_index("tun1");
	set_addr_ext(fd);
	for (i = 0; i < 4; i++) {
		addr = ext_addr(indexes[i % 2], 20, TAG_OWNER);
		report_rc(key("%d", i), send_ext(fd, &addr, 52));
		report(key("%d/wire", i), "%s", tun_sent(i % 2 ? two : one));
	}
	nl_link_net(indexes[1], 2);
	addr = ext_addr(indexes[1], 20, TAG_OWNER);
	report_rc("net-2", send_ext(fd, &addr, 52));
	report("net-2/wire", "%s", tun_sent(two));
	tun_write(two, 10, 20, HDR_ONE | 0, "\x7ez", 2);
	report("net-2/answer", "%s", mctp_received(fd));
}

const struct probe_area extended_area = {
	.name = "extended",
	.cases = (const struct probe_case[]){
		CASE("length", off_and_on),
		CASE("field", fields),
		CASE("eid", eids),
		CASE("answer", answers),
		CASE("received", received),
		CASE("tag", tags),
		{ 0 },
	},
};
