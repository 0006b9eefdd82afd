// SPDX-License-Identifier: Apache-2.0
/*
 * The EIDs of one network: 256 slots, each with its use, the time before
 * which it is not given again, and whether a device is remembered for it.
 */
#include "eid-pool.h"

#include <errno.h>
#include <stdlib.h>

#include "proto/mctp.h"

struct slot {
	enum eid_use use;
	bool remembered;
	uint64_t owner; /* the last one */
	uint64_t free_at_us;
};

struct eid_pool {
	uint8_t first;
	uint8_t last;
	uint64_t reclaim_us;
	struct slot slots[256];
};

int eid_pool_new(uint8_t first, uint8_t last, uint64_t reclaim_us,
		 struct eid_pool **ret_pool)
{
	struct eid_pool *pool;

	if (!mctp_eid_is_unicast(first) || !mctp_eid_is_unicast(last) ||
	    first > last)
		return -EINVAL;
	pool = calloc(1, sizeof(*pool));
	if (!pool)
		return -ENOMEM;
	pool->first = first;
	pool->last = last;
	pool->reclaim_us = reclaim_us;
	*ret_pool = pool;
	return 0;
}

struct eid_pool *eid_pool_free(struct eid_pool *pool)
{
	free(pool);
	return NULL;
}

int eid_pool_take(struct eid_pool *pool, uint8_t eid, enum eid_use use,
		  uint64_t owner, uint64_t now_us)
{
	struct slot *slot = &pool->slots[eid];

	if (!mctp_eid_is_unicast(eid) || use == EID_FREE)
		return -EINVAL;
	if (slot->use != EID_FREE)
		return -EADDRINUSE;
	if (slot->free_at_us > now_us && slot->owner != owner)
		return -EADDRINUSE;
	slot->use = use;
	slot->owner = owner;
	return 0;
}

static bool range_is_free(const struct eid_pool *pool, unsigned int start,
			  unsigned int count, uint64_t now_us, bool any)
{
	for (unsigned int eid = start; eid < start + count; eid++) {
		const struct slot *slot = &pool->slots[eid];

		if (slot->use != EID_FREE || slot->free_at_us > now_us)
			return false;
		if (slot->remembered && !any)
			return false;
	}
	return true;
}

int eid_pool_alloc(struct eid_pool *pool, uint8_t from, unsigned int count,
		   enum eid_use use, uint64_t owner, uint64_t now_us,
		   uint8_t *ret_first)
{
	unsigned int start = from ? from : pool->first;

	if (!count || use == EID_FREE || !mctp_eid_is_unicast(start))
		return -EINVAL;
	/* a remembered EID is given to another only when all else is gone */
	for (int any = 0; any <= 1; any++) {
		for (unsigned int eid = start; eid + count - 1 <= pool->last;
		     eid++) {
			if (!range_is_free(pool, eid, count, now_us, any))
				continue;
			for (unsigned int i = 0; i < count; i++) {
				pool->slots[eid + i].use = use;
				pool->slots[eid + i].owner = owner;
			}
			*ret_first = eid;
			return 0;
		}
	}
	return -ENOSPC;
}

void eid_pool_release(struct eid_pool *pool, uint8_t eid, uint64_t now_us)
{
	pool->slots[eid].use = EID_FREE;
	/* DSP0236: TRECLAIM, so that late answers find no other device */
	pool->slots[eid].free_at_us = now_us + pool->reclaim_us;
}

enum eid_use eid_pool_use(const struct eid_pool *pool, uint8_t eid)
{
	return pool->slots[eid].use;
}

void eid_pool_remember(struct eid_pool *pool, uint8_t eid, bool remembered)
{
	pool->slots[eid].remembered = remembered;
}

size_t eid_pool_count(const struct eid_pool *pool, enum eid_use use)
{
	size_t n = 0;

	for (unsigned int eid = MCTP_EID_FIRST; eid <= MCTP_EID_LAST; eid++)
		n += pool->slots[eid].use == use;
	return n;
}
