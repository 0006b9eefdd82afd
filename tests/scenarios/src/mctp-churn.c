/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses the AF_MCTP family from many processes that do not wait for each
 * other: sockets that close with requests open, tags, addresses, routes and
 * networks that change, devices and namespaces that vanish with fragments on
 * their way. Nothing is expected of it but that the machine stays well.
 *
 * usage: mctp-churn SECONDS [feed]
 * With `feed` no socket is used, only packets come in: so the module can be
 * unloaded meanwhile.
 */
#include <sched.h>
#include <sys/wait.h>
#include <time.h>

#include "mctp-chance.h"

enum {
	MESSAGE = 3000,
};

static char body[MESSAGE];

/* Talks to whoever has one of the local EIDs, and drops the rest. */
static void turn_sockets(void)
{
	int server = mctp_socket(), client = mctp_socket(), i;
	struct sockaddr_mctp addr;

	mctp_bind(server, dice(2), dice(2) ? EID_ANY : some_eid(), TYPE);
	for (i = 0; i < 20; i++) {
		mctp_send(client, dice(4) ? some_eid() : some_peer(),
			  TAG_OWNER, body, dice(MESSAGE));
		while (dice(3) && !mctp_idle(server)) {
			if (mctp_recv(server, body, sizeof(body), &addr) < 0)
				break;
			mctp_send(server, addr.eid, addr.tag & 7, body,
				  dice(MESSAGE));
		}
	}
	close(dice(2) ? server : client);
	if (dice(2))
		exit(0);
	close(server);
	close(client);
}

static void turn_tags(void)
{
	struct tag_ctl2 ctl;
	int fd = mctp_socket(), i;

	for (i = 0; i < 100; i++) {
		ctl = (struct tag_ctl2) {
			.net = dice(3), .peer = some_peer(),
		};
		if (ioctl(fd, SIOCMCTPALLOCTAG2, &ctl))
			continue;
		mctp_send(fd, ctl.peer, ctl.tag, body, dice(200));
		if (dice(2))
			ioctl(fd, SIOCMCTPDROPTAG2, &ctl);
	}
	close(fd);
}

static void turn_lo(void)
{
	int lo = if_index("lo"), i;

	if_configure("lo", dice(2) ? 68 : 65536);
	for (i = 0; i < 20; i++) {
		addr_change(dice(2) ? RTM_NEWADDR : RTM_DELADDR, lo,
			    some_eid());
		gateway_change(dice(2) ? RTM_NEWROUTE : RTM_DELROUTE,
			       some_peer(), some_peer());
		if (dice(8) == 0)
			link_set_net(lo, 1 + dice(2));
		if (dice(8) == 0)
			dump(RTM_GETROUTE, sizeof(struct rtmsg));
		if (dice(8) == 0)
			dump(RTM_GETADDR, sizeof(struct ifaddrmsg));
		if (dice(8) == 0)
			dump(RTM_GETNEIGH, sizeof(struct ndmsg));
	}
}

static void turn_tun(void)
{
	char name[IFNAMSIZ];
	int tun = tun_start(name);

	feed_tun(tun, 200);
	if (dice(2))
		link_set_net(if_index(name), 1 + dice(2));
	feed_tun(tun, 200);
	close(tun);
}

static void turn_namespace(void)
{
	if (unshare(CLONE_NEWNET))
		die("unshare");
	close(rtnl);
	rtnl_open();
	if_configure("lo", 68);
	addr_change(RTM_NEWADDR, if_index("lo"), EID_FIRST);
	gateway_change(RTM_NEWROUTE, 50, 51);
	if (dice(2))
		turn_sockets();
	turn_tun();
	exit(0);
}

static void (*const turns[])(void) = {
	turn_sockets, turn_sockets, turn_tags, turn_lo, turn_tun, turn_tun,
	turn_namespace,
};

static void feed_only(time_t end)
{
	int tun = tun_open("churnfeed");

	if_configure("churnfeed", 68);
	while (time(NULL) < end)
		feed_tun(tun, 1000);
}

/* Takes turns until it is time; a turn may end its process. */
static void work(void (*turn)(void), unsigned int nr, time_t end)
{
	pid_t child;

	while (time(NULL) < end) {
		nr += 1000;
		child = fork();
		if (child == 0) {
			seed = nr;
			/* answers must not go to another process */
			close(rtnl);
			rtnl_open();
			turn();
			exit(0);
		}
		waitpid(child, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	const size_t workers = sizeof(turns) / sizeof(turns[0]);
	bool feed = argc == 3 && !strcmp(argv[2], "feed");
	time_t end;
	size_t i;

	if (argc < 2 || argc > 3 || (argc == 3 && !feed)) {
		fprintf(stderr, "usage: mctp-churn SECONDS [feed]\n");
		return 2;
	}
	end = time(NULL) + atoi(argv[1]);
	rtnl_open();
	if (feed) {
		feed_only(end);
		return 0;
	}
	for (i = 0; i < workers; i++) {
		if (fork() == 0) {
			work(turns[i], i, end);
			return 0;
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
