// SPDX-License-Identifier: Apache-2.0
/*
 * Decoders of control messages: the first byte chooses one, the others are
 * its data. What is accepted must be the same after another round.
 */
#include <stdlib.h>
#include <string.h>

#include "proto/control.h"
#include "proto/endpoint-id.h"
#include "proto/interfaces.h"
#include "proto/pool.h"
#include "proto/resolve.h"
#include "proto/routing.h"
#include "proto/types.h"
#include "proto/uuid.h"
#include "proto/versions.h"

#define PID_SIZE 6
#define MESSAGE_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int update_decode(struct buf_reader *r,
			 struct routing_update_request *ret_request)
{
	return routing_update_request_decode(r, PID_SIZE, ret_request);
}

static void update_encode(struct buf_writer *w,
			  const struct routing_update_request *request)
{
	routing_update_request_encode(w, PID_SIZE, request);
}

/* Defines name##_try(). */
#define TRY(name, type)                                                        \
	static void name##_try(struct buf_reader *r)                           \
	{                                                                      \
		uint8_t first[MESSAGE_MAX], second[MESSAGE_MAX];               \
		struct buf_writer w;                                           \
		type value;                                                    \
		long len;                                                      \
		if (name##_decode(r, &value))                                  \
			return;                                                \
		buf_writer_init(&w, first, sizeof(first));                     \
		name##_encode(&w, &value);                                     \
		len = buf_writer_done(&w);                                     \
		if (len < 0)                                                   \
			abort();                                               \
		buf_reader_init(r, first, len);                                \
		if (name##_decode(r, &value))                                  \
			abort();                                               \
		buf_writer_init(&w, second, sizeof(second));                   \
		name##_encode(&w, &value);                                     \
		if (buf_writer_done(&w) != len || memcmp(first, second, len))  \
			abort();                                               \
	}

TRY(control_header, struct control_header)
TRY(set_eid_request, struct set_eid_request)
TRY(set_eid_response, struct set_eid_response)
TRY(get_eid_response, struct get_eid_response)
TRY(uuid_response, struct uuid)
TRY(versions_response, struct versions_response)
TRY(types_response, struct types_response)
TRY(vendor_types_response, struct vendor_types_response)
TRY(pool_request, struct pool_request)
TRY(pool_response, struct pool_response)
TRY(update, struct routing_update_request)
TRY(routing_entries_response, struct routing_entries_response)
TRY(resolve_eid_response, struct resolve_eid_response)
TRY(resolve_uuid_response, struct resolve_uuid_response)
TRY(query_hop_response, struct query_hop_response)
TRY(interfaces_response, struct interfaces_response)

static void (*const tries[])(struct buf_reader *r) = {
	control_header_try,	  set_eid_request_try,
	set_eid_response_try,	  get_eid_response_try,
	uuid_response_try,	  versions_response_try,
	types_response_try,	  vendor_types_response_try,
	pool_request_try,	  pool_response_try,
	update_try,		  routing_entries_response_try,
	resolve_eid_response_try, resolve_uuid_response_try,
	query_hop_response_try,	  interfaces_response_try,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf_reader r;

	if (size == 0)
		return 0;
	buf_reader_init(&r, data + 1, size - 1);
	tries[data[0] % (sizeof(tries) / sizeof(tries[0]))](&r);
	return 0;
}
