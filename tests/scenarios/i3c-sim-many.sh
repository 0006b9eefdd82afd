#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client ==+== mctpi3c0 == bus m0 == 100 echo targets
#	                  +== mctpi3c1 == bus m1 == an echo target
#	                  ...
#	                  `== mctpi3c7 == bus m7 == an echo target
#
# As many targets as a bus takes, and one more; eight buses; packets to all.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

links=()
numbers=()
max=100		# I3C_SIM_TARGETS_MAX
buses=8

pid_of()
{
	printf '0x04cc%02x%06x' "$1" "$2"
}

say "$buses buses, $max targets on one and one on each of the others"
for ((b = 0; b < buses; b++)); do
	bus_start m$b
	links[b]=$link
	numbers[b]=$bus
	mctp-i3c-client up "$link" 8
	builtin_add m$b t1 "$(pid_of $b 1)"
done
for ((t = 2; t <= max; t++)); do
	builtin_add m0 t$t "$(pid_of 0 $t)"
done
for ((b = 1; b < buses; b++)); do
	bus=${numbers[b]}
	until_ok bound "$(pid_of $b 1)"
done
bus=${numbers[0]}
for ((t = 1; t <= max; t++)); do
	until_ok bound "$(pid_of 0 $t)"
done
expect $max cat "$sim/m0/stats/addresses"

say 'one more finds no room, and finds it when another leaves'
mkdir "$sim/m0/targets/more"
pid_of 0 255 >"$sim/m0/targets/more/pid"
if echo 1 2>/dev/null >"$sim/m0/targets/more/plugged"; then
	fail 'it was plugged in'
fi
echo 0 >"$sim/m0/targets/t$max/plugged"
echo 1 >"$sim/m0/targets/more/plugged" || fail 'no room'
until_ok bound "$(pid_of 0 255)"

say 'every one answers'
for ((t = 1; t < max; t++)); do
	expect 2/2 mctp-i3c-client ping "${links[0]}" "$(pid_of 0 $t)" 10 64 2
done
for ((b = 1; b < buses; b++)); do
	expect 2/2 mctp-i3c-client ping "${links[b]}" "$(pid_of $b 1)" 10 64 2
done
for ((t = 1; t < max; t++)); do
	expect 0 cat "$sim/m0/targets/t$t/stats/bad_pec"
done

say 'nothing is left'
for ((b = 0; b < buses; b++)); do
	rmdir "$sim/m$b"/targets/*/ && rmdir "$sim/m$b" ||
		fail "m$b cannot be removed"
done
for link in "${links[@]}"; do
	[ ! -e "/sys/class/net/$link" ] || fail "$link is left"
done
say ok
