/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets and messages of the common kind. */
#include "abi.h"

#include "probe.h"

int mctp_socket(void)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		bail("socket");
	return fd;
}

struct sockaddr_mctp mctp_addr(uint32_t net, uint8_t eid, uint8_t tag)
{
	return (struct sockaddr_mctp){
		.family = AF_MCTP,
		.net = net,
		.eid = eid,
		.type = TYPE,
		.tag = tag,
	};
}

long mctp_bind(int fd, uint32_t net, uint8_t eid)
{
	struct sockaddr_mctp addr = mctp_addr(net, eid, 0);

	return result(bind(fd, (void *)&addr, sizeof(addr)));
}

long mctp_connect(int fd, uint32_t net, uint8_t eid)
{
	struct sockaddr_mctp addr = mctp_addr(net, eid, 0);

	return result(connect(fd, (void *)&addr, sizeof(addr)));
}

int mctp_listener(void)
{
	int fd = mctp_socket();

	if (mctp_bind(fd, NET_ANY, EID_ANY))
		bail("bind");
	return fd;
}

long mctp_send_to(int fd, const struct sockaddr_mctp *addr, const void *data,
		  size_t len)
{
	return result(sendto(fd, data, len, 0, (const void *)addr,
			     sizeof(*addr)));
}

long mctp_send(int fd, uint8_t eid, uint8_t tag, const void *data, size_t len)
{
	struct sockaddr_mctp addr = mctp_addr(NET_ANY, eid, tag);

	return mctp_send_to(fd, &addr, data, len);
}

void set_addr_ext(int fd)
{
	int one = 1;

	if (setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &one, sizeof(one)))
		bail("MCTP_OPT_ADDR_EXT");
}

long mctp_recv(int fd, void *data, size_t len, struct sockaddr_mctp *addr)
{
	socklen_t alen = sizeof(*addr);

	return result(recvfrom(fd, data, len, MSG_DONTWAIT, (void *)addr,
			       &alen));
}

const char *mctp_received(int fd)
{
	static char data[70000];
	struct sockaddr_mctp addr;
	long n = mctp_recv(fd, data, sizeof(data), &addr);

	if (n < 0)
		return rc_name(n);
	return key("net %u from %u type %02x tag %02x: %s", addr.net, addr.eid,
		   addr.type, addr.tag, n <= 64 ? hex(data, n) : rc_name(n));
}
