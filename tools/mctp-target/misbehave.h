/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an emulated device does wrong on purpose.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum misbehave_mode {
	MISBEHAVE_SILENT = 1 << 0,
	MISBEHAVE_WRONG_INSTANCE_ID = 1 << 1,
	MISBEHAVE_SHORT_RESPONSE = 1 << 2,
	MISBEHAVE_BAD_PEC = 1 << 3,
	MISBEHAVE_WRONG_COMMAND = 1 << 4,
	MISBEHAVE_LATE = 1 << 5,
	MISBEHAVE_DROP_AFTER = 1 << 6,
	MISBEHAVE_DUPLICATE_REPLY = 1 << 7,
	MISBEHAVE_REFUSE_EID = 1 << 8,
	MISBEHAVE_OTHER_EID = 1 << 9,
	MISBEHAVE_SPDM_WRONG_SIGNATURE = 1 << 10,
	MISBEHAVE_SPDM_WRONG_VERSION = 1 << 11,
	MISBEHAVE_SPDM_SILENT_AFTER_KEY_EXCHANGE = 1 << 12,
};

/* Longest delay of an answer. */
#define MISBEHAVE_LATE_MAX_MS 60000

struct misbehave {
	uint32_t modes;
	unsigned int late_ms;
	unsigned int drop_after; /* answers that are still sent */
};

/* "late=200,wrong-command"; -EINVAL for anything unknown. */
int misbehave_parse(const char *text, struct misbehave *ret);
/* One line per mode, for --help. */
void misbehave_list(void);

static inline bool misbehave_has(const struct misbehave *m,
				 enum misbehave_mode mode)
{
	return m->modes & mode;
}

/* Spoils a control response in place; its new length. */
size_t misbehave_control(const struct misbehave *m, uint8_t *response,
			 size_t len);
