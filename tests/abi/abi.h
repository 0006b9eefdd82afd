/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user interface of AF_MCTP, spelled out on purpose: a probe that took it
 * from the headers of one side would not see that side change it. And the
 * shortest way to a socket, an address, a message.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define FAMILY_MCTP		45
#define SOL_MCTP		285
#define MCTP_OPT_ADDR_EXT	1
#define TAG_OWNER		0x08
#define TAG_PREALLOC		0x10
#define EID_NULL		0
#define EID_ANY			0xff
#define NET_ANY			0
#define NET_DEFAULT		1
#define SIOCMCTPALLOCTAG	0x89e0
#define SIOCMCTPDROPTAG		0x89e1
#define SIOCMCTPALLOCTAG2	0x89e2
#define SIOCMCTPDROPTAG2	0x89e3
#define ETHERTYPE_MCTP		0x00fa

/* a message type that means nothing to anybody */
#define TYPE			0x7e

struct mctp_addr {
	uint16_t family;
	uint16_t pad0;
	uint32_t net;
	uint8_t eid;
	uint8_t type;
	uint8_t tag;
	uint8_t pad1;
};

struct mctp_addr_ext {
	struct mctp_addr base;
	int ifindex;
	uint8_t halen;
	uint8_t pad[3];
	uint8_t haddr[32];
};

struct tag_ctl {
	uint8_t peer;
	uint8_t tag;
	uint16_t flags;
};

struct tag_ctl2 {
	uint32_t net;
	uint8_t peer;
	uint8_t local;
	uint16_t flags;
	uint8_t tag;
	uint8_t pad[3];
};

_Static_assert(sizeof(struct mctp_addr) == 12, "struct sockaddr_mctp");
_Static_assert(sizeof(struct mctp_addr_ext) == 52, "struct sockaddr_mctp_ext");
_Static_assert(sizeof(struct tag_ctl) == 4, "struct mctp_ioc_tag_ctl");
_Static_assert(sizeof(struct tag_ctl2) == 12, "struct mctp_ioc_tag_ctl2");

int mctp_socket(void);
struct mctp_addr mctp_addr(uint32_t net, uint8_t eid, uint8_t tag);
long mctp_bind(int fd, uint32_t net, uint8_t eid);
long mctp_connect(int fd, uint32_t net, uint8_t eid);
/* a socket that listens for TYPE of any peer */
int mctp_listener(void);
long mctp_send(int fd, uint8_t eid, uint8_t tag, const void *data, size_t len);
long mctp_send_to(int fd, const struct mctp_addr *addr, const void *data,
		  size_t len);
void set_addr_ext(int fd);
/* never waits: whatever arrives, arrives before the call that caused it ends */
long mctp_recv(int fd, void *data, size_t len, struct mctp_addr *addr);
/* "net 1 from 9 type 7e tag 0b: 616263", or the errno */
const char *mctp_received(int fd);
