/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AF_MCTP sockets behind a table of operations: the daemon's only way to
 * exchange MCTP messages.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel's reassembly limit, without the message type byte. */
#define TRANSPORT_MESSAGE_MAX 65535
#define TRANSPORT_HWADDR_MAX 32

struct sd_event;

/*
 * Where a message goes or comes from. With @ifindex and @hwaddr it goes to
 * that physical address and past the routes.
 */
struct transport_address {
	uint32_t network;
	int ifindex;
	uint8_t eid;
	uint8_t hwaddr_len;
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
};

struct transport_message {
	struct transport_address peer;
	uint8_t type; /* with the integrity check bit, as received */
	uint8_t tag;  /* with the owner bit */
	const uint8_t *data;
	size_t len;
};

/* One exchange: a message sent with a fresh tag and what comes back on it. */
struct transport_channel;

/* @message is borrowed for the call. */
typedef void (*transport_receive_t)(void *user,
				    const struct transport_message *message);

struct transport_ops {
	/*
	 * Each channel keeps its tags until it is closed, so that a request
	 * nobody answers blocks none of the few tags longer than it has to.
	 */
	int (*open)(void *user, transport_receive_t receive, void *receive_user,
		    struct transport_channel **ret_channel);
	int (*send)(struct transport_channel *channel,
		    const struct transport_address *to, uint8_t type,
		    const void *data, size_t len);
	void (*close)(struct transport_channel *channel);
	/* Receives requests of others: messages with the owner bit set. */
	int (*listen)(void *user, uint8_t type, transport_receive_t receive,
		      void *receive_user,
		      struct transport_channel **ret_channel);
	/* Answers @request, on the channel that received it. */
	int (*reply)(struct transport_channel *channel,
		     const struct transport_message *request, const void *data,
		     size_t len);
};

struct transport {
	const struct transport_ops *ops;
	void *user;
};

/* The real one. */
int transport_new(struct sd_event *event, struct transport **ret_transport);
struct transport *transport_free(struct transport *transport);
