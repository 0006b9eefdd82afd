/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exercises the AF_MCTP family through its user interface alone: sockets and
 * rtnetlink on the loopback device, and a TUN device that stands for a
 * neighbour whose packets are written and read raw. Prints TAP; needs root.
 */
#include "mctp-user.h"

#include "checks.h"

enum {
	EID_LO = 8,
	EID_TUN = 9,
	EID_PEER = 20,
	EID_LAST = 29,
	MESSAGE_MAX = 65535,	/* without the type byte */
};

/* the tests */

static void test_socket(void)
{
	struct sockaddr_mctp addr = { .family = AF_MCTP, .eid = EID_ANY };
	struct sockaddr_storage name;
	socklen_t len = sizeof(name);
	int one = 1, fd, other;

	expect(result(socket(AF_MCTP, SOCK_STREAM, 0)), -ESOCKTNOSUPPORT,
	       "stream sockets are refused");
	expect(result(socket(AF_MCTP, SOCK_DGRAM, 1)), -EPROTONOSUPPORT,
	       "protocols other than 0 are refused");
	fd = mctp_socket();
	expect(result(bind(fd, (void *)&addr, sizeof(addr) - 1)), -EINVAL,
	       "bind refuses a short address");
	addr.family = AF_INET;
	expect(result(bind(fd, (void *)&addr, sizeof(addr))), -EAFNOSUPPORT,
	       "bind refuses a foreign family");
	addr.family = AF_MCTP;
	addr.pad1 = 1;
	expect(result(bind(fd, (void *)&addr, sizeof(addr))), -EINVAL,
	       "bind refuses padding that is not 0");
	expect(mctp_bind(fd, NET_ANY, EID_ANY, TYPE), 0, "bind to a type");
	expect(mctp_bind(fd, NET_ANY, EID_ANY, TYPE), -EADDRINUSE,
	       "bind works once per socket");
	expect(mctp_connect(fd, EID_LO, TYPE), -EADDRINUSE,
	       "connect after bind is refused");
	other = mctp_socket();
	expect(mctp_bind(other, NET_ANY, EID_ANY, TYPE), -EADDRINUSE,
	       "two sockets cannot bind to the same");
	expect(mctp_bind(other, 1, EID_ANY, TYPE), 0,
	       "a given network does not conflict with any network");
	close(other);
	close(fd);
	fd = mctp_socket();
	expect(mctp_bind(fd, NET_ANY, EID_ANY, TYPE), 0,
	       "a closed socket is unbound");
	expect(mctp_send(fd, EID_LO, 0x20, "x", 1), -EINVAL,
	       "send refuses unknown tag bits");
	expect(mctp_send(fd, EID_LO, TAG_PREALLOC, "x", 1), -EINVAL,
	       "send refuses a preallocated tag that is not owned");
	expect(result(send(fd, "x", 1, 0)), -EDESTADDRREQ,
	       "send needs an address");
	expect(mctp_send(fd, 200, TAG_OWNER, "x", 1), -EHOSTUNREACH,
	       "send without a route fails");
	expect(result(setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &one, 1)),
	       -EINVAL, "the option wants an int");
	expect(result(setsockopt(fd, SOL_MCTP, 99, &one, sizeof(one))),
	       -ENOPROTOOPT, "unknown options are refused");
	expect(result(recv(fd, &one, 1, MSG_OOB)), -EOPNOTSUPP,
	       "unknown receive flags are refused");
	expect(result(getsockname(fd, (void *)&name, &len)), 0,
	       "getsockname is there");
	expect(result(listen(fd, 1)), -EOPNOTSUPP, "listen is not there");
	close(fd);
}

static void test_connect(void)
{
	int fd = mctp_socket();

	expect(mctp_connect(fd, EID_PEER, 0x80 | TYPE), -EINVAL,
	       "connect refuses the integrity bit");
	expect(mctp_connect(fd, EID_PEER, TYPE), 0, "connect names a peer");
	expect(mctp_connect(fd, EID_PEER, TYPE), -EADDRINUSE,
	       "connect works once");
	expect(mctp_bind(fd, NET_ANY, EID_ANY, TYPE - 1), -EINVAL,
	       "bind after connect keeps the type");
	expect(mctp_bind(fd, 7, EID_ANY, TYPE), -EINVAL,
	       "bind after connect keeps the network");
	expect(mctp_bind(fd, NET_ANY, EID_ANY, TYPE), 0,
	       "bind after connect");
	close(fd);
}

