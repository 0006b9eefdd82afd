// SPDX-License-Identifier: Apache-2.0
/*
 * A target on a simulated bus for the scenarios: attaches, prints one line per
 * event, and stays on the wire until it is killed or the bus goes away. With
 * -p it queues a packet, with -i an interrupt for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/i3c-sim.h>

#include "arguments.h"

#define MRL_DEFAULT	69	/* DSP0233 baseline */

struct options {
	struct i3c_sim_attach attach;
	const char *packet;
	int ibi;
};

static void usage(void)
{
	fputs("usage: i3c-sim-target [-b BCR] [-d DCR] [-r MRL] [-w MWL] [-n]\n"
	      "                      [-p TEXT [-i MDB]] BUS PID\n", stderr);
	exit(2);
}

static void options_parse(struct options *o, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "b:d:r:w:np:i:")) != -1) {
		switch (c) {
		case 'b': o->attach.bcr = number(optarg); break;
		case 'd': o->attach.dcr = number(optarg); break;
		case 'r': o->attach.mrl = number(optarg); break;
		case 'w': o->attach.mwl = number(optarg); break;
		case 'n': o->attach.flags = I3C_SIM_ATTACH_NO_HOTJOIN; break;
		case 'p': o->packet = optarg; break;
		case 'i': o->ibi = number(optarg); break;
		default: usage();
		}
	}
	if (argc != optind + 2)
		usage();
	/* a name that is too long goes to the kernel without its end */
	memcpy(o->attach.bus, argv[optind],
	       strnlen(argv[optind], sizeof(o->attach.bus)));
	o->attach.pid = number(argv[optind + 1]);
}

static int packet_queue(int fd, const struct options *o)
{
	char buf[sizeof(struct i3c_sim_packet) + I3C_SIM_DATA_MAX];
	struct i3c_sim_packet hdr = { .len = strlen(o->packet) };

	if (o->ibi >= 0) {
		hdr.flags = I3C_SIM_PKT_IBI;
		hdr.ibi_len = 1;
		hdr.ibi[0] = o->ibi;
	}
	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), o->packet, hdr.len);
	return write(fd, buf, sizeof(hdr) + hdr.len) < 0 ? -errno : 0;
}

static void event_print(const struct i3c_sim_event *event)
{
	static const char * const names[] = {
		[I3C_SIM_EV_WRITE] = "write",
		[I3C_SIM_EV_ADDR] = "address",
		[I3C_SIM_EV_READ_DONE] = "read",
	};

	printf("%s addr=%02x len=%u lost=%u\n", names[event->type],
	       event->dyn_addr, event->len, event->lost);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct options o = {
		.attach = { .bcr = 0x06, .dcr = 0xcc,
			    .mrl = MRL_DEFAULT, .mwl = MRL_DEFAULT },
		.ibi = -1,
	};
	char buf[sizeof(struct i3c_sim_event) + I3C_SIM_DATA_MAX];
	int fd;

	options_parse(&o, argc, argv);

	fd = open("/dev/i3c-sim", O_RDWR | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, I3C_SIM_IOC_ATTACH, &o.attach) < 0) {
		perror("i3c-sim-target: attach");
		return 1;
	}
	if (o.packet && packet_queue(fd, &o) < 0) {
		perror("i3c-sim-target: packet");
		return 1;
	}
	puts("attached");
	fflush(stdout);

	while (read(fd, buf, sizeof(buf)) > 0)
		event_print((const struct i3c_sim_event *)buf);
	if (errno == ENODEV)
		return 0;
	perror("i3c-sim-target: read");
	return 1;
}
