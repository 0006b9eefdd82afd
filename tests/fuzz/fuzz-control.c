// SPDX-License-Identifier: Apache-2.0
/*
 * Decoders of control messages: the first byte chooses one, the others are
 * its data.
 */
#include "proto/control.h"
#include "proto/endpoint-id.h"
#include "proto/interfaces.h"
#include "proto/pool.h"
#include "proto/resolve.h"
#include "proto/routing.h"
#include "proto/types.h"
#include "proto/uuid.h"
#include "proto/versions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TRY(type, fn)                                                          \
	do {                                                                   \
		type value;                                                    \
		fn(&r, &value);                                                \
	} while (0)

static void decode(uint8_t which, struct buf_reader r)
{
	struct routing_update_request update;
	uint8_t code;

	switch (which) {
	case 0: {
		struct control_header h;

		control_response_decode(&r, &h, &code);
		break;
	}
	case 1: TRY(struct set_eid_request, set_eid_request_decode); break;
	case 2: TRY(struct set_eid_response, set_eid_response_decode); break;
	case 3: TRY(struct get_eid_response, get_eid_response_decode); break;
	case 4: TRY(struct uuid, uuid_response_decode); break;
	case 5: TRY(struct versions_response, versions_response_decode); break;
	case 6: TRY(struct types_response, types_response_decode); break;
	case 7:
		TRY(struct vendor_types_response, vendor_types_response_decode);
		break;
	case 8: TRY(struct pool_request, pool_request_decode); break;
	case 9: TRY(struct pool_response, pool_response_decode); break;
	case 10: routing_update_request_decode(&r, 6, &update); break;
	case 11:
		TRY(struct routing_entries_response,
		    routing_entries_response_decode);
		break;
	case 12:
		TRY(struct resolve_eid_response, resolve_eid_response_decode);
		break;
	case 13:
		TRY(struct resolve_uuid_response, resolve_uuid_response_decode);
		break;
	case 14:
		TRY(struct query_hop_response, query_hop_response_decode);
		break;
	case 15:
		TRY(struct interfaces_response, interfaces_response_decode);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf_reader r;

	if (size == 0)
		return 0;
	buf_reader_init(&r, data + 1, size - 1);
	decode(data[0] & 0x0f, r);
	return 0;
}
