#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== p        no interrupts
#	                                        +== i        interrupts
#	                                        `== q0..q15  no interrupts
#
# Targets that cannot interrupt are polled, and leave the bus to the others.
# Those that can are read on if that is asked for.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

p=0x04cc00000001
i=0x04cc00000002
no_interrupts=0x00

# dir PID: of the device's mctp directory
dir()
{
	printf '/sys/bus/i3c/devices/%d-%x/mctp' "$bus" "$1"
}

# value PID FILE
value()
{
	cat "$(dir "$1")/$2"
}

# set_value PID FILE VALUE
set_value()
{
	echo "$3" 2>/dev/null >"$(dir "$1")/$2"
}

value_is()
{
	[ "$(value "$1" "$2")" = "$3" ]
}

# reported NAME N: so often
reported()
{
	[ "$(grep -c '^good=' "$work/$1.out")" -ge "$2" ]
}

# queue_behind NAME N: a packet with interrupt and N without; the interrupt is
# not taken before all of them are there
queue_behind()
{
	local k n rule=$sim/b0/faults/late

	mkdir "$rule"
	echo ibi >"$rule/direction"
	echo nack >"$rule/action"
	echo 1 >"$rule/enabled"
	n=$(grep -c '^good=' "$work/$1.out")
	target_tell "$1" send good 0xae 01080ac87e1200
	for ((k = 0; k < $2; k++)); do
		target_tell "$1" send good silent 01080ac87e1200
	done
	target_tell "$1" report
	until_ok reported "$1" $((n + 1))
	rmdir "$rule"
}

# polls_during SECONDS
polls_during()
{
	local before

	before=$(stat polls)
	sleep "$1"
	echo $(($(stat polls) - before))
}

# polls_get_rare N: fewer than N in a second
polls_get_rare()
{
	[ "$(polls_during 1)" -lt "$1" ]
}

bus_start b0
target_start p -e -b $no_interrupts b0 $p
target_start i -e b0 $i

say 'nobody is asked while the interface is down'
sleep 0.2
expect 0 stat polls

say 'a target without interrupts answers, in packets of any number'
mctp-i3c-client up "$link" 8
expect 50/50 mctp-i3c-client ping "$link" $p 10 1 50
expect 5/5 mctp-i3c-client ping "$link" $p 10 4096 5
expect 0 stat ibi
target_tell p report
target_said p '^good=375 bad=0 '

say 'how it is noticed that there is a packet'
expect poll value $p mode
expect ibi value $i mode
expect 500 value $p poll_min_us
expect 50000 value $p poll_max_us

say 'that it has nothing is no error, and nothing to try again'
expect 0 value $p rx_nack
expect 0 value $p rx_failed
expect 0 value $p rx_retries
expect 0 stat rx_short
[ "$(stat polls)" -gt 100 ] || fail "only $(stat polls) polls"

say 'an idle target is asked less and less'
# 20 in a second when it has come down to one in 50 ms
until_ok polls_get_rare 30
[ "$(polls_during 2)" -gt 10 ] || fail 'is not asked any more'

say 'how often, within its limits'
for n in '99 min' '10000001 min' '50001 min' '10000001 max' '499 max' \
	'0 min' 'often min' '-1 max'; do
	if set_value $p "poll_${n#* }_us" "${n% *}"; then fail "set $n"; fi
done
expect 500 value $p poll_min_us
expect 50000 value $p poll_max_us
set_value $p poll_max_us 10000000 || fail 'cannot be rare'
set_value $p poll_min_us 10000000 || fail 'cannot be rare'
sleep 0.1
expect 0 polls_during 1
set_value $p poll_min_us 100 || fail 'cannot be often'
set_value $p poll_max_us 100 || fail 'cannot be often'
[ "$(polls_during 2)" -gt 200 ] || fail 'is not often'
set_value $p poll_max_us 50000
set_value $p poll_min_us 500

say 'packets that nobody asked for are found'
mctp-i3c-client listen 20 >"$work/listen.out" 2>&1 &
listener=$!
until_ok grep -q listening "$work/listen.out"
for n in $(seq 10 29); do
	target_tell p send good none "01080ac87e1234$n"
done
until_ok bash -c "! kill -0 $listener"
expect "$(printf '1234%d\n' $(seq 10 29))" tail -n +2 "$work/listen.out"