static void test_ioctl(void)
{
	struct tag_ctl2 ctl2 = { .net = 1, .peer = EID_PEER };
	struct tag_ctl ctl = { .peer = EID_PEER };
	int fd = mctp_socket(), other = mctp_socket(), i;
	struct ifreq ifr = { .ifr_name = "lo" };
	uint8_t first;

	for (i = 0; i < 8; i++) {
		ctl.tag = 0;
		if (ioctl(fd, SIOCMCTPALLOCTAG, &ctl) ||
		    ctl.tag != (TAG_OWNER | TAG_PREALLOC | i))
			break;
	}
	expect(i, 8, "8 tags can be allocated, lowest first");
	ctl.tag = 0;
	expect(result(ioctl(other, SIOCMCTPALLOCTAG, &ctl)), -EBUSY,
	       "the ninth is refused, to any socket");
	expect(result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl2)), -EBUSY,
	       "both versions share the tags");
	ctl2.net = 2;
	expect(result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl2)), 0,
	       "another network has tags of its own");
	first = ctl2.tag;
	expect(result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl2)), -EINVAL,
	       "allocating wants tag 0");
	ctl.tag = TAG_OWNER | TAG_PREALLOC | 3;
	expect(result(ioctl(other, SIOCMCTPDROPTAG, &ctl)), -EINVAL,
	       "nobody drops another socket's tag");
	ctl.tag = TAG_OWNER | 3;
	expect(result(ioctl(fd, SIOCMCTPDROPTAG, &ctl)), -EINVAL,
	       "dropping wants the preallocated bit");
	ctl.tag = TAG_OWNER | TAG_PREALLOC | 3;
	expect(result(ioctl(fd, SIOCMCTPDROPTAG, &ctl)), 0, "drop a tag");
	expect(result(ioctl(fd, SIOCMCTPDROPTAG, &ctl)), -EINVAL,
	       "but not twice");
	ctl.tag = 0;
	ctl.flags = 1;
	expect(result(ioctl(fd, SIOCMCTPALLOCTAG, &ctl)), -EINVAL,
	       "flags must be 0");
	ctl2 = (struct tag_ctl2) { .net = 1, .peer = EID_PEER, .local = 8 };
	expect(result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl2)), -EINVAL,
	       "a local EID cannot be chosen");
	expect(result(ioctl(fd, SIOCMCTPALLOCTAG, NULL)), -EFAULT,
	       "a bad pointer is told");
	expect(first, TAG_OWNER | TAG_PREALLOC,
	       "the tag carries owner and preallocated bits");
	expect(result(ioctl(fd, SIOCGIFINDEX, &ifr)), 0,
	       "generic ioctls work on the socket");
	close(fd);
	ctl = (struct tag_ctl) { .peer = EID_PEER };
	expect(result(ioctl(other, SIOCMCTPALLOCTAG, &ctl)), 0,
	       "closing a socket frees its tags");
	ctl = (struct tag_ctl) { 0 };
	expect(result(ioctl(other, SIOCMCTPALLOCTAG, &ctl)), 0,
	       "a tag for any peer");
	expect(ctl.tag, TAG_OWNER | TAG_PREALLOC | 1,
	       "avoids the tags of every peer");
	expect(result(ioctl(other, SIOCMCTPDROPTAG, &ctl)), 0,
	       "and can be dropped");
	close(other);
}

static char pattern[MESSAGE_MAX + 1], buffer[MESSAGE_MAX + 1];

