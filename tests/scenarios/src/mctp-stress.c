// SPDX-License-Identifier: Apache-2.0
/*
 * Everything that changes the state of AF_MCTP, at once and without waiting
 * for each other: eight sockets per processor used by as many threads, which
 * are killed in the middle of it; tags, addresses, routes, neighbours, network
 * ids, limits; TUN devices, targets on a simulated bus and namespaces that
 * come and go; readers of every dump; and the modules, which are unloaded and
 * loaded again while all this goes on.
 *
 * Expected is that the machine stays well, that unloading works whenever no
 * socket is open, and that every kind of work got done.
 *
 * usage: mctp-stress SECONDS BUS LINK
 */
#include <linux/i3c-sim.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "clock.h"
#include "mctp-genl.h"

enum {
	SOCKETS_PER_CPU = 8,
	SOCKETS_MAX = 256,
	EID_FIRST = 8,
	EIDS = 4,		/* local EIDs in play */
	PEER_FIRST = 20,
	PEERS = 8,
	MESSAGE_MAX = 65535,
	PERIOD_S = 4,		/* between two unloads */
	LONG_PERIOD_S = 9,	/* in a long run: tags expire meanwhile */
	LONG_RUN_S = 60,
	UNLOAD_S = 30,		/* may take so long on a busy machine */
	TARGETS = 6,
	WORKERS = 16,
};

/* What got done, seen by all processes. */
enum work {
	WORK_SENT,
	WORK_RECEIVED,
	WORK_TAGS,
	WORK_REPORTS,		/* from error queues */
	WORK_ADDRESSES,
	WORK_ROUTES,
	WORK_NETS,
	WORK_LIMITS,
	WORK_DUMPED,
	WORK_GENL_DUMPED,
	WORK_DIAG_DUMPED,
	WORK_NAMESPACES,
	WORK_TUNS,
	WORK_MOVED,
	WORK_TARGETS,
	WORK_REFUSED,		/* unloads while a socket was open */
	WORK_RELOADS,
	WORK_KINDS
};

static const char * const work_names[WORK_KINDS] = {
	[WORK_SENT] = "messages sent",
	[WORK_RECEIVED] = "messages received",
	[WORK_TAGS] = "tags allocated",
	[WORK_REPORTS] = "reports on error queues",
	[WORK_ADDRESSES] = "addresses changed",
	[WORK_ROUTES] = "routes and neighbours changed",
	[WORK_NETS] = "network ids changed",
	[WORK_LIMITS] = "limits and forwarding changed",
	[WORK_DUMPED] = "objects of rtnetlink dumped",
	[WORK_GENL_DUMPED] = "links and networks dumped",
	[WORK_DIAG_DUMPED] = "sockets dumped",
	[WORK_NAMESPACES] = "namespaces made and left",
	[WORK_TUNS] = "TUN devices",
	[WORK_MOVED] = "devices moved to another namespace",
	[WORK_TARGETS] = "targets plugged in and pulled",
	[WORK_REFUSED] = "unloads refused",
	[WORK_RELOADS] = "modules unloaded and loaded",
};

static struct shared {
	bool end;
	bool no_sockets;	/* the module is about to go */
	long done[WORK_KINDS];
} *shared;

static const char *bus, *ifname;
static __thread unsigned int seed;

static unsigned int dice(unsigned int sides)
{
	return rand_r(&seed) % sides;
}

static void done(enum work work)
{
	__atomic_add_fetch(&shared->done[work], 1, __ATOMIC_RELAXED);
}

static void done_if(long rc, enum work work)
{
	if (rc >= 0)
		done(work);
}

static bool ended(void)
{
	return __atomic_load_n(&shared->end, __ATOMIC_RELAXED);
}

static bool no_sockets(void)
{
	return __atomic_load_n(&shared->no_sockets, __ATOMIC_ACQUIRE);
}

static uint8_t some_eid(void)
{
	return EID_FIRST + dice(EIDS);
}

static uint8_t some_peer(void)
{
	return dice(10) ? PEER_FIRST + dice(PEERS) : dice(256);
}

/* sockets: threads of one process that share them all */

