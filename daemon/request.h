/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to devices: one queue per link, at most one outstanding request
 * of each kind per peer, a limit on how many are in flight on the link, the
 * same question asked once, retries and deadlines.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/list.h"
#include "transport.h"

struct request;
struct request_queue;
struct timers;

/* Limits, per link. */
#define REQUEST_QUEUED_MAX 1024	 /* waiting or in flight */
#define REQUEST_IN_FLIGHT_MAX 32 /* of all kinds */
#define REQUEST_NULL_EID_MAX                                                   \
	6			 /* of the 8 tags that answers from an
				   * unknown EID share */
#define REQUEST_BACKGROUND_MAX 2 /* to devices that are believed dead */
#define REQUEST_CONTROL_BODY_MAX 64

enum request_kind {
	REQUEST_CONTROL, /* type 0: instance ids, retries */
	REQUEST_OTHER,	 /* any other type: the answer is what the tag says */
	REQUEST_KINDS,
};

enum request_priority {
	REQUEST_NORMAL,
	REQUEST_BACKGROUND,
	REQUEST_PRIORITIES,
};

/*
 * Who is asked: embedded in the object that stands for a device, whichever
 * address it is asked by. request_peer_cancel() comes before its end.
 */
struct request_peer {
	struct request *active[REQUEST_KINDS];
	uint8_t next_instance;
};

struct request_result {
	int error;		 /* as for struct outcome */
	uint8_t completion_code; /* control only; valid with -EREMOTEIO */
	uint8_t type;		 /* MCTP message type of the answer */
	const uint8_t *data;	 /* after the completion code; borrowed */
	size_t len;
	struct transport_address from;
	uint64_t elapsed_us; /* between the last try and the answer */
};

struct request_waiter {
	struct list node;
	struct request *request; /* NULL: waits for nothing */
	void (*done)(struct request_waiter *waiter,
		     const struct request_result *result);
};

struct request_params {
	struct request_peer *peer;
	struct transport_address to;
	enum request_kind kind;
	enum request_priority priority;
	uint8_t type;	 /* MCTP message type */
	uint8_t command; /* control only */
	const void *data;
	size_t len;
	unsigned int tries;  /* 0: as the queue is configured */
	uint64_t timeout_ms; /* of one try; 0: likewise */
};

struct request_stats {
	uint64_t sent;
	uint64_t retried;
	uint64_t answered;
	uint64_t timed_out;
	uint64_t cancelled;
	uint64_t joined;
	uint64_t failed;   /* could not be sent */
	uint64_t late;	   /* answered after the try was given up */
	uint64_t foreign;  /* from another device than was asked */
	uint64_t mismatch; /* other instance id, command or type */
	uint64_t malformed;
};

struct request_config {
	uint64_t timeout_ms;
	unsigned int tries;
};

int request_queue_new(const struct timers *timers, struct transport *transport,
		      const char *name, const struct request_config *config,
		      struct request_queue **ret_queue);
/* Every waiter hears -ECANCELED. */
struct request_queue *request_queue_free(struct request_queue *queue);
const struct request_stats *
request_queue_stats(const struct request_queue *queue);

/*
 * Sends the request when it is its turn, or joins one that asks the same of
 * the same peer. done() is called exactly once, never from within.
 */
int request_submit(struct request_queue *queue,
		   const struct request_params *params,
		   struct request_waiter *waiter);
/* The waiter hears nothing any more; with the last one the request ends. */
void request_waiter_cancel(struct request_waiter *waiter);
/* Ends all requests to @peer; waiters hear @error. */
void request_peer_cancel(struct request_queue *queue, struct request_peer *peer,
			 int error);
