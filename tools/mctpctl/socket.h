/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The AF_MCTP sockets in the form that is printed.
 */
#pragma once

#include "netlink.h"
#include "value.h"

/*
 * Adds an object per socket to the array @rows. -ENOENT: this kernel has
 * AF_MCTP, but nothing to ask. *@ret_family is the connection that made sure
 * of the family; for netlink_fail(), and to be freed.
 */
int socket_read(struct netlink **ret_family, struct value *rows);
