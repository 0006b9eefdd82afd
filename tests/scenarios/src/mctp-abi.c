/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where AF_MCTP does not answer as the in-tree family does, and should not:
 * errors that tell what is wrong, privileges of a namespace, EIDs that are
 * this machine's. Prints TAP; needs root.
 */
#include "mctp-user.h"

#include <time.h>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <sched.h>
#include <sys/wait.h>

#include "checks.h"

enum {
	EID_LO = 8,
	EID_TUN = 9,
	EID_PEER = 20,
	EID_LAST = 29,
	EID_BEHIND_US = 40,	/* whose gateway is an EID of this machine */
	MARK = 0x1234,
};

static int listener(uint8_t eid)
{
	int fd = mctp_socket();

	if (mctp_bind(fd, 1, eid, TYPE))
		die("bind");
	return fd;
}

static void test_levels(void)
{
	socklen_t len = sizeof(int);
	int fd = mctp_socket(), value = 1;

	expect(result(setsockopt(fd, 6, 1, &value, len)), -ENOPROTOOPT,
	       "options of other protocols are not there to set");
	expect(result(getsockopt(fd, 6, 1, &value, &len)), -ENOPROTOOPT,
	       "nor to get");
	close(fd);
}

/* Packets are built before a tag is taken: of two errors theirs is told. */
static void test_order(int ifindex)
{
	int fd = mctp_socket();

	route_change(RTM_NEWROUTE, ifindex, EID_PEER, 0, 4);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER | TAG_PREALLOC, "x", 1),
	       -EMSGSIZE, "a message that can never be sent is told first");
	route_change(RTM_DELROUTE, ifindex, EID_PEER, 0, 0);
	close(fd);
}

static void test_down(int tun)
{
	struct frame frame;
	int fd = mctp_socket();

	if_set_up("mctptun", false);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), -ENETDOWN,
	       "a device that is down is told");
	if_configure("mctptun", 0);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), 1,
	       "one that is up again sends");
	expect(tun_read(tun, &frame), 2, "what it was given");
	expect(frame.flags & 0x0f, TAG_OWNER, "with the tag of before");
	close(fd);
}

/* What comes with a message of which SO_RCVMARK tells the mark */
static long received_mark(int fd)
{
	char control[CMSG_SPACE(sizeof(int))], data[8];
	struct iovec iov = { data, sizeof(data) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;

	if (recvmsg(fd, &msg, MSG_DONTWAIT) < 0)
		return -errno;
	cmsg = CMSG_FIRSTHDR(&msg);
	return cmsg ? *(int *)CMSG_DATA(cmsg) : -ENODATA;
}

static void test_mark(void)
{
	int to = listener(EID_LO), fd = mctp_socket(), on = 1, mark = MARK;

	if (setsockopt(to, SOL_SOCKET, SO_RCVMARK, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)))
		die("marks");
	mctp_send(fd, EID_LO, TAG_OWNER, "x", 1);
	expect(received_mark(to), MARK, "the mark of a sender goes with it");
	mark = 0;
	setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark));
	mctp_send(fd, EID_LO, TAG_OWNER, "x", 1);
	expect(received_mark(to), 0, "that of one without is 0");
	close(to);
	close(fd);
}

static void test_timestamp(void)
{
	int to = listener(EID_LO), fd = mctp_socket();
	int flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
	char control[CMSG_SPACE(sizeof(struct scm_timestamping))], data[8];
	struct iovec iov = { data, sizeof(data) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct timespec before, after, *at;
	struct cmsghdr *cmsg;

	if (setsockopt(to, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags)))
		die("time stamps");
	clock_gettime(CLOCK_REALTIME, &before);
	mctp_send(fd, EID_LO, TAG_OWNER, "x", 1);
	clock_gettime(CLOCK_REALTIME, &after);
	expect(result(recvmsg(to, &msg, MSG_DONTWAIT)), 1,
	       "a message of this machine");
	cmsg = CMSG_FIRSTHDR(&msg);
	at = cmsg ? (void *)CMSG_DATA(cmsg) : NULL;
	expect(at && at->tv_sec >= before.tv_sec && at->tv_sec <= after.tv_sec,
	       true, "has the time it came, when that is asked for");
	close(to);
	close(fd);
}

/* By who asked for just this EID, however many listen to any */
static void test_null(int tun)
{
	int null = listener(0), any = listener(EID_ANY);
	struct sockaddr_mctp from;
	uint8_t src, data[8];

	for (src = 8; src < 255; src++) {
		tun_write(tun, 0, src, 0xc8, "\x7ex", 2);
		if (mctp_recv(null, data, sizeof(data), &from) != 1)
			break;
	}
	expect(src, 255, "the null EID is heard by who listens to it");
	expect(mctp_idle(any), true, "and by nobody else");
	close(null);
	close(any);
}

static void test_own_gateway(int tun)
{
	int any = listener(EID_ANY), fd = mctp_socket();

	expect(gateway_change(RTM_NEWROUTE, EID_BEHIND_US, EID_TUN), 0,
	       "an EID of this machine as a gateway");
	expect(mctp_send(fd, EID_BEHIND_US, TAG_OWNER, "x", 1), -EHOSTUNREACH,
	       "leads nowhere");
	tun_write(tun, EID_BEHIND_US, EID_PEER, 0xc8, "\x7ex", 2);
	expect(mctp_idle(any), true, "and makes no other EID ours");
	gateway_change(RTM_DELROUTE, EID_BEHIND_US, EID_TUN);
	close(any);
	close(fd);
}

static int in_namespaces(int flags)
{
	int fd, bound;

	if (unshare(flags))
		return 1;
	if (flags & CLONE_NEWNET) {
		close(rtnl);
		rtnl_open();
		if_configure("lo", 0);
		addr_change(RTM_NEWADDR, 1, EID_LO);
	}
	bound = mctp_socket();
	fd = mctp_socket();
	if (mctp_bind(bound, 1, EID_ANY, TYPE))
		return 2;
	return mctp_send(fd, EID_LO, TAG_OWNER, "x", 1) == 1 ? 0 : 3;
}

static long in_child(int flags)
{
	pid_t pid = fork();
	int status = -1;

	if (!pid)
		_exit(in_namespaces(flags));
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void test_namespaces(void)
{
	expect(in_child(CLONE_NEWUSER | CLONE_NEWNET), 0,
	       "root of a namespace uses the sockets of its network");
	expect(in_child(CLONE_NEWUSER), 2, "but not those of another");
}

int main(void)
{
	int tun, ifindex;

	setvbuf(stdout, NULL, _IOLBF, 0);
	rtnl_open();
	lo_up(EID_LO);
	tun = tun_up("mctptun", &ifindex);
	expect(addr_change(RTM_NEWADDR, ifindex, EID_TUN), 0,
	       "an EID on a TUN device");
	expect(route_change(RTM_NEWROUTE, ifindex, EID_PEER,
			    EID_LAST - EID_PEER, 0), 0, "a route to it");

	test_levels();
	test_order(ifindex);
	test_down(tun);
	test_mark();
	test_timestamp();
	test_null(tun);
	test_own_gateway(tun);
	test_namespaces();

	return checks_done();
}
