// SPDX-License-Identifier: Apache-2.0
/*
 * The cursors: byte orders, bounds at each side, errors that stick.
 */
#include "codec.h"

static void reader_reads_both_byte_orders(void **state)
{
	static const uint8_t data[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct buf_reader r;

	(void)state;
	buf_reader_init(&r, data, sizeof(data));
	assert_int_equal(buf_get_u8(&r), 1);
	assert_int_equal(buf_get_be16(&r), 0x0203);
	assert_int_equal(buf_get_le16(&r), 0x0504);
	assert_int_equal(buf_get_le24(&r), 0x080706);
	assert_int_equal(buf_reader_done(&r), 0);
	buf_reader_init(&r, data, sizeof(data));
	assert_int_equal(buf_get_be32(&r), 0x01020304);
	assert_int_equal(buf_get_le32(&r), 0x08070605);
	assert_int_equal(buf_reader_done(&r), 0);
	buf_reader_init(&r, data, sizeof(data));
	assert_true(buf_get_le64(&r) == 0x0807060504030201);
	assert_int_equal(buf_reader_done(&r), 0);
}

static void reader_error_sticks_and_reads_zero(void **state)
{
	static const uint8_t data[] = { 1, 2, 3 };
	uint8_t copy[2] = { 0xff, 0xff };
	struct buf_reader r;

	(void)state;
	buf_reader_init(&r, data, sizeof(data));
	assert_int_equal(buf_get_be32(&r), 0);
	assert_int_equal(buf_get_u8(&r), 0);
	assert_null(buf_get_bytes(&r, 1));
	buf_get_copy(&r, copy, sizeof(copy));
	assert_int_equal(copy[0] | copy[1], 0);
	assert_int_equal(buf_reader_left(&r), 0);
	assert_int_equal(buf_reader_error(&r), -EBADMSG);
	assert_int_equal(buf_reader_done(&r), -EBADMSG);
}

static void reader_refuses_trailing_bytes_only_when_done(void **state)
{
	static const uint8_t data[] = { 1, 2 };
	struct buf_reader r;

	(void)state;
	buf_reader_init(&r, data, sizeof(data));
	buf_skip(&r, 1);
	assert_int_equal(buf_reader_left(&r), 1);
	assert_int_equal(buf_reader_error(&r), 0);
	assert_int_equal(buf_reader_done(&r), -EBADMSG);
}

static void reader_takes_lengths_up_to_the_end_and_no_further(void **state)
{
	static const uint8_t data[] = { 1, 2, 3, 4 };
	struct buf_reader r;

	(void)state;
	buf_reader_init(&r, data, sizeof(data));
	assert_ptr_equal(buf_get_bytes(&r, 4), data);
	assert_non_null(buf_get_bytes(&r, 0));
	assert_int_equal(buf_reader_done(&r), 0);
	buf_reader_init(&r, data, sizeof(data));
	assert_null(buf_get_bytes(&r, 5));
	buf_reader_init(&r, data, sizeof(data));
	buf_skip(&r, 1);
	/* pos + len would wrap */
	assert_null(buf_get_bytes(&r, SIZE_MAX));
	assert_int_equal(buf_reader_error(&r), -EBADMSG);
}

static void reader_can_be_failed_by_its_user(void **state)
{
	static const uint8_t data[] = { 1 };
	struct buf_reader r;

	(void)state;
	buf_reader_init(&r, data, sizeof(data));
	buf_reader_fail(&r);
	assert_int_equal(buf_get_u8(&r), 0);
	assert_int_equal(buf_reader_error(&r), -EBADMSG);
}

static void writer_writes_both_byte_orders(void **state)
{
	static const uint8_t want[] = {
		1,    2,    3,	  5,	4,    8,    7, 6, 0x0a, 0x0b,
		0x0c, 0x0d, 0x11, 0x10, 0x0f, 0x0e, 8, 7, 6,	5,
		4,    3,    2,	  1,	'a',  'b',  0, 0,
	};
	uint8_t data[sizeof(want)];
	struct buf_writer w;

	(void)state;
	buf_writer_init(&w, data, sizeof(data));
	buf_put_u8(&w, 1);
	buf_put_be16(&w, 0x0203);
	buf_put_le16(&w, 0x0405);
	buf_put_le24(&w, 0x060708);
	buf_put_be32(&w, 0x0a0b0c0d);
	buf_put_le32(&w, 0x0e0f1011);
	buf_put_le64(&w, 0x0102030405060708);
	buf_put_bytes(&w, "ab", 2);
	buf_put_zero(&w, 2);
	assert_int_equal(buf_writer_done(&w), sizeof(want));
	assert_memory_equal(data, want, sizeof(want));
}

static void writer_error_sticks_and_writes_nothing(void **state)
{
	uint8_t data[4] = { 0xee, 0xee, 0xee, 0xee };
	struct buf_writer w;

	(void)state;
	buf_writer_init(&w, data, 3);
	buf_put_be32(&w, 1);
	buf_put_u8(&w, 1);
	assert_null(buf_put_space(&w, 1));
	buf_put_bytes(&w, "x", 1);
	buf_put_zero(&w, 1);
	assert_int_equal(buf_writer_done(&w), -ENOBUFS);
	for (size_t i = 0; i < sizeof(data); i++)
		assert_int_equal(data[i], 0xee);
}

static void writer_fills_its_space_to_the_last_byte(void **state)
{
	uint8_t data[3];
	struct buf_writer w;

	(void)state;
	buf_writer_init(&w, data, sizeof(data));
	assert_ptr_equal(buf_put_space(&w, 3), data);
	buf_put_bytes(&w, NULL, 0);
	assert_int_equal(buf_writer_done(&w), 3);
	buf_put_u8(&w, 0);
	assert_int_equal(buf_writer_done(&w), -ENOBUFS);
	buf_writer_init(&w, data, sizeof(data));
	buf_put_u8(&w, 0);
	assert_null(buf_put_space(&w, SIZE_MAX));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader_reads_both_byte_orders),
		cmocka_unit_test(reader_error_sticks_and_reads_zero),
		cmocka_unit_test(reader_refuses_trailing_bytes_only_when_done),
		cmocka_unit_test(
			reader_takes_lengths_up_to_the_end_and_no_further),
		cmocka_unit_test(reader_can_be_failed_by_its_user),
		cmocka_unit_test(writer_writes_both_byte_orders),
		cmocka_unit_test(writer_error_sticks_and_writes_nothing),
		cmocka_unit_test(writer_fills_its_space_to_the_last_byte),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
