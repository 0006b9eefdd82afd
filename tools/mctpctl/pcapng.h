/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a capture file in the format pcapng (IETF draft-ietf-opsawg-pcapng),
 * one section, with times in nanoseconds. Errors stay in the stream: ask
 * ferror() when it matters.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* MCTP packets as in DSP0236 8.1: from the transport header on, no more */
#define PCAPNG_LINKTYPE_MCTP 291
/* The same behind a header of 20 bytes that names protocol and device */
#define PCAPNG_LINKTYPE_LINUX_SLL2 276

/* The direction in the flags of a packet, and how it was addressed */
#define PCAPNG_INBOUND 0x01
#define PCAPNG_OUTBOUND 0x02
#define PCAPNG_UNICAST 0x04
#define PCAPNG_BROADCAST 0x0c
#define PCAPNG_PROMISCUOUS 0x10

struct pcapng_interface {
	const char *name;
	const char *description;
	uint16_t linktype;
	uint32_t snaplen;
};

struct pcapng_packet {
	uint32_t interface; /* in the order of pcapng_interface() */
	uint64_t time_ns;   /* since the epoch */
	uint32_t flags;	    /* PCAPNG_* */
	uint32_t len;	    /* on the wire */
	uint32_t captured;  /* bytes at data, at most len */
	const void *data;
};

struct pcapng_statistics {
	uint32_t interface;
	uint64_t start_ns, end_ns;
	uint64_t received; /* dropped ones included */
	uint64_t dropped;
};

/* Each writes one block; a section comes first. Strings may be NULL. */
void pcapng_section(FILE *f, const char *os, const char *application);
void pcapng_interface(FILE *f, const struct pcapng_interface *interface);
void pcapng_packet(FILE *f, const struct pcapng_packet *packet);
void pcapng_statistics(FILE *f, const struct pcapng_statistics *statistics);
