// SPDX-License-Identifier: Apache-2.0
/*
 * The other end of mctp-i3c-target: AF_MCTP messages by physical address, so
 * that neither routes nor neighbours are needed, and what a scenario wants to
 * know about the interface.
 */
#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>

#include "arguments.h"
#include "clock.h"
#include "mctp-user.h"

#define PID_LEN 6
#define HEADER_LEN 4
#define PACKET_WHOLE 0xc8	/* first and last of its message, owner */
#define MESSAGE_MAX 65535
#define FLOOD_QUEUE (32 * 1024)	/* enough to be queued at any time */
#define ANSWER_TIMEOUT_MS 30000

static uint8_t message[MESSAGE_MAX + 1], answer[MESSAGE_MAX + 1];

static int cmd_up(char **args)
{
	long rc;

	rtnl_open();
	if_set_up(args[0], true);
	rc = addr_change(RTM_NEWADDR, if_index(args[0]), number(args[1]));
	errno = -rc;
	if (rc && rc != -EEXIST)
		die("address");
	return 0;
}

static int cmd_down(char **args)
{
	if_set_up(args[0], false);
	return 0;
}

static void ethtool(const char *name, void *cmd)
{
	struct ifreq ifr = { .ifr_data = cmd };

	if_ioctl(SIOCETHTOOL, name, &ifr);
}

/*
 * Prints one counter of ethtool -S, with the name "all" every one that is not
 * 0, with "names" the names.
 */
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
	bool found = false, all = !strcmp(args[1], "all");
	const char *name;
	uint32_t i;

	ethtool(args[0], &set);
	names = calloc(1, sizeof(*names) + set.count * ETH_GSTRING_LEN);
	stats = calloc(1, sizeof(*stats) + set.count * sizeof(uint64_t));
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = set.count;
	stats->cmd = ETHTOOL_GSTATS;
	stats->n_stats = set.count;
	ethtool(args[0], names);
	ethtool(args[0], stats);
	for (i = 0; i < set.count; i++) {
		name = (const char *)names->data + i * ETH_GSTRING_LEN;
		if (!strcmp(args[1], "names"))
			found = puts(name) >= 0;
		if (all && stats->data[i])
			printf("%s ", name);
		if (all ? stats->data[i] : !strcmp(name, args[1])) {
			printf("%llu\n", (unsigned long long)stats->data[i]);
			found = true;
		}
	}
	free(names);
	free(stats);
	return !found && !all;
}

static int open_socket(void)
{
	int fd = mctp_socket();

	if (option_set(fd, MCTP_OPT_ADDR_EXT, 1))
		die("MCTP_OPT_ADDR_EXT");
	return fd;
}

/* args: IF PID EID */
static struct sockaddr_mctp_ext peer(char **args)
{
	struct sockaddr_mctp_ext to = {
		.base = {
			.family = AF_MCTP,
			.eid = number(args[2]),
			.type = TYPE,
			.tag = TAG_OWNER,
		},
		.ifindex = if_nametoindex(args[0]),
		.halen = PID_LEN,
	};
	unsigned long long pid = number(args[1]);
	int i;

	for (i = PID_LEN - 1; i >= 0; i--, pid >>= 8)
		to.haddr[i] = pid;
	return to;
}

/* IF PID EID HEX: sends one message; prints the error's name if it fails. */
static int cmd_send(char **args)
{
	struct sockaddr_mctp_ext to = peer(args);
	size_t len = hex_parse(args[3], message, MESSAGE_MAX);
	int fd = open_socket();

	if (sendto(fd, message, len, 0, (void *)&to,
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
		.sll_ifindex = peer_addr.ifindex,
		.sll_halen = PID_LEN,
	};
	uint8_t packet[HEADER_LEN + 1 + MESSAGE_MAX] = {
		1, number(args[2]), 8, PACKET_WHOLE, TYPE,
	};
	size_t len = hex_parse(args[3], message, MESSAGE_MAX);
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(to.sll_addr, peer_addr.haddr, PID_LEN);
	memcpy(packet + HEADER_LEN + 1, message, len);
	if (fd < 0)
		die("packet socket");
	if (sendto(fd, packet, HEADER_LEN + 1 + len, 0, (void *)&to,
		   sizeof(to)) < 0) {
		puts(strerrorname_np(errno));
		return 1;
	}
	return 0;
}

/*
 * IF PID EID TYPE HEX MS: sends a message of this type and prints the answer;
 * exits 3 if none comes within MS milliseconds.
 */
static int cmd_ask(char **args)
{
	struct sockaddr_mctp_ext to = peer(args);
	size_t len = hex_parse(args[4], message, MESSAGE_MAX);
	int fd = open_socket();
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	ssize_t n;

	to.base.type = number(args[3]);
	if (sendto(fd, message, len, 0, (void *)&to, sizeof(to)) < 0)
		die("send");
	if (poll(&pfd, 1, number(args[5])) != 1)
		return 3;
	n = recv(fd, answer, sizeof(answer), 0);
	if (n < 0)
		die("receive");
	hex_print(answer, n);
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
	n = recvfrom(fd, answer, sizeof(answer), 0, (void *)&from,
		     &from_len);
	return n == (ssize_t)len && !memcmp(answer, message, len) &&
	       from_len == sizeof(from) &&
	       from.base.eid == to->base.eid &&
	       from.ifindex == to->ifindex && from.halen == PID_LEN &&
	       !memcmp(from.haddr, to->haddr, PID_LEN);
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
		if (sendto(fd, message, len, 0, (void *)&to,
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
	to.base.tag = 7;
	while (now_ms() < end) {
		if (sendto(fd, message, len, MSG_DONTWAIT,
			   (void *)&to, sizeof(to)) < 0) {
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
	unsigned int count = number(args[0]);
	int fd = open_socket();
	ssize_t n;

	if (mctp_bind(fd, NET_ANY, EID_ANY, TYPE))
		die("bind");
	puts("listening");
	fflush(stdout);
	while (count--) {
		n = recv(fd, answer, sizeof(answer), 0);
		if (n < 0)
			die("receive");
		hex_print(answer, n);
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
	{ "ask", 6, cmd_ask, "IF PID EID TYPE HEX MS" },
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
