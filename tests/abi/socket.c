/* SPDX-License-Identifier: Apache-2.0 */
/* socket() and the calls that datagram sockets of this family do not have. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "abi.h"
#include "probe.h"

static void types(void)
{
	static const int list[] = {
		0, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM,
		SOCK_SEQPACKET, SOCK_DCCP, SOCK_PACKET, 11, -1,
		SOCK_DGRAM | SOCK_NONBLOCK, SOCK_DGRAM | SOCK_CLOEXEC,
	};
	size_t i;
	long rc;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		rc = result(socket(AF_MCTP, list[i], 0));
		report(key("%d", list[i]), "%s", rc < 0 ? rc_name(rc) : "ok");
	}
}

static void protocols(void)
{
	static const int list[] = { 0, 1, 2, 45, 255, 256, -1 };
	static const int stream[] = { 0, 1 };
	size_t i;
	long rc;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		rc = result(socket(AF_MCTP, SOCK_DGRAM, list[i]));
		report(key("%d", list[i]), "%s", rc < 0 ? rc_name(rc) : "ok");
	}
	for (i = 0; i < 2; i++)
		report_rc(key("stream-%d", stream[i]),
			  result(socket(AF_MCTP, SOCK_STREAM, stream[i])));
}

static void identity(void)
{
	static const struct {
		const char *name;
		int option;
	} list[] = { { "domain", SO_DOMAIN },	  { "type", SO_TYPE },
		     { "protocol", SO_PROTOCOL }, { "error", SO_ERROR },
		     { "accepts", SO_ACCEPTCONN } };
	int fd = mctp_socket(), value;
	socklen_t len;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		len = sizeof(value);
		if (getsockopt(fd, SOL_SOCKET, list[i].option, &value, &len))
			value = -errno;
		report_rc(list[i].name, value);
	}
}

static void unsupported(void)
{
	int fd = mctp_socket(), pair[2], how;

	report_rc("socketpair",
		  result(socketpair(AF_MCTP, SOCK_DGRAM, 0, pair)));
	report_rc("listen", result(listen(fd, 1)));
	report_rc("accept", result(accept(fd, NULL, NULL)));
	report_rc("accept4", result(accept4(fd, NULL, NULL, SOCK_NONBLOCK)));
	for (how = -1; how < 4; how++)
		report_rc(key("shutdown%d", how), result(shutdown(fd, how)));
	report_rc("mmap", mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) ==
				  MAP_FAILED ? -errno : 0);
	report_rc("lseek", result(lseek(fd, 0, SEEK_SET)));
	report_rc("listen-bound", (mctp_bind(fd, NET_ANY, EID_ANY),
				   result(listen(fd, 1))));
	report_rc("shutdown-bound", result(shutdown(fd, SHUT_RDWR)));
}

static void add_name(struct text *text, const char *of, long rc,
		     const uint8_t *name, socklen_t len, size_t size)
{
	text_add(text, "%s%s ", text->len ? ", " : "", of);
	if (rc < 0) {
		text_add(text, "%s", rc_name(rc));
	} else {
		text_add(text, "%u ", len);
		text_hex(text, name, len < size ? len : size);
	}
}

static void name_of(const char *of, int fd, size_t size)
{
	socklen_t len = size;
	struct text text = { .len = 0 };
	uint8_t name[128];
	long rc;

	rc = result(getsockname(fd, (void *)name, &len));
	add_name(&text, "socket", rc, name, len, size);
	len = size;
	rc = result(getpeername(fd, (void *)name, &len));
	add_name(&text, "peer", rc, name, len, size);
	report(of, "%s", text.data);
}

static void names(void)
{
	int fd = mctp_socket();

	name_of("new", fd, 12);
	mctp_connect(fd, NET_DEFAULT, 20);
	name_of("connected", fd, 12);
	mctp_bind(fd, NET_DEFAULT, 9);
	name_of("bound", fd, 12);
	name_of("short", fd, 5);
	set_addr_ext(fd);
	name_of("extended", fd, 52);
}

static void files(void)
{
	int fd = mctp_socket();
	char c = 'x';
	struct iovec iov = { &c, 1 };

	report_rc("write", result(write(fd, &c, 1)));
	report_rc("writev", result(writev(fd, &iov, 1)));
	report_rc("pwrite", result(pwrite(fd, &c, 1, 0)));
	report_rc("pread", result(pread(fd, &c, 1, 0)));
	report_rc("read-empty", (recv(fd, &c, 1, MSG_DONTWAIT), -errno));
}

static void protocol_list(void)
{
	FILE *file = fopen("/proc/net/protocols", "re");
	const char *found = "absent";
	char line[512];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "MCTP ", 5))
			found = "present";
	report("proc-net-protocols", "%s", found);
}

const struct probe_area socket_area = {
	.name = "socket",
	.cases = (const struct probe_case[]){
		CASE("types", types),
		CASE("protocols", protocols),
		CASE("identity", identity),
		CASE("unsupported", unsupported),
		CASE("names", names),
		CASE("files", files),
		CASE("list", protocol_list),
		{ 0 },
	},
};
