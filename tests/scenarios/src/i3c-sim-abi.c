// SPDX-License-Identifier: Apache-2.0
/*
 * The user interface of i3c-sim as linux/i3c-sim.h documents it: every error,
 * each limit and one beyond it. Makes its own buses, which must not exist.
 * Prints one line per check; exits 1 if any failed.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/i3c-sim.h>

#include "checks.h"

#define ROOT	"/sys/kernel/config/i3c-sim/"
#define BUS	"abi"
#define PID	0x04cc31020304ULL
#define PID_MAX	((1ULL << 48) - 1)

static long attr_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	long ret;

	if (fd < 0)
		return -errno;
	ret = result(write(fd, text, strlen(text)));
	close(fd);
	return ret < 0 ? ret : 0;
}

static int attr_read(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		perror(path);
	close(fd);
	return atoi(text);
}

static int sim_open(void)
{
	int fd = open("/dev/i3c-sim", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		perror("/dev/i3c-sim");
		exit(1);
	}
	return fd;
}

static struct i3c_sim_attach attach_default(void)
{
	struct i3c_sim_attach req = {
		.bus = BUS, .pid = PID, .bcr = 0x06, .dcr = 0x11,
		.mrl = 64, .mwl = 64,
	};

	return req;
}

static long attach(int fd, const struct i3c_sim_attach *req)
{
	return result(ioctl(fd, I3C_SIM_IOC_ATTACH, req));
}

/* Attach with a file of its own and pull the plug again. */
static long try_attach(const struct i3c_sim_attach *req)
{
	int fd = sim_open();
	long ret = attach(fd, req);

	close(fd);
	return ret;
}

static short poll_events(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

	return poll(&p, 1, 0) < 0 ? -errno : p.revents;
}

/* Wait until the file can be read, then read with @size bytes. */
static long read_event(int fd, void *buf, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (poll(&p, 1, 5000) <= 0)
		return -ETIMEDOUT;
	return result(read(fd, buf, size));
}

static long send_packet(int fd, const struct i3c_sim_packet *hdr, size_t len)
{
	static char buf[sizeof(*hdr) + I3C_SIM_DATA_MAX + 2];

	memcpy(buf, hdr, sizeof(*hdr));
	return result(write(fd, buf, sizeof(*hdr) + len));
}

static void check_attributes(void)
{
	char name[64] = ROOT "1234567890123456789012345678901";

	expect(result(mkdir(name, 0755)), 0, "name of 31 bytes");
	expect(result(mkdir(name, 0755)), -EEXIST, "a name is unique");
	rmdir(name);
	strcat(name, "2");
	expect(result(mkdir(name, 0755)), -ENAMETOOLONG, "name of 32 bytes");

	expect(attr_read(ROOT BUS "/bus"), -1, "bus is -1 while not live");
	expect(attr_read(ROOT BUS "/mctp_controller"), 1, "default is 1");
	expect(attr_write(ROOT BUS "/mctp_controller", "x"), -EINVAL,
	       "mctp_controller takes a boolean");
	expect(attr_write(ROOT BUS "/mctp_controller", "0"), 0,
	       "mctp_controller can be cleared");
	expect(attr_write(ROOT BUS "/daa", "1"), -ENODEV,
	       "no assignment while not live");
	expect(attr_write(ROOT BUS "/live", "2"), -EINVAL,
	       "live takes a boolean");
	expect(attr_write(ROOT BUS "/bus", "1"), -EACCES, "bus is read-only");

	expect(attr_write(ROOT BUS "/live", "1"), 0, "live can be set");
	expect(attr_write(ROOT BUS "/live", "1"), 0, "and again");
	expect(attr_read(ROOT BUS "/bus") >= 0, 1, "bus tells the number");
	expect(attr_write(ROOT BUS "/mctp_controller", "1"), -EBUSY,
	       "mctp_controller is fixed while live");
	expect(attr_write(ROOT BUS "/daa", "0"), -EINVAL, "daa takes 1 only");
	expect(attr_write(ROOT BUS "/daa", "1"), 0, "daa of an empty bus");
}

