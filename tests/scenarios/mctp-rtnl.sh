#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Single objects, strict dumps, notifications and source EIDs of routes:
#
#	mctp-rtnl ---rtnetlink---- lo (EID 8)
#	     |    \--generic netlink, group "route"
#	     +---raw packets------ mctptun (EIDs 9, 10)  routes to 20-29, 40

set -u
if [ "${MCTP-}" = intree ]; then
	echo '1..0 # SKIP the in-tree family has no single objects and no strict dumps'
	exit
fi
modprobe mctp || exit
exec "${BUILD:-build}/tests/scenarios/mctp-rtnl"
