/* SPDX-License-Identifier: Apache-2.0 */
/* Receiving: flags, short buffers, names, what poll() says. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int tun;

/* A listener, and a device to write its messages to */
static int receiver(void)
{
	tun = tun_open("tun0", 68, 9);
	return mctp_listener();
}

static void arrive(const char *body)
{
	char packet[64] = "\x7e";

	strcat(packet, body);
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 2, packet, strlen(packet));
}

static const char *receive(int fd, size_t size, int flags)
{
	uint8_t name[64], data[256];
	struct iovec iov = { data, size };
	struct msghdr msg = {
		.msg_name = name,
		.msg_namelen = sizeof(name),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	long n;

	memset(data, 0xee, sizeof(data));
	n = result(recvmsg(fd, &msg, flags | MSG_DONTWAIT));
	if (n < 0)
		return rc_name(n);
	return key("%ld flags %x name %u %s data %s", n, msg.msg_flags,
		   msg.msg_namelen, hex(name, msg.msg_namelen),
		   hex(data, size < 8 ? size : 8));
}

static void flags(void)
{
	int fd = receiver(), bit;

	for (bit = 0; bit < 32; bit++) {
		arrive("abc");
		report(key("%08x", 1u << bit), "%s",
		       receive(fd, 8, 1u << bit));
		while (mctp_recv(fd, NULL, 0, &(struct sockaddr_mctp){ 0 }) >= 0)
			;
	}
	report("empty", "%s", receive(fd, 8, 0));
	report("empty-peek", "%s", receive(fd, 8, MSG_PEEK));
}

static void peek(void)
{
	int fd = receiver();

	arrive("abc");
	arrive("defg");
	report("first", "%s", receive(fd, 8, MSG_PEEK));
	report("again", "%s", receive(fd, 8, MSG_PEEK));
	report("short", "%s", receive(fd, 1, MSG_PEEK));
	report("short-trunc", "%s", receive(fd, 1, MSG_PEEK | MSG_TRUNC));
	report("take", "%s", receive(fd, 8, 0));
	report("next", "%s", receive(fd, 8, 0));
	report("end", "%s", receive(fd, 8, 0));
}

static void lengths(void)
{
	static const char *const bodies[] = { "", "a", "abcd" };
	int fd = receiver(), trunc, i;
	size_t size;

	for (i = 0; i < 3; i++) {
		for (size = 0; size < 7; size++) {
			for (trunc = 0; trunc < 2; trunc++) {
				arrive(bodies[i]);
				report(key("%zu-into-%zu%s", strlen(bodies[i]),
					   size, trunc ? "-trunc" : ""),
				       "%s", receive(fd, size,
						     trunc ? MSG_TRUNC : 0));
			}
		}
	}
}

static void names(void)
{
	static const socklen_t sizes[] = { 0, 1, 5, 11, 12, 13, 52, 64 };
	int fd = receiver();
	uint8_t name[64];
	socklen_t len;
	char data[8];
	size_t i;
	long rc;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		arrive("a");
		memset(name, 0xee, sizeof(name));
		len = sizes[i];
		rc = result(recvfrom(fd, data, 8, 0, (void *)name, &len));
		report(key("%u", sizes[i]), "%s %u %s", rc_name(rc), len,
		       hex(name, sizes[i]));
	}
	arrive("a");
	report_rc("none", result(recv(fd, data, 8, MSG_DONTWAIT)));
	arrive("a");
	len = -1;
	report_rc("negative", result(recvfrom(fd, data, 8, MSG_DONTWAIT,
					      (void *)name, &len)));
	report("after-negative", "%s", receive(fd, 8, 0));
	arrive("a");
	len = 12;
	report_rc("fault", result(recvfrom(fd, data, 8, MSG_DONTWAIT,
					   NOWHERE, &len)));
	report("after-fault", "%s", receive(fd, 8, 0));
	arrive("a");
	report_rc("data-fault", result(recv(fd, NOWHERE, 8, MSG_DONTWAIT)));
	report("after-data-fault", "%s", receive(fd, 8, 0));
}