/* Each attribute that is fixed while live: its default, range, and lock. */
static void check_bus_numbers(void)
{
	static const struct {
		const char *name;
		unsigned int value, min, max;
	} table[] = {
		{ "clock_hz", 12500000, 100000, 12500000 },
		{ "max_transfer", 4096, 8, 4096 },
		{ "max_batch", 0, 0, 256 },
		{ "max_batch_bytes", 0, 0, 1048576 },
		{ "max_ibi_len", 16, 0, 16 },
	};
	char path[64], text[16];
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		snprintf(path, sizeof(path), ROOT "n/%s", table[i].name);
		mkdir(ROOT "n", 0755);
		expect(attr_read(path), table[i].value, label("default of %s", table[i].name));
		snprintf(text, sizeof(text), "%u", table[i].max + 1);
		expect(attr_write(path, text), -EINVAL,
		       label("%s %s", table[i].name, text));
		snprintf(text, sizeof(text), "%d", (int)table[i].min - 1);
		expect(attr_write(path, text), -EINVAL,
		       label("%s %s", table[i].name, text));
		snprintf(text, sizeof(text), "%u", table[i].min);
		expect(attr_write(path, text), 0,
		       label("%s %s", table[i].name, text));
		expect(attr_write(ROOT "n/live", "1"), 0, "live with it");
		snprintf(text, sizeof(text), "%u", table[i].max);
		expect(attr_write(path, text), -EBUSY,
		       label("%s while live", table[i].name));
		expect(attr_write(ROOT "n/live", "0"), 0, "off again");
		expect(attr_write(path, text), 0,
		       label("%s %s", table[i].name, text));
		rmdir(ROOT "n");
	}
}

static void check_bus_limits_by_name(void)
{
	static const char * const reports[] = {
		"none", "len", "actual_len", "both",
	};
	size_t i;

	mkdir(ROOT "n", 0755);
	for (i = 0; i < sizeof(reports) / sizeof(*reports); i++)
		expect(attr_write(ROOT "n/report_length", reports[i]), 0,
		       label("report_length %s", reports[i]));
	expect(attr_write(ROOT "n/report_length", "length"), -EINVAL,
	       "unknown report_length");
	expect(attr_read(ROOT "n/hdr_ddr"), 0, "no HDR-DDR by default");
	expect(attr_write(ROOT "n/hdr_ddr", "2"), -EINVAL,
	       "hdr_ddr takes a boolean");
	expect(attr_write(ROOT "n/live", "1"), 0, "a bus without limits");
	expect(attr_write(ROOT "n/report_length", "both"), -EBUSY,
	       "report_length while live");
	expect(attr_write(ROOT "n/hdr_ddr", "0"), -EBUSY, "hdr_ddr while live");
	expect(attr_write(ROOT "n/paced", "1"), 0, "paced while live");
	expect(attr_read(ROOT "n/paced"), 1, "paced tells");
	expect(attr_write(ROOT "n/paced", "-1"), -EINVAL,
	       "paced takes a boolean");
	rmdir(ROOT "n");
}

#define TARGET	ROOT "n/targets/t/"

/* The attributes of a target of configfs: range, and lock while plugged. */
static void check_target_numbers(void)
{
	static const struct {
		const char *name;
		int min;
		unsigned int max;
	} table[] = {
		{ "bcr", 0, 255 }, { "dcr", 0, 255 }, { "mrl", 0, 65535 },
		{ "mwl", 0, 65535 }, { "mdb", -1, 255 }, { "eid", 8, 254 },
		{ "dest_eid", 0, 255 }, { "type", 0, 255 },
		{ "size", 1, I3C_SIM_DATA_MAX - 5 },
		{ "static_addr", 0, 0x77 }, { "status", 0, 0xfff0 },
	};
	char path[64], text[16];
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		snprintf(path, sizeof(path), TARGET "%s", table[i].name);
		snprintf(text, sizeof(text), "%d", table[i].min - 1);
		expect(attr_write(path, text), -EINVAL,
		       label("%s %s", table[i].name, text));
		snprintf(text, sizeof(text), "%u", table[i].max + 1);
		expect(attr_write(path, text), -EINVAL,
		       label("%s %s", table[i].name, text));
		snprintf(text, sizeof(text), "%u", table[i].max);
		expect(attr_write(path, text), 0,
		       label("%s %s", table[i].name, text));
		snprintf(text, sizeof(text), "%d", table[i].min);
		expect(attr_write(path, text), 0,
		       label("%s %s", table[i].name, text));
	}
}

