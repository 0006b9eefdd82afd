// SPDX-License-Identifier: Apache-2.0
/*
 * MCTP messages over AF_MCTP sockets, one socket per channel: the kernel
 * gives an answer to the socket whose tag it bears, and frees the tags of a
 * socket with it.
 */
#include "transport.h"

#include <errno.h>
#include <linux/mctp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/log.h"

/* linux/socket.h; not in the uapi headers */
#ifndef SOL_MCTP
#define SOL_MCTP 285
#endif

/* Messages taken from one socket before others have their turn. */
#define RECEIVE_BATCH 16

struct transport_channel {
	struct real_transport *transport;
	int fd;
	sd_event_source *source;
	transport_receive_t receive;
	void *receive_user;
	bool receiving; /* inside receive(): freed afterwards */
	bool closed;
};

struct real_transport {
	struct transport transport;
	sd_event *event;
	uint8_t buffer[TRANSPORT_MESSAGE_MAX];
};

_Static_assert(TRANSPORT_HWADDR_MAX ==
		       sizeof(((struct sockaddr_mctp_ext *)NULL)->smctp_haddr),
	       "physical addresses as the kernel has them");

static void free_channel(struct transport_channel *channel)
{
	sd_event_source_disable_unref(channel->source);
	if (channel->fd >= 0)
		close(channel->fd);
	free(channel);
}

static void channel_close(struct transport_channel *channel)
{
	channel->closed = true;
	if (!channel->receiving)
		free_channel(channel);
}

static void parse_address(const struct sockaddr_mctp_ext *from,
			  socklen_t from_len, struct transport_message *message)
{
	struct transport_address *peer = &message->peer;

	*peer = (struct transport_address){
		.network = from->smctp_base.smctp_network,
		.eid = from->smctp_base.smctp_addr.s_addr,
	};
	message->type = from->smctp_base.smctp_type;
	message->tag = from->smctp_base.smctp_tag;
	if (from_len < sizeof(*from))
		return;
	peer->ifindex = from->smctp_ifindex;
	if (from->smctp_halen <= sizeof(peer->hwaddr)) {
		peer->hwaddr_len = from->smctp_halen;
		memcpy(peer->hwaddr, from->smctp_haddr, peer->hwaddr_len);
	}
}

/* 1 when a message was handled, 0 when there is none. */
static int receive_one(struct transport_channel *channel)
{
	struct real_transport *rt = channel->transport;
	struct sockaddr_mctp_ext from = { 0 };
	socklen_t from_len = sizeof(from);
	struct transport_message message;
	ssize_t len;

	len = recvfrom(channel->fd, rt->buffer, sizeof(rt->buffer),
		       MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from,
		       &from_len);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (from_len < sizeof(from.smctp_base) ||
	    (size_t)len > sizeof(rt->buffer))
		return 1;
	message.data = rt->buffer;
	message.len = len;
	parse_address(&from, from_len, &message);
	channel->receive(channel->receive_user, &message);
	return 1;
}

static int on_readable(sd_event_source *source, int fd, uint32_t events,
		       void *user)
{
	struct transport_channel *channel = user;
	int r = 1;

	(void)source;
	(void)fd;
	(void)events;
	channel->receiving = true;
	for (int i = 0; i < RECEIVE_BATCH && r > 0 && !channel->closed; i++)
		r = receive_one(channel);
	channel->receiving = false;
	if (channel->closed) {
		free_channel(channel);
		return 0;
	}
	if (r < 0) {
		/* left alone: whoever waits on it has a deadline */
		log_warning("MCTP socket: %s", strerror(-r));
		sd_event_source_set_enabled(channel->source, SD_EVENT_OFF);
	}
	return 0;
}

static int channel_open(void *user, transport_receive_t receive,
			void *receive_user,
			struct transport_channel **ret_channel)
{
	struct real_transport *rt = user;
	struct transport_channel *channel = calloc(1, sizeof(*channel));
	int one = 1;
	int r;

	if (!channel)
		return -ENOMEM;
	channel->transport = rt;
	channel->receive = receive;
	channel->receive_user = receive_user;
	channel->fd =
		socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (channel->fd < 0 ||
	    setsockopt(channel->fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &one,
		       sizeof(one)) < 0)
		r = -errno;
	else
		r = sd_event_add_io(rt->event, &channel->source, channel->fd,
				    EPOLLIN, on_readable, channel);
	if (r < 0) {
		free_channel(channel);
		return r;
	}
	sd_event_source_set_description(channel->source, "mctp-socket");
	*ret_channel = channel;
	return 0;
}

static int send_message(int fd, const struct transport_address *to,
			uint8_t type, uint8_t tag, const void *data, size_t len)
{
	struct sockaddr_mctp_ext addr = {
		.smctp_base = {
			.smctp_family = AF_MCTP,
			.smctp_network = to->network,
			.smctp_addr.s_addr = to->eid,
			.smctp_type = type,
			.smctp_tag = tag,
		},
		.smctp_ifindex = to->ifindex,
		.smctp_halen = to->hwaddr_len,
	};
	socklen_t addr_len = sizeof(addr.smctp_base);

	if (to->ifindex) {
		memcpy(addr.smctp_haddr, to->hwaddr, to->hwaddr_len);
		addr_len = sizeof(addr);
	}
	if (sendto(fd, data, len, MSG_DONTWAIT, (struct sockaddr *)&addr,
		   addr_len) < 0)
		return -errno;
	return 0;
}

static int channel_send(struct transport_channel *channel,
			const struct transport_address *to, uint8_t type,
			const void *data, size_t len)
{
	return send_message(channel->fd, to, type, MCTP_TAG_OWNER, data, len);
}

static int channel_listen(void *user, uint8_t type, transport_receive_t receive,
			  void *receive_user,
			  struct transport_channel **ret_channel)
{
	struct transport_channel *channel;
	struct sockaddr_mctp addr = {
		.smctp_family = AF_MCTP,
		.smctp_network = MCTP_NET_ANY,
		.smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = type,
		.smctp_tag = MCTP_TAG_OWNER,
	};
	int r;

	r = channel_open(user, receive, receive_user, &channel);
	if (r < 0)
		return r;
	if (bind(channel->fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		r = -errno;
		free_channel(channel);
		return r;
	}
	*ret_channel = channel;
	return 0;
}

static int channel_reply(struct transport_channel *channel,
			 const struct transport_message *request,
			 const void *data, size_t len)
{
	return send_message(channel->fd, &request->peer, request->type,
			    request->tag & MCTP_TAG_MASK, data, len);
}

static const struct transport_ops real_ops = {
	.open = channel_open,
	.send = channel_send,
	.close = channel_close,
	.listen = channel_listen,
	.reply = channel_reply,
};

int transport_new(struct sd_event *event, struct transport **ret_transport)
{
	struct real_transport *rt = calloc(1, sizeof(*rt));

	if (!rt)
		return -ENOMEM;
	rt->event = sd_event_ref(event);
	rt->transport.ops = &real_ops;
	rt->transport.user = rt;
	*ret_transport = &rt->transport;
	return 0;
}

struct transport *transport_free(struct transport *transport)
{
	struct real_transport *rt;

	if (!transport)
		return NULL;
	rt = transport->user;
	sd_event_unref(rt->event);
	free(rt);
	return NULL;
}
