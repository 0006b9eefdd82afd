/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Error queues and time stamps of AF_MCTP sockets. Without arguments it tests
 * them on the loopback device and on a TUN device, and prints TAP; with
 * arguments it sends one message to a device on a bus and prints what the
 * error queue tells of it. Needs root.
 */
#include "mctp-user.h"

#include <linux/errqueue.h>
#include <linux/ethtool.h>
#include <linux/mctp-ext.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>

#include "clock.h"

enum {
	EID_LO = 8,
	EID_TUN = 9,
	EID_PEER = 20,
	LIFETIME_MS = 6000,	/* of a tag */
};

#define SCM_TS_OPT_ID_	81	/* since Linux 6.13 */

static long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static int socket_with(int option)
{
	int fd = mctp_socket();

	if (option_set(fd, option, 1))
		die("option");
	return fd;
}

static int poll_once(int fd, int timeout_ms)
{
	struct pollfd pfd = { .fd = fd };

	return poll(&pfd, 1, timeout_ms) == 1 ? pfd.revents : 0;
}

/* What one recvmsg() tells, from either queue. */
struct seen {
	long rc;
	int flags;
	socklen_t name_len;
	struct sockaddr_mctp_ext name;
	bool has_ee, has_stamp;
	struct sock_extended_err ee;
	long long stamp_us;
	uint8_t data[256];
};

static void take_cmsg(struct seen *seen, struct cmsghdr *cmsg)
{
	struct timespec ts;

	if (cmsg->cmsg_level == SOL_MCTP &&
	    cmsg->cmsg_type == MCTP_OPT_RECVERR) {
		memcpy(&seen->ee, CMSG_DATA(cmsg), sizeof(seen->ee));
		seen->has_ee = true;
	} else if (cmsg->cmsg_level == SOL_SOCKET &&
		   (cmsg->cmsg_type == SCM_TIMESTAMPING ||
		    cmsg->cmsg_type == SCM_TIMESTAMPNS)) {
		/* the software stamp is the first of the three */
		memcpy(&ts, CMSG_DATA(cmsg), sizeof(ts));
		seen->stamp_us = ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
		seen->has_stamp = true;
	}
}

static struct seen receive(int fd, int flags, size_t len, size_t control_len)
{
	struct seen seen = { 0 };
	union {
		struct cmsghdr align;
		char space[256];
	} control;
	struct iovec iov = { .iov_base = seen.data, .iov_len = len };
	struct msghdr msg = {
		.msg_name = &seen.name,
		.msg_namelen = sizeof(seen.name),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = control_len,
	};
	struct cmsghdr *cmsg;

	seen.rc = result(recvmsg(fd, &msg, flags | MSG_DONTWAIT));
	if (seen.rc < 0)
		return seen;
	seen.flags = msg.msg_flags;
	seen.name_len = msg.msg_namelen;
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg))
		take_cmsg(&seen, cmsg);
	return seen;
}

static struct seen receive_error(int fd)
{
	return receive(fd, MSG_ERRQUEUE, sizeof(((struct seen *)0)->data),
		       256);
}

/* Reports */

static void test_option(void)
{
	socklen_t len = sizeof(int);
	int fd = mctp_socket(), value = -1;

	getsockopt(fd, SOL_MCTP, MCTP_OPT_RECVERR, &value, &len);
	expect(value, 0, "reports are off at first");
	expect(receive_error(fd).rc, -EOPNOTSUPP,
	       "a socket that wants none has no error queue");
	expect(option_set(fd, MCTP_OPT_RECVERR, 2), -EINVAL,
	       "the option is 0 or 1");
	expect(option_set(fd, MCTP_OPT_RECVERR, 1), 0, "reports are on");
	getsockopt(fd, SOL_MCTP, MCTP_OPT_RECVERR, &value, &len);
	expect(value, 1, "which is read back");
	expect(receive_error(fd).rc, -EAGAIN, "the error queue is empty");
	expect(receive(fd, MSG_ERRQUEUE | MSG_OOB, 1, 256).rc, -EOPNOTSUPP,
	       "and takes no other flags than the receive queue");
	expect(receive(fd, 0, 1, 256).rc, -EAGAIN, "which is empty too");
	close(fd);
}

