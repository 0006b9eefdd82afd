#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The AF_MCTP family used by everybody at once, without any bus: sockets,
# tags, addresses, routes, TUN devices and namespaces come and go with
# requests open and fragments on their way. Then packets keep coming in while
# the module is unloaded and loaded. The machine's log is the verdict.

set -eu

churn="${BUILD:-build}/tests/scenarios/mctp-churn"

# a closed socket holds the module for one RCU grace period more
unload()
{
	for _ in $(seq 100); do
		rmmod mctp 2>/dev/null && return
		sleep 0.05
	done
	echo "mctp cannot be unloaded: $(grep '^mctp ' /proc/modules)" >&2
	return 1
}

modprobe mctp
"$churn" 10
unload

"$churn" 3 feed &
trap 'kill $! 2>/dev/null || :' EXIT
for _ in $(seq 10); do
	modprobe mctp
	unload
done
wait $!
