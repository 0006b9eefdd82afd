// SPDX-License-Identifier: Apache-2.0
/*
 * A target on a simulated bus for the scenarios of mctp-i3c. It checks the PEC
 * of what is written to it and says so, one line per event, and does what its
 * standard input tells it:
 *
 *	send PEC MDB BYTES	queue a packet and raise an interrupt; PEC is
 *				good, bad or none, MDB a number, or none for an
 *				interrupt without payload, or silent for no
 *				interrupt; none is raised if the BCR has none
 *	echo on|off		answer every packet with itself
 *	quiet on|off		print no line per event
 *	report			print how many packets came, with wrong PEC
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/i3c-sim.h>

#include "arguments.h"

#define MDB_MCTP 0xae
#define MDB_NONE (-1)
#define HEADER_LEN 4
#define FLAGS_TO 0x08
#define BCR_IBI 0x02
#define BCR_MDB 0x04
#define LINE_MAX_LEN (3 * I3C_SIM_DATA_MAX)

struct target {
	int fd;
	uint8_t addr;
	bool has_ibi;
	bool has_mdb;
	bool echo;
	bool quiet;
	unsigned int good;
	unsigned int bad;
	unsigned int lost;
};

static void die(const char *what)
{
	fprintf(stderr, "mctp-i3c-target: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fputs("usage: mctp-i3c-target [-eqn] [-b BCR] [-d DCR] [-r MRL] [-w MWL] BUS PID\n",
	      stderr);
	exit(2);
}

/* CRC-8, polynomial x^8 + x^2 + x + 1, written apart from the driver's. */
static uint8_t pec(uint8_t addr, const uint8_t *data, size_t len)
{
	uint8_t crc = 0;
	size_t i;
	int bit;

	for (i = 0; i <= len; i++) {
		crc ^= i ? data[i - 1] : addr;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 0x80 ? crc << 1 ^ 0x07 : crc << 1;
	}
	return crc;
}

static void queue(const struct target *t, const uint8_t *data, size_t len,
		  int flags, int mdb)
{
	uint8_t buf[sizeof(struct i3c_sim_packet) + I3C_SIM_DATA_MAX];
	struct i3c_sim_packet hdr = {
		.flags = (t->has_ibi ? I3C_SIM_PKT_IBI : 0) | flags,
		.len = len,
		.ibi_len = t->has_ibi && mdb != MDB_NONE,
		.ibi = { mdb },
	};

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), data, len);
	if (write(t->fd, buf, sizeof(hdr) + len) < 0 && errno != ENODEV)
		die("send");
}

static void command_send(const struct target *t, const char *args)
{
	static char hex[LINE_MAX_LEN];
	uint8_t data[I3C_SIM_DATA_MAX];
	char how[8], mdb[8];
	int flags = 0;
	struct target as = *t;
	size_t len;

	if (sscanf(args, "%7s %7s %12287s", how, mdb, hex) < 2) {
		fprintf(stderr, "mctp-i3c-target: send %s?\n", args);
		exit(2);
	}
	len = hex_parse(hex, data, sizeof(data) - 1);
	if (!strcmp(how, "good"))
		flags = I3C_SIM_PKT_PEC;
	else if (!strcmp(how, "bad"))
		data[len] = pec(t->addr << 1 | 1, data, len) ^ 0x01, len++;
	if (!strcmp(mdb, "silent")) {
		as.has_ibi = false;
		strcpy(mdb, "none");
	}
	queue(&as, data, len, flags,
	      strcmp(mdb, "none") ? (int)number(mdb) : MDB_NONE);
	hex[0] = '\0';
}

static void command(struct target *t, const char *line)
{
	if (!strncmp(line, "send ", 5))
		command_send(t, line + 5);
	else if (!strncmp(line, "echo ", 5))
		t->echo = !strcmp(line + 5, "on");
	else if (!strncmp(line, "quiet ", 6))
		t->quiet = !strcmp(line + 6, "on");
	else if (!strcmp(line, "report"))
		printf("good=%u bad=%u lost=%u\n", t->good, t->bad, t->lost);
	else
		fprintf(stderr, "mctp-i3c-target: %s?\n", line);
}

