#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	bus c0 ==+== 4 targets that come and go
#	bus c1 ==+== 4 targets that come and go
#	   `-- switched off and on, removed and made again
#
# Targets, buses and hot-join change at the same time, with interrupts and
# packets under way, as fast as they can. Afterwards nothing is left. What
# goes wrong here is told by the kernel's checks (DEBUG=1).

set -u
. "${BASH_SOURCE[0]%/*}/tap.sh"
sim=/sys/kernel/config/i3c-sim
rounds=${ROUNDS:-20}
PATH=${BUILD:-build}/tests/scenarios:$PATH

# A target that is pulled after a moment, or leaves with its bus
target()
{
	local i child

	for ((i = 0; i < rounds; i++)); do
		i3c-sim-target -p "packet $i" -i 0xae "$1" "$2" \
			>/dev/null 2>&1 &
		child=$!
		sleep "0.0$((RANDOM % 5))"
		kill -KILL "$child" 2>/dev/null
		wait "$child" 2>/dev/null
	done
}

switch()
{
	local i

	for ((i = 0; i < rounds; i++)); do
		mkdir -p "$sim/$1" && echo 1 >"$sim/$1/live" || exit 1
		sleep "0.0$((RANDOM % 9))"
		echo 1 >"$sim/$1/daa"
		case $((i % 3)) in
		0) rmdir "$sim/$1" ;;
		1) echo 0 >"$sim/$1/live" ;;
		2) echo "$((RANDOM % 2))" \
			>"/sys/bus/i3c/devices/i3c-$(cat "$sim/$1/bus")/hotjoin" ;;
		esac
	done
}

say 'targets and buses come and go at the same time'
modprobe i3c-sim || fail 'cannot load i3c-sim'
targets=()
switches=()
for bus in c0 c1; do
	switch $bus &
	switches+=($!)
	for pid in 1 2 3 4; do
		target $bus "0x04cc3102000$pid" &
		targets+=($!)
	done
done
for pid in "${switches[@]}"; do
	wait "$pid" || fail 'a bus did not start'
done
wait "${targets[@]}"

say 'nothing is left'
for bus in "$sim"/*; do
	[ ! -e "$bus" ] || rmdir "$bus" || fail "$bus cannot be removed"
done
if [ -n "$(ls /sys/bus/i3c/devices)" ]; then fail 'the core has a bus left'; fi
rmmod i3c-sim || fail 'the module is in use'
say ok
