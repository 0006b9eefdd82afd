// SPDX-License-Identifier: Apache-2.0
/*
 * Feeds the receive path of AF_MCTP with what devices on a simulated bus send,
 * as fast as the bus takes it, while sockets listen, own tags, come and go.
 * Checks that the stack has seen every packet, that whatever an honest device
 * got through is what it sent, and that every cause of a drop that the wire
 * can reach was reached. What the kernel finds wrong it tells itself.
 *
 * usage: mctp-fuzz [-n PACKETS] [-s SEED] [-c] BUS LINK
 * With -c the causes are not checked: for a run too short to reach them all.
 */
#include <linux/filter.h>
#include <linux/i3c-sim.h>
#include <signal.h>
#include <sys/wait.h>

#include "arguments.h"
#include "clock.h"
#include "mctp-fuzz-packets.h"
#include "mctp-genl.h"

enum {
	PEERS = 4 * FUZZ_DEVICES,
	TAGS_PER_PEER = 4,	/* of 8: the others are nobody's */
	ACTION_EVERY = 300,	/* packets */
	READ_EVERY = 32,
	SHORT_EVERY = 512,
	SETTLE_MS = 10,		/* for what the targets have queued */
	SMALL_RCVBUF = 2048,	/* doubled by the kernel */
	LARGE_RCVBUF = 4 << 20,
	MDB_MCTP = 0xae,
	OTHER_NET = 2,
};

#define DEVICE_PID	0x04ccf0000000ULL
#define SINK_PID	0x04ccf0000fffULL
#define TUN_NAME	"fuzztun"

static struct fuzz fuzz;
static struct genl genl;
static struct {
	const char *bus, *link;
	int ifindex, tun;
	int targets[FUZZ_DEVICES];
	int honest, reader, filter, full, tags;
	bool forwarding;
	/* what happened */
	uint64_t fed, pulled, honest_ok, honest_bad, messages, replies;
	uint64_t drops_before[MCTP_DROP_MAX + 1];
} world;

/* targets */

static int target_attach(uint64_t pid)
{
	struct i3c_sim_attach attach = {
		.pid = pid, .bcr = 0x06, .dcr = 0xcc,
		.mrl = I3C_SIM_DATA_MAX, .mwl = I3C_SIM_DATA_MAX,
	};
	int fd = open("/dev/i3c-sim", O_RDWR | O_CLOEXEC);

	snprintf(attach.bus, sizeof(attach.bus), "%s", world.bus);
	if (fd < 0 || ioctl(fd, I3C_SIM_IOC_ATTACH, &attach))
		die("attach a target");
	return fd;
}

/* A blocking write: waits while the target has enough to say already. */
static void target_send(int fd, const uint8_t *packet, size_t len)
{
	static uint8_t buf[sizeof(struct i3c_sim_packet) + FUZZ_PACKET_MAX];
	struct i3c_sim_packet hdr = {
		.flags = I3C_SIM_PKT_IBI | I3C_SIM_PKT_PEC,
		.len = len, .ibi_len = 1, .ibi = { MDB_MCTP },
	};

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), packet, len);
	if (write(fd, buf, sizeof(hdr) + len) < 0)
		die("send a packet");
}

/* Takes what is forwarded and sent; a process of its own. */
static pid_t sink_start(void)
{
	static uint8_t buf[sizeof(struct i3c_sim_event) + I3C_SIM_DATA_MAX];
	pid_t pid = fork();
	int fd;

	if (pid)
		return pid;
	fd = target_attach(SINK_PID);
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	_exit(0);
}

/* links */

static void neigh_add(uint8_t eid, uint64_t pid)
{
	struct request req;
	uint8_t haddr[6];
	int i;

	for (i = 0; i < 6; i++)
		haddr[i] = pid >> 8 * (5 - i);
	request_init(&req, RTM_NEWNEIGH, 0, sizeof(req.ndm));
	req.ndm.ndm_family = AF_MCTP;
	req.ndm.ndm_ifindex = world.ifindex;
	attr_add(&req, NDA_DST, &eid, 1);
	attr_add(&req, NDA_LLADDR, haddr, sizeof(haddr));
	request_do(&req);
}

