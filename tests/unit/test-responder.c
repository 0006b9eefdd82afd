// SPDX-License-Identifier: Apache-2.0
/*
 * Requests of others: answered as the commands want it, refused with the
 * right code, and without harm whatever they are.
 */
#include "daemon.h"

#include "responder.h"

static struct responder *responder;
static struct transport_channel *channel;

static int setup(void **state)
{
	(void)state;
	fake_setup("");
	fake_start();
	assert_int_equal(responder_new(&fake_manager, &responder), 0);
	channel = list_first(&fake_channels, struct transport_channel, node);
	n_fake_sent = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	responder_free(responder);
	fake_teardown();
	return 0;
}

static void ask_from(int ifindex, const void *data, size_t len)
{
	struct transport_address from = { .network = 1, .ifindex = ifindex,
					  .eid = 33, .hwaddr_len = 6 };

	n_fake_sent = 0;
	fake_receive(channel, &from, MCTP_TYPE_CONTROL, data, len);
}

/* The answer must be exactly this, header and all. */
static void assert_answer(const char *request, size_t request_len,
			  const char *answer, size_t answer_len)
{
	ask_from(IFINDEX, request, request_len);
	assert_int_equal(n_fake_sent, 1);
	assert_int_equal(fake_sent[0].len, answer_len);
	assert_memory_equal(fake_sent[0].data, answer, answer_len);
	assert_int_equal(fake_sent[0].to.eid, 33);
}

#define ASK(request, answer)                                                   \
	assert_answer(request, sizeof(request) - 1, answer, sizeof(answer) - 1)

static void commands_are_answered(void **state)
{
	(void)state;
	ASK("\x85\x02", "\x05\x02\0\x08\x12\0");
	ASK("\x86\x04\xff", "\x06\x04\0\x02\xf1\xf2\xf1\0\xf1\xf3\xf1\0");
	ASK("\x87\x05", "\x07\x05\0\x01\0");
	ask_from(IFINDEX, "\x80\x03", 2);
	assert_int_equal(fake_sent[0].len, 3 + 16);
}

static void refusals_have_the_right_code(void **state)
{
	static const uint8_t codes[] = {
		CONTROL_GET_EID, CONTROL_GET_UUID, CONTROL_GET_TYPES,
		CONTROL_DISCOVERY_NOTIFY,
	};

	(void)state;
	/* short */
	ASK("\x80\x04", "\0\x04\x03");
	ASK("\x80\x06", "\0\x06\x03");
	/* long */
	for (size_t i = 0; i < sizeof(codes); i++) {
		uint8_t request[] = { 0x80, codes[i], 0 };

		ask_from(IFINDEX, request, sizeof(request));
		assert_int_equal(fake_sent[0].data[2],
				 CONTROL_ERROR_INVALID_LENGTH);
	}
	/* of no type we have; of no selector; no command */
	ASK("\x80\x04\x01", "\0\x04\x80");
	ASK("\x80\x06\0", "\0\x06\x02");
	ASK("\x80\x7f", "\0\x7f\x05");
	ASK("\x80\x01\0\x20", "\0\x01\x05");
}

static void what_is_no_request_is_not_answered(void **state)
{
	(void)state;
	ask_from(IFINDEX, "", 0);
	assert_int_equal(n_fake_sent, 0);
	ask_from(IFINDEX, "\x80", 1);
	assert_int_equal(n_fake_sent, 0);
	ask_from(IFINDEX, "\0\x02\0\x08\0\0", 6); /* a response */
	assert_int_equal(n_fake_sent, 0);
	ask_from(IFINDEX, "\xc0\x02", 2); /* a datagram */
	assert_int_equal(n_fake_sent, 0);
	ask_from(IFINDEX + 1, "\x80\x02", 2); /* a link we do not know */
	assert_int_equal(n_fake_sent, 0);
}

