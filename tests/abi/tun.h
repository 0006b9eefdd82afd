/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Network devices of a case. A TUN device carries MCTP on both families, and
 * what is written to its file is a packet of a neighbour: received by the
 * family before write() returns, as what it sends can be read at once.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HDR_SOM		0x80
#define HDR_EOM		0x40
#define HDR_ONE		(HDR_SOM | HDR_EOM)
#define HDR_SEQ(n)	(((n) & 3) << 4)
#define HDR_TO		0x08

/* what precedes a packet on the file, and the MCTP header */
struct frame {
	uint16_t flags;
	uint16_t proto; /* big endian */
	uint8_t ver;
	uint8_t dest;
	uint8_t src;
	uint8_t fst; /* SOM, EOM, sequence, TO, tag */
	uint8_t body[66000];
};

enum { FRAME_HEAD = 8, TUN_HEAD = 4 };

/* up, with this MTU; 0 leaves that */
void if_configure(const char *name, int mtu);
void if_down(const char *name);
int if_index(const char *name);
/* files of devices that are up; an EID of 0 is none. The first has index 2 */
int tun_open(const char *name, int mtu, uint8_t eid);
int tap_open(const char *name);
/* bytes of the packet, without what TUN puts first; -EAGAIN without one */
long tun_read(int fd, struct frame *frame);
/* all packets there are, "01140950 7e6162, ..." */
const char *tun_sent(int fd);
void tun_write_raw(int fd, const void *packet, size_t len);
void tun_write(int fd, uint8_t dest, uint8_t src, uint8_t fst,
	       const void *body, size_t len);
