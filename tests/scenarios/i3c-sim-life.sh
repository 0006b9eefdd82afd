#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	bus life ==+== a  present, pulled, plugged in again
#	           +== b  beside it
#	           `== s  silent: waits for an address assignment
#
# What the I3C core shows of targets that come and go, and a module that can
# be unloaded whatever the order in which its users leave.

set -u
. "${BASH_SOURCE[0]%/*}/tap.sh"
sim=/sys/kernel/config/i3c-sim
devices=/sys/bus/i3c/devices
work=/run/i3c-sim-life
PATH=${BUILD:-build}/tests/scenarios:$PATH

fail()
{
	grep -s . "$sim"/*/stats/* "$work"/*.out | sed 's/^/# /'
	tap_fail "$*"
}

# plug NAME [OPTIONS] PID: a target on bus life; its process is in $plugged
plug()
{
	local name=$1
	shift

	i3c-sim-target "${@:1:$#-1}" life "${@: -1}" >"$work/$name.out" 2>&1 &
	plugged=$!
	until_ok grep -q attached "$work/$name.out"
}

pull()
{
	kill -KILL "$1" && wait "$1" 2>/dev/null
}

value()
{
	sed 's/^0x//' "$devices/$bus-$1/$2"
}

expect()
{
	[ "$1" = "$2" ] || fail "$3 is '$2', not '$1'"
}

start()
{
	mkdir -p "$sim/life" && echo 1 >"$sim/life/live" ||
		fail 'the bus does not start'
	bus=$(cat "$sim/life/bus")
}

cleanup()
{
	jobs -pr | xargs -r kill -KILL
	rmdir "$sim"/* 2>/dev/null
}

mkdir -p "$work"
trap cleanup EXIT
modprobe i3c-sim || fail 'cannot load i3c-sim'

say 'a target hot-joins and the core has read its registers'
start
plug a -b 0x27 -d 0xcc 0x04cc31020000
a=$plugged
until_ok test -e "$devices/$bus-4cc31020000/dynamic_address"
expect 4cc31020000 "$(value 4cc31020000 pid)" PID
expect 27 "$(value 4cc31020000 bcr)" BCR
expect cc "$(value 4cc31020000 dcr)" DCR
expect 1 "$(cat "$devices/i3c-$bus/hotjoin")" hotjoin
plug b 0x04cc31020001
b=$plugged
until_ok test -e "$devices/$bus-4cc31020001"

say 'a pulled target leaves its device, and gets it and its address back'
addr=$(value 4cc31020000 dynamic_address)
pull "$a"
[ -e "$devices/$bus-4cc31020000" ] || fail 'the device is gone'
plug a -b 0x27 0x04cc31020000
a=$plugged
until_ok grep -q "addr=$addr" "$work/a.out"
expect "$addr" "$(value 4cc31020000 dynamic_address)" address

say 'hot-join switched off in sysfs holds a target until it is on again'
echo 0 >"$devices/i3c-$bus/hotjoin"
plug h 0x04cc31020002
before=$(cat "$sim/life/stats/addresses")
echo 1 >"$devices/i3c-$bus/hotjoin"
until_ok test -e "$devices/$bus-4cc31020002"
expect $((before + 1)) "$(cat "$sim/life/stats/addresses")" addresses

say 'a silent target waits for the next assignment'
plug s -n 0x04cc31020003
expect 0 "$(grep -c address "$work/s.out")" 'number of addresses'
echo 1 >"$sim/life/daa"
until_ok test -e "$devices/$bus-4cc31020003"

say 'the module stays while a bus or a file is there'
if rmmod i3c-sim 2>/dev/null; then fail 'unloaded under a bus'; fi
rmdir "$sim/life" || fail 'cannot remove a bus in use'
if [ -e "$devices/i3c-$bus" ]; then fail 'the core still has the bus'; fi
wait "$b" || fail "target b ended with $?"
exec 3<>/dev/i3c-sim
if rmmod i3c-sim 2>/dev/null; then fail 'unloaded under a file'; fi
exec 3<&-
until_ok rmmod i3c-sim

say 'and can be loaded again'
modprobe i3c-sim || fail 'cannot load i3c-sim again'
start
rmdir "$sim/life"
say ok
