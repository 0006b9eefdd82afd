/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads pcapng from standard input and prints a line per block:
 *
 *	section NAME=TEXT...
 *	interface LINKTYPE SNAPLEN NAME=TEXT...
 *	packet INTERFACE in|out|none TIME_NS LEN HEX
 *	statistics INTERFACE TIME_NS NAME=NUMBER...
 *
 * Knows nothing of the program that wrote it. Anything that the format does
 * not allow is an error.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cursor {
	const uint8_t *at;
	size_t left;
};

static const uint8_t *take(struct cursor *c, size_t n)
{
	const uint8_t *at = c->at;

	if (n > c->left)
		errx(1, "a block is too short for what it holds");
	c->at += n;
	c->left -= n;
	return at;
}

static uint32_t take32(struct cursor *c)
{
	uint32_t n;

	memcpy(&n, take(c, 4), 4);
	return n;
}

static uint16_t take16(struct cursor *c)
{
	uint16_t n;

	memcpy(&n, take(c, 2), 2);
	return n;
}

/* The upper half comes first. */
static uint64_t take_time(struct cursor *c)
{
	uint64_t high = take32(c);

	return high << 32 | take32(c);
}

/* With the zeros after it that make a multiple of 4 */
static const uint8_t *take_padded(struct cursor *c, size_t n)
{
	const uint8_t *at = take(c, n);

	while (n++ % 4)
		if (*take(c, 1))
			errx(1, "padding is not 0");
	return at;
}

enum kind {
	TEXT,
	NUMBER,
	TIME,
};

struct option {
	uint16_t code;
	const char *name;
	enum kind kind;
};

static const struct option section_options[] = {
	{ 3, "os", TEXT }, { 4, "application", TEXT }, { 0, NULL, TEXT },
};

static const struct option interface_options[] = {
	{ 2, "name", TEXT }, { 3, "description", TEXT },
	{ 9, "tsresol", NUMBER }, { 0, NULL, TEXT },
};

static const struct option packet_options[] = {
	{ 2, "flags", NUMBER }, { 0, NULL, TEXT },
};

static const struct option statistics_options[] = {
	{ 2, "start", TIME }, { 3, "end", TIME }, { 4, "received", NUMBER },
	{ 5, "dropped", NUMBER }, { 0, NULL, TEXT },
};

/* Prints the options unless @ret_number wants that of the last one. */
static void take_options(struct cursor *c, const struct option *known,
			 uint64_t *ret_number)
{
	const struct option *o;
	struct cursor value;
	uint64_t number;
	uint16_t code;

	if (!c->left)
		return;
	while ((code = take16(c))) {
		value.left = take16(c);
		value.at = take_padded(c, value.left);
		for (o = known; o->name && o->code != code; o++)
			;
		if (!o->name)
			errx(1, "unknown option %u", code);
		number = 0;
		if (o->kind == TIME)
			number = take_time(&value);
		else if (o->kind == NUMBER && value.left <= sizeof(number))
			memcpy(&number, value.at, value.left);
		if (ret_number)
			*ret_number = number;
		else if (o->kind == TEXT)
			printf(" %s='%.*s'", o->name, (int)value.left,
			       (const char *)value.at);
		else
			printf(" %s=%llu", o->name,
			       (unsigned long long)number);
	}
	if (take16(c) || c->left)
		errx(1, "something after the end of the options");
}

static void print_section(struct cursor *c)
{
	if (take32(c) != 0x1a2b3c4d)
		errx(1, "foreign byte order");
	if (take16(c) != 1 || take16(c) != 0)
		errx(1, "unknown version");
	take(c, 8);
	printf("section");
	take_options(c, section_options, NULL);
}

static void print_interface(struct cursor *c)
{
	unsigned int linktype = take16(c);

	take16(c);
	printf("interface %u %u", linktype, take32(c));
	take_options(c, interface_options, NULL);
}

static void print_packet(struct cursor *c, uint32_t interfaces)
{
	static const char *const directions[] = { "none", "in", "out" };
	uint32_t interface = take32(c), captured, len, i;
	uint64_t time_ns = take_time(c), flags = 0;
	const uint8_t *data;

	captured = take32(c);
	len = take32(c);
	data = take_padded(c, captured);
	take_options(c, packet_options, &flags);
	if (interface >= interfaces || captured > len || (flags & 3) == 3)
		errx(1, "impossible packet");
	printf("packet %u %s %llu %u ", interface, directions[flags & 3],
	       (unsigned long long)time_ns, len);
	for (i = 0; i < captured; i++)
		printf("%02x", data[i]);
}

static void print_statistics(struct cursor *c)
{
	uint32_t interface = take32(c);

	printf("statistics %u %llu", interface,
	       (unsigned long long)take_time(c));
	take_options(c, statistics_options, NULL);
}

int main(void)
{
	static uint8_t block[1 << 20];
	uint32_t head[2], interfaces = 0, blocks = 0;
	struct cursor c;

	while (fread(head, 1, sizeof(head), stdin) == sizeof(head)) {
		if (head[1] < 12 || head[1] % 4 || head[1] > sizeof(block))
			errx(1, "impossible length of a block");
		if (fread(block, 1, head[1] - 8, stdin) != head[1] - 8)
			errx(1, "the last block is incomplete");
		if (memcmp(block + head[1] - 12, &head[1], 4))
			errx(1, "the lengths of a block differ");
		c = (struct cursor){ block, head[1] - 12 };
		if ((head[0] == 0x0a0d0d0a) != (blocks++ == 0))
			errx(1, "a section is not at the beginning");
		switch (head[0]) {
		case 0x0a0d0d0a:
			print_section(&c);
			break;
		case 1:
			print_interface(&c);
			interfaces++;
			break;
		case 5:
			print_statistics(&c);
			break;
		case 6:
			print_packet(&c, interfaces);
			break;
		default:
			errx(1, "unknown block %x", head[0]);
		}
		putchar('\n');
	}
	if (!feof(stdin) || !blocks)
		errx(1, "no capture");
	return 0;
}