/* Standard input as lines; false when it has ended. */
static bool commands_read(struct target *t)
{
	static char buf[LINE_MAX_LEN];
	static size_t used;
	char *end;
	ssize_t n;

	n = read(STDIN_FILENO, buf + used, sizeof(buf) - used - 1);
	if (n <= 0)
		return false;
	used += n;
	buf[used] = '\0';
	while ((end = strchr(buf, '\n'))) {
		*end = '\0';
		command(t, buf);
		used -= end + 1 - buf;
		memmove(buf, end + 1, used + 1);
	}
	return true;
}

/* The same packet back to where it came from; an answer owns no tag. */
static void echo(const struct target *t, const uint8_t *packet, size_t len)
{
	uint8_t answer[I3C_SIM_DATA_MAX];

	memcpy(answer, packet, len);
	answer[1] = packet[2];
	answer[2] = packet[1];
	answer[3] = packet[3] & ~FLAGS_TO;
	queue(t, answer, len, I3C_SIM_PKT_PEC,
	      t->has_mdb ? MDB_MCTP : MDB_NONE);
}

static void event_write(struct target *t, const uint8_t *frame, size_t len)
{
	bool ok = len > HEADER_LEN &&
		  pec(t->addr << 1, frame, len - 1) == frame[len - 1];

	if (ok)
		t->good++;
	else
		t->bad++;
	if (!t->quiet) {
		printf("write pec=%s ", ok ? "good" : "bad");
		hex_print(frame, len);
	}
	if (ok && t->echo)
		echo(t, frame, len - 1);
}

/* False when the bus is gone. */
static bool event_read(struct target *t)
{
	uint8_t buf[sizeof(struct i3c_sim_event) + I3C_SIM_DATA_MAX];
	struct i3c_sim_event event;

	if (read(t->fd, buf, sizeof(buf)) < 0) {
		if (errno == ENODEV)
			return false;
		die("read");
	}
	memcpy(&event, buf, sizeof(event));
	t->addr = event.dyn_addr;
	t->lost += event.lost;

	switch (event.type) {
	case I3C_SIM_EV_WRITE:
		event_write(t, buf + sizeof(event), event.len);
		break;
	case I3C_SIM_EV_ADDR:
		printf("address %02x\n", event.dyn_addr);
		break;
	case I3C_SIM_EV_READ_DONE:
		if (!t->quiet)
			puts("read");
		break;
	}
	return true;
}

static void run(struct target *t)
{
	struct pollfd fds[] = {
		{ .fd = t->fd, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 2, -1) < 0)
			die("poll");
		if (fds[0].revents && !event_read(t)) {
			puts("gone");
			return;
		}
		if (fds[1].revents && !commands_read(t))
			fds[1].fd = -1;
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	struct i3c_sim_attach attach = {
		.bcr = 0x06, .dcr = 0xcc, .mrl = 69, .mwl = 69,
	};
	struct target t = { .echo = false };
	int c;

	while ((c = getopt(argc, argv, "eqnb:d:r:w:")) != -1) {
		switch (c) {
		case 'e': t.echo = true; break;
		case 'q': t.quiet = true; break;
		case 'n': attach.flags = I3C_SIM_ATTACH_NO_HOTJOIN; break;
		case 'b': attach.bcr = number(optarg); break;
		case 'd': attach.dcr = number(optarg); break;
		case 'r': attach.mrl = number(optarg); break;
		case 'w': attach.mwl = number(optarg); break;
		default: usage();
		}
	}
	if (argc != optind + 2 || strlen(argv[optind]) >= sizeof(attach.bus))
		usage();
	strcpy(attach.bus, argv[optind]);
	attach.pid = number(argv[optind + 1]);

	t.has_ibi = attach.bcr & BCR_IBI;
	t.has_mdb = attach.bcr & BCR_MDB;
	t.fd = open("/dev/i3c-sim", O_RDWR | O_CLOEXEC);
	if (t.fd < 0)
		die("/dev/i3c-sim");
	if (ioctl(t.fd, I3C_SIM_IOC_ATTACH, &attach) < 0)
		die("attach");
	puts("attached");
	fflush(stdout);
	run(&t);
	return 0;
}
