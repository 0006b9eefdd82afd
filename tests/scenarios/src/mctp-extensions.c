/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What AF_MCTP has beyond the in-tree family: source EIDs, connected sockets,
 * names, queue lengths, namespaces of users; and that receiving is as it was
 * next to the error queue. A TUN device stands for a neighbour whose packets are
 * written and read raw. Prints TAP; needs root.
 */
#include "mctp-user.h"

#include <linux/filter.h>
#include <linux/mctp-ext.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/wait.h>

#include "checks.h"

enum {
	EID_LO = 8,
	EID_TUN = 9,		/* the first on the TUN device */
	EID_TUN2 = 10,		/* the second */
	EID_PEER = 20,
	EID_LAST = 29,
	EID_NOBODY = 77,
};

static long option_get(int fd, int name)
{
	socklen_t len = sizeof(int);
	int value = -1;
	long rc;

	rc = result(getsockopt(fd, SOL_MCTP, name, &value, &len));
	return rc ? rc : value;
}

static char buffer[256];

/* Source EIDs */

static void test_source_option(void)
{
	const int bad[] = { -1, 1, 7, 255, 256, 256 + EID_TUN };
	int fd = mctp_socket(), byte = 0;
	size_t i;

	expect(option_get(fd, MCTP_OPT_SOURCE), 0, "no source is set at first");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect(option_set(fd, MCTP_OPT_SOURCE, bad[i]), -EINVAL,
		       "an EID that nobody can have is refused");
	expect(option_set(fd, MCTP_OPT_SOURCE, 8), 0, "the lowest EID");
	expect(option_set(fd, MCTP_OPT_SOURCE, 254), 0, "the highest EID");
	expect(option_get(fd, MCTP_OPT_SOURCE), 254, "is read back");
	expect(option_set(fd, MCTP_OPT_SOURCE, 0), 0, "0 takes it back");
	expect(option_get(fd, MCTP_OPT_SOURCE), 0, "and is read back");
	expect(result(setsockopt(fd, SOL_MCTP, MCTP_OPT_SOURCE, &byte, 1)),
	       -EINVAL, "the option wants an int");
	expect(result(setsockopt(fd, SOL_MCTP, MCTP_OPT_SOURCE, NULL, 4)),
	       -EFAULT, "a bad pointer is told");
	close(fd);
}

static void test_source_routed(int tun)
{
	struct frame frame;
	int fd = mctp_socket(), i;

	mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1);
	tun_read(tun, &frame);
	expect(frame.src, EID_TUN, "the first EID of the device is the source");
	option_set(fd, MCTP_OPT_SOURCE, EID_TUN2);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), 1,
	       "a message from another one");
	tun_read(tun, &frame);
	expect(frame.src, EID_TUN2, "has it as its source");
	expect(frame.flags, 0xc8, "and a tag of its own");
	tun_write(tun, EID_TUN2, EID_PEER, 0xc0, "\x7e" "hi", 3);
	expect(mctp_recv(fd, buffer, sizeof(buffer), NULL), 2,
	       "the answer to it arrives");

	option_set(fd, MCTP_OPT_SOURCE, EID_LO);
	for (i = 0; i < 9; i++)
		expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1),
		       -EADDRNOTAVAIL, "the EID of another device is refused");
	expect(mctp_send(fd, EID_PEER, 0, "x", 1), -EADDRNOTAVAIL,
	       "for responses as well");
	option_set(fd, MCTP_OPT_SOURCE, 0);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), 1,
	       "without it a message leaves, and no tag was lost");
	tun_read(tun, &frame);
	expect(frame.src, EID_TUN, "from the first EID again");
	close(fd);
}

static void test_source_ext(int tun, int ifindex)
{
	struct sockaddr_mctp_ext ext = {
		.base = {
			.family = AF_MCTP, .eid = EID_PEER, .type = TYPE,
			.tag = TAG_OWNER,
		},
		.ifindex = ifindex,
	};
	struct frame frame;
	int fd = mctp_socket();

	option_set(fd, MCTP_OPT_ADDR_EXT, 1);
	option_set(fd, MCTP_OPT_SOURCE, EID_TUN2);
	expect(result(sendto(fd, "x", 1, 0, (void *)&ext, sizeof(ext))), 1,
	       "a message to a physical address");
	tun_read(tun, &frame);
	expect(frame.src, EID_TUN2, "has the chosen source");
	option_set(fd, MCTP_OPT_SOURCE, EID_LO);
	expect(result(sendto(fd, "x", 1, 0, (void *)&ext, sizeof(ext))),
	       -EADDRNOTAVAIL, "if it is one of the device");
	close(fd);
}

