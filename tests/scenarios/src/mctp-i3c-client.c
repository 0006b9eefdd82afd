// SPDX-License-Identifier: Apache-2.0
/*
 * The other end of mctp-i3c-target: AF_MCTP messages by physical address, so
 * that neither routes nor neighbours are needed, and what a scenario wants to
 * know about the interface.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/mctp.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>

#ifndef AF_MCTP
#define AF_MCTP 45
#endif
#define SOL_MCTP_LEVEL 285
#define TYPE_VENDOR_PCI 0x7e
#define PID_LEN 6
#define HEADER_LEN 4
#define PACKET_WHOLE 0xc8	/* first and last of its message, owner */
#define MESSAGE_MAX 65535
#define FLOOD_QUEUE (32 * 1024)	/* enough to be queued at any time */
#define ANSWER_TIMEOUT_MS 30000

static uint8_t message[MESSAGE_MAX + 1], answer[MESSAGE_MAX + 1];

static void die(const char *what)
{
	fprintf(stderr, "mctp-i3c-client: %s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned long long number(const char *text)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 0);

	if (!*text || *end) {
		fprintf(stderr, "mctp-i3c-client: %s is no number\n", text);
		exit(2);
	}
	return value;
}

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static void set_flags(const char *name, short flags, bool on)
{
	struct ifreq ifr = { .ifr_flags = 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &ifr) < 0)
		die(name);
	ifr.ifr_flags = on ? ifr.ifr_flags | flags : ifr.ifr_flags & ~flags;
	if (ioctl(fd, SIOCSIFFLAGS, &ifr) < 0)
		die(name);
	close(fd);
}

static void add_address(const char *name, uint8_t eid)
{
	struct {
		struct nlmsghdr hdr;
		struct ifaddrmsg addr;
		struct rtattr attr;
		uint8_t eid[4];
	} msg = {
		.hdr = {
			.nlmsg_len = offsetof(typeof(msg), eid) + 1,
			.nlmsg_type = RTM_NEWADDR,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.addr = {
			.ifa_family = AF_MCTP,
			.ifa_index = if_nametoindex(name),
		},
		.attr = { .rta_len = RTA_LENGTH(1), .rta_type = IFA_LOCAL },
		.eid = { eid },
	};
	struct {
		struct nlmsghdr hdr;
		struct nlmsgerr err;
	} ack;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || send(fd, &msg, msg.hdr.nlmsg_len, 0) < 0 ||
	    recv(fd, &ack, sizeof(ack), MSG_TRUNC) < 0)
		die("netlink");
	errno = -ack.err.error;
	if (errno && errno != EEXIST)
		die("address");
	close(fd);
}

static int cmd_up(char **args)
{
	set_flags(args[0], IFF_UP, true);
	add_address(args[0], number(args[1]));
	return 0;
}

static int cmd_down(char **args)
{
	set_flags(args[0], IFF_UP, false);
	return 0;
}

static int ethtool(int fd, const char *name, void *cmd)
{
	struct ifreq ifr = { .ifr_data = cmd };

	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	return ioctl(fd, SIOCETHTOOL, &ifr);
}

/* Prints one counter of ethtool -S, or with the name "all" every one. */
static int cmd_stat(char **args)
{
	struct {
		struct ethtool_sset_info info;
		uint32_t count;
	} set = {
		.info = {
			.cmd = ETHTOOL_GSSET_INFO,
			.sset_mask = 1 << ETH_SS_STATS,
		},
	};
	struct ethtool_gstrings *names;
	struct ethtool_stats *stats;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found = false, all = !strcmp(args[1], "all");
	const char *name;
	uint32_t i;

	if (fd < 0 || ethtool(fd, args[0], &set) < 0)
		die(args[0]);
	names = calloc(1, sizeof(*names) + set.count * ETH_GSTRING_LEN);
	stats = calloc(1, sizeof(*stats) + set.count * sizeof(uint64_t));
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = set.count;
	stats->cmd = ETHTOOL_GSTATS;
	stats->n_stats = set.count;
	if (ethtool(fd, args[0], names) < 0 || ethtool(fd, args[0], stats) < 0)
		die(args[0]);
	for (i = 0; i < set.count; i++) {
		name = (const char *)names->data + i * ETH_GSTRING_LEN;
		if (all && stats->data[i])
			printf("%s ", name);
		if (all ? stats->data[i] : !strcmp(name, args[1])) {
			printf("%llu\n", (unsigned long long)stats->data[i]);
			found = true;
		}
	}
	free(names);
	free(stats);
	close(fd);
	return !found && !all;
}

static int open_socket(void)
{
	int on = 1, fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_MCTP_LEVEL, MCTP_OPT_ADDR_EXT, &on,
				 sizeof(on)) < 0)
		die("socket");
	return fd;
}

/* args: IF PID EID */
static struct sockaddr_mctp_ext peer(char **args)
{
	struct sockaddr_mctp_ext to = {
		.smctp_base = {
			.smctp_family = AF_MCTP,
			.smctp_network = MCTP_NET_ANY,
			.smctp_addr.s_addr = number(args[2]),
			.smctp_type = TYPE_VENDOR_PCI,
			.smctp_tag = MCTP_TAG_OWNER,
		},
		.smctp_ifindex = if_nametoindex(args[0]),
		.smctp_halen = PID_LEN,
	};
	unsigned long long pid = number(args[1]);
	int i;

	for (i = PID_LEN - 1; i >= 0; i--, pid >>= 8)
		to.smctp_haddr[i] = pid;
	return to;
}

static size_t parse_hex(const char *text)
{
	unsigned int byte;
	size_t n = 0;

	while (n < MESSAGE_MAX && sscanf(text, "%2x", &byte) == 1) {
		message[n++] = byte;
		text += 2;
	}
	return n;
}

