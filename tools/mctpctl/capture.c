// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl link capture: the packets of links, as pcapng. Link type 291 is
 * MCTP as it is; Wireshark up to 4.4 opens such a file without decoding it,
 * and decodes what is behind a header of Linux (--cooked) from 4.2 on.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <time.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "linktab.h"
#include "pcapng.h"
#include "tap.h"
#include "verbs.h"

#define SNAPLEN 65535 /* more than any packet has */
#define BATCH 64      /* packets of one link before the others have a turn */
#define DOWN_MS 250   /* how often to see whether a link that is down is left */

/* LINKTYPE_LINUX_SLL2; numbers are big endian */
struct cooked {
	uint16_t protocol, reserved;
	uint32_t ifindex;
	uint16_t hatype;
	uint8_t kind, halen;
	uint8_t haddr[8];
};

_Static_assert(sizeof(struct cooked) == 20, "header of SLL2");

struct source {
	const struct linktab_link *link;
	int fd;	   /* -1: the link is gone */
	bool down; /* or going: the kernel tells of the first only */
	uint64_t start_ns;
	uint64_t received, dropped;
};

struct capture {
	struct source *sources;
	struct pollfd *polls; /* of the sources, then that of signals */
	size_t n;
	FILE *file;
	const char *file_name;
	uint32_t snaplen;
	uint64_t left;	 /* packets to go */
	uint64_t end_ns; /* later packets are not wanted */
	uint64_t written;
	int error;   /* of the file */
	bool cooked; /* the header is wanted */
	struct {
		struct cooked header;
		uint8_t packet[SNAPLEN];
	} frame;
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Bytes before each packet */
static size_t header_len(const struct capture *c)
{
	return c->cooked ? sizeof(c->frame.header) : 0;
}

static uint32_t flags_of(uint8_t kind)
{
	switch (kind) {
	case PACKET_OUTGOING:
		return PCAPNG_OUTBOUND;
	case PACKET_HOST:
		return PCAPNG_INBOUND | PCAPNG_UNICAST;
	case PACKET_BROADCAST:
		return PCAPNG_INBOUND | PCAPNG_BROADCAST;
	case PACKET_OTHERHOST:
		return PCAPNG_INBOUND | PCAPNG_PROMISCUOUS;
	}
	return PCAPNG_INBOUND;
}

/* True as soon as the file cannot be written any more. */
static bool write_out(struct capture *c)
{
	if (!c->error && fflush(c->file))
		c->error = errno ? errno : EIO;
	return c->error;
}

static void write_interface(struct capture *c, const struct linktab_link *link)
{
	const char *binding = linktab_binding_name(link->binding);
	char description[64];
	struct pcapng_interface interface = {
		.name = link->name,
		.description = description,
		.linktype = c->cooked ? PCAPNG_LINKTYPE_LINUX_SLL2 :
					PCAPNG_LINKTYPE_MCTP,
		.snaplen = c->snaplen + header_len(c),
	};

	snprintf(description, sizeof(description), "MCTP%s%s, network %u",
		 binding ? " over " : "", binding ? binding : "",
		 link->network);
	pcapng_interface(c->file, &interface);
}

static void write_header(struct capture *c)
{
	struct utsname system;
	char os[sizeof(system.sysname) + sizeof(system.release) + 1];

	uname(&system);
	snprintf(os, sizeof(os), "%s %s", system.sysname, system.release);
	pcapng_section(c->file, os, "mctpctl " PROJECT_VERSION);
	for (size_t i = 0; i < c->n; i++)
		write_interface(c, c->sources[i].link);
	write_out(c);
}

static void set_cooked(struct cooked *header, int ifindex,
		       const struct tap_packet *packet)
{
	*header = (struct cooked){
		.protocol = htons(ETH_P_MCTP),
		.ifindex = htonl(ifindex),
		.hatype = htons(packet->hatype),
		.kind = packet->kind,
		.halen = packet->halen,
	};
	memcpy(header->haddr, packet->haddr, sizeof(header->haddr));
}

static void write_packet(struct capture *c, size_t source,
			 const struct tap_packet *packet)
{
	struct pcapng_packet record = {
		.interface = source,
		.time_ns = packet->time_ns,
		.flags = flags_of(packet->kind),
		.len = packet->len + header_len(c),
		.captured = packet->captured + header_len(c),
		.data = c->cooked ? (void *)&c->frame : c->frame.packet,
	};

	set_cooked(&c->frame.header, c->sources[source].link->ifindex, packet);
	pcapng_packet(c->file, &record);
	c->written++;
	c->left--;
}

/* What the kernel counted is gone with the socket. */
static void count(struct source *source)
{
	struct tap_statistics statistics;

	if (tap_read_statistics(source->fd, &statistics) < 0)
		return;
	source->received += statistics.received;
	source->dropped += statistics.dropped;
}

static void source_close(struct source *source)
{
	if (source->fd < 0)
		return;
	count(source);
	close(source->fd);
	source->fd = -1;
}

static void source_failed(struct source *source, int error)
{
	if (error == -ENETDOWN) {
		source->down = true;
		return;
	}
	cli_note("link %s: %s", source->link->name, strerror(-error));
	source_close(source);
}

/* A link that is only down may come back, one that is gone does not. */
static void check_down(struct capture *c)
{
	char name[IFNAMSIZ];

	for (size_t i = 0; i < c->n; i++) {
		struct source *source = &c->sources[i];

		if (source->fd < 0 || !source->down ||
		    if_indextoname(source->link->ifindex, name))
			continue;
		cli_note("link %s: is gone", source->link->name);
		source_close(source);
	}
}

/* Up to @max packets. False when no more are there, or wanted. */
static bool source_read(struct capture *c, size_t i, size_t max)
{
	struct source *source = &c->sources[i];
	struct tap_packet packet;
	int r;

	for (; max && c->left && source->fd >= 0; max--) {
		r = tap_read(source->fd, c->frame.packet,
			     sizeof(c->frame.packet), &packet);
		if (r == -EAGAIN)
			return false;
		if (r < 0) {
			source_failed(source, r);
			continue;
		}
		source->down = false;
		if (packet.time_ns > c->end_ns)
			return false;
		write_packet(c, i, &packet);
	}
	return !max;
}

/* Milliseconds for poll(), -1 for ever. */
static int poll_time(const struct capture *c, uint64_t deadline_ns)
{
	uint64_t now = now_ns(CLOCK_MONOTONIC), left_ms = UINT64_MAX;

	if (deadline_ns != UINT64_MAX)
		left_ms = deadline_ns > now ?
				  (deadline_ns - now) / 1000000 + 1 :
				  0;
	for (size_t i = 0; i < c->n; i++)
		if (c->sources[i].fd >= 0 && c->sources[i].down &&
		    left_ms > DOWN_MS)
			left_ms = DOWN_MS;
	return left_ms == UINT64_MAX ? -1 : (int)left_ms;
}

static bool any_open(const struct capture *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->sources[i].fd >= 0)
			return true;
	return false;
}

