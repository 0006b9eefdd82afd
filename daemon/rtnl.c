// SPDX-License-Identifier: Apache-2.0
/*
 * The two rtnetlink sockets: one for changes and dumps, whose answers are
 * matched by sequence number, one for notifications.
 *
 * Synchronisation runs the dumps of enum rtnl_dump one after the other. One
 * that the kernel marks as inconsistent, or a lost notification, begins it
 * anew after rtnl-sync has fired.
 */
#include "rtnl.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/log.h"
#include "rtnl-message.h"
#include "timer.h"

/* The kernel fills at most this much at once. */
#define BUFFER_SIZE (32 * 1024)
#define RECEIVE_BATCH 32
#define RESYNC_FIRST_US (50 * 1000)
#define RESYNC_MAX_US (5 * 1000 * 1000)

struct real_rtnl {
	struct rtnl rtnl;
	const struct rtnl_events *events;
	void *events_user;
	int request_fd;
	int notify_fd;
	sd_event_source *request_source;
	sd_event_source *notify_source;
	struct list calls; /* struct rtnl_call, not acknowledged */
	uint32_t sequence;
	enum rtnl_dump dump; /* RTNL_DUMPS: none runs */
	uint32_t dump_sequence;
	bool dump_interrupted;
	unsigned int resyncs; /* in a row */
	struct timer *sync_timer;
	uint8_t buffer[BUFFER_SIZE];
};

typedef void (*handle_t)(struct real_rtnl *rr, struct nlmsghdr *header);

static void resync_later(struct real_rtnl *rr)
{
	rr->dump = RTNL_DUMPS;
	timer_start(rr->sync_timer,
		    timer_backoff(rr->resyncs++, RESYNC_FIRST_US,
				  RESYNC_MAX_US));
}

static void tell_address(struct real_rtnl *rr, struct nlmsghdr *header)
{
	int ifindex;
	uint8_t eid;

	if (rtnl_message_parse_address(header, &ifindex, &eid) >= 0)
		rr->events->address(rr->events_user, ifindex, eid,
				    header->nlmsg_type == RTM_NEWADDR);
}

static void tell_link(struct real_rtnl *rr, struct nlmsghdr *header)
{
	struct rtnl_link link;

	if (rtnl_message_parse_link(header, &link) >= 0)
		rr->events->link(rr->events_user, &link);
}

static void tell_link_removed(struct real_rtnl *rr, struct nlmsghdr *header)
{
	const struct ifinfomsg *info = nlmsg_data(header);

	if (nlmsg_datalen(header) >= (int)sizeof(*info) &&
	    info->ifi_family == AF_UNSPEC)
		rr->events->link_removed(rr->events_user, info->ifi_index);
}

static void tell(struct real_rtnl *rr, struct nlmsghdr *header)
{
	struct rtnl_route route;
	struct rtnl_neigh neigh;

	switch (header->nlmsg_type) {
	case RTM_NEWLINK:
		tell_link(rr, header);
		break;
	case RTM_DELLINK:
		tell_link_removed(rr, header);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		tell_address(rr, header);
		break;
	case RTM_NEWROUTE:
		if (rtnl_message_parse_route(header, &route) >= 0)
			rr->events->route(rr->events_user, &route);
		break;
	case RTM_NEWNEIGH:
		if (rtnl_message_parse_neigh(header, &neigh) >= 0)
			rr->events->neigh(rr->events_user, &neigh);
		break;
	}
}

