// SPDX-License-Identifier: Apache-2.0
/*
 * The blocks of a capture file, byte by byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mctpctl/pcapng.h"

/* What is written, and what is expected; both little and big endian hosts. */
struct page {
	FILE *file;
	char *bytes;
	size_t len;
	uint8_t expected[512];
	size_t n;
};

static int page_start(void **state)
{
	struct page *p = calloc(1, sizeof(*p));

	p->file = open_memstream(&p->bytes, &p->len);
	*state = p;
	return !p->file;
}

static int page_end(void **state)
{
	struct page *p = *state;

	fclose(p->file);
	free(p->bytes);
	free(p);
	return 0;
}

static void bytes(struct page *p, const void *data, size_t len)
{
	memcpy(p->expected + p->n, data, len);
	p->n += len;
}

static void u32(struct page *p, uint32_t n)
{
	bytes(p, &n, sizeof(n));
}

static void u16(struct page *p, uint16_t n)
{
	bytes(p, &n, sizeof(n));
}

static void u64(struct page *p, uint64_t n)
{
	bytes(p, &n, sizeof(n));
}

/* What precedes the value of an option */
static void option(struct page *p, uint16_t code, uint16_t len)
{
	u16(p, code);
	u16(p, len);
}

static void check(struct page *p)
{
	fflush(p->file);
	assert_int_equal(p->len, p->n);
	assert_memory_equal(p->bytes, p->expected, p->n);
	assert_int_equal(p->len % 4, 0);
}

static void section_names_its_writer(void **state)
{
	struct page *p = *state;

	pcapng_section(p->file, "Linux", "prog");
	u32(p, 0x0a0d0d0a);
	u32(p, 52);
	u32(p, 0x1a2b3c4d);
	u16(p, 1);
	u16(p, 0);
	u64(p, UINT64_MAX);
	option(p, 3, 5);
	bytes(p, "Linux\0\0\0", 8);
	option(p, 4, 4);
	bytes(p, "prog", 4);
	u32(p, 0);
	u32(p, 52);
	check(p);
}

static void section_without_names_has_no_options(void **state)
{
	struct page *p = *state;

	pcapng_section(p->file, NULL, NULL);
	u32(p, 0x0a0d0d0a);
	u32(p, 28);
	u32(p, 0x1a2b3c4d);
	u16(p, 1);
	u16(p, 0);
	u64(p, UINT64_MAX);
	u32(p, 28);
	check(p);
}

static void interface_has_nanoseconds(void **state)
{
	struct pcapng_interface interface = {
		.name = "mctpi3c0",
		.description = "x",
		.linktype = PCAPNG_LINKTYPE_MCTP,
		.snaplen = 65535,
	};
	struct page *p = *state;

	pcapng_interface(p->file, &interface);
	u32(p, 1);
	u32(p, 52);
	u16(p, 291);
	u16(p, 0);
	u32(p, 65535);
	option(p, 2, 8);
	bytes(p, "mctpi3c0", 8);
	option(p, 3, 1);
	bytes(p, "x\0\0\0", 4);
	option(p, 9, 1);
	bytes(p, "\x09\0\0\0", 4);
	u32(p, 0);
	u32(p, 52);
	check(p);
}

/* @captured of @len bytes: the block for it */
static void check_packet(struct page *p, uint32_t captured, uint32_t flags)
{
	static const uint8_t data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const uint8_t zeros[4];
	struct pcapng_packet packet = {
		.interface = 2,
		.time_ns = 0x1122334455667788,
		.flags = flags,
		.len = 8,
		.captured = captured,
		.data = data,
	};
	uint32_t padding = -captured & 3;
	uint32_t total = 32 + captured + padding + (flags ? 12 : 0);

	pcapng_packet(p->file, &packet);
	u32(p, 6);
	u32(p, total);
	u32(p, 2);
	u32(p, 0x11223344);
	u32(p, 0x55667788);
	u32(p, captured);
	u32(p, 8);
	bytes(p, data, captured);
	bytes(p, zeros, padding);
	if (flags) {
		option(p, 2, 4);
		u32(p, flags);
		u32(p, 0);
	}
	u32(p, total);
	check(p);
}

static void packet_is_padded_whatever_its_length(void **state)
{
	for (uint32_t captured = 0; captured <= 8; captured++)
		check_packet(*state, captured, 0);
}

static void packet_has_a_direction(void **state)
{
	check_packet(*state, 8, PCAPNG_OUTBOUND);
	check_packet(*state, 5, PCAPNG_INBOUND | PCAPNG_UNICAST);
}

static void statistics_count_64_bits(void **state)
{
	struct pcapng_statistics statistics = {
		.interface = 1,
		.start_ns = 0x0000000100000002,
		.end_ns = 0x0000000300000004,
		.received = 0x100000000,
		.dropped = 7,
	};
	struct page *p = *state;

	pcapng_statistics(p->file, &statistics);
	u32(p, 5);
	u32(p, 76);
	u32(p, 1);
	u32(p, 3);
	u32(p, 4);
	option(p, 2, 8);
	u32(p, 1);
	u32(p, 2);
	option(p, 3, 8);
	u32(p, 3);
	u32(p, 4);
	option(p, 4, 8);
	u64(p, 0x100000000);
	option(p, 5, 8);
	u64(p, 7);
	u32(p, 0);
	u32(p, 76);
	check(p);
}

static void errors_stay_in_the_stream(void **state)
{
	struct pcapng_packet packet = { .len = 1, .captured = 1, .data = "x" };
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	pcapng_packet(full, &packet);
	assert_int_equal(fflush(full), EOF);
	assert_true(ferror(full));
	fclose(full);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, page_start, page_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(section_names_its_writer),
		TEST(section_without_names_has_no_options),
		TEST(interface_has_nanoseconds),
		TEST(packet_is_padded_whatever_its_length),
		TEST(packet_has_a_direction),
		TEST(statistics_count_64_bits),
		TEST(errors_stay_in_the_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