static bool is_no_reply(const struct seen *seen, uint8_t tag)
{
	return !seen->rc && seen->flags & MSG_ERRQUEUE && seen->has_ee &&
	       seen->ee.ee_errno == ETIMEDOUT &&
	       seen->ee.ee_origin == SO_EE_ORIGIN_LOCAL &&
	       seen->ee.ee_type == MCTP_EE_NO_REPLY &&
	       seen->ee.ee_info == (tag | TAG_OWNER) && !seen->has_stamp;
}

static bool is_dest(const struct sockaddr_mctp *name, uint8_t tag)
{
	return name->family == AF_MCTP && name->net == 1 &&
	       name->eid == EID_PEER && name->type == TYPE &&
	       name->tag == (tag | TAG_OWNER);
}

/* One wait for all sockets: tags expire in their own time. */
static void test_no_reply(int tun, int ifindex)
{
	struct sockaddr_mctp_ext ext = {
		.base = {
			.family = AF_MCTP, .eid = EID_PEER, .type = TYPE,
			.tag = TAG_OWNER,
		},
		.ifindex = ifindex,
	};
	int fd = socket_with(MCTP_OPT_RECVERR), ext_fd, silent = mctp_socket();
	struct frame frame;
	struct seen seen;
	long long start;

	ext_fd = socket_with(MCTP_OPT_RECVERR);
	option_set(ext_fd, MCTP_OPT_ADDR_EXT, 1);
	start = now_us();
	mctp_send(fd, EID_PEER, TAG_OWNER, "a", 1);	/* tag 0 */
	mctp_send(fd, EID_PEER, TAG_OWNER, "b", 1);	/* tag 1 */
	mctp_send(silent, EID_PEER, TAG_OWNER, "c", 1);	/* tag 2 */
	mctp_send(fd, EID_PEER, 7, "d", 1);		/* no request */
	sendto(ext_fd, "e", 1, 0, (void *)&ext, sizeof(ext)); /* tag 3 */
	while (tun_read(tun, &frame) > 0 && frame.body[1] != 'e')
		;
	tun_write(tun, EID_TUN, EID_PEER, 0xc0, "\x7e" "reply", 6);
	expect(poll_once(fd, 0), 0, "nothing is reported while there is time");
	expect(poll_once(fd, LIFETIME_MS + 4000), POLLERR,
	       "a request without reply is reported");
	start = now_us() - start;
	check(start > LIFETIME_MS * 900LL && start < LIFETIME_MS * 1500LL,
	      "after 6 seconds");
	expect(receive(fd, 0, 16, 0).rc, 5, "what was received is not affected");
	expect(receive(fd, 0, 16, 0).rc, -EAGAIN, "nor the end of it");
	seen = receive_error(fd);
	check(is_no_reply(&seen, 1), "the report says no reply, and which tag");
	check(seen.name_len == sizeof(struct sockaddr_mctp) &&
	      is_dest(&seen.name.base, 1), "and the destination");
	expect(receive_error(fd).rc, -EAGAIN,
	       "answered requests and responses are not reported");
	expect(poll_once(fd, 0), 0, "and the error condition is over");

	expect(poll_once(ext_fd, 2000), POLLERR,
	       "a request to a physical address is reported");
	seen = receive(ext_fd, MSG_ERRQUEUE, 0, 0);
	check(seen.rc == 0 && seen.flags & MSG_CTRUNC && !seen.has_ee,
	      "a short control buffer is told");
	check(seen.name_len == sizeof(seen.name) && is_dest(&seen.name.base, 3)
	      && seen.name.ifindex == ifindex && !seen.name.halen,
	      "the address is the one that was sent to");
	expect(poll_once(silent, 0), 0, "who did not ask is not told");
	close(fd);
	close(ext_fd);
	close(silent);
}

/* Time stamps of received messages */

static int stamping_socket(int flags)
{
	int fd = mctp_socket();

	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags)))
		die("SO_TIMESTAMPING");
	return fd;
}

