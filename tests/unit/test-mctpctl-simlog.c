// SPDX-License-Identifier: Apache-2.0
/*
 * Records of the wire log as lines, as JSON and as packets of a capture.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mctpctl/output.h"
#include "mctpctl/simlog.h"

static const uint8_t bytes[] = { 0x01, 0x0a, 0x08, 0xc8 };

static void expect_line(const struct i3c_sim_log_record *record, bool json,
			const char *expected)
{
	_cleanup_value_ struct value *line = simlog_value(record, bytes);
	char *text = NULL;
	size_t len;
	struct output out = { .file = open_memstream(&text, &len),
			      .json = json };

	output_line(&out, line);
	fclose(out.file);
	assert_string_equal(text, expected);
	free(text);
}

static void transfer_is_a_line(void **state)
{
	struct i3c_sim_log_record record = {
		.time_ns = 1000002500,
		.duration_ns = 3360,
		.kind = I3C_SIM_LOG_TRANSFER,
		.flags = I3C_SIM_LOG_F_ACK | I3C_SIM_LOG_F_STOP,
		.addr = 9,
		.len = sizeof(bytes),
	};

	(void)state;
	expect_line(
		&record, false,
		"1.000002500 write address=0x09 ack=yes duration_ns=3360 len=4 data=010a08c8 stop=yes\n");
	record.flags = I3C_SIM_LOG_F_READ | I3C_SIM_LOG_F_FAULT;
	record.len = 0;
	record.lost = 2;
	expect_line(
		&record, false,
		"1.000002500 read address=0x09 ack=no duration_ns=3360 len=0 fault=yes lost=2\n");
}

static void json_has_every_key(void **state)
{
	struct i3c_sim_log_record record = {
		.kind = I3C_SIM_LOG_CCC,
		.code = 0x8d,
		.addr = 9,
		.flags = I3C_SIM_LOG_F_ACK | I3C_SIM_LOG_F_READ,
	};

	(void)state;
	expect_line(
		&record, true,
		"{\"time_ns\": 0, \"kind\": \"ccc\", \"address\": 9, \"code\": 141, \"ccc\": \"GETPID\", \"ack\": true, \"duration_ns\": 0, \"len\": 0, \"data\": null, \"repeated\": false, \"stop\": false, \"hdr_ddr\": false, \"arbitration_lost\": false, \"fault\": false, \"lost\": 0}\n");
}

static void unknown_kinds_and_codes_are_numbers(void **state)
{
	struct i3c_sim_log_record record = { .kind = 200 };

	(void)state;
	assert_null(simlog_kind(&record));
	expect_line(
		&record, false,
		"0.000000000 200 address=0x00 ack=no duration_ns=0 len=0\n");
	record.kind = 0;
	assert_null(simlog_kind(&record));
	record = (struct i3c_sim_log_record){ .kind = I3C_SIM_LOG_CCC,
					      .code = 0xff,
					      .addr = 0x7e };
	assert_null(simlog_ccc(0xff));
	expect_line(
		&record, false,
		"0.000000000 ccc address=0x7e code=0xff ack=no duration_ns=0 len=0\n");
}

static void packet_begins_with_the_record_in_little_endian(void **state)
{
	static const uint8_t expected[SIMLOG_HEADER_LEN] = {
		8,    7,    6,	  5,	4,
		3,    2,    1,	  0x18, 0x17,
		0x16, 0x15, 0x14, 0x13, 0x12,
		0x11, 0x24, 0x23, 0x22, 0x21,
		0x32, 0x31, 0x42, 0x41, I3C_SIM_LOG_IBI,
		9,    0
	};
	struct i3c_sim_log_record record = {
		.time_ns = 0x0102030405060708,
		.duration_ns = 0x1112131415161718,
		.lost = 0x21222324,
		.flags = 0x3132,
		.len = 0x4142,
		.kind = I3C_SIM_LOG_IBI,
		.addr = 9,
	};
	uint8_t header[SIMLOG_HEADER_LEN];

	(void)state;
	simlog_header(&record, header);
	assert_memory_equal(header, expected, sizeof(header));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transfer_is_a_line),
		cmocka_unit_test(json_has_every_key),
		cmocka_unit_test(unknown_kinds_and_codes_are_numbers),
		cmocka_unit_test(
			packet_begins_with_the_record_in_little_endian),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
