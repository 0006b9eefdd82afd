// SPDX-License-Identifier: Apache-2.0
/*
 * The load is in the networks that are measured, as far as it fits there: it
 * must be in the way of whoever searches. Its EIDs and message types are not
 * those of what is measured.
 */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "path.h"
#include "rtnl.h"

#define TYPES 0x70
#define FIRST_EID 20
#define EIDS (255 - FIRST_EID)

static int raise_limit(unsigned int files)
{
	struct rlimit limit = { .rlim_cur = files, .rlim_max = files };

	return setrlimit(RLIMIT_NOFILE, &limit) ? -errno : 0;
}

int load_sockets(struct load *load, unsigned int count)
{
	int rc = raise_limit(LOAD_SOCKETS_MAX + 64);

	if (rc || count > LOAD_SOCKETS_MAX)
		return rc ?: -EINVAL;
	if (!load->sockets) {
		load->sockets = calloc(LOAD_SOCKETS_MAX, sizeof(int));
		if (!load->sockets)
			return -ENOMEM;
	}
	for (; load->sockets_count < count; load->sockets_count++) {
		int fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);

		if (fd < 0)
			return -errno;
		load->sockets[load->sockets_count] = fd;
	}
	return 0;
}

/* One type after the other, then the next local EID, any EID first. */
int load_binds(const struct load *load)
{
	for (unsigned int i = 0; i < load->sockets_count; i++) {
		struct sockaddr_mctp addr = {
			.smctp_family = AF_MCTP,
			.smctp_network = 1,
			.smctp_type = 1 + i % TYPES,
			.smctp_addr.s_addr =
				(MCTP_ADDR_ANY + i / TYPES * FIRST_EID) & 0xff,
		};

		if (bind(load->sockets[i], (void *)&addr, sizeof(addr)) &&
		    errno != EINVAL && errno != EADDRINUSE)
			return -errno;
	}
	return 0;
}

/* Spread over the sockets; network 1 first, then ever new ones */
int load_tags(struct load *load, unsigned int count)
{
	for (; load->tags_count < count; load->tags_count++) {
		unsigned int pair = load->tags_count / PATH_BATCH;
		struct mctp_ioc_tag_ctl2 ctl = {
			.net = 1 + pair / EIDS,
			.peer_addr = FIRST_EID + pair % EIDS,
			.local_addr = MCTP_ADDR_ANY,
		};
		int fd = load->sockets[load->tags_count % load->sockets_count];

		if (ioctl(fd, SIOCMCTPALLOCTAG2, &ctl))
			return -errno;
	}
	return 0;
}

int load_routes(struct load *load, int ifindex, unsigned int count)
{
	load->route_ifindex = ifindex;
	for (; load->routes_count < count; load->routes_count++) {
		int rc = rtnl_route_add(ifindex, FIRST_EID + load->routes_count,
					0);

		if (rc)
			return rc;
	}
	return 0;
}

void load_done(struct load *load)
{
	while (load->sockets_count)
		close(load->sockets[--load->sockets_count]);
	while (load->routes_count)
		rtnl_route_remove(load->route_ifindex,
				  FIRST_EID + --load->routes_count);
	free(load->sockets);
	*load = (struct load){ 0 };
}
