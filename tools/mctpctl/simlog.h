/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record of the wire log of a simulated bus, for people, as JSON and as
 * a packet of a capture file.
 */
#pragma once

#include <stddef.h>

#include <linux/i3c-sim.h>

#include "value.h"

/* Bytes before the data of each packet: the record in little endian. */
#define SIMLOG_HEADER_LEN 32

/* "write", "ccc", ...; NULL for a kind that this program does not know. */
const char *simlog_kind(const struct i3c_sim_log_record *record);
/* "GETPID"; NULL for a code without a name. */
const char *simlog_ccc(uint8_t code);
/* Everything about the record; @data are its len bytes. */
struct value *simlog_value(const struct i3c_sim_log_record *record,
			   const uint8_t *data);
void simlog_header(const struct i3c_sim_log_record *record,
		   uint8_t ret_header[SIMLOG_HEADER_LEN]);
