// SPDX-License-Identifier: Apache-2.0
/*
 * Every message codec against recorded messages: read and written back,
 * refused when cut at any length or followed by anything, sane with any bit
 * flipped.
 */
#include "spdm-recorded.h"

struct codec {
	int (*decode)(const void *msg, size_t len, const struct spdm_agreed *a,
		      union message *ret);
	long (*encode)(void *buf, size_t size, const struct spdm_agreed *a,
		       const union message *m);
};

#define CODEC(name, decoded, encoded)                                          \
	static int decode_##name(const void *msg, size_t len,                  \
				 const struct spdm_agreed *a,                  \
				 union message *ret)                           \
	{                                                                      \
		(void)a;                                                       \
		(void)ret;                                                     \
		return decoded;                                                \
	}                                                                      \
	static long encode_##name(void *buf, size_t size,                      \
				  const struct spdm_agreed *a,                 \
				  const union message *m)                      \
	{                                                                      \
		(void)a;                                                       \
		(void)m;                                                       \
		return encoded;                                                \
	}                                                                      \
	static const struct codec codec_##name = { decode_##name,              \
						   encode_##name }

#define CODEC_BY_VERSION(name, field)                                          \
	CODEC(name, spdm_##name##_decode(msg, len, a->version, &ret->field),   \
	      spdm_##name##_encode(buf, size, a->version, &m->field))

#define CODEC_BY_AGREED(name, field)                                           \
	CODEC(name, spdm_##name##_decode(msg, len, a, &ret->field),            \
	      spdm_##name##_encode(buf, size, a, &m->field))

#define CODEC_EMPTY(name)                                                      \
	CODEC(name, spdm_##name##_decode(msg, len, a->version),                \
	      spdm_##name##_encode(buf, size, a->version))

static const struct spdm_get_measurements signed_all = {
	.sign = true,
	.operation = SPDM_MEASUREMENT_ALL,
};

CODEC(
	get_version,
	spdm_get_version_decode(msg, len),
	spdm_get_version_encode(buf, size));
CODEC(
	version,
	spdm_version_decode(msg, len, &ret->version),
	spdm_version_encode(buf, size, &m->version));
CODEC_BY_VERSION(get_capabilities, capabilities);
CODEC_BY_VERSION(capabilities, capabilities);
CODEC_BY_VERSION(negotiate_algorithms, algorithms);
CODEC_BY_VERSION(algorithms, algorithms);
CODEC(
	get_digests,
	spdm_get_digests_decode(msg, len, a),
	spdm_get_digests_encode(buf, size, a));
CODEC_BY_AGREED(digests, digests);
CODEC_BY_AGREED(get_certificate, get_certificate);
CODEC_BY_AGREED(certificate, certificate);
CODEC_BY_AGREED(challenge, challenge);
CODEC(
	challenge_auth,
	spdm_challenge_auth_decode(msg, len, a, SPDM_SUMMARY_ALL,
				   &ret->challenge_auth),
	spdm_challenge_auth_encode(buf, size, a, &m->challenge_auth));
CODEC_BY_AGREED(get_measurements, get_measurements);
CODEC(
	measurements,
	spdm_measurements_decode(msg, len, a, &signed_all, &ret->measurements),
	spdm_measurements_encode(buf, size, a, &m->measurements));
CODEC_BY_AGREED(key_exchange, key_exchange);
CODEC(
	key_exchange_rsp,
	spdm_key_exchange_rsp_decode(msg, len, a, SPDM_SUMMARY_ALL,
				     &ret->key_exchange_rsp),
	spdm_key_exchange_rsp_encode(buf, size, a, &m->key_exchange_rsp));
CODEC_BY_AGREED(finish, finish);
CODEC_BY_AGREED(finish_rsp, finish_rsp);
CODEC_EMPTY(heartbeat);
CODEC_EMPTY(heartbeat_ack);
CODEC_BY_VERSION(key_update, key_update);
CODEC_BY_VERSION(key_update_ack, key_update);
CODEC(
	end_session,
	spdm_end_session_decode(msg, len, a->version, &ret->clear),
	spdm_end_session_encode(buf, size, a->version, m->clear));
CODEC_EMPTY(end_session_ack);
CODEC(
	error,
	spdm_error_decode(msg, len, &ret->error),
	spdm_error_encode(buf, size, a->version, &m->error));
CODEC_BY_VERSION(respond_if_ready, not_ready);

static const struct recorded {
	const char *name;
	uint8_t version;
	const struct codec *codec;
	const char *hex;
	/* Any length is a message: the last field takes what is there. */
	bool open_ended;
} recorded[] = {
	{ "GET_VERSION", SPDM_VERSION_1_2, &codec_get_version,
	  "10840000", false },
	{ "VERSION", SPDM_VERSION_1_2, &codec_version,
	  "1004000000010012", false },
	{ "GET_CAPABILITIES", SPDM_VERSION_1_2, &codec_get_capabilities,
	  "12e1000000000000c66200000012000000120000", false },
	{ "CAPABILITIES", SPDM_VERSION_1_2, &codec_capabilities,
	  "1261000000000000f66200000012000000120000", false },
	{ "NEGOTIATE_ALGORITHMS", SPDM_VERSION_1_2, &codec_negotiate_algorithms,
	  "12e304003000010280000000020000000000000000000000000000000000"
	  "0000022010000320020004200f0005200100", false },
	{ "ALGORITHMS", SPDM_VERSION_1_2, &codec_algorithms,
	  "126304003400010204000000800000000200000000000000000000000000"
	  "00000000000002201000032002000420080005200100", false },
	{ "GET_DIGESTS", SPDM_VERSION_1_2, &codec_get_digests,
	  "12810000", false },
	{ "DIGESTS", SPDM_VERSION_1_2, &codec_digests,
	  "1201000358280139c3816eacb47971285d3d23f8f42fa4e63a07e0918210"
	  "615806ba4ca29387f0eb097fb17002a4cee6cdb3c6941abfb7b12cbf13de"
	  "e14e796858ebd81856cc12de7d700904448f47e3f6ec8a56ed278743b944"
	  "128fac877cb18b3492a6", false },
	{ "GET_CERTIFICATE", SPDM_VERSION_1_2, &codec_get_certificate,
	  "128200000000f811", false },
	{ "CHALLENGE", SPDM_VERSION_1_2, &codec_challenge,
	  "128300ffc03858eb56be441fbbb8ea053ffd98c026d14f0ddf7f6e3f8c68"
	  "fde02166fd4f", false },
	{ "CHALLENGE_AUTH", SPDM_VERSION_1_2, &codec_challenge_auth,
	  "1203000358280139c3816eacb47971285d3d23f8f42fa4e63a07e0918210"
	  "615806ba4ca29387f0eb097fb17002a4cee6cdb3c694bf9a14cc17f20767"
	  "44cb4c0942970b2af9bfe17690bf477657c160fbdb375b423aef5b275a50"
	  "e37446b64610a5da1d53755c89701026084a796f5ad87dca1841bd2f0670"
	  "124eff5541c52d8719ad0e800000af0e50ff05b35a499b8b2e6cd17bd033"
	  "cbf19f9198c6a09d91a9ee1c4eb4efc37da68eab1c5897197d17af538f9d"
	  "5af4bb0ffa9e287f94b20cfc81e57047641c03d5f52b58460f0f1f35cd2e"
	  "4e659d2e1711059c5ae0af0cf04277d9fded7a26", false },
	{ "GET_MEASUREMENTS", SPDM_VERSION_1_2, &codec_get_measurements,
	  "12e001ff2159a0fd8638df7aa52d0e585b20e3dab62ddf3d62d442c8fefa"
	  "7fffc7dc96ab00", false },
	{ "MEASUREMENTS", SPDM_VERSION_1_2, &codec_measurements,
	  "1260002008c0010001013300003000a1d6755d00a66c12e3b5f8fe514441"
	  "594ed86e8a821ddc55b2961fa71b6d8a12f8f42588b7c5d8362b22c6dd53"
	  "2950dc02013300013000542dd40a5c224dc4e705820d384f38c0d59b79e1"
	  "28e62a797232010b55425878172bedf268d74a0c689d9d7cbe33cf860301"
	  "330002300095f85671912f24988951d81bb43744cf8ec33b0f86ca9d7648"
	  "4779385a822e9d81f14f4d5510894b44242b1b83a2a2c804013300033000"
	  "cd4dda8eb05d30be810957e94a9eb03e20704b88766c815e972fd974cf3e"
	  "f2c289ec03508bde94453ff01b17c2698a9010010b008708000700000000"
	  "00000011013300083000f0a9502bbdb057b94c26e8805c507d20dc7a4afc"
	  "4f0fff25f6030126400c180b8fc041a92f12690fabf70d5615966e5bfd01"
	  "8300848000fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfe0113008510003f000000040000001f00"
	  "0000110000004778a42eb13f66c0a2575f045819f51a2d607bfd0cafb0b5"
	  "5f52898843e5182f0000d127a65e84ac8d631a0388ded468892d2360f1ba"
	  "e02ea41a5521eb2f19caea4cdd006059858797575fd200966ac42d142420"
	  "7589841ca4ec76409601719c475ea5239dbf4803886db2007339b79821a9"
	  "eb96ec7c6bbf9f6fcaeb2e97077e4123", false },
	{ "KEY_EXCHANGE", SPDM_VERSION_1_2, &codec_key_exchange,
	  "12e4ff002b1a010001ef638341228a6afba6e5c31c1742f83c323a1ad309"
	  "5b98e2e8b058d10e7b693e620da0043e6c16b1d3e8a5a16ec5a519fc4c3b"
	  "c666677f0a063fd39bb38a7f870074600433f14ff533cc13125a6c8425cf"
	  "2be2fb76ec357f6c9646eed0a9de05d626e42b4893b8891463c09d2e9dee"
	  "f027287738ea076ddc3b1106225c9a9d1400010000000000090001010300"
	  "1000110012000000", false },
	{ "KEY_EXCHANGE_RSP", SPDM_VERSION_1_2, &codec_key_exchange_rsp,
	  "1264f000d4c300009cb8e40de1883d43fdaa031336de983732e3ab28e86e"
	  "55b4d982e5065030bb932ba4f1972d3680ed20121d4aeee888978fcb8ca3"
	  "c96f2eb117a4606517973af6b511a6b4d0f9aab292eb62aa9e481b9e3bfc"
	  "38ead70c7da423a36c07f95b00a6e8162951d9820bd208c8441f89097607"
	  "915e09834fce7c6a9ed7b9a5cf7614113aef5b275a50e37446b64610a5da"
	  "1d53755c89701026084a796f5ad87dca1841bd2f0670124eff5541c52d87"
	  "19ad0e800c0001000000000004000100001220d4a39b1b66f98ec2a5e324"
	  "3f3cbb671e37bf3fe797e22cbfc3cff9616a774f236473e319b550b003da"
	  "f3a0ab07d2546b5879302e3bb876b693af6ca92b39eb24fc8e21c18952b3"
	  "c5b3826a1ade11558aa2ec73493c52f24475bdda4c29a6271530e9822858"
	  "3bb071f334d6c14893bf610935cbac6e75d580e203e460953c4258841ff1"
	  "19e32f56fad055fa5b995b53", false },
	{ "FINISH", SPDM_VERSION_1_2, &codec_finish,
	  "12e500007fe3ce48db810fc0c8fcf3364476710ccff9829351056c2ef63a"
	  "cf913ff64c85bf783ae85e9cd517e3659d65d610b63d", false },
	{ "FINISH_RSP", SPDM_VERSION_1_2, &codec_finish_rsp,
	  "12650000", false },
	{ "HEARTBEAT", SPDM_VERSION_1_2, &codec_heartbeat,
	  "12e80000", false },
	{ "HEARTBEAT_ACK", SPDM_VERSION_1_2, &codec_heartbeat_ack,
	  "12680000", false },
	{ "KEY_UPDATE", SPDM_VERSION_1_2, &codec_key_update,
	  "12e901c0", false },
	{ "KEY_UPDATE_ACK", SPDM_VERSION_1_2, &codec_key_update_ack,
	  "126901c0", false },
	{ "END_SESSION", SPDM_VERSION_1_2, &codec_end_session,
	  "12ec0000", false },
	{ "END_SESSION_ACK", SPDM_VERSION_1_2, &codec_end_session_ack,
	  "126c0000", false },
	{ "GET_CAPABILITIES", SPDM_VERSION_1_1, &codec_get_capabilities,
	  "11e1000000000000c6620000", false },
	{ "CAPABILITIES", SPDM_VERSION_1_1, &codec_capabilities,
	  "1161000000000000f6620000", false },
	{ "KEY_EXCHANGE", SPDM_VERSION_1_1, &codec_key_exchange,
	  "11e4ff002b1a0000cadb3eff4fe7c46fa5685c1b8db0ff8e22bb9595d3dd"
	  "be60e69f323075aed7db1eb5c65731d5a1d0f1b4fee49ce91dcd422fb8d9"
	  "cf80f7dc2ac200d61f83f166af7ad8c52d4cf51ee6535b26b9d80cc59e5c"
	  "9b2ddf49ebf3394ab3160be20bb5d8bdddba4c215104e9bbb38ea4c15e2c"
	  "94da42d74e303a45a918fcbc0cad5e83180046544d440101000000000900"
	  "010103001000110012000000", false },
	{ "DIGESTS", SPDM_VERSION_1_3, &codec_digests,
	  "1301030358280139c3816eacb47971285d3d23f8f42fa4e63a07e0918210"
	  "615806ba4ca29387f0eb097fb17002a4cee6cdb3c6941abfb7b12cbf13de"
	  "e14e796858ebd81856cc12de7d700904448f47e3f6ec8a56ed278743b944"
	  "128fac877cb18b3492a6", false },
	{ "CHALLENGE", SPDM_VERSION_1_3, &codec_challenge,
	  "138300ff3b8d7c6b3f4c6fc5fe87d12bfb63f22b4183c2830b9602af4b04"
	  "6ca0745766a81122334455667788", false },
	{ "CHALLENGE_AUTH", SPDM_VERSION_1_3, &codec_challenge_auth,
	  "1303000358280139c3816eacb47971285d3d23f8f42fa4e63a07e0918210"
	  "615806ba4ca29387f0eb097fb17002a4cee6cdb3c6947dff0fbf77b58207"
	  "453bcbc2a6e3bf5f8f232cd1ca71e4f8ae3b2e5b46da837e3aef5b275a50"
	  "e37446b64610a5da1d53755c89701026084a796f5ad87dca1841bd2f0670"
	  "124eff5541c52d8719ad0e8000001122334455667788f263f80e646e2d29"
	  "6b013c0ff59ce95ff84c62e4b8fb70f3c9b12062e3d39dc6a498ba1f10fd"
	  "c5ce91ed9a1b569e240aa2b7acc59105cb5f11df5dda66aec421c86e84c6"
	  "cb1c4517b150986beaafd45caa7f8be472ad71a9f746664427d16f47", false },
	{ "GET_MEASUREMENTS", SPDM_VERSION_1_3, &codec_get_measurements,
	  "13e001ff496760bd242bb5e41f2f054e9ee5a1ddb0c593633456af8d1917"
	  "e79a6483d88400aabbccddeeff00ff", false },
	{ "MEASUREMENTS", SPDM_VERSION_1_3, &codec_measurements,
	  "1360002008c0010001013300003000a1d6755d00a66c12e3b5f8fe514441"
	  "594ed86e8a821ddc55b2961fa71b6d8a12f8f42588b7c5d8362b22c6dd53"
	  "2950dc02013300013000542dd40a5c224dc4e705820d384f38c0d59b79e1"
	  "28e62a797232010b55425878172bedf268d74a0c689d9d7cbe33cf860301"
	  "330002300095f85671912f24988951d81bb43744cf8ec33b0f86ca9d7648"
	  "4779385a822e9d81f14f4d5510894b44242b1b83a2a2c804013300033000"
	  "cd4dda8eb05d30be810957e94a9eb03e20704b88766c815e972fd974cf3e"
	  "f2c289ec03508bde94453ff01b17c2698a9010010b008708000700000000"
	  "00000011013300083000f0a9502bbdb057b94c26e8805c507d20dc7a4afc"
	  "4f0fff25f6030126400c180b8fc041a92f12690fabf70d5615966e5bfd01"
	  "8300848000fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfdfd"
	  "fdfdfdfdfdfdfdfdfdfdfdfdfdfe0113008510003f000000040000001f00"
	  "000011000000f32f1c8ea30f16c1e61b16e1c1bf4ca09e6c83722fe57d48"
	  "a697cf0cb3b70a0a0000aabbccddeeff00ffd7d4c819ea4edc33de4768ed"
	  "b06effc55c2715a2df752db870ed47b68b8841c477e54d8e820e0cba3cef"
	  "77855b7e6813f4ccb85cfa66594a2bf82dcff1db6e57a219098330f24bea"
	  "63db27147f4d9a02649c414feb16b86b6f4a4643aecb657a", false },
	{ "FINISH", SPDM_VERSION_1_4, &codec_finish,
	  "14e500000000b50aeb4a2300a04a18316ea004c7dc92f640cc04eaed2ab4"
	  "7efd282d4826cadae6032b534611527faf57caf5f0896a38", false },
	{ "FINISH_RSP", SPDM_VERSION_1_4, &codec_finish_rsp,
	  "146500000000", false },
	{ "CERTIFICATE", SPDM_VERSION_1_2, &codec_certificate,
	  "12020000040010000102030a", false },
	{ "ERROR", SPDM_VERSION_1_2, &codec_error, "127f0300", true },
	{ "ResponseNotReady", SPDM_VERSION_1_2, &codec_error,
	  "127f42000a83010a", false },
	{ "RESPOND_IF_READY", SPDM_VERSION_1_2, &codec_respond_if_ready,
	  "12ff8301", false },
};

/* From memory of the message's exact size; @keep is freed by the caller. */
static int decode(const struct recorded *t, const uint8_t *data, size_t len,
		  union message *ret, uint8_t **keep)
{
	struct spdm_agreed a = agreed_on(t->version);

	*keep = malloc(len ? len : 1);
	assert_non_null(*keep);
	memcpy(*keep, data, len);
	return t->codec->decode(*keep, len, &a, ret);
}

static void refuses(const struct recorded *t, const uint8_t *data, size_t len)
{
	union message m, untouched;
	uint8_t *keep;

	memset(&m, 0xa5, sizeof(m));
	memset(&untouched, 0xa5, sizeof(untouched));
	if (decode(t, data, len, &m, &keep) != -EBADMSG)
		fail_msg("%s of %zu bytes is taken", t->name, len);
	assert_memory_equal(&m, &untouched, sizeof(m));
	free(keep);
}

static void recorded_messages_are_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const struct recorded *t = &recorded[i];
		struct spdm_agreed a = agreed_on(t->version);
		struct bytes msg = from_hex(t->hex);
		uint8_t again[MESSAGE_MAX];
		union message m;
		uint8_t *keep;

		if (decode(t, msg.data, msg.len, &m, &keep) < 0)
			fail_msg("%s is refused", t->name);
		assert_int_equal(t->codec->encode(again, sizeof(again), &a,
						  &m), msg.len);
		assert_memory_equal(again, msg.data, msg.len);
		for (size_t size = 0; size < msg.len; size++)
			assert_int_equal(t->codec->encode(again, size, &a, &m),
					 -ENOBUFS);
		free(keep);
	}
}

static void cut_and_extended_messages_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const struct recorded *t = &recorded[i];
		struct bytes msg = from_hex(t->hex);

		for (size_t len = 0; len < msg.len; len++)
			refuses(t, msg.data, len);
		if (t->open_ended)
			continue;
		msg.data[msg.len] = 0;
		refuses(t, msg.data, msg.len + 1);
	}
}

