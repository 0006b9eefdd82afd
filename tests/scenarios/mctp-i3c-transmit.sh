#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-load   == mctpi3cN == bus b0 ==+== t0  echoes
#	mctp-i3c-client                         :   ...
#	                                        `== t15 echoes
#
# Several packets in one call of the controller, what is left of a call that
# failed, controllers with limits, the back pressure on senders, and the share
# of the bus that each target has.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

first_pid=$((0x04cc00000001))
targets=16

pid()
{
	printf '0x%012x' $((first_pid + $1))
}

# value TARGET FILE
value()
{
	cat "$(printf '/sys/bus/i3c/devices/%d-%x/mctp/%s' "$bus" \
		$((first_pid + $1)) "$2")"
}

# kernel_target N [NAME=VALUE...]: the target tN, its EID is 10 + N
kernel_target()
{
	local dir=$sim/b0/targets/t$1 n=$1 setting
	shift

	mkdir "$dir" || fail "no target t$n"
	for setting in "pid=$(pid "$n")" eid=$((10 + n)) behaviour=echo "$@"; do
		echo "${setting#*=}" >"$dir/${setting%%=*}" ||
			fail "t$n: $setting"
	done
	echo 1 >"$dir/plugged" || fail "t$n"
	until_ok bound "$(pid "$n")"
}

# bus_limited NAME=VALUE...: a bus b0 anew, of a controller with these limits
bus_limited()
{
	local setting

	insides_remove
	[ ! -d "$sim/b0" ] || bus_stop b0
	mkdir "$sim/b0" || fail 'no bus'
	for setting in "$@"; do
		echo "${setting#*=}" >"$sim/b0/${setting%%=*}" ||
			fail "b0: $setting"
	done
	bus_start b0
	mctp-i3c-client up "$link" 8
}

# A bus with directories in it cannot be removed
insides_remove()
{
	local dir

	for dir in "$sim"/*/faults/*/ "$sim"/*/targets/*/; do
		[ ! -d "$dir" ] || rmdir "$dir"
	done
}
trap 'insides_remove; clean_up' EXIT

# fault NAME SETTING...
fault()
{
	local dir=$sim/b0/faults/$1 setting
	shift

	mkdir "$dir" || fail "no rule ${dir##*/}"
	for setting in "$@" enabled=1; do
		echo "${setting#*=}" >"$dir/${setting%%=*}" ||
			fail "${dir##*/}: $setting"
	done
}

fault_end()
{
	rmdir "$sim/b0/faults/$1"
}

# added NAME COMMAND...: by how much the command moves a counter
added()
{
	local before name=$1
	shift

	before=$(stat "$name")
	"$@" >/dev/null || fail "$*"
	echo $(($(stat "$name") - before))
}

ping()
{
	expect "$2/$2" mctp-i3c-client ping "$link" "$(pid 0)" 10 "$1" "$2"
}

say 'the packets of a message go out in few calls, and not copied'
bus_limited
kernel_target 0
ping 4096 5
packets=$(stat tx_packets)
[ "$packets" -eq $((5 * 65)) ] || fail "$packets packets"
[ $((4 * $(stat tx_calls))) -le "$packets" ] || fail "$(stat tx_calls) calls"
expect 0 stat tx_refused
expect 0 stat tx_copied

say 'packets that somebody listens to are copied'
mctp-i3c-load tap "$link" >"$work/tap.out" &
tap=$!
until_ok grep -q listening "$work/tap.out"
copied=$(added tx_copied mctp-i3c-client ping "$link" "$(pid 0)" 10 4096 1)
[ "$copied" -eq 65 ] || fail "$copied of 65"
kill $tap

say 'no acknowledge in the midst of a call: the rest follows, in order'
fault nack direction=write action=nack every=7
retries=$(added tx_retries mctp-i3c-client ping "$link" "$(pid 0)" 10 4096 5)
[ "$retries" -ge $((5 * 65 / 7)) ] || fail "$retries retries"
expect 0 stat tx_failed
fault_end nack

say 'lost arbitration: likewise'
fault lost direction=write action=arbitration every=7
lost=$(added tx_arbitration_lost mctp-i3c-client ping "$link" "$(pid 0)" 10 \
	4096 5)
[ "$lost" -ge 5 ] || fail "lost $lost times"
expect 0 stat tx_failed
fault_end lost

say 'a controller with a short queue of commands: refused, then in parts'
bus_limited max_batch=3
kernel_target 0
ping 4096 5
refused=$(stat tx_refused)
[ "$refused" -ge 1 ] || fail 'nothing was refused'
[ "$refused" -le 4 ] || fail "refused $refused times"
packets=$(stat tx_packets)
[ $((2 * $(stat tx_calls))) -le "$packets" ] || fail "$(stat tx_calls) calls"
# what is smaller in bytes only is tried once more; then all is known
for _ in $(seq 5); do
	[ "$(added tx_refused ping 4096 5)" -gt 0 ] || break
