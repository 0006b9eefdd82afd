/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two sockets and a way between them: one asks, the other answers, both in
 * this program and thread, so that nothing is measured but the kernel.
 */
#pragma once

/* before <linux/mctp.h>, which defines the same unless told not to */
#include <net/if.h>

#include <linux/mctp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* Tag values between two EIDs: so many requests may be open at once. */
#define PATH_BATCH 8

#define PATH_MESSAGE_MAX 65535

/* Packets of the devices, and what of it is message */
#define PATH_MTU 68
#define PATH_UNIT (PATH_MTU - 4)

/* Headers from before 6.12 lack it. */
#ifndef SIOCMCTPALLOCTAG2
#define SIOCMCTPALLOCTAG2 0x89e2
struct mctp_ioc_tag_ctl2 {
	__u32 net;
	__u8 peer_addr;
	__u8 local_addr;
	__u16 flags;
	__u8 tag;
};
#endif

struct path {
	int asker;
	int answerer;
	struct sockaddr_mctp request; /* where the asker sends requests */
	struct sockaddr_mctp oneway;  /* the same with a preallocated tag */
	size_t len;		      /* of a message */
};

int path_new_unix(struct path *ret_path);
int path_new_loopback(struct path *ret_path);
int path_new_pair(const char *const ifnames[2], struct path *ret_path);
void path_done(struct path *path);

/* What path_oneway() needs, and then one value less is left for requests */
int path_alloc_tag(struct path *path);

/* Operations for measure(), with a path as argument */
int path_round_trip(void *arg);
int path_round_trips(void *arg); /* PATH_BATCH of them */
int path_oneway(void *arg);
