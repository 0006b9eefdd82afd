#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Links and networks through generic netlink:
#
#	mctp-network ---generic netlink--- lo (EID 8), network 1
#	   |    \-------AF_MCTP-----------  mctpa (EID 9)   peer 20
#	   +---raw packets---------------- mctpb (EID 10)  peer 30
#
# Afterwards 100 namespaces die in use and the module must go, leaving
# nothing behind.

. "${BASH_SOURCE[0]%/*}/lib.sh"
if [ "${MCTP-}" = intree ]; then
	skip 'links and networks' 'the in-tree family tells nothing of them'
	exit
fi
unload()
{
	rmmod mctp-i3c 2>/dev/null
	rmmod mctp
}

rmmod mctp-i3c 2>/dev/null
modprobe mctp || die 'no module mctp'
"${BUILD:-build}/tests/scenarios/mctp-network" | grep -v '^1\.\.'
[ "${PIPESTATUS[0]}" -eq 0 ] || failures=1
checks=1000
wait_for 10 'the module can be unloaded' unload