static bool within(const struct seen *seen, long long from, long long to)
{
	return seen->has_stamp && seen->stamp_us >= from && seen->stamp_us <= to;
}

static void test_receive_stamps(int tun)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_RX_SOFTWARE);
	int sender = mctp_socket(), one = 1;
	long long from, to;
	struct seen seen;

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	from = now_us();
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, "\x7e" "x", 2);
	to = now_us();
	sleep_ms(5);
	seen = receive(fd, 0, 16, 256);
	check(within(&seen, from, to), "a packet has the time it came at");

	tun_write(tun, EID_TUN, EID_PEER, 0x88, "\x7e" "x", 2);
	sleep_ms(20);
	from = now_us();
	tun_write(tun, EID_TUN, EID_PEER, 0x58, "yz", 2);
	to = now_us();
	sleep_ms(5);
	seen = receive(fd, 0, 16, 256);
	check(seen.rc == 3 && within(&seen, from, to),
	      "a message of several has that of the last");

	from = now_us();
	mctp_send(sender, EID_LO, TAG_OWNER, "l", 1);
	to = now_us();
	sleep_ms(5);
	seen = receive(fd, 0, 16, 256);
	check(within(&seen, from, to), "a message from here has that of sending");
	close(fd);

	fd = mctp_socket();
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	from = now_us();
	mctp_send(sender, EID_LO, TAG_OWNER, "l", 1);
	to = now_us();
	sleep_ms(5);
	seen = receive(fd, 0, 16, 256);
	check(within(&seen, from, to), "SO_TIMESTAMPNS gives the same");
	close(fd);
	close(sender);
}

/* Time stamps of sent messages */

static bool is_stamp(const struct seen *seen, int type, uint32_t id)
{
	return seen->rc >= 0 && seen->flags & MSG_ERRQUEUE && seen->has_ee &&
	       seen->ee.ee_errno == ENOMSG &&
	       seen->ee.ee_origin == SO_EE_ORIGIN_TIMESTAMPING &&
	       seen->ee.ee_info == (uint32_t)type && seen->ee.ee_data == id &&
	       seen->has_stamp && !seen->name_len;
}

static void drain(int tun)
{
	struct frame frame;

	while (tun_read(tun, &frame) > 0 && !(frame.flags & 0x40))
		;
}

static void test_send_stamps(int tun)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_TX_SOFTWARE);
	static const char message[150];
	long long from, to;
	struct seen seen;

	from = now_us();
	mctp_send(fd, EID_PEER, TAG_OWNER, message, sizeof(message));
	to = now_us();
	expect(poll_once(fd, 1000), POLLERR, "the time of sending is reported");
	seen = receive_error(fd);
	check(is_stamp(&seen, SCM_TSTAMP_SND, 0) && within(&seen, from, to),
	      "as the time at which the device got the message");
	check(seen.rc == 4 + 151 - 2 * 64 && seen.data[3] & 0x40,
	      "with the last packet");
	expect(receive_error(fd).rc, -EAGAIN, "once for three packets");
	drain(tun);

	mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1);
	seen = receive(fd, MSG_ERRQUEUE, 3, 256);
	check(seen.rc == 3 && seen.flags & MSG_TRUNC,
	      "a short buffer gets the beginning");
	drain(tun);
	close(fd);
}

static void test_send_stamp_ids(int tun)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_TX_SOFTWARE |
				 SOF_TIMESTAMPING_TX_SCHED |
				 SOF_TIMESTAMPING_OPT_ID |
				 SOF_TIMESTAMPING_OPT_TSONLY);
	struct seen seen;
	uint32_t id;

	for (id = 0; id < 3; id++) {
		mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1);
		drain(tun);
		seen = receive_error(fd);
		check(is_stamp(&seen, SCM_TSTAMP_SCHED, id) && !seen.rc,
		      "the time at which the queue got it, numbered");
		seen = receive_error(fd);
		check(is_stamp(&seen, SCM_TSTAMP_SND, id) && !seen.rc,
		      "then the device, without the packet");
	}
	close(fd);
}

