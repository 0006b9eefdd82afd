// SPDX-License-Identifier: Apache-2.0
/*
 * When SPDM runs start, how many at a time, and how they end, with devices
 * that list type 5 and never answer it.
 */
#include "daemon.h"

#include "waiter.h"

#define N_DEVICES 12

static struct fake_device devices[N_DEVICES];

static int setup(void **state)
{
	(void)state;
	fake_setup("");
	fake_config.spdm_parallel = 3;
	fake_start();
	for (unsigned int i = 0; i < N_DEVICES; i++)
		devices[i] = (struct fake_device){
			.hwaddr = { 0, 0, 0, 0, 1, i }, .uuid = { i },
			.spdm = true,
		};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_teardown();
	return 0;
}

static struct endpoint *plug(unsigned int i)
{
	struct device *device = fake_plug(&devices[i]);

	fake_run(5 * MS);
	assert_non_null(device->endpoint);
	assert_non_null(device->endpoint->spdm);
	return device->endpoint;
}

static size_t count_state(enum spdm_client_state want)
{
	struct endpoint *endpoint;
	size_t n = 0;

	list_for_each(endpoint, &fake_link->network->endpoints, node)
		n += spdm_client_info(endpoint->spdm)->state == want;
	return n;
}

static size_t count_spdm_sent(void)
{
	size_t n = 0;

	for (size_t i = 0; i < n_fake_sent; i++)
		n += fake_sent[i].type == MCTP_TYPE_SPDM;
	return n;
}

static void runs_start_by_themselves_and_are_bounded(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < N_DEVICES; i++)
		plug(i);
	assert_int_equal(count_state(SPDM_CLIENT_CONNECTING), 3);
	assert_int_equal(count_spdm_sent(), 3);
}

static void silence_fails_a_run_and_lets_the_next_go(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < N_DEVICES; i++)
		plug(i);
	fake_run(1000 * S);
	assert_int_equal(count_state(SPDM_CLIENT_FAILED), N_DEVICES);
	/* each has been tried, some times, and that is all */
	assert_in_range(count_spdm_sent(), 3 * N_DEVICES, 20 * N_DEVICES);
	n_fake_sent = 0;
	fake_run(1000 * S);
	assert_int_equal(count_spdm_sent(), 0);
}

static void nothing_starts_when_not_configured(void **state)
{
	(void)state;
	fake_config.attest = false;
	plug(0);
	fake_run(60 * S);
	assert_int_equal(count_spdm_sent(), 0);
	assert_int_equal(count_state(SPDM_CLIENT_NONE), 1);
}

struct ask {
	struct waiter waiter;
	unsigned int calls;
	int error;
	bool has_reason;
};

static void on_done(struct waiter *waiter, const struct outcome *outcome)
{
	struct ask *ask = container_of(waiter, struct ask, waiter);

	ask->calls++;
	ask->error = outcome->error;
	ask->has_reason = outcome->reason && *outcome->reason;
}

static void whoever_asks_joins_and_hears_why(void **state)
{
	static struct ask a, b;
	struct endpoint *endpoint = plug(0);

	(void)state;
	a = b = (struct ask){ .calls = 0 };
	waiter_init(&a.waiter, on_done);
	waiter_init(&b.waiter, on_done);
	assert_int_equal(spdm_client_attest(endpoint->spdm, &a.waiter), 0);
	assert_int_equal(spdm_client_attest(endpoint->spdm, &b.waiter), 0);
	assert_int_equal(count_spdm_sent(), 1);
	assert_int_equal(spdm_client_end_session(endpoint->spdm, NULL),
			 -EBUSY);
	fake_run(30 * S);
	assert_int_equal(a.calls + b.calls, 2);
	assert_true(a.error < 0);
	assert_true(a.has_reason);
	assert_true(spdm_client_info(endpoint->spdm)->updated_ms > 0);
}

static void run_ends_with_its_endpoint(void **state)
{
	static struct ask ask;
	struct endpoint *endpoint = plug(0);

	(void)state;
	ask = (struct ask){ .calls = 0 };
	waiter_init(&ask.waiter, on_done);
	assert_int_equal(spdm_client_attest(endpoint->spdm, &ask.waiter), 0);
	fake_unplug(&devices[0]);
	assert_int_equal(ask.calls, 1);
	assert_int_equal(ask.error, -ENODEV);
	/* its place is free */
	for (unsigned int i = 1; i <= 4; i++)
		plug(i);
	assert_int_equal(count_state(SPDM_CLIENT_CONNECTING), 3);
}

static void no_session_is_no_session_to_end(void **state)
{
	struct endpoint *endpoint;

	(void)state;
	fake_config.attest = false;
	endpoint = plug(0);
	assert_int_equal(spdm_client_end_session(endpoint->spdm, NULL),
			 -ENOTCONN);
}

static void control_requests_go_on_meanwhile(void **state)
{
	struct endpoint *endpoint = plug(0);
	unsigned int before = devices[0].requests;

	(void)state;
	assert_int_equal(count_spdm_sent(), 1);
	assert_int_equal(endpoint_recover(endpoint, NULL), 0);
	fake_run(5 * MS);
	assert_true(devices[0].requests >= before + 4);
	assert_int_equal(endpoint->connectivity, ENDPOINT_AVAILABLE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(runs_start_by_themselves_and_are_bounded),
		TEST(silence_fails_a_run_and_lets_the_next_go),
		TEST(nothing_starts_when_not_configured),
		TEST(whoever_asks_joins_and_hears_why),
		TEST(run_ends_with_its_endpoint),
		TEST(no_session_is_no_session_to_end),
		TEST(control_requests_go_on_meanwhile),
	};

	return cmocka_run_group_tests_name("spdm-client", tests, NULL, NULL);
}
