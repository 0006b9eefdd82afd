// SPDX-License-Identifier: Apache-2.0
/*
 * Senders that want to send more than a bus can carry, for the scenarios of
 * mctp-i3c. Messages go by physical address, as answers nobody waits for.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>

#include "arguments.h"
#include "clock.h"
#include "mctp-user.h"

#define PID_LEN 6
#define MESSAGE_MAX 65535
#define SOCKETS_MAX 100
#define TAG 7			/* not one a request gets first */
#define WRITABLE_TIMEOUT_MS 20000

static uint8_t message[MESSAGE_MAX];

struct sender {
	int fd;
	struct sockaddr_mctp_ext to;
	unsigned long long sent;
};

static struct sender senders[SOCKETS_MAX];

static void sender_open(struct sender *s, char **args, unsigned int offset)
{
	unsigned long long pid = number(args[1]) + offset;
	int on = 1, i;

	s->to = (struct sockaddr_mctp_ext) {
		.base = {
			.family = AF_MCTP,
			.net = NET_ANY,
			.eid = number(args[2]) + offset,
			.type = TYPE,
			.tag = TAG,
		},
		.ifindex = if_index(args[0]),
		.halen = PID_LEN,
	};
	for (i = PID_LEN - 1; i >= 0; i--, pid >>= 8)
		s->to.haddr[i] = pid;
	s->fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s->fd < 0 || setsockopt(s->fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &on,
				    sizeof(on)))
		die("socket");
}

/* 0 or the error */
static int sender_send(struct sender *s, size_t len, int flags)
{
	if (sendto(s->fd, message, len, flags, (void *)&s->to,
		   sizeof(s->to)) < 0)
		return errno;
	s->sent++;
	return 0;
}

static bool is_writable(const struct sender *sender, int timeout_ms)
{
	struct pollfd pfd = { .fd = sender->fd, .events = POLLOUT };

	return poll(&pfd, 1, timeout_ms) == 1;
}

/* Of a queue that others have filled poll() does not tell. */
static int send_when_not_full(struct sender *sender, size_t len)
{
	int err, left_ms = WRITABLE_TIMEOUT_MS;

	while ((err = sender_send(sender, len, MSG_DONTWAIT)) == ENOBUFS &&
	       left_ms > 0) {
		sleep_ms(10);
		left_ms -= 10;
	}
	return err;
}

/*
 * IF PID EID SIZE SOCKETS: each sends to the same target without waiting until
 * it is refused; prints how often which error ended it. Then waits until the
 * first can send again.
 */
static int cmd_fill(char **args)
{
	unsigned int i, n = number(args[4]), again = 0, full = 0;
	size_t len = number(args[3]);
	bool early = false;
	int err;

	for (i = 0; i < n; i++) {
		sender_open(&senders[i], args, 0);
		while (!(err = sender_send(&senders[i], len, MSG_DONTWAIT)))
			;
		if (err == EAGAIN)
			again++;
		else if (err == ENOBUFS)
			full++;
		else
			die("send");
		/* at once: the bus drains it while the others send */
		if (!i)
			early = is_writable(&senders[0], 0);
	}
	printf("EAGAIN=%u ENOBUFS=%u\n", again, full);
	fflush(stdout);

	if (early)
		puts("writable though it was refused");
	if (!is_writable(&senders[0], WRITABLE_TIMEOUT_MS))
		puts("not writable");
	else if (send_when_not_full(&senders[0], len))
		puts("writable, but refused");
	return 0;
}

/* IF PID EID SIZE COUNT: messages that wait for room; prints the time in ms */
static int cmd_stream(char **args)
{
	unsigned int i, count = number(args[4]);
	long long start = now_ms();
	int err;

	sender_open(&senders[0], args, 0);
	for (i = 0; i < count; i++) {
		err = sender_send(&senders[0], number(args[3]), 0);
		if (err) {
			puts(strerrorname_np(err));
			return 1;
		}
	}
	printf("%lld\n", now_ms() - start);
	return 0;
}

/*
 * IF PID EID SIZE MS TARGETS: to targets with PIDs and EIDs from there on, to
 * each as much as its socket takes
 */
static int cmd_spread(char **args)
{
	long long end = now_ms() + number(args[4]);
	unsigned int i, n = number(args[5]), refused;
	size_t len = number(args[3]);

	for (i = 0; i < n; i++)
		sender_open(&senders[i], args, i);
	while (now_ms() < end) {
		refused = 0;
		for (i = 0; i < n; i++)
			refused += !!sender_send(&senders[i], len,
						 MSG_DONTWAIT);
		if (refused == n)
			usleep(1000);
	}
	return 0;
}

/* IF: has a look at everything, so that no packet belongs to one alone */
static int cmd_tap(char **args)
{
	struct sockaddr_ll all = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_index(args[0]),
	};
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (void *)&all, sizeof(all)))
		die("packet socket");
	puts("listening");
	fflush(stdout);
	pause();
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **args);
	const char *usage;
} commands[] = {
	{ "fill", 5, cmd_fill, "IF PID EID SIZE SOCKETS" },
	{ "stream", 5, cmd_stream, "IF PID EID SIZE COUNT" },
	{ "tap", 1, cmd_tap, "IF" },
	{ "spread", 6, cmd_spread, "IF PID EID SIZE MS TARGETS" },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc > 1 && !strcmp(argv[1], commands[i].name) &&
		    argc == commands[i].args + 2)
			return commands[i].run(argv + 2);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(stderr, "usage: mctp-i3c-load %s %s\n",
			commands[i].name, commands[i].usage);
	return 2;
}