static void test_local_send_stamp(void)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_TX_SOFTWARE);
	static const char message[5000];
	int server = mctp_socket();
	long long from, to;
	struct seen seen;

	mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	from = now_us();
	mctp_send(fd, EID_LO, TAG_OWNER, message, sizeof(message));
	to = now_us();
	seen = receive_error(fd);
	check(is_stamp(&seen, SCM_TSTAMP_SND, 0) && within(&seen, from, to),
	      "a message to this machine has a time of sending");
	check(seen.flags & MSG_TRUNC && seen.rc == sizeof(seen.data),
	      "with its packet");
	seen = receive(server, MSG_TRUNC, 1, 256);
	check(seen.rc == sizeof(message) && !seen.has_ee && !seen.has_stamp,
	      "and arrives without any of that");
	close(fd);
	close(server);
}

/* Sends with one control message. */
static long send_with(int fd, int type, const void *value, size_t len)
{
	struct sockaddr_mctp addr = {
		.family = AF_MCTP, .eid = EID_PEER, .type = TYPE,
	};
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	union {
		struct cmsghdr cmsg;
		char space[64];
	} control = {
		.cmsg = {
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = type,
			.cmsg_len = CMSG_LEN(len),
		},
	};
	struct msghdr msg = {
		.msg_name = &addr,
		.msg_namelen = sizeof(addr),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = CMSG_SPACE(len),
	};

	memcpy(CMSG_DATA(&control.cmsg), value, len);
	return result(sendmsg(fd, &msg, 0));
}

static void test_stamps_by_message(int tun)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_OPT_ID |
				 SOF_TIMESTAMPING_OPT_TSONLY);
	uint32_t flags = SOF_TIMESTAMPING_TX_SOFTWARE, id = 4711;
	struct seen seen;

	mctp_send(fd, EID_PEER, 0, "x", 1);
	drain(tun);
	expect(receive_error(fd).rc, -EAGAIN, "no message asked for its time");
	expect(send_with(fd, SO_TIMESTAMPING, &flags, sizeof(flags)), 1,
	       "a control message asks");
	drain(tun);
	seen = receive_error(fd);
	check(is_stamp(&seen, SCM_TSTAMP_SND, 0), "and this one is told");
	flags = SOF_TIMESTAMPING_RX_SOFTWARE;
	expect(send_with(fd, SO_TIMESTAMPING, &flags, sizeof(flags)), -EINVAL,
	       "a time of receiving cannot be asked for");
	expect(send_with(fd, SO_TIMESTAMPING, &flags, 2), -EINVAL,
	       "nor with too few bytes");
	expect(send_with(fd, SO_RCVBUF, &flags, sizeof(flags)), 1,
	       "other control messages are ignored, as ever");
	drain(tun);

	flags = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE |
		SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags));
	expect(send_with(fd, SCM_TS_OPT_ID_, &id, sizeof(id)), 1,
	       "a control message may choose the number");
	drain(tun);
	seen = receive_error(fd);
	if (is_stamp(&seen, SCM_TSTAMP_SND, seen.ee.ee_data) &&
	    seen.ee.ee_data != id)
		check_skip("which it has", "needs Linux 6.13");
	else
		check(is_stamp(&seen, SCM_TSTAMP_SND, id), "which it has");
	close(fd);
}

/* Switching reports off drops them and leaves time stamps alone. */
static void test_option_off(int tun)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_TX_SOFTWARE);
	struct seen seen;

	option_set(fd, MCTP_OPT_RECVERR, 1);
	mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1);
	drain(tun);
	expect(poll_once(fd, 1000), POLLERR, "a time stamp waits");
	option_set(fd, MCTP_OPT_RECVERR, 0);
	seen = receive_error(fd);
	check(is_stamp(&seen, SCM_TSTAMP_SND, 0), "with reports switched off");
	expect(receive_error(fd).rc, -EAGAIN, "and nothing else");
	close(fd);
}