static int send_message(struct real_rtnl *rr, struct nl_msg *msg)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr *header = nlmsg_hdr(msg);

	if (sendto(rr->request_fd, header, header->nlmsg_len, 0,
		   (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

static void start_dump(struct real_rtnl *rr, enum rtnl_dump dump)
{
	struct nl_msg *msg = rtnl_message_dump(dump, ++rr->sequence);
	int r = -ENOMEM;

	rr->dump = dump;
	rr->dump_sequence = rr->sequence;
	rr->dump_interrupted = false;
	if (msg)
		r = send_message(rr, msg);
	nlmsg_free(msg);
	if (r < 0) {
		log_warning("rtnetlink: asking what there is: %s",
			    strerror(-r));
		resync_later(rr);
	}
}

static void finish_dump(struct real_rtnl *rr, int error)
{
	if (error < 0)
		log_warning("rtnetlink: reading what there is: %s",
			    strerror(-error));
	if (error < 0 || rr->dump_interrupted) {
		resync_later(rr);
		return;
	}
	if (rr->dump + 1 < RTNL_DUMPS) {
		start_dump(rr, rr->dump + 1);
		return;
	}
	rr->dump = RTNL_DUMPS;
	rr->resyncs = 0;
	rr->events->sync_end(rr->events_user);
}

static void on_sync_timer(void *user)
{
	struct real_rtnl *rr = user;

	rr->events->sync_begin(rr->events_user);
	start_dump(rr, RTNL_DUMP_LINKS);
}

static struct rtnl_call *find_call(struct real_rtnl *rr, uint32_t sequence)
{
	struct rtnl_call *call;

	list_for_each(call, &rr->calls, node) {
		if (call->sequence == sequence)
			return call;
	}
	return NULL;
}

static void finish_call(struct real_rtnl *rr, struct nlmsghdr *header,
			int error)
{
	struct rtnl_call *call = find_call(rr, header->nlmsg_seq);
	const char *reason = rtnl_message_parse_reason(header);

	if (error < 0)
		log_debug("rtnetlink: %s%s%s", strerror(-error),
			  reason ? ": " : "", reason ? reason : "");
	if (call) {
		list_remove(&call->node);
		call->done(call, error);
	}
}

static void handle_answer(struct real_rtnl *rr, struct nlmsghdr *header)
{
	const struct nlmsgerr *ack = nlmsg_data(header);
	bool is_dump = rr->dump != RTNL_DUMPS &&
		       header->nlmsg_seq == rr->dump_sequence;
	int error = 0;

	if (is_dump && header->nlmsg_flags & NLM_F_DUMP_INTR)
		rr->dump_interrupted = true;
	switch (header->nlmsg_type) {
	case NLMSG_ERROR:
		if (nlmsg_datalen(header) < (int)sizeof(ack->error))
			return;
		error = ack->error;
		if (is_dump)
			finish_dump(rr, error ? error : -EPROTO);
		else
			finish_call(rr, header, error);
		break;
	case NLMSG_DONE:
		if (nlmsg_datalen(header) >= (int)sizeof(error))
			memcpy(&error, nlmsg_data(header), sizeof(error));
		if (is_dump)
			finish_dump(rr, error < 0 ? error : 0);
		break;
	default:
		if (is_dump)
			tell(rr, header);
	}
}

/* 1 when a datagram was handled, 0 when there is none. */
static int receive_one(struct real_rtnl *rr, int fd, handle_t handle)
{
	struct nlmsghdr *header = (struct nlmsghdr *)rr->buffer;
	struct sockaddr_nl from = { 0 };
	socklen_t from_len = sizeof(from);
	ssize_t len;
	int left;

	len = recvfrom(fd, rr->buffer, sizeof(rr->buffer),
		       MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from,
		       &from_len);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (from.nl_pid != 0)
		return 1;
	if ((size_t)len > sizeof(rr->buffer))
		return -ENOBUFS;
	for (left = len; nlmsg_ok(header, left);
	     header = nlmsg_next(header, &left))
		handle(rr, header);
	return 1;
}

/* The answers are lost, so what the kernel did is not known. */
static void fail_calls(struct real_rtnl *rr)
{
	struct rtnl_call *call;

	while ((call = list_first(&rr->calls, struct rtnl_call, node))) {
		list_remove(&call->node);
		call->done(call, -ENOBUFS);
	}
}

static int on_readable(sd_event_source *source, int fd, uint32_t events,
		       void *user)
{
	struct real_rtnl *rr = user;
	bool is_request = fd == rr->request_fd;
	int r = 1;

	(void)source;
	(void)events;
	for (int i = 0; i < RECEIVE_BATCH && r > 0; i++)
		r = receive_one(rr, fd, is_request ? handle_answer : tell);
	if (r < 0) {
		log_warning("rtnetlink: %s: reading everything again",
			    strerror(-r));
		if (is_request)
			fail_calls(rr);
		resync_later(rr);
	}
	return 0;
}

static int real_change(void *user, const struct rtnl_change *change,
		       struct rtnl_call *call)
{
	struct real_rtnl *rr = user;
	struct nl_msg *msg;
	int r;

	msg = rtnl_message_change(change, ++rr->sequence);
	if (!msg)
		return -ENOMEM;
	r = send_message(rr, msg);
	nlmsg_free(msg);
	if (r < 0)
		return r;
	if (call) {
		call->sequence = rr->sequence;
		list_add_tail(&call->node, &rr->calls);
	}
	return 0;
}

static const struct rtnl_ops real_ops = {
	.change = real_change,
};

static int open_socket(int *ret_fd)
{
	_cleanup_close_ int fd = -1;
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    NETLINK_ROUTE);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return -errno;
	*ret_fd = take_fd(fd);
	return 0;
}

static int open_sockets(struct real_rtnl *rr)
{
	static const int groups[] = { RTNLGRP_LINK, RTNLGRP_MCTP_IFADDR };
	int one = 1;
	int r;

	r = open_socket(&rr->request_fd);
	if (r >= 0)
		r = open_socket(&rr->notify_fd);
	if (r < 0)
		return r;
	if (setsockopt(rr->request_fd, SOL_NETLINK, NETLINK_CAP_ACK, &one,
		       sizeof(one)) < 0 ||
	    setsockopt(rr->request_fd, SOL_NETLINK, NETLINK_EXT_ACK, &one,
		       sizeof(one)) < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (setsockopt(rr->notify_fd, SOL_NETLINK,
			       NETLINK_ADD_MEMBERSHIP, &groups[i],
			       sizeof(groups[i])) < 0)
			return -errno;
	}
	return 0;
}

static int watch_sockets(struct real_rtnl *rr, sd_event *event)
{
	int r;

	r = sd_event_add_io(event, &rr->request_source, rr->request_fd, EPOLLIN,
			    on_readable, rr);
	if (r >= 0)
		r = sd_event_add_io(event, &rr->notify_source, rr->notify_fd,
				    EPOLLIN, on_readable, rr);
	if (r < 0)
		return r;
	sd_event_source_set_description(rr->request_source, "rtnl-request");
	sd_event_source_set_description(rr->notify_source, "rtnl-notify");
	return 0;
}

int rtnl_new(struct sd_event *event, const struct timers *timers,
	     const struct rtnl_events *events, void *events_user,
	     struct rtnl **ret_rtnl)
{
	struct real_rtnl *rr = calloc(1, sizeof(*rr));
	int r;

	if (!rr)
		return -ENOMEM;
	rr->rtnl = (struct rtnl){ .ops = &real_ops, .user = rr };
	rr->events = events;
	rr->events_user = events_user;
	rr->request_fd = -1;
	rr->notify_fd = -1;
	rr->dump = RTNL_DUMPS;
	list_init(&rr->calls);
	r = timer_new(timers, "rtnl-sync", on_sync_timer, rr, &rr->sync_timer);
	if (r >= 0)
		r = open_sockets(rr);
	if (r >= 0)
		r = watch_sockets(rr, event);
	if (r < 0) {
		rtnl_free(&rr->rtnl);
		return r;
	}
	*ret_rtnl = &rr->rtnl;
	return 0;
}

struct rtnl *rtnl_free(struct rtnl *rtnl)
{
	struct real_rtnl *rr;
	struct rtnl_call *call;

	if (!rtnl)
		return NULL;
	rr = rtnl->user;
	while ((call = list_first(&rr->calls, struct rtnl_call, node)))
		list_remove(&call->node);
	sd_event_source_disable_unref(rr->request_source);
	sd_event_source_disable_unref(rr->notify_source);
	timer_free(rr->sync_timer);
	if (rr->request_fd >= 0)
		close(rr->request_fd);
	if (rr->notify_fd >= 0)
		close(rr->notify_fd);
	free(rr);
	return NULL;
}

void rtnl_sync(struct rtnl *rtnl)
{
	struct real_rtnl *rr = rtnl->user;

	timer_start(rr->sync_timer, 0);
}
