#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Single objects, strict dumps, notifications and source EIDs of routes:
#
#	mctp-rtnl ---rtnetlink---- lo (EID 8)
#	     |    \--generic netlink, group "route"
#	     +---raw packets------ mctptun (EIDs 9, 10)  routes to 20-29, 40

set -u
modprobe mctp || exit
exec "${BUILD:-build}/tests/scenarios/mctp-rtnl"
