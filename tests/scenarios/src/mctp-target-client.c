// SPDX-License-Identifier: Apache-2.0
/*
 * Sends one MCTP message to a device by its physical address and prints what
 * comes back, both in hexadecimal, so that scenarios can say them in full:
 *
 *	mctp-target-client LINK PID TYPE BODY [TIMEOUT-MS]
 *
 * Exits 1 when nothing comes back.
 */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/mctp.h>

#ifndef AF_MCTP
#define AF_MCTP 45
#endif
#ifndef SOL_MCTP
#define SOL_MCTP 285
#endif
#define MESSAGE_MAX 65536
#define PID_SIZE 6
#define TIMEOUT_MS 2000

static void die(const char *what)
{
	fprintf(stderr, "mctp-target-client: %s: %s\n", what, strerror(errno));
	exit(2);
}

static size_t hex_read(const char *text, uint8_t *bytes, size_t max)
{
	size_t n = 0;
	unsigned int byte;

	for (; *text; text += 2) {
		if (n == max || sscanf(text, "%2x", &byte) != 1 || !text[1]) {
			errno = EINVAL;
			die(text);
		}
		bytes[n++] = byte;
	}
	return n;
}

static struct sockaddr_mctp_ext address(char **argv)
{
	struct sockaddr_mctp_ext a = {
		.smctp_base = {
			.smctp_family = AF_MCTP,
			.smctp_network = MCTP_NET_ANY,
			.smctp_type = strtoul(argv[3], NULL, 16),
			.smctp_tag = MCTP_TAG_OWNER,
		},
		.smctp_ifindex = if_nametoindex(argv[1]),
	};

	if (!a.smctp_ifindex)
		die(argv[1]);
	a.smctp_halen = hex_read(argv[2], a.smctp_haddr, PID_SIZE);
	return a;
}

static int answer_print(int fd, int timeout_ms)
{
	static uint8_t answer[MESSAGE_MAX];
	struct pollfd poll_in = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&poll_in, 1, timeout_ms) != 1)
		return 1;
	n = recv(fd, answer, sizeof(answer), 0);
	if (n < 0)
		die("recv");
	for (ssize_t i = 0; i < n; i++)
		printf("%02x", answer[i]);
	putchar('\n');
	return 0;
}

int main(int argc, char **argv)
{
	static uint8_t body[MESSAGE_MAX];
	struct sockaddr_mctp_ext to;
	size_t len;
	int fd, on = 1;

	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: mctp-target-client LINK PID TYPE BODY "
				"[TIMEOUT-MS]\n");
		return 2;
	}
	to = address(argv);
	len = hex_read(argv[4], body, sizeof(body));
	fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &on, sizeof(on)))
		die("MCTP_OPT_ADDR_EXT");
	if (sendto(fd, body, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("sendto");
	return answer_print(fd, argc == 6 ? atoi(argv[5]) : TIMEOUT_MS);
}