/* Until a signal, the deadline, the last link or packet, or an error. */
static void capture_loop(struct capture *c, uint64_t deadline_ns)
{
	int n;

	while (c->left && any_open(c) && !write_out(c) &&
	       now_ns(CLOCK_MONOTONIC) < deadline_ns) {
		for (size_t i = 0; i < c->n; i++)
			c->polls[i].fd = c->sources[i].fd;
		n = poll(c->polls, c->n + 1, poll_time(c, deadline_ns));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || c->polls[c->n].revents)
			return;
		for (size_t i = 0; i < c->n; i++)
			if (c->polls[i].revents)
				source_read(c, i, BATCH);
		check_down(c);
	}
}

static void write_statistics(struct capture *c, size_t i)
{
	const struct source *source = &c->sources[i];
	struct pcapng_statistics statistics = {
		.interface = i,
		.start_ns = source->start_ns,
		.end_ns = c->end_ns,
		.received = source->received,
		.dropped = source->dropped,
	};

	pcapng_statistics(c->file, &statistics);
}

/* What arrived before the end is still in the sockets. */
static void capture_finish(struct capture *c)
{
	uint64_t dropped = 0;

	c->end_ns = now_ns(CLOCK_REALTIME);
	for (size_t i = 0; i < c->n; i++)
		while (source_read(c, i, BATCH))
			;
	for (size_t i = 0; i < c->n; i++) {
		source_close(&c->sources[i]);
		write_statistics(c, i);
		dropped += c->sources[i].dropped;
	}
	if (!write_out(c))
		cli_note("%llu packet%s captured, %llu dropped",
			 (unsigned long long)c->written,
			 c->written == 1 ? "" : "s",
			 (unsigned long long)dropped);
}

static int open_failed(const struct linktab_link *link, int error)
{
	return cli_fail(error == -EPERM ? "needs root or CAP_NET_RAW" : NULL,
			"link %s: cannot capture: %s", link->name,
			strerror(-error));
}

static int open_sources(struct capture *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct source *source = &c->sources[i];

		source->fd = tap_open(source->link->ifindex, c->snaplen);
		if (source->fd < 0)
			return open_failed(source->link, source->fd);
		source->start_ns = now_ns(CLOCK_REALTIME);
		c->polls[i].events = POLLIN;
	}
	return CLI_OK;
}

static int open_signals(struct capture *c)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	c->polls[c->n].fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	c->polls[c->n].events = POLLIN;
	if (c->polls[c->n].fd < 0)
		return cli_fail(NULL, "signals: %s", strerror(errno));
	return CLI_OK;
}