static void test_local(size_t len, const char *name)
{
	int server = mctp_socket(), client = mctp_socket();
	struct sockaddr_mctp addr = { 0 };
	bool ok;

	mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	ok = mctp_send(client, EID_LO, TAG_OWNER, pattern, len) == (long)len;
	ok = ok && mctp_recv(server, buffer, sizeof(buffer), &addr) ==
		   (long)len && !memcmp(buffer, pattern, len);
	ok = ok && addr.family == AF_MCTP && addr.eid == EID_LO &&
	     addr.net == 1 && addr.type == TYPE && addr.tag == TAG_OWNER;
	ok = ok && mctp_send(server, addr.eid, addr.tag & ~TAG_OWNER, pattern,
			     len) == (long)len;
	ok = ok && mctp_recv(client, buffer, sizeof(buffer), &addr) ==
		   (long)len && !memcmp(buffer, pattern, len);
	ok = ok && addr.tag == 0;
	check(ok, name);
	expect(mctp_send(server, EID_LO, 0, "x", 1), -ENOENT,
	       "a second reply finds no tag");
	close(server);
	close(client);
}

static void test_loopback(int lo)
{
	int fd = mctp_socket(), server = mctp_socket();
	struct sockaddr_mctp addr;
	char byte;

	expect(addr_change(RTM_NEWADDR, lo, EID_LO), 0, "an EID on lo");
	expect(mctp_send(fd, EID_LO, TAG_OWNER, "x", 1), -ENOENT,
	       "a message nobody listens for fails");
	mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	expect(mctp_send(fd, EID_LO, TAG_OWNER, pattern, MESSAGE_MAX + 1),
	       -EMSGSIZE, "a message above 64 KiB is refused");
	mctp_send(fd, EID_LO, TAG_OWNER, "abc", 3);
	expect(result(recv(server, &byte, 1, MSG_PEEK)), 1,
	       "peek returns what fits");
	expect(result(recv(server, &byte, 1, MSG_TRUNC)), 3,
	       "MSG_TRUNC returns the real length");
	check(mctp_idle(server), "and takes the message");
	mctp_send(fd, EID_LO, TAG_OWNER, NULL, 0);
	expect(mctp_recv(server, buffer, sizeof(buffer), &addr), 0,
	       "a message may consist of its type alone");
	check(addr.type == TYPE, "which arrives");
	close(fd);
	close(server);

	test_local(1, "one byte there and back");
	test_local(4096, "4 KiB there and back");
	test_local(MESSAGE_MAX, "64 KiB there and back");
	if_configure("lo", 68);
	test_local(63, "a full packet there and back");
	test_local(64, "one more byte there and back");
	test_local(4096, "4 KiB there and back in fragments");
	test_local(MESSAGE_MAX, "64 KiB there and back in fragments");
	if_configure("lo", 65536);
}

static void test_tun_out(int tun)
{
	struct frame frame = { 0 };
	int fd = mctp_socket();
	uint8_t seen[130];
	size_t pos = 0;
	long len;
	int i;

	expect(mctp_send(fd, EID_PEER, TAG_OWNER, pattern, 129), 129,
	       "a message of three packets is sent");
	for (i = 0; i < 3; i++) {
		len = tun_read(tun, &frame);
		expect(len, i < 2 ? 64 : 2, "packet of the expected length");
		if (len < 0)
			break;
		check(frame.ver == 1 && frame.dest == EID_PEER &&
		      frame.src == EID_TUN, "with our addresses");
		expect(frame.flags, (i == 0 ? 0x80 : 0) |
		       (i == 2 ? 0x40 : 0) | i << 4 | TAG_OWNER,
		       "with flags, sequence, owner and tag");
		memcpy(seen + pos, frame.body, len);
		pos += len;
	}
	check(pos == 130 && seen[0] == TYPE &&
	      !memcmp(seen + 1, pattern, 129), "the body is complete");
	tun_write(tun, EID_TUN, EID_PEER, 0xc0, "\x7e" "hello", 6);
	expect(mctp_recv(fd, buffer, sizeof(buffer), NULL), 5,
	       "the reply reaches the socket");
	tun_write(tun, EID_TUN, EID_PEER, 0xc0, "\x7e" "hello", 6);
	check(mctp_idle(fd), "a second one does not");
	expect(mctp_send(fd, EID_PEER, 5, pattern, 1), 1,
	       "a reply needs no request");
	tun_read(tun, &frame);
	expect(frame.flags, 0xc5, "and carries the tag given");
	close(fd);
}

