// SPDX-License-Identifier: Apache-2.0
/*
 * SPDM with the endpoints: at most [spdm] parallel runs and max-sessions
 * sessions at a time. The requester has its own time-outs and retries, so
 * its messages go out as requests of one try.
 *
 * Timers: "spdm" per client, the requester's; "spdm-schedule", one for all,
 * ends runs and starts waiting ones in the next turn of the loop; "spdm-retry"
 * per client, after a run that failed without a verdict on the device.
 */
#include "spdm-client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config.h"
#include "device.h"
#include "endpoint.h"
#include "lib/list.h"
#include "lib/log.h"
#include "link.h"
#include "manager.h"
#include "network.h"
#include "request.h"
#include "spdm/requester.h"
#include "spdm/trust.h"
#include "timer.h"
#include "waiter.h"

/* The kernel's tags live 6 s: no answer can come after that. */
#define ANSWER_MAX_MS 6000
#define MESSAGE_RETRIES 2
#define RUNS_MAX 4
#define RETRY_FIRST_US (1000 * 1000)
#define RETRY_MAX_US (30 * 1000 * 1000)

struct spdm_clients {
	struct manager *manager;
	struct spdm_trust *trust;
	struct list waiting; /* struct spdm_client */
	struct list running;
	size_t n_running;
	size_t n_sessions;
	struct timer *schedule;
};

struct spdm_client {
	struct list node; /* in waiting or running, or in none */
	bool running;
	bool has_session;      /* or is after one: counts against the limit */
	unsigned int failures; /* runs in a row */
	struct endpoint *endpoint;
	struct spdm_requester *requester; /* NULL before the first run */
	struct timer *timer;
	struct timer *retry;
	struct request_waiter request;
	struct list waiters;
	struct spdm_client_info info;
	struct spdm_client_measurement
		measurements[SPDM_CLIENT_MEASUREMENTS_MAX];
};

const char *spdm_client_state_format(enum spdm_client_state state)
{
	static const enum spdm_requester_state states[] = {
		[SPDM_CLIENT_NONE] = SPDM_STATE_NONE,
		[SPDM_CLIENT_CONNECTING] = SPDM_STATE_CONNECTING,
		[SPDM_CLIENT_AUTHENTICATED] = SPDM_STATE_AUTHENTICATED,
		[SPDM_CLIENT_SESSION] = SPDM_STATE_SESSION,
		[SPDM_CLIENT_FAILED] = SPDM_STATE_FAILED,
	};

	return spdm_requester_state_name(states[state]);
}

const char *spdm_client_identity_format(enum spdm_client_identity identity)
{
	static const enum spdm_identity identities[] = {
		[SPDM_CLIENT_IDENTITY_UNKNOWN] = SPDM_IDENTITY_UNKNOWN,
		[SPDM_CLIENT_IDENTITY_VERIFIED] = SPDM_IDENTITY_VERIFIED,
		[SPDM_CLIENT_IDENTITY_FAILED] = SPDM_IDENTITY_FAILED,
	};

	return spdm_identity_name(identities[identity]);
}

const struct spdm_client_info *
spdm_client_info(const struct spdm_client *client)
{
	return &client->info;
}

static struct spdm_clients *clients_of(const struct spdm_client *client)
{
	return client->endpoint->network->manager->spdm;
}

static enum spdm_client_state convert_state(enum spdm_requester_state state)
{
	switch (state) {
	case SPDM_STATE_NONE:
		return SPDM_CLIENT_NONE;
	case SPDM_STATE_CONNECTING:
		return SPDM_CLIENT_CONNECTING;
	case SPDM_STATE_AUTHENTICATED:
		return SPDM_CLIENT_AUTHENTICATED;
	case SPDM_STATE_SESSION:
		return SPDM_CLIENT_SESSION;
	case SPDM_STATE_FAILED:
		return SPDM_CLIENT_FAILED;
	}
	return SPDM_CLIENT_FAILED;
}

