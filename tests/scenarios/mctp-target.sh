#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Emulated devices as a program sees them that talks to them over AF_MCTP by
# their physical addresses:
#
#	mctp-i3c-client --- mctpi3cN --- bus "emu" --- plain     control, echo
#	                                           \-- large     large packets
#	                                           \-- secure    SPDM
#	                                           \-- ...       misbehaving
#
# Every answer is compared byte by byte.

set -u
. "${BASH_SOURCE[0]%/*}/tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
PATH=${BUILD:-build}/tests/scenarios:$PATH
bus=/sys/kernel/config/i3c-sim/emu
work=$(mktemp -d /tmp/mctp-target.XXXXXX)
running=()

cleanup()
{
	kill "${running[@]}" 2>/dev/null
	wait
	rmdir "$bus" 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT

fail()
{
	tail -n 20 "$work"/*.log >&2
	tap_fail "$*"
}

# start NAME ARGS...: runs mctp-target until it says that it is ready
start()
{
	local name=$1
	shift
	mctp-target -v --ready-fd 3 "$@" \
		3>"$work/$name.ready" 2>"$work/$name.log" &
	running+=($!)
	until_ok test -s "$work/$name.ready"
}

# refused STATUS TEXT ARGS...: mctp-target fails with one line that has TEXT
refused()
{
	local want=$1 text=$2 status=0
	shift 2
	mctp-target "$@" 2>"$work/refused.log" || status=$?
	[ "$status" = "$want" ] || fail "mctp-target $* exits with $status"
	[ "$(wc -l <"$work/refused.log")" = 1 ] ||
		fail "mctp-target $* does not say one line"
	grep -qF -- "$text" "$work/refused.log" ||
		fail "mctp-target $* says: $(cat "$work/refused.log")"
}

# ask PID TYPE REQUEST [MS]: prints what comes back, 3 if nothing does
ask()
{
	mctp-i3c-client ask "$link" "0x$1" 0 "0x$2" "$3" "${4:-2000}"
}

# expect PID TYPE REQUEST RESPONSE
expect()
{
	local got

	got=$(ask "$1" "$2" "$3") || fail "$1 does not answer $2 $3"
	[ "$got" = "$4" ] || fail "$1 answers $2 $3 with $got, not $4"
}

# silence PID TYPE REQUEST
silence()
{
	local got status=0

	got=$(ask "$1" "$2" "$3" 200) || status=$?
	[ $status = 3 ] || fail "$1 and $2 $3: status $status, $got"
}

# The device has been addressed by the controller and takes messages.
present() { ask "$1" 00 8002 100; }

counter()
{
	sed -n "s/.* $2 \\([0-9]*\\).*/\\1/p" "$work/$1.log" | tail -n 1
}

plain=04cc00010000
large=04cc00020000
secure=04cc00030000
uuid=8a1e5e5c1d0b4c3e9a550d0000000001

# and with it mctp, where the kernel has no family of its own
for module in i3c-sim mctp-i3c; do
	modprobe "$module" || fail "modprobe $module"
done
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config

say "wrong use is refused in one line"
refused 2 "--bus is missing" --pid 1
refused 2 "--pid 0 is no PID" --bus emu --pid 0
refused 2 "unexpected argument more" --bus emu --pid 1 more
refused 1 "bus emu does not exist or is not live" --bus emu --pid 1
refused 1 "$work/none: No such file or directory" --config "$work/none"

mkdir "$bus" && echo 1 >"$bus/live" || fail "cannot make the bus"
link=mctpi3c$(cat "$bus/bus")
until_ok test -e "/sys/class/net/$link"
ip link set "$link" mtu 68 up || fail "cannot set $link up"

say "a plain device answers control requests"
start plain --bus emu --pid $plain --echo \
	--uuid 8a1e5e5c-1d0b-4c3e-9a55-0d0000000001
refused 1 "PID $plain is on bus emu already" --bus emu --pid $plain
until_ok present $plain
expect $plain 00 8302 030200000000
expect $plain 00 8403 040300$uuid
expect $plain 00 8504ff 05040001f1f3f300
expect $plain 00 850405 050480
expect $plain 00 8605 06050002007e
expect $plain 00 870600 070600ff0012340001
say "it says so when a request is too short, too long or unknown"
expect $plain 00 8801 080103
expect $plain 00 88010a 080103
expect $plain 00 8802ff 080203
expect $plain 00 887f 087f05
say "it takes an EID"
expect $plain 00 8901000a 090100000a00
expect $plain 00 8902 0902000a0000
expect $plain 00 890100ff 090102
say "it echoes"
expect $plain 7e 1234 1234
expect $plain 7e 1234deadbeef 1234deadbeef
body=1234$(printf '%0128x' 1)$(printf '%01998d' 7)
expect $plain 7e "$body" "$body"
silence $plain 7e 1235deadbeef
silence $plain 01 8002

say "a device with a static EID and large packets"
start large --bus emu --pid $large --echo --mtu 259 --eid 40 \
	--types 1,4 --notify
until_ok present $large
expect $large 00 8002 000200280200
expect $large 00 8005 00050004000104"7e"
ip link set "$link" mtu 259 || fail "mtu"
expect $large 7e "$body" "$body"
ip link set "$link" mtu 68 || fail "mtu"

say "a device that speaks SPDM"
"$here/../pki.sh" "$work/pki" secure || fail "pki.sh"
start secure --bus emu --pid $secure --spdm \
	--spdm-key "$work/pki/secure.key.pem" \
	--spdm-chain "$work/pki/secure.chain.pem"
until_ok present $secure
expect $secure 00 8005 00050003000506
expect $secure 05 10840000 1004000000010012
expect $secure 05 12e80000 107f0400
refused 1 "no private key in PEM" --bus emu --pid 1 --spdm \
	--spdm-key "$work/pki/secure.chain.pem" \
	--spdm-chain "$work/pki/secure.chain.pem"
refused 1 "no certificate chain in PEM" --bus emu --pid 1 --spdm \
	--spdm-key "$work/pki/secure.key.pem" \
	--spdm-chain "$work/pki/secure.key.pem"

say "devices that misbehave"
cat >"$work/bad.conf" <<EOF
[silent]
bus = emu
pid = 04cc00f00000
misbehave = silent
[wrong-instance-id]
bus = emu
pid = 04cc00f10000
misbehave = wrong-instance-id
[wrong-command]
bus = emu
pid = 04cc00f20000
misbehave = wrong-command
[short-response]
bus = emu
pid = 04cc00f30000
misbehave = short-response
[bad-pec]
bus = emu
pid = 04cc00f40000
misbehave = bad-pec
[refuse-eid]
bus = emu
pid = 04cc00f50000
misbehave = refuse-eid
[other-eid]
bus = emu
pid = 04cc00f60000
misbehave = other-eid
[late]
bus = emu
pid = 04cc00f70000
misbehave = late=500
[drop-after]
bus = emu
pid = 04cc00f80000
misbehave = drop-after=2
EOF
start bad --config "$work/bad.conf"
until_ok present 04cc00f60000
silence 04cc00f00000 00 8102
expect 04cc00f10000 00 8102 000200000000
expect 04cc00f20000 00 8102 010300000000
expect 04cc00f30000 00 8102 0102000000
silence 04cc00f40000 00 8102
expect 04cc00f50000 00 8101000a 010100100000
expect 04cc00f60000 00 8101000a 010100004a00
# one request only: the answer to one that was given up could be taken for
# that of another device, as none of them has an EID
start_ms=$(date +%s%3N)
expect 04cc00f70000 00 8102 010200000000
[ $(($(date +%s%3N) - start_ms)) -ge 500 ] || fail "late answers too early"
expect 04cc00f80000 00 8102 010200000000
expect 04cc00f80000 00 8102 010200000000
silence 04cc00f80000 00 8102

say "a terminated device leaves the bus and says what it saw"
kill "${running[0]}"
wait "${running[0]}" || fail "SIGTERM: exit status $?"
silence $plain 00 8002
[ "$(counter plain 'wrong PEC')" = 0 ] || fail "packets with a wrong PEC"
[ "$(counter plain 'unknown type')" = 1 ] || fail "unknown type not counted"

say "devices end with their bus"
rmdir "$bus" || fail "rmdir"
for pid in "${running[@]:1}"; do
	wait "$pid" || fail "bus gone: exit status $?"
done
running=()
say 'done'
