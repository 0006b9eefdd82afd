// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl-mangler true|flip|short|long|mute COUNT
 *
 * Answers COUNT vendor defined messages (type 0x7E) to any local EID, as they
 * came or altered in one way, and ends. Says "ready" when it listens.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/mctp.h>

#define SIZE_MAX_BODY 65535

static uint8_t body[SIZE_MAX_BODY + 1];

/* The length of the answer in @body; 0: none. */
static size_t mangle(const char *mode, size_t len)
{
	if (!strcmp(mode, "flip"))
		body[len - 1] ^= 1;
	else if (!strcmp(mode, "short"))
		len--;
	else if (!strcmp(mode, "long"))
		body[len++] = 0;
	else if (!strcmp(mode, "mute"))
		len = 0;
	return len;
}

int main(int argc, char **argv)
{
	struct sockaddr_mctp a = { .smctp_family = AF_MCTP,
				   .smctp_type = 0x7e };
	socklen_t alen = sizeof(a);
	int fd, count;
	ssize_t n;

	if (argc != 3)
		errx(2, "usage: mctpctl-mangler MODE COUNT");
	fd = socket(AF_MCTP, SOCK_DGRAM, 0);
	a.smctp_addr.s_addr = MCTP_ADDR_ANY;
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		err(1, "cannot listen");
	puts("ready");
	fflush(stdout);
	for (count = atoi(argv[2]); count; count--) {
		n = recvfrom(fd, body, SIZE_MAX_BODY, 0, (struct sockaddr *)&a,
			     &alen);
		if (n <= 0)
			err(1, "cannot receive");
		n = mangle(argv[1], n);
		a.smctp_tag &= ~MCTP_TAG_OWNER;
		if (n &&
		    sendto(fd, body, n, 0, (struct sockaddr *)&a, alen) < 0)
			err(1, "cannot answer");
	}
	return 0;
}