static int test_all(void)
{
	int tun, ifindex;

	setvbuf(stdout, NULL, _IOLBF, 0);
	rtnl_open();
	lo_up(EID_LO);
	tun = tun_up("mctptun", &ifindex);
	addr_change(RTM_NEWADDR, ifindex, EID_TUN);
	expect(route_change(RTM_NEWROUTE, ifindex, EID_PEER, 0, 0), 0,
	       "a route to the TUN device");

	test_option();
	test_receive_stamps(tun);
	test_send_stamps(tun);
	test_send_stamp_ids(tun);
	test_local_send_stamp();
	test_stamps_by_message(tun);
	test_option_off(tun);
	test_no_reply(tun, ifindex);

	return checks_done();
}

/* Devices on a bus */

static const char *name_of_type(const struct sock_extended_err *ee)
{
	if (ee->ee_origin == SO_EE_ORIGIN_TIMESTAMPING)
		return "stamp";
	switch (ee->ee_type) {
	case MCTP_EE_NO_REPLY:
		return "no-reply";
	case MCTP_EE_TX:
		return "tx";
	}
	return "?";
}

static void print_seen(const struct seen *seen, long long sent_us)
{
	int i;

	printf("%s %s", name_of_type(&seen->ee),
	       strerrorname_np(seen->ee.ee_errno));
	if (!seen->has_stamp)
		printf(" tag=%u", seen->ee.ee_info);
	else
		printf(" in_time=%d", seen->stamp_us >= sent_us &&
		       seen->stamp_us <= now_us());
	if (seen->name_len)
		printf(" eid=%u type=%u", seen->name.base.eid,
		       seen->name.base.type);
	if (seen->name_len == sizeof(seen->name)) {
		printf(" haddr=");
		for (i = 0; i < seen->name.halen; i++)
			printf("%02x", seen->name.haddr[i]);
	}
	putchar('\n');
}

/*
 * IF PID EID SIZE TAG COUNT MS: COUNT messages with reports and time stamps
 * on, then perhaps the interface goes down; prints what comes in the next MS
 * milliseconds.
 */
static int send_and_tell(char **args, bool down)
{
	int fd = stamping_socket(SOF_TIMESTAMPING_SOFTWARE |
				 SOF_TIMESTAMPING_TX_SOFTWARE |
				 SOF_TIMESTAMPING_OPT_TSONLY);
	struct sockaddr_mctp_ext to = {
		.base = {
			.family = AF_MCTP,
			.eid = strtoul(args[2], NULL, 0),
			.type = TYPE,
			.tag = strtoul(args[4], NULL, 0),
		},
		.ifindex = if_index(args[0]),
		.halen = 6,
	};
	uint64_t pid = htobe64(strtoull(args[1], NULL, 0) << 16);
	size_t size = strtoul(args[3], NULL, 0);
	int count = atoi(args[5]), ms = atoi(args[6]);
	static char message[65536];
	long long start = now_us();
	struct seen seen;

	memcpy(to.haddr, &pid, 6);
	option_set(fd, MCTP_OPT_ADDR_EXT, 1);
	option_set(fd, MCTP_OPT_RECVERR, 1);
	while (count--)
		if (sendto(fd, message, size, 0, (void *)&to, sizeof(to)) < 0)
			die("send");
	if (down)
		if_set_up(args[0], false);
	while (now_us() - start < ms * 1000LL) {
		if (!poll_once(fd, 10))
			continue;
		seen = receive_error(fd);
		if (seen.rc >= 0)
			print_seen(&seen, start);
		fflush(stdout);
	}
	return 0;
}

/* IF: whether its driver tells when it transmits. */
static int tells_times(const char *name)
{
	struct ethtool_ts_info info = { .cmd = ETHTOOL_GET_TS_INFO };
	struct ifreq ifr = { .ifr_data = (void *)&info };

	if_ioctl(SIOCETHTOOL, name, &ifr);
	puts(info.so_timestamping & SOF_TIMESTAMPING_TX_SOFTWARE ? "yes" :
								   "no");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 8)
		return send_and_tell(argv + 1, false);
	if (argc == 9 && !strcmp(argv[8], "down"))
		return send_and_tell(argv + 1, true);
	if (argc == 2)
		return tells_times(argv[1]);
	if (argc == 1)
		return test_all();
	fprintf(stderr,
		"usage: mctp-errqueue [IF [PID EID SIZE TAG COUNT MS [down]]]\n");
	return 2;
}
