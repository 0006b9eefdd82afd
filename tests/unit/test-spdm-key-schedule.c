// SPDX-License-Identifier: Apache-2.0
/*
 * The key schedule against the known answers of a recorded 1.2 session.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "spdm/key-schedule.h"

static const char dhe_secret[] =
	"10e71059460b2f60b513a888c88b8ead5a414c3c526f41491f5a49c2d4f765b8"
	"d592b5109edd1075ef3f25d6ce0258f3";
static const char th1_hash[] =
	"a0809d26507fe336870952ce42c14daaa09c7863f1498231c800a54e99f9cc71"
	"616c20f7a863f62800058dc8aa6362fe";
static const char handshake_secret[] =
	"e86ed8b433bb19e0dbbcc9482af8fde533ad750d24dbf5bede6a2b96643444bc"
	"12affa324f7c1dde8ea92032f3a889ad";
static const char req_handshake_secret[] =
	"c2b71f9f7789d640e26d5e86a6b2d10f1ba2af89994d14fa06f2a8a3a9b99d3d"
	"74e2c50abbf9c5b17fcc4bebdf0ed9f0";
static const char rsp_handshake_secret[] =
	"795f38ae4d10552db760d0c6470dc790e450889d82c43891e9761e39936f6311"
	"d039600f42965d0e2b2497e4696b6424";
static const char req_finished_key[] =
	"b055b8c57f6fc4bf0ae1307b241ba1f6aee127a8f560e5839e3ba8684cbec5d0"
	"7f48b3361ee3ca337fd605cb9f149167";
static const char rsp_finished_key[] =
	"ac2e8053f29ba8242360ba9e260f44f9c911dfac27ed339ba6e6db69f82c778e"
	"5bc3ed0e3810335bf688676f885bc7ff";
static const char req_handshake_key[] =
	"bda679c467a38a20b2b395417678c818b7353cc5d925556346f94c0240ad2c98";
static const char req_handshake_iv[] =
	"ac7052e123082043b8b65093";
static const char th2_hash[] =
	"74917b541c5dabf79b03943605568690f1097679fc7f08b0ecf93802f03f66a6"
	"cac393cce0402104809eea45e211be98";
static const char master_secret[] =
	"c1b72bf7bb63c45453914d94dfccbeb1e749a596c6e6e2d51156231e383344b6"
	"568d87dba23696d9c9f394dfc3d8f8b1";
static const char req_data_secret[] =
	"00ae2bdbad2167b4bf4c9852b1e39502dfdcf54fc22a517073e1ae96c72e5830"
	"51b36c52b02e17777f829bc2f551322d";
static const char rsp_data_secret[] =
	"0ffbff71ca6c945788a0e618c435f1c3cb413ae4bb33faa9b9171aee5e62e787"
	"3d209f089f8a83c8e8e0c30d29f89464";
static const char rsp_data_key[] =
	"2a2ee7954e947254ed12b7539221ab0148a6fa18609a5197315d79b8f4b0efdb";
static const char rsp_data_iv[] =
	"dbd43cb64348ae79b918cc1e";
static const char export_master_secret[] =
	"c0298ac2a383af99d96868ae883d1799d093722d4b9473cd1797ef7b5a6cd465"
	"919a8c40346d48570174c74b8c3d3884";
static const char next_req_data_secret[] =
	"13d95e0bca1630d97f649c2a52339ba46b0876c907c0de0abcba7dae945ca48e"
	"a8c20dafcb55046ebd3e023ad3a91224";

static const uint8_t *from_hex(const char *hex)
{
	static uint8_t bytes[SPDM_HASH_MAX];

	for (size_t i = 0; hex[2 * i]; i++) {
		unsigned int byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes[i] = byte;
	}
	return bytes;
}

static void expect(const char *hex, const uint8_t *got)
{
	assert_memory_equal(got, from_hex(hex), strlen(hex) / 2);
}

static void init(struct spdm_key_schedule *ks, uint8_t version,
		 enum spdm_secret_kind kind)
{
	assert_int_equal(spdm_key_schedule_init(ks, version,
						SPDM_HASH_SHA_384, kind,
						from_hex(dhe_secret), 48), 0);
}

static void every_step_gives_the_recorded_value(void **state)
{
	struct spdm_key_schedule ks;
	uint8_t key[SPDM_KEY_MAX], iv[SPDM_IV_LEN];

	(void)state;
	init(&ks, SPDM_VERSION_1_2, SPDM_SECRET_DHE);
	expect(handshake_secret, ks.handshake);
	assert_int_equal(spdm_key_schedule_handshake(&ks, from_hex(th1_hash)),
			 0);
	expect(req_handshake_secret, ks.req_handshake);
	expect(rsp_handshake_secret, ks.rsp_handshake);
	expect(req_finished_key, ks.req_finished);
	expect(rsp_finished_key, ks.rsp_finished);
	assert_int_equal(spdm_key_schedule_traffic(&ks, ks.req_handshake, 32,
						   key, iv), 0);
	expect(req_handshake_key, key);
	expect(req_handshake_iv, iv);
	assert_int_equal(spdm_key_schedule_data(&ks, from_hex(th2_hash)), 0);
	expect(master_secret, ks.master);
	expect(req_data_secret, ks.req_data);
	expect(rsp_data_secret, ks.rsp_data);
	expect(export_master_secret, ks.export_master);
	assert_int_equal(spdm_key_schedule_traffic(&ks, ks.rsp_data, 32, key,
						   iv), 0);
	expect(rsp_data_key, key);
	expect(rsp_data_iv, iv);
	assert_int_equal(spdm_key_schedule_update(&ks, ks.req_data), 0);
	expect(next_req_data_secret, ks.req_data);
	spdm_key_schedule_done(&ks);
}

static void done_leaves_nothing(void **state)
{
	static const struct spdm_key_schedule zero;
	struct spdm_key_schedule ks;

	(void)state;
	init(&ks, SPDM_VERSION_1_2, SPDM_SECRET_DHE);
	assert_int_equal(spdm_key_schedule_handshake(&ks, from_hex(th1_hash)),
			 0);
	spdm_key_schedule_done(&ks);
	assert_memory_equal(&ks, &zero, sizeof(ks));
}

static void the_version_is_part_of_every_label(void **state)
{
	struct spdm_key_schedule a, b;

	(void)state;
	init(&a, SPDM_VERSION_1_2, SPDM_SECRET_DHE);
	init(&b, SPDM_VERSION_1_3, SPDM_SECRET_DHE);
	assert_memory_equal(a.handshake, b.handshake, 48);
	assert_int_equal(spdm_key_schedule_handshake(&a, from_hex(th1_hash)),
			 0);
	assert_int_equal(spdm_key_schedule_handshake(&b, from_hex(th1_hash)),
			 0);
	assert_memory_not_equal(a.req_handshake, b.req_handshake, 48);
}

static void pre_shared_keys_have_their_own_salt_from_1_3(void **state)
{
	struct spdm_key_schedule dhe, psk;

	(void)state;
	init(&dhe, SPDM_VERSION_1_2, SPDM_SECRET_DHE);
	init(&psk, SPDM_VERSION_1_2, SPDM_SECRET_PSK);
	assert_memory_equal(dhe.handshake, psk.handshake, 48);
	init(&psk, SPDM_VERSION_1_3, SPDM_SECRET_PSK);
	assert_memory_not_equal(dhe.handshake, psk.handshake, 48);
}

static void unknown_hash_is_refused(void **state)
{
	struct spdm_key_schedule ks;

	(void)state;
	assert_int_equal(spdm_key_schedule_init(&ks, SPDM_VERSION_1_2, 0x40,
						SPDM_SECRET_DHE,
						from_hex(dhe_secret), 48),
			 -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_gives_the_recorded_value),
		cmocka_unit_test(done_leaves_nothing),
		cmocka_unit_test(the_version_is_part_of_every_label),
		cmocka_unit_test(pre_shared_keys_have_their_own_salt_from_1_3),
		cmocka_unit_test(unknown_hash_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
