#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl sim ---configfs--- buses b0, b1 of i3c-sim, their targets
#	                           inside the kernel and rules of faults
#
# mctpctl sim: a bus from nothing to nothing by hand; what it refuses, and
# that a refusal leaves nothing behind; without root; without the module.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

pid=04cc00000001
PATH=${BUILD:-build}/tests/scenarios:$PATH

say 'a bus is added, shown, set and removed'
holds '. == []' mctpctl --json sim
ok mctpctl sim add b0
holds 'map([.name, .live, .targets, .faults]) == [["b0", 1, [], []]] and
	(.[0].bus | type == "number")' mctpctl --json sim list
holds '.name == "b0" and .stats.nacks >= 0 and .mctp_controller == 1' \
	mctpctl --json sim show b0
link=mctpi3c$(mctpctl --json sim show b0 | jq .bus)
until_ok test -e "/sys/class/net/$link"
ok mctpctl sim set b0 seed=18446744073709551615
holds '.seed | tostring | startswith("184467440737095")' \
	mctpctl --json sim show b0
ok mctpctl sim add b1 live=0 mctp_controller=0
holds '.live == 0 and .bus == null and .mctp_controller == 0' \
	mctpctl --json sim show b1
ok mctpctl sim remove b1
holds 'map(.name) == ["b0"]' mctpctl --json sim
ok mctpctl sim
grep -q '^1 bus$' "$work/out" || fail 'no count'

say 'what cannot be set is refused with what can, and nothing is left'
refused 2 "no attribute 'mctp_controler', did you mean 'mctp_controller'\? There are .*live" \
	mctpctl sim set b0 mctp_controler=1
refused 2 "no attribute 'teapot', there are .*live" mctpctl sim set b0 teapot=1
refused 2 'sim b0: bus can only be read' mctpctl sim set b0 bus=1
refused 2 "expected KEY=VALUE, got 'live'" mctpctl sim set b0 live
refused 1 'live=x: the kernel refuses this value' mctpctl sim set b0 live=x
refused 1 'mctp_controller=0: cannot be changed now \(set live=0 first\)' \
	mctpctl sim set b0 mctp_controller=0
refused 1 'sim b0: exists already' mctpctl sim add b0
refused 2 "sim: 'a/b' is not a name" mctpctl sim add a/b
refused 1 'sim nix: no such bus, there are b0' mctpctl sim show nix
refused 2 "no attribute 'x'" mctpctl sim add b2 x=1
refused 1 'live=x: the kernel refuses' mctpctl sim add b2 live=x
ok mctpctl sim add "$(printf '%031d' 0)" live=0
ok mctpctl sim remove "$(printf '%031d' 0)"
refused 1 'sim 0{32}: ' mctpctl sim add "$(printf '%032d' 0)"
holds 'map(.name) == ["b0"]' mctpctl --json sim

say 'targets inside the kernel'
holds '. == []' mctpctl --json sim target list b0
ok mctpctl sim target add b0 fan pid=$pid mrl=256 mwl=256 behaviour=echo
until_ok test -e "/sys/bus/i3c/devices/${link#mctpi3c}-4cc00000001/mctp"
holds 'map([.name, .pid, .plugged, .mwl, .behaviour]) ==
	[["fan", "'$pid'", 1, 256, "echo"]]' mctpctl --json sim target list b0
holds '.targets[0].name == "fan" and .targets[0].stats != null' \
	mctpctl --json sim show b0
refused 1 'target fan: mrl=9: cannot be changed now \(set plugged=0 first\)' \
	mctpctl sim target set b0 fan mrl=9
ok mctpctl sim target set b0 fan plugged=0
ok mctpctl sim target set b0 fan mrl=100 plugged=1
refused 1 'target fan: exists already' \
	mctpctl sim target add b0 fan pid=04cc00000002
refused 1 'target twin: plugged=1: exists already' \
	mctpctl sim target add b0 twin pid=$pid
refused 1 'target nix: is not there, there are fan' \
	mctpctl sim target remove b0 nix
refused 2 "no attribute 'pidd', did you mean 'pid'" \
	mctpctl sim target add b0 odd pidd=1
holds 'map(.name) == ["fan"]' mctpctl --json sim target list b0

say 'rules of faults'
ok mctpctl sim fault add b0 deaf pid=$pid direction=write action=nack count=3
holds 'map([.name, .pid, .direction, .action, .count, .enabled]) ==
	[["deaf", "'$pid'", "write", "nack", 3, 1]]' \
	mctpctl --json sim fault list b0
