/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The few requests to rtnetlink that lay out what is measured. Each returns 0
 * or what the kernel answered; what is there already is no error.
 * An MTU of 0 is left as it is, or not given.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

int rtnl_link_up(int ifindex, uint32_t mtu);
int rtnl_link_net(int ifindex, uint32_t net);
int rtnl_address_add(int ifindex, uint8_t eid);
int rtnl_route_add(int ifindex, uint8_t eid, uint32_t mtu);
int rtnl_route_remove(int ifindex, uint8_t eid);
int rtnl_neigh_add(int ifindex, uint8_t eid, const uint8_t *haddr, size_t len);
