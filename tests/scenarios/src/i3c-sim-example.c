/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The example of Documentation/i3c-sim.md, word for word below the line that
 * says so: a bus, a target on it, and what is heard on the wire. Needs root.
 */
/* example begins */
#include <fcntl.h>
#include <linux/i3c-sim.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "example"
#define BUS "/sys/kernel/config/i3c-sim/" NAME
#define GETMWL 0x8b

static int attr_set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	ssize_t done = write(fd, value, strlen(value));

	close(fd);
	return done < 0 ? -1 : 0;
}

/* Everything on the wire until the target was asked for its MWL. */
static int listen_until_ready(int log)
{
	struct {
		struct i3c_sim_log_record is;
		unsigned char data[I3C_SIM_DATA_MAX];
	} r;

	do {
		if (read(log, &r, sizeof(r)) < 0)
			return -1;
		printf("at %llu ns for %llu ns: kind %u addr %02x code %02x %s, %u bytes\n",
		       (unsigned long long)r.is.time_ns,
		       (unsigned long long)r.is.duration_ns, r.is.kind,
		       r.is.addr, r.is.code,
		       r.is.flags & I3C_SIM_LOG_F_ACK ? "ACK" : "NACK",
		       r.is.len);
	} while (r.is.kind != I3C_SIM_LOG_CCC || r.is.code != GETMWL);
	return 0;
}

int main(void)
{
	struct i3c_sim_listen listen = { .bus = NAME };
	struct i3c_sim_attach attach = {
		.bus = NAME,
		.pid = 0x04cc31020304,
		.bcr = 0x06,		/* interrupts, with a data byte */
		.dcr = 0xcc,		/* MCTP */
		.mrl = 69,
		.mwl = 69,
	};
	int target = open("/dev/i3c-sim", O_RDWR);
	int log = open("/dev/i3c-sim", O_RDONLY);
	int ret = 1;

	if (mkdir(BUS, 0755) == 0 &&
	    ioctl(log, I3C_SIM_IOC_LOG, &listen) == 0 &&
	    attr_set(BUS "/live", "1") == 0 &&
	    ioctl(target, I3C_SIM_IOC_ATTACH, &attach) == 0 &&
	    listen_until_ready(log) == 0)
		ret = 0;
	else
		perror("i3c-sim-example");

	close(target);			/* pulls the plug */
	rmdir(BUS);
	return ret;
}
