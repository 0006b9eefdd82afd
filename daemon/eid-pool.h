/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which EIDs of one network are taken, by what kind of owner, and which are
 * free to be given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum eid_use {
	EID_FREE,
	EID_LOCAL,    /* an address of this machine */
	EID_ENDPOINT, /* of a device we own */
	EID_BRIDGED,  /* in the pool of a bridge */
	EID_FOREIGN,  /* somebody else's route leads to it */
};

struct eid_pool;

/* Gives EIDs from @first to @last; none again before @reclaim_us. */
int eid_pool_new(uint8_t first, uint8_t last, uint64_t reclaim_us,
		 struct eid_pool **ret_pool);
struct eid_pool *eid_pool_free(struct eid_pool *pool);

/*
 * Takes this EID, in the range or not: -EINVAL, -EADDRINUSE. Within the
 * reclaim time only its last @owner, any number that tells owners apart, has
 * it back.
 */
int eid_pool_take(struct eid_pool *pool, uint8_t eid, enum eid_use use,
		  uint64_t owner, uint64_t now_us);
/*
 * Takes @count adjacent EIDs, those that nothing is remembered to have had
 * first: from @from on or, with 0, from the start of the range: -ENOSPC.
 */
int eid_pool_alloc(struct eid_pool *pool, uint8_t from, unsigned int count,
		   enum eid_use use, uint64_t owner, uint64_t now_us,
		   uint8_t *ret_first);
/* Free again, for anyone at @now_us plus the reclaim time. */
void eid_pool_release(struct eid_pool *pool, uint8_t eid, uint64_t now_us);
enum eid_use eid_pool_use(const struct eid_pool *pool, uint8_t eid);
/* Kept for a device that may come back, as long as there are others. */
void eid_pool_remember(struct eid_pool *pool, uint8_t eid, bool remembered);
size_t eid_pool_count(const struct eid_pool *pool, enum eid_use use);