say 'a wrong PEC and a frame too short are counted, and end nothing'
target_tell p send bad none 01080ac87e123400
expect_stat rx_pec_errors 1
target_tell p send none none 0108
expect_stat rx_short 1
expect 5/5 mctp-i3c-client ping "$link" $p 10 63 5

say 'a target with interrupts is not polled'
before=$(stat ibi)
target_stop p
until_ok polls_get_rare 30
expect 50/50 mctp-i3c-client ping "$link" $i 11 1 50
expect $((before + 50)) stat ibi
expect 0 stat rx_nack
expect 0 value $i polls

say 'a target with interrupts is read as often as it has interrupted'
expect 0 value $i read_on
before=$(value $i rx_packets)
queue_behind i 3
until_ok value_is $i rx_packets $((before + 1))
sleep 0.3
expect $((before + 1)) value $i rx_packets
expect 0 value $i polls
target_stop i
target_start i -e b0 $i

say 'or read on, if that is asked for, up to 8 packets'
if set_value $i read_on 2; then fail 'read_on of 2'; fi
set_value $i read_on 1
before=$(value $i rx_packets)
queue_behind i 10
until_ok value_is $i rx_packets $((before + 9))
sleep 0.3
expect $((before + 9)) value $i rx_packets
expect 8 value $i polls
target_stop i
target_start i -e b0 $i
nacks=$(value $i rx_nack)
expect 20/20 mctp-i3c-client ping "$link" $i 11 1000 20
expect "$nacks" value $i rx_nack
expect 0 value $i rx_failed
set_value $i read_on 0
polls=$(value $i polls)
expect 5/5 mctp-i3c-client ping "$link" $i 11 100 5
expect "$polls" value $i polls

say 'a target that is unplugged is found again'
target_start p -e -b $no_interrupts b0 $p
expect 5/5 mctp-i3c-client ping "$link" $p 10 1 5

say 'sixteen targets that answer while others talk'
for n in $(seq 0 15); do
	target_start "q$n" -e -q -b $no_interrupts b0 $((p + 16 + n))
done
for n in $(seq 0 15); do
	mctp-i3c-client ping "$link" $((p + 16 + n)) $((20 + n)) 100 20 \
		>"$work/ping$n.out" &
done
expect 50/50 mctp-i3c-client ping "$link" $i 11 1 50
for n in $(seq 0 15); do
	until_ok test -s "$work/ping$n.out"
	expect 20/20 cat "$work/ping$n.out"
done
expect "$nacks" stat rx_nack
expect 0 stat rx_failed

say 'idle targets share what polls may use, a tenth of the bus'
echo 1 >"$sim/b0/paced"
deferred=$(stat polls_deferred)
for n in $(seq 0 15); do
	set_value $((p + 16 + n)) poll_min_us 100
	set_value $((p + 16 + n)) poll_max_us 100
done
until_ok stat_at_least polls_deferred $((deferred + 1000))
low=999999 high=0
for n in $(seq 0 15); do
	polls_before[n]=$(value $((p + 16 + n)) polls)
done
start_ns=$(date +%s%N)
busy_ns=$(cat "$sim/b0/stats/busy_ns")
sleep 2
busy_ns=$(($(cat "$sim/b0/stats/busy_ns") - busy_ns))
end_ns=$(date +%s%N)
for n in $(seq 0 15); do
	polls=$(($(value $((p + 16 + n)) polls) - polls_before[n]))
	[ $polls -ge $low ] || low=$polls
	[ $polls -le $high ] || high=$polls
done
[ $low -gt 0 ] && [ $high -le $((2 * low)) ] ||
	fail "between $low and $high polls"
[ $((busy_ns * 10)) -le $((end_ns - start_ns)) ] ||
	fail "$busy_ns of $((end_ns - start_ns)) ns are used"
[ "$busy_ns" -gt 0 ] || fail 'is not used at all'
echo 0 >"$sim/b0/paced"

say 'the driver leaves with polls under way'
flood $p 10
until_ok stat_at_least tx_packets 2000
within rmdir "$sim/b0"
until_ok gone "$link"
flood_end
bus_start b1
target_start p -e -b $no_interrupts b1 $p
mctp-i3c-client up "$link" 8
expect 5/5 mctp-i3c-client ping "$link" $p 10 1 5
within rmmod mctp-i3c
within modprobe mctp-i3c
until_ok test -e "/sys/class/net/$link"

say 'done'
