#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The AF_MCTP family used by everybody at once, without any bus: sockets,
# tags, addresses, routes, TUN devices and namespaces come and go with
# requests open and fragments on their way. Then packets keep coming in while
# the module is unloaded and loaded. What goes wrong here is told by the
# kernel's checks (DEBUG=1).

. "${BASH_SOURCE[0]%/*}/lib.sh"
churn=${BUILD:-build}/tests/scenarios/mctp-churn

if [ "${MCTP-}" = intree ]; then
	check 'everybody at once' "$churn" 10
	skip 'the module comes and goes' 'the in-tree family is built in'
	exit
fi
family_load
check 'everybody at once' "$churn" 10
family_goes

start feed "$churn" 3 feed
check 'the module comes and goes while packets come in' family_reload
wait "${pids[feed]}"
check_equal 'packets could be fed all the time' 0 $?