static void links_start(void)
{
	world.ifindex = if_index(world.link);
	if_configure(world.link, 0);
	addr_change(RTM_NEWADDR, world.ifindex, FUZZ_LOCAL);
	addr_change(RTM_NEWADDR, world.ifindex, FUZZ_LOCAL + 1);
	route_change(RTM_NEWROUTE, world.ifindex, FUZZ_PEER, PEERS - 1, 0);
	route_change(RTM_NEWROUTE, world.ifindex, FUZZ_FAR, 0, 0);
	route_change(RTM_NEWROUTE, world.ifindex, FUZZ_NO_NEIGH, 0, 0);
	neigh_add(FUZZ_FAR, SINK_PID);
	for (int i = 0; i < PEERS; i++)
		neigh_add(FUZZ_PEER + i, SINK_PID);

	world.tun = tun_open(TUN_NAME);
	if_configure(TUN_NAME, 68);
	if (route_change(RTM_NEWROUTE, if_index(TUN_NAME), FUZZ_NARROW, 0, 0))
		die("route to the TUN device");
}

static void links_stop(void)
{
	route_change(RTM_DELROUTE, world.ifindex, FUZZ_PEER, PEERS - 1, 0);
	route_change(RTM_DELROUTE, world.ifindex, FUZZ_FAR, 0, 0);
	route_change(RTM_DELROUTE, world.ifindex, FUZZ_NO_NEIGH, 0, 0);
	addr_change(RTM_DELADDR, world.ifindex, FUZZ_LOCAL + 1);
	neigh_change(RTM_DELNEIGH, world.ifindex, FUZZ_FAR, 0);
	for (int i = 0; i < PEERS; i++)
		neigh_change(RTM_DELNEIGH, world.ifindex, FUZZ_PEER + i, 0);
	close(world.tun);
}

static void set_forwarding(bool on)
{
	int tun = if_index(TUN_NAME);

	world.forwarding = on;
	if (!genl.id)
		return;
	if (genl_set_forwarding(&genl, MCTP_CMD_NETWORK_SET, MCTP_A_NET, 1,
				on) ||
	    genl_set_forwarding(&genl, MCTP_CMD_LINK_SET, MCTP_A_IFINDEX,
				world.ifindex, on) ||
	    genl_set_forwarding(&genl, MCTP_CMD_LINK_SET, MCTP_A_IFINDEX, tun,
				on))
		die("switch forwarding");
}

static uint64_t link_packets(void)
{
	unsigned long long n = 0;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/rx_packets",
		 world.link);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%llu", &n) != 1)
		die(path);
	fclose(file);
	return n;
}

/* sockets */

static int listener(uint8_t type, int rcvbuf)
{
	int fd = mctp_socket(), on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &rcvbuf,
		       sizeof(rcvbuf)) ||
	    setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &on, sizeof(on)) ||
	    mctp_bind(fd, NET_ANY, EID_ANY, type))
		die("listen");
	return fd;
}

static int listener_refusing(uint8_t type)
{
	struct sock_filter refuse = { BPF_RET | BPF_K, 0, 0, 0 };
	struct sock_fprog program = { .len = 1, .filter = &refuse };
	int fd = listener(type, SMALL_RCVBUF);

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)))
		die("attach the filter");
	return fd;
}

static void tag_alloc(uint8_t peer)
{
	struct tag_ctl2 ctl = { .net = 1, .peer = peer, .local = EID_ANY };

	ioctl(world.tags, SIOCMCTPALLOCTAG2, &ctl);
}

static void sockets_start(void)
{
	world.honest = listener(FUZZ_TYPE_HONEST, LARGE_RCVBUF);
	world.reader = listener(FUZZ_TYPE_READ, LARGE_RCVBUF);
	world.filter = listener_refusing(FUZZ_TYPE_FILTER);
	world.full = listener(FUZZ_TYPE_FULL, SMALL_RCVBUF);
	world.tags = mctp_socket();
	for (int i = 0; i < PEERS * TAGS_PER_PEER; i++)
		tag_alloc(FUZZ_PEER + i % PEERS);
}

static void sockets_stop(void)
{
	close(world.honest);
	close(world.reader);
	close(world.filter);
	close(world.full);
	close(world.tags);
}

static bool is_honest(const struct sockaddr_mctp_ext *addr)
{
	uint64_t pid = 0;
	int i;

	for (i = 0; i < 6; i++)
		pid = pid << 8 | addr->haddr[i];
	return addr->halen == 6 && pid == DEVICE_PID + FUZZ_HONEST;
}

/* Reads what there is; returns the number of messages. */
static uint64_t drain(int fd)
{
	static uint8_t body[65536];
	struct sockaddr_mctp_ext addr;
	socklen_t alen;
	uint64_t n = 0;
	ssize_t len;

	for (;; n++) {
		alen = sizeof(addr);
		len = recvfrom(fd, body, sizeof(body), MSG_DONTWAIT,
			       (void *)&addr, &alen);
		if (len < 0)
			return n;
		if (fd != world.honest || !is_honest(&addr))
			continue;
		if (honest_ok(body, len))
			world.honest_ok++;
		else
			world.honest_bad++;
	}
}

