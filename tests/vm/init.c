// SPDX-License-Identifier: Apache-2.0
/*
 * First process of the test machine. The root is the host's, read-only; this
 * lays a writable layer over it that lives in memory, mounts what the machine
 * has of its own, runs the script guest and reports how that ended.
 *
 * The runner says what it wants in files of the directory $VM_DIR:
 *	guest	what to run
 *	show	host directories to show even below /tmp and the like
 *	tty	exists if the command shall have the terminal
 *	token	what proves that a verdict is this run's
 *
 * Consoles: tty0 terminal or output, tty1 error output, tty2 verdict. The
 * kernel's log goes to tty3, which nobody here opens.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define ROOT "/run/root"
#define RUN_DIR "/run/vm" /* where the guest finds $VM_DIR */
#define LEAK_AGE_S 5 /* kmemleak trusts objects older than this */

static int verdict_fd = -1;

__attribute__((format(printf, 1, 2), noreturn))
static void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dprintf(verdict_fd, "failed ");
	vdprintf(verdict_fd, fmt, ap);
	dprintf(verdict_fd, ": %s\n", strerror(errno));
	va_end(ap);
	tcdrain(verdict_fd);
	reboot(RB_POWER_OFF);
	_exit(1);
}

static void do_mount(const char *type, const char *source, const char *target,
		     unsigned long flags, const char *options)
{
	if (mount(source, target, type, flags, options) < 0)
		die("mounting %s on %s", type ? type : source, target);
}

static void make_path(const char *path)
{
	char copy[4096], *p;

	snprintf(copy, sizeof(copy), "%s", path);
	for (p = copy + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(copy, 0755);
	}
	mkdir(copy, 0755);
}

/* Shows the host's @lower at @target, with a layer of its own for writes. */
static void mount_layered(const char *lower, const char *target)
{
	static int layers;
	char upper[64], work[64], options[5000];

	snprintf(upper, sizeof(upper), "/run/layer%d/upper", layers);
	snprintf(work, sizeof(work), "/run/layer%d/work", layers++);
	make_path(upper);
	make_path(work);
	make_path(target);
	snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s,workdir=%s",
		 lower, upper, work);
	do_mount("overlay", "overlay", target, 0, options);
}

static void mount_own(void)
{
	static const struct {
		const char *type, *target, *options;
		unsigned long flags;
	} table[] = {
		{ "proc", ROOT "/proc", NULL, MS_NOSUID | MS_NODEV },
		{ "sysfs", ROOT "/sys", NULL, MS_NOSUID | MS_NODEV },
		{ "configfs", ROOT "/sys/kernel/config", NULL, 0 },
		{ "debugfs", ROOT "/sys/kernel/debug", NULL, 0 },
		{ "devtmpfs", ROOT "/dev", "mode=0755", 0 },
		{ "devpts", ROOT "/dev/pts", "mode=0620,ptmxmode=0666", 0 },
		{ "tmpfs", ROOT "/dev/shm", "mode=1777", 0 },
		{ "tmpfs", ROOT "/run", "mode=0755", 0 },
		{ "tmpfs", ROOT "/tmp", "mode=1777", 0 },
		{ "tmpfs", ROOT "/var/lib", "mode=0755", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		mkdir(table[i].target, 0755);
		do_mount(table[i].type, table[i].type, table[i].target,
			 table[i].flags, table[i].options);
	}
}

/* What udev would make */
static void link_devices(void)
{
	static const char *const table[][2] = {
		{ "/proc/self/fd", ROOT "/dev/fd" },
		{ "/proc/self/fd/0", ROOT "/dev/stdin" },
		{ "/proc/self/fd/1", ROOT "/dev/stdout" },
		{ "/proc/self/fd/2", ROOT "/dev/stderr" },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (symlink(table[i][0], table[i][1]) < 0 && errno != EEXIST)
			die("making %s", table[i][1]);
}

static bool is_hidden(const char *path)
{
	static const char *const own[] = { "/run/", "/tmp/", "/dev/",
					   "/var/lib/" };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!strncmp(path, own[i], strlen(own[i])))
			return true;
	return false;
}

/* The sources, or the caller's directory, may lie where the guest has its
 * own file system.
 */
static void show_hidden(const char *vm_dir)
{
	char path[4096], target[5000];
	FILE *file;

	snprintf(path, sizeof(path), "%s/show", vm_dir);
	file = fopen(path, "re");
	if (!file)
		die("opening %s", path);
	while (fgets(path, sizeof(path), file)) {
		path[strcspn(path, "\n")] = '\0';
		if (!is_hidden(path))
			continue;
		snprintf(target, sizeof(target), ROOT "%s", path);
		mount_layered(path, target);
	}
	fclose(file);
}

static void build_root(const char *vm_dir)
{
	do_mount("tmpfs", "tmpfs", "/run", 0, "mode=0755");
	mount_layered("/", ROOT);
	mount_own();
	link_devices();
	show_hidden(vm_dir);
	make_path(ROOT RUN_DIR);
	do_mount(NULL, vm_dir, ROOT RUN_DIR, MS_BIND, NULL);
	if (chdir(ROOT) < 0)
		die("entering the new root");
	do_mount(NULL, ".", "/", MS_MOVE, NULL);
	if (chroot(".") < 0 || chdir("/") < 0)
		die("changing the root");
}

static void set_up_network(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sethostname("vm", 2) < 0 || fd < 0 ||
	    ioctl(fd, SIOCSIFFLAGS, &ifr) < 0)
		die("setting up loopback");
	close(fd);
}