static void check_target_plug(void)
{
	expect(attr_write(TARGET "pid", "0"), -EINVAL, "PID 0 of a directory");
	expect(attr_write(TARGET "pid", "0x1000000000000"), -EINVAL,
	       "PID of 49 bits");
	expect(attr_write(TARGET "plugged", "1"), -EINVAL, "plug without PID");
	expect(attr_write(TARGET "pid", "0xffffffffffff"), 0, "PID of 48 bits");
	expect(attr_write(TARGET "behaviour", "parrot"), -EINVAL,
	       "unknown behaviour");
	expect(attr_write(TARGET "behaviour", "source"), 0, "a source");
	expect(attr_write(TARGET "hdr_ddr", "1"), 0, "HDR-DDR is wanted");
	expect(attr_write(TARGET "bcr", "0"), 0, "from a target without");
	expect(attr_write(TARGET "plugged", "1"), 0, "the bus is off");
	expect(attr_write(ROOT "n/live", "1"), -EINVAL, "and stays off");
	expect(attr_write(TARGET "plugged", "0"), 0, "the plug out again");
	expect(attr_write(TARGET "bcr", "0x26"), 0, "with the bit for it");
	expect(attr_write(TARGET "plugged", "1"), 0, "the plug");
	expect(attr_write(TARGET "plugged", "1"), 0, "and again");
	expect(attr_write(TARGET "size", "5"), -EBUSY, "size while plugged");
	expect(attr_write(TARGET "pid", "5"), -EBUSY, "PID while plugged");
	expect(attr_write(TARGET "behaviour", "echo"), -EBUSY,
	       "behaviour while plugged");
	expect(attr_write(TARGET "count", "5"), 0, "count while plugged");
	expect(attr_write(TARGET "count", "-1"), -EINVAL, "count is no less");
	expect(attr_write(TARGET "address", "9"), -EACCES, "address is told");
}

static void check_targets(void)
{
	mkdir(ROOT "n", 0755);
	expect(result(mkdir(TARGET, 0755)), 0, "a target of configfs");
	check_target_numbers();
	check_target_plug();
	expect(attr_write(ROOT "n/live", "1"), 0, "the bus with a target");
	expect(result(rmdir(ROOT "n")), -ENOTEMPTY, "rmdir of it");
	expect(result(rmdir(TARGET)), 0, "rmdir of a plugged target");
	expect(result(rmdir(ROOT "n")), 0, "rmdir of the bus");
}

static long listen_to(int fd, const struct i3c_sim_listen *req)
{
	return result(ioctl(fd, I3C_SIM_IOC_LOG, req));
}

static void check_listen(void)
{
	struct i3c_sim_attach target = attach_default();
	struct i3c_sim_listen req = { .bus = "none" };
	struct i3c_sim_log_record record;
	int fd = sim_open();

	expect(listen_to(fd, &req), -ENOENT, "listen to no bus");
	memset(req.bus, 'b', sizeof(req.bus));
	expect(listen_to(fd, &req), -EINVAL, "listen to a name without NUL");
	memset(&req, 0, sizeof(req));
	strcpy(req.bus, "n");
	req.reserved[3] = 1;
	expect(listen_to(fd, &req), -EINVAL, "listen with a reserved word");
	req.reserved[3] = 0;
	expect(result(ioctl(fd, I3C_SIM_IOC_LOG, 8)), -EFAULT,
	       "listen with a bad pointer");

	mkdir(ROOT "n", 0755);
	expect(listen_to(fd, &req), 0, "listen to a bus that is off");
	expect(listen_to(fd, &req), -EBUSY, "and again");
	expect(attach(fd, &target), -EBUSY, "a listener is no target");
	expect(poll_events(fd), 0, "nothing happens");
	expect(result(read(fd, &record, sizeof(record))), -EAGAIN,
	       "nothing to read");
	expect(result(write(fd, &record, sizeof(record))), -ENOTCONN,
	       "nothing to write to");
	expect(attr_write(ROOT "n/live", "1"), 0, "it goes live");
	expect(poll_events(fd), POLLIN, "and that is heard");
	expect(read_event(fd, &record, sizeof(record)), sizeof(record),
	       "a record");
	expect(record.kind, I3C_SIM_LOG_LIVE, "that tells it");
	rmdir(ROOT "n");
	expect(poll_events(fd), POLLIN | POLLHUP, "the bus is removed");
	while (read_event(fd, &record, sizeof(record)) == sizeof(record))
		;
	expect(record.kind, I3C_SIM_LOG_OFF, "the last record tells that");
	expect(result(read(fd, &record, sizeof(record))), -ENODEV,
	       "there will be no other");
	close(fd);
}

