/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listens to a link with a packet socket for ETH_P_MCTP alone, beside the
 * MCTP family, and prints each packet in hexadecimal. That makes the kernel
 * give both the same buffer.
 *
 * usage: mctp-sniff raw|dgram LINK
 */
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "arguments.h"

int main(int argc, char **argv)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_MCTP),
	};
	static uint8_t packet[65536];
	int fd, size = 32 << 20;
	ssize_t n;

	if (argc != 3)
		errx(2, "usage: mctp-sniff raw|dgram LINK");
	addr.sll_ifindex = (int)if_nametoindex(argv[2]);
	fd = socket(AF_PACKET, strcmp(argv[1], "raw") ? SOCK_DGRAM : SOCK_RAW,
		    htons(ETH_P_MCTP));
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
				 sizeof(size)) ||
	    bind(fd, (void *)&addr, sizeof(addr)))
		err(1, "%s", argv[2]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("listening");
	for (;;) {
		n = recv(fd, packet, sizeof(packet), 0);
		hex_print(packet, n < 0 ? 0 : n);
	}
}
