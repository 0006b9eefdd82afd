/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the cases of the probe, all of them or those of the areas named, each
 * in a process and a network namespace of its own.
 */
#include "probe.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tun.h"

static const struct probe_area *const areas[] = {
	&socket_area, &bind_area, &connect_area, &precedence_area,
	&send_area, &extended_area, &receive_area, &control_area,
	&option_area, &ioctl_area, &privilege_area, &tag_area,
	&tagctl_area, &expiry_area, &addr_area, &route_area,
	&neigh_area, &link_area, &notify_area, &device_area,
	&packet_area, &fragment_area, &reassembly_area, &forward_area,
	&namespace_area,
};

enum { MAX_RUNS = 512, DEADLINE_S = 60 };

static struct run {
	const struct probe_area *area;
	const struct probe_case *what;
	pid_t pid;
	int out; /* what it has printed */
} runs[MAX_RUNS];
static size_t num_runs;

static void in_child(const struct run *run)
{
	if (!freopen("/dev/null", "r", stdin) || dup2(run->out, 1) < 0)
		_exit(1);
	alarm(DEADLINE_S);
	report_start(run->area->name, run->what->name);
	if (unshare(CLONE_NEWNET))
		bail("network namespace");
	if_configure("lo", 0);
	run->what->run();
	fflush(stdout);
	_exit(0);
}

static void begin(struct run *run)
{
	run->out = memfd_create("probe", MFD_CLOEXEC);
	fflush(stdout);
	run->pid = fork();
	if (run->out < 0 || run->pid < 0) {
		perror("probe");
		exit(1);
	}
	if (!run->pid)
		in_child(run);
}

static void finish(struct run *run)
{
	char data[65536];
	int status = -1;
	off_t pos = 0;
	ssize_t n;

	waitpid(run->pid, &status, 0);
	while ((n = pread(run->out, data, sizeof(data), pos)) > 0) {
		fwrite(data, 1, n, stdout);
		pos += n;
	}
	close(run->out);
	if (status)
		printf("%s/%s/BAIL: ended with status %#x\n", run->area->name,
		       run->what->name, status);
}

/*
 * Some kernels put devices of their own into each new namespace. Without them
 * the first device of a case has index 2 everywhere.
 */
static void no_fallback_tunnels(void)
{
	int fd = open("/proc/sys/net/core/fb_tunnels_only_for_init_net",
		      O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, "2", 1) != 1)
		perror("probe: fb_tunnels_only_for_init_net");
	close(fd);
}

static bool is_wanted(const char *area, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(area, *names))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	size_t i;

	(void)argc;
	no_fallback_tunnels();
	for (i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		const struct probe_case *what = areas[i]->cases;

		if (!is_wanted(areas[i]->name, argv + 1))
			continue;
		for (; what->name && num_runs < MAX_RUNS; what++)
			runs[num_runs++] = (struct run){ areas[i], what, 0, 0 };
	}
	for (i = 0; i < num_runs; i++)
		if (runs[i].what->slow)
			begin(&runs[i]);
	for (i = 0; i < num_runs; i++) {
		if (runs[i].what->slow)
			continue;
		begin(&runs[i]);
		finish(&runs[i]);
	}
	for (i = 0; i < num_runs; i++)
		if (runs[i].what->slow)
			finish(&runs[i]);
	return 0;
}
