/* SPDX-License-Identifier: Apache-2.0 */
/* Control messages that come with a message, where socket options ask. */
#include <linux/net_tstamp.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int tun;

/* Only that there is one: the time itself is another each time */
static const char *contents(const struct cmsghdr *cmsg)
{
	const long *words = (void *)CMSG_DATA(cmsg);
	size_t len = cmsg->cmsg_len - CMSG_LEN(0), i;
	static struct text text;

	if (cmsg->cmsg_type != SO_TIMESTAMP &&
	    cmsg->cmsg_type != SO_TIMESTAMPNS &&
	    cmsg->cmsg_type != SO_TIMESTAMPING)
		return hex(CMSG_DATA(cmsg), len);
	text.len = 0;
	for (i = 0; i < len / sizeof(long); i += 2)
		text_add(&text, "%s", words[i] > 0 ? "time" : ".");
	return text.data;
}

static void show(const char *of, int fd, size_t room)
{
	char control[512], data[8];
	struct iovec iov = { data, sizeof(data) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = room,
	};
	static struct text text;
	struct cmsghdr *cmsg;
	long rc;

	rc = result(recvmsg(fd, &msg, MSG_DONTWAIT));
	text.len = 0;
	text_add(&text, "%s flags %x", rc_name(rc), rc < 0 ? 0 : msg.msg_flags);
	for (cmsg = rc < 0 ? NULL : CMSG_FIRSTHDR(&msg); cmsg;
	     cmsg = CMSG_NXTHDR(&msg, cmsg))
		text_add(&text, ", level %d type %d %s", cmsg->cmsg_level,
			 cmsg->cmsg_type, contents(cmsg));
	report(of, "%s", text.data);
}

/* From the wire in one packet and in two, and from this machine */
static void from_all(const char *of, int fd, int sender)
{
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 2, "\x7e" "a", 2);
	show(key("%s/packet", of), fd, 512);
	tun_write(tun, 9, 20, HDR_SOM | HDR_TO | 2, "\x7e" "a", 2);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1) | HDR_TO | 2, "b", 1);
	show(key("%s/fragments", of), fd, 512);
	mctp_send(sender, 9, TAG_OWNER, "a", 1);
	show(key("%s/local", of), fd, 512);
}

static int with_option(int option, int value)
{
	int fd = mctp_listener();

	report_rc(key("set-%d", option),
		  result(setsockopt(fd, SOL_SOCKET, option, &value,
				    sizeof(value))));
	return fd;
}

static void none(void)
{
	tun = tun_open("tun0", 68, 9);
	from_all("none", mctp_listener(), mctp_socket());
}

static void timestamp(void)
{
	tun = tun_open("tun0", 68, 9);
	from_all("on", with_option(SO_TIMESTAMP, 1), mctp_socket());
}

static void timestamp_ns(void)
{
	tun = tun_open("tun0", 68, 9);
	from_all("on", with_option(SO_TIMESTAMPNS, 1), mctp_socket());
}

static void timestamping(void)
{
	tun = tun_open("tun0", 68, 9);
	from_all("on", with_option(SO_TIMESTAMPING,
				   SOF_TIMESTAMPING_RX_SOFTWARE |
				   SOF_TIMESTAMPING_SOFTWARE),
		 mctp_socket());
}

static void mark(void)
{
	int sender = mctp_socket();

	tun = tun_open("tun0", 68, 9);
	from_all("on", with_option(75 /* SO_RCVMARK */, 1), sender);
}

/* The mark and priority that a sender has asked for */
static void sender_mark(void)
{
	int sender = mctp_socket(), mark = 0x1234, fd;

	tun = tun_open("tun0", 68, 9);
	fd = with_option(75 /* SO_RCVMARK */, 1);
	report_rc("set", result(setsockopt(sender, SOL_SOCKET, SO_MARK, &mark,
					   sizeof(mark))));
	mctp_send(sender, 9, TAG_OWNER, "a", 1);
	show("received", fd, 512);
}

static void wifi_status(void)
{
	tun = tun_open("tun0", 68, 9);
	from_all("on", with_option(SO_WIFI_STATUS, 1), mctp_socket());
}

/* How many were dropped so far: one whose queue is full gets none */
static void overflow(void)
{
	int fd, i;

	tun = tun_open("tun0", 68, 9);
	fd = with_option(SO_RXQ_OVFL, 1);
	from_all("before", fd, mctp_socket());
	for (i = 0; i < 2000; i++)
		tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 2, "\x7e" "a", 2);
	while (mctp_recv(fd, NULL, 0, &(struct sockaddr_mctp){ 0 }) >= 0)
		;
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 2, "\x7e" "a", 2);
	{
		char control[512], data[8];
		struct iovec iov = { data, sizeof(data) };
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
				      .msg_control = control,
				      .msg_controllen = sizeof(control) };
		struct cmsghdr *cmsg;

		report_rc("after", result(recvmsg(fd, &msg, MSG_DONTWAIT)));
		cmsg = CMSG_FIRSTHDR(&msg);
		/* how many fit depends on what a packet costs */
		report("after/dropped", "%s",
		       cmsg && *(unsigned int *)CMSG_DATA(cmsg) ? "some"
								: "none");
	}
}

static void room(void)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 31, 32, 40 };
	size_t i;
	int fd;

	tun = tun_open("tun0", 68, 9);
	fd = with_option(SO_TIMESTAMP, 1);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tun_write(tun, 9, 20, HDR_ONE | HDR_TO | 2, "\x7e" "a", 2);
		show(key("%zu", sizes[i]), fd, sizes[i]);
	}
}

const struct probe_area control_area = {
	.name = "control",
	.cases = (const struct probe_case[]){
		CASE("none", none),
		CASE("timestamp", timestamp),
		CASE("timestampns", timestamp_ns),
		CASE("timestamping", timestamping),
		CASE("mark", mark),
		CASE("sender-mark", sender_mark),
		CASE("wifi-status", wifi_status),
		CASE("overflow", overflow),
		CASE("room", room),
		{ 0 },
	},
};