refused 1 'fault deaf: count=4: cannot be changed now \(set enabled=0 first\)' \
	mctpctl sim fault set b0 deaf count=4
ok mctpctl sim fault set b0 deaf enabled=0
ok mctpctl sim fault set b0 deaf count=4 enabled=1
holds '.faults[0].count == 4' mctpctl --json sim show b0
refused 1 'fault odd: enabled=1: the kernel refuses' \
	mctpctl sim fault add b0 odd direction=write action=drop-ibi
refused 1 'action=explode: the kernel refuses' \
	mctpctl sim fault add b0 odd action=explode
ok mctpctl sim fault add b0 later enabled=0
ok mctpctl sim fault remove b0 later
holds 'map(.name) == ["deaf"]' mctpctl --json sim fault list b0
ok mctpctl sim fault list b0
grep -q '^1 fault$' "$work/out" || fail 'no count'

say 'the log of the wire, as lines and as a capture'
mctpctl --json sim log b0 --timeout 30 >"$work/wire.log" &
logger=$!
mctpctl sim log b0 --pcapng "$work/wire.pcapng" --timeout 30 \
	2>"$work/capture.log" &
capturer=$!
wire_has()
{
	jq -se "any($1)" "$work/wire.log" >/dev/null
}
until_ok eval 'mctpctl sim set b0 daa=1; wire_has ".kind == \"entdaa\""'
until_ok test -s "$work/wire.pcapng"
mctp-i3c-client up "$link" 8
mctp-i3c-client send "$link" 0x$pid 10 0011 # meets the rule, is repeated
until_ok wire_has '.kind == "write" and .fault and (.ack | not)'
until_ok wire_has '.kind == "write" and .ack and (.fault | not) and
	(.data | test("^010a08c.7e0011..$"))'
until_ok wire_has '.kind == "ibi" and .ack and .duration_ns > 0'
until_ok wire_has '.kind == "read" and .ack'
ok mctpctl sim log b0 --count 1 --timeout 1
kill $logger $capturer
wait $logger || fail 'log failed'
wait $capturer || fail 'capture failed'
records=$(wc -l <"$work/wire.log")
[ "$records" -gt 5 ] || fail 'short log'
grep -qE '^mctpctl: [0-9]+ records written, 0 lost$' "$work/capture.log" ||
	fail 'no count of the capture'
[ "$(head -c 4 "$work/wire.pcapng" | od -An -tx1 | tr -d ' ')" = 0a0d0d0a ] ||
	fail 'no capture file'
refused 1 'sim nix: no such bus' mctpctl sim log nix
refused 1 '/nonexistent/x: ' mctpctl sim log b0 --pcapng /nonexistent/x
refused 1 'cannot listen: .*needs root' nobody "$work/mctpctl" sim log b0

say 'completion has names and keys'
complete_has()
{
	local expected=$1

	shift
	ok mctpctl --complete "$@"
	grep -qx -- "$expected" "$work/out" || fail "no $expected for: $*"
}
complete_has b0 sim show ''
complete_has seed= sim set b0 ''
complete_has fan sim target remove b0 ''
complete_has mwl= sim target add b0 new ''
complete_has action= sim fault add b0 new x=1 ''

say 'everybody reads, root writes'
holds 'map(.name) == ["b0"]' nobody "$work/mctpctl" --json sim
refused 1 'sim b3: .*\(needs root\)' nobody "$work/mctpctl" sim add b3
refused 1 'seed=1: .*\(needs root\)' nobody "$work/mctpctl" sim set b0 seed=1
refused 1 'cannot be removed: .*\(needs root\)' \
	nobody "$work/mctpctl" sim remove b0

say 'a bus goes with targets and rules, and then the module'
ok mctpctl sim remove b0
refused 1 'sim b0: no such bus, there is none' mctpctl sim remove b0
holds '. == []' mctpctl --json sim
until_ok rmmod i3c-sim
for verb in list 'show b0' 'add b0' 'remove b0' 'set b0 live=1' \
	'log b0' 'target list b0' 'fault add b0 x action=nack'; do
	# shellcheck disable=SC2086 # words
	refused 1 'module not loaded \(modprobe i3c-sim\)' mctpctl sim $verb
done
modprobe i3c-sim
finish
