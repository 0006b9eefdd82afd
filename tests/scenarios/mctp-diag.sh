#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What sock_diag tells of AF_MCTP sockets, without any bus:
#
#	mctp-diag ---sock_diag--- AF_MCTP sockets
#	    |---------AF_MCTP---- lo (EID 8)
#	    `---raw packets------ mctptun (EID 9)  routes to 20-29
#
# Then dumps run while the module comes and goes.

set -u

rmmod mctp-i3c 2>/dev/null
if [ "${MCTP-}" = intree ]; then
	echo 'ok 1 - sock_diag # SKIP the in-tree family has none'
	exit 0
fi
modprobe mctp || exit
"${BUILD:-build}/tests/scenarios/mctp-diag" || exit

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

result()
{
	local status=$?

	[ $status -eq 0 ] && echo "ok - $1" || echo "not ok - $1"
	return $status
}

unload
result 'the module can be unloaded' || exit

"${BUILD:-build}/tests/scenarios/mctp-diag" ask &
asker=$!
for _ in $(seq 10); do
	modprobe mctp && unload || break
done
result 'the module comes and goes while somebody asks'
failed=$?
kill $asker
wait $asker 2>/dev/null
exit $failed
