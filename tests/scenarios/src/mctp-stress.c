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
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "mctp-chance.h"
#include "mctp-genl.h"
#include "mctp-stress-sockets.h"
#include "mctp-stress-work.h"

enum {
	PERIOD_S = 4,		/* between two unloads */
	LONG_PERIOD_S = 9,	/* in a long run: tags expire meanwhile */
	LONG_RUN_S = 60,
	UNLOAD_S = 30,		/* may take so long on a busy machine */
	TARGETS = 6,
	WORKERS = 16,
};

static const char *bus, *ifname;

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
		packet.data[4] = some_type();
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