static int sockets[SOCKETS_MAX];
static unsigned int num_sockets;

static int some_socket(void)
{
	return __atomic_load_n(&sockets[dice(num_sockets)], __ATOMIC_RELAXED);
}

static void op_reopen(void)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	fd = __atomic_exchange_n(&sockets[dice(num_sockets)], fd,
				 __ATOMIC_RELAXED);
	if (fd > 0)
		close(fd);
}

static void op_send(void)
{
	static const char body[MESSAGE_MAX];
	struct sockaddr_mctp_ext addr = {
		.base = {
			.family = AF_MCTP,
			.net = dice(3),
			.eid = dice(3) ? some_eid() : some_peer(),
			.type = dice(8) ? TYPE - dice(3) : dice(256),
			.tag = dice(4) ? TAG_OWNER : dice(32),
		},
		.ifindex = dice(8),
		.halen = dice(2) * 6,
	};
	size_t len = dice(50) ? dice(600) : dice(MESSAGE_MAX);

	done_if(sendto(some_socket(), body, len, MSG_DONTWAIT, (void *)&addr,
		       dice(8) ? sizeof(addr.base) : sizeof(addr)),
		WORK_SENT);
}

static void op_receive(void)
{
	static __thread char body[MESSAGE_MAX];
	struct sockaddr_mctp_ext addr;
	socklen_t alen = sizeof(addr);
	int fd = some_socket();

	while (recvfrom(fd, body, sizeof(body), MSG_DONTWAIT |
			(dice(8) ? 0 : MSG_PEEK), (void *)&addr, &alen) >= 0) {
		done(WORK_RECEIVED);
		addr.base.tag &= 7;
		sendto(fd, body, dice(2000), MSG_DONTWAIT, (void *)&addr,
		       sizeof(addr.base));
		alen = sizeof(addr);
		if (dice(4) == 0)
			break;
	}
}

static void op_error_queue(void)
{
	char body[64], control[256];
	struct sockaddr_mctp addr;
	struct iovec iov = { .iov_base = body, .iov_len = sizeof(body) };
	struct msghdr msg = {
		.msg_name = &addr, .msg_namelen = sizeof(addr),
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};

	done_if(recvmsg(some_socket(), &msg, MSG_ERRQUEUE | MSG_DONTWAIT),
		WORK_REPORTS);
}

static void op_tags(void)
{
	struct tag_ctl2 ctl2 = {
		.net = dice(3), .peer = some_peer(),
		.local = dice(2) ? EID_ANY : 0,
	};
	struct tag_ctl ctl = { .peer = some_peer() };
	int fd = some_socket();

	done_if(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl2), WORK_TAGS);
	done_if(ioctl(fd, SIOCMCTPALLOCTAG, &ctl), WORK_TAGS);
	/* mostly those, lest nobody else gets one; now and then another's */
	if (dice(8) == 0)
		fd = some_socket();
	ioctl(fd, SIOCMCTPDROPTAG2, &ctl2);
	ioctl(fd, SIOCMCTPDROPTAG, &ctl);
}

static void op_listen(void)
{
	int fd = some_socket();

	if (dice(4) == 0)
		mctp_connect(fd, some_peer(), TYPE - dice(3));
	mctp_bind(fd, dice(3), dice(2) ? EID_ANY : some_eid(),
		  TYPE - dice(3));
}

static void op_options(void)
{
	static const int options[] = {
		MCTP_OPT_ADDR_EXT, MCTP_OPT_SOURCE, MCTP_OPT_RECVERR,
	};
	int value = dice(2), option = options[dice(3)];
	int rcvbuf = dice(2) ? 4096 : 400000;
	socklen_t len = sizeof(value);
	int fd = some_socket();

	if (option == MCTP_OPT_SOURCE)
		value *= some_eid();
	setsockopt(fd, SOL_MCTP, option, &value, sizeof(value));
	getsockopt(fd, SOL_MCTP, option, &value, &len);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
}

