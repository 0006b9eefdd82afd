// SPDX-License-Identifier: Apache-2.0
/*
 * An ordinary program that talks to echo devices by EID and wants to know the
 * fate of each request: answered, answered late, reported on the error queue as
 * not transmitted or without a reply. One line tells the sum:
 *
 *	sent=8 reply=6 late=0 wrong=0 tx=1 no-reply=1 open=0 errno=EHOSTUNREACH
 *
 * "wrong" are answers with other bytes than were sent; "open" requests whose
 * fate is not known when the program ends. After SIGTERM it sends no more. A
 * request has a socket of its own, because a report tells the tag of a message
 * only.
 */
#include "mctp-user.h"

#include <linux/errqueue.h>
#include <linux/mctp-ext.h>
#include <signal.h>

#include "arguments.h"
#include "clock.h"

#define ECHO_VENDOR	0x1234	/* of mctp-target */
#define SIZE_MAX_	4096
#define WINDOW_MAX	8	/* tags of a pair of EIDs */
#define SLOTS		(2 * WINDOW_MAX)

struct message {
	uint16_t vendor;	/* big endian */
	uint16_t number;
	uint8_t fill[SIZE_MAX_];
};

/* A request on its way, or given up and still of interest. */
struct slot {
	int fd;			/* -1: free */
	uint16_t number;
	bool given_up;
	long long sent_ms;
};

static struct {
	uint8_t eid;
	unsigned int count, size, window;
	long long timeout_ms, linger_ms;
} opt = { .count = 1, .size = 16, .window = 1, .timeout_ms = 1000 };

static struct slot slots[SLOTS];
static unsigned int sent, waiting, reply, late, wrong, tx, no_reply;
static long long slowest_ms;
static int last_errno;
static volatile sig_atomic_t ended;

static void usage(void)
{
	fputs("usage: i3c-fault-client [-n COUNT] [-s SIZE] [-w WINDOW] [-t TIMEOUT_MS]\n"
	      "                        [-l LINGER_MS] EID\n", stderr);
	exit(2);
}

static void on_sigterm(int signal)
{
	(void)signal;
	ended = 1;
}

static void fill(struct message *m, unsigned int number)
{
	unsigned int i;

	m->vendor = htobe16(ECHO_VENDOR);
	m->number = number;
	for (i = 0; i < opt.size - offsetof(struct message, fill); i++)
		m->fill[i] = number * 31 + i * 7 + (i >> 8);
}

static void slot_end(struct slot *slot)
{
	if (!slot->given_up)
		waiting--;
	close(slot->fd);
	slot->fd = -1;
}

static struct slot *slot_free(void)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (slots[i].fd < 0)
			return &slots[i];
	return NULL;
}

static void fail(struct slot *slot, unsigned int *counter, int error)
{
	(*counter)++;
	last_errno = error;
	slot_end(slot);
}

/* False when it has to wait for a tag or for room. */
static bool send_next(void)
{
	struct slot *slot = slot_free();
	static struct message m;
	int one = 1;
	long rc;

	if (!slot)
		return false;
	slot->fd = mctp_socket();
	/* the in-tree family has no reports */
	setsockopt(slot->fd, SOL_MCTP, MCTP_OPT_RECVERR, &one, sizeof(one));
	slot->number = sent;
	slot->given_up = false;
	slot->sent_ms = now_ms();
	waiting++;
	fill(&m, sent);
	rc = mctp_send(slot->fd, opt.eid, TAG_OWNER, &m, opt.size);
	if (rc == -EBUSY || rc == -ENOBUFS || rc == -EAGAIN) {
		slot_end(slot);
		return false;
	}
	sent++;
	if (rc < 0)
		fail(slot, &tx, -rc);
	return true;
}

