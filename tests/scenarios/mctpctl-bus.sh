#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl bus ---sysfs--- mctpi3cN == bus b0 ==+== fan  echoes
#	                                             `== deaf takes nothing
#
# mctpctl bus: a row per device with what the driver tells, by anybody, under
# each name of a bus, without devices, without buses and without I3C.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

fan=04cc00000001
deaf=04cc00000002
PATH=${BUILD:-build}/tests/scenarios:$PATH

say 'without buses, and a bus without devices'
holds '. == []' mctpctl --json bus
refused 1 'bus 0: no such bus, there is none' mctpctl bus show 0
bus_start b0
n=${link#mctpi3c}
holds '. == []' mctpctl --json bus list
holds '.bus == "i3c-'"$n"'" and .link == "'"$link"'" and .devices == [] and
	(.pid | test("^[0-9a-f]{12}$"))' mctpctl --json bus show "$n"

say 'a row per device, with what its target tells'
mctpctl sim target add b0 fan pid=$fan mrl=256 mwl=128 || fail 'no fan'
mctpctl sim target add b0 deaf pid=$deaf mrl=0 mwl=0 || fail 'no deaf one'
until_ok test -e "/sys/bus/i3c/devices/$n-4cc00000001/mctp"
until_ok test -e "/sys/bus/i3c/devices/$n-4cc00000002/mctp"
mctp-i3c-client up "$link" 8
until_ok eval 'mctpctl --json bus | jq -e "all(.[]; .mode == \"ibi\")"'
holds 'map([.pid, .bus, .device, .dcr, .driver, .link, .mrl, .mwl, .mtu,
	.mode, .sent, .received, .retries, .nacks, .pec_errors, .last_error]) ==
	[["'$fan'", "i3c-'"$n"'", "'"$n"'-4cc00000001", 204, "mctp-i3c",
	  "'"$link"'", 256, 128, 127, "ibi", 0, 0, 0, 0, 0, null],
	 ["'$deaf'", "i3c-'"$n"'", "'"$n"'-4cc00000002", 204, "mctp-i3c",
	  "'"$link"'", null, null, 68, "ibi", 0, 0, 0, 0, 0, null]]' \
	mctpctl --json bus
holds 'map(.address) | unique | length == 2 and all(. >= 8)' mctpctl --json bus

say 'what was sent, what failed, and how'
ok mctp-i3c-client ping "$link" 0x$fan 20 40 10
ok mctpctl sim fault add b0 mute pid=$deaf direction=write action=nack
mctp-i3c-client send "$link" 0x$deaf 21 00
until_ok eval 'mctpctl --json bus |
	jq -e "any(.[]; .last_error.what == \"tx_failed\")"'
holds '(.[] | select(.pid == "'$fan'") | .sent == 10 and .received == 10 and
	.nacks == 0 and .last_error == null) and
	(.[] | select(.pid == "'$deaf'") | .sent == 0 and .nacks > 1 and
	.retries == .nacks - 1 and .values.tx_failed == 1 and
	now - .last_error.time_us / 1e6 < 60)' mctpctl --json bus
ok mctpctl bus
grep -qE "^i3c-$n .*$deaf .*tx_failed [0-9]+ s ago$" "$work/out" ||
	fail 'the last error is not in the table'
grep -q '^2 devices$' "$work/out" || fail 'no count'

say 'a bus under each of its names'
for name in "$n" "i3c-$n" "$link"; do
	holds '.bus == "i3c-'"$n"'" and .state == "up" and .carrier and
		(.devices | length == 2)' mctpctl --json bus show "$name"
done
ok mctpctl bus show "$link"
grep -qE "^ +link: $link$" "$work/out" || fail 'no link in the details'
grep -q "$fan" "$work/out" || fail 'no device under the details'
refused 1 "bus nix: no such bus, there are i3c-$n" mctpctl bus show nix

say 'settings: those there are, and for root'
ok mctpctl bus set $fan poll_max_us=60000 poll_min_us=2000 read_on=1
holds '.[] | select(.pid == "'$fan'") | .values |
	[.poll_min_us, .poll_max_us, .read_on] == [2000, 60000, 1]' \
	mctpctl --json bus
ok mctpctl bus set "$n-4cc00000001" read_on=0
refused 1 'poll_min_us=60001: the kernel refuses this value' \
	mctpctl bus set $fan poll_min_us=60001
refused 2 "no attribute 'read_om', did you mean 'read_on'\? There are .*poll_min_us" \
	mctpctl bus set $fan read_om=1
refused 1 'read_on=1: .*\(needs root\)' nobody "$work/mctpctl" bus set $fan read_on=1
refused 1 "bus: no device 'nix'" mctpctl bus set nix x=1
refused 2 "no attribute 'nonsense', (there are|nothing)" \
	mctpctl bus set $fan nonsense=1
refused 2 "device $n-4cc00000001: mtu can only be read" \
	mctpctl bus set "$n-4cc00000001" mtu=1
refused 2 "expected KEY=VALUE, got 'mtu'" mctpctl bus set $fan mtu

say 'without privileges everything can be read'
holds 'length == 2 and all(.[]; .mtu and .values)' \
	nobody "$work/mctpctl" --json bus
holds '.devices | length == 2' nobody "$work/mctpctl" --json bus show "$link"

say 'completion has the names'
ok mctpctl --complete bus show ''
[ "$(cat "$work/out")" = "i3c-$n" ] || fail 'no bus'
ok mctpctl --complete bus set ''
[ "$(wc -l <"$work/out")" -eq 2 ] || fail 'no devices'

say 'a device without its driver has no values'
echo "$n-4cc00000001" >/sys/bus/i3c/drivers/mctp-i3c/unbind
holds '.[] | select(.pid == "'$fan'") | .driver == null and .mtu == null and
	.mode == null and .sent == null and .retries == null and
	.last_error == null and .values == null' mctpctl --json bus
refused 1 "device $n-4cc00000001: its driver has nothing to set" \
	mctpctl bus set $fan mtu=1
ok mctpctl sim remove b0
holds '. == []' mctpctl --json bus
finish