/* A console that passes every byte through as it is. */
static int open_raw(const char *path)
{
	struct termios tio;
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &tio) < 0)
		die("opening %s", path);
	cfmakeraw(&tio);
	tcsetattr(fd, TCSANOW, &tio);
	return fd;
}

static void write_all(int fd, const char *data, ssize_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= n) {
		n = write(fd, data, len);
		if (n < 0)
			return;
	}
}

/* Passes on what there is, without waiting for more. */
static void pump(int from, int to)
{
	char data[65536];
	ssize_t n;

	while ((n = read(from, data, sizeof(data))) > 0)
		write_all(to, data, n);
}

/* Collects every dead process; returns true once @pid is among them. */
static bool reap(pid_t pid, int *ret_status)
{
	bool ended = false;
	int status;
	pid_t dead;

	while ((dead = waitpid(-1, &status, WNOHANG)) > 0) {
		if (dead != pid)
			continue;
		ended = true;
		*ret_status = WIFEXITED(status) ? WEXITSTATUS(status)
						: 128 + WTERMSIG(status);
	}
	return ended;
}

__attribute__((noreturn)) static void exec_guest(int in, int out, int err)
{
	sigset_t none;

	setsid();
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	ioctl(in, TIOCSCTTY, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execl("/bin/bash", "bash", RUN_DIR "/guest", NULL);
	_exit(127);
}

static int run_on_terminal(const sigset_t *child)
{
	int status = 127, tty = open("/dev/tty0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	pid_t pid = fork();

	if (!pid)
		exec_guest(tty, tty, tty);
	while (!reap(pid, &status))
		sigwaitinfo(child, NULL);
	tcdrain(tty);
	return status;
}

/*
 * The command writes into pipes, as it would on the host, so that a console's
 * line discipline changes nothing and no output is lost.
 */
static int run_on_pipes(const sigset_t *child)
{
	int tty[2] = { open_raw("/dev/tty0"), open_raw("/dev/tty1") };
	int out[2], err[2], null, status = 127;
	struct signalfd_siginfo info;
	bool ended = false;
	pid_t pid;

	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
		die("making pipes");
	pid = fork();
	if (!pid)
		exec_guest(null, out[1], err[1]);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);

	struct pollfd fds[3] = {
		{ .events = POLLIN, .fd = out[0] },
		{ .events = POLLIN, .fd = err[0] },
		{ .events = POLLIN, .fd = signalfd(-1, child, SFD_CLOEXEC) },
	};
	while (!ended) {
		poll(fds, 3, -1);
		if (fds[2].revents) {
			if (read(fds[2].fd, &info, sizeof(info)) < 0)
				die("reading signals");
			ended = reap(pid, &status);
		}
		/* also after the end: what is in the pipes came before it */
		pump(out[0], tty[0]);
		pump(err[0], tty[1]);
	}
	tcdrain(tty[0]);
	tcdrain(tty[1]);
	return status;
}

static void end_processes(void)
{
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/*
 * With every process gone, what is still allocated and cannot be reached is
 * lost. The details go to the kernel's log, where the runner looks for them.
 */
static void scan_for_leaks(void)
{
	int leaks = open("/sys/kernel/debug/kmemleak", O_RDWR | O_CLOEXEC);
	FILE *file, *log;
	char line[256];

	if (leaks < 0)
		return;
	/* a first scan may still see an object through a stale register */
	sleep(LEAK_AGE_S);
	write_all(leaks, "scan", 4);
	write_all(leaks, "scan", 4);
	file = fdopen(leaks, "r");
	log = fopen("/dev/kmsg", "we");
	while (file && log && fgets(line, sizeof(line), file)) {
		fprintf(log, "<4>%s", line);
		fflush(log);
	}
}

static void report(const char *vm_dir, int status)
{
	char path[4096], token[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/token", vm_dir);
	file = fopen(path, "re");
	if (!file || !fgets(token, sizeof(token), file))
		die("reading %s", path);
	token[strcspn(token, "\n")] = '\0';
	dprintf(verdict_fd, "exit %s %d\n", token, status);
	tcdrain(verdict_fd);
}

int main(void)
{
	const char *vm_dir = getenv("VM_DIR");
	sigset_t child;
	int status;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	/* before the root changes: a failure below must be heard */
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	verdict_fd = open_raw("/dev/tty2");
	if (!vm_dir)
		die("VM_DIR is not set");
	build_root(vm_dir);
	set_up_network();
	status = access(RUN_DIR "/tty", F_OK) ? run_on_pipes(&child)
					      : run_on_terminal(&child);
	end_processes();
	scan_for_leaks();
	report(RUN_DIR, status);
	reboot(RB_POWER_OFF);
	return 1;
}
