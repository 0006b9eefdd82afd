/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first program of the emulated machine: loads the mctp module, runs one
 * program with its output to the second serial line, and resets the machine.
 * The last line is "status N", that of the program: /probe, or the script
 * $RUN, for which the initramfs has a shell. What the kernel does not know of
 * its command line is the environment of both.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int mount_all(void)
{
	static const char *const fs[][2] = {
		{ "proc", "/proc" }, { "sysfs", "/sys" },
		{ "devtmpfs", "/dev" }, { "tmpfs", "/tmp" },
	};

	for (size_t i = 0; i < sizeof(fs) / sizeof(fs[0]); i++) {
		mkdir(fs[i][1], 0755);
		if (mount(fs[i][0], fs[i][1], fs[i][0], 0, NULL))
			return -errno;
	}
	return 0;
}

/* As it is: a terminal would make two bytes of each end of line. */
static int open_line(void)
{
	int fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios raw;

	if (fd < 0 || tcgetattr(fd, &raw))
		return -errno;
	cfmakeraw(&raw);
	return tcsetattr(fd, TCSANOW, &raw) ? -errno : fd;
}

static int load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		return -errno;
	return close(fd);
}

static int run(char **argv, int line)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		dup2(line, 1);
		setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

int main(void)
{
	char *probe[] = { "/probe", NULL };
	char *script[] = { "bash", getenv("RUN"), NULL };
	int r = mount_all(), line = -1;

	if (!r)
		r = line = open_line();
	if (r >= 0)
		r = load_module("/mctp.ko");
	if (r >= 0) {
		r = run(script[1] ? script : probe, line);
		dprintf(line, "status %d\n", r);
		tcdrain(line);
	} else {
		printf("init: %s\n", strerror(-r));
	}
	sync();
	reboot(RB_AUTOBOOT);
	return 1;
}
