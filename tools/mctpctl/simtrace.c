// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl sim log: what happens on the wire of a simulated bus, as it does.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>

#include "pcapng.h"
#include "sim.h"
#include "simlog.h"
#include "verbs.h"

#define DEVICE "/dev/i3c-sim"
/* For private use: no link type is reserved for I3C. */
#define LINKTYPE_USER0 147

struct trace {
	const struct cli *cli;
	const char *bus;
	int fd, signals;
	FILE *file; /* the capture; NULL: lines */
	uint64_t left, written, lost;
	union {
		struct i3c_sim_log_record record;
		uint8_t bytes[sizeof(struct i3c_sim_log_record) + 65536];
	} in;
	uint8_t packet[SIMLOG_HEADER_LEN + 65536];
};

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void write_packet(struct trace *t, const uint8_t *data)
{
	const struct i3c_sim_log_record *record = &t->in.record;
	struct pcapng_packet packet = {
		.time_ns = record->time_ns,
		.flags = record->flags & I3C_SIM_LOG_F_READ ? PCAPNG_INBOUND :
							      PCAPNG_OUTBOUND,
		.len = SIMLOG_HEADER_LEN + record->len,
		.captured = SIMLOG_HEADER_LEN + record->len,
		.data = t->packet,
	};

	simlog_header(record, t->packet);
	memcpy(t->packet + SIMLOG_HEADER_LEN, data, record->len);
	pcapng_packet(t->file, &packet);
}

static void write_record(struct trace *t)
{
	const uint8_t *data = t->in.bytes + sizeof(t->in.record);
	_cleanup_value_ struct value *line = NULL;

	t->left--;
	t->written++;
	t->lost += t->in.record.lost;
	if (t->file) {
		write_packet(t, data);
		return;
	}
	line = simlog_value(&t->in.record, data);
	output_line(&t->cli->out, line);
}

/* What was read is in the file at once, for who follows it. */
static int flush(struct trace *t)
{
	FILE *f = t->file ? t->file : t->cli->out.file;

	return fflush(f) || ferror(f) ? -EIO : 0;
}

/* Until there is nothing to read: 0, or a negative errno. */
static int read_records(struct trace *t)
{
	ssize_t n;

	while (t->left) {
		n = read(t->fd, &t->in, sizeof(t->in));
		if (n < 0)
			return errno == EAGAIN ? flush(t) : -errno;
		if ((size_t)n < sizeof(t->in.record) ||
		    (size_t)n != sizeof(t->in.record) + t->in.record.len)
			return -EBADMSG;
		write_record(t);
	}
	return flush(t);
}

/* Milliseconds for poll(), -1 for ever. */
static int poll_time(uint64_t deadline_us)
{
	uint64_t now = now_us();

	if (deadline_us == UINT64_MAX)
		return -1;
	return deadline_us > now ? (int)((deadline_us - now) / 1000 + 1) : 0;
}

/* Until a signal, the deadline, the last record wanted or the bus is gone. */
static int trace_loop(struct trace *t, uint64_t deadline_us)
{
	struct pollfd fds[] = { { t->fd, POLLIN, 0 },
				{ t->signals, POLLIN, 0 } };
	int n, r = 0;

	while (!r && t->left) {
		n = poll(fds, 2, poll_time(deadline_us));
		if (n < 0 && errno != EINTR)
			return -errno;
		r = read_records(t);
		if (!n || fds[1].revents)
			break;
	}
	return r == -ENODEV ? 0 : r;
}

static int open_log(struct trace *t)
{
	struct i3c_sim_listen listen = { .reserved = { 0 } };

	if (strlen(t->bus) >= sizeof(listen.bus))
		return -ENAMETOOLONG;
	strcpy(listen.bus, t->bus);
	t->fd = open(DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (t->fd < 0 || ioctl(t->fd, I3C_SIM_IOC_LOG, &listen))
		return -errno;
	return 0;
}

static int open_signals(struct trace *t)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	t->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	return t->signals < 0 ? -errno : 0;
}

/* After everything else that can fail: an old capture is not lost to that. */
static int open_file(struct trace *t)
{
	struct pcapng_interface interface = {
		.name = t->bus,
		.description = "wire of a simulated I3C bus",
		.linktype = LINKTYPE_USER0,
		.snaplen = sizeof(t->packet),
	};

	if (!t->cli->file)
		return 0;
	t->file = fopen(t->cli->file, "we");
	if (!t->file)
		return cli_fail(NULL, "%s: %s", t->cli->file, strerror(errno));
	pcapng_section(t->file, "i3c-sim", "mctpctl " PROJECT_VERSION);
	pcapng_interface(t->file, &interface);
	return 0;
}

static int fail(const struct sim_place *bus, int error)
{
	const char *hint = error == -EACCES ? "needs root" :
			   error == -ENOENT ? "modprobe i3c-sim" :
					      NULL;

	if (error == -ENOSPC)
		return cli_fail(NULL,
				"%s: has as many listeners as it may have",
				bus->what);
	return cli_fail(hint, "%s: cannot listen: %s", bus->what,
			strerror(-error));
}

static int finish(struct trace *t)
{
	if (!t->file)
		return CLI_OK;
	if (fflush(t->file) || ferror(t->file))
		return cli_fail(NULL, "%s: cannot be written", t->cli->file);
	cli_note("%llu record%s written, %llu lost",
		 (unsigned long long)t->written, t->written == 1 ? "" : "s",
		 (unsigned long long)t->lost);
	return CLI_OK;
}

static void trace_close(struct trace *t)
{
	if (t->fd >= 0)
		close(t->fd);
	if (t->signals >= 0)
		close(t->signals);
	if (t->file)
		fclose(t->file);
}

int sim_log(struct cli *cli, int argc, char **argv)
{
	/* too large for the stack, and there is one */
	static struct trace t = { .fd = -1, .signals = -1 };
	uint64_t deadline_us = UINT64_MAX;
	struct sim_place bus;
	int r = sim_find_bus(argv[0], &bus);

	(void)argc;
	if (r)
		return r;
	t.cli = cli;
	t.bus = argv[0];
	t.left = cli->count ? cli->count : UINT64_MAX;
	r = open_log(&t);
	if (!r)
		r = open_signals(&t);
	if (r) {
		trace_close(&t);
		return fail(&bus, r);
	}
	r = open_file(&t);
	if (!r) {
		if (cli->timeout_us)
			deadline_us = now_us() + cli->timeout_us;
		r = trace_loop(&t, deadline_us);
		r = r ? fail(&bus, r) : finish(&t);
	}
	trace_close(&t);
	return r;
}