static void op_questions(void)
{
	struct sockaddr_mctp_ext addr;
	socklen_t len = sizeof(addr);
	struct pollfd pfd = { .fd = some_socket(), .events = POLLIN };
	struct ifreq ifr = { .ifr_ifindex = dice(8) };
	int n;

	poll(&pfd, 1, 0);
	getsockname(pfd.fd, (void *)&addr, &len);
	len = sizeof(addr);
	getpeername(pfd.fd, (void *)&addr, &len);
	ioctl(pfd.fd, TIOCINQ, &n);
	ioctl(pfd.fd, TIOCOUTQ, &n);
	ioctl(pfd.fd, SIOCGIFNAME, &ifr);
}

static void *socket_thread(void *arg)
{
	static void (*const ops[])(void) = {
		op_send, op_send, op_send, op_receive, op_receive,
		op_tags, op_listen, op_error_queue, op_options, op_questions,
		op_reopen,
	};

	seed = (uintptr_t)arg;
	for (;;)
		ops[dice(sizeof(ops) / sizeof(ops[0]))]();
	return NULL;
}

/* Does not return: it is killed with everything open. */
static void sockets_run(void)
{
	pthread_t thread;
	unsigned int i;

	for (i = 0; i < num_sockets; i++) {
		sockets[i] = socket(AF_MCTP, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		if (sockets[i] < 0)
			die("socket");
	}
	for (i = 1; i < num_sockets; i++)
		if (pthread_create(&thread, NULL, socket_thread,
				   (void *)(uintptr_t)(seed + i)))
			die("thread");
	socket_thread((void *)(uintptr_t)seed);
}

/* configuration */

static struct genl genl;

static void set_limits(int ifindex)
{
	struct {
		struct rtattr rta;
		uint32_t value;
	} limits[2] = {
		{ { sizeof(limits[0]), MCTP_LIMIT_REASM_CONTEXTS },
		  1 + dice(64) },
		{ { sizeof(limits[0]), MCTP_LIMIT_REASM_BYTES },
		  65536 << dice(4) },
	};
	uint32_t net = 1 + dice(2), index = ifindex;
	struct genl_request req;

	genl_init(&req, genl.id, dice(2) ? MCTP_CMD_LINK_SET :
		  MCTP_CMD_NETWORK_SET, NLM_F_ACK);
	if (req.genl.cmd == MCTP_CMD_LINK_SET)
		genl_put(&req, MCTP_A_IFINDEX, &index, sizeof(index));
	else
		genl_put(&req, MCTP_A_NET, &net, sizeof(net));
	genl_put(&req, MCTP_A_LIMITS | NLA_F_NESTED, limits, sizeof(limits));
	done_if(genl_do(&genl, &req, NULL, NULL), WORK_LIMITS);
	genl_set_forwarding(&genl, MCTP_CMD_LINK_SET, MCTP_A_IFINDEX, ifindex,
			    dice(2));
	genl_set_forwarding(&genl, MCTP_CMD_NETWORK_SET, MCTP_A_NET, net,
			    dice(2));
}

/* The device may be gone, and so may the whole family. */
static void link_switch(const char *name)
{
	struct ifreq ifr = { .ifr_mtu = dice(2) ? 68 : 1000 };

	if_try(SIOCSIFMTU, name, &ifr);
	if (if_try(SIOCGIFFLAGS, name, &ifr))
		return;
	if (dice(8))
		ifr.ifr_flags |= IFF_UP;
	else
		ifr.ifr_flags &= ~IFF_UP;
	if_try(SIOCSIFFLAGS, name, &ifr);
}

static void configure(const char *name)
{
	int ifindex = if_nametoindex(name), i;

	if (!ifindex)
		return sleep_ms(1);
	link_switch(name);
	for (i = 0; i < 20; i++) {
		done_if(addr_change(dice(3) ? RTM_NEWADDR : RTM_DELADDR,
				    ifindex, some_eid()), WORK_ADDRESSES);
		done_if(route_change(dice(2) ? RTM_NEWROUTE : RTM_DELROUTE,
				     ifindex, PEER_FIRST + dice(PEERS),
				     dice(4), dice(2) * 64), WORK_ROUTES);
		done_if(gateway_change(dice(2) ? RTM_NEWROUTE : RTM_DELROUTE,
				       some_peer(), some_peer()), WORK_ROUTES);
		done_if(neigh_change(dice(2) ? RTM_NEWNEIGH : RTM_DELNEIGH,
				     ifindex, some_peer(), 6), WORK_ROUTES);
		if (dice(8) == 0)
			done_if(link_set_net(ifindex, 1 + dice(2)), WORK_NETS);
		if (dice(4) == 0 && genl.id)
			set_limits(ifindex);
	}
}

static void turn_lo(void)
{
	configure("lo");
}

static void turn_link(void)
{
	configure(ifname);
}

/* readers */

static void diag_dump(void)
{
	static struct {
		struct nlmsghdr nlh;
		struct mctp_diag_req req;
	} msg = {
		.nlh = {
			.nlmsg_len = sizeof(msg),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.req = {
			.sdiag_family = AF_MCTP, .show = MCTP_DIAG_SHOW_TAGS,
		},
	};
	static char buf[65536];
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			NETLINK_SOCK_DIAG);
	bool more = send(fd, &msg, sizeof(msg), 0) > 0;

	while (more) {
		ssize_t len = recv(fd, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh = (void *)buf;

		more = len > 0;
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_type == NLMSG_DONE ||
			    nlh->nlmsg_type == NLMSG_ERROR)
				more = false;
			else
				done(WORK_DIAG_DUMPED);
		}
	}
	close(fd);
}

