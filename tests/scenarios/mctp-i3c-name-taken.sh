#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Another interface has the name that the driver gives to that of a bus: the
# bus carries no MCTP then, with all that was made for it undone again, and is
# an MCTP bus once the name is free.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001

# Lines of the form `mctpi3c0`, one per thread that serves a bus
workers()
{
	cat /proc/[0-9]*/comm 2>/dev/null | grep -c '^mctpi3c'
}

say 'a bus has an interface and a thread'
bus_start b0
name=$link
expect 1 workers
echo 0 >"$sim/b0/live"
until_ok gone "$name"

say 'with the name taken, nothing of the bus is left'
ip link add "$name" type veth || fail 'no interface of that name'
echo 1 >"$sim/b0/live" || fail 'no bus'
expect "${name#mctpi3c}" cat "$sim/b0/bus"
expect 0 workers
mctp-i3c-target b0 $a </dev/null >"$work/a.out" 2>&1 &
until_ok grep -q '^address' "$work/a.out"
if bound $a; then fail 'a target of no MCTP bus has the driver'; fi
kill $!
within bash -c "echo 0 >$sim/b0/live"

say 'with the name free, it is an MCTP bus'
ip link del "$name"
bus_start b0
target_start a -eq b0 $a
mctp-i3c-client up "$link" 8
expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5
target_stop a
bus_stop b0

say 'and the modules can go'
within rmmod mctp-i3c
within rmmod i3c-sim

say 'done'
