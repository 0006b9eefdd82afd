/* SPDX-License-Identifier: Apache-2.0 */
/* Several sockets listen for a message: who gets it? */
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

enum { LISTENERS = 5 };

static int listen_as(uint32_t net, uint8_t eid, int peer)
{
	int fd = mctp_socket();

	if (peer >= 0 && mctp_connect(fd, net, peer))
		bail("connect");
	if (mctp_bind(fd, net, eid))
		bail("bind");
	return fd;
}

static int listener(int which)
{
	switch (which) {
	case 0:
		return listen_as(1, 9, 20);
	case 1:
		return listen_as(1, EID_ANY, 20);
	case 2:
		return listen_as(1, 9, -1);
	case 3:
		return listen_as(1, EID_ANY, -1);
	default:
		return listen_as(NET_ANY, EID_ANY, -1);
	}
}

/* Each subset, in both orders of binding: who gets it */
static void subsets(void)
{
	int tun = tun_open("tun0", 68, 9), fds[LISTENERS];
	unsigned int set;
	int i, k, reverse;

	for (set = 0; set < 1 << LISTENERS; set++) {
		char got[2 * LISTENERS + 2] = "";
		int n = 0;

		for (reverse = 0; reverse < 2; reverse++) {
			for (k = 0; k < LISTENERS; k++) {
				i = reverse ? LISTENERS - 1 - k : k;
				fds[i] = set >> i & 1 ? listener(i) : -1;
			}
			tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
			for (i = 0; i < LISTENERS; i++) {
				struct sockaddr_mctp addr;
				char c;

				if (fds[i] < 0)
					continue;
				if (mctp_recv(fds[i], &c, 1, &addr) == 1)
					got[n++] = '0' + i;
				close(fds[i]);
			}
			got[n++] = reverse ? '\0' : ' ';
		}
		report(key("%02x", set), "%s", got);
	}
}

/* Nobody who asked for something else gets it, by wire or from here */
static void strangers(void)
{
	int tun = tun_open("tun0", 68, 9), i;
	const int fds[] = {
		listen_as(2, EID_ANY, -1), listen_as(1, 10, -1),
		listen_as(1, EID_NULL, -1), listen_as(1, EID_ANY, 21),
		listen_as(2, 9, 20),	    listen_as(1, EID_ANY, EID_NULL),
	};

	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7d" "a", 2);
	tun_write(tun, 9, 20, HDR_ONE, "\x7e" "a", 2);
	report_rc("local", mctp_send(fds[0], 9, TAG_OWNER, "b", 1));
	for (i = 0; i < 6; i++)
		report(key("%d", i), "%s", mctp_received(fds[i]));
}

/* The same on the null EID, on broadcast, and with a peer that is ANY */
static void special(void)
{
	int tun = tun_open("tun0", 68, 9);
	int null = listen_as(1, EID_NULL, -1), nine = listen_as(1, 9, -1);
	int any_peer = listen_as(1, EID_ANY, EID_ANY), any;

	tun_write(tun, 0, 21, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("to-null/null", "%s", mctp_received(null));
	report("to-null/nine", "%s", mctp_received(nine));
	report("to-null/any-peer", "%s", mctp_received(any_peer));
	close(null);
	tun_write(tun, 0, 21, HDR_ONE | HDR_TO, "\x7e" "b", 2);
	report("null-closed/any-peer", "%s", mctp_received(any_peer));
	any = listen_as(1, EID_ANY, -1);
	tun_write(tun, 0, 21, HDR_ONE | HDR_TO, "\x7e" "c", 2);
	report("newest/any-peer", "%s", mctp_received(any_peer));
	report("newest/any", "%s", mctp_received(any));
	close(any_peer);
	any_peer = listen_as(1, EID_ANY, EID_ANY);
	tun_write(tun, 0, 21, HDR_ONE | HDR_TO, "\x7e" "d", 2);
	report("oldest/any-peer", "%s", mctp_received(any_peer));
	report("oldest/any", "%s", mctp_received(any));
}

/*
 * The in-tree family looks for the socket that listens to a given peer in one
 * bucket of a hash, takes the first that would do, and these meet there.
 */
static void collision(void)
{
	int tun = tun_open("tun0", 68, 9);
	int null = listen_as(1, EID_NULL, -1), any = listen_as(1, EID_ANY, -1);

	tun_write(tun, 0, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("null", "%s", mctp_received(null));
	report("any", "%s", mctp_received(any));
}

/* Any network, or that which is the default when bind() is called */
static void networks(void)
{
	int one = tun_open("tun0", 68, 9), two = tun_open("tun1", 68, 10);
	int any = mctp_listener(), nine = listen_as(NET_ANY, 9, -1);

	nl_link_net(if_index("tun1"), 2);
	tun_write(one, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	report("default/nine", "%s", mctp_received(nine));
	report("default/any", "%s", mctp_received(any));
	tun_write(two, 10, 20, HDR_ONE | HDR_TO, "\x7e" "b", 2);
	report("second/any", "%s", mctp_received(any));
	nl_addr(RTM_NEWADDR, if_index("tun1"), 9);
	tun_write(two, 9, 20, HDR_ONE | HDR_TO, "\x7e" "c", 2);
	report("same-eid/nine", "%s", mctp_received(nine));
	report("same-eid/any", "%s", mctp_received(any));
}

const struct probe_area precedence_area = {
	.name = "precedence",
	.cases = (const struct probe_case[]){
		CASE("subset", subsets),
		CASE("stranger", strangers),
		CASE("special", special),
		CASE("collision", collision),
		CASE("network", networks),
		{ 0 },
	},
};