static void count_all(enum work work, long n)
{
	if (n > 0)
		__atomic_add_fetch(&shared->done[work], n, __ATOMIC_RELAXED);
}

static void turn_dump(void)
{
	int i;

	for (i = 0; i < 20; i++) {
		count_all(WORK_DUMPED, dump(RTM_GETADDR,
					    sizeof(struct ifaddrmsg)));
		count_all(WORK_DUMPED, dump(RTM_GETROUTE,
					    sizeof(struct rtmsg)));
		count_all(WORK_DUMPED, dump(RTM_GETNEIGH,
					    sizeof(struct ndmsg)));
		count_all(WORK_DUMPED, dump(RTM_GETLINK,
					    sizeof(struct ifinfomsg)));
		if (genl.id) {
			count_all(WORK_GENL_DUMPED,
				  genl_dump(&genl, MCTP_CMD_LINK_GET, NULL,
					    NULL));
			count_all(WORK_GENL_DUMPED,
				  genl_dump(&genl, MCTP_CMD_NETWORK_GET, NULL,
					    NULL));
		}
		diag_dump();
	}
}

/* devices and namespaces */

static void feed_tun(int tun, int packets)
{
	static const uint8_t flags[] = { 0x80, 0x40, 0xc0, 0x00 };
	struct frame frame = { .proto = htobe16(ETH_P_MCTP), .ver = 1 };

	while (packets--) {
		frame.dest = dice(4) ? some_eid() : dice(256);
		frame.src = some_peer();
		frame.flags = flags[dice(4)] | dice(4) << 4 | dice(16);
		frame.body[0] = TYPE - dice(3);
		/* fails while the device is on its way elsewhere */
		if (write(tun, &frame, FRAME_HEAD + dice(68)) < 0)
			sleep_ms(1);
		if (dice(8) == 0)
			while (read(tun, &frame, sizeof(frame)) > 0)
				frame.proto = htobe16(ETH_P_MCTP);
	}
}

static int tun_start(char *name)
{
	int tun, ifindex;

	snprintf(name, IFNAMSIZ, "tun%d", getpid());
	tun = tun_open(name);
	ifindex = if_index(name);
	if_configure(name, 68);
	addr_change(RTM_NEWADDR, ifindex, some_eid());
	route_change(RTM_NEWROUTE, ifindex, PEER_FIRST + dice(PEERS), dice(4),
		     dice(2) * 20);
	neigh_change(RTM_NEWNEIGH, ifindex, some_peer(), 0);
	return tun;
}

static void turn_tun(void)
{
	char name[IFNAMSIZ];
	int tun = tun_start(name);

	feed_tun(tun, 200);
	link_set_net(if_index(name), 1 + dice(2));
	feed_tun(tun, 200);
	close(tun);
	done(WORK_TUNS);
}