static void test_tun_in(int tun, int ifindex)
{
	struct sockaddr_mctp_ext ext = { 0 };
	struct sockaddr_mctp addr = { 0 };
	socklen_t len = sizeof(ext);
	struct frame frame;
	int fd = mctp_socket(), one = 1;

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	tun_write(tun, EID_TUN, EID_PEER, 0x8a, "\x7e" "aaa", 4);
	tun_write(tun, EID_TUN, EID_PEER + 1, 0x8a, "\x7e" "xxx", 4);
	tun_write(tun, EID_TUN, EID_PEER, 0x1a, "bbbb", 4);
	tun_write(tun, EID_TUN, EID_PEER + 1, 0x5a, "y", 1);
	tun_write(tun, EID_TUN, EID_PEER, 0x6a, "c", 1);
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 4,
	       "interleaved messages are kept apart");
	check(addr.eid == EID_PEER + 1 && addr.tag == (TAG_OWNER | 2) &&
	      !memcmp(buffer, "xxxy", 4), "the first to end comes first");
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 8,
	       "then the other");
	check(addr.eid == EID_PEER && !memcmp(buffer, "aaabbbbc", 8),
	      "with its own content");

	tun_write(tun, EID_TUN, EID_PEER, 0x88, "\x7e" "lost", 5);
	tun_write(tun, EID_TUN, EID_PEER, 0x88, "\x7e" "kept", 5);
	tun_write(tun, EID_TUN, EID_PEER, 0x58, "end", 3);
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 7,
	       "a new start replaces an unfinished message");
	check(!memcmp(buffer, "keptend", 7), "by the new one");
	tun_write(tun, EID_TUN, EID_PEER, 0x88, "\x7e" "gap", 4);
	tun_write(tun, EID_TUN, EID_PEER, 0x68, "end", 3);
	tun_write(tun, EID_TUN, EID_PEER, 0x58, "end", 3);
	check(mctp_idle(fd), "a gap in the sequence ends a message");

	tun_write(tun, 0, EID_PEER, 0xc8, "\x7e" "n", 2);
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 1,
	       "the null EID reaches us");
	tun_write(tun, EID_ANY, EID_PEER, 0xc8, "\x7e" "b", 2);
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 1,
	       "broadcast reaches us");
	tun_write(tun, EID_TUN, 0, 0xc8, "\x7e" "z", 2);
	expect(mctp_recv(fd, buffer, sizeof(buffer), &addr), 1,
	       "a sender without EID is heard");
	tun_write(tun, EID_TUN, EID_ANY, 0xc8, "\x7e" "s", 2);
	tun_write(tun, EID_TUN, 7, 0xc8, "\x7e" "s", 2);
	tun_write(tun, 7, EID_PEER, 0xc8, "\x7e" "s", 2);
	tun_write(tun, 77, EID_PEER, 0xc8, "\x7e" "s", 2);
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, "", 0);
	check(mctp_idle(fd), "bad addresses and empty packets are dropped");

	setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &one, sizeof(one));
	tun_write(tun, EID_TUN, EID_PEER, 0xc8, "\x7e" "e", 2);
	expect(result(recvfrom(fd, buffer, sizeof(buffer), 0, (void *)&ext,
			       &len)), 1, "extended addresses");
	check(len == sizeof(ext) && ext.ifindex == ifindex && ext.halen == 0,
	      "name the device");
	ext.base.tag = 0;
	expect(result(sendto(fd, "x", 1, 0, (void *)&ext, sizeof(ext))), 1,
	       "and lead back without a route");
	expect(tun_read(tun, &frame), 2, "to the device");
	ext.halen = 1;
	expect(result(sendto(fd, "x", 1, 0, (void *)&ext, sizeof(ext))),
	       -EINVAL, "with the device's length of address");
	ext.ifindex = 9999;
	expect(result(sendto(fd, "x", 1, 0, (void *)&ext, sizeof(ext))),
	       -ENOENT, "on a device that exists");
	close(fd);
}

