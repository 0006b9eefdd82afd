// SPDX-License-Identifier: Apache-2.0
/*
 * The sockets of all processes, by the names of their open files.
 */
#include "procs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

#define _cleanup_dir_ _cleanup_(closedirp)

/* "123" and nothing else */
static bool parse_pid(const char *name, pid_t *ret_pid)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(name, &end, 10);
	if (*name < '1' || *name > '9' || *end || errno || pid > INT32_MAX)
		return false;
	*ret_pid = pid;
	return true;
}

/* "socket:[123]" */
static bool parse_socket(const char *target, uint64_t *ret_inode)
{
	unsigned long long inode;
	char bracket;

	if (sscanf(target, "socket:[%llu%c", &inode, &bracket) != 2 ||
	    bracket != ']')
		return false;
	*ret_inode = inode;
	return true;
}

/* A process may have the same socket open more than once. */
static int add(struct procs *procs, const struct procs_entry *entry)
{
	struct procs_entry *entries;

	for (size_t i = procs->n; i && procs->entries[i - 1].pid == entry->pid;
	     i--)
		if (procs->entries[i - 1].inode == entry->inode)
			return 0;
	if (!(procs->n & (procs->n - 1))) {
		entries = reallocarray(procs->entries,
				       procs->n ? 2 * procs->n : 1,
				       sizeof(*entries));
		if (!entries)
			return -ENOMEM;
		procs->entries = entries;
	}
	procs->entries[procs->n++] = *entry;
	return 0;
}

/* Empty when the process is gone meanwhile. */
static void read_program(int process, char *name, size_t size)
{
	_cleanup_close_ int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, name, size - 1);

	name[n > 0 ? n : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
}

static int read_process(int root, const char *name, struct procs *procs)
{
	_cleanup_close_ int process =
		openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct procs_entry entry = { .inode = 0 };
	_cleanup_dir_ DIR *files = NULL;
	const struct dirent *file;
	char target[64];
	ssize_t n;
	int fd, r = 0;

	if (process < 0 || !parse_pid(name, &entry.pid))
		return 0;
	fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	files = fd < 0 ? NULL : fdopendir(fd);
	if (!files) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	read_program(process, entry.program, sizeof(entry.program));
	while (!r && (file = readdir(files))) {
		n = readlinkat(dirfd(files), file->d_name, target,
			       sizeof(target) - 1);
		if (n <= 0)
			continue;
		target[n] = '\0';
		if (parse_socket(target, &entry.inode))
			r = add(procs, &entry);
	}
	return r;
}

int procs_read(const char *root, struct procs *ret_procs)
{
	_cleanup_dir_ DIR *dir = opendir(root);
	struct procs procs = { .n = 0 };
	const struct dirent *entry;
	int r = 0;

	if (!dir)
		return -errno;
	while (!r && (entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			r = read_process(dirfd(dir), entry->d_name, &procs);
	if (r < 0) {
		procs_done(&procs);
		return r;
	}
	*ret_procs = procs;
	return 0;
}

void procs_done(struct procs *procs)
{
	free(procs->entries);
	procs->entries = NULL;
	procs->n = 0;
}
