// SPDX-License-Identifier: Apache-2.0
/*
 * The packet error code.
 */
#include "codec.h"

#include "proto/pec.h"

static void pec_of_the_check_string_is_f4(void **state)
{
	(void)state;
	/* the published check value of this CRC-8 */
	assert_int_equal(pec_update(0, "123456789", 9), 0xf4);
	assert_int_equal(pec_update(0, "", 0), 0);
}

static void pec_can_be_computed_in_parts(void **state)
{
	(void)state;
	assert_int_equal(pec_update(pec_update(0, "12345", 5), "6789", 4),
			 0xf4);
}

static void pec_covers_address_and_direction(void **state)
{
	static const uint8_t bytes[] = { 0x13, 1, 2, 3 };

	(void)state;
	assert_int_equal(pec_of_transfer(0x09, true, bytes + 1, 3),
			 pec_update(0, bytes, sizeof(bytes)));
	assert_int_not_equal(pec_of_transfer(0x09, false, bytes + 1, 3),
			     pec_of_transfer(0x09, true, bytes + 1, 3));
}

static void pec_over_data_and_pec_is_zero(void **state)
{
	uint8_t data[] = { 0x01, 0x0a, 0x08, 0xc8, 0x00, 0x80, 0x02, 0 };

	(void)state;
	data[7] = pec_of_transfer(0x0a, false, data, 7);
	assert_int_equal(pec_of_transfer(0x0a, false, data, 8), 0);
}

static void pec_sees_every_single_bit_error(void **state)
{
	uint8_t data[69];
	uint8_t good;

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i * 7;
	good = pec_of_transfer(0x0a, false, data, sizeof(data));
	for (size_t bit = 0; bit < sizeof(data) * 8; bit++) {
		data[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(
			pec_of_transfer(0x0a, false, data, sizeof(data)), good);
		data[bit / 8] ^= 1 << bit % 8;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pec_of_the_check_string_is_f4),
		cmocka_unit_test(pec_can_be_computed_in_parts),
		cmocka_unit_test(pec_covers_address_and_direction),
		cmocka_unit_test(pec_over_data_and_pec_is_zero),
		cmocka_unit_test(pec_sees_every_single_bit_error),
	};

	return cmocka_run_group_tests_name("proto-pec", tests, NULL, NULL);
}
