/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chance, for programs whose processes use the family without waiting for each
 * other: EIDs and peers few enough to meet, packets, devices.
 */
#pragma once

#include "clock.h"
#include "mctp-user.h"

enum {
	EID_FIRST = 8,
	EIDS = 4,		/* local EIDs in play */
	PEER_FIRST = 20,
	PEERS = 8,
};

static __thread unsigned int seed;

static inline unsigned int dice(unsigned int sides)
{
	return rand_r(&seed) % sides;
}

static inline uint8_t some_eid(void)
{
	return EID_FIRST + dice(EIDS);
}

static inline uint8_t some_peer(void)
{
	return dice(10) ? PEER_FIRST + dice(PEERS) : dice(256);
}

static inline uint8_t some_type(void)
{
	return dice(2) ? TYPE : TYPE - dice(3);
}

/* A device of this process with an address, a route and a neighbour */
static inline int tun_start(char name[IFNAMSIZ])
{
	int tun, ifindex;

	snprintf(name, IFNAMSIZ, "tun%d", getpid());
	tun = tun_up(name, &ifindex);
	addr_change(RTM_NEWADDR, ifindex, some_eid());
	route_change(RTM_NEWROUTE, ifindex, PEER_FIRST + dice(PEERS), dice(4),
		     dice(2) * 20);
	neigh_change(RTM_NEWNEIGH, ifindex, some_peer(), 0);
	return tun;
}

/* Packets of which some make a message; drops what the device has sent. */
static inline void feed_tun(int tun, int packets)
{
	static const uint8_t flags[] = { 0x80, 0x40, 0xc0, 0x00 };
	struct frame frame = { 0 };

	while (packets--) {
		frame.tun_flags = 0;
		frame.proto = htobe16(ETH_P_MCTP);
		frame.ver = 1;
		frame.dest = dice(4) ? some_eid() : dice(256);
		frame.src = some_peer();
		frame.flags = flags[dice(4)] | dice(4) << 4 | dice(16);
		frame.body[0] = dice(8) ? some_type() : dice(256);
		/* fails while the device is on its way elsewhere */
		if (write(tun, &frame, FRAME_HEAD +
			  (dice(2) ? 64 : dice(68))) < 0)
			sleep_ms(1);
		if (dice(8) == 0)
			while (read(tun, &frame, sizeof(frame)) > 0)
				;
	}
}