static void test_source_local(void)
{
	int server = mctp_socket(), fd = mctp_socket();
	struct sockaddr_mctp addr = { 0 };

	mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	option_set(fd, MCTP_OPT_SOURCE, EID_TUN2);
	expect(mctp_send(fd, EID_LO, TAG_OWNER, "x", 1), 1,
	       "to a local EID, from an EID of any device of the network");
	mctp_recv(server, buffer, sizeof(buffer), &addr);
	expect(addr.eid, EID_TUN2, "which the receiver sees");
	option_set(server, MCTP_OPT_SOURCE, EID_LO);
	expect(mctp_send(server, addr.eid, 0, "yy", 2), 2,
	       "and answers from the EID it was asked at");
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 2,
	       "the answer arrives");
	option_set(fd, MCTP_OPT_SOURCE, EID_NOBODY);
	expect(mctp_send(fd, EID_LO, TAG_OWNER, "x", 1), -EADDRNOTAVAIL,
	       "an EID that is not local is refused");
	option_set(fd, MCTP_OPT_SOURCE, EID_PEER);
	expect(mctp_send(fd, EID_LO, TAG_OWNER, "x", 1), -EADDRNOTAVAIL,
	       "that of a neighbour as well");
	close(fd);
	close(server);
}

static void test_source_leaves(int tun, int ifindex)
{
	struct frame frame;
	int fd = mctp_socket();

	option_set(fd, MCTP_OPT_SOURCE, EID_TUN2);
	addr_change(RTM_DELADDR, ifindex, EID_TUN2);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), -EADDRNOTAVAIL,
	       "an EID that the device gave up is refused");
	addr_change(RTM_NEWADDR, ifindex, EID_TUN2);
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), 1,
	       "until it is back");
	tun_read(tun, &frame);
	expect(frame.src, EID_TUN2, "and the source again");
	close(fd);
}

/* Connected sockets */

static void test_connected(int tun)
{
	struct frame frame;
	int fd = mctp_socket();

	expect(result(send(fd, "x", 1, 0)), -EDESTADDRREQ,
	       "a socket without a peer needs an address");
	expect(mctp_connect(fd, EID_PEER, TYPE), 0, "connect names a peer");
	expect(result(send(fd, "x", 1, 0)), 1, "send without an address");
	expect(tun_read(tun, &frame), 2, "sends a message");
	check(frame.dest == EID_PEER && frame.src == EID_TUN &&
	      frame.body[0] == TYPE && frame.body[1] == 'x',
	      "of the type of connect to its peer");
	expect(frame.flags, 0xc8, "as a request");
	expect(result(write(fd, "y", 1)), 1, "write does as well");
	tun_read(tun, &frame);
	expect(frame.flags, 0xc9, "as the next request");
	tun_write(tun, EID_TUN, EID_PEER, 0xc1, "\x7e" "two", 4);
	tun_write(tun, EID_TUN, EID_PEER, 0xc0, "\x7e" "one", 4);
	expect(result(read(fd, buffer, sizeof(buffer))), 3, "the second reply");
	check(!memcmp(buffer, "two", 3), "comes as it arrived");
	expect(result(read(fd, buffer, sizeof(buffer))), 3, "then the first");
	expect(mctp_send(fd, EID_PEER + 1, TAG_OWNER, "z", 1), 1,
	       "an address still counts more");
	tun_read(tun, &frame);
	expect(frame.dest, EID_PEER + 1, "than the peer");
	close(fd);
}

/* With the peer given, a listener answers by address: the tag is in it. */
static void test_connected_responder(int tun)
{
	struct sockaddr_mctp addr = { 0 };
	struct frame frame;
	int fd = mctp_socket();

	mctp_connect(fd, EID_PEER, TYPE);
	expect(mctp_bind(fd, NET_ANY, EID_ANY, TYPE), 0,
	       "a connected socket listens");
	tun_write(tun, EID_TUN, EID_PEER + 1, 0xcb, "\x7e" "no", 3);
	tun_write(tun, EID_TUN, EID_PEER, 0xcb, "\x7e" "yes", 4);
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 3,
	       "to its peer only");
	expect(addr.tag, TAG_OWNER | 3, "with the tag of the request");
	expect(mctp_send(fd, addr.eid, addr.tag & ~TAG_OWNER, "r", 1), 1,
	       "and responds by address");
	tun_read(tun, &frame);
	expect(frame.flags, 0xc3, "with that tag");
	expect(result(send(fd, "q", 1, 0)), 1, "a message without one");
	tun_read(tun, &frame);
	expect(frame.flags, 0xc8, "is a request of its own");
	close(fd);
}

