/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An AF_MCTP socket in the state that the arguments ask for, until it is
 * killed. Prints the inode of the socket once it is in that state.
 *
 * usage: mctp-hold [STEP...], each one of
 *	bind NET EID	for messages of type 0x7e
 *	connect EID	likewise
 *	request EID LEN	send a request of this length
 *	alloc EID N	N preallocated tags, of networks 1, 2... as they get full
 *	option NAME VALUE
 */
#include <sys/stat.h>

#include "mctp-user.h"

static long alloc_tags(int fd, uint8_t peer, long n)
{
	struct tag_ctl2 ctl = { .peer = peer };
	long i, rc = 0;

	for (i = 0; !rc && i < n; i++) {
		ctl.net = 1 + (uint32_t)i / 8;
		ctl.tag = 0;
		rc = result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl));
	}
	return rc;
}

/* Takes the arguments of one step; returns how many, or -errno. */
static long step(int fd, char **argv, int left)
{
	static char body[65536];
	long n[2] = { 0 }, rc;
	int i;

	for (i = 0; i < 2 && i + 1 < left; i++)
		n[i] = strtol(argv[i + 1], NULL, 0);
	if (!strcmp(argv[0], "connect")) {
		rc = mctp_connect(fd, (uint8_t)n[0], TYPE);
		return rc < 0 ? rc : 2;
	}
	if (!strcmp(argv[0], "bind")) {
		rc = mctp_bind(fd, (uint32_t)n[0], (uint8_t)n[1], TYPE);
	} else if (!strcmp(argv[0], "request")) {
		rc = mctp_send(fd, (uint8_t)n[0], TAG_OWNER, body,
			       (size_t)n[1]);
	} else if (!strcmp(argv[0], "alloc")) {
		rc = alloc_tags(fd, (uint8_t)n[0], n[1]);
	} else if (!strcmp(argv[0], "option")) {
		i = (int)n[1];
		rc = result(setsockopt(fd, SOL_MCTP, (int)n[0], &i,
				       sizeof(i)));
	} else {
		return -EINVAL;
	}
	return rc < 0 ? rc : 3;
}

int main(int argc, char **argv)
{
	int fd = mctp_socket(), i;
	struct stat st;
	long rc;

	for (i = 1; i < argc; i += (int)rc) {
		rc = step(fd, argv + i, argc - i);
		if (rc < 0) {
			errno = (int)-rc;
			die(argv[i]);
		}
	}
	if (fstat(fd, &st))
		die("fstat");
	printf("%lu\n", (unsigned long)st.st_ino);
	fflush(stdout);
	for (;;)
		pause();
}
