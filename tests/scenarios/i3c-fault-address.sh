#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   loses its address
#	                                                `== good
#
# A device that loses its dynamic address and is given another, or the old one
# again: its packets go where it is, and nobody who talks to it notices.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start

for direction in write read ibi; do
	note "another address, at a $direction"
	before=$(dynamic_address $bad)
	stats_begin
	fault moved pid=$bad direction=$direction action=address count=1
	ask "$eid_bad"
	check_said 'the sender gets its reply' reply=1 tx=0
	check_equal 'it was hit' 1 "$(injected moved)"
	check_counted tx_failed=0 rx_failed=0 rx_pec_errors=0 rx_packets=1 \
		sim.addresses=1 sim.hotjoins=1
	check_fails 'it has another address' \
		test "$(dynamic_address $bad)" = "$before"
	bad_answers
	fault_end moved
done

note 'the same address again'
before=$(dynamic_address $bad)
stats_begin
fault moved pid=$bad direction=write action=address value=1 count=1
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1 tx=0
check_counted sim.addresses=1 sim.hotjoins=1
wait_for 5 'it has its address' test "$(dynamic_address $bad)" = "$before"
fault_end moved

note 'again and again, in the middle of traffic'
stats_begin
fault moved pid=$bad action=address every=25 count=8
ask -n 120 -w 4 -t 3000 "$eid_bad"
check_equal 'eight times' 8 "$(injected moved)"
check_said 'each request gets its reply' reply=120 wrong=0 tx=0
check_counted tx_packets=120 rx_packets=120 rx_pec_errors=0 tx_failed=0 \
	sim.addresses=8
fault_end moved
good_answers

note 'the daemon'
daemon_watches 100
until_ok 10 all_available
fault moved pid=$bad action=address every=10 count=4
wait_for 20 'the device moves while it is looked at' has_injected moved 4
check 'has it for available' all_available
check_equal 'with the EID it had' "$eid_bad" "$(eid_of $bad)"
check_fails 'and had all the time' grep -q Degraded "$work/mctpd.log"
bench_end