static void drain_all(void)
{
	world.messages += drain(world.honest) + drain(world.reader);
	world.replies += drain(world.tags);
}

/* what happens besides packets */

/* A reply has come in half; the tag that it belongs to goes. */
static void drop_tag_of_reply(void)
{
	unsigned int device = 1 + fuzz_dice(&fuzz, FUZZ_DEVICES - 1), i;

	for (i = 0; i < FUZZ_SLOTS; i++) {
		struct fuzz_message *msg = &fuzz.devices[device].slots[i];
		struct tag_ctl2 ctl = {
			.net = 1, .peer = msg->src, .local = EID_ANY,
			.tag = msg->tag | TAG_OWNER | TAG_PREALLOC,
		};

		if (!msg->open || !msg->pos || msg->tag & FLAG_TO)
			continue;
		sleep_ms(SETTLE_MS);
		if (!ioctl(world.tags, SIOCMCTPDROPTAG2, &ctl))
			tag_alloc(msg->src);
	}
}

static void request_somebody(void)
{
	static const uint8_t body[300];

	mctp_send(world.tags, FUZZ_PEER + fuzz_dice(&fuzz, PEERS), TAG_OWNER,
		  body, fuzz_dice(&fuzz, sizeof(body)));
}

static void move_to_other_net(void)
{
	sleep_ms(SETTLE_MS);
	link_set_net(world.ifindex, OTHER_NET);
	sleep_ms(SETTLE_MS);
	link_set_net(world.ifindex, 1);
}

/* Pulls the plug of a hostile device, and plugs it in again. */
static void replug(void)
{
	unsigned int device = 1 + fuzz_dice(&fuzz, FUZZ_DEVICES - 1);

	close(world.targets[device]);
	world.targets[device] = target_attach(DEVICE_PID + device);
	world.pulled++;
}

static void act(void)
{
	switch (fuzz_dice(&fuzz, 20)) {
	case 0:
		close(world.full);
		world.full = listener(FUZZ_TYPE_FULL, SMALL_RCVBUF);
		break;
	case 1:
		if (fuzz_dice(&fuzz, 4) == 0)
			move_to_other_net();
		break;
	case 2:
		if (fuzz_dice(&fuzz, 4) == 0)
			replug();
		break;
	case 3 ... 7:
		close(world.reader);
		world.reader = listener(FUZZ_TYPE_READ, LARGE_RCVBUF);
		break;
	case 8 ... 10:
		set_forwarding(!world.forwarding);
		break;
	case 11 ... 13:
		request_somebody();
		break;
	default:
		drop_tag_of_reply();
	}
}

/* The bus hands over no packet as short as a TUN device does. */
static void feed_short(void)
{
	uint8_t packet[8] = { 0, 0, 0, ETH_P_MCTP, 0x01, FUZZ_LOCAL, 20, 0xc8 };

	if (write(world.tun, packet, 5 + fuzz_dice(&fuzz, 4)) < 0)
		die("write to TUN");
	while (read(world.tun, packet, sizeof(packet)) > 0)
		;
}

static void feed(uint64_t packets)
{
	static uint8_t packet[FUZZ_PACKET_MAX];

	for (; world.fed < packets; world.fed++) {
		unsigned int device = fuzz_dice(&fuzz, FUZZ_DEVICES);
		size_t len = fuzz_packet(&fuzz, device, packet);

		target_send(world.targets[device], packet, len);
		if (world.fed % READ_EVERY == 0)
			drain_all();
		if (world.fed % SHORT_EVERY == 0)
			feed_short();
		if (world.fed % ACTION_EVERY == ACTION_EVERY - 1)
			act();
	}
}

/* Waits until nothing arrives any more. */
static uint64_t settle(void)
{
	uint64_t last, n = link_packets();

	do {
		last = n;
		sleep_ms(200);
		drain_all();
		n = link_packets();
	} while (n != last);
	return n;
}

/* results */

