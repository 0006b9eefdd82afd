/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A simulated I3C bus (i3c-sim) with targets inside the kernel, as mctp-i3c
 * brings it to AF_MCTP: local EID 8, a route and a neighbour per target.
 */
#pragma once

#include <net/if.h>

#include <linux/mctp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define BUS_EID		8
#define BUS_TYPE	0x7e
#define BUS_TARGETS_MAX 32
#define BUS_BATCH_MAX	64
#define BUS_MESSAGE_MAX 4096

struct bus_target {
	char name[32];
	uint64_t pid;
	uint8_t eid;
};

struct bus {
	const char *dir;
	int ifindex;
	struct bus_target echoes[BUS_TARGETS_MAX];
	unsigned int echoes_count;
	struct bus_target sinks[BUS_TARGETS_MAX];
	unsigned int sinks_count;
};

/*
 * Takes the targets that are there in the order of their names, up to
 * BUS_TARGETS_MAX of each behaviour, and lets routes have the MTU @mtu.
 * -ENODEV if no driver has made a network device of the bus.
 */
int bus_open(const char *dir, uint32_t mtu, struct bus *ret_bus);

/* The number in the file @name of the bus's directory */
int bus_read(const struct bus *bus, const char *name, uint64_t *ret_value);
int bus_write(const struct bus *bus, const char *name, const char *text);