done
expect 0 added tx_refused ping 4096 5
refused=$(stat tx_refused)
[ "$refused" -le 8 ] || fail "refused $refused times in all"
expect 0 stat tx_failed

say 'one with room for 256 bytes, as dw-i3c has it'
bus_limited max_transfer=256 max_batch_bytes=256
kernel_target 0 mrl=256 mwl=1024
kernel_target 1 mrl=256 mwl=1024
ping 4096 5
expect 0 stat tx_failed
expect 1023 value 0 mtu
ip link set "$link" mtu 1023
# one packet that is too long is lost, and tells for all targets
mctp-i3c-client send "$link" "$(pid 0)" 10 "$(printf '%.0s00' $(seq 300))"
until_ok stat_at_least tx_too_long 1
expect 255 value 0 mtu
expect 255 value 1 mtu
ping 4096 5
expect 5/5 mctp-i3c-client ping "$link" "$(pid 1)" 11 4096 5
expect 1 stat tx_too_long
expect 0 stat tx_failed

say 'a sender that is ahead of the bus waits, or is told to come again'
bus_limited paced=1 clock_hz=400000
kernel_target 0 behaviour=sink
kernel_target 1
# 100 messages of 16 packets of 69 bytes, 1.6 ms each, less the send buffer
took=$(mctp-i3c-load stream "$link" "$(pid 0)" 10 1000 100) || fail "$took"
[ "$took" -ge 1000 ] || fail "took only $took ms"
expect 0 stat tx_queue_full
expect 'EAGAIN=1 ENOBUFS=0' mctp-i3c-load fill "$link" "$(pid 0)" 10 1000 1

say 'the queue of a target has a limit that many senders reach together'
before=$(stat tx_queue_full)
mctp-i3c-load fill "$link" "$(pid 0)" 10 1000 20 >"$work/fill.out" 2>&1 &
filler=$!
until_ok stat_at_least tx_queue_full $((before + 1))
[ "$(value 0 tx_queue_full)" -ge 1 ] || fail 'which target?'

say 'that holds up nobody but its senders'
expect 3/3 mctp-i3c-client ping "$link" "$(pid 1)" 11 64 3
expect 0 value 1 tx_queue_full
wait $filler
mctp-i3c-client down "$link"
until_ok stat_at_least tx_flushed 100
expect 1 grep -c '' "$work/fill.out"
grep -q 'EAGAIN=[0-9]* ENOBUFS=[1-9]' "$work/fill.out" ||
	fail "$(cat "$work/fill.out")"

# shares N: what the targets up to N have got, as Jain's index in percent
shares()
{
	local n

	for ((n = 0; n < $1; n++)); do
		value "$n" tx_bytes
	done | awk '{ sum += $1; squares += $1 * $1 }
		END { print int(100 * sum * sum / (NR * squares)) }'
}

# per_ms N: bytes the targets up to N have got per millisecond of the bus
per_ms()
{
	local n

	for ((n = 0; n < $1; n++)); do
		value "$n" tx_bytes
	done | awk -v ns="$(cat "$sim/b0/stats/busy_ns")" \
		'{ sum += $1 } END { print int(sum * 1000000 / ns) }'
}

# spread N [SETTING...]: N targets, of which each second takes long packets,
# and as much for all as a bus of 4 MHz cannot carry
spread()
{
	local n count=$1
	shift

	bus_limited paced=1 clock_hz=4000000
	for ((n = 0; n < count; n++)); do
		kernel_target "$n" behaviour=sink \
			mwl=$((n % 2 ? 256 : 69)) mrl=69
	done
	ip link set "$link" mtu 255
	[ $# -eq 0 ] || fault silent "$@"
	mctp-i3c-load spread "$link" "$(pid 0)" 10 1000 1500 "$count"
	# before the shorter queues run dry
	mctp-i3c-client down "$link"
}

say 'each of 15 targets has its share, whatever the size of its packets'
others=$((targets - 1))
spread $others
index=$(shares $others)
[ "$index" -ge 95 ] || fail "Jain's index is 0.$index"
alone=$(per_ms $others)

say 'one more that acknowledges nothing takes nothing away'
spread $targets "pid=$(pid $others)" direction=write action=nack
index=$(shares $others)
[ "$index" -ge 95 ] || fail "Jain's index is 0.$index"
expect 0 value $others tx_packets
[ "$(value $others tx_nack)" -ge 10 ] || fail 'it was not tried'
beside=$(per_ms $others)
[ $((100 * beside)) -ge $((90 * alone)) ] || fail "$beside, not $alone B/ms"
fault_end silent

say 'done'