static void test_addr(int lo, int tun)
{
	expect(addr_change(RTM_NEWADDR, lo, EID_LO), -EEXIST,
	       "the same EID twice on a device is refused");
	expect(addr_change(RTM_NEWADDR, lo, 7), -EINVAL,
	       "a reserved EID is refused");
	expect(addr_change(RTM_NEWADDR, lo, EID_ANY), -EINVAL,
	       "the broadcast EID is refused");
	expect(addr_change(RTM_NEWADDR, 9999, 30), -ENODEV,
	       "a device must exist");
	expect(addr_change(RTM_DELADDR, lo, 30), -ENOENT,
	       "an EID must be there to be deleted");
	expect(addr_change(RTM_NEWADDR, tun, EID_LO), 0,
	       "two devices share an EID");
	expect(dump(RTM_GETADDR, sizeof(struct ifaddrmsg)), 3,
	       "all EIDs are listed");
	expect(addr_change(RTM_DELADDR, tun, EID_LO), 0,
	       "and one gives it up");
	test_local(1, "the other keeps it");
}

static void test_route(int lo, int tun)
{
	int i;

	expect(route_change(RTM_NEWROUTE, tun, EID_PEER,
			    EID_LAST - EID_PEER, 0), -EEXIST,
	       "the same route twice is refused");
	expect(route_change(RTM_NEWROUTE, lo, 40, 0, 0), -EINVAL,
	       "a route through lo is refused");
	expect(route_change(RTM_NEWROUTE, 9999, 40, 0, 0), -ENODEV,
	       "a route needs a device");
	expect(route_change(RTM_NEWROUTE, tun, 250, 5, 0), -EINVAL,
	       "a range ends at 254");
	expect(route_change(RTM_NEWROUTE, tun, 7, 0, 0), -EINVAL,
	       "a reserved EID has no route");
	expect(route_change(RTM_DELROUTE, tun, 40, 0, 0), -ENOENT,
	       "a route must be there to be deleted");
	expect(gateway_change(RTM_NEWROUTE, 50, 255), -EINVAL,
	       "a gateway needs a unicast EID");
	expect(gateway_change(RTM_NEWROUTE, 50, EID_PEER), 0,
	       "a route through a gateway");
	expect(gateway_change(RTM_DELROUTE, 50, EID_PEER + 1), -ENOENT,
	       "is not deleted by another gateway");
	expect(gateway_change(RTM_DELROUTE, 50, EID_PEER), 0,
	       "but by its own");
	for (i = 60; i < 254; i++)
		if (route_change(RTM_NEWROUTE, tun, i, 0, 200))
			break;
	expect(i, 254, "many routes");
	/* two more through the tun, one local per device */
	expect(dump(RTM_GETROUTE, sizeof(struct rtmsg)), 194 + 3,
	       "all routes are listed");
	for (i = 60; i < 254; i++)
		if (route_change(RTM_DELROUTE, tun, i, 0, 0))
			break;
	expect(i, 254, "all can be deleted");
}

static void test_gateway(int tun)
{
	struct frame frame = { 0 };
	int fd = mctp_socket();

	gateway_change(RTM_NEWROUTE, 50, EID_PEER);
	expect(mctp_send(fd, 50, 0, "x", 1), 1, "send through a gateway");
	expect(tun_read(tun, &frame), 2, "reaches the gateway's device");
	expect(frame.dest, 50, "with the far EID");
	gateway_change(RTM_NEWROUTE, 51, 52);
	gateway_change(RTM_NEWROUTE, 52, 51);
	expect(mctp_send(fd, 51, 0, "x", 1), -EHOSTUNREACH,
	       "gateways in a circle lead nowhere");
	gateway_change(RTM_DELROUTE, 50, EID_PEER);
	gateway_change(RTM_DELROUTE, 51, 52);
	gateway_change(RTM_DELROUTE, 52, 51);
	close(fd);
}

static void test_mtu(int tun, int ifindex)
{
	struct frame frame;
	int fd = mctp_socket();

	route_change(RTM_NEWROUTE, ifindex, 60, 0, 20);
	expect(mctp_send(fd, 60, 0, pattern, 16), 16, "a route has an MTU");
	expect(tun_read(tun, &frame), 16, "the first packet fills it");
	expect(tun_read(tun, &frame), 1, "the second has the rest");
	route_change(RTM_DELROUTE, ifindex, 60, 0, 0);
	route_change(RTM_NEWROUTE, ifindex, 60, 0, 4);
	expect(mctp_send(fd, 60, 0, "x", 1), -EMSGSIZE,
	       "an MTU without room for a byte");
	route_change(RTM_DELROUTE, ifindex, 60, 0, 0);
	route_change(RTM_NEWROUTE, ifindex, 60, 0, 5);
	expect(mctp_send(fd, 60, 0, pattern, 4095), 4095,
	       "as many packets as a message may have");
	expect(mctp_send(fd, 60, 0, pattern, 4096), -EMSGSIZE,
	       "and one more");
	while (tun_read(tun, &frame) == 1 && !(frame.flags & 0x40))
		;
	route_change(RTM_DELROUTE, ifindex, 60, 0, 0);
	close(fd);
}

