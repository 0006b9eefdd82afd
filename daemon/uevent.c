// SPDX-License-Identifier: Apache-2.0
/*
 * The uevent netlink socket. A message is "ACTION@DEVPATH", NUL, and
 * KEY=VALUE pairs, each with its NUL.
 */
#include "uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "lib/log.h"

/* The group of messages from the kernel; udev's are in another. */
#define GROUP_KERNEL 1
#define RECEIVE_BATCH 32
/* A bus full of devices makes a burst of messages. */
#define SOCKET_BUFFER (512 * 1024)

struct uevent {
	int fd;
	sd_event_source *source;
	const struct uevent_events *events;
	void *events_user;
	char buffer[UEVENT_MESSAGE_MAX];
};

static enum uevent_action parse_action(const char *text)
{
	static const char *const names[] = {
		[UEVENT_ADD] = "add",	    [UEVENT_BIND] = "bind",
		[UEVENT_CHANGE] = "change", [UEVENT_UNBIND] = "unbind",
		[UEVENT_REMOVE] = "remove",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(text, names[i]))
			return i;
	}
	return UEVENT_OTHER;
}

static const char *value_of(const char *pair, const char *key)
{
	size_t len = strlen(key);

	return strncmp(pair, key, len) ? NULL : pair + len;
}

int uevent_parse(const char *data, size_t len,
		 struct uevent_message *ret_message)
{
	struct uevent_message message = { .action = UEVENT_OTHER };
	const char *pair = data, *end = data + len, *value;

	if (!len || data[len - 1] != '\0')
		return -EBADMSG;
	if (!strchr(data, '@'))
		return -EBADMSG;
	for (pair += strlen(pair) + 1; pair < end; pair += strlen(pair) + 1) {
		if ((value = value_of(pair, "ACTION=")))
			message.action = parse_action(value);
		else if ((value = value_of(pair, "DEVPATH=")))
			message.devpath = value;
		else if ((value = value_of(pair, "SUBSYSTEM=")))
			message.subsystem = value;
		else if ((value = value_of(pair, "MODALIAS=")))
			message.modalias = value;
	}
	*ret_message = message;
	return 0;
}

static void dispatch_added(const struct uevent_message *message,
			   const struct sysfs_i3c_device *device,
			   const struct uevent_events *events,
			   void *events_user)
{
	uint8_t dcr;

	if (message->modalias &&
	    sysfs_parse_i3c_modalias(message->modalias, &dcr) >= 0 &&
	    dcr == SYSFS_DCR_MCTP)
		events->device_added(events_user, device);
}

void uevent_dispatch(const struct uevent_message *message,
		     const struct uevent_events *events, void *events_user)
{
	struct sysfs_i3c_device device;
	const char *name;

	if (!message->subsystem || strcmp(message->subsystem, "i3c") ||
	    !message->devpath)
		return;
	name = strrchr(message->devpath, '/');
	if (!name || sysfs_parse_i3c_name(name + 1, &device) < 0)
		return;
	switch (message->action) {
	case UEVENT_BIND:
		/* not at "add": nothing can be sent before it has a driver */
		dispatch_added(message, &device, events, events_user);
		break;
	case UEVENT_UNBIND:
	case UEVENT_REMOVE:
		events->device_removed(events_user, &device);
		break;
	case UEVENT_ADD:
	case UEVENT_CHANGE:
	case UEVENT_OTHER:
		break;
	}
}

/* 1 when a message was handled, 0 when there is none. */
static int receive_one(struct uevent *uevent)
{
	struct sockaddr_nl from = { 0 };
	socklen_t from_len = sizeof(from);
	struct uevent_message message;
	ssize_t len;

	len = recvfrom(uevent->fd, uevent->buffer, sizeof(uevent->buffer),
		       MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from,
		       &from_len);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (from.nl_pid != 0 || (size_t)len > sizeof(uevent->buffer))
		return 1;
	if (uevent_parse(uevent->buffer, len, &message) >= 0)
		uevent_dispatch(&message, uevent->events, uevent->events_user);
	return 1;
}

static int on_readable(sd_event_source *source, int fd, uint32_t events,
		       void *user)
{
	struct uevent *uevent = user;
	int r = 1;

	(void)source;
	(void)fd;
	(void)events;
	for (int i = 0; i < RECEIVE_BATCH && r > 0; i++)
		r = receive_one(uevent);
	if (r < 0) {
		log_warning("uevents: %s: looking at sysfs", strerror(-r));
		uevent->events->overrun(uevent->events_user);
	}
	return 0;
}

static int open_socket(int *ret_fd)
{
	struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK,
		.nl_groups = GROUP_KERNEL,
	};
	int size = SOCKET_BUFFER;
	int fd, r;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    NETLINK_KOBJECT_UEVENT);
	if (fd < 0)
		return -errno;
	/* best effort: an overrun is noticed */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

int uevent_new(struct sd_event *event, const struct uevent_events *events,
	       void *events_user, struct uevent **ret_uevent)
{
	struct uevent *uevent = calloc(1, sizeof(*uevent));
	int r;

	if (!uevent)
		return -ENOMEM;
	uevent->fd = -1;
	uevent->events = events;
	uevent->events_user = events_user;
	r = open_socket(&uevent->fd);
	if (r >= 0)
		r = sd_event_add_io(event, &uevent->source, uevent->fd, EPOLLIN,
				    on_readable, uevent);
	if (r < 0) {
		uevent_free(uevent);
		return r;
	}
	sd_event_source_set_description(uevent->source, "uevent");
	*ret_uevent = uevent;
	return 0;
}

struct uevent *uevent_free(struct uevent *uevent)
{
	if (!uevent)
		return NULL;
	sd_event_source_disable_unref(uevent->source);
	if (uevent->fd >= 0)
		close(uevent->fd);
	free(uevent);
	return NULL;
}
