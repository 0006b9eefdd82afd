/* SPDX-License-Identifier: Apache-2.0 */
/* bind(): what an address must look like, and what excludes what. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "probe.h"

static long bind_len(const void *addr, socklen_t len)
{
	int fd = mctp_socket();
	long rc = result(bind(fd, addr, len));

	close(fd);
	return rc;
}

static void lengths(void)
{
	static const socklen_t list[] = { 0,  1,  2,  8,  11,  12,
					  13, 51, 52, 128, 129, -1 };
	uint8_t space[256] = { 0 };
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, EID_ANY, 0);
	size_t i;

	memcpy(space, &addr, sizeof(addr));
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		report_rc(key("%d", (int)list[i]), bind_len(space, list[i]));
	report_rc("fault", bind_len(NOWHERE, sizeof(addr)));
	addr.family = 0;
	report_rc("short-foreign", bind_len(&addr, 11));
}

static void fields(void)
{
	static const uint16_t families[] = { 0, 1, 2, 44, 45, 46, 0x2d00 };
	struct sockaddr_mctp addr;
	size_t i;

	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		addr = mctp_addr(NET_ANY, EID_ANY, 0);
		addr.family = families[i];
		report_rc(key("family-%u", addr.family),
			  bind_len(&addr, sizeof(addr)));
	}
	for (i = 0; i < 16; i += 15) {
		addr = mctp_addr(NET_ANY, EID_ANY, 0);
		addr.pad0 = 1 << i;
		report_rc(key("pad0-bit%zu", i), bind_len(&addr, sizeof(addr)));
	}
	for (i = 0; i < 8; i += 7) {
		addr = mctp_addr(NET_ANY, EID_ANY, 0);
		addr.pad1 = 1 << i;
		report_rc(key("pad1-bit%zu", i), bind_len(&addr, sizeof(addr)));
	}
}

/* What is valid at all, field by field */
static void values(void)
{
	static const uint32_t nets[] = { 0, 1, 2, 255, 256, UINT32_MAX };
	static struct text text;
	struct sockaddr_mctp addr;
	bool ok[256];
	size_t i;

	for (i = 0; i < sizeof(nets) / sizeof(nets[0]); i++) {
		addr = mctp_addr(nets[i], EID_ANY, 0);
		report_rc(key("net-%u", nets[i]),
			  bind_len(&addr, sizeof(addr)));
	}
	for (i = 0; i < 256; i++) {
		addr = mctp_addr(NET_ANY, i, 0);
		ok[i] = !bind_len(&addr, sizeof(addr));
	}
	text_ranges(&text, ok, 256);
	report("eids", "%s", text.data);
	text.len = 0;
	for (i = 0; i < 256; i++) {
		addr = mctp_addr(NET_ANY, EID_ANY, 0);
		addr.type = i;
		ok[i] = !bind_len(&addr, sizeof(addr));
	}
	text_ranges(&text, ok, 256);
	report("types", "%s", text.data);
	text.len = 0;
	for (i = 0; i < 256; i++) {
		addr = mctp_addr(NET_ANY, EID_ANY, i);
		ok[i] = !bind_len(&addr, sizeof(addr));
	}
	text_ranges(&text, ok, 256);
	report("tags", "%s", text.data);
}

static long bind_type(int fd, uint8_t type)
{
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, EID_ANY, 0);

	addr.type = type;
	return result(bind(fd, (void *)&addr, sizeof(addr)));
}

static void again(void)
{
	int fd = mctp_listener(), other = mctp_socket(), third;

	report_rc("same", mctp_bind(fd, NET_ANY, EID_ANY));
	report_rc("elsewhere", mctp_bind(fd, 7, 8));
	report_rc("other-socket", mctp_bind(other, NET_ANY, EID_ANY));
	report_rc("other-after-failure", mctp_bind(other, 7, 8));
	third = mctp_socket();
	report_rc("integrity-bit-is-the-same", bind_type(third, TYPE | 0x80));
	report_rc("other-type", bind_type(third, TYPE - 1));
	close(fd);
	fd = mctp_socket();
	report_rc("after-close", mctp_bind(fd, NET_ANY, EID_ANY));
}

/* A third of the specs is connected first; net of a peer that is ANY is 1. */
static const uint32_t spec_nets[] = { NET_ANY, 1, 2 };
static const uint8_t spec_eids[] = { EID_ANY, 0, 8 };
static const int spec_peers[] = { -1, 20, EID_ANY };

enum { SPECS = 27 };

static long bind_spec(int fd, int spec)
{
	int peer = spec_peers[spec / 9];

	if (peer >= 0 && mctp_connect(fd, spec_nets[spec % 3], peer))
		bail("connect");
	return mctp_bind(fd, spec_nets[spec % 3], spec_eids[spec / 3 % 3]);
}

static void conflicts(void)
{
	static struct text text;
	int first, second;

	for (first = 0; first < SPECS; first++) {
		text.len = 0;
		for (second = 0; second < SPECS; second++) {
			int fd = mctp_socket(), other = mctp_socket();

			bind_spec(fd, first);
			text_add(&text, "%c",
				 rc_letter(bind_spec(other, second)));
			close(fd);
			close(other);
		}
		report(key("net%u-eid%u-peer%d", spec_nets[first % 3],
			   spec_eids[first / 3 % 3], spec_peers[first / 9]),
		       "%s", text.data);
	}
}

const struct probe_area bind_area = {
	.name = "bind",
	.cases = (const struct probe_case[]){
		CASE("length", lengths),
		CASE("field", fields),
		CASE("value", values),
		CASE("again", again),
		CASE("conflict", conflicts),
		{ 0 },
	},
};
