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

set -u

# what uses the module would keep it loaded
rmmod mctp-i3c 2>/dev/null
modprobe mctp || exit
"${BUILD:-build}/tests/scenarios/mctp-socket" || exit

# a closed socket holds the module for one RCU grace period more
for _ in $(seq 100); do
	if rmmod mctp 2>/dev/null; then
		echo "ok - the module can be unloaded"
		exit 0
	fi
	sleep 0.05
done
echo "not ok - the module can be unloaded"
grep '^mctp ' /proc/modules | sed 's/^/# /'
exit 1
