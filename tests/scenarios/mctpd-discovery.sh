#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpd ==+== mctpi3c0 == bus left ==+== a  no EID
#	        |                          +== b  holds EID 42
#	        |                          `== h  hot-joins later
#	        `== mctpi3c1 == bus right ==== a' the PID of a, another UUID
#
# Nobody calls the daemon: it brings the links up, finds the devices, and
# leaves the kernel's state alone when it is told to stop.

. "${BASH_SOURCE[0]%/*}/src/mctpd-lib.sh"

a=04cc00010000
b=04cc00020000
h=04cc00030000

bus_start left
left=$link
bus_start right
right=$link
target_start a left $a --uuid 8a1e5e5c-1d0b-4c3e-9a55-0d0000000001
target_start b left $b --eid 42
target_start a2 right $a --uuid 8a1e5e5c-1d0b-4c3e-9a55-0d0000000002

say 'links come up with an EID each, devices are found and set up'
mctpd_start
until_ok endpoints 3
until_ok published $b
for l in "$left" "$right"; do
	[ "$(cat "/sys/class/net/$l/flags")" != 0x80 ] || fail "$l is down"
	mctpctl --json link list |
		jq -e "any(.[]; .name == \"$l\" and .up and
			(.local_eids | length) == 1)" >/dev/null ||
		fail "$l: $(mctpctl --json link list)"
done

say 'the EID that b had is kept, the others are from the range'
[ "$(eid_of $b)" = 42 ] || fail "b has EID $(eid_of $b)"
for eid in $(eid_of $a); do
	[ "$eid" -ge 10 ] && [ "$eid" -le 254 ] || fail "EID $eid"
	reachable "$eid" >/dev/null || fail "no way to EID $eid"
done

say 'one PID on two buses is two endpoints'
uuids=$(field $a uuid | sort | tr -d '"' | tr '\n' ' ')
[ "$uuids" = '8a1e5e5c-1d0b-4c3e-9a55-0d0000000001 8a1e5e5c-1d0b-4c3e-9a55-0d0000000002 ' ] ||
	fail "UUIDs of $a: $uuids"

say 'a device that joins is set up'
target_start h left $h --echo
until_ok published $h
mctpctl endpoint echo "$(eid_of $h)" --size 64 --count 3 ||
	fail 'no echo through it'

say 'told to stop, it leaves addresses, routes and neighbours'
eids=$(mctpctl --json endpoint list | jq -c '[.[].eid] | sort' | tr -d '[]')
mctpd_stop TERM
[ $status = 0 ] || fail "exit status $status"
nothing_else "$eids" || fail "routes or neighbours are not of $eids"
say 'done'
