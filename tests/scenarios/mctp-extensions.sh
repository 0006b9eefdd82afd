#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# AF_MCTP beyond the in-tree family, without any bus:
#
#	mctp-extensions ---AF_MCTP--- lo (EID 8)
#	mctp-errqueue
#	     |      \------AF_MCTP--- mctptun (EIDs 9, 10)  routes to 20-29
#	     +-----raw packets------- /dev/net/tun
#
# Afterwards the module must go, leaving nothing behind.

set -u

if [ "${MCTP-}" = intree ]; then
	echo '1..0 # SKIP what the in-tree family lacks'
	exit
fi
# what uses the module would keep it loaded
rmmod mctp-i3c 2>/dev/null
modprobe mctp || exit
"${BUILD:-build}/tests/scenarios/mctp-extensions" || exit
"${BUILD:-build}/tests/scenarios/mctp-errqueue" || exit

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