static void check_bus_limit(void)
{
	char name[64];
	int i;

	/* one exists */
	for (i = 1; i < I3C_SIM_BUSES_MAX; i++) {
		snprintf(name, sizeof(name), ROOT "limit%d", i);
		if (mkdir(name, 0755) < 0)
			expect(-errno, 0, name);
	}
	expect(result(mkdir(ROOT "limit", 0755)), -ENOSPC,
	       label("%d buses and one", I3C_SIM_BUSES_MAX));
	while (--i) {
		snprintf(name, sizeof(name), ROOT "limit%d", i);
		expect(result(rmdir(name)), 0, label("rmdir %s", name));
	}
}

static void check_attach_addr(void)
{
	static const struct {
		int addr;
		int err;
	} table[] = {
		{ 0, 0 }, { 0x07, -EINVAL }, { 0x08, 0 }, { 0x77, 0 },
		{ 0x78, -EINVAL }, { 0xff, -EINVAL },
	};
	struct i3c_sim_attach req = attach_default();
	size_t i;
	int fd;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		req.static_addr = table[i].addr;
		expect(try_attach(&req), table[i].err,
		       label("static address 0x%02x", table[i].addr));
	}

	fd = sim_open();
	req.static_addr = 0x50;
	expect(attach(fd, &req), 0, "a static address");
	req.pid++;
	expect(try_attach(&req), -EEXIST, "static address that is taken");
	close(fd);
}

static void check_attach_status(void)
{
	struct i3c_sim_attach req = attach_default();

	req.status = 0xfff0;
	expect(try_attach(&req), 0, "all bits of the status but the pending");
	req.status = 0x0008;
	expect(try_attach(&req), -EINVAL, "status with a pending interrupt");
}

static void check_attach_fields(void)
{
	struct i3c_sim_attach req = attach_default();
	int i;

	req.pid = 0;
	expect(try_attach(&req), -EINVAL, "PID 0");
	req.pid = PID_MAX;
	expect(try_attach(&req), 0, "PID of 48 bits");
	req.pid = PID_MAX + 1;
	expect(try_attach(&req), -EINVAL, "PID of 49 bits");

	req = attach_default();
	req.flags = I3C_SIM_ATTACH_HDR_DDR << 1;
	expect(try_attach(&req), -EINVAL, "unknown flag");
	req.flags = I3C_SIM_ATTACH_HDR_DDR;
	expect(try_attach(&req), -EINVAL, "HDR-DDR without BCR bit 5");
	req.bcr |= 0x20;
	expect(try_attach(&req), 0, "HDR-DDR with BCR bit 5");

	for (i = 0; i < 3; i++) {
		req = attach_default();
		req.reserved[i] = 1;
		expect(try_attach(&req), -EINVAL,
		       label("reserved word %d", i));
	}
	req = attach_default();
	req.reserved8 = 1;
	expect(try_attach(&req), -EINVAL, "reserved byte");
	check_attach_addr();
	check_attach_status();

	req = attach_default();
	memset(req.bus, 'b', sizeof(req.bus));
	expect(try_attach(&req), -EINVAL, "name without NUL");
	req.bus[sizeof(req.bus) - 1] = 0;
	expect(try_attach(&req), -ENOENT, "no such bus");
	strcpy(req.bus, "off");
	mkdir(ROOT "off", 0755);
	expect(try_attach(&req), -ENOENT, "bus that is not live");
	rmdir(ROOT "off");
}

static void check_attach_rules(void)
{
	struct i3c_sim_attach req = attach_default();
	int fd = sim_open();

	expect(result(ioctl(fd, I3C_SIM_IOC_ATTACH + 1, &req)), -ENOTTY,
	       "unknown ioctl");
	expect(result(ioctl(fd, I3C_SIM_IOC_ATTACH, 8)), -EFAULT,
	       "bad pointer");
	expect(result(read(fd, &req, sizeof(req))), -ENOTCONN,
	       "read before the attach");
	expect(result(write(fd, &req, sizeof(req))), -ENOTCONN,
	       "write before the attach");
	expect(poll_events(fd), POLLERR, "poll before the attach");

	expect(attach(fd, &req), 0, "attach");
	expect(attach(fd, &req), -EBUSY, "second attach of a file");
	expect(try_attach(&req), -EEXIST, "PID that is on the bus");
	close(fd);
	expect(try_attach(&req), 0, "PID that was pulled");
}

