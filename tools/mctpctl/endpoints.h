/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The endpoints among mctpd's objects, in the form that is printed.
 */
#pragma once

#include "bus.h"

/* A message type, "pldm"; NULL for one that has no name. */
const char *endpoints_type_name(uint64_t type);

/* The rows of `endpoint list`, ordered by network and EID. @net 0: of all. */
struct value *endpoints_rows(const struct value *objects, uint32_t net);
/* One row; @object has BUS_IF_ENDPOINT. */
void endpoints_add_row(struct value *rows, const struct value *object);
/* Adds the row of the EID in @eid; CLI_OK, or an exit code after saying why. */
int endpoints_read_row(struct cli *cli, const char *eid, struct value *rows);
void endpoints_print(const struct output *out, const struct value *rows);

/*
 * The object of an EID. CLI_FAILED after saying that there is none, or that
 * --net has to tell which.
 */
int endpoints_find(const struct cli *cli, const struct value *objects,
		   uint8_t eid, const struct value **ret_object);

/*
 * Calls @member of the endpoint, with @arg when it is not NULL, and waits.
 * Returns the exit code.
 */
int endpoints_call(struct cli *cli, const char *eid_text, const char *interface,
		   const char *member, uint32_t *arg);