/* What is still accepted can be written, and then reads the same again. */
static void flipped_messages_are_refused_or_consistent(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const struct recorded *t = &recorded[i];
		struct spdm_agreed a = agreed_on(t->version);
		struct bytes msg = from_hex(t->hex);

		for (size_t bit = 0; bit < 8 * msg.len; bit++) {
			uint8_t first[MESSAGE_MAX], second[MESSAGE_MAX];
			uint8_t *keep, *keep_first;
			union message m;
			long n;

			msg.data[bit / 8] ^= 1 << bit % 8;
			if (decode(t, msg.data, msg.len, &m, &keep) == 0) {
				n = t->codec->encode(first, sizeof(first), &a,
						     &m);
				assert_true(n > 0);
				assert_int_equal(decode(t, first, n, &m,
							&keep_first), 0);
				assert_int_equal(t->codec->encode(
					second, sizeof(second), &a, &m), n);
				assert_memory_equal(first, second, n);
				free(keep_first);
			}
			free(keep);
			msg.data[bit / 8] ^= 1 << bit % 8;
		}
	}
}

static void every_code_has_another_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const struct recorded *t = &recorded[i];
		struct bytes msg = from_hex(t->hex);

		for (unsigned int bit = 0; bit < 8; bit++) {
			msg.data[1] ^= 1 << bit;
			refuses(t, msg.data, msg.len);
			msg.data[1] ^= 1 << bit;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_messages_are_read_and_written),
		cmocka_unit_test(cut_and_extended_messages_are_refused),
		cmocka_unit_test(flipped_messages_are_refused_or_consistent),
		cmocka_unit_test(every_code_has_another_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