/* Names */

static long name_of(int fd, bool peer, struct sockaddr_mctp *name)
{
	socklen_t len = sizeof(*name);
	int rc;

	memset(name, 0xa5, sizeof(*name));
	rc = peer ? getpeername(fd, (void *)name, &len) :
		    getsockname(fd, (void *)name, &len);
	return rc ? -errno : (long)len;
}

static bool name_is(const struct sockaddr_mctp *name, uint32_t net,
		    uint8_t eid, uint8_t type)
{
	return name->family == AF_MCTP && name->net == net &&
	       name->eid == eid && name->type == type && !name->tag &&
	       !name->pad0 && !name->pad1;
}

static void test_names(void)
{
	struct sockaddr_mctp name;
	int fd = mctp_socket();
	char small[4] = { 0 };
	socklen_t len = 2;

	expect(name_of(fd, false, &name), 12, "a new socket has a name");
	check(name_is(&name, NET_ANY, EID_ANY, 0), "any network and EID");
	expect(name_of(fd, true, &name), -ENOTCONN, "but no peer");
	mctp_connect(fd, EID_PEER, TYPE);
	expect(name_of(fd, true, &name), 12, "connect gives it one");
	check(name_is(&name, 1, EID_PEER, TYPE),
	      "in the default network, of that type");
	expect(name_of(fd, false, &name), 12, "its name is the same");
	check(name_is(&name, NET_ANY, EID_ANY, 0), "until it is bound");
	mctp_bind(fd, NET_ANY, EID_TUN, TYPE);
	expect(name_of(fd, false, &name), 12, "which gives it a name");
	check(name_is(&name, 1, EID_TUN, TYPE), "that it listens for");
	expect(name_of(fd, true, &name), 12, "and leaves the peer");
	check(name_is(&name, 1, EID_PEER, TYPE), "as it was");
	expect(result(getsockname(fd, (void *)small, &len)), 0,
	       "a short buffer gets what fits");
	check(len == 12 && small[2] == 0, "and learns the length");
	close(fd);
}

/* Queue lengths and generic ioctls */

static long int_ioctl(int fd, unsigned long cmd)
{
	int value = -1;

	return ioctl(fd, cmd, &value) ? -errno : value;
}

static void test_queues(int tun)
{
	int fd = mctp_socket();

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	expect(int_ioctl(fd, SIOCINQ), 0, "nothing waits");
	expect(int_ioctl(fd, SIOCOUTQ), 0, "in either direction");
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, "\x7e" "hello", 6);
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, "\x7e", 1);
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, "\x7e" "xy", 3);
	expect(int_ioctl(fd, SIOCINQ), 5, "the next message has this length");
	expect(mctp_recv(fd, buffer, sizeof(buffer), NULL), 5,
	       "as recv finds");
	expect(int_ioctl(fd, SIOCINQ), 0, "one without body has none");
	expect(mctp_recv(fd, buffer, sizeof(buffer), NULL), 0,
	       "but is there");
	expect(int_ioctl(fd, SIOCINQ), 2, "then the last");
	expect(result(ioctl(fd, SIOCINQ, NULL)), -EFAULT,
	       "a bad pointer is told");
	close(fd);
}

static void test_generic_ioctls(int ifindex)
{
	struct ifreq ifr = { .ifr_name = "mctptun" };
	struct ifreq many[8];
	struct ifconf conf = {
		.ifc_len = sizeof(many), .ifc_req = many,
	};
	int fd = mctp_socket();

	expect(result(ioctl(fd, SIOCGIFINDEX, &ifr)), 0, "SIOCGIFINDEX");
	expect(ifr.ifr_ifindex, ifindex, "finds the device");
	expect(result(ioctl(fd, SIOCGIFNAME, &ifr)), 0, "SIOCGIFNAME");
	check(!strcmp(ifr.ifr_name, "mctptun"), "has its name");
	expect(result(ioctl(fd, SIOCGIFMTU, &ifr)), 0, "SIOCGIFMTU");
	expect(ifr.ifr_mtu, 68, "has its MTU");
	expect(result(ioctl(fd, SIOCGIFFLAGS, &ifr)), 0, "SIOCGIFFLAGS");
	check(ifr.ifr_flags & IFF_UP, "has its flags");
	expect(result(ioctl(fd, SIOCGIFHWADDR, &ifr)), 0, "SIOCGIFHWADDR");
	expect(result(ioctl(fd, SIOCGIFCONF, &conf)), 0, "SIOCGIFCONF");
	expect(result(ioctl(fd, SIOCGIFMTU + 0x60, &ifr)), -ENOTTY,
	       "what nobody knows is refused");
	close(fd);
}