static void every_short_message_is_harmless(void **state)
{
	uint8_t request[4];

	(void)state;
	for (unsigned int code = 0; code < 256; code++) {
		for (size_t len = 2; len <= sizeof(request); len++) {
			memset(request, 0xff, sizeof(request));
			request[0] = CONTROL_REQUEST;
			request[1] = code;
			ask_from(IFINDEX, request, len);
			assert_int_equal(n_fake_sent, 1);
			assert_in_range(fake_sent[0].len, 3,
					CONTROL_MESSAGE_MAX);
		}
	}
}

static void registered_types_are_told(void **state)
{
	const uint32_t versions[RESPONDER_VERSIONS_MAX + 1] = { 0xf1f1f000 };
	struct endpoint_vendor_type vendor = {
		.format = ENDPOINT_VENDOR_PCI, .id = 0x1234, .command_set = 7,
	};

	(void)state;
	assert_int_equal(responder_add_type(responder, 1, versions, 1), 0);
	assert_int_equal(responder_add_type(responder, 1, versions, 1),
			 -EEXIST);
	assert_int_equal(responder_add_type(responder, 0, versions, 1),
			 -EINVAL);
	assert_int_equal(responder_add_type(responder, 0xff, versions, 1),
			 -EINVAL);
	assert_int_equal(responder_add_type(responder, 2, versions,
					    RESPONDER_VERSIONS_MAX + 1),
			 -EBUSY);
	ASK("\x80\x05", "\0\x05\0\x02\0\x01");
	ASK("\x80\x04\x01", "\0\x04\0\x01\xf1\xf1\xf0\0");
	assert_int_equal(responder_add_vendor_type(responder, &vendor), 0);
	assert_int_equal(responder_add_vendor_type(responder, &vendor),
			 -EEXIST);
	ASK("\x80\x06\0", "\0\x06\0\xff\0\x12\x34\0\x07");
	vendor.id = 0x10000;
	assert_int_equal(responder_add_vendor_type(responder, &vendor),
			 -EINVAL);
	responder_remove_type(responder, 1);
	responder_remove_type(responder, 1);
	ASK("\x80\x05", "\0\x05\0\x01\0");
}

static void registrations_are_bounded(void **state)
{
	struct endpoint_vendor_type vendor = { .format = ENDPOINT_VENDOR_IANA };

	(void)state;
	for (unsigned int i = 1; i <= RESPONDER_TYPES_MAX; i++)
		assert_int_equal(responder_add_type(responder, i, NULL, 0), 0);
	assert_int_equal(responder_add_type(responder, 100, NULL, 0), -EBUSY);
	for (unsigned int i = 0; i < RESPONDER_VENDOR_TYPES_MAX; i++) {
		vendor.id = i;
		assert_int_equal(responder_add_vendor_type(responder, &vendor),
				 0);
	}
	vendor.id = 1000;
	assert_int_equal(responder_add_vendor_type(responder, &vendor),
			 -EBUSY);
	/* and all of it can be told */
	ask_from(IFINDEX, "\x80\x05", 2);
	assert_int_equal(fake_sent[0].data[2], CONTROL_SUCCESS);
	assert_int_equal(fake_sent[0].len, 4 + 1 + RESPONDER_TYPES_MAX);
}

static void announced_device_is_asked_at_once(void **state)
{
	struct fake_device d = { .hwaddr = { 0 }, .uuid = { 1 } };
	struct device *device;

	(void)state;
	d.silent = true;
	device = fake_plug(&d);
	fake_run(60 * S);
	assert_null(device->endpoint);
	d.silent = false;
	ask_from(IFINDEX, "\x80\x0d", 2);
	fake_run(5 * MS);
	assert_non_null(device->endpoint);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(commands_are_answered),
		TEST(refusals_have_the_right_code),
		TEST(what_is_no_request_is_not_answered),
		TEST(every_short_message_is_harmless),
		TEST(registered_types_are_told),
		TEST(registrations_are_bounded),
		TEST(announced_device_is_asked_at_once),
	};

	return cmocka_run_group_tests_name("responder", tests, NULL, NULL);
}
