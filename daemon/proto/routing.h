/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Routing tables of bridges: Routing Information Update (DSP0236 12.11) and
 * Get Routing Table Entries (12.12).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* Longest physical address taken; an I3C PID has 6 bytes. */
#define ROUTING_ADDRESS_MAX 8
/*
 * As many as a control message can hold (see CONTROL_MESSAGE_MAX): entries of
 * at least 4 bytes after a count, and of at least 6 after handle and count.
 */
#define ROUTING_UPDATE_MAX 15
#define ROUTING_ENTRIES_MAX 9

/* DSP0236 12.12: in place of the next handle, there are no more entries */
#define ROUTING_HANDLE_FIRST 0x00
#define ROUTING_HANDLE_LAST 0xff

enum routing_type {
	ROUTING_ENDPOINT = 0,
	ROUTING_BRIDGE_AND_RANGE = 1, /* the first EID is the bridge's */
	ROUTING_BRIDGE = 2,
	ROUTING_RANGE = 3, /* behind a bridge, which is not in it */
};

struct routing_update_entry {
	enum routing_type type;
	uint8_t range;
	uint8_t first_eid;
	uint8_t address[ROUTING_ADDRESS_MAX];
};

struct routing_update_request {
	size_t count;
	struct routing_update_entry entries[ROUTING_UPDATE_MAX];
};

struct routing_entry {
	uint8_t range;
	uint8_t first_eid;
	enum routing_type type;
	bool is_static;
	uint8_t port;
	uint8_t binding; /* MCTP_BINDING_* */
	uint8_t medium;	 /* MCTP_MEDIUM_* */
	uint8_t address_len;
	uint8_t address[ROUTING_ADDRESS_MAX];
};

struct routing_entries_request {
	uint8_t handle;
};

struct routing_entries_response {
	uint8_t next_handle;
	size_t count;
	struct routing_entry entries[ROUTING_ENTRIES_MAX];
};

/*
 * The addresses have the length that the medium of the message gives them,
 * at most ROUTING_ADDRESS_MAX. The response has no data.
 */
void routing_update_request_encode(struct buf_writer *w, size_t address_len,
				   const struct routing_update_request *request);
int routing_update_request_decode(struct buf_reader *r, size_t address_len,
				  struct routing_update_request *ret_request);

void routing_entries_request_encode(
	struct buf_writer *w, const struct routing_entries_request *request);
int routing_entries_request_decode(struct buf_reader *r,
				   struct routing_entries_request *ret_request);
void routing_entries_response_encode(
	struct buf_writer *w, const struct routing_entries_response *response);
int routing_entries_response_decode(
	struct buf_reader *r, struct routing_entries_response *ret_response);
