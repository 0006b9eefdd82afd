// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl endpoint echo: sends vendor defined (PCI) messages over AF_MCTP to
 * an endpoint that returns them, compares every byte, and times the replies.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/mctp.h>

#include "args.h"
#include "verbs.h"

#define ECHO_TYPE 0x7e	   /* DSP0236 table 3: vendor defined, PCI id */
#define ECHO_VENDOR 0x1234 /* the id that emulated devices answer to */
#define ECHO_SIZE 64
#define ECHO_TIMEOUT_US 2000000

struct echo {
	struct sockaddr_mctp peer;
	uint64_t timeout_us;
	size_t size;
	uint8_t *out, *in;
	uint32_t sequence;
	uint64_t *times_us; /* of the replies */
	size_t sent, received, mismatched;
};

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* A pattern of its own per message, so that no reply passes for another. */
static void fill(struct echo *e)
{
	uint32_t x = ++e->sequence * 2654435761u | 1;

	e->out[0] = ECHO_VENDOR >> 8;
	e->out[1] = ECHO_VENDOR & 0xff;
	for (size_t i = 2; i < e->size; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		e->out[i] = x;
	}
}

static int send_failed(const struct echo *e)
{
	int error = errno;
	const char *hint = NULL, *reason = strerror(error);

	switch (error) {
	case EACCES:
	case EPERM:
		hint = "needs root or CAP_NET_RAW";
		break;
	case EHOSTUNREACH:
		reason = "no route to it";
		hint = "mctpctl route lists what is reachable";
		break;
	case ENOENT: /* of this machine; what others have is not known */
		reason = "nobody listens there";
		break;
	case EBUSY:
		reason = "no free message tag";
		break;
	}
	return cli_fail(hint, "endpoint %u: %s", e->peer.smctp_addr.s_addr,
			reason);
}

/* Waits for the reply to a message sent at @start; CLI_OK with a lost one. */
static int await_reply(struct echo *e, int fd, uint64_t start)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint64_t elapsed = now_us() - start;
	ssize_t n;
	int r;

	if (elapsed >= e->timeout_us)
		return CLI_OK;
	r = poll(&p, 1, (e->timeout_us - elapsed + 999) / 1000);
	if (r < 0)
		return cli_fail(NULL, "poll: %s", strerror(errno));
	if (r == 0)
		return CLI_OK;
	n = recv(fd, e->in, e->size + 1, MSG_TRUNC | MSG_DONTWAIT);
	elapsed = now_us() - start;
	if (n < 0)
		return cli_fail(NULL, "endpoint %u: cannot receive: %s",
				e->peer.smctp_addr.s_addr, strerror(errno));
	if (n != (ssize_t)e->size || memcmp(e->in, e->out, e->size))
		e->mismatched++;
	else
		e->times_us[e->received++] = elapsed;
	return CLI_OK;
}

/*
 * One message, on a socket of its own: closing it gives the tag back, so
 * that lost replies do not use up the eight tags of the peer.
 */
static int exchange(struct echo *e)
{
	_cleanup_close_ int fd = -1;
	uint64_t start;
	int wide = 1 << 18; /* the default may be short of 64 KiB */

	fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return cli_fail(errno == EAFNOSUPPORT ? "modprobe mctp" : NULL,
				"endpoint %u: %s", e->peer.smctp_addr.s_addr,
				errno == EAFNOSUPPORT ?
					"this kernel has no AF_MCTP" :
					strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wide, sizeof(wide));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &wide, sizeof(wide));
	fill(e);
	start = now_us();
	if (sendto(fd, e->out, e->size, 0, (struct sockaddr *)&e->peer,
		   sizeof(e->peer)) < 0)
		return send_failed(e);
	e->sent++;
	return await_reply(e, fd, start);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void add_time(struct value *v, const char *key, const struct echo *e,
		     size_t index)
{
	if (e->received)
		value_add_uint(v, key, e->times_us[index]);
	else
		value_add(v, key, VALUE_NULL);
}

static struct value *make_result(const struct cli *cli, const struct echo *e,
				 size_t lost)
{
	struct value *v = value_new(VALUE_OBJECT);

	if (cli->net)
		value_add_uint(v, "network", cli->net);
	else
		value_add(v, "network", VALUE_NULL);
	value_add_uint(v, "eid", e->peer.smctp_addr.s_addr);
	value_add_uint(v, "size", e->size);
	value_add_uint(v, "sent", e->sent);
	value_add_uint(v, "received", e->received);
	value_add_uint(v, "lost", lost);
	value_add_uint(v, "mismatched", e->mismatched);
	add_time(v, "min_us", e, 0);
	add_time(v, "median_us", e, e->received / 2);
	add_time(v, "max_us", e, e->received ? e->received - 1 : 0);
	return v;
}

/* One sentence, from the values that JSON has. */
static void print_sentence(FILE *f, const struct value *v)
{
	static const char *const times[] = { "min", "median", "max" };

	fprintf(f,
		"endpoint %llu: %llu of %llu messages of %llu bytes came back",
		(unsigned long long)value_get(v, "eid")->number,
		(unsigned long long)value_get(v, "received")->number,
		(unsigned long long)value_get(v, "sent")->number,
		(unsigned long long)value_get(v, "size")->number);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		char key[16];

		snprintf(key, sizeof(key), "%s_us", times[i]);
		if (value_get(v, key)->kind == VALUE_UINT)
			fprintf(f, "%s %s %llu us", i ? "," : ", round trip",
				times[i],
				(unsigned long long)value_get(v, key)->number);
	}
	fputc('\n', f);
}

static int finish(struct cli *cli, struct echo *e)
{
	size_t lost = e->sent - e->received - e->mismatched;
	_cleanup_value_ struct value *v = NULL;

	qsort(e->times_us, e->received, sizeof(*e->times_us), compare);
	v = make_result(cli, e, lost);
	if (cli->out.json)
		output_details(&cli->out, v);
	else
		print_sentence(cli->out.file, v);
	fflush(cli->out.file);
	if (lost || e->mismatched)
		return cli_fail(NULL,
				"endpoint %u: %zu lost, %zu came back altered",
				e->peer.smctp_addr.s_addr, lost, e->mismatched);
	return CLI_OK;
}

int echo_run(struct cli *cli, int argc, char **argv)
{
	size_t size = cli->size ? cli->size : ECHO_SIZE;
	uint32_t count = cli->count ? cli->count : 1;
	_cleanup_free_ uint8_t *out = malloc(size), *in = malloc(size + 1);
	_cleanup_free_ uint64_t *times = calloc(count, sizeof(*times));
	struct echo e = {
		.peer = {
			.smctp_family = AF_MCTP,
			.smctp_network = cli->net,
			.smctp_type = ECHO_TYPE,
			.smctp_tag = MCTP_TAG_OWNER,
		},
		.timeout_us = cli->timeout_us ? cli->timeout_us :
			      ECHO_TIMEOUT_US,
		.size = size, .out = out, .in = in, .times_us = times,
		.sequence = now_us(),
	};
	int r;

	(void)argc;
	if (!out || !in || !times)
		return cli_fail(NULL, "out of memory");
	r = args_eid(argv[0], &e.peer.smctp_addr.s_addr);
	while (!r && count--)
		r = exchange(&e);
	return r ? r : finish(cli, &e);
}
