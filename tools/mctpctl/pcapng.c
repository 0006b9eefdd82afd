// SPDX-License-Identifier: Apache-2.0
/*
 * The five blocks of pcapng that a capture needs. There is no library for
 * them: libpcap writes classic pcap only, which has neither names and
 * statistics of interfaces nor the direction of a packet, and what Wireshark
 * has is private to it.
 */
#include "pcapng.h"

#include <string.h>

enum {
	BLOCK_INTERFACE = 0x00000001,
	BLOCK_STATISTICS = 0x00000005,
	BLOCK_PACKET = 0x00000006,
	BLOCK_SECTION = 0x0a0d0d0a,
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	BLOCK_OVERHEAD = 12, /* type, and the length at both ends */
};

enum {
	OPT_END = 0,
	OPT_SECTION_OS = 3,
	OPT_SECTION_APPLICATION = 4,
	OPT_INTERFACE_NAME = 2,
	OPT_INTERFACE_DESCRIPTION = 3,
	OPT_INTERFACE_TSRESOL = 9,
	OPT_PACKET_FLAGS = 2,
	OPT_STATISTICS_START = 2,
	OPT_STATISTICS_END = 3,
	OPT_STATISTICS_RECEIVED = 4,
	/* where dumpcap counts drops of the kernel and Wireshark shows them */
	OPT_STATISTICS_DROPPED = 5,
};

struct option {
	uint16_t code;
	uint16_t len;
	const void *data;
};

#define OPTIONS_MAX 4 /* of one block, without the end */

struct options {
	struct option list[OPTIONS_MAX];
	size_t n;
};

static size_t padded(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static void add(struct options *o, uint16_t code, const void *data, size_t len)
{
	o->list[o->n++] = (struct option){ code, len, data };
}

static void add_string(struct options *o, uint16_t code, const char *s)
{
	if (s && strlen(s) <= UINT16_MAX)
		add(o, code, s, strlen(s));
}

/* A time of the statistics: the upper half first, in either byte order. */
static void set_time(uint32_t halves[2], uint64_t time_ns)
{
	halves[0] = time_ns >> 32;
	halves[1] = (uint32_t)time_ns;
}

static void put(FILE *f, const void *data, size_t len)
{
	static const char zeros[4];

	fwrite(data, 1, len, f);
	fwrite(zeros, 1, padded(len) - len, f);
}

static void put32(FILE *f, uint32_t n)
{
	fwrite(&n, 1, sizeof(n), f);
}

static size_t options_size(const struct options *o)
{
	size_t size = 0;

	for (size_t i = 0; i < o->n; i++)
		size += 4 + padded(o->list[i].len);
	return size ? size + 4 : 0;
}

static void put_options(FILE *f, const struct options *o)
{
	for (size_t i = 0; i < o->n; i++) {
		uint16_t head[2] = { o->list[i].code, o->list[i].len };

		fwrite(head, 1, sizeof(head), f);
		put(f, o->list[i].data, o->list[i].len);
	}
	if (o->n)
		put32(f, OPT_END);
}

/* @head is a multiple of 4 long, @data may be NULL. */
static void put_block(FILE *f, uint32_t type, const void *head, size_t head_len,
		      const void *data, size_t data_len,
		      const struct options *options)
{
	uint32_t total = BLOCK_OVERHEAD + head_len + padded(data_len) +
			 options_size(options);

	put32(f, type);
	put32(f, total);
	put(f, head, head_len);
	if (data_len)
		put(f, data, data_len);
	put_options(f, options);
	put32(f, total);
}

void pcapng_section(FILE *f, const char *os, const char *application)
{
	struct {
		uint32_t magic;
		uint16_t major, minor;
		uint32_t length[2]; /* all ones: not known before it ends */
	} head = { BYTE_ORDER_MAGIC, 1, 0, { UINT32_MAX, UINT32_MAX } };
	struct options options = { .n = 0 };

	add_string(&options, OPT_SECTION_OS, os);
	add_string(&options, OPT_SECTION_APPLICATION, application);
	put_block(f, BLOCK_SECTION, &head, sizeof(head), NULL, 0, &options);
}

void pcapng_interface(FILE *f, const struct pcapng_interface *interface)
{
	struct {
		uint16_t linktype, reserved;
		uint32_t snaplen;
	} head = { interface->linktype, 0, interface->snaplen };
	static const uint8_t nanoseconds = 9;
	struct options options = { .n = 0 };

	add_string(&options, OPT_INTERFACE_NAME, interface->name);
	add_string(&options, OPT_INTERFACE_DESCRIPTION, interface->description);
	add(&options, OPT_INTERFACE_TSRESOL, &nanoseconds, 1);
	put_block(f, BLOCK_INTERFACE, &head, sizeof(head), NULL, 0, &options);
}

void pcapng_packet(FILE *f, const struct pcapng_packet *packet)
{
	struct {
		uint32_t interface;
		uint32_t time[2];
		uint32_t captured, len;
	} head = {
		.interface = packet->interface,
		.captured = packet->captured,
		.len = packet->len,
	};
	struct options options = { .n = 0 };

	set_time(head.time, packet->time_ns);
	if (packet->flags)
		add(&options, OPT_PACKET_FLAGS, &packet->flags,
		    sizeof(packet->flags));
	put_block(f, BLOCK_PACKET, &head, sizeof(head), packet->data,
		  packet->captured, &options);
}

void pcapng_statistics(FILE *f, const struct pcapng_statistics *statistics)
{
	struct {
		uint32_t interface;
		uint32_t time[2];
	} head = { .interface = statistics->interface };
	struct options options = { .n = 0 };
	uint32_t start[2], end[2];

	set_time(head.time, statistics->end_ns);
	set_time(start, statistics->start_ns);
	set_time(end, statistics->end_ns);
	add(&options, OPT_STATISTICS_START, start, sizeof(start));
	add(&options, OPT_STATISTICS_END, end, sizeof(end));
	add(&options, OPT_STATISTICS_RECEIVED, &statistics->received,
	    sizeof(statistics->received));
	add(&options, OPT_STATISTICS_DROPPED, &statistics->dropped,
	    sizeof(statistics->dropped));
	put_block(f, BLOCK_STATISTICS, &head, sizeof(head), NULL, 0, &options);
}