/* Type with its integrity bit, tag with the owner bit, who sent it */
static void contents(void)
{
	int fd = receiver(), tag;

	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\xfe" "a", 2);
	report("integrity-bit", "%s", mctp_received(fd));
	tun_write(tun, 9, 0, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("null-source", "%s", mctp_received(fd));
	tun_write(tun, 0, 21, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("null-dest", "%s", mctp_received(fd));
	for (tag = 0; tag < 16; tag++) {
		tun_write(tun, 9, 20, HDR_ONE | tag, "\x7e" "a", 2);
		report(key("tag-%x", tag), "%s", mctp_received(fd));
	}
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO | HDR_SEQ(3), "\x7e" "a", 2);
	report("sequence-of-single", "%s", mctp_received(fd));
	arrive("one");
	arrive("two");
	report("order/1", "%s", mctp_received(fd));
	report("order/2", "%s", mctp_received(fd));
}

static const char *poll_text(int fd)
{
	struct pollfd pfd = { fd, ~0, 0 };

	if (poll(&pfd, 1, 0) < 0)
		return rc_name(-errno);
	return key("%x", pfd.revents);
}

static void polling(void)
{
	int fd = receiver(), unbound = mctp_socket();

	report("unbound", "%s", poll_text(unbound));
	report("empty", "%s", poll_text(fd));
	arrive("a");
	report("message", "%s", poll_text(fd));
	receive(fd, 8, MSG_PEEK);
	report("peeked", "%s", poll_text(fd));
	receive(fd, 8, 0);
	report("taken", "%s", poll_text(fd));
	shutdown(fd, SHUT_RD);
	report("shutdown", "%s", poll_text(fd));
	arrive("a");
	close(tun);
	report("device-gone", "%s", poll_text(fd));
	report("device-gone/message", "%s", mctp_received(fd));
}

static void waiting(void)
{
	struct timeval soon = { 0, 10000 };
	int fd = receiver();
	char c;

	report_rc("dontwait", result(recv(fd, &c, 1, MSG_DONTWAIT)));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	report_rc("nonblock", result(recv(fd, &c, 1, 0)));
	fcntl(fd, F_SETFL, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	report_rc("timeout", result(recv(fd, &c, 1, 0)));
}

static void several(void)
{
	char data[3][8] = { "", "", "" };
	struct mmsghdr many[3];
	struct iovec iov[3], parts[2] = { { data[0], 1 }, { data[1], 8 } };
	int fd = receiver(), i;

	memset(many, 0, sizeof(many));
	for (i = 0; i < 3; i++) {
		iov[i] = (struct iovec){ data[i], 8 };
		many[i].msg_hdr.msg_iov = &iov[i];
		many[i].msg_hdr.msg_iovlen = 1;
	}
	arrive("one");
	arrive("three");
	report_rc("recvmmsg",
		  result(recvmmsg(fd, many, 3, MSG_DONTWAIT, NULL)));
	report("recvmmsg/lengths", "%u %u %u", many[0].msg_len,
	       many[1].msg_len, many[2].msg_len);
	report_rc("waitforone",
		  (arrive("x"), result(recvmmsg(fd, many, 3,
						MSG_WAITFORONE, NULL))));
	arrive("abcde");
	report_rc("readv", result(readv(fd, parts, 2)));
	report("readv/data", "%.1s %.4s", data[0], data[1]);
	arrive("abcde");
	report_rc("read", result(read(fd, data[0], 8)));
	arrive("abcde");
	report_rc("read-short", result(read(fd, data[0], 2)));
	report_rc("read-rest", result(recv(fd, data[0], 8, MSG_DONTWAIT)));
}

/* A filter sees the message with its type byte and may cut it */
static void filters(void)
{
	static const unsigned int keep[] = { 0, 1, 2, 3, 65535 };
	int fd = receiver();
	size_t i;

	for (i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		struct sock_filter code = { BPF_RET | BPF_K, 0, 0, keep[i] };
		struct sock_fprog prog = { 1, &code };

		report_rc(key("attach-%u", keep[i]),
			  result(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER,
					    &prog, sizeof(prog))));
		arrive("abc");
		report(key("keep-%u", keep[i]), "%s", receive(fd, 8, 0));
	}
}

/* The first bytes a filter sees: type, then data */
static void filter_view(void)
{
	struct sock_filter code[] = {
		{ BPF_LD | BPF_B | BPF_ABS, 0, 0, 0 },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 3, TYPE },
		{ BPF_LD | BPF_B | BPF_ABS, 0, 0, 1 },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 'y' },
		{ BPF_RET | BPF_K, 0, 0, 100 },
		{ BPF_RET | BPF_K, 0, 0, 0 },
	};
	struct sock_fprog prog = { 6, code };
	int fd = receiver();

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)))
		bail("SO_ATTACH_FILTER");
	arrive("no");
	report("no", "%s", mctp_received(fd));
	arrive("yes");
	report("yes", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_SOM | HDR_TO | 5, "\x7e" "ye", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1) | HDR_TO | 5, "s", 1);
	report("fragments", "%s", mctp_received(fd));
}

const struct probe_area receive_area = {
	.name = "receive",
	.cases = (const struct probe_case[]){
		CASE("flag", flags),
		CASE("peek", peek),
		CASE("length", lengths),
		CASE("name", names),
		CASE("content", contents),
		CASE("poll", polling),
		CASE("wait", waiting),
		CASE("several", several),
		CASE("filter", filters),
		CASE("filter-view", filter_view),
		{ 0 },
	},
};