/* IF PID EID HEX: sends one message; prints the error's name if it fails. */
static int cmd_send(char **args)
{
	struct sockaddr_mctp_ext to = peer(args);
	size_t len = parse_hex(args[3]);
	int fd = open_socket();

	if (sendto(fd, message, len, 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0) {
		puts(strerrorname_np(errno));
		return 1;
	}
	return 0;
}

/*
 * IF PID EID HEX: one packet that nobody cuts, as send would write it if it
 * fitted; prints the error's name if it fails.
 */
static int cmd_raw(char **args)
{
	struct sockaddr_mctp_ext peer_addr = peer(args);
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_MCTP),
		.sll_ifindex = peer_addr.smctp_ifindex,
		.sll_halen = PID_LEN,
	};
	uint8_t packet[HEADER_LEN + 1 + MESSAGE_MAX] = {
		1, number(args[2]), 8, PACKET_WHOLE, TYPE_VENDOR_PCI,
	};
	size_t len = parse_hex(args[3]);
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(to.sll_addr, peer_addr.smctp_haddr, PID_LEN);
	memcpy(packet + HEADER_LEN + 1, message, len);
	if (fd < 0)
		die("packet socket");
	if (sendto(fd, packet, HEADER_LEN + 1 + len, 0,
		   (struct sockaddr *)&to, sizeof(to)) < 0) {
		puts(strerrorname_np(errno));
		return 1;
	}
	return 0;
}

static bool answer_ok(int fd, const struct sockaddr_mctp_ext *to, size_t len)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct sockaddr_mctp_ext from;
	socklen_t from_len = sizeof(from);
	ssize_t n;

	if (poll(&pfd, 1, ANSWER_TIMEOUT_MS) != 1)
		return false;
	n = recvfrom(fd, answer, sizeof(answer), 0, (struct sockaddr *)&from,
		     &from_len);
	return n == (ssize_t)len && !memcmp(answer, message, len) &&
	       from_len == sizeof(from) &&
	       from.smctp_base.smctp_addr.s_addr ==
		       to->smctp_base.smctp_addr.s_addr &&
	       from.smctp_ifindex == to->smctp_ifindex &&
	       from.smctp_halen == PID_LEN &&
	       !memcmp(from.smctp_haddr, to->smctp_haddr, PID_LEN);
}

/* IF PID EID SIZE COUNT: messages that come back unchanged, from there */
static int cmd_ping(char **args)
{
	struct sockaddr_mctp_ext to = peer(args);
	unsigned int good = 0, i, count = number(args[4]);
	size_t j, len = number(args[3]);
	int fd = open_socket();

	for (i = 0; i < count; i++) {
		for (j = 0; j < len; j++)
			message[j] = i * 7 + j * 13 + (j >> 8);
		if (sendto(fd, message, len, 0, (struct sockaddr *)&to,
			   sizeof(to)) < 0)
			die("send");
		if (!answer_ok(fd, &to, len))
			break;
		good++;
	}
	printf("%u/%u\n", good, count);
	return good != count;
}

/* IF PID EID SIZE MS: sends without waiting; errors do not end it */
static int cmd_flood(char **args)
{
	struct sockaddr_mctp_ext to = peer(args);
	long long end = now_ms() + number(args[4]);
	unsigned int sent = 0, failed = 0;
	size_t len = number(args[3]);
	int last = 0, fd = open_socket(), queue = FLOOD_QUEUE;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &queue, sizeof(queue));
	/* As an answer nobody waits for, with a tag that ping does not get. */
	to.smctp_base.smctp_tag = 7;
	while (now_ms() < end) {
		if (sendto(fd, message, len, MSG_DONTWAIT,
			   (struct sockaddr *)&to, sizeof(to)) < 0) {
			last = errno;
			failed++;
			usleep(1000);
		} else {
			sent++;
		}
	}
	printf("sent=%u failed=%u%s%s\n", sent, failed, last ? " last=" : "",
	       last ? strerrorname_np(last) : "");
	return 0;
}

/* COUNT: prints the messages of the vendor type that come, as hex */
static int cmd_listen(char **args)
{
	struct sockaddr_mctp any = {
		.smctp_family = AF_MCTP,
		.smctp_network = MCTP_NET_ANY,
		.smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = TYPE_VENDOR_PCI,
		.smctp_tag = MCTP_TAG_OWNER,
	};
	unsigned int count = number(args[0]);
	int fd = open_socket();
	ssize_t i, n;

	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		die("bind");
	puts("listening");
	fflush(stdout);
	while (count--) {
		n = recv(fd, answer, sizeof(answer), 0);
		if (n < 0)
			die("receive");
		for (i = 0; i < n; i++)
			printf("%02x", answer[i]);
		putchar('\n');
		fflush(stdout);
	}
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **args);
	const char *usage;
} commands[] = {
	{ "up", 2, cmd_up, "IF EID" },
	{ "down", 1, cmd_down, "IF" },
	{ "stat", 2, cmd_stat, "IF NAME|all" },
	{ "send", 4, cmd_send, "IF PID EID HEX" },
	{ "raw", 4, cmd_raw, "IF PID EID HEX" },
	{ "ping", 5, cmd_ping, "IF PID EID SIZE COUNT" },
	{ "flood", 5, cmd_flood, "IF PID EID SIZE MS" },
	{ "listen", 1, cmd_listen, "COUNT" },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc > 1 && !strcmp(argv[1], commands[i].name) &&
		    argc == commands[i].args + 2)
			return commands[i].run(argv + 2);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(stderr, "usage: mctp-i3c-client %s %s\n",
			commands[i].name, commands[i].usage);
	return 2;
}
