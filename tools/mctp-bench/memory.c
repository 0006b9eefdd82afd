// SPDX-License-Identifier: Apache-2.0
#include "memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Memory of all slab caches, with what is free in them. */
int memory_slabs(double *ret_bytes)
{
	FILE *file = fopen("/proc/slabinfo", "re");
	double bytes = 0;
	char line[512];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		unsigned long pages, slabs;
		const char *data = strstr(line, ": slabdata ");

		if (data &&
		    sscanf(line, "%*s %*u %*u %*u %*u %lu", &pages) == 1 &&
		    sscanf(data, ": slabdata %*u %lu", &slabs) == 1)
			bytes += (double)pages * slabs * sysconf(_SC_PAGESIZE);
	}
	fclose(file);
	if (!bytes)
		return -ENODATA;
	*ret_bytes = bytes;
	return 0;
}

/* What the family says of the structure behind a socket */
int memory_sock_size(double *ret_bytes)
{
	FILE *file = fopen("/proc/net/protocols", "re");
	char line[256];
	int rc = -ENODATA;

	if (!file)
		return -errno;
	while (rc && fgets(line, sizeof(line), file)) {
		unsigned int size;

		if (sscanf(line, "MCTP %u", &size) == 1) {
			*ret_bytes = size;
			rc = 0;
		}
	}
	fclose(file);
	return rc;
}
