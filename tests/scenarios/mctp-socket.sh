#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The AF_MCTP family alone, without any bus:
#
#	mctp-socket ---AF_MCTP--- lo (EID 8)
#	     |    \----AF_MCTP--- mctptun (EID 9)  routes to 20-29
#	     +---raw packets----- /dev/net/tun
#
# Afterwards the module must go, leaving nothing behind.

set -eu

modprobe mctp
"${BUILD:-build}/tests/scenarios/mctp-socket"

# a closed socket holds the module for one RCU grace period more
for _ in $(seq 100); do
	rmmod mctp 2>/dev/null && exit 0
	sleep 0.05
done
echo "mctp cannot be unloaded: $(grep '^mctp ' /proc/modules)" >&2
exit 1
