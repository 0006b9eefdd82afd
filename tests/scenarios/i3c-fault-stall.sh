#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   holds the bus
#	                                                `== good
#
# A bus that is stuck for a while: nothing moves, nothing is lost, and all goes
# on when it is over. A program that waits sees nothing but the time; the daemon
# tells that the devices do not answer, and that they do again.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

took_at_least() { [ "$(said slowest_ms)" -ge "$1" ]; }
has_sent() { [ "$(counted "$1.tx_packets")" -gt 0 ]; }

bench_start
stats_begin

note 'one second, in the middle of traffic to both devices'
fault stuck pid=$bad direction=write action=stall value=1000 skip=5 count=1
traffic to-good "$eid_good"
until_ok 5 has_sent good
ask -n 60 -w 4 -t 5000 "$eid_bad"
check_equal 'it happened' 1 "$(injected stuck)"
check_said 'every request gets its reply' reply=60 wrong=0 tx=0 open=0
check 'one of them late' took_at_least 900
traffic_end to-good
check_all_answered 'those to the other device, too'
n=$(($(said sent) + 60))
check 'which has waited for the same bus' took_at_least 900
check_counted tx_packets=$n rx_packets=$n tx_failed=0 rx_failed=0 \
	sim.writes=$n sim.reads=$n sim.ibis=$n sim.faults=1
check_counted tx_nack=0 rx_nack=0 tx_arbitration_lost=0 tx_queue_full=0 \
	tx_flushed=0 rx_pec_errors=0 rx_short=0 ibi_overrun=0

note 'longer than the daemon waits'
daemon_watches 100
until_ok 10 all_available
fault stuck pid=$bad direction=write action=stall value=2000 count=1
wait_for 10 'the daemon says, meanwhile, that no answer comes' is_degraded $bad
wait_for 10 'and that they come again' all_available
check_equal 'the device has the EID it had' "$eid_bad" "$(eid_of $bad)"
check_equal 'the other one as well' "$eid_good" "$(eid_of $good)"
bad_answers

note 'the end of a bus that is stuck'
daemon_watches 0
fault stuck pid=$bad direction=write action=stall value=1500 count=1
ask_in_background last -n 1 -t 3000 "$eid_bad"
wait_for 5 'it is stuck' has_injected stuck 1
check 'its rule can be removed' rmdir "$rules/stuck"
check 'the bus goes' timeout 20 sh -c "echo 0 >$sim/b0/live"
answer last
check_said 'the request ends' sent=1
check 'the interface is gone' test ! -e "/sys/class/net/$link"
bench_end
