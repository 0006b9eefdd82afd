#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The AF_MCTP family used by everybody at once, without any bus: sockets,
# tags, addresses, routes, TUN devices and namespaces come and go with
# requests open and fragments on their way. Then packets keep coming in while
# the module is unloaded and loaded. What goes wrong here is told by the
# kernel's checks (DEBUG=1).

set -u

churn="${BUILD:-build}/tests/scenarios/mctp-churn"

result()
{
	local status=$?

	[ $status -eq 0 ] && echo "ok - $1" || echo "not ok - $1"
	return $status
}

# a closed socket holds the module for one RCU grace period more
unload()
{
	for _ in $(seq 100); do
		rmmod mctp 2>/dev/null && return
		sleep 0.05
	done
	grep '^mctp ' /proc/modules | sed 's/^/# /'
	return 1
}

reload_often()
{
	for _ in $(seq 10); do
		modprobe mctp && unload || return
	done
}

if [ "${MCTP-}" = intree ]; then
	"$churn" 10
	result "everybody at once" || exit
	echo 'ok - the module comes and goes # SKIP the in-tree family is built in'
	exit
fi

# what uses the module would keep it loaded
rmmod mctp-i3c 2>/dev/null
modprobe mctp || exit
"$churn" 10
result "everybody at once" || exit
unload
result "the module can be unloaded" || exit

"$churn" 3 feed &
reload_often
result "the module comes and goes while packets come in"
failed=$?
wait $!
result "packets could be fed all the time" && exit $failed