/* Receiving */

static void arrives(int tun, const char *body)
{
	char message[32] = "\x7e";

	snprintf(message + 1, sizeof(message) - 1, "%s", body);
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, message, strlen(message));
}

static void test_receive_flags(int tun)
{
	const int refused[] = {
		MSG_OOB, MSG_DONTROUTE, MSG_CTRUNC, MSG_EOR, MSG_WAITALL,
		MSG_NOSIGNAL, MSG_ERRQUEUE, MSG_CONFIRM, MSG_MORE,
		MSG_CMSG_CLOEXEC, MSG_ERRQUEUE | MSG_PEEK,
	};
	int fd = mctp_socket();
	size_t i;

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	arrives(tun, "abcdef");
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		expect(result(recv(fd, buffer, 9, refused[i])), -EOPNOTSUPP,
		       "a flag that means nothing here is refused");
	expect(result(recv(fd, buffer, 9, MSG_PEEK)), 6, "MSG_PEEK");
	expect(result(recv(fd, buffer, 9, MSG_PEEK | MSG_DONTWAIT)), 6,
	       "leaves the message");
	expect(result(recv(fd, buffer, 2, MSG_PEEK | MSG_TRUNC)), 6,
	       "MSG_TRUNC gives its length");
	expect(result(recv(fd, buffer, 9, MSG_TRUNC)), 6, "also when it fits");
	expect(result(recv(fd, buffer, 9, MSG_DONTWAIT)), -EAGAIN,
	       "and takes it");
	close(fd);
}

static void test_receive_short(int tun)
{
	struct sockaddr_mctp_ext name;
	struct iovec iov = { .iov_base = buffer, .iov_len = 2 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_name = &name, .msg_namelen = 4,
	};
	int fd = mctp_socket();

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	arrives(tun, "abc");
	arrives(tun, "de");
	memset(&name, 0xa5, sizeof(name));
	expect(result(recvmsg(fd, &msg, 0)), 2, "a short buffer gets its fill");
	check(msg.msg_flags == MSG_TRUNC && !memcmp(buffer, "ab", 2),
	      "and is told");
	check(msg.msg_namelen == 12 && name.base.family == AF_MCTP &&
	      name.base.net == 0xa5a5a5a5,
	      "a short address gets its fill and the length");
	msg.msg_namelen = 0;
	expect(result(recvmsg(fd, &msg, 0)), 2, "the rest of a message is lost");
	check(!msg.msg_flags && !memcmp(buffer, "de", 2),
	      "a buffer that is just enough is enough");
	option_set(fd, MCTP_OPT_ADDR_EXT, 1);
	arrives(tun, "f");
	arrives(tun, "g");
	memset(&name, 0xa5, sizeof(name));
	iov.iov_len = 0;
	msg.msg_namelen = 12;
	expect(result(recvmsg(fd, &msg, 0)), 0, "no buffer gets nothing");
	check(msg.msg_flags == MSG_TRUNC && msg.msg_namelen == sizeof(name) &&
	      name.base.eid == EID_PEER && name.halen == 0xa5,
	      "and of an extended address what fits");
	expect(result(recv(fd, NULL, 0, MSG_TRUNC)), 1, "or only the length");
	close(fd);
}

static void test_receive_filtered(int tun)
{
	struct sock_filter code = BPF_STMT(BPF_RET | BPF_K, 3);
	struct sock_fprog filter = { .len = 1, .filter = &code };
	struct sockaddr_mctp addr;
	int fd = mctp_socket();

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
	arrives(tun, "abcdef");
	expect(mctp_recv(fd, buffer, 9, &addr), 2, "a filter cuts a message");
	check(addr.type == TYPE && addr.eid == EID_PEER, "behind its type");
	code.k = 0;
	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
	arrives(tun, "abcdef");
	check(mctp_idle(fd), "or drops it");
	close(fd);
}

/* Namespaces */

enum {
	NS_BIND_OUT,
	NS_SEND_OUT,
	NS_UNSHARE,
	NS_ADDR,
	NS_NOT_OURS,
	NS_BIND,
	NS_SEND,
	NS_RECV,
	NS_REPLY,
	NS_ANSWER,
	NS_LEFT,
	NS_RESULTS
};

