/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The examples of Documentation/mctp.md, word for word between the lines that
 * say so, and a run of each over the loopback device, which has EIDs 8 and 9.
 * Prints TAP; needs root.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"

/* examples begin */
#include <linux/errqueue.h>
#include <linux/mctp-ext.h>
#include <linux/mctp.h>
#include <linux/net_tstamp.h>
#include <sys/socket.h>
#include <time.h>

#define SOL_MCTP 285		/* in no header for programs */

/* A socket whose messages leave from @eid, whichever link they take. */
static int socket_from(int eid)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM, 0);

	setsockopt(fd, SOL_MCTP, MCTP_OPT_SOURCE, &eid, sizeof(eid));
	return fd;
}

/* A socket for requests of @type to @eid, by send(), write() or writev(). */
static int socket_to(int eid, int type)
{
	struct sockaddr_mctp peer = {
		.smctp_family = AF_MCTP,
		.smctp_network = MCTP_NET_ANY,	/* the default one */
		.smctp_addr.s_addr = eid,
		.smctp_type = type,
	};
	int fd = socket(AF_MCTP, SOCK_DGRAM, 0);

	connect(fd, (struct sockaddr *)&peer, sizeof(peer));
	return fd;
}

/* The peer of @fd's next report, and why its message came to nothing. */
static int read_report(int fd, struct sockaddr_mctp *peer)
{
	char control[CMSG_SPACE(sizeof(struct sock_extended_err))];
	struct msghdr msg = {
		.msg_name = peer,
		.msg_namelen = sizeof(*peer),
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct sock_extended_err ee;
	struct cmsghdr *cmsg;

	if (recvmsg(fd, &msg, MSG_ERRQUEUE) < 0)
		return -1;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_level != SOL_MCTP ||
	    cmsg->cmsg_type != MCTP_OPT_RECVERR)
		return -1;
	memcpy(&ee, CMSG_DATA(cmsg), sizeof(ee));
	if (ee.ee_type == MCTP_EE_NO_REPLY)
		printf("EID %u: no reply to the request with tag %u\n",
		       peer->smctp_addr.s_addr, ee.ee_info & MCTP_TAG_MASK);
	else
		printf("EID %u: not sent: %s\n", peer->smctp_addr.s_addr,
		       strerror(ee.ee_errno));
	return ee.ee_errno;
}

/* Have the time of sending reported, without the packets. */
static int want_send_times(int fd)
{
	int flags = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
		    SOF_TIMESTAMPING_OPT_TSONLY;

	return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags,
			  sizeof(flags));
}

/* When the next message of @fd was sent. */
static int read_send_time(int fd, struct timespec *when)
{
	char control[256];
	struct msghdr msg = {
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;

	if (recvmsg(fd, &msg, MSG_ERRQUEUE) < 0)
		return -1;
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg))
		if (cmsg->cmsg_level == SOL_SOCKET &&
		    cmsg->cmsg_type == SCM_TIMESTAMPING) {
			memcpy(when, CMSG_DATA(cmsg), sizeof(*when));
			return 0;
		}
	return -1;
}
/* examples end */

enum { EID_FIRST = 8, EID_SECOND = 9, TYPE = 0x7e };

static int server_start(void)
{
	struct sockaddr_mctp any = {
		.smctp_family = AF_MCTP,
		.smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = TYPE,
	};
	int fd = socket(AF_MCTP, SOCK_DGRAM, 0);

	if (bind(fd, (struct sockaddr *)&any, sizeof(any))) {
		perror("bind");
		exit(1);
	}
	return fd;
}

static struct sockaddr_mctp received_from(int fd)
{
	struct sockaddr_mctp from = { 0 };
	socklen_t len = sizeof(from);
	char body[16];

	if (recvfrom(fd, body, sizeof(body), MSG_DONTWAIT,
		     (struct sockaddr *)&from, &len) < 0)
		from.smctp_addr.s_addr = 0;
	return from;
}

static void try_source(int server)
{
	struct sockaddr_mctp to = {
		.smctp_family = AF_MCTP,
		.smctp_addr.s_addr = EID_FIRST,
		.smctp_type = TYPE,
		.smctp_tag = MCTP_TAG_OWNER,
	};
	int fd = socket_from(EID_SECOND);

	sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
	check(received_from(server).smctp_addr.s_addr == EID_SECOND,
	      "the example of a source EID");
	close(fd);
}

static void try_peer(int server)
{
	struct sockaddr_mctp from;
	int fd = socket_to(EID_FIRST, TYPE);

	check(send(fd, "ask", 3, 0) == 3, "the example of a peer sends");
	from = received_from(server);
	check(from.smctp_tag == MCTP_TAG_OWNER && from.smctp_type == TYPE,
	      "a request");
	close(fd);
}

static void try_send_time(int server)
{
	struct timespec before, when, after;
	int fd = socket_to(EID_FIRST, TYPE);

	check(!want_send_times(fd), "the example of send times sets them up");
	clock_gettime(CLOCK_REALTIME, &before);
	send(fd, "x", 1, 0);
	clock_gettime(CLOCK_REALTIME, &after);
	check(!read_send_time(fd, &when) && when.tv_sec >= before.tv_sec &&
	      when.tv_sec <= after.tv_sec, "and reads one");
	received_from(server);
	close(fd);
}

static void try_report(void)
{
	struct pollfd pfd = { .fd = socket_to(EID_FIRST, TYPE) };
	struct sockaddr_mctp peer;
	int on = 1;

	setsockopt(pfd.fd, SOL_MCTP, MCTP_OPT_RECVERR, &on, sizeof(on));
	send(pfd.fd, "x", 1, 0);
	check(poll(&pfd, 1, 10000) == 1 && pfd.revents == POLLERR,
	      "a report comes");
	fputs("# ", stdout);
	check(read_report(pfd.fd, &peer) == ETIMEDOUT &&
	      peer.smctp_addr.s_addr == EID_FIRST,
	      "the example of reports reads it");
	close(pfd.fd);
}

int main(void)
{
	int server = server_start();

	try_source(server);
	try_peer(server);
	try_send_time(server);
	try_report();
	return checks_done();
}
