// SPDX-License-Identifier: Apache-2.0
/*
 * Sends messages over loopback and over a pair of devices, and compares what
 * arrives byte by byte.
 */
#include "mctp-user.h"

#define MTU		68
#define UNIT		(MTU - 4)
#define MESSAGE_MAX	65535
#define NET_A		2
#define NET_B		3
#define EID_LO		8
#define EID_A		9
#define EID_B		10

static uint8_t out[MESSAGE_MAX], in[MESSAGE_MAX + 1];

struct way {
	int sender;
	int receiver;
	struct sockaddr_mctp to;
	const char *name;
};

static void neigh_add(int ifindex, uint8_t eid, uint8_t haddr)
{
	struct request req;

	request_init(&req, RTM_NEWNEIGH, 0, sizeof(req.ndm));
	req.ndm.ndm_family = AF_MCTP;
	req.ndm.ndm_ifindex = ifindex;
	attr_add(&req, NDA_DST, &eid, 1);
	attr_add(&req, NDA_LLADDR, &haddr, 1);
	if (request_do(&req))
		die("neighbour");
}

static void end_setup(const char *name, uint32_t net, uint8_t own,
		      uint8_t peer, uint8_t haddr)
{
	int ifindex = if_index(name);

	if_configure(name, MTU);
	if (link_set_net(ifindex, net) ||
	    addr_change(RTM_NEWADDR, ifindex, own) ||
	    route_change(RTM_NEWROUTE, ifindex, peer, 0, 0))
		die(name);
	neigh_add(ifindex, peer, haddr);
}

static int listener(uint32_t net)
{
	int fd = mctp_socket();

	if (mctp_bind(fd, net, EID_ANY, TYPE))
		die("bind");
	return fd;
}

/* A message whose bytes tell where they belong. */
static void fill(size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = i * 7 + i / 251 + len;
}

static bool passes(const struct way *way, size_t len)
{
	struct sockaddr_mctp from;
	long rc;

	fill(len);
	rc = result(sendto(way->sender, out, len, 0, (void *)&way->to,
			   sizeof(way->to)));
	if (rc != (long)len) {
		printf("# %s: %zu bytes: send: %ld\n", way->name, len, rc);
		return false;
	}
	rc = mctp_recv(way->receiver, in, sizeof(in), &from);
	if (rc != (long)len || memcmp(in, out, len)) {
		printf("# %s: %zu bytes: receive: %ld\n", way->name, len, rc);
		return false;
	}
	return true;
}

static void way_check(const struct way *way)
{
	bool ok = true;

	/* the type takes a byte of the first packet */
	for (size_t n = 1; n <= 130; n++) {
		for (size_t len = n * UNIT - 2; len <= n * UNIT; len++)
			ok = passes(way, len) && ok;
	}
	check(ok, label("%s: 1 to 130 packets", way->name));

	ok = true;
	for (size_t len = 3000; len <= MESSAGE_MAX; len += 1021)
		ok = passes(way, len) && ok;
	ok = passes(way, MESSAGE_MAX) && ok;
	check(ok, label("%s: up to the longest message", way->name));
}

static struct sockaddr_mctp address(uint32_t net, uint8_t eid)
{
	return (struct sockaddr_mctp) {
		.family = AF_MCTP, .net = net, .eid = eid, .type = TYPE,
	};
}

/* None of the messages gets an answer: one tag for all of them. */
static void tag_add(struct way *way)
{
	struct tag_ctl2 ctl = {
		.net = way->to.net, .peer = way->to.eid, .local = EID_ANY,
	};

	if (ioctl(way->sender, SIOCMCTPALLOCTAG2, &ctl))
		die("tag");
	way->to.tag = ctl.tag;
}

int main(void)
{
	int lo = listener(1), a = listener(NET_A), b = listener(NET_B);
	struct way ways[] = {
		{ mctp_socket(), lo, address(1, EID_LO), "loopback" },
		{ mctp_socket(), b, address(NET_A, EID_B), "there" },
		{ mctp_socket(), a, address(NET_B, EID_A), "back" },
	};

	rtnl_open();
	if_configure("lo", MTU);
	if (addr_change(RTM_NEWADDR, if_index("lo"), EID_LO))
		die("lo");
	end_setup("mctppair0", NET_A, EID_A, EID_B, 2);
	end_setup("mctppair1", NET_B, EID_B, EID_A, 1);

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		tag_add(&ways[i]);
		way_check(&ways[i]);
	}
	return checks_done();
}