static void test_neigh(int lo, int tun)
{
	int i;

	expect(neigh_change(RTM_NEWNEIGH, tun, EID_PEER, 0), 0,
	       "a neighbour with the device's length of address");
	expect(neigh_change(RTM_NEWNEIGH, tun, EID_PEER, 0), -EEXIST,
	       "but not twice");
	expect(neigh_change(RTM_NEWNEIGH, tun, EID_PEER + 1, 1), -EINVAL,
	       "nor with another length");
	expect(neigh_change(RTM_NEWNEIGH, tun, 7, 0), -EINVAL,
	       "nor with a reserved EID");
	expect(neigh_change(RTM_DELNEIGH, lo, EID_PEER, 0), -ENOENT,
	       "it is not on another device");
	expect(neigh_change(RTM_DELNEIGH, tun, EID_PEER, 0), 0,
	       "and can be deleted");
	for (i = 8; i < 255; i++)
		if (neigh_change(RTM_NEWNEIGH, lo, i, 6))
			break;
	expect(i, 255, "a neighbour for every EID");
	expect(dump(RTM_GETNEIGH, sizeof(struct ndmsg)), 247,
	       "all neighbours are listed");
	expect(dump(RTM_GETNEIGH, 1), -EINVAL,
	       "a short request for neighbours is refused");
	for (i = 8; i < 255; i++)
		neigh_change(RTM_DELNEIGH, lo, i, 6);
}

static void test_net(int ifindex)
{
	int fd = mctp_socket();

	expect(link_set_net(ifindex, 0), -EINVAL, "network 0 is refused");
	expect(link_set_net(ifindex, 5), 0, "a device changes the network");
	expect(mctp_send(fd, EID_PEER, 0, "x", 1), -EHOSTUNREACH,
	       "its routes leave the old one");
	expect(link_set_net(ifindex, 1), 0, "and comes back");
	expect(mctp_send(fd, EID_PEER, 0, "x", 1), 1, "with its routes");
	close(fd);
}

static void test_device_leaves(int tun, int ifindex)
{
	int fd = mctp_socket();

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	tun_write(tun, EID_TUN, EID_PEER, 0x88, "\x7e" "half", 5);
	close(tun);
	expect(addr_change(RTM_DELADDR, ifindex, EID_TUN), -ENODEV,
	       "a device leaves in the middle of a message");
	expect(dump(RTM_GETROUTE, sizeof(struct rtmsg)), 1,
	       "its routes are gone");
	expect(mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1), -EHOSTUNREACH,
	       "and lead nowhere");
	close(fd);
}

int main(void)
{
	int lo, tun, ifindex;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < sizeof(pattern); i++)
		pattern[i] = i * 31 + i / 256;
	rtnl_open();

	lo = if_index("lo");
	if_configure("lo", 0);
	test_socket();
	test_connect();
	test_ioctl();
	test_loopback(lo);

	tun = tun_up("mctptun", &ifindex);
	expect(addr_change(RTM_NEWADDR, ifindex, EID_TUN), 0,
	       "an EID on a TUN device");
	expect(route_change(RTM_NEWROUTE, ifindex, EID_PEER,
			    EID_LAST - EID_PEER, 0), 0, "a route to it");
	test_tun_out(tun);
	test_tun_in(tun, ifindex);
	test_addr(lo, ifindex);
	test_route(lo, ifindex);
	test_gateway(tun);
	test_mtu(tun, ifindex);
	test_neigh(lo, ifindex);
	test_net(ifindex);
	test_device_leaves(tun, ifindex);
	expect(addr_change(RTM_DELADDR, lo, EID_LO), 0, "lo gives up its EID");

	return checks_done();
}
