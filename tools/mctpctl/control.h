/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be set on a link or a network by the family "mctp".
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* One change: forwarding on|off, or a limit. */
struct control {
	const char *word;
	int limit; /* MCTP_LIMIT_*; 0: forwarding */
	uint32_t value;
};

/* Whether @word begins one. */
bool control_is(const char *word);
/* @word is one. CLI_OK, or CLI_USAGE after saying what is wrong. */
int control_parse(const char *word, const char *value,
		  struct control *ret_control);
/*
 * Sends it: @attr is MCTP_A_IFINDEX or MCTP_A_NET, @id the value of it, @what
 * names the object in errors. Returns the exit code.
 */
int control_send(const struct control *control, int attr, uint32_t id,
		 const char *what);
