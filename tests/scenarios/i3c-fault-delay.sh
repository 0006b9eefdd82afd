#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   takes its time
#	                                                `== good
#
# Transfers that take longer: everybody waits, nobody loses anything, and the
# daemon, which allows 250 ms, thinks nothing of it.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

delay_ms=60

# took_at_least MS
took_at_least() { [ "$(said slowest_ms)" -ge "$1" ]; }

bench_start
for direction in write read ibi; do
	note "$direction"
	stats_begin
	fault slow pid=$bad direction=$direction action=delay \
		value=$((delay_ms * 1000)) count=2
	ask -n 3 "$eid_bad"
	check_said 'each request gets its reply' reply=3 tx=0
	check 'two of them late' took_at_least $delay_ms
	check_equal 'two were hit' 2 "$(injected slow)"
	check_counted tx_packets=3 rx_packets=3 tx_nack=0 rx_nack=0 tx_failed=0
	fault_end slow
done

note 'the other device waits for the bus, too'
fault slow pid=$bad direction=write action=delay value=$((delay_ms * 1000))
ask_in_background slow -n 5 -w 5 "$eid_bad"
until_ok 5 has_injected slow 1
ask -n 5 "$eid_good"
check_said 'and answers' reply=5 wrong=0
answer slow
check_said 'as does the slow one' reply=5 wrong=0

note 'the daemon'
daemon_watches 100
fault slow pid=$bad action=delay value=$((delay_ms * 1000))
wait_for 20 'has waited for ten answers' has_injected slow 20
check 'and has the device for available' all_available
check_fails 'and had all the time' grep -q Degraded "$work/mctpd.log"
bench_end