static const char * const causes[MCTP_DROP_MAX + 1] = {
	[MCTP_DROP_SHORT] = "short",
	[MCTP_DROP_VERSION] = "version",
	[MCTP_DROP_ADDRESS] = "address",
	[MCTP_DROP_NO_ROUTE] = "no route",
	[MCTP_DROP_FORWARD_MTU] = "MTU of the next link",
	[MCTP_DROP_FORWARD_ERROR] = "not forwarded",
	[MCTP_DROP_NO_LISTENER] = "no listener",
	[MCTP_DROP_NO_TAG] = "no tag",
	[MCTP_DROP_TAG_EXPIRED] = "tag gone meanwhile",
	[MCTP_DROP_RCVBUF] = "receive buffer",
	[MCTP_DROP_FILTER] = "socket filter",
	[MCTP_DROP_REASM_STRAY] = "stray fragment",
	[MCTP_DROP_REASM_SEQUENCE] = "sequence",
	[MCTP_DROP_REASM_SIZE] = "fragment size",
	[MCTP_DROP_REASM_TOO_LONG] = "too long",
	[MCTP_DROP_REASM_CONTEXTS] = "limit of messages at once",
	[MCTP_DROP_REASM_BYTES] = "limit of memory",
	[MCTP_DROP_REASM_RESTART] = "started again",
	[MCTP_DROP_REASM_TIMEOUT] = "time-out",
	[MCTP_DROP_REASM_CLOSED] = "receiver gone",
	[MCTP_DROP_FORWARD_OFF] = "forwarding off",
	/*
	 * Out of the reach of a device on this bus: NO_DEVICE, OTHER_HOST,
	 * NO_MEMORY
	 */
};

static void check_causes(void)
{
	uint64_t drops[MCTP_DROP_MAX + 1];
	bool all = true;
	int i;

	if (!genl.id) {
		check_skip("causes of drops", "no counters to read");
		return;
	}
	if (genl_read_drops(&genl, drops) <= 0)
		die("read the counters");
	for (i = 0; i <= MCTP_DROP_MAX; i++) {
		uint64_t n = drops[i] - world.drops_before[i];

		if (!causes[i])
			continue;
		printf("# %10llu dropped: %s\n", (unsigned long long)n,
		       causes[i]);
		all = all && n;
	}
	check(all, "every cause of a drop that a device can reach was reached");
}

static void report(uint64_t seen, long long ms)
{
	printf("# %llu packets in %.1f s, %.0f per second\n",
	       (unsigned long long)world.fed, ms / 1e3, world.fed / (ms / 1e3));
	printf("# %llu requests and %llu replies delivered, %llu replugs\n",
	       (unsigned long long)world.messages,
	       (unsigned long long)world.replies,
	       (unsigned long long)world.pulled);
	printf("# honest device: %llu messages sent whole, %llu delivered\n",
	       (unsigned long long)fuzz.honest_clean,
	       (unsigned long long)world.honest_ok);
	/* a target that is pulled takes what it has queued with it */
	check(seen <= world.fed &&
	      seen + world.pulled * I3C_SIM_PACKETS_MAX >= world.fed,
	      "the stack has seen every packet");
	check(!world.honest_bad,
	      "what an honest device delivers is what it sent");
	/* the rest meets the limits that all devices of the link share */
	check(world.honest_ok > fuzz.honest_clean / 4,
	      "hostile devices do not keep an honest one from delivering");
	check(world.replies > 0, "replies to tags are delivered");
}

int main(int argc, char **argv)
{
	uint64_t packets = 10000, seed = 1, seen;
	bool with_causes = true;
	long long start;
	pid_t sink;
	int c, i;

	while ((c = getopt(argc, argv, "n:s:c")) != -1) {
		switch (c) {
		case 'n': packets = number(optarg); break;
		case 's': seed = number(optarg); break;
		case 'c': with_causes = false; break;
		default: return 2;
		}
	}
	if (argc != optind + 2) {
		fprintf(stderr,
			"usage: mctp-fuzz [-n PACKETS] [-s SEED] [-c] BUS LINK\n");
		return 2;
	}
	world.bus = argv[optind];
	world.link = argv[optind + 1];
	setvbuf(stdout, NULL, _IOLBF, 0);

	fuzz_init(&fuzz, seed);
	rtnl_open();
	genl_open(&genl);
	links_start();
	set_forwarding(true);
	sink = sink_start();
	for (i = 0; i < FUZZ_DEVICES; i++)
		world.targets[i] = target_attach(DEVICE_PID + i);
	sockets_start();
	if (genl.id && genl_read_drops(&genl, world.drops_before) <= 0)
		die("read the counters");

	printf("# seed %llu\n", (unsigned long long)seed);
	seen = link_packets();
	start = now_ms();
	feed(packets);
	report(settle() - seen, now_ms() - start);
	/* for messages that nobody ends */
	sleep_ms(3000);
	if (with_causes)
		check_causes();

	sockets_stop();
	for (i = 0; i < FUZZ_DEVICES; i++)
		close(world.targets[i]);
	kill(sink, SIGKILL);
	waitpid(sink, NULL, 0);
	set_forwarding(false);
	links_stop();
	return checks_done();
}