static void check_target_limit(void)
{
	struct i3c_sim_attach req = attach_default();
	int fds[I3C_SIM_TARGETS_MAX];
	int i;

	req.flags = I3C_SIM_ATTACH_NO_HOTJOIN;
	for (i = 0; i < I3C_SIM_TARGETS_MAX; i++, req.pid++) {
		fds[i] = sim_open();
		if (attach(fds[i], &req) < 0)
			expect(-errno, 0, label("target %d", i));
	}
	expect(try_attach(&req), -ENOSPC,
	       label("%d targets and one", I3C_SIM_TARGETS_MAX));
	close(fds[0]);
	expect(try_attach(&req), 0, "a pulled one makes room");
	while (--i)
		close(fds[i]);
}

static void check_events(void)
{
	struct i3c_sim_attach req = attach_default();
	struct i3c_sim_event event = { .type = 0 };
	int fd = sim_open();

	expect(attach(fd, &req), 0, "attach for events");
	expect(read_event(fd, &event, sizeof(event) - 1), -EMSGSIZE,
	       "buffer one byte short");
	expect(read_event(fd, &event, sizeof(event)), sizeof(event),
	       "the event stays");
	expect(event.type, I3C_SIM_EV_ADDR, "hot-join gives an address");
	expect(event.dyn_addr != 0, 1, "and tells it");
	/* the core may move a PID it has seen to its earlier address */
	while (poll_events(fd) & POLLIN)
		read_event(fd, &event, sizeof(event));
	expect(result(read(fd, &event, sizeof(event))), -EAGAIN,
	       "nothing to read");
	expect(poll_events(fd), POLLOUT, "poll of an idle target");
	close(fd);
}

static void check_packet_fields(void)
{
	static const struct {
		const char *name;
		struct i3c_sim_packet hdr;
		int extra;	/* bytes written beyond hdr.len */
		int err;
	} table[] = {
		{ "packet", { .len = 1 }, 0, 0 },
		{ "one byte too many", { .len = 1 }, 1, EINVAL },
		{ "one byte too few", { .len = 1 }, -1, EINVAL },
		{ "longest", { .len = I3C_SIM_DATA_MAX }, 0, 0 },
		{ "too long", { .len = I3C_SIM_DATA_MAX + 1 }, 0, EINVAL },
		{ "longest with PEC", { .flags = I3C_SIM_PKT_PEC,
		  .len = I3C_SIM_DATA_MAX - 1 }, 0, 0 },
		{ "too long with PEC", { .flags = I3C_SIM_PKT_PEC,
		  .len = I3C_SIM_DATA_MAX }, 0, EINVAL },
		{ "unknown flag", { .flags = 4, .len = 1 }, 0, EINVAL },
		{ "reserved", { .reserved = 1, .len = 1 }, 0, EINVAL },
		{ "reserved2", { .reserved2 = 1, .len = 1 }, 0, EINVAL },
		{ "longest IBI", { .flags = I3C_SIM_PKT_IBI,
		  .ibi_len = I3C_SIM_IBI_MAX }, 0, 0 },
		{ "IBI too long", { .flags = I3C_SIM_PKT_IBI,
		  .ibi_len = I3C_SIM_IBI_MAX + 1 }, 0, EINVAL },
		{ "IBI without payload", { .flags = I3C_SIM_PKT_IBI }, 0, 0 },
		{ "payload without IBI", { .ibi_len = 1, .len = 1 }, 0,
		  EINVAL },
		{ "nothing", { .len = 0 }, 0, EINVAL },
		{ "PEC of nothing", { .flags = I3C_SIM_PKT_IBI |
		  I3C_SIM_PKT_PEC }, 0, EINVAL },
	};
	struct i3c_sim_attach req = attach_default();
	int fd = sim_open();
	size_t i, len;

	expect(attach(fd, &req), 0, "attach for packets");
	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		len = table[i].hdr.len + table[i].extra;
		expect(send_packet(fd, &table[i].hdr, len), table[i].err ?
		       -table[i].err : (long)(sizeof(table[i].hdr) + len),
		       label("packet: %s", table[i].name));
	}
	expect(result(write(fd, &table[0].hdr, sizeof(table[0].hdr) - 1)),
	       -EINVAL, "packet: header cut");
	close(fd);
}

