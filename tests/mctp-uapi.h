/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user interface of AF_MCTP that tests rely on, spelled out on purpose: a
 * test that took it from the headers of one kernel would not see that kernel
 * change it. What goes beyond it is in <linux/mctp-ext.h>.
 */
#pragma once

#include <stdint.h>
#include <sys/socket.h>

_Static_assert(AF_MCTP == 45, "AF_MCTP");

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

struct sockaddr_mctp {
	uint16_t family;
	uint16_t pad0;
	uint32_t net;
	uint8_t eid;
	uint8_t type;
	uint8_t tag;
	uint8_t pad1;
};

struct sockaddr_mctp_ext {
	struct sockaddr_mctp base;
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

/* RTA_GATEWAY */
struct gateway {
	uint32_t net;
	uint8_t eid;
	uint8_t pad[3];
};

_Static_assert(sizeof(struct sockaddr_mctp) == 12, "struct sockaddr_mctp");
_Static_assert(sizeof(struct sockaddr_mctp_ext) == 52,
	       "struct sockaddr_mctp_ext");
_Static_assert(sizeof(struct tag_ctl) == 4, "struct mctp_ioc_tag_ctl");
_Static_assert(sizeof(struct tag_ctl2) == 12, "struct mctp_ioc_tag_ctl2");
_Static_assert(sizeof(struct gateway) == 8, "struct mctp_fq_addr");
