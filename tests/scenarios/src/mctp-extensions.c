/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What AF_MCTP has beyond the in-tree family: source EIDs, connected sockets,
 * names, queue lengths. A TUN device stands for a neighbour whose packets are
 * written and read raw. Prints TAP; needs root.
 */
#include "mctp-user.h"

#include <linux/mctp-ext.h>
#include <linux/sockios.h>

enum {
	EID_LO = 8,
	EID_TUN = 9,		/* the first on the TUN device */
	EID_TUN2 = 10,		/* the second */
	EID_PEER = 20,
	EID_LAST = 29,
	EID_NOBODY = 77,
};

static int tests, failures;

static void check(bool ok, const char *name)
{
	tests++;
	if (!ok)
		failures++;
	printf("%sok %d - %s\n", ok ? "" : "not ", tests, name);
}

static void expect(long got, long want, const char *name)
{
	check(got == want, name);
	if (got != want)
		printf("# got %ld (%s), want %ld\n", got,
		       got < 0 ? strerror((int)-got) : "", want);
}

static long option_set(int fd, int name, int value)
{
	return result(setsockopt(fd, SOL_MCTP, name, &value, sizeof(value)));
}

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
	return name->family == AF_MCTP && name->network == net &&
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

int main(void)
{
	int lo, tun, ifindex;

	setvbuf(stdout, NULL, _IOLBF, 0);
	rtnl_open();
	lo = if_index("lo");
	if_configure("lo", 0);
	addr_change(RTM_NEWADDR, lo, EID_LO);
	tun = tun_open("mctptun");
	ifindex = if_index("mctptun");
	if_configure("mctptun", 68);
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

	printf("1..%d\n", tests);
	return failures ? 1 : 0;
}