static void check_packet_ibi(void)
{
	const struct i3c_sim_packet plain = { .flags = I3C_SIM_PKT_IBI };
	const struct i3c_sim_packet mdb = { .flags = I3C_SIM_PKT_IBI,
					    .ibi_len = 1 };
	struct i3c_sim_attach req = attach_default();
	int fd;

	req.bcr = 0x02;
	fd = sim_open();
	expect(attach(fd, &req), 0, "attach without BCR bit 2");
	expect(send_packet(fd, &plain, 0), sizeof(plain), "IBI without MDB");
	expect(send_packet(fd, &mdb, 0), -EINVAL, "MDB without BCR bit 2");
	close(fd);

	req.bcr = 0x04;
	fd = sim_open();
	expect(attach(fd, &req), 0, "attach without BCR bit 1");
	expect(send_packet(fd, &plain, 0), -EINVAL, "IBI without BCR bit 1");
	close(fd);
}

/* A blocking write to a full queue waits, here until the bus goes. */
static long send_blocking(int fd)
{
	const struct i3c_sim_packet hdr = { .len = 1 };
	pid_t child = fork();
	long ret;

	if (!child) {
		usleep(50000);
		_exit(attr_write(ROOT BUS "/live", "0") ? 1 : 0);
	}
	fcntl(fd, F_SETFL, O_RDWR);
	ret = send_packet(fd, &hdr, 1);
	waitpid(child, NULL, 0);
	return ret;
}

static void check_packet_limit(void)
{
	const struct i3c_sim_packet hdr = { .len = 1 };
	struct i3c_sim_attach req = attach_default();
	int fd = sim_open();
	int i;

	expect(attach(fd, &req), 0, "attach for the packet limit");
	for (i = 0; i < I3C_SIM_PACKETS_MAX; i++)
		if (send_packet(fd, &hdr, 1) < 0)
			expect(-errno, 0, label("packet %d", i));
	expect(send_packet(fd, &hdr, 1), -EAGAIN,
	       label("%d packets and one", I3C_SIM_PACKETS_MAX));
	expect(poll_events(fd) & POLLOUT, 0, "a full queue is not writable");
	expect(send_blocking(fd), -ENODEV, "a blocking write waits");
	close(fd);
	expect(attr_write(ROOT BUS "/live", "1"), 0, "live again");
}

static void check_bus_gone(void)
{
	const struct i3c_sim_packet hdr = { .len = 1 };
	struct i3c_sim_attach req = attach_default();
	struct i3c_sim_event event;
	int fd = sim_open();
	long ret;

	expect(attach(fd, &req), 0, "attach before the bus goes");
	expect(attr_write(ROOT BUS "/live", "0"), 0, "live can be cleared");
	expect(poll_events(fd) & (POLLHUP | POLLOUT), POLLHUP, "poll tells");
	expect(send_packet(fd, &hdr, 1), -ENODEV, "write to a gone bus");
	do {
		ret = result(read(fd, &event, sizeof(event)));
	} while (ret > 0);
	expect(ret, -ENODEV, "read from a gone bus");
	expect(attr_write(ROOT BUS "/live", "1"), 0, "live can be set again");
	expect(attach(fd, &req), -EBUSY, "a file has one life");
	expect(try_attach(&req), 0, "the PID is free");

	/* the directory goes with everything below it */
	expect(result(rmdir(ROOT BUS)), 0, "rmdir of a live bus");
	expect(try_attach(&req), -ENOENT, "attach to a removed bus");
	close(fd);
}

int main(void)
{
	if (mkdir(ROOT BUS, 0755) < 0) {
		perror(ROOT BUS);
		return 1;
	}
	check_attributes();
	check_bus_numbers();
	check_bus_limits_by_name();
	check_bus_limit();
	check_attach_fields();
	check_attach_rules();
	check_target_limit();
	check_events();
	check_packet_fields();
	check_packet_ibi();
	check_packet_limit();
	check_bus_gone();
	check_targets();
	check_listen();
	return checks_done();
}