static long move_device(const char *name, int netns)
{
	struct request req;

	request_init(&req, RTM_SETLINK, 0, sizeof(req.ifi));
	req.ifi.ifi_index = if_index(name);
	attr_add(&req, IFLA_NET_NS_FD, &netns, sizeof(netns));
	return request_do(&req);
}

static void namespace_sockets(void)
{
	struct sockaddr_mctp addr;
	char body[300] = "";
	int server, client, i;

	server = socket(AF_MCTP, SOCK_DGRAM, 0);
	client = socket(AF_MCTP, SOCK_DGRAM, 0);
	if (server < 0 || client < 0)
		return; /* unloaded just now */
	mctp_bind(server, 0, EID_ANY, TYPE);
	for (i = 0; i < 20; i++) {
		mctp_send(client, some_eid(), TAG_OWNER, body, dice(300));
		if (recv(server, body, sizeof(body), MSG_DONTWAIT) < 0)
			continue;
		addr.eid = some_eid();
		mctp_send(server, addr.eid, dice(8), body, dice(300));
	}
	/* left open on purpose: the namespace goes with them */
}

/* A process of its own, since it does not come back. */
static void turn_namespace(void)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), tun;
	char name[IFNAMSIZ];

	if (home < 0 || unshare(CLONE_NEWNET))
		die("namespace");
	close(rtnl);
	rtnl_open();
	link_switch("lo");
	addr_change(RTM_NEWADDR, if_index("lo"), EID_FIRST);
	gateway_change(RTM_NEWROUTE, 50, 51);
	if (dice(2) && !no_sockets())
		namespace_sockets();
	tun = tun_start(name);
	feed_tun(tun, 100);
	if (dice(2)) {
		done_if(move_device(name, home), WORK_MOVED);
		feed_tun(tun, 100);
		close(tun);
	}
	/* or else the device dies with the namespace */
	done(WORK_NAMESPACES);
	exit(0);
}

static void target_feed(int fd, int packets)
{
	struct {
		struct i3c_sim_packet hdr;
		uint8_t data[68];
	} packet = { 0 };
	uint8_t event[sizeof(struct i3c_sim_event) + I3C_SIM_DATA_MAX];

	while (packets--) {
		packet.hdr.flags = I3C_SIM_PKT_IBI | I3C_SIM_PKT_PEC;
		packet.hdr.ibi_len = 1;
		packet.hdr.ibi[0] = 0xae;
		packet.hdr.len = 5 + dice(64);
		packet.data[0] = 1;
		packet.data[1] = some_eid();
		packet.data[2] = some_peer();
		packet.data[3] = dice(256);
		packet.data[4] = TYPE - dice(3);
		if (write(fd, &packet, sizeof(packet.hdr) +
			  packet.hdr.len) < 0)
			sleep_ms(1);
		while (read(fd, event, sizeof(event)) > 0)
			;
	}
}