/* What a user without privileges may do, outside and in a namespace. */
static void be_user(long *results)
{
	int server = mctp_socket(), fd = mctp_socket(), lo;
	struct sockaddr_mctp addr;

	if (setgid(65534) || setuid(65534))
		return;
	results[NS_BIND_OUT] = mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	results[NS_SEND_OUT] = mctp_send(fd, EID_LO, TAG_OWNER, "x", 1);
	close(server);
	close(fd);

	results[NS_UNSHARE] = result(unshare(CLONE_NEWUSER | CLONE_NEWNET));
	rtnl_open();
	lo = if_index("lo");
	if_configure("lo", 0);
	server = mctp_socket();
	fd = mctp_socket();
	option_set(fd, MCTP_OPT_RECVERR, 1);
	results[NS_NOT_OURS] = mctp_send(fd, EID_LO, TAG_OWNER, "x", 1);
	results[NS_ADDR] = addr_change(RTM_NEWADDR, lo, EID_LO);
	results[NS_BIND] = mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	results[NS_SEND] = mctp_send(fd, EID_LO, TAG_OWNER, "ask", 3);
	results[NS_RECV] = mctp_recv(server, buffer, sizeof(buffer), &addr);
	results[NS_REPLY] = mctp_send(server, addr.eid, addr.tag & ~TAG_OWNER,
				      "answer", 6);
	results[NS_ANSWER] = mctp_recv(fd, buffer, sizeof(buffer), NULL);
	/* a request that nobody answers any more, and nobody reads */
	results[NS_LEFT] = mctp_send(fd, EID_LO, TAG_OWNER, "left", 4);
}

static int module_users(void)
{
	char line[256];
	int users = -1;
	FILE *file = fopen("/proc/modules", "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "mctp %*d %d", &users) == 1)
			break;
	if (file)
		fclose(file);
	return users;
}

/* @users: of the module, without any socket. */
static void test_namespace(int users)
{
	static const struct {
		long want;
		const char *name;
	} wanted[NS_RESULTS] = {
		[NS_BIND_OUT] = { -EACCES, "a user must not bind" },
		[NS_SEND_OUT] = { -EACCES, "nor send" },
		[NS_UNSHARE] = { 0, "but may have a namespace of his own" },
		[NS_NOT_OURS] = { -EHOSTUNREACH, "which has no EIDs at first" },
		[NS_ADDR] = { 0, "he gives it one" },
		[NS_BIND] = { 0, "and binds there" },
		[NS_SEND] = { 3, "he sends" },
		[NS_RECV] = { 3, "and receives" },
		[NS_REPLY] = { 6, "replies" },
		[NS_ANSWER] = { 6, "and has the answer" },
		[NS_LEFT] = { 4, "and leaves all of it behind" },
	};
	int pipes[2], status, tries = 200;
	long results[NS_RESULTS];
	size_t i;
	pid_t pid;

	for (i = 0; i < NS_RESULTS; i++)
		results[i] = -ENOSYS;
	fflush(stdout);
	if (pipe(pipes))
		die("pipe");
	pid = fork();
	if (!pid) {
		be_user(results);
		_exit(write(pipes[1], results, sizeof(results)) !=
		      sizeof(results));
	}
	close(pipes[1]);
	expect(read(pipes[0], results, sizeof(results)), sizeof(results),
	       "a user without privileges");
	for (i = 0; i < NS_RESULTS; i++)
		expect(results[i], wanted[i].want, wanted[i].name);
	waitpid(pid, &status, 0);
	expect(status, 0, "he dies");
	while (module_users() != users && tries--)
		usleep(10000);
	expect(module_users(), users, "and his sockets with him");
	close(pipes[0]);
}

int main(void)
{
	int tun, ifindex, users = module_users();

	setvbuf(stdout, NULL, _IOLBF, 0);
	rtnl_open();
	lo_up(EID_LO);
	tun = tun_up("mctptun", &ifindex);
	expect(addr_change(RTM_NEWADDR, ifindex, EID_TUN), 0,
	       "an EID on a TUN device");
	expect(addr_change(RTM_NEWADDR, ifindex, EID_TUN2), 0,
	       "and a second one");
	expect(route_change(RTM_NEWROUTE, ifindex, EID_PEER,
			    EID_LAST - EID_PEER, 0), 0, "a route to it");

	test_source_option();
	test_source_routed(tun);
	test_source_ext(tun, ifindex);
	test_source_local();
	test_source_leaves(tun, ifindex);
	test_connected(tun);
	test_connected_responder(tun);
	test_names();
	test_queues(tun);
	test_generic_ioctls(ifindex);
	test_receive_flags(tun);
	test_receive_short(tun);
	test_receive_filtered(tun);
	test_namespace(users);

	return checks_done();
}
