/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernel uevents: I3C devices that come and go.
 */
#pragma once

#include <stddef.h>

#include "sysfs.h"

struct sd_event;
struct uevent;

#define UEVENT_MESSAGE_MAX 8192

enum uevent_action {
	UEVENT_ADD,
	UEVENT_BIND,
	UEVENT_CHANGE,
	UEVENT_UNBIND,
	UEVENT_REMOVE,
	UEVENT_OTHER,
};

/* Strings point into the message; NULL when it lacks them. */
struct uevent_message {
	enum uevent_action action;
	const char *devpath;
	const char *subsystem;
	const char *modalias;
};

struct uevent_events {
	/* An MCTP device that can be talked to. */
	void (*device_added)(void *user, const struct sysfs_i3c_device *device);
	/* Any I3C device. */
	void (*device_removed)(void *user,
			       const struct sysfs_i3c_device *device);
	/* Messages were lost: look at sysfs. */
	void (*overrun)(void *user);
};

/* @events is borrowed. */
int uevent_new(struct sd_event *event, const struct uevent_events *events,
	       void *events_user, struct uevent **ret_uevent);
struct uevent *uevent_free(struct uevent *uevent);

/* -EBADMSG for what is not a message of the kernel. */
int uevent_parse(const char *data, size_t len,
		 struct uevent_message *ret_message);
/* Tells @events what the message means for us, if anything. */
void uevent_dispatch(const struct uevent_message *message,
		     const struct uevent_events *events, void *events_user);