static enum spdm_client_identity convert_identity(enum spdm_identity identity)
{
	switch (identity) {
	case SPDM_IDENTITY_UNKNOWN:
		return SPDM_CLIENT_IDENTITY_UNKNOWN;
	case SPDM_IDENTITY_VERIFIED:
		return SPDM_CLIENT_IDENTITY_VERIFIED;
	case SPDM_IDENTITY_FAILED:
		return SPDM_CLIENT_IDENTITY_FAILED;
	}
	return SPDM_CLIENT_IDENTITY_FAILED;
}

static void collect_measurements(struct spdm_client *client)
{
	const struct spdm_requester *r = client->requester;
	size_t n = spdm_requester_measurement_count(r);

	if (n > SPDM_CLIENT_MEASUREMENTS_MAX)
		n = SPDM_CLIENT_MEASUREMENTS_MAX;
	for (size_t i = 0; i < n; i++) {
		struct spdm_requester_measurement m =
			spdm_requester_measurement(r, i);

		client->measurements[i] = (struct spdm_client_measurement){
			.index = m.index,
			.type = m.value_type,
			.value = m.value.data,
			.len = m.value.len,
		};
	}
	client->info.measurements = client->measurements;
	client->info.n_measurements = n;
}

static void log_state(const struct spdm_client *client,
		      enum spdm_client_state old)
{
	const struct spdm_client_info *info = &client->info;
	int priority = info->state == SPDM_CLIENT_FAILED ? LOG_WARNING :
							   LOG_INFO;

	if (info->state != old)
		log_message(priority, "%s: EID %u: SPDM %s, was %s%s%s",
			    device_label(client->endpoint->device),
			    client->endpoint->eid,
			    spdm_client_state_format(info->state),
			    spdm_client_state_format(old),
			    *info->error ? ": " : "", info->error);
}

static void set_info(struct spdm_client *client)
{
	const struct spdm_requester *r = client->requester;
	struct spdm_client_info *info = &client->info;
	enum spdm_client_state old = info->state;

	info->state = convert_state(spdm_requester_state(r));
	info->identity = convert_identity(spdm_requester_identity(r));
	info->version = spdm_requester_version(r);
	info->algorithms = spdm_requester_algorithms(r);
	info->subject = spdm_requester_subject(r);
	info->error = spdm_requester_error(r);
	info->session_id = spdm_requester_session_id(r);
	collect_measurements(client);
	log_state(client, old);
	manager_notify(client->endpoint->network->manager, endpoint_changed,
		       client->endpoint, ENDPOINT_CHANGED_SPDM);
}

static void on_answer(struct request_waiter *waiter,
		      const struct request_result *result)
{
	struct spdm_client *client =
		container_of(waiter, struct spdm_client, request);

	/* else the requester's timer tells it that the message was lost */
	if (!result->error)
		spdm_requester_receive(client->requester, result->type,
				       result->data, result->len);
	timer_start(clients_of(client)->schedule, 0);
}

static int send_message(void *userdata, uint8_t mctp_type, const uint8_t *body,
			size_t len)
{
	struct spdm_client *client = userdata;
	struct device *device = client->endpoint->device;
	struct request_params params = {
		.peer = &device->peer,
		.kind = REQUEST_OTHER,
		.type = mctp_type,
		.data = body,
		.len = len,
		.tries = 1,
		.timeout_ms = ANSWER_MAX_MS,
	};

	request_waiter_cancel(&client->request);
	endpoint_address(client->endpoint, &params.to);
	return request_submit(device->link->queue, &params, &client->request);
}

static void set_timer(void *userdata, uint64_t delay_us)
{
	struct spdm_client *client = userdata;

	if (delay_us)
		timer_start(client->timer, delay_us);
	else
		timer_stop(client->timer);
}

static void count_session(struct spdm_client *client, bool has_session)
{
	if (client->has_session == has_session)
		return;
	client->has_session = has_session;
	clients_of(client)->n_sessions += has_session ? 1 : -1;
}

static void on_changed(void *userdata)
{
	struct spdm_client *client = userdata;

	/* while spdm_requester_new() runs there is nothing to read */
	if (!client->requester)
		return;
	set_info(client);
	timer_start(clients_of(client)->schedule, 0);
	/* outside of a run: the device did not keep up the session */
	if (!client->running && client->info.state == SPDM_CLIENT_FAILED) {
		count_session(client, false);
		timer_start(client->retry, timer_jitter(RETRY_FIRST_US));
	}
}

