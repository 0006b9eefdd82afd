// SPDX-License-Identifier: Apache-2.0
/*
 * i3c-sim-listen BUS: hears a bus from before it goes live until it is off
 * again, and prints what was on the wire as NAME=VALUE, the names being those
 * of the counters of the bus where there is one.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/i3c-sim.h>

struct heard {
	unsigned long long busy_ns;
	unsigned long long ends_ns;	/* when the record before was over */
	unsigned long writes, write_bytes, reads, read_bytes;
	unsigned long ccc, ibis, addresses, hotjoins;
	unsigned long lost, overlaps;
};

static void hear_transfer(struct heard *h,
			  const struct i3c_sim_log_record *r)
{
	if (!(r->flags & I3C_SIM_LOG_F_ACK))
		return;
	if (r->flags & I3C_SIM_LOG_F_READ) {
		h->reads++;
		h->read_bytes += r->len;
	} else {
		h->writes++;
		h->write_bytes += r->len;
	}
}

static void hear(struct heard *h, const struct i3c_sim_log_record *r)
{
	bool ack = r->flags & I3C_SIM_LOG_F_ACK;

	h->lost += r->lost;
	h->busy_ns += r->duration_ns;
	if (r->time_ns < h->ends_ns)
		h->overlaps++;
	h->ends_ns = r->time_ns + r->duration_ns;

	switch (r->kind) {
	case I3C_SIM_LOG_TRANSFER:
		hear_transfer(h, r);
		break;
	case I3C_SIM_LOG_CCC:
		h->ccc++;
		break;
	case I3C_SIM_LOG_ENTDAA:
		h->addresses += ack;
		break;
	case I3C_SIM_LOG_IBI:
		h->ibis += ack;
		break;
	case I3C_SIM_LOG_HOTJOIN:
		h->hotjoins += ack;
		break;
	}
}

static void heard_print(const struct heard *h)
{
	printf("busy_ns=%llu\nwrites=%lu\nwrite_bytes=%lu\nreads=%lu\n"
	       "read_bytes=%lu\nccc=%lu\nibis=%lu\naddresses=%lu\n"
	       "hotjoins=%lu\nlost=%lu\noverlaps=%lu\n",
	       h->busy_ns, h->writes, h->write_bytes, h->reads, h->read_bytes,
	       h->ccc, h->ibis, h->addresses, h->hotjoins, h->lost,
	       h->overlaps);
}

int main(int argc, char **argv)
{
	char buf[sizeof(struct i3c_sim_log_record) + I3C_SIM_DATA_MAX];
	const struct i3c_sim_log_record *r = (const void *)buf;
	int fd = open("/dev/i3c-sim", O_RDONLY | O_CLOEXEC);
	struct i3c_sim_listen listen = { .bus = "" };
	struct heard heard = { .busy_ns = 0 };

	if (argc != 2 || strlen(argv[1]) >= sizeof(listen.bus))
		return 2;
	strcpy(listen.bus, argv[1]);
	if (ioctl(fd, I3C_SIM_IOC_LOG, &listen) < 0) {
		perror("i3c-sim-listen");
		return 1;
	}
	puts("listening");
	fflush(stdout);

	do {
		if (read(fd, buf, sizeof(buf)) < 0) {
			perror("i3c-sim-listen: read");
			return 1;
		}
		hear(&heard, r);
	} while (r->kind != I3C_SIM_LOG_OFF);
	heard_print(&heard);
	return 0;
}