/* The PIDs are few: a bus keeps an address for each that it has seen. */
static void turn_target(void)
{
	struct i3c_sim_attach attach = {
		.pid = 0x04cc00000000ULL + dice(TARGETS),
		.bcr = 0x06, .dcr = 0xcc, .mrl = 69, .mwl = 69,
	};
	int fd = open("/dev/i3c-sim", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	snprintf(attach.bus, sizeof(attach.bus), "%s", bus);
	if (fd < 0)
		die("/dev/i3c-sim");
	/* another process may have that one now */
	if (!ioctl(fd, I3C_SIM_IOC_ATTACH, &attach)) {
		target_feed(fd, 200);
		done(WORK_TARGETS);
	}
	close(fd);
}

/* processes */

static void (*const turns[])(void) = {
	turn_lo, turn_link, turn_dump, turn_dump, turn_tun, turn_tun,
	turn_namespace, turn_namespace, turn_target, turn_target,
};

/* Takes turns until the end, each in a child: some turns do not come back. */
static void turns_run(void (*turn)(void))
{
	int status;
	pid_t pid;

	while (!ended()) {
		seed++;
		pid = fork();
		if (pid == 0) {
			seed *= 7919;
			rtnl_open();
			genl_open(&genl);
			turn();
			exit(0);
		}
		waitpid(pid, &status, 0);
		if (status)
			exit(1);
	}
	exit(0);
}

static pid_t start(void (*turn)(void), unsigned int nr)
{
	pid_t pid = fork();

	if (pid == 0) {
		seed = nr * 1000;
		turns_run(turn);
	}
	return pid;
}

static pid_t sockets_start(unsigned int nr)
{
	pid_t pid = fork();

	if (pid == 0) {
		seed = nr * 100000;
		sockets_run();
	}
	return pid;
}

static long unload(const char *module)
{
	return result(syscall(SYS_delete_module, module, O_NONBLOCK));
}

static bool unload_until(const char *module, time_t deadline)
{
	while (time(NULL) < deadline) {
		if (!unload(module))
			return true;
		sleep_ms(5);
	}
	printf("# %s cannot be unloaded: %s\n", module, strerror(errno));
	return false;
}

static bool load(const char *module)
{
	char command[64];

	snprintf(command, sizeof(command), "modprobe %s", module);
	return system(command) == 0;
}

/* While the sockets are in use the family must not go. */
static void refuse_unload(time_t end)
{
	while (time(NULL) < end) {
		if (unload("mctp") == -EWOULDBLOCK)
			done(WORK_REFUSED);
		sleep_ms(50);
	}
}

static bool reload(bool leave)
{
	time_t deadline = time(NULL) + UNLOAD_S;
	bool ok;

	__atomic_store_n(&shared->no_sockets, true, __ATOMIC_RELEASE);
	ok = unload_until("mctp_i3c", deadline) &&
	     unload_until("mctp", deadline);
	if (ok && !leave) {
		sleep_ms(dice(50));
		/* the second loads what it needs */
		ok = (dice(2) || load("mctp")) && load("mctp-i3c");
	}
	if (ok)
		done(WORK_RELOADS);
	__atomic_store_n(&shared->no_sockets, false, __ATOMIC_RELEASE);
	return ok;
}

static bool run(int seconds)
{
	int period = seconds < LONG_RUN_S ? PERIOD_S : LONG_PERIOD_S;
	time_t end = time(NULL) + seconds;
	unsigned int nr = 1;
	bool ok = true;
	int status;
	pid_t pid;

	while (ok && time(NULL) < end) {
		pid = sockets_start(nr++);
		refuse_unload(time(NULL) + period);
		if (waitpid(pid, &status, WNOHANG)) {
			printf("# the process with the sockets has died\n");
			return false;
		}
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		ok = reload(false);
	}
	return ok;
}

static int report(bool ran, bool all_well)
{
	bool all = true;
	int i;

	for (i = 0; i < WORK_KINDS; i++) {
		printf("# %9ld %s\n", shared->done[i], work_names[i]);
		/* most reports take longer than a short run */
		all = all && (shared->done[i] || i == WORK_REPORTS);
	}
	check(ran, "the modules can be unloaded and loaded under load");
	check(all_well, "no process has failed");
	check(all, "everything was done at least once");
	return checks_done();
}

int main(int argc, char **argv)
{
	bool ran, all_well = true;
	pid_t pids[WORKERS];
	unsigned int i, n = sizeof(turns) / sizeof(turns[0]);
	int status;

	if (argc != 4) {
		fprintf(stderr, "usage: mctp-stress SECONDS BUS LINK\n");
		return 2;
	}
	bus = argv[2];
	ifname = argv[3];
	setvbuf(stdout, NULL, _IOLBF, 0);
	num_sockets = SOCKETS_PER_CPU * sysconf(_SC_NPROCESSORS_ONLN);
	if (num_sockets > SOCKETS_MAX)
		num_sockets = SOCKETS_MAX;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		die("shared memory");
	rtnl_open();
	genl_open(&genl);

	for (i = 0; i < n; i++)
		pids[i] = start(turns[i], i + 1);
	ran = run(atoi(argv[1]));
	__atomic_store_n(&shared->end, true, __ATOMIC_RELAXED);
	for (i = 0; i < n; i++) {
		waitpid(pids[i], &status, 0);
		if (status)
			printf("# process %u has failed\n", i);
		all_well = all_well && !status;
	}
	return report(ran, all_well);
}