static void on_timer(void *user)
{
	struct spdm_client *client = user;

	spdm_requester_timeout(client->requester);
	timer_start(clients_of(client)->schedule, 0);
}

static const struct spdm_requester_ops requester_ops = {
	.send = send_message,
	.set_timer = set_timer,
	.changed = on_changed,
};

static int new_requester(struct spdm_client *client, bool session)
{
	const struct config *config =
		client->endpoint->network->manager->config;
	struct spdm_requester_config rc = {
		.trust = clients_of(client)->trust,
		.dates = config->check_dates ? SPDM_DATES_CHECK :
					       SPDM_DATES_IGNORE,
		.session = session,
		.retries = MESSAGE_RETRIES,
	};

	client->info = (struct spdm_client_info){
		.version = "",
		.algorithms = "",
		.subject = "",
		.error = "",
		.updated_ms = client->info.updated_ms,
	};
	client->requester = spdm_requester_free(client->requester);
	client->requester = spdm_requester_new(&rc, &requester_ops, client);
	return client->requester ? 0 : -ENOMEM;
}

static void leave_list(struct spdm_client *client)
{
	if (client->running)
		clients_of(client)->n_running--;
	client->running = false;
	list_remove(&client->node);
}

static void finish_run(struct spdm_client *client, int error)
{
	struct spdm_clients *clients = clients_of(client);
	struct outcome outcome = {
		.error = error,
		.endpoint = client->endpoint,
		.reason = *client->info.error ? client->info.error : NULL,
	};
	struct timespec ts;

	leave_list(client);
	count_session(client, client->info.state == SPDM_CLIENT_SESSION);
	clock_gettime(CLOCK_REALTIME, &ts);
	client->info.updated_ms =
		(uint64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
	if (client->info.state != SPDM_CLIENT_FAILED)
		client->failures = 0;
	else if (client->info.identity != SPDM_CLIENT_IDENTITY_FAILED &&
		 ++client->failures < RUNS_MAX)
		timer_start(client->retry,
			    timer_backoff(client->failures - 1, RETRY_FIRST_US,
					  RETRY_MAX_US));
	manager_notify(clients->manager, endpoint_changed, client->endpoint,
		       ENDPOINT_CHANGED_SPDM);
	waiters_finish(&client->waiters, &outcome);
}

static void start_run(struct spdm_client *client)
{
	struct spdm_clients *clients = clients_of(client);
	const struct config *config = clients->manager->config;
	bool session = config->session &&
		       (client->has_session ||
			clients->n_sessions < config->spdm_sessions);
	int r;

	list_remove(&client->node);
	list_add_tail(&client->node, &clients->running);
	client->running = true;
	clients->n_running++;
	timer_stop(client->retry);
	if (config->session && !session)
		log_warning("EID %u: no session: there are %u",
			    client->endpoint->eid, config->spdm_sessions);
	count_session(client, session);
	r = new_requester(client, session);
	if (r < 0) {
		finish_run(client, r);
		return;
	}
	spdm_requester_start(client->requester);
}

static struct spdm_client *find_finished(struct spdm_clients *clients)
{
	struct spdm_client *client;

	list_for_each(client, &clients->running, node) {
		if (!spdm_requester_busy(client->requester))
			return client;
	}
	return NULL;
}

static void on_schedule(void *user)
{
	struct spdm_clients *clients = user;
	struct spdm_client *client = find_finished(clients);

	if (client) {
		/* one in each turn: a waiter may end any of the others */
		timer_start(clients->schedule, 0);
		finish_run(client, client->info.state == SPDM_CLIENT_FAILED ?
					   -EPROTO :
					   0);
		return;
	}
	client = list_first(&clients->waiting, struct spdm_client, node);
	if (client &&
	    clients->n_running < clients->manager->config->spdm_parallel) {
		timer_start(clients->schedule, 0);
		start_run(client);
	}
}

static void want_run(struct spdm_client *client)
{
	struct spdm_clients *clients = clients_of(client);

	if (client->running || !list_is_empty(&client->node))
		return;
	list_add_tail(&client->node, &clients->waiting);
	timer_start(clients->schedule, 0);
}

static void on_retry(void *user)
{
	want_run(user);
}

int spdm_client_attest(struct spdm_client *client, struct waiter *waiter)
{
	client->failures = 0;
	want_run(client);
	if (waiter)
		waiter_add(waiter, &client->waiters);
	return 0;
}

int spdm_client_end_session(struct spdm_client *client, struct waiter *waiter)
{
	struct spdm_clients *clients = clients_of(client);
	int r;

	if (client->running)
		return -EBUSY;
	if (client->info.state != SPDM_CLIENT_SESSION)
		return -ENOTCONN;
	r = spdm_requester_end_session(client->requester);
	if (r < 0)
		return r;
	list_remove(&client->node);
	list_add_tail(&client->node, &clients->running);
	client->running = true;
	clients->n_running++;
	if (waiter)
		waiter_add(waiter, &client->waiters);
	return 0;
}

int spdm_client_new(struct endpoint *endpoint, struct spdm_client **ret_client)
{
	const struct manager *manager = endpoint->network->manager;
	struct spdm_client *client = calloc(1, sizeof(*client));
	int r;

	if (!client)
		return -ENOMEM;
	client->endpoint = endpoint;
	list_init(&client->node);
	list_init(&client->waiters);
	list_init(&client->request.node);
	client->request.done = on_answer;
	client->info = (struct spdm_client_info){
		.version = "",
		.algorithms = "",
		.subject = "",
		.error = "",
	};
	r = timer_new(manager->timers, "spdm", on_timer, client,
		      &client->timer);
	if (r >= 0)
		r = timer_new(manager->timers, "spdm-retry", on_retry, client,
			      &client->retry);
	if (r < 0) {
		spdm_client_free(client);
		return r;
	}
	if (manager->config->attest)
		want_run(client);
	*ret_client = client;
	return 0;
}

struct spdm_client *spdm_client_free(struct spdm_client *client)
{
	struct outcome outcome = { .error = -ENODEV };

	if (!client)
		return NULL;
	leave_list(client);
	count_session(client, false);
	request_waiter_cancel(&client->request);
	waiters_finish(&client->waiters, &outcome);
	spdm_requester_free(client->requester);
	timer_free(client->timer);
	timer_free(client->retry);
	free(client);
	return NULL;
}

static int load_trust(struct spdm_clients *clients)
{
	const struct config *config = clients->manager->config;
	char *file = NULL;
	int r;

	if (!*config->trust_dir)
		return 0;
	r = spdm_trust_add_directory(clients->trust, config->trust_dir, &file);
	/* no directory: no device is trusted, which is said of each */
	if (r == -ENOENT && !file) {
		log_warning("%s: no such directory: no SPDM device is trusted",
			    config->trust_dir);
		r = 0;
	} else if (r < 0) {
		log_error("%s%s%s: %s", config->trust_dir, file ? "/" : "",
			  file ? file : "", strerror(-r));
	} else {
		log_info("%s: %zu trust anchors", config->trust_dir,
			 spdm_trust_count(clients->trust));
	}
	free(file);
	return r;
}

int spdm_clients_init(struct manager *manager)
{
	struct spdm_clients *clients = calloc(1, sizeof(*clients));
	int r;

	if (!clients)
		return -ENOMEM;
	clients->manager = manager;
	list_init(&clients->waiting);
	list_init(&clients->running);
	manager->spdm = clients;
	clients->trust = spdm_trust_new();
	if (!clients->trust)
		return -ENOMEM;
	r = timer_new(manager->timers, "spdm-schedule", on_schedule, clients,
		      &clients->schedule);
	return r < 0 ? r : load_trust(clients);
}

void spdm_clients_done(struct manager *manager)
{
	struct spdm_clients *clients = manager->spdm;

	if (!clients)
		return;
	timer_free(clients->schedule);
	spdm_trust_free(clients->trust);
	free(clients);
	manager->spdm = NULL;
}
