/* SPDX-License-Identifier: Apache-2.0 */
/* One packet on the wire: what a header must say, what ours says. */
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int tun, to;

static void begin(void)
{
	tun = tun_open("tun0", 1000, 9);
	to = mctp_listener();
}

static bool is_heard(const uint8_t *packet, size_t len)
{
	struct sockaddr_mctp addr;
	char data[8];

	tun_write_raw(tun, packet, len);
	return mctp_recv(to, data, sizeof(data), &addr) >= 0;
}

/* Which values of one byte of a request are heard */
static void try_byte(const char *of, size_t pos, uint8_t dest)
{
	uint8_t packet[6] = { 1, dest, 20, HDR_ONE | HDR_TO, TYPE, 'a' };
	static struct text text;
	bool heard[256];
	int i;

	for (i = 0; i < 256; i++) {
		packet[pos] = i;
		heard[i] = is_heard(packet, sizeof(packet));
	}
	text.len = 0;
	text_ranges(&text, heard, 256);
	report(of, "%s", text.data);
}

static void header(void)
{
	begin();
	try_byte("version", 0, 9);
	try_byte("source", 2, 9);
	try_byte("source-to-null", 2, 0);
	try_byte("flags", 3, 9);
	try_byte("type", 4, 9);
}

/* Nobody but the EID itself, and whoever has no EID yet */
static void destinations(void)
{
	static struct text text;
	bool heard[256];
	int i;

	begin();
	for (i = 0; i < 255; i++) {
		uint8_t packet[6] = { 1, i, 20, HDR_ONE | HDR_TO, TYPE, 'a' };

		heard[i] = is_heard(packet, sizeof(packet));
	}
	text_ranges(&text, heard, 255);
	report("heard", "%s", text.data);
}

static void broadcast(void)
{
	begin();
	tun_write(tun, 255, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("heard", "%s", mctp_received(to));
}

static void lengths(void)
{
	uint8_t packet[300] = { 1, 9, 20, HDR_ONE | HDR_TO, TYPE, 'a' };
	static const size_t list[] = { 1, 2, 3, 4, 5, 6, 68, 69, 300 };
	size_t i;

	begin();
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		tun_write_raw(tun, packet, list[i]);
		report(key("%zu", list[i]), "%s", mctp_received(to));
	}
}

/* Before the device has an EID */
static void no_eid(void)
{
	int fd = mctp_socket();

	tun = tun_open("tun0", 68, 0);
	to = mctp_listener();
	tun_write(tun, 0, 20, HDR_ONE | HDR_TO | 3, "\x7eq", 2);
	report("request", "%s", mctp_received(to));
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 3, "\x7eq", 2);
	report("request-to-eid", "%s", mctp_received(to));
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	report_rc("reply", mctp_send(fd, 20, 3, "r", 1));
	report("reply/wire", "%s", tun_sent(tun));
	report_rc("ask", mctp_send(fd, 20, TAG_OWNER, "q", 1));
	report("ask/wire", "%s", tun_sent(tun));
	tun_write(tun, 0, 20, HDR_ONE, "\x7er", 2);
	report("ask/reply", "%s", mctp_received(fd));
	/* asked before there was an EID, answered after */
	report_rc("late", mctp_send(fd, 20, TAG_OWNER, "q", 1));
	tun_sent(tun);
	nl_addr(RTM_NEWADDR, 2, 9);
	tun_write(tun, 9, 20, HDR_ONE, "\x7er", 2);
	report("late/reply-to-eid", "%s", mctp_received(fd));
	tun_write(tun, 0, 20, HDR_ONE, "\x7er", 2);
	report("late/reply-to-null", "%s", mctp_received(fd));
}

/* A null destination in a network where the null EID has no meaning but here */
static void null_eid(void)
{
	int fd = mctp_socket();

	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	mctp_send(fd, 20, TAG_OWNER, "q", 1);
	tun_write(tun, 0, 20, HDR_ONE, "\x7er", 2);
	report("reply", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_ONE, "\x7er", 2);
	report("reply-to-eid", "%s", mctp_received(fd));
	report_rc("send", mctp_send(fd, 0, TAG_OWNER, "q", 1));
	report_rc("send-broadcast", mctp_send(fd, 255, TAG_OWNER, "q", 1));
}

/* All of a packet that is sent, with what TUN puts before it */
static void sent(void)
{
	int fd = mctp_socket();
	struct frame frame;
	long n;

	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	mctp_send(fd, 20, TAG_OWNER, "abc", 3);
	n = tun_read(tun, &frame);
	report("frame", "%s", n < 0 ? rc_name(n) : hex(&frame, n + 4));
	mctp_send(fd, 20, 6, "abc", 3);
	n = tun_read(tun, &frame);
	report("reply", "%s", n < 0 ? rc_name(n) : hex(&frame, n + 4));
}

const struct probe_area packet_area = {
	.name = "packet",
	.cases = (const struct probe_case[]){
		CASE("header", header),
		CASE("destination", destinations),
		CASE("broadcast", broadcast),
		CASE("length", lengths),
		CASE("no-eid", no_eid),
		CASE("null-eid", null_eid),
		CASE("sent", sent),
		{ 0 },
	},
};
