#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Where AF_MCTP differs from the in-tree family on purpose and no other test
# shows that it is right to (Documentation/abi.md):
#
#	mctp-abi ---AF_MCTP--- lo (EID 8)
#	    |  \----AF_MCTP--- mctptun (EID 9)  routes to 20-29
#	    +--raw packets---- /dev/net/tun

set -u
if [ "${MCTP-}" = intree ]; then
	echo '1..0 # SKIP the in-tree family is what this differs from'
	exit
fi
modprobe mctp || exit
exec "${BUILD:-build}/tests/scenarios/mctp-abi"
