/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What outlives the daemon: which EID a physical address had. The file is
 * versioned text, replaced as a whole.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "transport.h"

struct state;
struct timers;

#define STATE_ENTRIES_MAX 2048 /* the one unused longest is forgotten */
#define STATE_FILE_MAX (256 * 1024)

/*
 * Reads @path; a file that is missing, damaged or of another version means
 * that nothing is known. An empty path: keep it in memory only.
 */
int state_new(const struct timers *timers, const char *path,
	      struct state **ret_state);
/* Writes what is not yet written. */
struct state *state_free(struct state *state);

/* 0: none. What @link had comes before what another link had. */
uint8_t state_get_eid(const struct state *state, uint32_t network,
		      const char *link, const uint8_t *hwaddr,
		      size_t hwaddr_len);
void state_set_eid(struct state *state, uint32_t network, const char *link,
		   const uint8_t *hwaddr, size_t hwaddr_len, uint8_t eid);
void state_forget(struct state *state, uint32_t network, const char *link,
		  const uint8_t *hwaddr, size_t hwaddr_len);
/* Calls @each with every EID that is remembered in @network. */
void state_for_each_eid(const struct state *state, uint32_t network,
			void (*each)(void *user, uint8_t eid), void *user);
size_t state_count(const struct state *state);