/* After everything else that can fail: an old capture is not lost to that. */
static int open_file(struct capture *c)
{
	if (!c->file_name)
		return CLI_OK;
	c->file = fopen(c->file_name, "we");
	if (!c->file)
		return cli_fail(NULL, "%s: %s", c->file_name, strerror(errno));
	return CLI_OK;
}

static int write_failed(const struct capture *c)
{
	return cli_fail(NULL, "%s: %s",
			c->file_name ? c->file_name : "standard output",
			strerror(c->error));
}

static int capture_run(struct capture *c, uint64_t timeout_us)
{
	uint64_t deadline_ns = UINT64_MAX;
	int r;

	r = open_sources(c);
	if (!r)
		r = open_signals(c);
	if (!r)
		r = open_file(c);
	if (r)
		return r;
	if (timeout_us)
		deadline_ns = now_ns(CLOCK_MONOTONIC) + timeout_us * 1000;
	write_header(c);
	capture_loop(c, deadline_ns);
	capture_finish(c);
	return c->error ? write_failed(c) : CLI_OK;
}

static struct capture *capture_free(struct capture *c)
{
	if (!c)
		return NULL;
	for (size_t i = 0; c->sources && i < c->n; i++)
		if (c->sources[i].fd >= 0)
			close(c->sources[i].fd);
	if (c->polls && c->polls[c->n].fd >= 0)
		close(c->polls[c->n].fd);
	if (c->file && c->file_name)
		fclose(c->file);
	free(c->sources);
	free(c->polls);
	free(c);
	return NULL;
}
DEFINE_CLEANUP(struct capture *, capture_free);

/* Room for @n links; NULL when there is no memory. */
static struct capture *capture_new(const struct cli *cli, size_t n)
{
	_cleanup_(capture_freep) struct capture *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->sources = calloc(n + 1, sizeof(*c->sources));
	c->polls = calloc(n + 1, sizeof(*c->polls));
	if (!c->sources || !c->polls)
		return NULL;
	c->polls[0].fd = -1;
	c->file = cli->out.file;
	c->file_name = cli->file;
	c->snaplen = cli->snaplen ? cli->snaplen : SNAPLEN;
	c->cooked = cli->given & CLI_OPT_COOKED;
	c->left = cli->count ? cli->count : UINT64_MAX;
	c->end_ns = UINT64_MAX;
	return take_ptr(c);
}

static void capture_add(struct capture *c, const struct linktab_link *link)
{
	c->sources[c->n++] = (struct source){ .link = link, .fd = -1 };
	c->polls[c->n].fd = -1;
}

static int add_named(struct capture *c, const struct linktab *links, int argc,
		     char **argv)
{
	const struct linktab_link *link;

	for (int i = 0; i < argc; i++) {
		link = linktab_require(links, argv[i]);
		if (!link)
			return CLI_FAILED;
		capture_add(c, link);
	}
	return CLI_OK;
}

/* What stays in the machine does not pass the loopback device. */
static int add_all(struct capture *c, const struct linktab *links)
{
	for (size_t i = 0; i < links->n; i++)
		if (!links->links[i].loopback)
			capture_add(c, &links->links[i]);
	return c->n ? CLI_OK : cli_fail(NULL, "links: none to capture");
}

static int check_arguments(const struct cli *cli, int argc, char **argv)
{
	bool all = cli->given & CLI_OPT_ALL;

	if (!argc && !all)
		return cli_usage("link capture: expected a link or --all");
	if (argc && all)
		return cli_usage("link capture: unexpected '%s' with --all",
				 argv[0]);
	for (int i = 0; i < argc; i++)
		for (int j = 0; j < i; j++)
			if (!strcmp(argv[i], argv[j]))
				return cli_usage("link %s is given twice",
						 argv[i]);
	if (!cli->file && isatty(STDOUT_FILENO))
		return cli_usage("link capture: standard output is a terminal, "
				 "expected --output FILE or a pipe");
	return CLI_OK;
}

int link_capture(struct cli *cli, int argc, char **argv)
{
	_cleanup_(capture_freep) struct capture *c = NULL;
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_linktab_ struct linktab links = { .n = 0 };
	int r;

	r = check_arguments(cli, argc, argv);
	if (r)
		return r;
	r = linktab_open(&nl, &links);
	if (r < 0)
		return netlink_fail(nl, r, "links");
	c = capture_new(cli, argc ? (size_t)argc : links.n);
	if (!c)
		return cli_fail(NULL, "out of memory");
	r = argc ? add_named(c, &links, argc, argv) : add_all(c, &links);
	return r ? r : capture_run(c, cli->timeout_us);
}
