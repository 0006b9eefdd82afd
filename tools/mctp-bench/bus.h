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

#define BUS_EID 8
#define BUS_TYPE 0x7e
#define BUS_TARGETS_MAX 32
#define BUS_BATCH_MAX 64
#define BUS_MESSAGE_MAX 4096

struct bus_target {
	char name[32];
	uint64_t pid;
	uint64_t size; /* payload of the packets a source sends */
	uint8_t eid;
};

enum bus_behaviour {
	BUS_ECHO,
	BUS_SINK,
	BUS_SOURCE,
	BUS_BEHAVIOURS,
};

struct bus_targets {
	struct bus_target list[BUS_TARGETS_MAX];
	unsigned int count;
};

struct bus {
	const char *dir;
	int ifindex;
	struct bus_targets targets[BUS_BEHAVIOURS];
};

/*
 * Takes the targets that are there in the order of their names, up to
 * BUS_TARGETS_MAX of each behaviour, and lets routes have the MTU @mtu.
 * -ENODEV if no driver has made a network device of the bus.
 */
int bus_open(const char *dir, uint32_t mtu, struct bus *ret_bus);

/*
 * A socket with room for @room bytes each way, whose calls do not wait for
 * ever: what is lost does not come later. Or a negative errno.
 */
int bus_socket(int room);
/* To @target, with a new tag */
struct sockaddr_mctp bus_request(const struct bus_target *target);

/* The number in a file of the bus's directory, whose path is made of @format */
__attribute__((format(printf, 3, 4))) int
bus_read(const struct bus *bus, uint64_t *ret_value, const char *format, ...);
__attribute__((format(printf, 3, 4))) int
bus_write(const struct bus *bus, const char *text, const char *format, ...);

/* A rule of faults, made by bus_fault_add() */
int bus_fault_set(const struct bus *bus, const char *name, const char *value);
int bus_fault_add(const struct bus *bus);
void bus_fault_remove(const struct bus *bus);