static void take_reply(struct slot *slot)
{
	long long took_ms = now_ms() - slot->sent_ms;
	static struct message m, want;
	struct sockaddr_mctp from;
	long len;

	len = mctp_recv(slot->fd, &m, sizeof(m), &from);
	if (len < 0)
		return;
	fill(&want, slot->number);
	if (len != opt.size || memcmp(&m, &want, len)) {
		wrong++;
		return;
	}
	if (slot->given_up) {
		late++;
	} else {
		reply++;
		if (took_ms > slowest_ms)
			slowest_ms = took_ms;
	}
	slot_end(slot);
}

static void take_report(struct slot *slot)
{
	struct sock_extended_err ee = { 0 };
	union {
		struct cmsghdr align;
		char space[256];
	} control;
	struct msghdr msg = {
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;

	if (recvmsg(slot->fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return;
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg))
		if (cmsg->cmsg_level == SOL_MCTP &&
		    cmsg->cmsg_type == MCTP_OPT_RECVERR)
			memcpy(&ee, CMSG_DATA(cmsg), sizeof(ee));
	if (ee.ee_type == MCTP_EE_TX)
		fail(slot, &tx, ee.ee_errno);
	else if (ee.ee_type == MCTP_EE_NO_REPLY)
		fail(slot, &no_reply, ee.ee_errno);
}

static void wait_and_take(void)
{
	struct pollfd pfds[SLOTS];
	int i;

	for (i = 0; i < SLOTS; i++)
		pfds[i] = (struct pollfd){ slots[i].fd, POLLIN, 0 };
	if (poll(pfds, SLOTS, 5) < 1)
		return;
	for (i = 0; i < SLOTS; i++) {
		if (pfds[i].revents & POLLIN)
			take_reply(&slots[i]);
		else if (pfds[i].revents & POLLERR)
			take_report(&slots[i]);
	}
}

static void give_up(void)
{
	long long now = now_ms();
	struct slot *slot;

	for (slot = slots; slot < slots + SLOTS; slot++)
		if (slot->fd >= 0 && !slot->given_up &&
		    now - slot->sent_ms >= opt.timeout_ms) {
			slot->given_up = true;
			waiting--;
		}
}

static unsigned int open_requests(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < SLOTS; i++)
		n += slots[i].fd >= 0;
	return n;
}

static void run(void)
{
	long long end_ms;

	while ((sent < opt.count && !ended) || waiting) {
		while (sent < opt.count && !ended && waiting < opt.window &&
		       send_next())
			;
		wait_and_take();
		give_up();
	}
	end_ms = now_ms() + opt.linger_ms;
	while (open_requests() && now_ms() < end_ms)
		wait_and_take();
}

int main(int argc, char **argv)
{
	struct sigaction on_term = {
		.sa_handler = on_sigterm, .sa_flags = SA_RESTART,
	};
	int c, i;

	while ((c = getopt(argc, argv, "n:s:w:t:l:")) != -1) {
		switch (c) {
		case 'n': opt.count = number(optarg); break;
		case 's': opt.size = number(optarg); break;
		case 'w': opt.window = number(optarg); break;
		case 't': opt.timeout_ms = number(optarg); break;
		case 'l': opt.linger_ms = number(optarg); break;
		default: usage();
		}
	}
	if (argc != optind + 1 || opt.size < offsetof(struct message, fill) ||
	    opt.count > UINT16_MAX || opt.size > SIZE_MAX_ || !opt.window ||
	    opt.window > WINDOW_MAX)
		usage();
	opt.eid = number(argv[optind]);
	for (i = 0; i < SLOTS; i++)
		slots[i].fd = -1;
	sigaction(SIGTERM, &on_term, NULL);
	run();
	printf("sent=%u reply=%u late=%u wrong=%u tx=%u no-reply=%u open=%u errno=%s slowest_ms=%lld\n",
	       sent, reply, late, wrong, tx, no_reply, open_requests(),
	       last_errno ? strerrorname_np(last_errno) : "0", slowest_ms);
	return reply != sent;
}
