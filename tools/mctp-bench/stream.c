// SPDX-License-Identifier: Apache-2.0
/*
 * A socket per target, so that one whose packets nobody takes fills its own
 * buffer only; and a tag that is kept, since nobody answers.
 */
#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "path.h"

/*
 * Some 40 packets of 64 bytes: sixteen targets have fewer then than a network
 * device queues by default.
 */
#define ROOM 16384
#define WAIT_MS 10

static int sender_open(struct stream *s, const struct bus_target *target)
{
	struct mctp_ioc_tag_ctl2 ctl = {
		.net = MCTP_NET_ANY,
		.peer_addr = target->eid,
		.local_addr = MCTP_ADDR_ANY,
	};
	int fd = bus_socket(ROOM);

	if (fd < 0)
		return fd;
	s->fds[s->count] = fd;
	s->addrs[s->count] = bus_request(target);
	s->count++;
	/* the one network there is */
	ctl.net = 1;
	if (ioctl(fd, SIOCMCTPALLOCTAG2, &ctl))
		return -errno;
	s->addrs[s->count - 1].smctp_tag = ctl.tag;
	return 0;
}

int stream_open(const struct bus *bus, unsigned int count, size_t payload,
		struct stream *ret_stream)
{
	const struct bus_targets *sinks = &bus->targets[BUS_SINK];
	struct stream s = { .len = payload - 1 };
	int rc = sinks->count < count ? -ENXIO : 0;

	for (unsigned int i = 0; !rc && i < count; i++)
		rc = sender_open(&s, &sinks->list[i]);
	if (rc)
		stream_close(&s);
	else
		*ret_stream = s;
	return rc;
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* 1 if it was sent, 0 if there is no room, or the device has none */
static int send_one(const struct stream *s, unsigned int i)
{
	static const char data[BUS_MESSAGE_MAX];
	ssize_t n = sendto(s->fds[i], data, s->len, MSG_DONTWAIT,
			   (const void *)&s->addrs[i], sizeof(s->addrs[i]));

	if (n >= 0)
		return 1;
	return errno == EAGAIN || errno == ENOBUFS ? 0 : -errno;
}

static void wait_for_room(const struct stream *s)
{
	struct pollfd pfds[BUS_TARGETS_MAX];

	for (unsigned int i = 0; i < s->count; i++)
		pfds[i] = (struct pollfd){ .fd = s->fds[i], .events = POLLOUT };
	poll(pfds, s->count, WAIT_MS);
}

int stream_send(const struct stream *s, unsigned int time_ms)
{
	int64_t end = now_ms() + time_ms;

	while (now_ms() < end) {
		int sent = 0;

		for (unsigned int i = 0; i < s->count; i++) {
			int rc = send_one(s, i);

			if (rc < 0)
				return rc;
			sent += rc;
		}
		if (!sent)
			wait_for_room(s);
	}
	return 0;
}

void stream_close(struct stream *s)
{
	for (unsigned int i = 0; i < s->count; i++)
		close(s->fds[i]);
	s->count = 0;
}
